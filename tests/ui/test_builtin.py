"""The built-in editor in JupyterLab, as a user without a Docs server meets it."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from ..builtin.test_outline import book
from .browser import PATIENCE
from .conftest import DATA
from .jupyter import JupyterServer
from .lab import Lab

TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
BAR = "Built-in editor. Connect an ONLYOFFICE Docs server for the full editor, co-editing and every format."


@pytest.fixture(scope="module")
def lab_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterServer]:
    """JupyterLab without a Docs server, at a base URL that has to be quoted."""
    with JupyterServer(tmp_path_factory.mktemp("builtin"), {}, base_url="/with%20space/") as running:
        yield running


@pytest.fixture
def outside(page: Page, lab_server: JupyterServer) -> list[str]:
    """Every address that the page asks another host for."""
    found: list[str] = []

    def note(address: str) -> None:
        if not address.startswith((lab_server.url, lab_server.url.replace("http", "ws", 1), "blob:", "data:")):
            found.append(address)

    page.context.on("request", lambda request: note(request.url))
    page.on("websocket", lambda socket: note(socket.url))
    return found


@pytest.fixture
def lab(page: Page, lab_server: JupyterServer, folder: Path) -> Lab:
    """JupyterLab with the folder of the test in the file browser."""
    lab = Lab(page, lab_server).open(f"lab/tree/{folder.name}")
    expect(lab.file("sample.docx")).to_be_visible(timeout=PATIENCE)
    return lab


class Docx:
    """The docx editor in a page with one document."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.paper = page.locator(".jp-OnlyOffice-docx .layout-page").first

    def wait_ready(self) -> Docx:
        expect(self.paper).to_be_visible(timeout=PATIENCE)
        expect(status(self.page)).to_have_text(re.compile("Editing|Viewing"), timeout=PATIENCE)
        return self

    def type(self, text: str) -> Docx:
        """Type at the beginning of the document, which has or is given the keyboard."""
        typing = self.page.locator(".ProseMirror-focused")
        if not typing.count():
            self.paper.get_by_text("Welcome").first.click()
            expect(typing).to_have_count(1, timeout=PATIENCE)
            self.page.evaluate(TWO_FRAMES)  # the editor sets the cursor in one
        self.page.keyboard.press("Control+Home")
        self.page.keyboard.type(text)
        expect(self.paper).to_contain_text(text.strip(), timeout=PATIENCE)
        return self


def status(page: Page) -> Locator:
    return page.locator(".jp-OnlyOffice-status-text:visible")


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist() if not name.endswith("/")}


TABLE = "".join(
    (
        "<w:tbl><w:tblPr><w:tblW w:w='5000' w:type='pct'/></w:tblPr>",
        "<w:tblGrid><w:gridCol w:w='3000'/><w:gridCol w:w='3000'/></w:tblGrid>",
        *(
            f"<w:tr>{''.join(f'<w:tc><w:tcPr/><w:p><w:r><w:t>{word}</w:t></w:r></w:p></w:tc>' for word in row)}</w:tr>"
            for row in (("north", "east"), ("south", "west"))
        ),
        "</w:tbl>",
    )
)


def insert(path: Path, xml: str) -> None:
    """Put ``xml`` at the beginning of the body of a document."""
    content = parts(path)
    text = content["word/document.xml"].decode()
    content["word/document.xml"] = re.sub("(<w:body>)", lambda found: found.group(1) + xml, text, count=1).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in content.items():
            package.writestr(name, data)


def replaced(path: Path, old: str, new: str) -> None:
    """Another program stores the document with another word."""
    content = parts(path)
    content["word/document.xml"] = content["word/document.xml"].replace(old.encode(), new.encode())
    written = path.with_suffix(".new")
    with zipfile.ZipFile(written, "w") as package:
        for name, data in content.items():
            package.writestr(name, data)
    written.replace(path)


def open_by_click(lab: Lab, name: str) -> None:
    lab.file(name).dblclick()


