"""What a workbook that Docs wrote holds: the texts of its cells, row by row ([ECMA-376] part 1, 18)."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from .cells import GENERAL, Cell, to_text
from .table import LABEL, stripped
from .workbook import MAX_COLUMNS, MAX_ROWS

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _CELL, _VALUE = f"{_MAIN}row", f"{_MAIN}c", f"{_MAIN}v"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: The number formats that the standard only numbers (18.8.30): those that a cell's text depends on.
_STANDARD = {
    **{2: "0.00", 4: "0.00", 9: "0%", 10: "0.00%", 39: "0.00", 40: "0.00", 49: "@"},
    **dict.fromkeys((14, 15, 16, 17), "yyyy-mm-dd"),
    **dict.fromkeys((18, 20), "hh:mm"),
    **dict.fromkeys((19, 21, 45, 46, 47), "hh:mm:ss"),
    22: "yyyy-mm-dd hh:mm",
}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Days from the first of the calendar that starts in 1900 to that of the one that starts in 1904.
_DAYS_1904 = 1462


def sheet_label(source: Path) -> str:
    """The name of the sheet that the file was made of; of the first, if somebody has renamed it. Raises as below."""
    with zipfile.ZipFile(source) as package:
        return _sheet(ElementTree.fromstring(package.read(_main_part(package)))).get("name", "")


def read_sheet(source: Path, decimal: str) -> Iterator[tuple[str, ...]]:
    """The rows of that sheet, without empty cells and rows at their ends; ``decimal`` is for new numbers.

    Raises ValueError, KeyError, IndexError, OSError, zipfile.BadZipFile or ElementTree.ParseError when it is no sound
    workbook.
    """
    with zipfile.ZipFile(source) as package:
        workbook = ElementTree.fromstring(package.read(_main_part(package)))
        properties = workbook.find(f"{_MAIN}workbookPr")
        shift = _DAYS_1904 if properties is not None and properties.get("date1904") in ("1", "true") else 0
        strings, codes = _strings(package), _codes(package)
        empty: list[tuple[str, ...]] = []
        expected = 1
        with package.open(_part(package, workbook)) as sheet:
            for number, row in _rows(sheet):
                texts = stripped(_texts(row, strings, codes, decimal, shift))
                empty.extend([()] * (number - expected))
                expected = number + 1
                empty.append(texts)
                if texts:
                    yield from empty
                    empty.clear()


def _main_part(package: zipfile.ZipFile) -> str:
    found = [name for name in package.namelist() if re.fullmatch(r"xl/workbook\d*\.xml", name)]
    return found[0]


def _sheet(workbook: ElementTree.Element) -> ElementTree.Element:
    sheets = workbook.findall(f"{_MAIN}sheets/{_MAIN}sheet")
    return next((sheet for sheet in sheets if LABEL.fullmatch(sheet.get("name", ""))), sheets[0])


def _part(package: zipfile.ZipFile, workbook: ElementTree.Element) -> str:
    folder, name = posixpath.split(_main_part(package))
    relations = ElementTree.fromstring(package.read(f"{folder}/_rels/{name}.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    return posixpath.normpath(posixpath.join("/", folder, targets[_sheet(workbook).get(_RELATION)])).lstrip("/")


def _rows(sheet: IO[bytes]) -> Iterator[tuple[int, ElementTree.Element]]:
    """Each row and its number."""
    number = 1
    for _, element in ElementTree.iterparse(sheet):
        if element.tag == _ROW:
            given = int(element.get("r") or number)
            if not number <= given <= MAX_ROWS:
                raise ValueError("a row out of place")
            yield given, element
            number = given + 1
            element.clear()  # or all of the sheet would be in memory


def _texts(row: ElementTree.Element, strings: list[str], codes: list[str], decimal: str, shift: int) -> list[str]:
    texts: list[str] = []
    for element in row.iter(_CELL):
        place = element.get("r")
        column = _column(place) if place else len(texts)
        if not len(texts) <= column < MAX_COLUMNS:
            raise ValueError("a cell out of place")
        texts.extend([""] * (column - len(texts)))
        texts.append(_text(element, strings, codes, decimal, shift))
    return texts


def _text(element: ElementTree.Element, strings: list[str], codes: list[str], decimal: str, shift: int) -> str:
    kind = element.get("t", "n")
    if kind == "inlineStr":
        found = element.find(f"{_MAIN}is")
        return _rich(found) if found is not None else ""
    value = element.findtext(_VALUE)
    if value is None:
        return ""
    if kind == "s":
        return strings[int(value)]
    if kind == "b":
        return to_text(Cell("boolean", value.strip()))
    if kind != "n":  # the text of a formula, an error, a date of ISO 8601
        return _unescaped(value)
    code = codes[int(element.get("s", 0))] if codes else GENERAL
    cell = Cell("number", value.strip(), code)
    if shift and (moved := to_text(Cell("number", str(float(value) + shift), code), decimal)) and _is_date(moved):
        return moved
    return to_text(cell, decimal)


def _is_date(text: str) -> bool:
    return re.match(r"\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4}", text) is not None


def _strings(package: zipfile.ZipFile) -> list[str]:
    name = "xl/sharedStrings.xml"
    if name not in package.NameToInfo:
        return []
    found: list[str] = []
    with package.open(name) as part:
        for _, element in ElementTree.iterparse(part):
            if element.tag == f"{_MAIN}si":
                found.append(_rich(element))
                element.clear()
    return found


def _rich(element: ElementTree.Element) -> str:
    """The text of a string, without its formats and what helps to pronounce it."""
    runs = [element, *element.findall(f"{_MAIN}r")]
    return _unescaped("".join([text.text or "" for run in runs for text in run.findall(f"{_MAIN}t")]))


def _unescaped(text: str) -> str:
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _codes(package: zipfile.ZipFile) -> list[str]:
    """The number format of each style of cells."""
    if "xl/styles.xml" not in package.NameToInfo:
        return []
    styles = ElementTree.fromstring(package.read("xl/styles.xml"))
    own = {int(item.get("numFmtId", 0)): item.get("formatCode", "") for item in styles.iter(f"{_MAIN}numFmt")}
    numbers = [int(item.get("numFmtId", 0)) for item in styles.findall(f"{_MAIN}cellXfs/{_MAIN}xf")]
    return [own.get(number) or _STANDARD.get(number, GENERAL) for number in numbers]


def _column(place: str) -> int:
    """The number of a cell's column, 0 for A."""
    number = 0
    for letter in place.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
