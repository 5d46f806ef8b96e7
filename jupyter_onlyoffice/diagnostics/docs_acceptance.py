"""The legs that tell whether Docs believes this server: its JWT, the clocks, the version and its limits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..messages import listed, phrase
from ..security.keyring import Secret
from .case import Case, other_secret
from .docs_requests import TOO_LARGE, order
from .http_probe import NoAnswer
from .leg import Leg, alone, bad, good, note

#: Error codes of the command service: 7 came with versions that tell an expired token from a wrong one.
_TOKEN, _EXPIRED = 6, 7
#: The other name that administrators give to the header, as ONLYOFFICE's own connectors propose it.
USUAL_OTHER = "AuthorizationJwt"
#: Seconds of difference between clocks from which on it is told; tokens bear some minutes.
CLOCKS = 30
OLDEST = (7, 2)
#: What came with a version of Docs.
FEATURES: tuple[tuple[tuple[int, int], str], ...] = (
    ((7, 5), phrase("choosing documents to insert and compare, and fetching results that were kept")),
    ((8, 0), phrase("PDF forms and pictures of users")),
    ((8, 1), phrase("filling forms together and clusters of several Docs servers")),
    ((8, 2), phrase("the services at /command and /converter, and who edits")),
    ((8, 3), phrase("a fresh start of the editor without reloading the tab")),
    ((9, 0), phrase("diagrams and Markdown")),
)
NEWEST = "9.0"


def accepted(case: Case) -> Iterator[Leg]:
    """Our requests are accepted, and only ours."""
    try:
        yield _inbox(case)
    except NoAnswer as error:
        row = "doctor.inbox-large" if error.detail == TOO_LARGE else "doctor.inbox-silent"
        yield bad("jwt-inbox", row, reason=error.words)


def _inbox(case: Case) -> Leg:
    settings, version = case.examined.settings, {"c": "version"}
    secret = settings.keyring.inbox
    answer = order(case, "/command", version)
    case.version = str(answer.get("version") or "")
    code = int(answer.get("error") or 0)
    if code in (_TOKEN, _EXPIRED):
        ahead = _ahead(case)
        if not secret:
            return bad("jwt-inbox", "doctor.inbox-none", trait=secret.trait)
        if not settings.operation and not order(case, "/command", version, named=True).get("error"):
            return bad("jwt-inbox", "doctor.inbox-purpose")
        if code == _EXPIRED or (ahead is not None and ahead > 60):
            return bad("jwt-inbox", "doctor.inbox-clock", seconds=round(ahead or 0))
        return bad("jwt-inbox", _differs(case, secret), trait=secret.trait)
    if code:
        return bad("jwt-inbox", "doctor.inbox-strange", code=code)
    if not secret:
        return good("jwt-inbox")
    if not order(case, "/command", version, secret=other_secret()).get("error"):
        case.inbox_open = True
        return alone("jwt-inbox", "doctor.inbox-off", trait=secret.trait)
    if not order(case, "/command", version, in_body=False).get("error"):
        return good("jwt-inbox")
    header = settings.jwt_header
    for other in {USUAL_OTHER, "Authorization"} - {header}:
        if not order(case, "/command", version, in_body=False, header=other).get("error"):
            return alone("jwt-inbox", "doctor.inbox-renamed", header=header, found=other)
    return alone("jwt-inbox", "doctor.inbox-stripped", header=header)


def _differs(case: Case, secret: Secret) -> str:
    """The row of how the secret of Docs differs: often by nothing but a line break, or by quotes of a file."""
    trimmed = secret.value.strip()
    variants = {
        trimmed.strip("\"'"): "doctor.inbox-quotes",
        trimmed: "doctor.inbox-space",
        f"{trimmed}\n": "doctor.inbox-space-there",
        f'"{trimmed}"': "doctor.inbox-quotes-there",
        f"'{trimmed}'": "doctor.inbox-quotes-there",
    }
    for value, row in variants.items():
        tried = Secret(secret.trait, value)
        if value not in ("", secret.value) and not order(case, "/command", {"c": "version"}, secret=tried).get("error"):
            return row
    return "doctor.inbox-secret"


def _ahead(case: Case) -> float | None:
    """By how many seconds the clock of Docs is ahead."""
    return case.answered_at[1] - case.answered_at[0] if case.answered_at else None


def clock(case: Case) -> Iterator[Leg]:
    """The time of day there and here."""
    ahead = _ahead(case)
    if ahead is None:
        yield note("clock", "doctor.clock-untold")
    elif ahead > CLOCKS:
        yield alone("clock", "doctor.clock-ahead", seconds=round(ahead))
    elif ahead < -CLOCKS:
        yield alone("clock", "doctor.clock-behind", seconds=round(-ahead))
    else:
        yield good("clock")


def version(case: Case) -> Iterator[Leg]:
    """That of Docs, against the features that need a newer one."""
    try:
        found = str(order(case, "/command", {"c": "version"}).get("version") or "")
    except NoAnswer:
        found = ""
    numbers = re.match(r"(\d+)\.(\d+)", found)
    if not numbers:
        yield note("docs-version", "doctor.version-untold")
        return
    case.version = found
    have = (int(numbers[1]), int(numbers[2]))
    lacking = [what for since, what in FEATURES if have < since]
    if have < OLDEST:
        yield alone("docs-version", "doctor.version-old", version=found)
    elif lacking:
        yield note("docs-version", "doctor.version-lacks", version=found, features=listed(lacking, "; "), newest=NEWEST)
    else:
        yield good("docs-version")
