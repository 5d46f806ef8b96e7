"""A cell of a text file as a cell of a sheet, and back.

A text becomes a number, a date or a truth value only if that is shown, and written again, as the very same characters.
All else stays text: leading zeros, long digits, signs, exponents, dates in ambiguous forms. So a sheet holds what the
file holds, and what nobody touched reads back as it was.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

Kind = Literal["text", "number", "boolean"]

GENERAL, TEXT = "General", "@"
#: A sheet's numbers are doubles, which hold so many decimal digits for certain.
_DIGITS = 15
#: The first day of a sheet's calendar, after the day in 1900 that there never was ([ECMA-376] 18.17.4.1).
_EPOCH = datetime(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 61, 2958466
#: The dates that say without doubt which is the day: how they look, and their number formats.
_DATES = {
    "%Y-%m-%d": r"yyyy\-mm\-dd",
    "%d.%m.%Y": r"dd\.mm\.yyyy",
    "%Y-%m-%d %H:%M": r"yyyy\-mm\-dd\ hh:mm",
    "%Y-%m-%d %H:%M:%S": r"yyyy\-mm\-dd\ hh:mm:ss",
    "%Y-%m-%dT%H:%M:%S": r"yyyy\-mm\-dd\Thh:mm:ss",
    "%d.%m.%Y %H:%M": r"dd\.mm\.yyyy\ hh:mm",
    "%d.%m.%Y %H:%M:%S": r"dd\.mm\.yyyy\ hh:mm:ss",
}
_MINUTES, _SECONDS = "%H:%M", "%H:%M:%S"
_PATTERNS = {code: pattern for pattern, code in _DATES.items()}
_LOOKS_LIKE_DATE = re.compile(r"(\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4})([ T]\d\d:\d\d(:\d\d)?)?")
_NUMBER = re.compile(r"(-?)(0|[1-9]\d*)(?:([.,])(\d+))?(%?)")
#: Text that an editor would take for something else when it is typed in again: its cell says that it is text.
_RISKY = re.compile(r"\s*[-+(.,$€£¥]*\s*\d.*|[=+'@-].*|true|false", re.IGNORECASE | re.DOTALL)


_BOOLEANS = {"TRUE": "1", "FALSE": "0"}
_PLAIN_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")


class Cell(NamedTuple):
    """``value`` as the sheet holds it; ``code`` is its number format."""

    kind: Kind
    value: str
    code: str = GENERAL


def to_cell(text: str, decimal: str = ".") -> Cell:
    """``text`` of a file whose numbers have ``decimal`` for the point."""
    if text[:1].isalpha() and text.upper() not in _BOOLEANS:
        return Cell("text", text)
    return _cell(text, decimal)


@lru_cache(maxsize=65536)
def _cell(text: str, decimal: str) -> Cell:
    if text in _BOOLEANS:
        return Cell("boolean", _BOOLEANS[text])
    if number := _number(text, decimal):
        return number
    date = _date(text)
    if date and to_text(date) == text:
        return date
    return Cell("text", text, TEXT if _RISKY.fullmatch(text) else GENERAL)


def to_text(cell: Cell, decimal: str = ".") -> str:
    """What such a file holds for ``cell``. No digit of a value is lost to its number format."""
    if cell.kind == "boolean":
        return "TRUE" if cell.value == "1" else "FALSE"
    if cell.kind == "text":
        return cell.value
    return _number_text(cell.value, cell.code, decimal)


def _number_text(value: str, code: str, decimal: str) -> str:
    # Most numbers are written as they come: in no time.
    if len(value) <= _DIGITS and (shown := _simple(code)) is not None and _PLAIN_NUMBER.fullmatch(value):
        whole, _, fraction = value.partition(".")
        fraction = fraction.ljust(shown, "0")
        return f"{whole}{decimal}{fraction}" if fraction else whole
    return _formatted(value, code, decimal)


@lru_cache(maxsize=256)
def _simple(code: str) -> int | None:
    """How many decimals a format shows in any case that shows nothing but digits."""
    match = re.fullmatch(r"General|@|0(?:\.(0+))?", code)
    return len(match[1] or "") if match else None


@lru_cache(maxsize=65536)
def _formatted(value: str, code: str, decimal: str) -> str:
    number = float(value)
    if (pattern := _PATTERNS.get(code) or _pattern(code, number)) and 0 <= number < _LAST_SERIAL:
        return _moment(number, pattern)
    percent = "%" in _bare(code)
    exact = Decimal(f"{number:.{_DIGITS}g}") * (100 if percent else 1)
    shown = _decimals(code)
    needed = max(-int(exact.normalize().as_tuple().exponent), 0)
    digits = f"{exact:.{max(shown, needed)}f}"
    return digits.replace(".", decimal) + ("%" if percent else "")


def _moment(number: float, pattern: str) -> str:
    seconds = round(number * 86400)
    if pattern.startswith("%H"):  # of a day, or a duration
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}" + f":{seconds % 60:02}" * (pattern == _SECONDS)
    return (_EPOCH + timedelta(seconds=seconds)).strftime(pattern)


def _number(text: str, decimal: str) -> Cell | None:
    match = _NUMBER.fullmatch(text)
    if not match:
        return None
    sign, whole, point, fraction, percent = match.groups(default="")
    digits = (whole + fraction).lstrip("0")
    if len(digits) > _DIGITS or len(fraction) > _DIGITS or (point and point != decimal) or (sign and not digits):
        return None  # no sheet holds -0 either
    code = ("0." + "0" * len(fraction) if fraction else "0" if percent else GENERAL) + percent
    value = f"{sign}{whole}.{fraction}".rstrip("0").rstrip(".") if fraction else sign + whole
    return Cell("number", f"{Decimal(value) / 100:f}" if percent else value, code)


def _date(text: str) -> Cell | None:
    if not _LOOKS_LIKE_DATE.fullmatch(text):
        return None
    for pattern, code in _DATES.items():
        try:
            passed = datetime.strptime(text, pattern) - _EPOCH
        except ValueError:
            continue
        if passed.days < _FIRST_SERIAL:
            return None
        return Cell("number", repr(passed.days + passed.seconds / 86400).removesuffix(".0"), code)
    return None


def _bare(code: str) -> str:
    """A number format without its literals, colours and conditions; of its sections the first."""
    return re.sub(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|[_*].', "", code.partition(";")[0], flags=re.IGNORECASE)


def _decimals(code: str) -> int:
    """How many decimals a number format shows in any case."""
    if code in (GENERAL, TEXT) or "E" in (bare := _bare(code)).upper():
        return 0
    match = re.search(r"\.(0+)", bare)
    return len(match[1]) if match else 0


def _pattern(code: str, number: float) -> str | None:
    """How to write a moment in a number format that is not ours, which depends on where its reader lives: by ISO 8601.

    None when the format is that of no date or time.
    """
    if code in (GENERAL, TEXT):
        return None
    letters = set(_bare(code).lower())
    date, time = bool(letters & {"y", "d"}), bool(letters & {"h", "s"})
    if "m" in letters and not time:
        date = True
    if not date and not time:
        return None
    if number < _FIRST_SERIAL and date:
        return None  # a plain number that somebody formatted so, or a time of day
    seconds = round(number * 86400)
    time = time or (date and seconds % 86400 > 0)
    clock = _SECONDS if "s" in letters or seconds % 60 else _MINUTES
    return " ".join(["%Y-%m-%d"] * date + [clock] * time)
