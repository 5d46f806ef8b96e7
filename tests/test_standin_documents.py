"""The stand-in's documents: typed text gets into a genuine package, and nothing else changes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .standin import documents, packages

DATA = Path(__file__).parent / "data"
TYPED = ["Grüße & <Küsse> \"in\" 'quotes' 🦊", "a second line"]
PARTS = {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml", "pptx": "ppt/slides/slide1.xml"}
KINDS = {"docx": "word", "xlsx": "cell", "pptx": "slide"}


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("extension", PARTS)
@pytest.mark.parametrize("blank", [False, True])
def test_text_is_put_into_one_part_and_the_others_stay(extension: str, blank: bool) -> None:
    kind = KINDS[extension]
    source = documents.blank(kind) if blank else (DATA / f"sample.{extension}").read_bytes()
    made, content = documents.assemble(source, extension, kind, TYPED)
    assert made == extension
    before, after = parts(source), parts(content)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == [PARTS[extension]]
    ElementTree.fromstring(after[PARTS[extension]])
    found = documents.texts(content, extension)
    assert set(TYPED) <= set(found)
    assert set(documents.texts(source, extension)) <= set(found)


def test_control_characters_do_not_spoil_the_xml() -> None:
    _, content = documents.assemble(documents.blank("word"), "docx", "word", ["a\x00b\x0bc"])
    assert "abc" in documents.texts(content, "docx")


def test_rows_are_numbered_on() -> None:
    first = packages.insert(documents.blank("cell"), ["one"])
    second = packages.insert(first, ["two"])
    assert documents.texts(second, "xlsx") == ["one", "two"]
    assert parts(second)["xl/worksheets/sheet1.xml"].count(b'<row r="2"') == 1


@pytest.mark.parametrize("extension", ["txt", "csv"])
def test_plain_text_gets_a_line_and_keeps_its_line_ends(extension: str) -> None:
    assert documents.assemble(b"a,b\r\n1,2", extension, "word", ["3,4"]) == (extension, b"a,b\r\n1,2\r\n3,4\r\n")


def odt() -> bytes:
    packed = io.BytesIO()
    namespaces = "urn:oasis:names:tc:opendocument:xmlns:"
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{namespaces}office:1.0" xmlns:text="{namespaces}text:1.0">'
            "<office:body><office:text><text:p>old</text:p></office:text></office:body></office:document-content>",
        )
    return packed.getvalue()


def test_opendocument_stays_opendocument() -> None:
    extension, content = documents.assemble(odt(), "odt", "word", TYPED)
    assert extension == "odt"
    assert documents.texts(content, "odt") == ["old", *TYPED]


def test_opendocument_falls_back_to_ooxml_when_told_to() -> None:
    extension, content = documents.assemble(odt(), "odt", "word", ["new"], ooxml=True)
    assert extension == "docx"
    assert {"new", "old"} <= set(documents.texts(content, "docx"))


def test_a_web_page_named_docx_opens_as_text() -> None:
    page = b"<html><body>Sign in</body></html>"
    assert documents.texts(page, "docx") == [page.decode()]
    extension, content = documents.assemble(page, "docx", "word", ["typed"])
    assert extension == "docx"
    assert "typed" in documents.texts(content, "docx")


def test_conversions() -> None:
    docx = (DATA / "sample.docx").read_bytes()
    assert documents.convert(docx, "docx", "docm") == docx
    assert b"Welcome to ONLYOFFICE" in documents.convert(docx, "docx", "txt")
    assert documents.convert(docx, "docx", "pdf").startswith(b"%PDF-")
    sheet = documents.convert(b"1,2\n3,4\n", "csv", "xlsx")
    assert documents.texts(sheet, "xlsx") == ["1,2", "3,4"]
    with pytest.raises(documents.UnconvertibleError):
        documents.convert(docx, "docx", "mp3")
