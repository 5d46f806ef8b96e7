"""The leg of the limits that the licence of Docs sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..messages import phrase
from .case import Case
from .docs_requests import order
from .editing_session import ENDED, FULL
from .http_probe import NoAnswer
from .leg import Leg, bad, good, note


def connections(case: Case) -> Iterator[Leg]:
    """How many may edit at a time, and whether there is room."""
    try:
        answer = order(case, "/command", {"c": "license"})
    except NoAnswer:
        answer = {}
    licence, server = _part(answer, "license"), _part(answer, "server")
    places, users = _number(licence.get("connections")), _number(licence.get("users_count"))
    if users:
        limit = phrase("{number} users", number=users)
    elif places:
        limit = phrase("{number} connections", number=places)
    else:
        limit = phrase("the number that its licence allows")
    if case.connection in FULL:
        yield bad("connections", "doctor.connections-full", limit=limit)
    elif case.connection in ENDED or server.get("resultType") in ENDED:
        date = str(licence.get("end_date") or "")[:10] or phrase("unknown")
        yield bad("connections", "doctor.connections-ended", date=date)
    elif users or places:
        yield note("connections", "doctor.connections-limit", limit=limit)
    else:
        yield good("connections")


def _part(answer: dict[str, Any], name: str) -> dict[str, Any]:
    found = answer.get(name)
    return found if isinstance(found, dict) else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