def test_a_word_typed_into_a_docx_is_in_the_file_and_nothing_else_is_touched(
    lab: Lab, folder: Path, outside: list[str]
) -> None:
    before = parts(folder / "sample.docx")
    open_by_click(lab, "sample.docx")
    Docx(lab.page).wait_ready().type("Zebrafish ")
    expect(status(lab.page)).to_have_text("Unsaved changes")
    lab.page.keyboard.press("Control+s")
    expect(status(lab.page)).to_have_text(re.compile("Stored at"), timeout=PATIENCE)
    after = parts(folder / "sample.docx")
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed <= {"word/document.xml", "docProps/core.xml"}
    assert set(after) == set(before)
    text = after["word/document.xml"].decode()
    assert "Zebrafish" in text
    original = before["word/document.xml"].decode()
    for kept in ("<c:chart", "<w:txbxContent", "<w:hyperlink", "<w:sectPr", "<wp:anchor"):
        assert text.count(kept) == original.count(kept)
    lab.page.reload()
    expect(Docx(lab.page).wait_ready().paper).to_contain_text("Zebrafish Welcome", timeout=PATIENCE)
    assert outside == []


#: The editor by itself passes over the element around a city, and over what stands in alternatives.
TAGGED = "".join(
    (
        "<w:p><w:r><w:t xml:space='preserve'>From </w:t></w:r>",
        "<w:smartTag w:uri='urn:x' w:element='city'><w:r><w:t>Amsterdam</w:t></w:r></w:smartTag>",
        "<mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>",
        "<mc:Choice Requires='w'><w:r><w:t>unseen</w:t></w:r></mc:Choice></mc:AlternateContent></w:p>",
    )
)


def test_a_second_save_and_new_paragraphs_keep_the_document_whole(lab: Lab, folder: Path) -> None:
    insert(folder / "sample.docx", TAGGED)
    before = parts(folder / "sample.docx")
    open_by_click(lab, "sample.docx")
    docx = Docx(lab.page).wait_ready()
    expect(docx.paper).to_contain_text("From Amsterdam")
    expect(lab.page.locator(".jp-OnlyOffice-bar", has_text="“unseen”")).to_be_visible()
    docx.type("One ")
    lab.page.keyboard.press("Control+s")
    expect(status(lab.page)).to_have_text(re.compile("Stored at"), timeout=PATIENCE)
    assert "<w:smartTag" in parts(folder / "sample.docx")["word/document.xml"].decode()
    docx.type("Two ")
    lab.page.keyboard.press("Enter")
    lab.page.keyboard.type("A paragraph of its own")
    expect(status(lab.page)).to_have_text("Unsaved changes")
    lab.page.keyboard.press("Control+s")
    expect(status(lab.page)).to_have_text(re.compile("Stored at"), timeout=PATIENCE)
    after = parts(folder / "sample.docx")
    assert set(after) == set(before)
    text = after["word/document.xml"].decode()
    assert "A paragraph of its ownOne From Amsterdam" in re.sub("<[^>]+>", "", text)
    assert text.count(">unseen<") == 1
    assert text.count("<c:chart") == before["word/document.xml"].decode().count("<c:chart") > 0
    lab.page.keyboard.press("F6")
    expect(lab.tab("sample.docx")).to_be_focused()
    lab.page.keyboard.press("F6")
    expect(lab.page.locator(".ProseMirror-focused")).to_be_focused()


def test_closing_the_tab_saves(lab: Lab, folder: Path) -> None:
    open_by_click(lab, "sample.docx")
    Docx(lab.page).wait_ready().type("Closing ")
    lab.close_tab("sample.docx")
    expect(lab.page.locator(".ProseMirror")).to_have_count(0)
    assert "Closing" in parts(folder / "sample.docx")["word/document.xml"].decode()


def test_an_edit_of_the_header_is_no_less_an_edit(lab: Lab, folder: Path) -> None:
    before = parts(folder / "sample.docx")["word/header1.xml"].decode()
    open_by_click(lab, "sample.docx")
    paper = Docx(lab.page).wait_ready().paper
    box = paper.bounding_box()
    assert box
    lab.page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + 60)
    expect(lab.page.get_by_text("Header", exact=True).first).to_be_visible()
    lab.page.keyboard.type("Letterhead")
    expect(paper).to_contain_text("Letterhead")
    lab.close_tab("sample.docx")
    after = parts(folder / "sample.docx")["word/header1.xml"].decode()
    assert "Letterhead" in after and after.count("<wpg:wgp") == before.count("<wpg:wgp") == 1


