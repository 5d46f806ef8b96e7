"""Converting from the file browser, and the copies that the editor saves."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from ..standin import StandIn
from .browser import PATIENCE
from .conftest import DATA, TIMINGS
from .lab import Lab
from .status import key_of, open_at, open_ready, text_of


@pytest.fixture(autouse=True)
def converter(standin: StandIn) -> None:
    """As quick as it is."""
    standin.options.timings = TIMINGS


def ask(lab: Lab, of: str, command: str, target: str = "") -> None:
    """Choose a conversion in the context menu of a file."""
    lab.context_menu(lab.file(of), command)
    if target:
        lab.dialog().locator("select").select_option(label=target)
    lab.accept()


def toast(lab: Lab, text: str) -> None:
    """Wait for a notification."""
    expect(lab.page.locator(".Toastify__toast", has_text=text)).to_be_visible(timeout=PATIENCE)


def test_files_are_converted_and_a_password_is_asked_for(lab: Lab, folder: Path, standin: StandIn) -> None:
    shutil.copyfile(DATA / "password.docx", folder / "password.docx")
    (folder / "notes.py").write_text("# no document")
    open_at(lab, folder)
    lab.file("notes.py").click(button="right", timeout=PATIENCE)
    expect(lab.page.locator(".lm-Menu-itemLabel", has_text="Duplicate")).to_be_visible(timeout=PATIENCE)
    expect(lab.page.locator(".lm-Menu-itemLabel", has_text="Convert To…")).to_be_hidden()
    lab.page.keyboard.press("Escape")

    lab.file("sample.docx").click()
    lab.file("password.docx").click(modifiers=["Control"])
    ask(lab, "password.docx", "Convert To…", "PDF (.pdf)")
    expect(lab.dialog()).to_contain_text("protected with a password", timeout=PATIENCE)
    lab.dialog().locator("input").fill("guessed")
    lab.accept()
    expect(lab.dialog()).to_contain_text("password of the document is wrong", timeout=PATIENCE)
    lab.dialog().locator("input").fill("secret")
    lab.accept()
    toast(lab, "2 files were made.")
    expect(lab.file("password.pdf")).to_be_visible(timeout=PATIENCE)
    expect(lab.file("sample 1.pdf")).to_be_visible(timeout=PATIENCE)
    assert "Welcome to ONLYOFFICE" in text_of(folder / "sample 1.pdf")


def test_a_conversion_can_be_cancelled_fail_and_be_opened(lab: Lab, folder: Path, standin: StandIn) -> None:
    open_at(lab, folder)
    standin.options.timings = TIMINGS.with_(conversion=60)
    ask(lab, "sample.docx", "Convert To…", "Plain text (.txt)")
    toast(lab, "Converting “sample.docx” to Plain text…")
    lab.page.locator(".Toastify__toast").get_by_role("button", name="Cancel").click()
    expect(lab.page.locator(".Toastify__toast")).to_have_count(0, timeout=PATIENCE)
    standin.options.timings = TIMINGS

    standin.faults.conversion()
    ask(lab, "sample.docx", "Convert To…", "Plain text (.txt)")
    toast(lab, "“sample.docx” could not be converted.")
    lab.page.get_by_role("button", name="Details").click()
    expect(lab.dialog()).to_contain_text("Open the document in ONLYOFFICE Docs")
    lab.dialog().get_by_role("button", name="Close").click()
    assert not (folder / "sample.txt").exists()

    ask(lab, "sample.docx", "Convert To…", "Word template (.dotx)")
    toast(lab, "“sample.dotx” was made.")
    # At once: it goes away by itself, on a busy machine before it has stopped moving.
    lab.page.locator(".Toastify__toast").get_by_role("button", name="Open").dispatch_event("click")
    lab.editor("sample.dotx").wait_ready()


def test_another_format_is_downloaded(lab: Lab, folder: Path) -> None:
    open_at(lab, folder)
    with lab.page.expect_download(timeout=PATIENCE) as download:
        ask(lab, "sample.docx", "Download As…", "Plain text (.txt)")
    assert download.value.suggested_filename == "sample.txt"
    assert "Welcome to ONLYOFFICE" in download.value.path().read_text()
    assert not (folder / "sample.txt").exists()


def test_a_copy_is_saved_where_the_user_wants_it(lab: Lab, folder: Path, standin: StandIn) -> None:
    (folder / "sub").mkdir()
    editor = open_ready(lab, folder)
    editor.frame.locator("#file").click()
    editor.frame.get_by_text("Save Copy As PDF").click()
    expect(lab.dialog()).to_contain_text("Save “sample.pdf” in", timeout=PATIENCE)
    lab.dialog().locator(".jp-DirListing-item", has_text="sub").dblclick(timeout=PATIENCE)
    expect(lab.dialog().locator(".jp-BreadCrumbs")).to_contain_text("sub", timeout=PATIENCE)
    lab.accept()
    toast(lab, f"Saved as “{folder.name}/sub/sample.pdf”.")
    assert "Welcome to ONLYOFFICE" in text_of(folder / "sub" / "sample.pdf")

    # What is not of Docs is never fetched. The folder is accepted before the dialog has read it.
    held: list[Route] = []
    lab.page.route(re.compile(rf"/api/contents/{folder.name}\?.*content=1"), lambda route: held.append(route))
    data = {"url": "http://127.0.0.1:1/o.pdf", "title": "o.pdf", "fileType": "pdf"}
    standin.emit(key_of(standin), "onRequestSaveAs", data)
    expect(lab.dialog()).to_contain_text("Save “o.pdf” in", timeout=PATIENCE)
    expect(lab.dialog().locator(".jp-DirListing-item")).to_have_count(0)
    lab.accept()
    expect(lab.dialog()).to_contain_text("not the configured ONLYOFFICE Docs", timeout=PATIENCE)
    for route in held:
        route.continue_()
    assert not (folder / "o.pdf").exists()
