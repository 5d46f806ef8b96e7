"""How a text file writes its characters: the encoding, the mark at its beginning, its line ends."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from .legacy_encodings import likeliest

#: The longer marks first: that of UTF-32 begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 64 * 1024
#: Of how many bytes one is zero at the most in a text that is in UTF-16, of which line ends are the least: else it is a
#: NUL in a text that is in UTF-8, or in another encoding.
_PER_NUL = {"utf-8": 10, "other": 50}
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Encoding:
    """``name`` is that of Python's codec; every file decodes, and encodes again to the same bytes."""

    name: str
    mark: bytes = b""

    def decode(self, data: bytes) -> str:
        """The text without its mark."""
        return data[len(self.mark) :].decode(self.name)

    def encode(self, text: str) -> bytes:
        """The bytes, with the mark. Raises UnicodeEncodeError for what the encoding can not write."""
        return self.mark + text.encode(self.name)


def find_encoding(data: bytes, known: str = "") -> Encoding:
    """The encoding of the whole file ``data``; if it fits the one with the name ``known``."""
    for mark, name in _MARKS:
        if data.startswith(mark) and _fits(Encoding(name, mark), data):
            return Encoding(name, mark)
    if known and _fits(Encoding(known), data):
        return Encoding(known)
    names = ["utf-8"]
    sample = data[:_SAMPLE]
    zeros = sample.count(0)
    if zeros * _PER_NUL["utf-8" if _fits(Encoding("utf-8"), data) else "other"] > len(sample):
        # Text without a mark in UTF-16: every second byte of what is Latin in it is zero.
        names = ["utf-16-le" if 2 * sample[1::2].count(0) >= zeros else "utf-16-be", *names]
    for name in names:
        if _fits(Encoding(name), data):
            return Encoding(name)
    return next(Encoding(name) for name in likeliest(_sample(data)) if _fits(Encoding(name), data))


def _sample(data: bytes) -> bytes:
    """What is worth looking at: the lines that are not ASCII."""
    sample = b"\n".join(line for line in data[: 4 * _SAMPLE].splitlines() if not line.isascii())
    return sample if len(sample) <= _SAMPLE else sample[:_SAMPLE].rpartition(b"\n")[0]  # not half a character


def _fits(encoding: Encoding, data: bytes) -> bool:
    try:
        return encoding.encode(encoding.decode(data)) == data
    except (UnicodeError, LookupError):
        return False


def find_newline(text: str) -> str:
    """The line end that most lines of ``text`` have; that of Unix where there is none."""
    found = Counter(_LINE_END.findall(text)).most_common(1)
    return found[0][0] if found else "\n"
