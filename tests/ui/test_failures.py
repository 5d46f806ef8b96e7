"""A save that storage refuses: shown wherever the user looks until it is stored, tried again, taken away as a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from ..standin import StandIn
from .browser import PATIENCE
from .conftest import DATA
from .jupyter import JupyterServer
from .lab import Editor, Lab
from .status import key_of, line, open_ready, text_of, wait_state

DIRTY = re.compile("jp-mod-dirty")
CAUSE = "The file or its folder is read-only."


@contextmanager
def refusing(folder: Path, name: str = "sample.docx") -> Iterator[None]:
    """Storage takes nothing, here because of its permissions."""
    folder.chmod(0o555)
    (folder / name).chmod(0o444)
    try:
        yield
    finally:
        (folder / name).chmod(0o644)
        folder.chmod(0o755)


def toasts(page: Page) -> Locator:
    """The notifications that are shown."""
    return page.locator(".Toastify__toast")


def item(page: Page) -> Locator:
    """What the status bar says of documents that are not stored."""
    return page.locator(".jp-OnlyOffice-unstored-item:visible")


def expect_told(page: Page) -> None:
    """Exactly one notification, and the status bar."""
    expect(toasts(page)).to_have_count(1, timeout=PATIENCE)
    expect(toasts(page)).to_contain_text(f"“sample.docx” is not stored: {CAUSE}", timeout=PATIENCE)
    expect(item(page)).to_have_text("1 document is not stored", timeout=PATIENCE)


def expect_nothing_told(page: Page) -> None:
    page.mouse.move(1, 1)  # a notification under the pointer waits
    expect(item(page)).to_have_count(0, timeout=PATIENCE)
    expect(toasts(page)).to_have_count(0, timeout=PATIENCE)


def save(lab: Lab) -> None:
    lab.main_menu("File", "Save Word document")


def test_a_failure_is_shown_until_it_is_mended(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    expect(item(lab.page)).to_have_count(0)
    with refusing(folder):
        editor.type("at the third try").wait_delivered()
        for _ in range(2):  # one notification, however often it fails
            save(lab)
            wait_state(editor, "failed")
            expect_told(lab.page)
        expect(line(editor)).to_contain_text(f"Failed: {CAUSE}")
        expect(lab.tab("sample.docx")).to_have_class(DIRTY)
        expect(toasts(lab.page)).to_contain_text("safe on the Jupyter server", timeout=PATIENCE)
        assert "at the third try" not in text_of(folder / "sample.docx")
    toasts(lab.page).get_by_role("button", name="Try again").click()
    wait_state(editor, "stored")
    expect(toasts(lab.page).filter(has_text="“sample.docx” is stored now.")).to_be_visible(timeout=PATIENCE)
    assert "at the third try" in text_of(folder / "sample.docx")
    expect(lab.tab("sample.docx")).not_to_have_class(DIRTY)
    expect(lab.page.get_by_text("Saving failed")).to_have_count(0)
    expect_nothing_told(lab.page)


def test_what_storage_refuses_can_be_taken_away(lab: Lab, folder: Path, tmp_path: Path) -> None:
    editor = open_ready(lab, folder)
    with refusing(folder):
        editor.type("in my pocket").wait_delivered()
        save(lab)
        wait_state(editor, "failed")
        editor.type("and the newest").wait_delivered()
        with lab.page.expect_download(timeout=PATIENCE) as download:
            toasts(lab.page).get_by_role("button", name="Download").click()
        assert download.value.suggested_filename == "sample.docx"
        download.value.save_as(tmp_path / "taken.docx")
        text = text_of(tmp_path / "taken.docx")
        assert "in my pocket" in text and "and the newest" in text
        assert "in my pocket" not in text_of(folder / "sample.docx")
    line(editor).get_by_role("button", name="Try again").click()
    wait_state(editor, "stored")
    assert "and the newest" in text_of(folder / "sample.docx")


def test_what_arrives_damaged_is_in_a_copy_and_the_next_opening_has_the_edit(
    lab: Lab, folder: Path, standin: StandIn
) -> None:
    editor = open_ready(lab, folder)
    standin.faults.result("corrupt")
    editor.type("damaged on its way").wait_delivered()
    lab.close_tab("sample.docx")
    expect(toasts(lab.page)).to_contain_text("it is damaged", timeout=PATIENCE)
    expect(toasts(lab.page).get_by_role("button", name="Open the copy")).to_be_visible()
    (copy,) = folder.glob("sample (recovered, damaged *.docx")
    assert "damaged on its way" not in text_of(folder / "sample.docx")
    standin.settle()
    editor = open_ready(lab, folder)
    expect(editor.paper).to_contain_text("damaged on its way")
    assert "damaged on its way" in text_of(folder / "sample.docx") and copy.exists()
    expect(item(lab.page)).to_have_count(0, timeout=PATIENCE)
    expect(toasts(lab.page)).to_contain_text("“sample.docx” is stored now.", timeout=PATIENCE)


def test_it_is_still_told_the_next_day(page: Page, fresh_lab: JupyterServer, standin: StandIn) -> None:
    folder = fresh_lab.root / "work"
    folder.mkdir()
    (folder / "sample.docx").write_bytes((DATA / "sample.docx").read_bytes())
    lab = Lab(page, fresh_lab)
    editor = open_ready(lab, folder)
    with refusing(folder):
        editor.type("from yesterday").wait_delivered()
        key = key_of(standin)
        lab.close_tab("sample.docx")
        standin.record.callback(2, key, accepted=None)
        expect_told(page)
        page.goto("about:blank")
        fresh_lab.restart()
        lab.open(f"lab/tree/{folder.name}")
        expect_told(page)
    item(page).click()
    expect(lab.dialog()).to_contain_text(CAUSE)
    expect(lab.dialog()).to_contain_text("safe on the Jupyter server")
    lab.dialog().get_by_role("button", name="Try again").click()
    expect(lab.dialog()).to_have_count(0, timeout=PATIENCE)
    assert "from yesterday" in text_of(folder / "sample.docx")
    expect_nothing_told(page)
    standin.settle()
    assert [path.name for path in folder.glob("[!.]*")] == ["sample.docx"]


def test_a_failure_is_told_in_notebook_7_too(page: Page, notebook_server: JupyterServer, standin: StandIn) -> None:
    folder = notebook_server.root / "work"
    folder.mkdir()
    (folder / "sample.docx").write_bytes((DATA / "sample.docx").read_bytes())
    Lab(page, notebook_server).open("edit/work/sample.docx", reset=False)
    editor = Editor(page, page.locator("#main")).wait_ready()
    with refusing(folder):
        editor.type("at the second try").wait_delivered()
        page.keyboard.press("Control+s")
        wait_state(editor, "failed")
        expect(toasts(page)).to_contain_text(f"“sample.docx” is not stored: {CAUSE}", timeout=PATIENCE)
    toasts(page).get_by_role("button", name="Try again").click()
    wait_state(editor, "stored")
    assert "at the second try" in text_of(folder / "sample.docx")


def test_a_save_that_fails_after_the_tab_is_closed_is_told(lab: Lab, folder: Path, standin: StandIn) -> None:
    editor = open_ready(lab, folder)
    key = key_of(standin)
    editor.type("kept by Docs").wait_delivered()
    standin.faults.result("html")
    lab.close_tab("sample.docx")
    standin.record.callback(2, key, accepted=None)
    expect(toasts(lab.page)).to_contain_text("“sample.docx” is not stored", timeout=PATIENCE)
    toasts(lab.page).get_by_role("button", name="Details").click()
    expect(lab.dialog()).to_contain_text(re.compile("sample.docx.*[a-z]", re.S))
    lab.dialog().get_by_role("button", name="Open the document").click()
    opened = lab.editor("sample.docx").wait_ready()
    expect(opened.paper).to_contain_text("kept by Docs")


@pytest.fixture
def no_force_save(tmp_path: Path, standin: StandIn) -> Iterator[JupyterServer]:
    """JupyterLab on a server that stores documents only when they are closed."""
    traits = {"docs_url": standin.url, "jwt_secret": standin.options.secret, "force_save": False}
    with JupyterServer(tmp_path / "lab", traits) as running:
        yield running


def test_without_force_saves_nothing_looks_stored_before_the_close(
    page: Page, no_force_save: JupyterServer, standin: StandIn
) -> None:
    folder = no_force_save.root / "work"
    folder.mkdir()
    (folder / "sample.docx").write_bytes((DATA / "sample.docx").read_bytes())
    lab = Lab(page, no_force_save)
    editor = open_ready(lab, folder)
    editor.type("at the close")
    save(lab)
    expect(line(editor)).to_contain_text("Held by Docs until the document is closed", timeout=PATIENCE)
    expect(line(editor)).to_contain_text("The file gets the edits when the document is closed.", timeout=PATIENCE)
    expect(lab.tab("sample.docx")).to_have_class(DIRTY)
    expect(page.get_by_text("Saving completed")).to_have_count(0)
    expect(lab.dialog()).to_have_count(0)
    key = key_of(standin)
    lab.close_tab("sample.docx")
    standin.record.callback(2, key)
    assert "at the close" in text_of(folder / "sample.docx")
