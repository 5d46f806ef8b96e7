"""The sheets of a workbook: their names, in the order in which converters number them."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from ..untrusted.xml_reader import MIB, Limits, xml_tree
from ..untrusted.zip_reader import DAMAGE, open_package
from .outline import Bookmark

#: Spreadsheets whose one sheet has no name.
SHEETLESS = frozenset(("csv", "tsv"))
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_LIMITS = Limits(16 * MIB, MIB, 10.0)
#: The last word of the type of what has cells or a chart. Others (of macros, dialogs) x2t leaves out, and numbers on.
_KNOWN = frozenset(("worksheet", "chartsheet"))


@dataclass(frozen=True)
class Sheet:
    """What a tab of a spreadsheet shows."""

    name: str
    hidden: bool = False


def sheets_of(package: Path) -> list[Sheet] | None:
    """The sheets of the OOXML workbook ``package``; None when they cannot be told for sure. Blocks."""
    try:
        with open_package(package) as opened:
            return _sheets(opened)
    except DAMAGE:
        return None


def bookmarks(sheets: Sequence[Sheet], pages: Sequence[int | None]) -> list[Bookmark] | None:
    """A bookmark for each sheet that is shown, of which ``pages`` has the number for each page.

    None when they do not fit: a wrong name is worse than none.
    """
    first: dict[int, int] = {}
    for page, number in enumerate(pages):
        if number is None or not max(first, default=0) <= number < len(sheets):
            return None
        first.setdefault(number, page)
    return [
        Bookmark(sheet.name, first.get(number))
        for number, sheet in enumerate(sheets)
        if number in first or not sheet.hidden
    ]


def _sheets(package: zipfile.ZipFile) -> list[Sheet] | None:
    root = _relationships(package, "")
    part = next((target for kind, target in root.values() if kind == "officeDocument"), "xl/workbook.xml")
    kinds = _relationships(package, part)
    found = []
    for element in _tree(package, part).iter():
        if _local(element.tag) != "sheet":
            continue
        attributes = {_local(name): value for name, value in element.items()}
        kind, target = kinds.get(attributes.get("id", ""), ("", ""))
        if kind and kind not in _KNOWN:
            continue
        if target not in package.NameToInfo or not attributes.get("name"):
            return None
        found.append(Sheet(attributes["name"], attributes.get("state", "visible") != "visible"))
    return found or None


def _relationships(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """By their names: the last word of the type, and the part that is meant."""
    folder, name = posixpath.split(part)
    found = {}
    for element in _tree(package, posixpath.join(folder, "_rels", f"{name}.rels")).iter(_PACKAGE):
        target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))[1:]
        found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], target)
    return found


def _tree(package: zipfile.ZipFile, part: str) -> ElementTree.Element:
    with package.open(part) as file:
        return xml_tree(file, _LIMITS)


def _local(name: str) -> str:
    return name.rpartition("}")[2]