def test_the_first_version_can_be_gone_back_to(lab: Lab, folder: Path) -> None:
    original = (folder / "sample.docx").read_bytes()
    open_by_click(lab, "sample.docx")
    docx = Docx(lab.page).wait_ready()
    for word in ("First ", "Second "):
        docx.type(word)
        expect(status(lab.page)).to_have_text("Unsaved changes")
        lab.page.keyboard.press("Control+s")
        expect(status(lab.page)).to_have_text(re.compile("Stored at"), timeout=PATIENCE)
    assert (folder / ".ipynb_checkpoints" / "sample-checkpoint.docx").read_bytes() == original


def test_a_file_changed_on_disk_is_not_overwritten_and_the_edit_goes_to_a_copy(lab: Lab, folder: Path) -> None:
    open_by_click(lab, "sample.docx")
    Docx(lab.page).wait_ready().type("Mine ")
    theirs = (folder / "sample.docx").read_bytes() + b"\0"
    (folder / "sample.docx").write_bytes(theirs)
    lab.page.keyboard.press("Control+s")
    alert = lab.page.locator(".jp-OnlyOffice-bars [role=alert]")
    expect(alert).to_contain_text("changed on disk", timeout=PATIENCE)
    expect(Docx(lab.page).paper).to_contain_text("Mine Welcome")
    with lab.page.expect_download() as download:
        alert.get_by_role("button", name="Download my version").click()
    assert "Mine" in parts(Path(download.value.path()))["word/document.xml"].decode()
    alert.get_by_role("button", name="Save as copy").click()
    expect(status(lab.page)).to_have_text(re.compile("Stored at .* in a copy"), timeout=PATIENCE)
    expect(alert).to_have_count(0)
    assert (folder / "sample.docx").read_bytes() == theirs
    copies = list(folder.glob("sample (edited *).docx"))
    assert len(copies) == 1 and "Mine" in parts(copies[0])["word/document.xml"].decode()
    Docx(lab.page).type("Again ")
    expect(status(lab.page)).to_have_text("Unsaved changes")
    lab.page.keyboard.press("Control+s")
    expect(status(lab.page)).to_have_text(re.compile("Stored at .* in a copy"), timeout=PATIENCE)
    assert list(folder.glob("sample (edited *).docx")) == copies
    assert "Again" in parts(copies[0])["word/document.xml"].decode()


def test_an_edit_of_a_file_that_was_renamed_in_a_shell_is_in_it_and_the_tab_follows(lab: Lab, folder: Path) -> None:
    open_by_click(lab, "sample.docx")
    Docx(lab.page).wait_ready().type("Mine ")
    (folder / "sample.docx").rename(folder / "thesis.docx")
    for word in ("", "Again "):
        if word:
            Docx(lab.page).type(word)
        expect(status(lab.page)).to_have_text("Unsaved changes")
        lab.page.keyboard.press("Control+s")
        expect(lab.tab("thesis.docx")).to_be_visible(timeout=PATIENCE)
        expect(status(lab.page)).to_have_text(re.compile("Stored at [^a-z]*[AP]M$"), timeout=PATIENCE)
    expect(lab.page.locator(".jp-OnlyOffice-status")).to_contain_text(f"it is “{folder.name}/thesis.docx” now")
    assert "Again Mine" in parts(folder / "thesis.docx")["word/document.xml"].decode()
    assert not list(folder.glob("sample*.docx"))


