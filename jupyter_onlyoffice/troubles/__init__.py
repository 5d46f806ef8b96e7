"""The one table of everything that can go wrong for a person: a code, the cause and the remedy, in a sentence each.

Whatever reaches somebody (in a tab, a notification, on the command line or in the log) is a row of it. The rows are
kept by room, in the modules of this package. ``{name}`` in a sentence is filled in where the error is raised; it never
holds a secret.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import OnlyOfficeError
from . import docs
from .row import Row

#: All rows by their code, "room.reason".
TABLE: Mapping[str, Row] = {**docs.ROWS}


def trouble(code: str, /, **values: object) -> OnlyOfficeError:
    """The error of a row, with its sentences filled in. Raises KeyError for a code or a name that is not there."""
    row = TABLE[code]
    error = row.kind(*words(code, **values))
    error.reason = code
    return error


def words(code: str, /, **values: object) -> tuple[str, str]:
    """Cause and remedy of a row, filled in."""
    row = TABLE[code]
    return row.cause.format_map(values), row.remedy.format_map(values)
