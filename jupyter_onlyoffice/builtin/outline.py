"""Bookmarks in a PDF that x2t made: which sheet begins at which page.

Only the form that x2t gives its files is read: one table of contents, a stream, and one list of pages. What has another
form is left as it is. Bookmarks are added as an update at the end of the file (ISO 32000-2, 7.5.6), and name pages by
their numbers: to look a page up by its object a viewer would have to fetch all pages before it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

MIB = 1024 * 1024
_TAIL, _MOST_OBJECT, _MOST_TABLE = 1024, 4 * MIB, 64 * MIB
_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_TABLE = re.compile(rb"\d+ 0 obj\s*<<(.*?)>>\s*stream\r?\n", re.DOTALL)
_FIELDS = re.compile(rb"/W\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s*\]")
_INDEX = re.compile(rb"/Index\s*\[\s*0\s+(\d+)\s*\]")
_KIDS = re.compile(rb"/Kids\s*\[([\d\sR]*)\]")
_BOX = re.compile(rb"/MediaBox\s*\[\s*0\s+0\s+(\d+(?:\.\d+)?)\s+(\d+(?:\.\d+)?)\s*\]")


class UnknownFormError(ValueError):
    """The PDF is made in another way than expected."""


@dataclass(frozen=True)
class Bookmark:
    """A name, and the page it leads to, from 0; None when there is none of it."""

    title: str
    page: int | None


class Outline:
    """A PDF of x2t, open for reading and writing. Raises UnknownFormError where it is no such one, and OSError."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._size = file.seek(0, 2)
        file.seek(max(0, self._size - _TAIL))
        end = _matched(_END, file.read())
        self._start = int(end[1])
        self._offsets, self._trailer = self._table()
        self._root = self._reference(self._trailer, b"Root")
        self._catalog = self._object(self._root)
        if b"/Outlines" in self._catalog:
            raise UnknownFormError("it has bookmarks")

    def sizes(self) -> list[tuple[float, float]]:
        """Width and height of each page, in points."""
        kids = _matched(_KIDS, self._object(self._reference(self._catalog, b"Pages")))
        pages = [self._object(int(number)) for number in re.findall(rb"(\d+)\s+0\s+R", kids[1])]
        boxes = [_matched(_BOX, page) for page in pages]
        return [(float(box[1]), float(box[2])) for box in boxes]

    def add(self, bookmarks: Sequence[Bookmark]) -> None:
        """Write them at the end of the file."""
        first = max(self._offsets) + 1
        written: dict[int, bytes] = {}
        for number, bookmark in enumerate(bookmarks, first + 1):
            around = f"/Prev {number - 1} 0 R " if number > first + 1 else ""
            around += f"/Next {number + 1} 0 R " if number < first + len(bookmarks) else ""
            page = "" if bookmark.page is None else f"/Dest [{bookmark.page} /XYZ null null null] "
            title = (b"\xfe\xff" + bookmark.title.encode("utf-16-be", "replace")).hex()
            written[number] = f"<< /Title <{title}> /Parent {first} 0 R {page}{around}>>".encode()
        last = first + len(bookmarks)
        written[first] = f"<< /Type /Outlines /First {first + 1} 0 R /Last {last} 0 R >>".encode()
        written[self._root] = self._catalog[: self._catalog.rindex(b">>")] + b"/Outlines %d 0 R\n>>" % first
        update, offsets = b"\n", {}
        for number in sorted(written):
            offsets[number] = self._size + len(update)
            update += b"%d 0 obj\n%s\nendobj\n" % (number, written[number])
        table = offsets[last + 1] = self._size + len(update)
        entries = b"".join(b"\1" + offsets[number].to_bytes(8, "big") + b"\0" for number in sorted(offsets))
        index = b" ".join(b"%d 1" % number for number in sorted(offsets))
        kept = b" ".join(
            b"/%s %d 0 R" % (name, self._reference(self._trailer, name))
            for name in (b"Root", b"Info")
            if re.search(rb"/%s\b" % name, self._trailer)
        )
        update += (
            b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 8 1] /Index [%s] /Prev %d %s /Length %d >>\nstream\n%s\nendstream"
            b"\nendobj\nstartxref\n%d\n%%%%EOF\n"
        ) % (last + 1, last + 2, index, self._start, kept, len(entries), entries, table)
        self._file.seek(0, 2)
        self._file.write(update)

    def _table(self) -> tuple[dict[int, int], bytes]:
        """Where the objects are, by number, and the dictionary of the table."""
        self._file.seek(self._start)
        data = self._file.read(_MOST_OBJECT)
        head = _matched(_TABLE, data)
        if b"/Prev" in head[1] or b"/DecodeParms" in head[1] or b"/FlateDecode" not in head[1]:
            raise UnknownFormError("another table")
        widths = [int(width) for width in _matched(_FIELDS, head[1]).groups()]
        count, row = int(_matched(_INDEX, head[1])[1]), sum(widths)
        unpack = zlib.decompressobj()
        try:
            rows = unpack.decompress(data[head.end() :], _MOST_TABLE)
        except zlib.error as error:
            raise UnknownFormError("a torn table") from error
        if widths[0] != 1 or len(rows) != count * row or not count:
            raise UnknownFormError("another table")
        found = {}
        for number in range(count):
            entry = rows[number * row : (number + 1) * row]
            if entry[0] == 1:  # not in another object
                found[number] = int.from_bytes(entry[1 : 1 + widths[1]], "big")
        return found, head[1]

    def _object(self, number: int) -> bytes:
        """What is between ``obj`` and ``endobj``."""
        if number not in self._offsets:
            raise UnknownFormError("an object in another one")
        self._file.seek(self._offsets[number])
        data = b""
        while b"endobj" not in data:
            piece = self._file.read(4096 if not data else MIB)
            data += piece
            if not piece or len(data) > _MOST_OBJECT:
                raise UnknownFormError("an object without end")
        head, _, rest = data[: data.index(b"endobj")].partition(b" 0 obj")
        if not head.strip().isdigit() or int(head) != number:
            raise UnknownFormError("another object")
        return rest

    def _reference(self, dictionary: bytes, name: bytes) -> int:
        return int(_matched(re.compile(rb"/%s\s+(\d+)\s+0\s+R" % name), dictionary)[1])


def _matched(pattern: re.Pattern[bytes], data: bytes) -> re.Match[bytes]:
    found = pattern.search(data)
    if found is None:
        raise UnknownFormError("another form")
    return found
