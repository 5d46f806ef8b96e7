"""The one table of everything that can go wrong for a person: a code, the cause and the remedy, in a sentence each.

Whatever reaches somebody (in a tab, a notification, on the command line or in the log) is a row of it. The rows are
kept by part of the product, in the modules of ``rows``. ``{name}`` in a sentence is filled in where the error is
raised; it never holds a secret. A code, "part.reason", stays what it is from release to release: people look it up and
programs compare it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import TypedDict, TypeVar, overload

from ..errors import OnlyOfficeError
from .row import Row, Words
from .rows import (
    builtin,
    configuration,
    conversion,
    diagnostics,
    docs,
    documents,
    editor,
    requests,
    results,
    saving,
    server,
    sharing,
    storage,
    tokens,
    workspace,
)
from .translatable import Translatable, listed, phrase

__all__ = [
    "MODULES",
    "TABLE",
    "Notice",
    "Row",
    "Words",
    "line",
    "listed",
    "notice",
    "phrase",
    "trouble",
    "word",
    "words",
]

#: The modules of the rows, each with a docstring for its readers: the heading of its part of the documentation.
MODULES: tuple[ModuleType, ...] = (
    documents,
    saving,
    storage,
    results,
    docs,
    configuration,
    tokens,
    conversion,
    builtin,
    editor,
    sharing,
    workspace,
    requests,
    server,
    diagnostics,
)

#: All rows by their code.
TABLE: Mapping[str, Row] = {code: row for module in MODULES for code, row in module.ROWS.items()}

Kind = TypeVar("Kind", bound=OnlyOfficeError)


@overload
def trouble(code: str, /, **values: object) -> OnlyOfficeError: ...
@overload
def trouble(code: str, kind: type[Kind], /, **values: object) -> Kind: ...
def trouble(code: str, kind: type[OnlyOfficeError] = OnlyOfficeError, /, **values: object) -> OnlyOfficeError:
    """The error of a row, with its sentences filled in; ``kind`` is what the caller needs it to be.

    Raises KeyError for a code or a name that is not there, TypeError for a row of another kind.
    """
    made = TABLE[code].kind
    if made is None or not issubclass(made, kind):
        raise TypeError(f"{code} is not raised as {kind.__name__}")
    error = made(*words(code, **values))
    error.reason = code
    return error


def words(code: str, /, **values: object) -> Words:
    """Cause and remedy of a row, filled in. Raises KeyError for a code or a name that is not there."""
    row = TABLE[code]
    return Words(Translatable(row.cause, values), Translatable(row.remedy, values))


def line(code: str, /, **values: object) -> str:
    """A row for the log: both sentences, and the code to look it up by."""
    return f"{words(code, **values)} [{code}]"


class Notice(TypedDict):
    """What is wrong, in words for a page. ``code`` is what the page compares, ``reason`` the row of the table."""

    code: str
    reason: str
    cause: str
    remedy: str


def notice(code: str, /, **values: object) -> Notice:
    """A row for a tab: ``code`` is what the front end compares, a category or the reason without its part."""
    cause, remedy = words(code, **values)
    return {"code": word(code), "reason": code, "cause": cause, "remedy": remedy}


def word(code: str) -> str:
    """What programs compare of a row: its word, or its category, or its reason without its part."""
    row = TABLE[code]
    return row.word or (row.kind.code if row.kind else code.rpartition(".")[2])
