"""No edit is lost when a tab closes, and closing never hangs."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Dialog, expect

from ..standin import StandIn
from .browser import PATIENCE
from .lab import Lab
from .status import key_of, line, open_ready, stop_answers, text_of, undelivered, wait_state


def cross(lab: Lab, name: str = "sample.docx") -> None:
    """Click the tab's cross, and wait for nothing."""
    lab.tab(name).locator(".lm-TabBar-tabCloseIcon").click()


def test_an_edit_made_just_before_closing_is_in_the_file(lab: Lab, folder: Path, standin: StandIn) -> None:
    editor = open_ready(lab, folder)
    key = key_of(standin)
    with undelivered(lab.page):
        editor.type("typed a moment before")
        wait_state(editor, "unsaved")
        cross(lab)
        expect(line(editor)).to_contain_text("Saving the last edit before closing")
    expect(lab.tab("sample.docx")).to_have_count(0, timeout=PATIENCE)
    standin.record.callback(2, key)
    assert "typed a moment before" in text_of(folder / "sample.docx")


def test_closing_is_asked_of_the_editor(lab: Lab, folder: Path, standin: StandIn) -> None:
    editor = open_ready(lab, folder)
    key = key_of(standin)
    editor.type("an edit").wait_delivered()
    lab.close_tab("sample.docx")
    standin.record.callback(2, key)
    commands = [message.name for message in standin.record.commands if message.key == key]
    assert commands[-1] == "requestClose"


def test_an_edit_that_cannot_reach_docs_is_asked_about(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    try:
        stop_answers(lab.page)
        editor.type("never arrives")
        wait_state(editor, "unsaved")
        cross(lab)
        expect(lab.dialog()).to_contain_text("Unsaved edits in", timeout=PATIENCE)
        expect(lab.dialog()).to_contain_text("have not reached the Docs server")
        lab.dialog().get_by_role("button", name="Keep open").click()
        expect(lab.tab("sample.docx")).to_be_visible()
        expect(editor.paper).to_contain_text("never arrives")
        wait_state(editor, "unsaved")

        cross(lab)
        lab.dialog().get_by_role("button", name="Close and lose them").click(timeout=PATIENCE)
        expect(lab.tab("sample.docx")).to_have_count(0)
    finally:
        lab.page.goto("about:blank")


def test_a_dead_editor_can_be_closed(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    editor.type("before it died").wait_delivered()
    wait_state(editor, "held")
    editor.iframe.evaluate("frame => new Promise(done => { frame.onload = done; frame.src = 'about:blank'; })")
    lab.close_tab("sample.docx")


def test_leaving_the_page_with_an_edit_in_the_browser_warns(lab: Lab, folder: Path, standin: StandIn) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    editor = open_ready(lab, folder)
    key = key_of(standin)
    lab.page.on("dialog", stay)
    with undelivered(lab.page):
        editor.type("young")
        wait_state(editor, "unsaved")
        with lab.page.expect_event("dialog"):
            lab.page.close(run_before_unload=True)
        assert asked == ["beforeunload"]
        expect(editor.paper).to_contain_text("young")
    editor.wait_delivered()
    wait_state(editor, "held")
    with lab.page.expect_event("close"):
        lab.page.close(run_before_unload=True)
    assert asked == ["beforeunload"], "Docs has it: no reason to ask"
    standin.record.callback(2, key, timeout=60)
    assert "young" in text_of(folder / "sample.docx")


def test_a_rename_keeps_the_editor_and_its_edits(lab: Lab, folder: Path, standin: StandIn) -> None:
    editor = open_ready(lab, folder)
    key = key_of(standin)
    editor.type("before the rename").wait_delivered()
    lab.file("sample.docx").click()
    lab.page.keyboard.press("F2")
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.type("renamed.docx")
    lab.page.keyboard.press("Enter")
    expect(lab.tab("renamed.docx")).to_be_visible()
    editor.type("after the rename").wait_delivered()
    lab.close_tab("renamed.docx")
    standin.record.callback(2, key)
    assert "after the rename" in text_of(folder / "renamed.docx")
    assert not (folder / "sample.docx").exists()


def test_deleting_the_file_ends_the_editor(lab: Lab, folder: Path, standin: StandIn) -> None:
    open_ready(lab, folder)
    key = key_of(standin)
    lab.context_menu(lab.file("sample.docx"), "Move to Trash")
    lab.accept()
    expect(lab.tab("sample.docx")).to_have_count(0)
    standin.record.callback(4, key, accepted=None)
    assert lab.page.locator("iframe[name=frameEditor]").count() == 0
