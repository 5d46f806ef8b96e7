"""The table as a page of the documentation, in Markdown (MyST)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from . import MODULES, Row

_INTRO = """\
# What each message means

Whatever goes wrong has a code, such as `storage.disk-full`: the log and the command line end with it, and answers to
programs have it as `reason`. The codes stay what they are from release to release. What stands in *italics* is filled
in.
"""
#: What is code in a sentence: traits, settings of Docs, variables of the environment, options, and names of files.
_CODE = re.compile(
    r"(c\.[A-Z]\w+\.\w+(?: = '[^']*')?|services\.[\w.*]+|(?<![\w/])[A-Z]+_[A-Z_]+(?:=\w+)?|(?<!\S)--[a-z-]+"
    r"|pip install \"[^\"]+\"|\{\w+\})"
)
_SPECIAL = re.compile(r"([\\*_\[\]<>|`])")


def markdown() -> str:
    """All rows: a chapter for each module, with what helps beside what went wrong; each code is an anchor."""
    return "\n".join([_INTRO, *(chapter(module.__doc__ or "", module.ROWS) for module in MODULES)])


def chapter(heading: str, rows: Mapping[str, Row]) -> str:
    """Those of one module; ``heading`` is a docstring."""
    # Rows for another error's cause tell what helps just then; the code stays that of the error.
    told = [_row(code, row) for code, row in rows.items() if row.cause != "{cause}"]
    title = f"## {heading.strip().partition(chr(10))[0].rstrip('.')}"
    return "\n".join([title, "", "| Message | What helps | Code |", "| --- | --- | --- |", *told, ""])


def _row(code: str, row: Row) -> str:
    return f'| {_prose(row.cause)} | {_prose(row.remedy)} | <span id="{code}"></span>`{code}` |'


def _prose(sentence: str) -> str:
    """A sentence in Markdown: what is filled in is in italics, what somebody types is code."""
    parts = _CODE.split(sentence)
    parts[0::2] = [_SPECIAL.sub(r"\\\1", part) for part in parts[0::2]]
    parts[1::2] = [f"*{part[1:-1]}*" if part.startswith("{") else f"`{part}`" for part in parts[1::2]]
    return "".join(parts).replace("{{", "{").replace("}}", "}")
