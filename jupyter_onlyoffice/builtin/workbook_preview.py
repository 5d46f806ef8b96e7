"""Workbooks cut down to their first rows: pages of those are there at once, those of 20,000 rows after a minute."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from ..storage.local_files import refused_by_disk
from ..untrusted.zip_reader import DAMAGE, open_package

MIB = 1024 * 1024
#: What is kept of each sheet, about five pages.
ROWS = 200
#: Sheets with less XML than this are made into pages as quickly as they are shortened.
_LONG = MIB
#: Beyond these, unpacked, no first pages are made: reading it takes long itself.
_MOST = 256 * MIB
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_ROW, _END = b"</row>", b"</sheetData>"
#: What may reach over the rows that are left, and would make pages of nothing.
_REACHING = re.compile(rb"<(mergeCells|conditionalFormatting|dataValidations|drawing|legacyDrawing)\b")


def shorten(source: Path, target: Path) -> bool:
    """Write the first rows of the workbook ``source`` to ``target``; False when it is short as it is. Blocks.

    Raises OSError. What is no readable package is short: the converter says what is wrong with it.
    """
    try:
        with open_package(source) as before:
            parts = before.infolist()
            long = {part.filename for part in parts if _SHEET.fullmatch(part.filename) and part.file_size > _LONG}
            if not long or sum(part.file_size for part in parts) > _MOST:
                return False
            with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as after:
                cut = [_copy(before, part, after, part.filename in long) for part in parts]
    except DAMAGE as error:
        if isinstance(error, OSError) and refused_by_disk(error):
            raise
        return False
    return any(cut)


def _copy(before: zipfile.ZipFile, part: zipfile.ZipInfo, after: zipfile.ZipFile, is_long: bool) -> bool:
    data = before.read(part)
    short = _first_rows(data) if is_long else None
    after.writestr(part.filename, data if short is None else short)
    return short is not None


def _first_rows(sheet: bytes) -> bytes | None:
    """The sheet up to its row number ``ROWS``; None when it has no more, or is written in another way."""
    place = 0
    for _ in range(ROWS):
        found = sheet.find(_ROW, place)
        if found < 0:
            return None
        place = found + len(_ROW)
    end = sheet.rfind(_END)
    if sheet.find(_ROW, place) < 0 or end < place:
        return None
    rest = _without_reaching(sheet[end:])
    return None if rest is None else sheet[:place] + rest


def _without_reaching(rest: bytes) -> bytes | None:
    """``rest`` without what may reach over rows; None when one of it does not end. Looks at each byte once or twice."""
    kept: list[bytes] = []
    place = 0
    while found := _REACHING.search(rest, place):
        kept.append(rest[place : found.start()])
        place = rest.find(b">", found.end()) + 1
        if place and rest[place - 2 : place - 1] != b"/":
            last = b"</" + found[1] + b">"
            place = rest.find(last, place) + len(last)
            if place < len(last):
                return None
        if not place:
            return None
    return b"".join([*kept, rest[place:]])
