"""A table in a text file: its delimiter, its rows with the very characters of each cell, and how it quotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from .cells import usual_day
from .encoding import Encoding, find_encoding, find_newline

#: The delimiters that are recognised. The comma is last: where another one divides the rows as well, it is the commas
#: that are in texts and numbers. A first line "sep=X" names any other.
DELIMITERS = ("\t", ";", "|", ",")
QUOTE = '"'
_SAMPLE_CHARACTERS, _SAMPLE_ROWS = 128 * 1024, 200
#: See Table.label.
_COMMA = " 0,0"
LABEL = re.compile(rf"(csv|tsv)(?: ([,;|]))? ([a-z0-9_-]+)({_COMMA})?")
_SEP = re.compile(r"sep=(.)\r?\n?$", re.IGNORECASE)


class Row(NamedTuple):
    """One record. ``raw`` are the characters of its cells, as they stand in the file; ``end`` is its line end."""

    raw: tuple[str, ...]
    end: str

    @property
    def values(self) -> tuple[str, ...]:
        """What the cells mean, without empty ones at the end of the row."""
        return stripped([value(raw) for raw in self.raw])


@dataclass(frozen=True)
class Table:
    """The whole file."""

    encoding: Encoding
    delimiter: str
    newline: str
    decimal: str  #: "," where numbers have a comma for the point
    rows: Sequence[Row] = field(repr=False)
    characters: str = field(repr=False)  #: all of them

    @property
    def label(self) -> str:
        """How the file was read, in a few characters: what its sheet is called."""
        kind = "tsv" if self.delimiter == "\t" else f"csv {self.delimiter}" if self.delimiter in DELIMITERS else "csv"
        return f"{kind} {self.encoding.name}" + _COMMA * (self.decimal == ",")

    @cached_property
    def width(self) -> int:
        """How many cells most rows have that are not blank."""
        return _most_common(len(row.raw) for row in self.rows[:_SAMPLE_ROWS] if row.raw != ("",))

    @cached_property
    def day(self) -> str:
        """How its dates are written, if that is one of the forms that are beyond doubt."""
        return usual_day(value(raw) for row in self.rows[:_SAMPLE_ROWS] for raw in row.raw)

    @cached_property
    def quoted(self) -> tuple[bool, ...]:
        """For each column, whether most of its cells that are not empty are quoted; without the headings."""
        columns: list[Counter[bool]] = []
        for row in self.rows[1:_SAMPLE_ROWS] or self.rows:
            columns.extend(Counter() for _ in range(len(row.raw) - len(columns)))
            for column, raw in zip(columns, row.raw, strict=False):
                if raw:
                    column[is_quoted(raw)] += 1
        return tuple(column[True] > column[False] for column in columns)

    def text(self, rows: Sequence[Row]) -> str:
        """``rows`` as this file writes them."""
        return "".join([self.delimiter.join(row.raw) + row.end for row in rows])

    def cell(self, text: str, quote: bool) -> str:
        """A cell that means ``text``, quoted if it must be or ``quote`` says so."""
        special = (self.delimiter, QUOTE, "\n", "\r")
        if quote and text or any(character in text for character in special) or text != text.strip():
            return QUOTE + text.replace("\n", self.newline).replace(QUOTE, 2 * QUOTE) + QUOTE
        return text


def read_table(data: bytes, ext: str, label: str = "") -> Table:
    """The table in the file ``data`` with the extension ``ext``.

    ``label`` says how it was read before. The same is found anew in most cases, but an edit can change what most of a
    file looks like.
    """
    match = LABEL.fullmatch(label)
    kind, known, name, comma = match.groups("") if match else ("", "", "", "")
    encoding = find_encoding(data, name)
    text = encoding.decode(data)
    delimiter = "\t" if ext == "tsv" or kind == "tsv" else known or find_delimiter(text)
    rows = list(split(text, delimiter))
    decimal = _find_decimal(rows, delimiter) if not match else "," if comma else "."
    return Table(encoding, delimiter, find_newline(text), decimal, rows, text)


def split(text: str, delimiter: str) -> Iterator[Row]:
    """The rows of ``text``, whose characters together are the text.

    A quote that nothing closes, or that stands in the middle of a cell, is a character like any other.
    """
    mark = re.escape(delimiter)
    plain, end_of_cell = rf"[^{mark}\r\n]*", rf"({mark}|\r\n|\n|\r|\Z)"
    cell = re.compile(rf'("[^"]*(?:""[^"]*)*"){end_of_cell}|({plain}){end_of_cell}')
    raw: list[str] = []
    position, end = 0, len(text)
    while position < end or raw:
        match = cell.match(text, position)
        assert match  # its last alternative takes anything
        position = match.end()
        characters, separator = match[1], match[2]
        if characters is None:
            characters, separator = match[3], match[4]
        raw.append(characters)
        if separator != delimiter:
            yield Row(tuple(raw), separator)
            raw = []


def is_quoted(raw: str) -> bool:
    """Whether a cell as it stands in the file is quoted."""
    return len(raw) > 1 and raw[0] == QUOTE == raw[-1]


def value(raw: str) -> str:
    """What a cell of a file means. Line ends within it are those of Unix: a sheet knows no others."""
    if is_quoted(raw):
        raw = raw[1:-1].replace(2 * QUOTE, QUOTE)
        if "\r" in raw:
            raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    return raw


def stripped(values: Sequence[str]) -> tuple[str, ...]:
    """``values`` without empty ones at the end."""
    stop = len(values)
    while stop and not values[stop - 1]:
        stop -= 1
    return tuple(values[:stop])


def find_delimiter(text: str) -> str:
    """The delimiter of the table in ``text``, of which the beginning is looked at; a comma where there is none."""
    sample = text[:_SAMPLE_CHARACTERS]
    if named := _SEP.match(sample.partition("\n")[0]):
        return named[1]
    best, delimiter = 0.0, ","
    for candidate in DELIMITERS:
        widths = Counter[int]()
        for row in split(sample, candidate):
            if len(row.raw) > 1 or row.raw[0]:
                # What begins with a quote and does not end with one is half of a cell.
                torn = any(raw.startswith(QUOTE) and not is_quoted(raw) for raw in row.raw)
                widths[0 if torn else len(row.raw)] += 1
            if widths.total() == _SAMPLE_ROWS:
                break
        agreeing = max((count for width, count in widths.items() if width > 1), default=0)
        if agreeing / max(widths.total(), 1) > best:
            best, delimiter = agreeing / widths.total(), candidate
    return delimiter


_WITH_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+")
_WITH_POINT = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)\.\d+")


def _find_decimal(rows: Sequence[Row], delimiter: str) -> str:
    commas = points = 0
    for row in rows[:_SAMPLE_ROWS]:
        for raw in row.raw:
            text = value(raw)
            commas += bool(_WITH_COMMA.fullmatch(text))
            points += bool(_WITH_POINT.fullmatch(text))
    return "," if delimiter != "," and commas > points else "."


def _most_common(numbers: Iterator[int]) -> int:
    found = Counter(numbers).most_common(1)
    return found[0][0] if found else 1
