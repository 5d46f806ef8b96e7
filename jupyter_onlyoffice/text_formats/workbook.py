"""A workbook of one sheet with the rows of a text file, for Docs to edit ([ECMA-376] part 1, 18)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from ..errors import OnlyOfficeError
from ..messages import trouble
from .cells import GENERAL, TEXT, Cell, to_cell
from .csv_table import Table

#: What a sheet can hold, and a cell in characters.
MAX_ROWS, MAX_COLUMNS, MAX_CHARACTERS = 1_048_576, 16_384, 32_767
#: What XML can't say, and what a workbook would take for its own way to say it.
UNSAID = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BOOLEAN = ' t="b"'
_SAMPLE = 1000  # rows that tell what a column holds
#: Characters that the narrowest and the widest column shows, and what is left at their sides; every date and every
#: number that a sheet holds as one has less than 20.
_NARROW, _WIDE, _MARGIN = 8, 40, 2
_CUSTOM = 164  # the numbers of number formats below are those of the standard


def unsuitable(table: Table) -> OnlyOfficeError | None:
    """Why a sheet can not hold the table; None when it can."""
    if len(table.rows) > MAX_ROWS:
        return trouble("text.rows")
    if max((len(row.raw) for row in table.rows), default=0) > MAX_COLUMNS:
        return trouble("text.columns")
    if max((len(raw) for row in table.rows for raw in row.raw), default=0) > MAX_CHARACTERS:
        return trouble("text.long-cell")
    if UNSAID.search(table.characters):
        return trouble("text.characters")
    return None


def write_workbook(table: Table, target: Path) -> None:
    """Write the workbook; every cell reads back as it stands in the file. Raises OSError."""
    codes = {GENERAL: 0, TEXT: 1}
    columns = [letters(column) for column in range(max((len(row.raw) for row in table.rows), default=0))]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'{_HEAD}<worksheet xmlns="{_MAIN}">{_columns(table)}<sheetData>'.encode())
            for number, row in enumerate(table.rows, 1):
                cells = [
                    _cell(f"{column}{number}", to_cell(text, table.decimal), codes)
                    for column, text in zip(columns, row.values, strict=False)
                    if text
                ]
                if cells:
                    part.write(f'<row r="{number}">{"".join(cells)}</row>'.encode())
            part.write(b"</sheetData></worksheet>")
        for name, content in _other_parts(table.label, list(codes)).items():
            package.writestr(name, _HEAD + content)


def _cell(place: str, cell: Cell, codes: dict[str, int]) -> str:
    kind, value, code = cell
    start = f'<c r="{place}" s="{codes.setdefault(code, len(codes))}"'
    if kind == "text":
        return f'{start} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"{start}{_BOOLEAN if kind == 'boolean' else ''}><v>{value}</v></c>"


def _columns(table: Table) -> str:
    """How wide columns are, so that dates and numbers show, which else are signs only; and which are text.

    Columns of nothing but text that looks like something else are text, so that new cells in them are, too.
    """
    kinds: dict[int, bool] = {}
    for row in table.rows[1:_SAMPLE]:
        for column, text in enumerate(row.values):
            if text and kinds.get(column, True):
                kinds[column] = to_cell(text, table.decimal).code == TEXT
    columns = []
    for column, longest in enumerate(_longest(table)):
        style = ' style="1"' if kinds.get(column) else ""
        width = min(max(longest, _NARROW), _WIDE) + _MARGIN
        columns.append(f'<col min="{column + 1}" max="{column + 1}" width="{width}"{style} customWidth="1"/>')
    return f"<cols>{''.join(columns)}</cols>" if columns else ""


def _longest(table: Table) -> list[int]:
    """The most characters of a cell in each column."""
    longest: list[int] = []
    for row in table.rows:
        longest.extend([0] * (len(row.raw) - len(longest)))
        for column, raw in enumerate(row.raw):
            if len(raw) > longest[column]:
                longest[column] = len(raw)
    return longest


def letters(column: int) -> str:
    """The name of a column: A for 0."""
    name = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        name = chr(ord("A") + letter) + name
        column -= 1
    return name


def _other_parts(label: str, codes: Sequence[str]) -> dict[str, str]:
    standard = {GENERAL: 0, TEXT: 49}
    numbers = [standard.get(code, _CUSTOM + index) for index, code in enumerate(codes)]
    own = [(number, code) for number, code in zip(numbers, codes, strict=True) if code not in standard]
    formats = "".join([f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>' for number, code in own])
    styles = "".join(
        [
            f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
            for number in numbers
        ]
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f'<sheets><sheet name={quoteattr(label)} sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
        + (f'<numFmts count="{len(own)}">{formats}</numFmts>' if own else "")
        + '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(codes)}">{styles}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    }
