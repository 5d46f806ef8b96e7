"""What the connection check says of one leg."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from ..messages import words

#: The legs that this server tests, in the order in which they are shown.
LEGS = (
    "configuration",
    "data-dir",
    "docs-address",
    "docs-tls",
    "docs-health",
    "docs-version",
    "jwt-inbox",
    "clock",
    "this-server",
    "download",
    "jwt-outbox",
    "result",
    "size-limits",
    "websocket",
    "jwt-browser",
    "callback",
    "connections",
)


#: Rows that tell of nothing but that Docs does not do its work: no wonder in one that says so itself.
SYMPTOMS = frozenset(
    f"doctor.{row}"
    for row in (
        "download-failed",
        "download-idle",
        "download-silent",
        "download-slow",
        "unreached",
        "unreached-inside",
        "unreached-loopback",
        "unreached-private",
        "unreached-unsigned",
        "inbox-strange",
        "socket-silent",
        "browser-closed",
        "browser-denied",
        "browser-silent",
        "callback-none",
    )
)


class LegReport(TypedDict):
    """A leg as the command line tells it."""

    leg: str
    ok: bool | None
    cause: str
    remedy: str


class LegForPage(LegReport):
    """A leg as pages are told it."""

    reason: str
    root: str


@dataclass(frozen=True)
class Leg:
    """``ok`` is None for one that was not tested. ``cause`` and ``remedy`` are empty, or a note, when all is well."""

    leg: str
    ok: bool | None
    cause: str = ""
    remedy: str = ""
    code: str = ""  #: the row of the table that the words are from
    bars: bool = False  #: whether legs that build on this one can not be tested
    root: str = ""  #: of one that was not tested: the leg that failed

    def as_json(self) -> LegReport:
        """As it is told."""
        return {"leg": self.leg, "ok": self.ok, "cause": self.cause, "remedy": self.remedy}

    def for_page(self) -> LegForPage:
        """The same, with the row to look up and the leg to blame: pages have their own names for legs."""
        return {**self.as_json(), "reason": self.code, "root": self.root}


def good(leg: str) -> Leg:
    """All is well."""
    return Leg(leg, True)


def note(leg: str, code: str, /, **values: object) -> Leg:
    """All is well, but something is worth knowing."""
    return Leg(leg, True, *words(code, **values), code=code)


def bad(leg: str, code: str, /, **values: object) -> Leg:
    """It does not work, nor does what builds on it."""
    return Leg(leg, False, *words(code, **values), code=code, bars=True)


def alone(leg: str, code: str, /, **values: object) -> Leg:
    """It does not work, but what builds on it can be tested all the same."""
    return Leg(leg, False, *words(code, **values), code=code)


def put_off(leg: str, code: str, /, root: str, **values: object) -> Leg:
    """It could not be tested, for a reason of its own that the leg ``root`` tells of."""
    return Leg(leg, None, *words(code, **values), code=code, bars=True, root=root)


def untested(leg: str, because: str) -> Leg:
    """It could not be tested, as the leg ``because`` failed."""
    return Leg(leg, None, *words("doctor.untested", because=because), code="doctor.untested", bars=True, root=because)