def test_an_edit_made_while_the_server_is_away_is_saved_when_it_is_back(lab: Lab, folder: Path) -> None:
    open_by_click(lab, "sample.docx")
    Docx(lab.page).wait_ready().type("Patient ")
    lab.page.context.set_offline(True)
    lab.page.keyboard.press("Control+s")
    expect(lab.page.locator(".jp-OnlyOffice-bars [role=alert]")).to_contain_text("cannot be reached", timeout=PATIENCE)
    lab.page.context.set_offline(False)
    lab.page.locator(".jp-OnlyOffice-status-button:visible", has_text="Try again").click()
    expect(status(lab.page)).to_have_text(re.compile("Stored at"), timeout=PATIENCE)
    assert "Patient" in parts(folder / "sample.docx")["word/document.xml"].decode()


def test_a_read_only_file_opens_for_viewing(lab: Lab, folder: Path) -> None:
    (folder / "sample.docx").chmod(0o444)
    open_by_click(lab, "sample.docx")
    Docx(lab.page).wait_ready()
    expect(status(lab.page)).to_have_text("Viewing")
    expect(lab.page.locator(".jp-OnlyOffice-docx [role=toolbar]")).to_have_count(0)


def test_the_keys_of_a_word_processor_are_the_editors(lab: Lab, folder: Path) -> None:
    open_by_click(lab, "sample.docx")
    docx = Docx(lab.page).wait_ready()
    expect(lab.page.locator("#jp-left-stack")).to_be_visible()
    docx.paper.get_by_text("We are proud").first.click()
    bold = lab.page.get_by_role("button", name="Bold")
    expect(bold).to_have_attribute("aria-pressed", "false")
    lab.page.keyboard.press("Control+b")
    expect(bold).to_have_attribute("aria-pressed", "true")
    expect(lab.page.locator("#jp-left-stack")).to_be_visible()


def test_the_keyboard_is_back_in_the_text_after_a_search_and_closes_the_tab(lab: Lab, folder: Path) -> None:
    open_by_click(lab, "sample.docx")
    docx = Docx(lab.page).wait_ready()
    text = lab.page.get_by_role("textbox", name="Text of “sample.docx”")
    expect(text).to_have_attribute("aria-multiline", "true")
    expect(lab.page.get_by_role("textbox", name="Header or footer of “sample.docx”").first).to_be_attached()
    docx.paper.get_by_text("Welcome").first.click()
    lab.page.keyboard.press("Control+f")
    find = lab.page.locator(".jp-OnlyOffice-docx").get_by_placeholder(re.compile("find", re.I))
    expect(find).to_be_focused()
    lab.page.keyboard.type("proud")
    lab.page.keyboard.press("Escape")
    expect(find).to_have_count(0)
    expect(text).to_be_focused()
    lab.page.keyboard.press("End")
    lab.page.keyboard.type(" Typed after a search")
    expect(docx.paper).to_contain_text("Typed after a search")
    lab.page.keyboard.press("Alt+w")
    expect(lab.tab("sample.docx")).to_have_count(0, timeout=PATIENCE)
    assert "Typed after a search" in parts(folder / "sample.docx")["word/document.xml"].decode()


def test_keys_pressed_elsewhere_do_not_reach_the_document(lab: Lab, folder: Path) -> None:
    insert(folder / "sample.docx", TABLE)
    open_by_click(lab, "sample.docx")
    docx = Docx(lab.page).wait_ready()
    first, last = (docx.paper.get_by_text(word, exact=True).bounding_box() for word in ("north", "west"))
    assert first and last
    lab.page.mouse.move(first["x"] + 5, first["y"] + 5)
    lab.page.mouse.down()
    lab.page.mouse.move(last["x"] + 5, last["y"] + 5, steps=8)
    lab.page.mouse.up()
    expect(lab.page.locator(".ProseMirror .selectedCell")).to_have_count(4, timeout=PATIENCE)
    # A marked table would be deleted by a key pressed anywhere in the page.
    lab.page.locator(".jp-DirListing-content").click(position={"x": 5, "y": 300})
    lab.page.keyboard.press("Backspace")
    lab.page.keyboard.press("Control+f")
    lab.page.evaluate(TWO_FRAMES)
    expect(lab.page.locator(".jp-OnlyOffice-docx").get_by_placeholder(re.compile("find", re.I))).to_have_count(0)
    expect(docx.paper.get_by_text("west", exact=True)).to_be_visible()
    expect(status(lab.page)).to_have_text("Editing")


