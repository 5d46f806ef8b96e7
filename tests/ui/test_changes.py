"""A document whose file is changed on disk while it is open: nothing is lost, and the tab says what happened."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ..standin import StandIn, packages
from .browser import PATIENCE
from .jupyter import JupyterServer
from .lab import Lab
from .status import key_of, line, open_ready, stop_answers, text_of, wait_state, wait_text


def change_on_disk(path: Path, text: str) -> None:
    """As a kernel or a sync client does: the whole file is written anew."""
    changed = path.with_name(".changed")
    changed.write_bytes(packages.insert(path.read_bytes(), [text]))
    os.replace(changed, path)


def test_an_unedited_tab_shows_the_new_content_by_itself(lab: Lab, folder: Path, standin: StandIn) -> None:
    editor = open_ready(lab, folder)
    key = key_of(standin)
    change_on_disk(folder / "sample.docx", "Written by a kernel")
    expect(editor.paper).to_contain_text("Written by a kernel", timeout=PATIENCE)
    expect(line(editor)).to_contain_text("The file was changed on disk")
    editor.type("Typed afterwards")
    lab.close_tab("sample.docx")
    wait_text(standin, folder / "sample.docx", "Typed afterwards")
    assert "Written by a kernel" in text_of(folder / "sample.docx")
    assert not list(folder.glob("*edited*"))
    standin.record.callback(4, key, timeout=60)


def test_an_edit_that_docs_does_not_have_is_never_dropped_without_a_question(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    try:
        stop_answers(lab.page)
        editor.type("only here")
        wait_state(editor, "unsaved")
        change_on_disk(folder / "sample.docx", "Written by a kernel")
        question = lab.dialog()
        expect(question).to_contain_text("“sample.docx” has not reached the Docs server", timeout=PATIENCE)
        question.get_by_role("button", name="Keep the tab as it is").click()
        expect(line(editor)).to_contain_text("out of date")
        expect(editor.paper).to_contain_text("only here")
        wait_state(editor, "unsaved")
    finally:
        lab.page.goto("about:blank")


def test_a_tab_in_the_background_asks_when_it_is_shown_and_after_a_reload(
    lab: Lab, folder: Path, new_page: Callable[[], Page], lab_server: JupyterServer
) -> None:
    other = Lab(new_page(), lab_server)
    open_ready(other, folder)  # keeps the session alive while the first page is loaded anew
    editor = open_ready(lab, folder)
    editor.type("Typed by me").wait_delivered()
    lab.open_file("sample.xlsx").wait_ready()
    change_on_disk(folder / "sample.docx", "Written by a kernel")
    toast = lab.page.locator(".Toastify__toast")
    expect(toast).to_contain_text("was changed on disk while you edited it", timeout=PATIENCE)
    expect(lab.dialog()).to_have_count(0)
    lab.tab("sample.docx").click()
    expect(lab.dialog()).to_contain_text("was changed on disk while you edited it", timeout=PATIENCE)
    lab.page.keyboard.press("Escape")
    expect(lab.dialog()).to_have_count(0)
    expect(line(editor).get_by_role("button", name="Choose")).to_be_visible()

    lab.close_tab("sample.docx")
    lab.open_file("sample.docx").wait_ready()
    expect(lab.dialog()).to_contain_text("was changed on disk while you edited it", timeout=PATIENCE)
    lab.dialog().get_by_role("button", name="Keep mine").click()
    expect(lab.dialog()).to_have_count(0)
    expect(toast).to_have_count(0)
    assert "Typed by me" in text_of(folder / "sample.docx")


@pytest.mark.parametrize("choice", ["Keep mine", "Take the one on disk", "Keep both"])
def test_an_edited_tab_asks(lab: Lab, folder: Path, standin: StandIn, choice: str) -> None:
    editor = open_ready(lab, folder)
    editor.type("Typed by me").wait_delivered()
    change_on_disk(folder / "sample.docx", "Written by a kernel")
    expect(lab.dialog()).to_contain_text("was changed on disk while you edited it", timeout=PATIENCE)
    assert "Written by a kernel" in text_of(folder / "sample.docx")
    (copy,) = folder.glob("sample (edited*).docx")
    assert "Typed by me" in text_of(copy)
    lab.dialog().get_by_role("button", name=choice).click()
    if choice == "Keep mine":
        wait_state(editor, "stored")
        assert "Typed by me" in text_of(folder / "sample.docx")
        (other,) = folder.glob("sample (changed on disk*).docx")
        assert "Written by a kernel" in text_of(other) and not copy.exists()
    else:
        expect(editor.paper).to_contain_text("Written by a kernel", timeout=PATIENCE)
        assert "Written by a kernel" in text_of(folder / "sample.docx")
        assert copy.exists() == (choice == "Keep both")
        if choice == "Keep both":
            beside = lab.editor(copy.name).wait_ready()
            expect(beside.paper).to_contain_text("Typed by me")
            expect(beside.frame.locator("body.calm")).to_be_visible(timeout=PATIENCE)  # reaches for no keyboard
    editor.type("Typed afterwards")
    lab.close_tab("sample.docx")
    wait_text(standin, folder / "sample.docx", "Typed afterwards")
    assert list(folder.glob("sample (edited*).docx")) == ([copy] if choice == "Keep both" else [])


def test_what_was_reverted_stays_away_and_its_copy_is_told_of_until_it_is_dismissed(
    lab: Lab, folder: Path, standin: StandIn
) -> None:
    editor = open_ready(lab, folder)
    editor.type("Wanted").wait_delivered()
    lab.main_menu("File", "Save Word document")
    wait_state(editor, "stored")
    expect(lab.page.get_by_text("Saving completed")).to_be_visible(timeout=PATIENCE)
    editor.type("Thrown away").wait_delivered()
    lab.main_menu("File", "Revert Word document to Checkpoint…")
    lab.page.locator(".jp-Dialog").get_by_role("button", name="Revert").click(timeout=PATIENCE)
    toast = lab.page.locator(".Toastify__toast")
    expect(toast).to_contain_text("are in a copy beside it", timeout=PATIENCE)
    expect(editor.paper).to_contain_text("Wanted", timeout=PATIENCE)
    expect(editor.paper).not_to_contain_text("Thrown away")
    (copy,) = folder.glob("sample (edited*).docx")
    assert "Thrown away" in text_of(copy) and "Thrown away" not in text_of(folder / "sample.docx")
    with lab.page.expect_response(re.compile("onlyoffice/told")):
        toast.locator(".jp-Notification-Toast-Close").click()
    lab.page.reload()
    lab.wait_ready()
    lab.editor("sample.docx").wait_ready()
    expect(toast).to_have_count(0)
