"""What a workbook that Docs wrote holds: the texts of its cells, row by row ([ECMA-376] part 1, 18)."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from ..untrusted.xml_reader import MIB, SEPARATOR, Limits, read_xml, xml_tree
from ..untrusted.zip_reader import open_package
from .cells import GENERAL, ISO_DAY, Cell, to_text
from .csv_table import LABEL, stripped
from .workbook import MAX_COLUMNS, MAX_ROWS

_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MAIN = f"{{{_SPACE}}}"
_ROW, _CELL, _VALUE, _STRING, _TEXT, _PHONETIC = (
    f"{_SPACE}{SEPARATOR}{name}" for name in ("row", "c", "v", "si", "t", "rPh")
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: Of what no text file of the size that is handled can become: the cells, empty ones among them, of which each is a
#: delimiter in the file; the characters; and the XML of the cells or the texts.
MAX_CELLS, MAX_TEXT, _LARGEST = 10_000_000, 64 * MIB, Limits(256 * MIB)
#: The number formats that the standard only numbers (18.8.30): those that a cell's text depends on.
_STANDARD = {
    **{2: "0.00", 4: "0.00", 9: "0%", 10: "0.00%", 39: "0.00", 40: "0.00", 49: "@"},
    **dict.fromkeys((14, 15), "yyyy-mm-dd"),
    **{16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd hh:mm"},
    **{45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"},
}
_ESCAPED = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
#: Characters of a number format: no program writes longer ones.
_LONGEST_CODE = 255
#: Days from the first of the calendar that starts in 1900 to that of the one that starts in 1904.
_DAYS_1904 = 1462


def sheet_label(source: Path) -> str:
    """The name of the sheet that the file was made of; of the first, if somebody has renamed it. Raises as below."""
    with open_package(source) as package:
        return _sheet(_tree(package, _main_part(package))).get("name", "")


def read_sheet(source: Path, decimal: str, width: int = 1, day: str = ISO_DAY) -> list[tuple[str, ...]]:
    """The rows of that sheet, without empty cells and rows at their ends; ``decimal`` is for new numbers,
    ``day`` for new dates.

    ``width``: how many cells a row will have at least. Raises one of ``foreign_zip.DAMAGE`` when it is no sound
    workbook, or more than any text file that is handled could become.
    """
    with open_package(source) as package:
        workbook = _tree(package, _main_part(package))
        properties = workbook.find(f"{_MAIN}workbookPr")
        shift = _DAYS_1904 if properties is not None and properties.get("date1904") in ("1", "true") else 0
        reader = _Rows(_strings(package), _codes(package), (decimal, shift, day), width)
        with package.open(_part(package, workbook)) as sheet:
            read_xml(sheet, reader.start, reader.end, reader.text, _LARGEST)
        return reader.rows


def _tree(package: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with package.open(name) as part:
        return xml_tree(part)


def _main_part(package: zipfile.ZipFile) -> str:
    found = [name for name in package.namelist() if re.fullmatch(r"xl/workbook\d*\.xml", name)]
    return found[0]


def _sheet(workbook: ElementTree.Element) -> ElementTree.Element:
    sheets = workbook.findall(f"{_MAIN}sheets/{_MAIN}sheet")
    return next((sheet for sheet in sheets if LABEL.fullmatch(sheet.get("name", ""))), sheets[0])


def _part(package: zipfile.ZipFile, workbook: ElementTree.Element) -> str:
    folder, name = posixpath.split(_main_part(package))
    relations = _tree(package, f"{folder}/_rels/{name}.rels")
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    return posixpath.normpath(posixpath.join("/", folder, targets[_sheet(workbook).get(_RELATION)])).lstrip("/")


class _Texts:
    """Collects texts: those of ``v`` and ``t``, without what helps to pronounce them and their formats."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._open = self._spoken = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name in (_VALUE, _TEXT):
            self._open = not self._spoken
        elif name == _PHONETIC:
            self._spoken = True

    def end(self, name: str) -> None:
        """An element ends."""
        if name in (_VALUE, _TEXT):
            self._open = False
        elif name == _PHONETIC:
            self._spoken = False

    def text(self, text: str) -> None:
        """Some of what an element holds."""
        if self._open:
            self._parts.append(text)

    def taken(self) -> str:
        """What was collected since the last time."""
        text = self._parts[0] if len(self._parts) == 1 else "".join(self._parts)
        self._parts.clear()
        return text


