"""Everywhere that a document can be made or opened, in JupyterLab and in Notebook 7."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, Route, expect

from ..standin import StandIn
from .browser import PATIENCE
from .conftest import DATA
from .jupyter import TOKEN, JupyterServer
from .lab import Editor, Lab
from .status import key_of, line, open_at, text_of, wait_state


def test_new_documents_from_the_context_menu(lab: Lab, folder: Path) -> None:
    open_at(lab, folder)
    for label, name in (
        ("Document", "New document.docx"),
        ("Spreadsheet", "New spreadsheet.xlsx"),
        ("Presentation", "New presentation.pptx"),
    ):
        empty = lab.page.locator(".jp-DirListing-content")
        box = empty.bounding_box()
        assert box
        empty.click(button="right", position={"x": 100, "y": box["height"] - 20})
        lab.choose("New", label)
        lab.editor(name).wait_ready()
        expect(lab.file(name)).to_be_visible()
        assert (folder / name).stat().st_size > 1000


def test_new_documents_from_the_file_menu_and_the_palette(lab: Lab, folder: Path) -> None:
    open_at(lab, folder)
    lab.main_menu("File", "New", "Spreadsheet")
    lab.editor("New spreadsheet.xlsx").wait_ready()
    lab.palette("New Document").first.click()
    lab.editor("New document.docx").wait_ready()


def test_a_folder_that_cannot_be_written_to_is_explained(lab: Lab, folder: Path) -> None:
    open_at(lab, folder)
    folder.chmod(0o555)
    lab.main_menu("File", "New", "Document")
    expect(lab.dialog()).to_contain_text("The document could not be created", timeout=PATIENCE)
    folder.chmod(0o755)


def test_open_with_for_the_formats_that_jupyterlab_knows(lab: Lab, folder: Path) -> None:
    (folder / "table.csv").write_text("a,b\n1,2\n")
    (folder / "plain.pdf").write_bytes(
        b"%PDF-1.4\n%%EOF\n"
    )  # no form: those are opened by us, see tests/saving/test_form_submissions.py
    open_at(lab, folder)
    lab.context_menu(lab.file("table.csv"), "Open With", "ONLYOFFICE")
    lab.dialog().get_by_role("button", name="Edit").click(timeout=PATIENCE)  # see test_formats.py
    editor = lab.editor("table.csv").wait_ready()
    expect(editor.paper).to_contain_text(re.compile(r"a\sb\s*1\s2"))  # shown as a table
    lab.file("plain.pdf").dblclick()
    expect(lab.tab("plain.pdf")).to_be_visible()
    expect(lab.page.locator(".jp-PDFContainer, iframe[type='application/pdf'], embed, object").first).to_be_attached()


def test_a_link_to_a_document_opens_it(lab: Lab, folder: Path) -> None:
    name = "Üb er #1 100%.docx"
    (folder / "sample.docx").rename(folder / name)
    editor = lab.open_document(f"{folder.name}/{name}").wait_ready()
    expect(editor.paper).to_contain_text("Welcome")


def test_launcher_cards_can_be_switched_off(lab: Lab, folder: Path) -> None:
    open_at(lab, folder)
    card = lab.page.locator(".jp-LauncherCard").filter(has_text="Spreadsheet")
    expect(card).to_be_visible()
    lab.page.evaluate("() => document.cookie")
    server = lab.server
    response = lab.page.request.put(
        f"{server.url}lab/api/settings/jupyter-onlyoffice:plugin",
        data={"raw": '{"launcher": false}'},
        headers={"Authorization": f"token {TOKEN}"},
    )
    assert response.ok
    try:
        open_at(lab, folder)
        expect(lab.page.locator(".jp-LauncherCard").filter(has_text="Terminal")).to_be_visible()
        expect(card).to_have_count(0)
    finally:
        lab.page.request.put(
            f"{server.url}lab/api/settings/jupyter-onlyoffice:plugin",
            data={"raw": "{}"},
            headers={"Authorization": f"token {TOKEN}"},
        )


def test_parts_can_be_disabled_by_an_administrator_and_documents_keep_their_tabs(lab: Lab, folder: Path) -> None:
    disabled = [
        f"jupyter-onlyoffice:{name}" for name in ("new-documents", "status", "connection-check", "editor-features")
    ]

    def without(route: Route) -> None:
        """Answer with the page as the server makes it when these are disabled in its page_config.json."""
        response = route.fetch()
        page = response.text()
        config = re.search(r'(<script id="jupyter-config-data"[^>]*>)(.*?)(</script>)', page, re.DOTALL)
        assert config
        values = json.loads(config[2])
        values["disabledExtensions"] = [*values.get("disabledExtensions", []), *disabled]
        route.fulfill(response=response, body=page.replace(config[2], json.dumps(values)))

    lab.page.route(re.compile(r"/lab(/tree/[^?]*)?\?"), without)
    open_at(lab, folder)
    expect(lab.page.locator(".jp-LauncherCard").filter(has_text="Terminal")).to_be_visible()
    expect(lab.page.locator(".jp-LauncherCard").filter(has_text="Spreadsheet")).to_have_count(0)
    expect(lab.palette("Check the Connection to ONLYOFFICE Docs")).to_have_count(0)
    # Chromium loads no editor from this computer into a page that it was given in place of the server's.
    expect(lab.open_file("sample.docx").widget.locator(".jp-OnlyOffice-status")).to_be_visible(timeout=PATIENCE)


class Notebook:
    """Notebook 7."""

    def __init__(self, page: Page, server: JupyterServer) -> None:
        self.page = page
        self.server = server

    def tree(self) -> Notebook:
        """Load the file list."""
        self.page.goto(f"{self.server.url}tree?token={TOKEN}")
        expect(self.page.locator(".jp-DirListing-item").first).to_be_visible(timeout=PATIENCE)
        return self

    def editor(self, page: Page) -> Editor:
        """The document in a page of its own."""
        widget: Locator = page.locator(".jp-OnlyOffice-document")
        expect(widget).to_be_visible(timeout=PATIENCE)
        return Editor(page, widget)


def test_notebook_opens_edits_and_saves(
    notebook_server: JupyterServer, new_page: Callable[[], Page], standin: StandIn
) -> None:
    file = notebook_server.root / "report.docx"
    file.write_bytes((DATA / "sample.docx").read_bytes())
    notebook = Notebook(new_page(), notebook_server).tree()
    with notebook.page.expect_popup() as opened:
        notebook.page.locator(".jp-DirListing-item", has_text="report.docx").dblclick()
    page = opened.value
    editor = notebook.editor(page).wait_ready()
    wait_state(editor, "clean")
    assert "/edit/report.docx" in page.url
    key = key_of(standin)
    editor.type("from Notebook").wait_delivered()
    wait_state(editor, "held")
    page.locator(".lm-MenuBar-item", has_text="File").click()
    page.locator(".lm-Menu-itemLabel").filter(has_text=re.compile("^Save Word document$")).click()
    wait_state(editor, "stored")
    expect(line(editor)).to_contain_text("Stored at")
    assert "from Notebook" in text_of(file)

    editor.type("and on closing the page").wait_delivered()
    page.close()
    standin.record.callback(2, key)
    assert "and on closing the page" in text_of(file)


def test_notebook_creates_from_both_of_its_menus(notebook_server: JupyterServer, new_page: Callable[[], Page]) -> None:
    (notebook_server.root / "a.txt").touch()
    notebook = Notebook(new_page(), notebook_server).tree()
    presentation = notebook.page.locator(".lm-Menu-item").filter(has_text=re.compile("^Presentation$"))
    notebook.page.locator(".lm-MenuBar-item", has_text="File").click()
    notebook.page.locator(".lm-Menu-item", has_text="New").first.hover()
    expect(presentation).to_be_visible(timeout=PATIENCE)
    notebook.page.keyboard.press("Escape")
    notebook.page.keyboard.press("Escape")
    notebook.page.locator(".jp-DropdownMenu .lm-MenuBar-item", has_text="New").click()
    with notebook.page.expect_popup() as opened:
        presentation.click()
    notebook.editor(opened.value).wait_ready()
    assert (notebook_server.root / "New presentation.pptx").exists()


def test_notebook_opens_a_pdf_on_request(notebook_server: JupyterServer, page: Page) -> None:
    (notebook_server.root / "a.pdf").write_bytes((DATA / "sample.pdf").read_bytes())
    page.goto(f"{notebook_server.url}edit/a.pdf?factory=ONLYOFFICE&token={TOKEN}")
    Notebook(page, notebook_server).editor(page).wait_ready()
