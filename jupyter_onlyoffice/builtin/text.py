"""Plain text and tables in text files: in which encoding, with which delimiter. Converters must be told."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

#: Extensions of files that are nothing but text.
TEXT = frozenset(("csv", "txt"))
#: The delimiters that are recognised, with their numbers in ONLYOFFICE.
DELIMITERS = {"\t": 1, ";": 2, ":": 3, ",": 4, " ": 5}
_SAMPLE = 64 * 1024
_CHUNK = 1024 * 1024


def form(source: Path) -> tuple[str, str]:
    """The encoding, as Python calls it, and the delimiter of a text file. Blocks."""
    encoding = _encoding(source)
    with open(source, "rb") as file:
        if encoding == "utf-16" and file.read(2) == codecs.BOM_UTF16_BE:
            encoding = "utf-16-be"
    with open(source, encoding=encoding, errors="replace", newline="") as read:
        return encoding, _delimiter(read.read(_SAMPLE))


def normalise(source: Path, target: Path) -> str:
    """Write ``source`` to ``target`` in UTF-8, whatever encoding it has; returns its delimiter. Blocks."""
    encoding = _encoding(source)
    with (
        open(source, encoding=encoding, errors="replace", newline="") as read,
        open(target, "w", encoding="utf-8", newline="") as write,
    ):
        sample = read.read(_SAMPLE)
        write.write(sample)
        while chunk := read.read(_CHUNK):
            write.write(chunk)
    return _delimiter(sample)


def _encoding(source: Path) -> str:
    with open(source, "rb") as file:
        head = file.read(4)
        for mark, encoding in (
            (codecs.BOM_UTF8, "utf-8-sig"),
            (codecs.BOM_UTF32_LE, "utf-32"),
            (codecs.BOM_UTF16_LE, "utf-16"),
            (codecs.BOM_UTF16_BE, "utf-16"),
        ):
            if head.startswith(mark):
                return encoding
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while head:
                decoder.decode(head)
                head = file.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"  # what Excel writes where it does not write UTF-8
    return "utf-8"


def _delimiter(sample: str) -> str:
    try:
        return csv.Sniffer().sniff(sample, "".join((",", ";", "\t"))).delimiter
    except csv.Error:  # one column only, or no table at all
        return ","
