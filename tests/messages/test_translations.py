"""What the front end says: every text can be translated, and JupyterLab finds the translations that are shipped."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from jupyterlab_server.translation_utils import translator
from tornado.httpclient import HTTPResponse

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from messages import catalogues  # noqa: E402 - not part of the installed package

Fetch = Callable[..., Awaitable[HTTPResponse]]
LANGUAGES = sorted(catalogues.LANGUAGES)


@pytest.fixture(scope="module")
def sources() -> catalogues.Sources:
    return catalogues.read_sources()


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyterlab": True}},
        "LabApp": {"extension_manager": "readonly"},
    }


def test_no_text_that_a_user_sees_bypasses_the_translation(sources: catalogues.Sources) -> None:
    assert not sources.bypasses, "\n".join(sources.bypasses)
    assert len(sources.messages) > 100


def test_the_search_finds_texts_that_bypass_the_translation(tmp_path: Path) -> None:
    source = tmp_path / "bad.tsx"
    source.write_text(
        """
        node.textContent = 'Saved';
        node.title = wide ? `Open the ${name}` : '';
        node.setAttribute('aria-label', 'Close');
        void showErrorMessage(trans.__('This is right'), 'This is wrong');
        Notification.info('done');
        const dialog = { title: trans.__('Right'), body: 'wrong' };
        throw new RequestError(0, 'code', 'It failed.', 'Try again.');
        trans.__(anything);
        const deep = ['Some words of a sentence'];
        const view = <button title="wrong">press</button>;
        """
    )
    assert len(catalogues.read_typescript([source])["bypasses"]) == 12


def test_the_search_leaves_alone_what_no_user_sees(tmp_path: Path) -> None:
    source = tmp_path / "good.ts"
    source.write_text(
        """
        import { title } from './Some Module';
        console.error('Something went wrong', error);
        throw new Error('A mistake of the program');
        node.className = 'jp-Dialog jp-mod-styled';
        node.textContent = trans.__('Stored at %1', time) + ' · ' + names.join(', ');
        const plugin = { autoStart: true, description: 'For developers only.' };
        const keys = ['Accel S'];
        """
    )
    found = catalogues.read_typescript([source])
    assert [message["id"] for message in found["messages"]] == ["Stored at %1"]
    assert found["bypasses"] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(sources: catalogues.Sources, language: str) -> None:
    faults = list(catalogues.faults(language, sources.messages, catalogues.load(language)))
    assert not faults, "scripts/translations tells the same:\n" + "\n".join(faults)


def test_what_the_server_tells_is_translated_too(sources: catalogues.Sources) -> None:
    told = {message.id for message in catalogues.of_troubles()}
    assert told <= set(sources.messages)
    assert {"The disk is full.", "The disk reports: {reason}.", "This link has expired or was revoked."} <= told
    assert {"pictures", "it hangs up", "{number} connections", "Permission denied"} <= told  # filled in
    assert "{cause}" not in told  # nothing to translate
    assert not any("c.OnlyOffice.permissions_hook failed" in text for text in told)  # in the log only


def test_a_catalogue_with_faults_is_noticed() -> None:
    texts = ("Open %1", "The disk reports: {reason}.")
    messages = {m.key: m for m in (*map(catalogues.Message, texts), catalogues.Message("%1 file", plural="%1 files"))}
    right = {
        "Open %1": ["%1 öffnen"],
        "%1 file": ["eine Datei", "%1 Dateien"],
        "The disk reports: {reason}.": ["Die Festplatte meldet: {reason}."],
    }
    assert not list(catalogues.faults("de_DE", messages, right))
    for wrong in (
        {key: forms for key, forms in right.items() if key != "%1 file"},
        right | {"Open %1": ["öffnen"]},
        right | {"Open %1": [""]},
        right | {"%1 file": ["Datei"]},
        right | {"%1 file": ["Datei", "Dateien"]},
        right | {"old": ["alt"]},
        right | {"The disk reports: {reason}.": ["Die Festplatte meldet: {grund}."]},
    ):
        assert len(list(catalogues.faults("de_DE", messages, wrong))) == 1


def test_a_template_holds_every_text(sources: catalogues.Sources) -> None:
    template = catalogues.template(sources.messages)
    assert template.count("\nmsgid ") == len(sources.messages)
    assert 'msgctxt "settings"\nmsgid "Launcher cards"' in template


async def test_jupyterlab_serves_our_translations(jp_fetch: Fetch) -> None:
    try:
        response = await jp_fetch("lab", "api", "translations", "de_DE")
    finally:
        translator.set_locale("en")  # the whole process would go on in German
    answer = json.loads(response.body)
    assert answer["data"]["jupyter_onlyoffice"]["Document"] == ["Dokument"]
    assert answer["data"]["jupyter_onlyoffice"][""]["language"] == "de-DE"
    assert "jupyterlab" in answer["data"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_as_jupyterlab_reads_it(language: str) -> None:
    content = json.loads(catalogues.path_of(language).read_text("utf-8"))
    heading = content.pop("")
    assert heading["language"] == language.replace("_", "-") and heading["domain"] == "jupyter_onlyoffice"
    assert heading["plural_forms"].startswith("nplurals=")
    assert list(content) == sorted(content)
    assert all(isinstance(forms, list) and forms for forms in content.values())
