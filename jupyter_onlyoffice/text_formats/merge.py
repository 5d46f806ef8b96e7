"""What a file becomes after an edit: what nobody touched keeps its very characters, the rest is written in its manner.

Rows are compared by what they mean. One that is in the file already is taken from there, wherever it is now; any other
comes from the row that was at its place, and shares with it the cells that are equal.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Sequence
from itertools import zip_longest
from typing import TypeVar

from .csv_table import Row, Table, is_quoted, stripped, value

Values = Sequence[str]
T = TypeVar("T")

_LINE_END = re.compile(r"(\r\n|\n|\r)")
#: What a paragraph of Docs can not hold: each of these comes back as a space (seen with its converter 10.0).
_UNHELD = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
#: How many rows that are gone are compared with one that is new.
_NEAR = 20
#: How many pairs of rows are compared to find those that were moved as well.
_FEW = 10_000
#: How often what lies between rows that there are only once is divided anew.
_DEEPEST = 16


def merged_table(table: Table, new: Sequence[Values]) -> str:
    """The text of the file of ``table`` once its rows mean ``new``, which ends with no empty row."""
    old, rest = _without_empty_end(table.rows, [row.values for row in table.rows])
    meanings = [row.values for row in old]
    same = _unchanged(meanings, new)
    before = [old[index] if index is not None else None for index in _predecessors(meanings, new, same)]
    place = len(new)
    while place and rest and same[place - 1] is None and before[place - 1] is None:
        place -= 1
    below = len(new) - place  # rows that were typed where there were empty ones
    before[place:] = [*rest[:below], *[None] * (below - len(rest))]
    rest = rest[below:]
    used, gone = _columns(meanings, new)
    empty = _row(table, (), None, used, gone)
    rows: list[Row] = []
    for values, index, was in zip(new, same, before, strict=True):
        if index is not None:
            row = old[index]
            rows.append(Row(row.raw[: _length(len(row.raw), used, gone)], row.end) if gone else row)
        elif values or was:
            rows.append(_row(table, values, was, used, gone))
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
    """For each of ``new`` the index in ``old`` of one that means the same; each is given once.

    Those that stand in the same order come first: of rows that mean the same, each keeps its own form.
    """
    same = _in_order(old, new)
    places: defaultdict[Values, deque[int]] = defaultdict(deque)
    for index in sorted(set(range(len(old))).difference(index for index in same if index is not None)):
        places[old[index]].append(index)
    passed: defaultdict[Values, deque[int]] = defaultdict(deque)
    following = 0  # where those end that are taken in their order
    for place, item in enumerate(new):
        if same[place] is None and (free := places.get(item)):
            while free and free[0] < following:
                passed[item].append(free.popleft())
            same[place] = free.popleft() if free else None
        if (taken := same[place]) is not None:
            following = max(following, taken + 1)
    return [
        passed[item].popleft() if index is None and passed.get(item) else index
        for item, index in zip(new, same, strict=True)
    ]


def _in_order(old: Sequence[Values], new: Sequence[Values]) -> list[int | None]:
    """The same, without those that were moved: between rows that there are only once, as in a patience diff."""
    same: list[int | None] = [None] * len(new)
    parts = [(0, len(old), 0, len(new), _DEEPEST)]
    while parts:
        start, stop, begin, end, deeper = parts.pop()
        while start < stop and begin < end and old[start] == new[begin]:
            same[begin] = start
            start, begin = start + 1, begin + 1
        while start < stop and begin < end and old[stop - 1] == new[end - 1]:
            stop, end = stop - 1, end - 1
            same[end] = stop
        anchors = _anchors(old, new, (start, stop), (begin, end)) if deeper else []
        for index, place in anchors:
            parts.append((start, index, begin, place, deeper - 1))
            same[place] = index
            start, begin = index + 1, place + 1
        if anchors:
            parts.append((start, stop, begin, end, deeper - 1))
        elif stop - start == end - begin:
            for index, place in zip(range(start, stop), range(begin, end), strict=True):
                if old[index] == new[place]:
                    same[place] = index
    return same


def _anchors(
    old: Sequence[Values], new: Sequence[Values], part: tuple[int, int], other: tuple[int, int]
) -> list[tuple[int, int]]:
    """Where rows stand that are once in each of two parts: as many as have the same order."""
    ones, others = _once(old, *part), _once(new, *other)
    pairs = [(index, others[item]) for item, index in ones.items() if index >= 0 and others.get(item, -1) >= 0]
    # The longest run of them that rises in both: the smallest end of a run of each length, and what comes before it.
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [place], [number]
    run = []
    number = last[-1] if last else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _once(items: Sequence[Values], start: int, stop: int) -> dict[Values, int]:
    """The places of what is in a part, in their order; -1 for what is there more than once."""
    found: dict[Values, int] = {}
    for index in range(start, stop):
        found[items[index]] = -1 if items[index] in found else index
    return found


def _in_common(old: Sequence[T], new: Sequence[T]) -> int:
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
    _find_moved(old, new, before, [place for place, index in enumerate(same) if index is None], gone)
    return before


def _find_moved(
    old: Sequence[Values], new: Sequence[Values], before: list[int | None], changed: Sequence[int], gone: set[int]
) -> None:
    """Add to ``before`` rows that were changed and moved, too: more than half of their cells are the same."""
    left = sorted(gone.difference(index for index in before if index is not None))
    lost = [place for place in changed if before[place] is None and new[place]]
    if len(left) * len(lost) > _FEW:
        return
    for place in lost:
        if not left:
            break
        likest = max(left, key=lambda index: (_alike(old[index], new[place]), -index))
        if 2 * _alike(old[likest], new[place]) > sum(map(bool, new[place])):
            before[place] = likest
            left.remove(likest)


def _alike(one: Values, other: Values) -> int:
    """How many cells are the same, without empty ones."""
    return sum(bool(a) and a == b for a, b in zip(one, other, strict=False))


def _columns(old: Sequence[Values], new: Sequence[Values]) -> tuple[int, int]:
    """How many columns hold something now, and how many less than before, if they are gone: else they are kept empty.

    They are gone when most rows, or the first, had something there: then nobody cleared a cell or two.
    """
    used = max(map(len, new), default=0)
    longer = sum(len(values) > used for values in old)
    if not old or not (len(old[0]) > used or 2 * longer > len(old)):
        return used, 0
    return used, max(map(len, old)) - used


def _length(was: int, used: int, gone: int) -> int:
    """How many cells a row has that had ``was``, where ``gone`` columns are gone and ``used`` hold something."""
    return min(was, max(was - gone, used))


def _row(table: Table, values: Values, before: Row | None, used: int, gone: int) -> Row:
    """A row that means ``values``; ``before`` is what it was. See _length."""
    kept = _cells_before(before.raw, values) if before else ()
    raw: list[str] = []
    for column, (text, was) in enumerate(zip_longest(values, kept, fillvalue="")):
        if not text and not was:
            raw.append("")
        elif was and value(was) == text:
            raw.append(was)
        else:
            raw.append(table.cell(text, is_quoted(was) if was else column < len(table.quoted) and table.quoted[column]))
    blank = not before or (values and before.raw == ("",))  # it is as long as others once there is something in it
    length = max(_length(table.width if blank else len(kept), used, gone), len(values))
    raw.extend([""] * (length - len(raw)))
    return Row(tuple(raw[:length]), before.end if before else table.newline)


def _cells_before(raw: Sequence[str], values: Values) -> Sequence[str]:
    """The cells of a row at the places that they have in ``values``, when some were inserted or are gone."""
    meanings = stripped([value(cell) for cell in raw])
    more = len(values) - len(meanings)
    first = _in_common(meanings, values)
    last = _in_common(meanings[first:][::-1], values[first:][::-1])
    if not more or not last:
        return raw
    if more > 0:
        place = len(meanings) - last
        return [*raw[:place], *[""] * more, *raw[place:]]
    return [*raw[:first], *raw[first - more :], *[""] * -more]
