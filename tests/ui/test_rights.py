"""What a user may do with a document, and how they have set the editor."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from ..standin import StandIn
from .browser import PATIENCE
from .jupyter import TOKEN, JupyterServer
from .lab import Editor, Lab
from .status import key_of, line, open_at, open_ready, text_of, wait_state

VIEWER = ("Open With", "ONLYOFFICE (view only)")


def in_file_menu(editor: Editor, label: str) -> None:
    """Choose in the editor's own File menu."""
    editor.frame.locator("#file").click()
    editor.frame.locator("#menu button", has_text=label).click(timeout=PATIENCE)


def close_message(lab: Lab) -> None:
    lab.dialog().get_by_role("button", name="Close").click()


def command(lab: Lab, label: str) -> None:
    """Choose in JupyterLab's palette."""
    lab.palette(label).first.click()


def test_viewing_turns_into_editing_and_back(
    lab: Lab, folder: Path, standin: StandIn, new_page: Callable[[], Page], lab_server: JupyterServer
) -> None:
    open_at(lab, folder)
    lab.context_menu(lab.file("sample.docx"), *VIEWER)
    viewer = lab.editor("sample.docx").wait_ready()
    expect(line(viewer)).to_contain_text("Viewing")
    expect(viewer.frame.locator("#save")).to_be_hidden()
    lab.page.reload()
    lab.wait_ready()
    viewer = lab.editor("sample.docx").wait_ready()
    expect(line(viewer)).to_contain_text("Viewing")

    ann = open_ready(Lab(new_page(), lab_server), folder)
    key = key_of(standin)
    ann.type("while somebody looks").wait_delivered()
    expect(viewer.paper).to_contain_text("while somebody looks")
    ann.page.close()
    standin.record.callback(2, key)
    bob = open_ready(Lab(new_page(), lab_server), folder)
    assert key_of(standin) != key
    bob.type("in the next room").wait_delivered()
    expect(viewer.paper).to_contain_text("in the next room", timeout=PATIENCE)
    bob.page.close()

    in_file_menu(viewer, "Edit document")
    expect(line(viewer)).to_contain_text("Editing", timeout=PATIENCE)
    viewer.wait_ready().type("now by myself").wait_delivered()
    viewer.type("and a word more")
    lab.tab("sample.docx").click()
    command(lab, "Comment on Document")
    expect(line(viewer)).to_contain_text("Commenting", timeout=PATIENCE)
    expect(line(viewer)).not_to_contain_text("for viewing only")
    viewer.wait_ready()
    lab.close_tab("sample.docx")
    # By the final save of the editing, which on a slow machine comes before the document opens for comments, or by
    # the one of both.
    typed = ("while somebody looks", "in the next room", "now by myself", "and a word more")
    standin.record.wait_for(
        lambda: all(words in text_of(folder / "sample.docx") for words in typed) or None, what="all words in the file"
    )


def test_a_title_that_is_changed_in_the_editor_renames_the_file(lab: Lab, folder: Path, standin: StandIn) -> None:
    names = iter(["Plan", "sample", "a/b"])

    def answer(dialog: Dialog) -> None:
        dialog.accept(next(names))

    (folder / "Plan 2.docx").write_bytes(b"")
    editor = open_ready(lab, folder)
    lab.page.on("dialog", answer)
    key = key_of(standin)
    editor.type("before the rename").wait_delivered()
    in_file_menu(editor, "Rename")
    expect(lab.tab("Plan.docx")).to_be_visible(timeout=PATIENCE)
    expect(editor.frame.locator("#title")).to_have_text("Plan.docx")
    assert (folder / "Plan.docx").exists() and not (folder / "sample.docx").exists()

    (folder / "sample.docx").write_bytes(b"another")
    in_file_menu(editor, "Rename")
    expect(lab.dialog()).to_contain_text("There is a file “sample.docx” already.")
    close_message(lab)
    expect(editor.frame.locator("#title")).to_have_text("Plan.docx")
    in_file_menu(editor, "Rename")
    expect(lab.dialog()).to_contain_text("A name cannot")
    close_message(lab)
    assert (folder / "sample.docx").read_bytes() == b"another"

    lab.close_tab("Plan.docx")
    standin.record.callback(2, key)
    assert "before the rename" in text_of(folder / "Plan.docx")


def test_the_star_keeps_a_document_among_the_favourites(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    star = editor.frame.locator("#favorite")
    expect(star).to_have_text("☆")
    star.click()
    expect(star).to_have_text("★")
    lab.close_tab("sample.docx")

    open_at(lab, folder)
    command(lab, "Open Favorite Document")
    expect(lab.dialog()).to_contain_text("Open a favorite document")
    lab.accept()
    editor = lab.editor("sample.docx").wait_ready()
    expect(editor.frame.locator("#favorite")).to_have_text("★")
    line(editor).get_by_role("button", name="Show in file browser").click()
    expect(lab.file("sample.docx")).to_have_class("jp-DirListing-item jp-mod-selected")


@pytest.fixture
def settings(lab_server: JupyterServer) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Writes the user's settings; there are none again at the end."""

    def write(values: dict[str, Any]) -> None:
        request = urllib.request.Request(
            f"{lab_server.url}lab/api/settings/jupyter-onlyoffice:plugin",
            json.dumps({"raw": json.dumps(values)}).encode(),
            {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
            method="PUT",
        )
        urllib.request.urlopen(request, timeout=30).close()

    yield write
    write({})


def test_strict_mode_keeps_edits_in_the_browser_and_says_so(
    lab: Lab, folder: Path, standin: StandIn, settings: Callable[[dict[str, Any]], None]
) -> None:
    settings({"coEditing": "strict", "autosave": False, "unit": "pt", "compactHeader": True})
    with lab.page.expect_response(lambda response: "/onlyoffice/open" in response.url) as opened:
        editor = open_ready(lab, folder)
    config = opened.value.json()["config"]["editorConfig"]
    assert config["coEditing"] == {"mode": "strict", "change": True}
    assert config["customization"]["autosave"] is False
    assert config["customization"]["unit"] == "pt" and config["customization"]["compactHeader"] is True

    key = key_of(standin)
    editor.type("not shared yet")
    wait_state(editor, "unsaved")
    lab.main_menu("File", "Save Word document")
    expect(lab.dialog()).to_contain_text("Save in the editor, then here")
    close_message(lab)
    lab.tab("sample.docx").locator(".lm-TabBar-tabCloseIcon").click()
    expect(lab.dialog()).to_contain_text("Save in the editor")
    lab.dialog().get_by_role("button", name="Keep open").click()
    expect(editor.paper).to_contain_text("not shared yet")
    wait_state(editor, "unsaved")

    editor.frame.locator("#save").click()
    wait_state(editor, "stored")
    assert "not shared yet" in text_of(folder / "sample.docx")
    lab.close_tab("sample.docx")
    standin.record.callback(2, key)