def test_the_menus_of_the_editor_open_where_they_belong(lab: Lab, folder: Path) -> None:
    open_by_click(lab, "sample.docx")
    Docx(lab.page).wait_ready()
    button = lab.page.locator(".jp-OnlyOffice-docx [role=menubar]").get_by_text("File", exact=True)
    button.click()
    entry = lab.page.get_by_text("Page setup")
    expect(entry).to_be_visible()
    at, of = entry.bounding_box(), button.bounding_box()
    assert at and of and abs(at["x"] - of["x"]) < 80 and 0 < at["y"] - of["y"] < 200
    lab.page.keyboard.press("Escape")
    lab.page.locator('[aria-label^="Zoom: "]').click()
    expect(lab.page.get_by_role("option", name="150%")).to_be_visible()
    box = lab.page.locator("#main").bounding_box()
    assert box and box["height"] > 700  # the list holds the page still, not flat


def test_the_bar_names_the_editor_and_stays_closed(lab: Lab, folder: Path) -> None:
    shutil.copyfile(folder / "sample.docx", folder / "other.docx")
    bar = lab.page.locator(".jp-OnlyOffice-bar", has_text=BAR)
    open_by_click(lab, "sample.xlsx")
    expect(lab.page.locator(".jp-OnlyOffice-pdf")).to_be_visible(timeout=PATIENCE)
    expect(bar).to_have_count(0)  # pages are no editor, and say so below
    open_by_click(lab, "sample.docx")
    expect(bar).to_be_visible(timeout=PATIENCE)
    bar.get_by_role("button", name="Close").click()
    expect(bar).to_have_count(0)
    open_by_click(lab, "other.docx")
    expect(lab.page.locator(".jp-OnlyOffice-docx:visible")).to_be_visible(timeout=PATIENCE)
    expect(bar).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "words"), [("sample.xlsx", "Great Britain"), ("sample.pptx", "How They")], ids=["xlsx", "pptx"]
)
def test_others_are_shown_as_pages(lab: Lab, folder: Path, outside: list[str], name: str, words: str) -> None:
    before = (folder / name).read_bytes()
    open_by_click(lab, name)
    expect(lab.page.locator(".jp-OnlyOffice-pdf .page canvas").first).to_be_visible(timeout=PATIENCE)
    expect(lab.page.locator(".jp-OnlyOffice-pdf .textLayer").first).to_contain_text(words, timeout=PATIENCE)
    expect(status(lab.page)).to_have_text("Viewing")
    number = lab.page.get_by_label("Page", exact=True)
    expect(number).to_have_attribute("max", re.compile("[1-9]"))
    count = int(number.get_attribute("max") or 0)
    number.fill(str(count))
    number.press("Enter")
    last = lab.page.locator(f'.jp-OnlyOffice-pdf .page[data-page-number="{count}"] canvas')
    expect(last).to_be_in_viewport(timeout=PATIENCE)
    width = last.bounding_box()
    lab.page.get_by_role("button", name="Zoom in").click()
    lab.page.wait_for_function(
        "([selector, width]) => document.querySelector(selector).getBoundingClientRect().width > width",
        arg=[f'.page[data-page-number="{count}"]', width["width"] if width else 0],
    )
    assert (folder / name).read_bytes() == before
    assert outside == []


