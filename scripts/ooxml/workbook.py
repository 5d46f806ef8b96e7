"""Workbooks (.xlsx): sheets that print on A4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from ooxml.package import RELATIONS, Package
from ooxml.theme import CONTENT_TYPE as THEME
from ooxml.theme import FONT, theme


class Formula(NamedTuple):
    """A formula without its "=", and its value, for readers that do not calculate."""

    text: str
    value: float


Cell = str | float | Formula | None
#: Indices into the cell formats of the workbook.
PLAIN, HEADING, MONEY, TOTAL = range(4)

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SPACE = f'xmlns="{_MAIN}" xmlns:r="{RELATIONS}"'
_MARGINS = '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
_A4 = f'{_MARGINS}<pageSetup paperSize="9" orientation="portrait"/>'


def write(path: Path, sheets: Mapping[str, Sequence[Sequence[tuple[Cell, int]]]], title: str = "") -> None:
    """Write a workbook. A sheet is rows of (value, format)."""
    package = Package("jupyter-onlyoffice")
    workbook = "xl/workbook.xml"
    strings: dict[str, int] = {}
    parts = {
        package.relate(workbook, "worksheet", f"xl/worksheets/sheet{number}.xml"): (
            name,
            _sheet(rows, strings, number),
        )
        for number, (name, rows) in enumerate(sheets.items(), start=1)
    }
    names = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="{relation}"/>'
        for number, (relation, (name, _)) in enumerate(parts.items(), start=1)
    )
    package.add(
        workbook,
        f"{_TYPE}sheet.main+xml",
        f'<workbook {_SPACE}><bookViews><workbookView xWindow="0" yWindow="0" windowWidth="24000" windowHeight="12000"/>'
        f'</bookViews><sheets>{names}</sheets><calcPr calcId="0" fullCalcOnLoad="1"/></workbook>',
    )
    package.relate("", "officeDocument", workbook)
    for number, (_, xml) in enumerate(parts.values(), start=1):
        package.add(f"xl/worksheets/sheet{number}.xml", f"{_TYPE}worksheet+xml", xml)
    package.relate(workbook, "theme", package.add("xl/theme/theme1.xml", THEME, theme()))
    package.relate(workbook, "styles", package.add("xl/styles.xml", f"{_TYPE}styles+xml", _styles()))
    if strings:
        shared = package.add("xl/sharedStrings.xml", f"{_TYPE}sharedStrings+xml", _strings(list(strings)))
        package.relate(workbook, "sharedStrings", shared)
    package.write(path, title)


def _sheet(rows: Sequence[Sequence[tuple[Cell, int]]], strings: dict[str, int], number: int) -> str:
    selected = ' tabSelected="1"' if number == 1 else ""
    data = ""
    for line, row in enumerate(rows, start=1):
        cells = (_cell(f"{chr(65 + column)}{line}", *cell, strings) for column, cell in enumerate(row))
        data += f'<row r="{line}">{"".join(cells)}</row>'
    columns = '<cols><col min="1" max="1" width="24" customWidth="1"/><col min="2" max="8" width="13" customWidth="1"/></cols>'
    return (
        f'<worksheet {_SPACE}><sheetViews><sheetView{selected} workbookViewId="0"/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="14.25"/>{columns if rows else ""}<sheetData>{data}</sheetData>{_A4}</worksheet>'
    )


def _cell(place: str, value: Cell, style: int, strings: dict[str, int]) -> str:
    opening = f'<c r="{place}" s="{style}"'
    if value is None:
        return f"{opening}/>"
    if isinstance(value, Formula):
        return f"{opening}><f>{escape(value.text)}</f><v>{value.value}</v></c>"
    if isinstance(value, str):
        return f'{opening} t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
    return f"{opening}><v>{value}</v></c>"


def _strings(strings: Sequence[str]) -> str:
    items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return f'<sst xmlns="{_MAIN}" count="{len(strings)}" uniqueCount="{len(strings)}">{items}</sst>'


def _styles() -> str:
    font = f'<sz val="11"/><color theme="1"/><name val="{FONT}"/><family val="2"/><scheme val="minor"/>'
    edges = "<left/><right/>"
    formats = [  # PLAIN, HEADING, MONEY, TOTAL
        '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
        '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>',
        '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>',
        '<xf numFmtId="4" fontId="1" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1"/>',
    ]
    return (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFEEF1F5"/><bgColor indexed="64"/></patternFill></fill></fills>'
        f'<borders count="2"><border>{edges}<top/><bottom/><diagonal/></border>'
        f'<border>{edges}<top style="thin"><color auto="1"/></top><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats)}">{"".join(formats)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="0"/>'
        '<tableStyles count="0" defaultTableStyle="TableStyleMedium2" defaultPivotStyle="PivotStyleLight16"/></styleSheet>'
    )
