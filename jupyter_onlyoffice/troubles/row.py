"""A row of the table."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import OnlyOfficeError


@dataclass(frozen=True)
class Row:
    """What goes wrong (``cause``) and what helps (``remedy``), and as which ``kind`` of error it is raised."""

    kind: type[OnlyOfficeError]
    cause: str
    remedy: str
