"""The tab says what is true about the edits, and saving saves all of them."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ..standin import StandIn, documents
from .browser import PATIENCE
from .jupyter import TOKEN, JupyterServer
from .lab import Lab
from .status import FRAME_PAGE, held_back, key_of, line, open_at, open_ready, text_of, undelivered, wait_state

DIRTY = re.compile("jp-mod-dirty")


def test_the_status_line_follows_an_edit_to_the_file(lab: Lab, folder: Path) -> None:
    with held_back(lab.page, FRAME_PAGE):
        (editor,) = open_at(lab, folder, "sample.docx")
        wait_state(editor, "loading")
        expect(line(editor)).to_contain_text("Loading…")
    editor.wait_ready()
    wait_state(editor, "clean")
    expect(line(editor)).to_contain_text("Editing")
    expect(lab.tab("sample.docx")).not_to_have_class(DIRTY)

    with undelivered(lab.page):
        editor.type("on its way")
        wait_state(editor, "unsaved")
        expect(line(editor)).to_contain_text("Unsaved changes")
        expect(lab.tab("sample.docx")).to_have_class(DIRTY)
    wait_state(editor, "held")
    expect(line(editor)).to_contain_text("Held by Docs, not yet in the file")
    expect(lab.tab("sample.docx")).to_have_class(DIRTY)
    assert "on its way" not in text_of(folder / "sample.docx")

    lab.main_menu("File", "Save Word document")
    wait_state(editor, "stored")
    expect(line(editor)).to_contain_text(re.compile(r"Stored at \d?\d:\d\d"))
    expect(lab.tab("sample.docx")).not_to_have_class(DIRTY)
    assert "on its way" in text_of(folder / "sample.docx")


def test_a_save_right_after_typing_has_the_last_letter(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    with undelivered(lab.page):
        editor.type("up to the very last letter")
        wait_state(editor, "unsaved")
        lab.main_menu("File", "Save Word document")
    wait_state(editor, "stored")
    assert "up to the very last letter" in text_of(folder / "sample.docx")


def test_the_editors_own_save_is_confirmed(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    editor.type("saved in the editor")
    lab.page.keyboard.press("Control+s")
    wait_state(editor, "stored")
    assert "saved in the editor" in text_of(folder / "sample.docx")


#: As on a drive that lets no extension provide the contents: what JupyterLab asks for is what is sent.
NO_PROVIDER = """() => {
    const drive = window.jupyterapp.serviceManager.contents.defaultDrive;
    drive.contentProviderRegistry.getProvider('onlyoffice').get =
        (path, options) => drive.get(path, {...options, contentProviderId: undefined});
}"""


@pytest.mark.parametrize("provided", [True, False], ids=["provided", "bare"])
def test_the_content_is_never_moved(lab: Lab, folder: Path, provided: bool) -> None:
    sent: list[tuple[str, str]] = []
    lab.page.on("request", lambda request: sent.append((request.method, request.url)))
    open_at(lab, folder)
    if not provided:
        lab.page.evaluate(NO_PROVIDER)
    editor = lab.open_file("sample.docx").wait_ready()
    editor.type("saved")
    lab.main_menu("File", "Save Word document")
    wait_state(editor, "stored")
    lab.close_tab("sample.docx")
    contents = [(method, url) for method, url in sent if "/api/contents/" in url and "sample.docx" in url]
    assert contents
    assert not [url for method, url in contents if method == "PUT" or "content=1" in url or "hash=1" in url]


def test_a_file_changed_meanwhile_is_kept_and_the_edits_go_beside_it(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    editor.type("mine").wait_delivered()
    theirs = documents.blank("word")
    (folder / "sample.docx").write_bytes(theirs)
    lab.main_menu("File", "Save Word document")
    expect(line(editor)).to_contain_text("in a copy: sample (edited", timeout=PATIENCE)
    assert (folder / "sample.docx").read_bytes() == theirs
    (copy,) = folder.glob("sample (edited*.docx")
    assert "mine" in text_of(copy)
    lab.dialog().get_by_role("button", name="Keep both").click()
    opened = lab.editor(copy.name).wait_ready()
    expect(opened.paper).to_contain_text("mine")


def test_reload_from_disk_shows_what_is_on_disk(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    editor.type("kept beside").wait_delivered()
    changed = documents.assemble((folder / "sample.docx").read_bytes(), "docx", "word", ["from elsewhere"])[1]
    (folder / "sample.docx").write_bytes(changed)
    lab.main_menu("File", "Reload Word document from Disk")
    expect(editor.paper).to_contain_text("from elsewhere", timeout=PATIENCE)
    expect(editor.paper).not_to_contain_text("kept beside")
    wait_state(editor, "clean")
    assert (folder / "sample.docx").read_bytes() == changed
    (copy,) = folder.glob("sample (edited*.docx")
    assert "kept beside" in text_of(copy)


def test_the_others_in_the_document_are_named(
    lab: Lab, lab_server: JupyterServer, folder: Path, new_page: Callable[[], Page]
) -> None:
    editor = open_ready(lab, folder)
    expect(line(editor)).not_to_contain_text("with")
    other = Lab(new_page(), lab_server)
    theirs = open_ready(other, folder)
    expect(line(editor)).to_contain_text(re.compile(r"Editing\s*with \w"), timeout=PATIENCE)
    expect(line(theirs)).to_contain_text("with ")
    other.close_tab("sample.docx")
    expect(line(editor)).not_to_contain_text("with")


def test_save_as_copies_on_the_server(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    editor.type("in both").wait_delivered()
    lab.main_menu("File", "Save Word document As…")
    lab.dialog().locator("input").fill(f"{folder.name}/copy.docx")
    lab.accept()
    opened = lab.editor("copy.docx").wait_ready()
    expect(opened.paper).to_contain_text("in both")
    expect(lab.tab("sample.docx")).to_have_count(0)
    assert "in both" in text_of(folder / "copy.docx")
    assert "in both" in text_of(folder / "sample.docx")


@pytest.fixture
def autosave(lab_server: JupyterServer) -> Iterator[None]:
    """JupyterLab's own setting: save every two seconds."""
    _set(lab_server, '{"autosaveInterval": 2}')
    yield
    _set(lab_server, "{}")


