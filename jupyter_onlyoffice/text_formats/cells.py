"""A cell of a text file as a cell of a sheet, and back.

A text becomes a number, a date or a truth value only if that is shown, and written again, as the very same characters.
All else stays text: leading zeros, long digits, signs, exponents, dates in ambiguous forms. So a sheet holds what the
file holds, and what nobody touched reads back as it was.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

Kind = Literal["text", "number", "boolean"]

GENERAL, TEXT = "General", "@"
#: A sheet's numbers are doubles, which hold so many decimal digits for certain.
_DIGITS = 15
#: Where the calendar of sheets begins: before and after a 29th of February that 1900 did not have, day 60
#: ([ECMA-376] 18.17.4.1). There is no day 0 either: it is shown as the 0th of January. The last is the end of 9999.
_EARLY, _EPOCH = date(1899, 12, 31), date(1899, 12, 30)
_NO_DAYS, _FIRST_CERTAIN, _LAST = (0, 60), 61, 2958465
#: A sheet shows nothing finer of a time than milliseconds.
_DAY = 24 * 3600 * 1000
#: The dates that say without doubt which is the day: their number formats and how they look.
_DATES = {
    r"yyyy\-mm\-dd": "%Y-%m-%d",
    r"dd\.mm\.yyyy": "%d.%m.%Y",
    r"yyyy\-mm\-dd\ hh:mm": "%Y-%m-%d %H:%M",
    r"yyyy\-mm\-dd\ hh:mm:ss": "%Y-%m-%d %H:%M:%S",
    r"yyyy\-mm\-dd\Thh:mm:ss": "%Y-%m-%dT%H:%M:%S",
    r"dd\.mm\.yyyy\ hh:mm": "%d.%m.%Y %H:%M",
    r"dd\.mm\.yyyy\ hh:mm:ss": "%d.%m.%Y %H:%M:%S",
}
ISO_DAY, POINT_DAY = "%Y-%m-%d", "%d.%m.%Y"
_LOOKS_LIKE_DATE = re.compile(r"(\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4})([ T]\d\d:\d\d(:\d\d)?)?")
_NUMBER = re.compile(r"(-?)(0|[1-9]\d*)(?:([.,])(\d+))?(%?)")
#: Text that an editor would take for something else when it is typed in again: its cell says that it is text.
_RISKY = re.compile(r"\s*(?:[-+(.,$€£¥]+\s*)?\d.*|[=+'@-].*|true|false", re.IGNORECASE | re.DOTALL)
_BOOLEANS = {"TRUE": "1", "FALSE": "0"}
#: A number as sheets hold it, in so many characters at the most, and one whose digits are those that a file gets.
_VALUE, _LONGEST = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII), 400
_PLAIN_NUMBER = re.compile(r"(?!-0$)-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?", re.ASCII)


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


def to_text(cell: Cell, decimal: str = ".", shift: int = 0, day: str = ISO_DAY) -> str:
    """What such a file holds for ``cell``: what a sheet shows, or another way to write the very value.

    No digit of a value is lost to its number format. ``shift``: days from the first of the calendar that starts in 1900
    to that of the workbook, if that is another one. ``day``: how dates are written whose number format does not say so
    beyond doubt. Raises ValueError for a number that is none.
    """
    if cell.kind == "boolean":
        return "TRUE" if cell.value in ("1", "true") else "FALSE"
    if cell.kind == "text":
        return cell.value
    # Most numbers are written as they come: in no time.
    value = cell.value
    if len(value) <= _DIGITS and (shown := _simple(cell.code)) is not None and _PLAIN_NUMBER.fullmatch(value):
        whole, _, fraction = value.partition(".")
        fraction = fraction.ljust(shown, "0")
        return f"{whole}{decimal}{fraction}" if fraction else whole
    return _formatted(value, cell.code, decimal, shift, day)


@lru_cache(maxsize=256)
def _simple(code: str) -> int | None:
    """How many decimals a format shows in any case that shows nothing but digits."""
    match = re.fullmatch(r"General|@|0(?:\.(0+))?", code)
    return len(match[1] or "") if match else None


@lru_cache(maxsize=65536)
def _formatted(value: str, code: str, decimal: str, shift: int, day: str) -> str:
    number = float(value) if len(value) <= _LONGEST and _VALUE.fullmatch(value) else math.nan
    if not math.isfinite(number):
        raise ValueError("a number that is none")
    if (moment := _moment(number, _format(code), shift, day)) is not None:
        return moment
    percent = "%" in _bare(code)
    exact = Decimal(f"{number:.{_DIGITS}g}") * (100 if percent else 1)
    needed = max(-int(exact.normalize().as_tuple().exponent), 0)
    digits = f"{exact if exact else abs(exact):.{max(_decimals(code), needed)}f}"
    return digits.replace(".", decimal) + ("%" if percent else "")


class _Format(NamedTuple):
    """What a number format shows of a moment. Those that are not ours depend on where their reader lives."""

    day: str = ""
    between: str = " "
    date: bool = False
    whole: bool = False  #: year, month and day, so that a small number is a date and not what somebody formatted so
    time: bool = False
    seconds: bool = False
    elapsed: bool = False  #: hours beyond a day


@lru_cache(maxsize=256)
def _format(code: str) -> _Format:
    if code in (GENERAL, TEXT):
        return _Format()
    if ours := _DATES.get(code):
        time = ours[8:]
        return _Format(ours[:8], time[:1] or " ", True, True, bool(time), "S" in time)
    bare = _bare(code).lower()
    letters = set(bare)
    clock = bool(letters & {"h", "s"})
    day = bool(letters & {"y", "d"}) or ("m" in letters and not clock)
    return _Format(date=day, whole={"y", "m", "d"} <= letters, time=clock, seconds="s" in letters, elapsed="[" in bare)


def _moment(number: float, form: _Format, shift: int, usual: str) -> str | None:
    """A number as a date and time; None where that would not be all of it, or there is no such day."""
    if not form.date and not form.time:
        return None
    days, rest = divmod(round(number * _DAY), _DAY)
    certain = bool(shift) or days >= _FIRST_CERTAIN
    if number < 0 or days + shift > _LAST:
        return None
    if not form.date and (form.elapsed or not certain):
        return _clock(days * _DAY + rest, form.seconds)
    if not certain and (days in _NO_DAYS or not form.whole or (rest and not form.time)):
        return None
    day = (_EPOCH if certain else _EARLY) + timedelta(days=days + shift)
    return f"{day:{form.day or usual}}" + (form.between + _clock(rest, form.seconds) if rest or form.time else "")


def _clock(milliseconds: int, seconds: bool) -> str:
    rest = milliseconds % 60_000
    text = f"{milliseconds // 3_600_000:02}:{milliseconds // 60_000 % 60:02}"
    if rest or seconds:
        text += f":{rest // 1000:02}" + (f".{rest % 1000:03}" if rest % 1000 else "")
    return text


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
    for code, pattern in _DATES.items():
        try:
            moment = datetime.strptime(text, pattern)
        except ValueError:
            continue
        passed = moment - datetime(_EPOCH.year, _EPOCH.month, _EPOCH.day)
        if passed.days < _FIRST_CERTAIN:
            return None
        return Cell("number", repr(passed.days + passed.seconds / 86400).removesuffix(".0"), code)
    return None


def _bare(code: str) -> str:
    """A number format without its literals, colours and conditions; of its sections the first."""
    return re.sub(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|[_*].', "", code, flags=re.IGNORECASE).partition(";")[0]


def _decimals(code: str) -> int:
    """How many decimals a number format shows in any case."""
    if code in (GENERAL, TEXT) or "E" in (bare := _bare(code)).upper():
        return 0
    match = re.search(r"\.(0+)", bare)
    return len(match[1]) if match else 0


def usual_day(texts: Iterable[str]) -> str:
    """How most of ``texts`` that are dates beyond doubt write the day; by ISO 8601 if there is none."""
    days = Counter(POINT_DAY if text[2] == "." else ISO_DAY for text in texts if _LOOKS_LIKE_DATE.fullmatch(text))
    return max((ISO_DAY, POINT_DAY), key=lambda day: days[day])
