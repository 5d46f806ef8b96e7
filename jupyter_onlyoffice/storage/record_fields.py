"""Records as dataclasses, also those that a newer release has written: what it added is kept, and written back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

R = TypeVar("R")

#: The name of the field for what only a newer release knows; a class without it lets go of that.
BEYOND = "beyond"


def read(kind: type[R], record: Mapping[str, Any]) -> R:
    """The record that ``record`` describes. Raises TypeError when a field is missing."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # it is a dataclass
    known = {name: value for name, value in record.items() if name in names - {BEYOND}}
    if BEYOND in names:
        known[BEYOND] = {name: value for name, value in record.items() if name not in names}
    return kind(**known)


def written(record: object) -> dict[str, Any]:
    """What describes ``record``."""
    own = asdict(record)  # type: ignore[call-overload]
    beyond: dict[str, Any] = own.pop(BEYOND, {})
    return {**beyond, **own}
