"""A row of the table, and its two sentences filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..errors import OnlyOfficeError


@dataclass(frozen=True)
class Row:
    """What goes wrong (``cause``) and what helps (``remedy``), in whole sentences with ``{names}`` to fill in.

    ``kind`` is the error that it is raised as; None when it is only told: in the log, in a tab, by the connection
    check. ``word`` is what the front end compares when it is told in a tab, if that is no category nor the row's own
    reason.
    """

    kind: type[OnlyOfficeError] | None
    cause: str
    remedy: str
    word: str = ""


class Words(NamedTuple):
    """Cause and remedy for a person; as text both, one after the other."""

    cause: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.cause} {self.remedy}".strip()
