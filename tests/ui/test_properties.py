"""The first page and the properties of a document, in JupyterLab's property inspector."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, expect

from .browser import PATIENCE
from .lab import Lab
from .status import open_at


def inspector(lab: Lab) -> Locator:
    """Open the property inspector."""
    lab.page.locator('.jp-SideBar.jp-mod-right [data-id="jp-property-inspector"]').click(timeout=PATIENCE)
    return lab.page.locator("#jp-property-inspector")


def drawn(properties: Locator, name: str) -> None:
    """Wait for the picture of ``name``."""
    picture = properties.get_by_role("img", name=f"First page of “{name}”")
    expect(picture).to_be_visible(timeout=PATIENCE)
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 300


def test_the_selected_file_and_the_open_document_are_shown(lab: Lab, folder: Path) -> None:
    (folder / "notes.ipynb").write_text("{}")
    open_at(lab, folder)
    properties = inspector(lab)
    lab.file("sample.docx").click()
    drawn(properties, "sample.docx")
    expect(properties).to_contain_text("Word document")
    expect(properties).to_contain_text("kB")
    lab.file("notes.ipynb").click()
    expect(properties).to_contain_text("notes.ipynb", timeout=PATIENCE)
    expect(properties.get_by_role("img")).to_have_count(0)
    editor = lab.open_file("sample.xlsx").wait_ready()
    editor.paper.click()
    drawn(properties, "sample.xlsx")
    expect(properties).to_contain_text("kB")
    lab.close_tab("sample.xlsx")