def test_a_workbook_has_a_tab_for_each_sheet_which_stays_right_when_more_pages_come(lab: Lab, folder: Path) -> None:
    sheets = [("Long", 12000, "visible"), ("Nothing", 0, "visible"), ("Secret", 5, "hidden"), ("A & B", 8, "visible")]
    (folder / "long.xlsx").write_bytes(book(sheets))
    open_by_click(lab, "long.xlsx")
    tabs = lab.page.get_by_role("tablist", name="Sheets").get_by_role("tab")
    expect(tabs).to_have_text(["Long", "Nothing", "A & B"], timeout=PATIENCE)
    long, nothing, other = (tabs.nth(number) for number in range(3))
    expect(long).to_have_attribute("aria-selected", "true")
    expect(nothing).to_have_attribute("title", "This sheet is empty.")
    other.click()
    expect(other).to_have_attribute("aria-selected", "true")
    panel = lab.page.get_by_role("tabpanel", name="A & B")
    expect(panel).to_be_focused()
    # The first rows of the long sheet are shown before all.
    expect(lab.page.get_by_text("These are the first pages.")).to_have_count(0, timeout=PATIENCE)
    number = lab.page.get_by_label("Page", exact=True)
    expect(number).to_have_attribute("max", re.compile(r"^\d{3}$"), timeout=PATIENCE)
    last = number.get_attribute("max")
    expect(other).to_have_attribute("aria-selected", "true")
    expect(number).to_have_value(last or "")
    expect(lab.page.locator(f'.page[data-page-number="{last}"]')).to_be_in_viewport()
    panel.press("Tab")
    expect(other).to_be_focused()
    other.press("ArrowRight")
    expect(long).to_be_focused()
    long.press("Enter")
    expect(number).to_have_value("1")
    expect(long).to_have_attribute("aria-selected", "true")


def test_a_pdf_opens_in_the_view_which_has_the_keyboard_and_finds_words(
    lab: Lab, folder: Path, outside: list[str]
) -> None:
    lab.context_menu(lab.file("sample.pdf"), "Open With", "ONLYOFFICE")
    expect(lab.page.locator(".jp-OnlyOffice-pdf .page canvas").first).to_be_visible(timeout=PATIENCE)
    expect(lab.page.locator(".jp-OnlyOffice-pdf-scroll")).to_be_focused()
    lab.page.keyboard.press("PageDown")
    lab.page.wait_for_function("() => document.querySelector('.jp-OnlyOffice-pdf-scroll').scrollTop > 0")
    lab.page.keyboard.press("Control+f")
    lab.page.keyboard.type("the")
    search = lab.page.locator(".jp-OnlyOffice-pdf [role=search]")
    expect(search.locator("[role=status]")).to_have_text(re.compile(r"^1 of \d+$"))
    lab.page.keyboard.press("Enter")
    expect(search.locator("[role=status]")).to_have_text(re.compile(r"^2 of \d+$"))
    lab.page.keyboard.press("Escape")
    expect(search).to_be_hidden()
    expect(lab.page.locator(".jp-OnlyOffice-pdf-scroll")).to_be_focused()
    assert outside == []


def test_a_change_on_disk_is_shown_at_once_and_never_in_the_place_of_an_edit(lab: Lab, folder: Path) -> None:
    path = folder / "sample.docx"
    open_by_click(lab, "sample.docx")
    docx = Docx(lab.page).wait_ready()
    replaced(path, "Welcome", "Farewell")
    expect(docx.paper).to_contain_text("Farewell", timeout=PATIENCE)
    expect(lab.page.locator(".jp-OnlyOffice-status")).to_contain_text("this is its new content", timeout=PATIENCE)
    docx.wait_ready()
    docx.paper.get_by_text("Farewell").first.click()
    lab.page.keyboard.type("Mine ")
    expect(status(lab.page)).to_have_text("Unsaved changes")
    replaced(path, "Farewell", "Hello again")
    alert = lab.page.locator(".jp-OnlyOffice-bars [role=alert]")
    expect(alert).to_contain_text("changed on disk", timeout=PATIENCE)
    expect(docx.paper).to_contain_text("Mine")
    alert.get_by_role("button", name="Open again without my edits").click()
    expect(docx.paper).to_contain_text("Hello again", timeout=PATIENCE)
    content = path.read_bytes()
    path.unlink()
    expect(alert).to_contain_text("deleted", timeout=PATIENCE)
    expect(alert.get_by_role("button", name="Save as copy")).to_be_visible()
    path.write_bytes(content)
    expect(alert).to_have_count(0, timeout=PATIENCE)
    expect(docx.paper).to_contain_text("Hello again", timeout=PATIENCE)


