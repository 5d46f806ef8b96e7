"""The Range header, as far as Docs uses it: one range of bytes (RFC 9110, section 14)."""

from __future__ import annotations

import re

_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)")
#: Larger than every file. Python does not read numbers of more than 4,300 digits, and takes long for large ones.
_BEYOND = 10**18


class NotSatisfiable(ValueError):
    """The range lies outside the file."""


def byte_range(header: str | None, size: int) -> tuple[int, int] | None:
    """``(start, stop)`` of the wanted range, stop excluded; None for the whole file.

    A header that is malformed or asks for several ranges is ignored, as the RFC allows. Raises NotSatisfiable.
    """
    match = _RANGE.fullmatch(header.strip()) if header else None
    if match is None or match.group(0) == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        if not _number(last) or not size:
            raise NotSatisfiable
        return max(0, size - _number(last)), size
    start = _number(first)
    stop = min(_number(last) + 1, size) if last else size
    if last and _number(last) < start:
        return None
    if start >= size:
        raise NotSatisfiable
    return start, stop


def _number(digits: str) -> int:
    digits = digits.lstrip("0")
    return int(digits or "0") if len(digits) <= len(str(_BEYOND)) else _BEYOND
