"""Zip packages (OOXML and OpenDocument): their text, and typed text put into them, everything else untouched."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree
from xml.sax.saxutils import escape

_NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class NotInsertableError(Exception):
    """The package lacks the place where text would go."""


def _xml(text: str) -> str:
    return escape(_UNPRINTABLE.sub("", text))


def _name(tag: str) -> str:
    prefix, local = tag.split(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def _first(package: zipfile.ZipFile, part: str, tag: str) -> str:
    """The part that the first ``tag`` in ``part`` points to by its relation id."""
    element = next(ElementTree.fromstring(package.read(part)).iter(_name(tag)), None)
    if element is None:
        raise NotInsertableError(f"no {tag} in {part}")
    folder, file = posixpath.split(part)
    for relation in ElementTree.fromstring(package.read(f"{folder}/_rels/{file}.rels")):
        if relation.get("Id") == element.get(_RELATION):
            return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
    raise NotInsertableError(f"the first {tag} of {part} leads nowhere")


def _part(package: zipfile.ZipFile) -> str:
    """The part that holds the text: the document, the first sheet, the first slide, or OpenDocument's content."""
    names = set(package.namelist())
    if "word/document.xml" in names:
        return "word/document.xml"
    if "xl/workbook.xml" in names:
        return _first(package, "xl/workbook.xml", "s:sheet")
    if "ppt/presentation.xml" in names:
        return _first(package, "ppt/presentation.xml", "p:sldId")
    if "content.xml" in names:
        return "content.xml"
    raise NotInsertableError("neither OOXML nor OpenDocument")


def _document(xml: str, lines: list[str]) -> str:
    body = re.search(r"<w:body\b[^>]*?(/?)>", xml)
    if body is None or body[1]:
        raise NotInsertableError("no body")
    typed = "".join(f'<w:p><w:r><w:t xml:space="preserve">{_xml(line)}</w:t></w:r></w:p>' for line in lines)
    return xml[: body.end()] + typed + xml[body.end() :]


def _sheet(xml: str, lines: list[str]) -> str:
    rows = [int(number) for number in re.findall(r'<row\b[^>]*?\br="(\d+)"', xml)]
    typed = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t xml:space="preserve">{_xml(line)}</t></is></c></row>'
        for row, line in enumerate(lines, max(rows, default=0) + 1)
    )
    filled, count = re.subn(r"<sheetData\s*/>", lambda _: f"<sheetData>{typed}</sheetData>", xml, count=1)
    if not count:
        filled, count = re.subn("</sheetData>", lambda _: f"{typed}</sheetData>", xml, count=1)
    if not count:
        raise NotInsertableError("no sheetData")
    return filled


def _slide(xml: str, lines: list[str]) -> str:
    typed = "".join(f"<a:p><a:r><a:t>{_xml(line)}</a:t></a:r></a:p>" for line in lines)
    filled, count = re.subn("</p:txBody>", lambda _: f"{typed}</p:txBody>", xml, count=1)
    if not count:
        shape = (
            '<p:sp><p:nvSpPr><p:cNvPr id="9001" name="Typed"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr>'
            '<a:xfrm><a:off x="900000" y="900000"/><a:ext cx="6000000" cy="900000"/></a:xfrm><a:prstGeom prst="rect">'
            f"<a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>{typed}</p:txBody></p:sp>"
        )
        filled, count = re.subn("</p:spTree>", lambda _: f"{shape}</p:spTree>", xml, count=1)
    if not count:
        raise NotInsertableError("no shape tree")
    return filled


def _content(xml: str, lines: list[str]) -> str:
    paragraphs = "".join(f"<text:p>{_xml(line)}</text:p>" for line in lines)
    rows = "".join(
        '<table:table-row><table:table-cell office:value-type="string">'
        f"<text:p>{_xml(line)}</text:p></table:table-cell></table:table-row>"
        for line in lines
    )
    frame = f'<draw:frame svg:width="12cm" svg:height="3cm"><draw:text-box>{paragraphs}</draw:text-box></draw:frame>'
    ends = [("</office:text>", paragraphs), ("</draw:page>", frame), ("</table:table>", rows)]
    for end, typed in ends:
        if end in xml:
            return xml.replace(end, typed + end, 1)
    raise NotInsertableError("no office:text, draw:page or table:table")


def _inserter(part: str) -> Callable[[str, list[str]], str]:
    if part == "content.xml":
        return _content
    return {"word": _document, "xl": _sheet, "ppt": _slide}[part.split("/")[0]]


def insert(data: bytes, lines: list[str]) -> bytes:
    """The package with ``lines`` in it; every other part is the same, in the same order.

    Raises zipfile.BadZipFile or NotInsertableError.
    """
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        part = _part(old)
        for info in old.infolist():
            content = old.read(info)
            if info.filename == part:
                content = _inserter(part)(content.decode("utf-8"), lines).encode("utf-8")
            new.writestr(info, content)
    return result.getvalue()


def texts(data: bytes) -> list[str]:
    """The paragraphs of a document, the rows of the first sheet (cells with tabs between), or of the first slide.

    Raises zipfile.BadZipFile or NotInsertableError.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = _part(package)
        root = ElementTree.fromstring(package.read(part))
        if part.startswith("xl/"):
            return _rows(package, root)
    paragraph, run = {"word": ("w:p", "w:t"), "ppt": ("a:p", "a:t"), "content.xml": ("text:p", "")}[part.split("/")[0]]
    return [
        "".join(piece.text or "" for piece in element.iter(_name(run))) if run else "".join(element.itertext())
        for element in root.iter(_name(paragraph))
    ]


def _rows(package: zipfile.ZipFile, root: ElementTree.Element) -> list[str]:
    shared: list[str] = []
    if "xl/sharedStrings.xml" in package.namelist():
        strings = ElementTree.fromstring(package.read("xl/sharedStrings.xml"))
        shared = ["".join(piece.text or "" for piece in item.iter(_name("s:t"))) for item in strings]
    rows = []
    for row in root.iter(_name("s:row")):
        cells = []
        for cell in row:
            value = cell.findtext(_name("s:v")) or ""
            inline = "".join(piece.text or "" for piece in cell.iter(_name("s:t")))
            cells.append(shared[int(value)] if cell.get("t") == "s" and value else inline or value)
        rows.append("\t".join(cells).rstrip("\t"))
    return rows