class _Strings(_Texts):
    """The texts that cells share."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, name: str) -> None:
        """An element ends."""
        if name == _STRING:
            self.found.append(_unescaped(self.taken()))
        else:
            super().end(name)


class _Rows(_Texts):
    """The rows of a sheet."""

    def __init__(self, strings: Sequence[str], codes: Sequence[str], manner: tuple[str, int, str], width: int) -> None:
        super().__init__()
        self.rows: list[tuple[str, ...]] = []
        self._strings, self._codes, self._manner = strings, codes, manner
        self._width = max(width, 1)
        self._number = 0  # of the row, beginning with 1
        self._row: list[str] | None = None
        self._cell: dict[str, str] = {}
        self._named: dict[str, str] = {}  # number formats by what cells call them
        self._cells = self._characters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == _CELL:
            self._cell = attributes
        elif name == _VALUE:
            self._open = True
        elif name == _ROW:
            given = _whole(attributes["r"]) if "r" in attributes else self._number + 1
            if self._row is not None or not self._number < given <= MAX_ROWS:
                raise ValueError("a row out of place")
            self._number, self._row = given, []
        else:
            super().start(name, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == _VALUE:
            self._open = False
        elif name == _CELL:
            self._end_cell()
        elif name == _ROW:
            if texts := stripped(self._row or ()):
                self._count(self._width * (self._number - 1 - len(self.rows)) + max(len(texts), self._width), texts)
                self.rows.extend([()] * (self._number - 1 - len(self.rows)))
                self.rows.append(texts)
            self._row = None
        else:
            super().end(name)

    def _count(self, cells: int, texts: Sequence[str]) -> None:
        self._cells += cells
        self._characters += sum(map(len, texts))
        if self._cells > MAX_CELLS or self._characters > MAX_TEXT:
            raise ValueError("more than a text file can become")

    def _end_cell(self) -> None:
        row, text = self._row, self.taken()
        if row is None:
            raise ValueError("a cell outside of rows")
        place = self._cell.get("r")
        column = _column(place.rstrip("0123456789")) if place else len(row)
        if not len(row) <= column < MAX_COLUMNS:
            raise ValueError("a cell out of place")
        if column > len(row):
            row.extend([""] * (column - len(row)))
        row.append(self._text_of(text))

    def _text_of(self, value: str) -> str:
        kind = self._cell.get("t", "n")
        if kind not in ("n", "s", "b"):  # a text here or of a formula, an error, a date of ISO 8601
            return _unescaped(value)
        if not (value := value.strip()):
            return ""
        if kind == "s":
            return self._strings[_whole(value)]
        if kind == "b":
            return to_text(Cell("boolean", value))
        return to_text(Cell("number", value, self._code()), *self._manner)

    def _code(self) -> str:
        """The number format of the cell."""
        style = self._cell.get("s", "0")
        if style not in self._named:
            self._named[style] = self._codes[_whole(style)] if self._codes else GENERAL
        return self._named[style]


def _strings(package: zipfile.ZipFile) -> list[str]:
    name = "xl/sharedStrings.xml"
    if name not in package.NameToInfo:
        return []
    reader = _Strings()
    with package.open(name) as part:
        read_xml(part, reader.start, reader.end, reader.text, _LARGEST)
    return reader.found


def _unescaped(text: str) -> str:
    """The text that an escaped one stands for, as a screen shows it: of half a character and of NUL there is nothing
    to see but that it is none, or nothing at all.
    """
    if "_x" in text:
        text = _ESCAPED.sub(_characters, text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _characters(match: re.Match[str]) -> str:
    codes = re.findall("[0-9A-Fa-f]{4}", match[0])
    text = b"".join([int(code, 16).to_bytes(2, "little") for code in codes]).decode("utf-16-le", "replace")
    return text.replace("\0", "")


def _codes(package: zipfile.ZipFile) -> list[str]:
    """The number format of each style of cells."""
    if "xl/styles.xml" not in package.NameToInfo:
        return []
    styles = _tree(package, "xl/styles.xml")
    own = {_whole(item.get("numFmtId", "0")): item.get("formatCode", "") for item in styles.iter(f"{_MAIN}numFmt")}
    numbers = [_whole(item.get("numFmtId", "0")) for item in styles.findall(f"{_MAIN}cellXfs/{_MAIN}xf")]
    codes = [own.get(number) or _STANDARD.get(number, GENERAL) for number in numbers]
    return [code if len(code) <= _LONGEST_CODE else GENERAL for code in codes]


def _whole(text: str) -> int:
    """A number without a sign. Raises ValueError for anything else."""
    if not re.fullmatch(r"\s*\d{1,9}\s*", text, re.ASCII):
        raise ValueError("a number that is none")
    return int(text)


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    """The number of a column, 0 for A. Raises ValueError."""
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise ValueError("a place that is none")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
