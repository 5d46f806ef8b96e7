"""A secret that is changed under an open document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ..standin import StandIn
from .browser import PATIENCE
from .conftest import DATA
from .jupyter import JupyterServer
from .lab import Lab
from .status import key_of, loaded_anew, open_ready, text_of, wait_state

NEW = "the-secret-that-comes-after-it-" * 2


@pytest.fixture
def changing(tmp_path: Path, standin: StandIn) -> Iterator[JupyterServer]:
    """JupyterLab on a server that accepts the new secret beside the one of today."""
    traits: dict[str, object] = {
        "docs_url": standin.url,
        "jwt_secret": standin.options.secret,
        "jwt_accepted_secrets": [NEW],
    }
    with JupyterServer(tmp_path / "lab", traits) as running:
        yield running


def test_nobody_notices(page: Page, changing: JupyterServer, standin: StandIn) -> None:
    folder = changing.root / "work"
    folder.mkdir()
    (folder / "sample.docx").write_bytes((DATA / "sample.docx").read_bytes())
    lab = Lab(page, changing)
    editor = open_ready(lab, folder)
    editor.type("before").wait_delivered()
    standin.options.secret = NEW
    editor.type("after").wait_delivered()
    lab.main_menu("File", "Save Word document")
    wait_state(editor, "stored")
    text = text_of(folder / "sample.docx")
    assert "before" in text and "after" in text
    # Moving the tab loads the frame again, with a config that was signed by the secret of before.
    widget = lab.tab("sample.docx").get_attribute("data-id")
    with loaded_anew(editor):
        lab.context_menu(lab.tab("sample.docx"), "Move Widget To", "Move to Right Sidebar")
    first, again, *anew = [config["token"] for config in standin.record.configs]
    assert first == again and anew and first not in anew
    with loaded_anew(editor):
        lab.context_menu(
            page.locator(f'.jp-SideBar .lm-TabBar-tab[data-id="{widget}"]'), "Move Widget To", "Move to Main Area"
        )
    expect(editor.paper).to_contain_text("after", timeout=PATIENCE)
    expect(page.locator(".jp-OnlyOffice-error:visible")).to_have_count(0)
    editor.type("at the end").wait_delivered()
    key = key_of(standin)
    lab.close_tab("sample.docx")
    standin.record.callback(2, key)
    assert "at the end" in text_of(folder / "sample.docx")
