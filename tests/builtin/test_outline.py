"""The pages of a workbook say which sheet they are of."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest

from jupyter_onlyoffice.builtin.outline import Bookmark, Outline, UnknownFormError
from jupyter_onlyoffice.builtin.workbook import Sheet, bookmarks, sheets_of

from .test_x2t import Bench, pages, workbook


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def outline(pdf: bytes) -> list[tuple[str, int | None]]:
    """The bookmarks of a PDF: titles, and pages from 0."""
    items = re.findall(rb"/Title <([0-9a-f]*)>([^>]*)>>", pdf)
    dests = [re.search(rb"/Dest \[(\d+) ", rest) for _, rest in items]
    titles = [bytes.fromhex(title.decode()).decode("utf-16") for title, _ in items]
    return [(title, int(dest[1]) if dest else None) for title, dest in zip(titles, dests, strict=True)]


def book(sheets: Sequence[tuple[str, int, str]], macro: int | None = None) -> bytes:
    """A workbook of sheets with a name, a number of rows and a state; the sheet number ``macro`` is one of macros."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(len(sheets)))) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            for number, (title, rows, state) in enumerate(sheets, 1):
                if name == "xl/workbook.xml":
                    text = text.replace(f'name="S{number}"', f"name={quoteattr(title)} state={quoteattr(state)}")
                elif name == f"xl/worksheets/sheet{number}.xml":
                    cells = "".join(
                        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, rows + 1)
                    )
                    text = re.sub("<sheetData>.*</sheetData>", f"<sheetData>{cells}</sheetData>", text)
                elif name.endswith("workbook.xml.rels") and number == macro:
                    text = text.replace(f'Id="rId{number}" Type="', f'Id="rId{number}" Type="x/xlMacrosheet" Was="')
            after.writestr(name, text)
    return buffer.getvalue()


ODD = [
    ("Übersicht & <Co> 'x'", 100, "visible"),
    ("Empty", 0, "visible"),
    ("Hidden", 5, "hidden"),
    ("With thirty-one characters 1234", 1, "visible"),
    ("Deeply hidden", 5, "veryHidden"),
    ("表格 🙂", 200, "visible"),
    ("(a) [b] \\", 1, "visible"),
]


def test_every_sheet_is_named_with_its_first_page(bench: Bench) -> None:
    pdf = bench.convert("document.xlsx", book(ODD))
    long, longer = (pages(bench.convert("document.xlsx", book([("S", rows, "visible")]))) for rows in (100, 200))
    assert 1 < long < longer
    assert outline(pdf) == [
        ("Übersicht & <Co> 'x'", 0),
        ("Empty", None),
        ("With thirty-one characters 1234", long),
        ("表格 🙂", long + 1),
        ("(a) [b] \\", long + 1 + longer),
    ]


def test_two_hundred_sheets(bench: Bench) -> None:
    pdf = bench.convert("document.xlsx", book([(f"Sheet {n}", 1, "visible") for n in range(200)]))
    assert outline(pdf) == [(f"Sheet {n}", n) for n in range(200)]


ODS = """<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:body><office:spreadsheet><table:table table:name="Eins"><table:table-row><table:table-cell
 office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row></table:table><table:table
 table:name="Zwei &amp; drei"><table:table-row><table:table-cell office:value-type="string"><text:p>b</text:p>
</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document>"""


def test_workbooks_of_other_formats_name_their_sheets_too(bench: Bench) -> None:
    assert outline(bench.convert("document.fods", ODS.encode())) == [("Eins", 0), ("Zwei & drei", 1)]


@pytest.mark.parametrize("name", ["document.csv", "document.txt"])
def test_what_has_no_sheets_names_none(bench: Bench, name: str) -> None:
    assert outline(bench.convert(name, b"a,b\n1,2\n")) == []


def test_a_sheet_of_macros_has_no_page_and_no_name(bench: Bench) -> None:
    sheets = [("A", 1, "visible"), ("B", 1, "visible"), ("C", 1, "visible")]
    pdf = bench.convert("document.xlsx", book(sheets, macro=2))
    assert pages(pdf) == 2 and outline(pdf) == [("A", 0), ("C", 1)]


