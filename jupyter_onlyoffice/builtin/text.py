"""Plain text and tables in text files, in a form that converters need to be told little of."""

from __future__ import annotations

import io
from pathlib import Path

from ..text_formats.csv_table import QUOTE, find_delimiter, split, value
from ..text_formats.encoding import Encoding, find_encoding

#: Extensions of files that are nothing but text.
TEXT = frozenset(("csv", "txt"))
#: Delimiters, with their numbers in ONLYOFFICE.
DELIMITERS = {"\t": 1, ";": 2, ":": 3, ",": 4, " ": 5}
#: How many bytes tell the encoding, and how many characters the delimiter.
_HEAD, _SAMPLE = 16 * 1024 * 1024, 128 * 1024
_CHUNK = 1024 * 1024


def form(source: Path) -> tuple[str, str]:
    """The encoding, as Python calls it, and the delimiter of a text file, one of ``DELIMITERS``. Blocks."""
    with open(source, "rb") as file:
        encoding = _encoding(file.read(_HEAD))
        file.seek(len(encoding.mark))
        with io.TextIOWrapper(file, encoding.name, errors="replace", newline="") as read:
            delimiter = find_delimiter(read.read(_SAMPLE))
    return encoding.name, delimiter if delimiter in DELIMITERS else ","


def normalise(source: Path, target: Path) -> str:
    """Write ``source`` to ``target`` in UTF-8, whatever encoding it has; returns its delimiter, one of ``DELIMITERS``.

    A table with another one is written with commas; what is no table has a comma, too. Blocks.
    """
    with open(source, "rb") as file:
        encoding = _encoding(file.read(_HEAD))
        file.seek(len(encoding.mark))
        read = io.TextIOWrapper(file, encoding.name, errors="replace", newline="")
        sample = read.read(_SAMPLE)
        delimiter = find_delimiter(sample) if source.suffix == ".csv" else ","
        with open(target, "w", encoding="utf-8", newline="") as write:
            if delimiter not in DELIMITERS:
                write.write(_with_commas(sample + read.read(), delimiter))
                return ","
            write.write(sample)
            while chunk := read.read(_CHUNK):
                write.write(chunk)
    return delimiter


def _encoding(head: bytes) -> Encoding:
    if len(head) == _HEAD and b"\0" not in head:
        head = head[: head.rfind(b"\n") + 1] or head  # no half character at the end
    return find_encoding(head)


def _with_commas(text: str, delimiter: str) -> str:
    rows = (",".join([_quoted(value(raw)) for raw in row.raw]) + row.end for row in split(text, delimiter))
    return "".join(rows)


def _quoted(text: str) -> str:
    return QUOTE + text.replace(QUOTE, 2 * QUOTE) + QUOTE if any(sign in text for sign in ',"\r\n') else text
