"""The config of an editor, and its signature."""

from __future__ import annotations

import copy
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_onlyoffice.editor_config import Document, Person, Preferences, editor_config, signed
from jupyter_onlyoffice.formats import FORMATS
from jupyter_onlyoffice.tokens import verify

SECRET = "0123456789abcdef0123456789abcdef"
NOW = 1_800_000_000.0
PERSON = Person("id-1", "Ann")


def document(name: str = "report.docx", ext: str = "docx") -> Document:
    return Document(
        "inst-1",
        name,
        FORMATS[ext],
        "http://j/onlyoffice/download?token=d",
        "http://j/onlyoffice/callback?token=c",
    )


def test_a_document_for_editing() -> None:
    config = editor_config(document(), PERSON, "edit", Preferences("de-DE", dark=True), True, None)
    assert config["documentType"] == "word"
    assert config["document"]["key"] == "inst-1"
    assert config["document"]["fileType"] == "docx"
    assert config["document"]["permissions"]["edit"] is True
    assert "isForm" not in config["document"]
    editor = config["editorConfig"]
    assert editor["mode"] == "edit"
    assert editor["lang"] == "de-DE"
    assert editor["callbackUrl"].endswith("token=c")
    assert editor["user"] == {"id": "id-1", "name": "Ann"}
    assert editor["customization"]["forcesave"] is True
    assert editor["customization"]["uiTheme"] == "default-dark"
    assert "integrationMode" not in editor["customization"]


def test_a_viewer_gets_neither_a_callback_nor_rights() -> None:
    config = editor_config(document(), PERSON, "view", Preferences(), True, None)
    assert config["document"]["permissions"]["edit"] is False
    assert "callbackUrl" not in config["editorConfig"]
    assert config["editorConfig"]["customization"]["forcesave"] is False
    assert config["editorConfig"]["customization"]["uiTheme"] == "default-light"


@pytest.mark.parametrize(("major", "kind"), [(None, "pdf"), (9, "pdf"), (8, "pdf"), (7, "word")])
def test_a_pdf_has_its_own_type_where_docs_knows_it(major: int | None, kind: str) -> None:
    config = editor_config(document("a.pdf", "pdf"), PERSON, "view", Preferences(), True, major)
    assert config["documentType"] == kind
    assert config["document"]["isForm"] is False


@given(st.text(min_size=1, max_size=300))
def test_a_title_fits_and_keeps_its_extension(stem: str) -> None:
    title = editor_config(document(stem + ".docx"), PERSON, "edit", Preferences(), True, None)["document"]["title"]
    assert len(title) <= 128 and title.endswith(".docx")


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("de", "de"), ("zh_Hans_CN", "zh-Hans-CN"), ("", "en"), ("<script>", "en"), ("x" * 500, "en")],
)
def test_a_language_that_is_none_becomes_english(lang: str, expected: str) -> None:
    assert Preferences.of(lang, "light").lang == expected
    assert Preferences.of(lang, "dark").dark is True


modes: st.SearchStrategy[Literal["edit", "view"]] = st.sampled_from(["edit", "view"])


@given(st.sampled_from(sorted(FORMATS)), modes, st.booleans(), st.text(max_size=200))
def test_what_is_sent_is_what_was_signed(ext: str, mode: Literal["edit", "view"], force: bool, name: str) -> None:
    config = editor_config(document(f"{name}.{ext}", ext), Person("i", name), mode, Preferences(), force, None)
    before = copy.deepcopy(config)
    sent = signed(config, SECRET, NOW)
    assert config == before
    claims = verify(sent.pop("token"), SECRET, NOW)
    del claims["iat"], claims["exp"]
    assert claims == sent
    assert not {"url", "key", "payload", "version"} & set(claims)


def test_without_a_secret_there_is_no_token() -> None:
    config = editor_config(document(), PERSON, "edit", Preferences(), True, None)
    assert signed(config, "", NOW) == config