def without(data: bytes, part: str, before: bytes = b"", after: bytes = b"") -> bytes:
    """A package with ``before`` changed to ``after`` in ``part``, or without it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if name != part or before:
                new.writestr(name, old.read(name).replace(before, after) if name == part else old.read(name))
    return buffer.getvalue()


THREE = workbook(3)


@pytest.mark.parametrize(
    "data",
    [
        without(THREE, "xl/worksheets/sheet2.xml"),
        without(THREE, "xl/workbook.xml"),
        without(THREE, "xl/_rels/workbook.xml.rels"),
        without(THREE, "xl/_rels/workbook.xml.rels", b'"rId2"', b'"rId9"'),
        without(THREE, "xl/workbook.xml", b'name="S2"', b""),
        without(THREE, "xl/workbook.xml", b"<sheet ", b"<other "),
        without(THREE, "xl/workbook.xml", b"<workbook", b"<!DOCTYPE a><workbook"),
        b"no package",
    ],
    ids=["part", "workbook", "relationships", "relationship", "name", "sheets", "document-type", "package"],
)
def test_where_the_sheets_cannot_be_told_for_sure_none_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    assert sheets_of(tmp_path / "a.xlsx") is None


def test_the_workbook_is_where_its_package_says(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(THREE)
    assert sheets_of(tmp_path / "a.xlsx") == [Sheet("S1"), Sheet("S2"), Sheet("S3")]
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(THREE)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b'Target="xl/workbook.xml"', b'Target="/xl/other.xml"')
            new.writestr(name.replace("workbook.xml", "other.xml"), data)
    (tmp_path / "b.xlsx").write_bytes(buffer.getvalue())
    assert sheets_of(tmp_path / "b.xlsx") == [Sheet("S1"), Sheet("S2"), Sheet("S3")]


TWO = [Sheet("A"), Sheet("B", hidden=True), Sheet("C")]


@pytest.mark.parametrize("pages_of", [[0, None], [0, 3], [2, 0], [-1]], ids=["unknown", "beyond", "back", "below"])
def test_pages_that_do_not_fit_the_sheets_name_none(pages_of: list[int | None]) -> None:
    assert bookmarks(TWO, pages_of) is None


def test_hidden_sheets_are_named_where_they_have_pages() -> None:
    assert bookmarks(TWO, [0, 0, 2]) == [Bookmark("A", 0), Bookmark("C", 2)]
    assert bookmarks(TWO, [1]) == [Bookmark("A", None), Bookmark("B", 0), Bookmark("C", None)]


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What x2t makes, without bookmarks."""
    return Bench(tmp_path_factory.mktemp("pdf")).convert("document.csv", b"a,b\n")


def opened(pdf: bytes) -> Outline:
    return Outline(io.BytesIO(pdf))


def test_what_was_there_is_left_and_read_again(pdf: bytes) -> None:
    file = io.BytesIO(pdf)
    written = Outline(file)
    assert [(round(width), round(height)) for width, height in written.sizes()] == [(842, 595)]
    written.add([Bookmark("One", 0), Bookmark("Two", None), Bookmark("Three", 0)])
    update = file.getvalue()
    assert update.startswith(pdf) and outline(update) == [("One", 0), ("Two", None), ("Three", 0)]
    with pytest.raises(UnknownFormError):
        opened(update)  # two tables: not added twice


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"%%EOF", b""),
        (b"startxref\n", b"startxref\n9"),
        (b"/W [ 1 ", b"/W [ 2 "),
        (b"/Index [ 0 ", b"/Index [ 1 "),
        (b"/Type /XRef", b"/Prev 12"),
        (b"\n/Kids [", b"\n/Kinds["),
        (b"/MediaBox", b"/MediaBux"),
        (b"/Lang (en-US)", b"/Outlines 1 0 R"),
        (b"\nendobj", b"\nendofj"),
        (b" 0 obj", b" 1 obj"),
    ],
)
def test_a_pdf_of_another_form_is_left_as_it_is(pdf: bytes, before: bytes, after: bytes) -> None:
    assert before in pdf
    with pytest.raises(UnknownFormError):
        opened(pdf.replace(before, after.ljust(len(before)))).sizes()


def test_a_table_that_is_torn_is_left_as_it_is(pdf: bytes) -> None:
    place = pdf.rindex(b"stream\r\n", 0, pdf.rindex(b"endstream")) + 8
    for torn in (b"\0\0\0\0", zlib.compress(b"short")):
        with pytest.raises(UnknownFormError):
            opened(pdf[:place] + torn + pdf[place + len(torn) :])