def _set(server: JupyterServer, raw: str) -> None:
    urllib.request.urlopen(
        urllib.request.Request(
            f"{server.url}lab/api/settings/@jupyterlab/docmanager-extension:plugin",
            data=json.dumps({"raw": raw}).encode(),
            method="PUT",
            headers={"Authorization": f"token {TOKEN}"},
        )
    ).close()


@pytest.mark.usefixtures("autosave")
def test_the_file_follows_as_jupyterlabs_autosave_says(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    editor.type("saved by itself")
    wait_state(editor, "stored")
    assert "saved by itself" in text_of(folder / "sample.docx")


def test_a_key_that_is_over_is_replaced_by_a_fresh_one(lab: Lab, folder: Path, standin: StandIn) -> None:
    editor = open_ready(lab, folder)
    editor.type("first round").wait_delivered()
    key = key_of(standin)
    with lab.page.expect_response(re.compile("/onlyoffice/open")):
        standin.emit(key, "onRequestRefreshFile", None)
    # What is typed meanwhile is not taken: until the editor has opened the document anew.
    expect(editor.frame.locator("#state")).to_be_empty(timeout=PATIENCE)
    editor.type("second round").wait_delivered()
    lab.main_menu("File", "Save Word document")
    wait_state(editor, "stored")
    assert "second round" in text_of(folder / "sample.docx")


def test_viewing_only_is_said_quietly(lab: Lab, folder: Path) -> None:
    (folder / "old.doc").write_bytes((folder / "sample.docx").read_bytes())
    (editor,) = open_at(lab, folder, "old.doc")
    editor.wait_ready()
    expect(line(editor)).to_contain_text("Viewing")
    expect(line(editor).locator(".jp-OnlyOffice-status-notice")).not_to_be_empty()
    lab.close_tab("old.doc")
