"""Which of the encodings before Unicode a text is in: the one in which it looks least strange.

Every byte means something in each of them, so one can only look at what comes out. Libraries for that are made for
pages of text in one language, and guess wildly for the few words with an accent that a table has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

#: In the order of preference among those in which a text looks equally well.
ENCODINGS = (
    *("cp1252", "cp1251", "shift_jis", "euc_kr", "gb18030", "big5", "euc_jp", "cp1250", "cp1253", "cp1255", "cp1256"),
    *("koi8_r", "cp866", "cp850", "mac_roman"),
)
_WORD = re.compile(r"[^\W\d_]+")
#: A symbol in the middle of a word is a letter of another encoding.
_INNER_SYMBOL = re.compile("(?<=L)S+(?=L)")
_USUAL = frozenset("\u00a0«»‹›„“”‚‘’–—…•·°§€£¥©®™±²³½¼¾×÷¿¡ªº№")
#: Scripts that are written together.
_EAST_ASIAN = frozenset(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH"))
#: Where the common ideographs of an encoding end: its code has the rarer ones behind them.
_COMMON = {
    "gb18030": ("gb2312", 0xD7),
    "big5": ("big5", 0xC6),
    "shift_jis": ("shift_jis", 0x98),
    "euc_kr": ("ascii", 0),
}
_COMMON["euc_jp"] = _COMMON["shift_jis"]


def likeliest(data: bytes) -> Iterator[str]:
    """The encodings that ``data`` can be in, the likeliest first."""
    scores: list[tuple[float, str]] = []
    for name in ENCODINGS:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        scores.append((strangeness(text, name), name))
    scores.sort(key=lambda item: (item[0], ENCODINGS.index(item[1])))
    for _, name in scores:
        yield name
    yield "latin-1"  # takes any byte


def strangeness(text: str, encoding: str) -> float:
    """How many characters of ``text`` one would not expect where they are."""
    strange = 0.0
    for character in text:
        if not character.isascii():
            strange += _oddity(character, encoding)
    for run in _WORD.findall(text):
        word = "".join([character for character in run if character.isalpha()])  # no ² or ½
        if word.isascii():
            continue
        scripts = {_script(character) for character in word}
        accents = sum(not letter.isascii() for letter in word)
        if "LATIN" in scripts and accents > 1 and accents > 0.7 * len(word):
            strange += accents  # no language has that many
        if len(scripts) > 1 and not scripts <= _EAST_ASIAN:
            strange += 2
        strange += sum(one.islower() and other.isupper() for one, other in pairwise(word))
    return strange + 2 * len(_INNER_SYMBOL.findall("".join([_class(character) for character in text])))


def _class(character: str) -> str:
    """L for a letter, S for a symbol beyond ASCII, a point for all else."""
    if character.isalpha():
        return "L"
    return "." if character.isascii() or character.isspace() or character in "’‘·" else "S"


@lru_cache(maxsize=4096)
def _oddity(character: str, encoding: str) -> float:
    script = _script(character)
    if script == "CJK":
        name, last = _COMMON.get(encoding, ("ascii", 0))
        try:
            return float(character.encode(name)[0] > last)
        except UnicodeEncodeError:
            return 1.0
    if script == "HALFWIDTH" or unicodedata.category(character) in ("Cc", "Co", "Cn"):
        return 1.0
    usual = character.isalpha() or character in _USUAL or unicodedata.category(character)[0] in "NZP"
    return 0.0 if usual else 0.5


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    script = unicodedata.name(character, "?").partition(" ")[0]
    return "LATIN" if script in ("MICRO", "FEMININE", "MASCULINE") else script