ASKS = "background-image:url(/logout?{})"
STYLED = "".join(
    (
        f"<w:p><w:pPr><w:pBdr><w:top w:val='single' w:sz='8' w:space='1' w:color='FF0000;{ASKS.format(1)}'/></w:pBdr>",
        f"<w:shd w:val='clear' w:fill='FF0000;{ASKS.format(2)}'/></w:pPr><w:r><w:rPr>",
        f"<w:rFonts w:ascii='Arial&quot;;{ASKS.format(3)}'/><w:highlight w:val='yellow;{ASKS.format(4)}'/>",
        f"<w:u w:val='single' w:color='0;{ASKS.format(5)}'/></w:rPr><w:t>Styled</w:t></w:r></w:p>",
    )
)


def test_what_a_document_would_have_the_browser_ask_for_is_not_asked_for_and_stays_in_the_file(
    lab: Lab, folder: Path
) -> None:
    insert(folder / "sample.docx", STYLED)
    asked: list[str] = []
    lab.page.context.on("request", lambda request: asked.append(request.url))
    open_by_click(lab, "sample.docx")
    docx = Docx(lab.page).wait_ready()
    expect(docx.paper.get_by_text("Styled")).to_be_visible()
    docx.paper.get_by_text("We are proud").first.click()
    lab.page.keyboard.type("Typed ")
    expect(status(lab.page)).to_have_text("Unsaved changes")
    lab.page.keyboard.press("Control+s")
    expect(status(lab.page)).to_have_text(re.compile("Stored at"), timeout=PATIENCE)
    assert not [address for address in asked if "logout" in address]
    text = parts(folder / "sample.docx")["word/document.xml"].decode()
    assert "Typed" in text and STYLED in text


def test_a_docx_that_cannot_be_read_gets_a_readable_page_and_a_retry(lab: Lab, folder: Path) -> None:
    sample = (folder / "sample.docx").read_bytes()
    error = lab.page.locator(".jp-OnlyOffice-error")
    (folder / "sample.docx").write_bytes(sample[:20000])
    open_by_click(lab, "sample.docx")
    expect(error).to_contain_text("damaged", timeout=PATIENCE)
    expect(lab.page.locator(".jp-mod-busy")).to_have_count(0)
    (folder / "sample.docx").write_bytes((DATA / "password.docx").read_bytes())
    error.get_by_role("button", name="Try again").click()
    expect(error).to_contain_text("protected with a password", timeout=PATIENCE)
    (folder / "sample.docx").write_bytes(sample)
    error.get_by_role("button", name="Try again").click()
    Docx(lab.page).wait_ready()


def test_a_docx_that_the_editor_cannot_take_is_shown_as_pages(lab: Lab, folder: Path) -> None:
    content = parts(folder / "sample.docx")
    with zipfile.ZipFile(folder / "sample.docx", "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in content.items():
            package.writestr(name, data + b" " * 8_000_000 if name == "word/document.xml" else data)
    open_by_click(lab, "sample.docx")
    error = lab.page.locator(".jp-OnlyOffice-error")
    expect(error).to_contain_text(re.compile(r"has \d+ MB of text and formatting, and 8 MB are"), timeout=PATIENCE)
    error.get_by_role("button", name="Show as pages").click()
    expect(lab.page.locator(".jp-OnlyOffice-pdf .textLayer").first).to_contain_text("Welcome", timeout=PATIENCE)
    expect(status(lab.page)).to_have_text("Viewing")


def test_a_damaged_document_gets_a_readable_page_and_a_retry(lab: Lab, folder: Path) -> None:
    (folder / "sample.xlsx").write_bytes(b"PK\3\4 this is no workbook")
    open_by_click(lab, "sample.xlsx")
    error = lab.page.locator(".jp-OnlyOffice-error")
    expect(error).to_contain_text("damaged", timeout=PATIENCE)
    (folder / "sample.xlsx").write_bytes((DATA / "sample.xlsx").read_bytes())
    error.get_by_role("button", name="Try again").click()
    expect(lab.page.locator(".jp-OnlyOffice-pdf .page canvas").first).to_be_visible(timeout=PATIENCE)
