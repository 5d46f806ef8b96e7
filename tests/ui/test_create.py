"""New documents: from templates, from an editor, and how they get their names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect

from .browser import PATIENCE
from .conftest import DATA
from .jupyter import TOKEN
from .lab import Lab
from .status import open_at, open_ready, wait_state


@contextmanager
def settings(lab: Lab, **values: object) -> Iterator[None]:
    """Our settings, until the end of the block."""

    def put(raw: str) -> None:
        response = lab.page.request.put(
            f"{lab.server.url}lab/api/settings/jupyter-onlyoffice:plugin",
            data={"raw": raw},
            headers={"Authorization": f"token {TOKEN}"},
        )
        assert response.ok

    put(json.dumps(values))
    try:
        yield
    finally:
        put("{}")


def test_a_document_of_a_template_gets_the_name_that_is_typed(lab: Lab, folder: Path) -> None:
    (folder / "templates").mkdir()
    (folder / "templates" / "Minutes.docx").write_bytes((DATA / "sample.docx").read_bytes())
    with settings(lab, templates=f"{folder.name}/templates"):
        open_at(lab, folder)
        lab.main_menu("File", "New", "From Template…")
        dialog = lab.dialog()
        expect(dialog.get_by_role("option", name="Minutes.docx")).to_have_attribute("aria-selected", "true")
        name = dialog.get_by_label("Name", exact=True)
        expect(name).to_have_value("Minutes")
        dialog.get_by_role("option", name="Minutes.docx").press("ArrowDown")
        expect(name).to_have_value("New document")
        dialog.get_by_role("option", name="Minutes.docx").click()
        name.fill("Kick/off")
        lab.accept()
        expect(lab.dialog()).to_contain_text("not a valid name", timeout=PATIENCE)
        lab.dialog().get_by_role("button", name="Close").click()
        lab.dialog().get_by_label("Name", exact=True).fill("Kick-off")
        lab.accept()
        expect(lab.editor("Kick-off.docx").wait_ready().paper).to_contain_text("Welcome")
        expect(lab.file("Kick-off.docx")).to_be_visible()


def test_the_editor_makes_another_document_beside_its_own(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder, "sample.xlsx")
    editor.frame.locator("#file").click()
    editor.frame.get_by_role("button", name="Create New").click()
    lab.editor("New spreadsheet.xlsx").wait_ready()
    assert (folder / "New spreadsheet.xlsx").exists()


def test_a_new_document_is_named_at_its_first_save_or_before_it_is_made(lab: Lab, folder: Path) -> None:
    open_at(lab, folder)
    lab.page.locator(".jp-LauncherCard").filter(has_text="Presentation").click()
    editor = lab.editor("New presentation.pptx").wait_ready()
    wait_state(editor, "clean")
    lab.main_menu("File", "Save PowerPoint presentation")
    field = lab.dialog().locator("input[type=text]")
    expect(field).to_have_value("New presentation.pptx")
    field.fill("Talk.pptx")
    lab.accept()
    expect(lab.tab("Talk.pptx")).to_be_visible(timeout=PATIENCE)
    expect(lab.file("Talk.pptx")).to_be_visible(timeout=PATIENCE)
    assert not (folder / "New presentation.pptx").exists()

    with settings(lab, askName=True):
        open_at(lab, folder)
        lab.main_menu("File", "New", "Document")
        field = lab.dialog().locator("input[type=text]")
        expect(field).to_have_value("New document.docx")
        field.fill("Letter")
        lab.accept()
        lab.editor("Letter.docx").wait_ready()
