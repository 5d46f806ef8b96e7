"""A document that is renamed or deleted by others while it is open: the tab follows, and no edit is lost."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from ..standin import StandIn
from .browser import PATIENCE
from .jupyter import JupyterServer
from .lab import Lab
from .status import key_of, line, open_at, open_ready, text_of, wait_state, wait_text


def test_a_tab_follows_a_rename_in_a_shell(lab: Lab, folder: Path, standin: StandIn) -> None:
    editor = open_ready(lab, folder)
    key = key_of(standin)
    editor.type("Typed before").wait_delivered()
    os.rename(folder / "sample.docx", folder / "thesis.docx")
    expect(lab.tab("thesis.docx")).to_be_visible(timeout=PATIENCE)
    expect(line(editor)).to_contain_text(f"it is “{folder.name}/thesis.docx” now")
    expect(editor.frame.locator("#title")).to_have_text("thesis.docx")
    expect(lab.file("thesis.docx")).to_be_visible(timeout=PATIENCE)
    editor.type("Typed afterwards").wait_delivered()
    lab.main_menu("File", "Save Word document")
    wait_state(editor, "stored")
    text = text_of(folder / "thesis.docx")
    assert "Typed before" in text and "Typed afterwards" in text
    editor.type("Typed at last").wait_delivered()
    lab.close_tab("thesis.docx")
    standin.record.callback(2, key)
    assert "Typed at last" in text_of(folder / "thesis.docx")
    assert sorted(path.name for path in folder.glob("*.docx")) == ["thesis.docx"]


def test_tabs_follow_when_a_folder_is_renamed_and_a_colleague_joins_under_the_new_name(
    lab: Lab, lab_server: JupyterServer, folder: Path, standin: StandIn, new_page: Callable[[], Page]
) -> None:
    (folder / "drafts").mkdir()
    os.rename(folder / "sample.docx", folder / "drafts" / "sample.docx")
    open_at(lab, folder)
    lab.file("drafts").dblclick()
    editor = lab.open_file("sample.docx").wait_ready()
    # JupyterLab's file browser asks when the folder that it shows is gone.
    lab.page.locator(".jp-BreadCrumbs-item", has_text=folder.name).click()
    expect(lab.file("drafts")).to_be_visible()
    key = key_of(standin)
    editor.type("Typed before").wait_delivered()
    os.rename(folder / "drafts", folder / "final")
    # At once, when nobody has noticed it yet.
    colleague = Lab(new_page(), lab_server).open_document(f"{folder.name}/final/sample.docx")
    expect(colleague.wait_ready().paper).to_contain_text("Typed before")
    assert key_of(standin) == key
    expect(line(editor)).to_contain_text("final/sample.docx” now", timeout=PATIENCE)
    editor.type("Typed afterwards").wait_delivered()
    lab.main_menu("File", "Save Word document")
    wait_state(editor, "stored")
    assert "Typed afterwards" in text_of(folder / "final" / "sample.docx")
    assert not (folder / "drafts").exists()


def test_the_edits_of_a_deleted_file_are_in_a_copy_that_is_named(lab: Lab, folder: Path, standin: StandIn) -> None:
    editor = open_ready(lab, folder)
    editor.type("Typed before").wait_delivered()
    (folder / "sample.docx").unlink()
    lab.main_menu("File", "Save Word document")
    expect(line(editor)).to_contain_text("in a copy: sample (recovered", timeout=PATIENCE)
    expect(line(editor)).to_contain_text("The file was deleted or moved away")
    (copy,) = folder.glob("sample (recovered*).docx")
    assert "Typed before" in text_of(copy)
    expect(lab.dialog()).to_have_count(0)
    editor.type("Typed afterwards").wait_delivered()
    lab.close_tab("sample.docx")
    wait_text(standin, copy, "Typed afterwards")
    assert [path.name for path in folder.glob("*.docx")] == [copy.name]


def test_a_rename_in_jupyterlab_reaches_the_tabs_of_others(
    lab: Lab, lab_server: JupyterServer, folder: Path, new_page: Callable[[], Page]
) -> None:
    editor = open_ready(lab, folder)
    colleague = Lab(new_page(), lab_server)
    theirs = open_ready(colleague, folder)
    lab.file("sample.docx").click()
    lab.page.keyboard.press("F2")
    lab.page.keyboard.press("Control+a")
    lab.page.keyboard.type("thesis.docx")
    lab.page.keyboard.press("Enter")
    expect(colleague.tab("thesis.docx")).to_be_visible(timeout=PATIENCE)
    theirs.type("Typed by a colleague").wait_delivered()
    colleague.main_menu("File", "Save Word document")
    wait_state(theirs, "stored")
    expect(editor.paper).to_contain_text("Typed by a colleague")
    assert "Typed by a colleague" in text_of(folder / "thesis.docx")
    assert not re.search("copy|recovered|edited", " ".join(path.name for path in folder.iterdir()))
