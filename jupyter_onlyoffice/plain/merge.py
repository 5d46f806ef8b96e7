"""What a file becomes after an edit: what nobody touched keeps its very characters, the rest is written in its manner.

Rows are compared by what they mean. One that is in the file already is taken from there, wherever it is now; any other
comes from the row that was at its place, and shares with it the cells that are equal.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Sequence
from itertools import zip_longest
from typing import TypeVar

from .table import Row, Table, is_quoted, value

Values = Sequence[str]
T = TypeVar("T")

_LINE_END = re.compile(r"(\r\n|\n|\r)")
#: What a paragraph of Docs can not hold: each of these comes back as a space (seen with its converter 10.0).
_UNHELD = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
#: How many rows that are gone are compared with one that is new.
_NEAR = 20


def merged_table(table: Table, new: Sequence[Values]) -> str:
    """The text of the file of ``table`` once its rows mean ``new``, which ends with no empty row."""
    old, rest = _without_empty_end(table.rows, [row.values for row in table.rows])
    meanings = [row.values for row in old]
    same = _unchanged(meanings, new)
    before = _predecessors(meanings, new, same)
    empty = _row(table, (), None)
    rows: list[Row] = []
    for values, index, place in zip(new, same, before, strict=True):
        if index is not None:
            rows.append(old[index])
        elif values or place is not None:
            rows.append(_row(table, values, old[place] if place is not None else None))
        else:
            rows.append(empty)
    rows.extend(rest)
    if not rows:
        return ""
    ended = [row if row.end else Row(row.raw, table.newline) for row in rows]
    if table.rows and not table.rows[-1].end:
        ended[-1] = Row(ended[-1].raw, "")
    return table.text(ended)


def merged_lines(text: str, result: str, newline: str) -> str:
    """The text of a file that was ``text`` once its lines are those of ``result``, as Docs wrote it."""
    parts = [*_LINE_END.split(text), ""]
    lines = list(zip(parts[::2], parts[1::2], strict=True))
    if lines[-1] == ("", ""):
        del lines[-1]
    old, rest = _without_empty_end(lines, [line for line, _ in lines])
    came = _LINE_END.split(result)[::2]  # Docs writes no line end behind the last paragraph
    new, blank = _without_empty_end(came, came)
    same = _unchanged([_UNHELD.sub(" ", line) for line, _ in old], new)
    merged = [old[index] if index is not None else (line, newline) for line, index in zip(new, same, strict=True)]
    merged.extend(rest[: len(blank)])
    ended = [line + (end or newline) for line, end in merged]
    if ended and lines and not lines[-1][1]:
        ended[-1] = ended[-1].rstrip("\r\n")
    return "".join(ended)


def _without_empty_end(items: Sequence[T], meanings: Sequence[Values]) -> tuple[Sequence[T], Sequence[T]]:
    """``items`` up to the last one that means something, and those behind it."""
    stop = len(items)
    while stop and not meanings[stop - 1]:
        stop -= 1
    return items[:stop], items[stop:]


def _unchanged(old: Sequence[Values], new: Sequence[Values]) -> list[int | None]:
    """For each of ``new`` the index in ``old`` of one that means the same; each is given once."""
    first = _in_common(old, new)
    last = _in_common(old[first:][::-1], new[first:][::-1])
    places: defaultdict[Values, deque[int]] = defaultdict(deque)
    for index in range(first, len(old) - last):
        places[old[index]].append(index)
    middle = [places[item].popleft() if places.get(item) else None for item in new[first : len(new) - last]]
    return [*range(first), *middle, *range(len(old) - last, len(old))]


def _in_common(old: Sequence[Values], new: Sequence[Values]) -> int:
    """How many items at the beginning are the same."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _predecessors(old: Sequence[Values], new: Sequence[Values], same: Sequence[int | None]) -> list[int | None]:
    """For each of ``new`` that is new the index of the one in ``old`` that it comes from.

    That is one of those that are gone from between its neighbours: in their order if there are as many, else the one
    with the most cells in common.
    """
    gone = set(range(len(old))).difference(index for index in same if index is not None)
    before: list[int | None] = [None] * len(new)
    position, following = 0, 0
    while position < len(new):
        if (index := same[position]) is not None:
            position, following = position + 1, index + 1
            continue
        stop = position
        while stop < len(new) and same[stop] is None:
            stop += 1
        free = []
        while following in gone:
            free.append(following)
            following += 1
        chosen = 0  # the first of them that is still free
        for number in range(position, stop):
            left = len(free) - chosen
            if not left:
                break
            if left != stop - number:
                near = range(chosen, chosen + min(left, _NEAR))
                likest = max(near, key=lambda place: (_alike(old[free[place]], new[number]), -place))
                if not _alike(old[free[likest]], new[number]):
                    continue
                chosen = likest
            before[number] = free[chosen]
            chosen += 1
        position = stop
    return before


def _alike(one: Values, other: Values) -> int:
    """How many cells are the same, without empty ones."""
    return sum(bool(a) and a == b for a, b in zip(one, other, strict=False))


def _row(table: Table, values: Values, before: Row | None) -> Row:
    """A row that means ``values``; ``before`` is what it was."""
    raw: list[str] = []
    for column, (text, was) in enumerate(zip_longest(values, before.raw if before else (), fillvalue="")):
        if not text and not was:
            raw.append("")
        elif was and value(was) == text:
            raw.append(was)
        else:
            raw.append(table.cell(text, is_quoted(was) if was else column < len(table.quoted) and table.quoted[column]))
    if not before:
        raw.extend([""] * (table.width - len(raw)))
    return Row(tuple(raw), before.end if before else table.newline)
