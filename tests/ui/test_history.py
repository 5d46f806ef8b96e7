"""The version history inside the editor: who made which version, and bringing one back."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from ..standin import StandIn
from .browser import PATIENCE
from .lab import Editor, Lab
from .status import key_of, open_ready, text_of, wait_state


def open_history(editor: Editor) -> Locator:
    """File > Version History; the versions, newest first."""
    editor.frame.get_by_role("button", name="File", exact=True).click(timeout=PATIENCE)
    editor.frame.get_by_role("button", name="Version History").click(timeout=PATIENCE)
    versions = editor.frame.locator("#versions li")
    expect(versions.first).to_have_class(re.compile("selected"), timeout=PATIENCE)
    return versions


def write(lab: Lab, editor: Editor, text: str) -> None:
    """Type and save."""
    editor.type(text).wait_delivered()
    lab.main_menu("File", "Save Word document")
    wait_state(editor, "stored")


def test_a_version_is_shown_and_restored(lab: Lab, folder: Path, standin: StandIn) -> None:
    file = folder / "sample.docx"
    editor = open_ready(lab, folder)
    write(lab, editor, "first round")
    lab.close_tab("sample.docx")
    standin.record.callback(2, key_of(standin))  # the session is over: the next one is another version
    editor = lab.open_file("sample.docx").wait_ready()
    expect(editor.paper).to_contain_text("first round", timeout=PATIENCE)
    write(lab, editor, "second round")

    versions = open_history(editor)
    expect(versions.locator(".number")).to_have_text(["Ver. 3", "Ver. 2", "Ver. 1"])
    expect(versions.locator(".author").last).to_have_text("Outside of the editor")
    author = versions.locator(".author").first.inner_text()
    assert author and author == versions.locator(".author").nth(1).inner_text()
    expect(editor.frame.locator(".changed")).to_have_text(["second round"], timeout=PATIENCE)
    versions.nth(1).locator(".number").click()
    expect(editor.frame.locator(".changed")).to_have_text(["first round"], timeout=PATIENCE)
    expect(editor.paper).not_to_contain_text("second round")

    versions.nth(1).get_by_role("button", name="Restore").click()
    expect(versions).to_have_count(4, timeout=PATIENCE)
    expect(editor.paper).to_contain_text("first round", timeout=PATIENCE)
    assert "first round" in text_of(file) and "second round" not in text_of(file)

    editor.frame.get_by_role("button", name="Close History").click()
    expect(editor.frame.locator("#history")).to_be_hidden(timeout=PATIENCE)
    expect(editor.paper).to_contain_text("first round", timeout=PATIENCE)
    expect(editor.paper).not_to_contain_text("second round")
    write(lab, editor, "third round")
    assert "first round" in text_of(file) and "third round" in text_of(file)
    assert [path.name for path in folder.glob("sample*.docx")] == ["sample.docx"]
    lab.close_tab("sample.docx")
