"""The main job in a browser: open a document, edit it, close it, and find the edit in the file."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ..standin import StandIn
from .browser import PATIENCE
from .conftest import DATA
from .jupyter import JupyterServer
from .lab import Editor, Lab
from .status import key_of, open_at, open_ready, text_of, wait_state

QUOTED = 'it\'s "100%" #1 & 🦊 %41.docx'
LONGEST = "ä" * 125 + ".docx"  # 255 bytes, the limit of Linux


def stored(standin: StandIn, key: str) -> None:
    """Wait until the final save of this key is in the file."""
    standin.record.callback(2, key, timeout=60)


@pytest.mark.parametrize("name", ["sample.docx", "sample.xlsx", "sample.pptx"])
def test_double_click_type_close(lab: Lab, folder: Path, standin: StandIn, name: str) -> None:
    before = text_of(folder / name)
    editor = open_ready(lab, folder, name)
    editor.type("Typed in the browser")
    key = key_of(standin)
    lab.close_tab(name)
    stored(standin, key)
    after = text_of(folder / name)
    assert "Typed in the browser" in after
    assert set(before.splitlines()) < set(after.splitlines()), "nothing else changed"
    assert {path.name for path in folder.glob("[!.]*")} == {path.name for path in DATA.glob("sample.*")}


def new_from_launcher(lab: Lab) -> None:
    lab.page.locator(".jp-LauncherCard[title='Create a new document']").click()


def new_from_file_menu(lab: Lab) -> None:
    lab.main_menu("File", "New", "Spreadsheet")


def new_from_context_menu(lab: Lab) -> None:
    listing = lab.page.locator(".jp-DirListing-content")
    box = listing.bounding_box()
    assert box
    listing.click(button="right", position={"x": box["width"] / 2, "y": box["height"] - 10})
    lab.choose("New", "Presentation")


@pytest.mark.parametrize(
    ("create", "name"),
    [
        (new_from_launcher, "New document.docx"),
        (new_from_file_menu, "New spreadsheet.xlsx"),
        (new_from_context_menu, "New presentation.pptx"),
    ],
)
def test_create_type_close(lab: Lab, folder: Path, standin: StandIn, create: Callable[[Lab], None], name: str) -> None:
    open_at(lab, folder)
    expect(lab.file("sample.docx")).to_be_visible(timeout=PATIENCE)  # the file browser has gone to the folder
    create(lab)
    editor = lab.editor(name).wait_ready()
    editor.type("The first words")
    key = key_of(standin)
    lab.close_tab(name)
    stored(standin, key)
    assert "The first words" in text_of(folder / name)


@pytest.mark.parametrize("name", [QUOTED, LONGEST], ids=["quoted", "longest"])
def test_names_that_are_hard(lab: Lab, folder: Path, standin: StandIn, name: str) -> None:
    shutil.move(folder / "sample.docx", folder / name)
    editor = open_ready(lab, folder, name)
    editor.type("Whatever the name")
    key = key_of(standin)
    lab.close_tab(name)
    stored(standin, key)
    assert "Whatever the name" in text_of(folder / name)
    assert len(list(folder.glob("*.docx"))) == 1


def test_a_restart_of_the_server_in_the_middle_of_an_edit(
    page: Page, fresh_lab: JupyterServer, standin: StandIn
) -> None:
    folder = fresh_lab.root / "work"
    folder.mkdir()
    for sample in DATA.glob("sample.*"):
        shutil.copyfile(sample, folder / sample.name)
    lab = Lab(page, fresh_lab)
    editor = open_ready(lab, folder)
    editor.type("Before the restart. ").wait_delivered()
    # JupyterLab may notice that the server is gone.
    notice = page.locator(".jp-Dialog[aria-label^='Server Connection Error']")
    page.add_locator_handler(notice, lambda dialog: dialog.get_by_role("button").first.click())
    fresh_lab.restart()
    editor.type("After the restart.")
    key = key_of(standin)
    lab.close_tab("sample.docx")
    stored(standin, key)
    assert "Before the restart. After the restart." in text_of(folder / "sample.docx")


def test_a_rename_while_the_document_is_open(lab: Lab, folder: Path, standin: StandIn) -> None:
    editor = open_ready(lab, folder)
    editor.type("Before the rename. ").wait_delivered()
    lab.context_menu(lab.file("sample.docx"), "Rename")
    lab.page.locator(".jp-DirListing-editor").fill("renamed.docx")
    lab.page.keyboard.press("Enter")
    expect(lab.tab("renamed.docx")).to_be_visible(timeout=PATIENCE)
    lab.tab("renamed.docx").click()
    lab.editor("renamed.docx").type("After the rename.")
    key = key_of(standin)
    lab.close_tab("renamed.docx")
    stored(standin, key)
    assert "Before the rename. After the rename." in text_of(folder / "renamed.docx")
    assert not (folder / "sample.docx").exists()


def test_two_browsers_edit_one_document(
    lab: Lab, new_page: Callable[[], Page], lab_server: JupyterServer, folder: Path, standin: StandIn
) -> None:
    first = open_ready(lab, folder)
    other = Lab(new_page(), lab_server)
    second = open_ready(other, folder)
    key = key_of(standin)
    first.type("From the first browser")
    second.type("From the second browser")
    for editor in (first, second):
        expect(editor.paper).to_contain_text("From the first browser", timeout=PATIENCE)
        expect(editor.paper).to_contain_text("From the second browser", timeout=PATIENCE)
    assert {event.key for event in standin.record.events if event.name == "onDocumentReady"} >= {key}
    lab.close_tab("sample.docx")
    other.close_tab("sample.docx")
    stored(standin, key)
    text = text_of(folder / "sample.docx")
    assert "From the first browser" in text
    assert "From the second browser" in text


def test_a_reload_in_the_middle_of_an_edit(lab: Lab, folder: Path, standin: StandIn) -> None:
    editor = open_ready(lab, folder)
    editor.type("Before the reload").wait_delivered()
    wait_state(editor, "held")
    with lab.page.expect_response(re.compile("/lab/api/workspaces/")):
        lab.page.locator("#jp-main-dock-panel").press("Control+Shift+[")
    lab.page.reload()
    lab.wait_ready()
    editor = lab.editor("sample.docx").wait_ready()
    expect(editor.paper).to_contain_text("Before the reload")
    editor.type("After the reload").wait_delivered()
    key = key_of(standin)
    lab.close_tab("sample.docx")
    stored(standin, key)
    text = text_of(folder / "sample.docx")
    assert "Before the reload" in text
    assert "After the reload" in text


def test_docs_that_is_down_is_explained_and_tried_again(lab: Lab, folder: Path, standin: StandIn) -> None:
    with standin.outage():
        (editor,) = open_at(lab, folder, "sample.docx")
        alert = editor.widget.get_by_role("alert")
        expect(alert).to_contain_text("sample.docx", timeout=PATIENCE)
        expect(alert).to_contain_text("Docs", timeout=PATIENCE)
        expect(editor.iframe).to_have_count(0)
    lab.close_tab("Connection to Docs")  # it came by itself, and its editor would reach for the keyboard
    alert.get_by_role("button", name="Try again").click()
    editor.wait_ready()
    editor.type("All is well")
    key = key_of(standin)
    lab.close_tab("sample.docx")
    stored(standin, key)
    assert "All is well" in text_of(folder / "sample.docx")


def test_a_read_only_file_opens_for_viewing(lab: Lab, folder: Path, standin: StandIn) -> None:
    (folder / "sample.docx").chmod(0o444)
    before = (folder / "sample.docx").read_bytes()
    (editor,) = open_at(lab, folder, "sample.docx")
    editor.wait_ready()
    expect(editor.paper).to_contain_text("Welcome")
    expect(editor.widget).to_contain_text("read-only")
    editor.paper.click()
    lab.page.keyboard.type("Not allowed")
    expect(editor.paper).not_to_contain_text("Not allowed")
    key = key_of(standin)
    lab.close_tab("sample.docx")
    standin.settle()
    assert not [sent for sent in standin.record.callbacks if sent.key == key], "a viewer causes no callback"
    assert (folder / "sample.docx").read_bytes() == before


@pytest.fixture
def notebook_folder(notebook_server: JupyterServer, request: pytest.FixtureRequest) -> Iterator[Path]:
    path = notebook_server.root / re.sub(r"\W+", "-", request.node.name)
    path.mkdir()
    shutil.copyfile(DATA / "sample.docx", path / "sample.docx")
    yield path


def type_and_leave(page: Page, standin: StandIn, file: Path) -> None:
    """Type into Notebook 7's one document, close the browser's tab, and find the text in the file."""
    editor = Editor(page, page.locator("#main")).wait_ready()
    editor.type("From Notebook 7").wait_delivered()
    key = key_of(standin)
    page.close()
    stored(standin, key)
    assert "From Notebook 7" in text_of(file)


def test_notebook_7_double_click(
    page: Page, notebook_server: JupyterServer, notebook_folder: Path, standin: StandIn
) -> None:
    lab = Lab(page, notebook_server).open(f"tree/{notebook_folder.name}", reset=False)
    expect(lab.file("sample.docx")).to_be_visible(timeout=PATIENCE)
    with page.context.expect_page() as opened:
        lab.file("sample.docx").dblclick()
    expect(opened.value).to_have_url(re.compile(r"/edit/.*sample\.docx"), timeout=PATIENCE)
    type_and_leave(opened.value, standin, notebook_folder / "sample.docx")


def test_notebook_7_edit_address(
    page: Page, notebook_server: JupyterServer, notebook_folder: Path, standin: StandIn
) -> None:
    Lab(page, notebook_server).open(f"edit/{notebook_folder.name}/sample.docx", reset=False)
    type_and_leave(page, standin, notebook_folder / "sample.docx")
