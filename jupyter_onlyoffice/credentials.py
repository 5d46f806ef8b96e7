"""From the traits to the secrets and what belongs to them: read, checked, and what is wrong told."""

from __future__ import annotations

from pathlib import Path

from .keyring import Keyring
from .settings import Problem
from .tokens import LEEWAY
from .traits import OnlyOffice
from .troubles import words

#: A clock that differs by more is to be set right.
MOST_LEEWAY = 3600


def keyring(traits: OnlyOffice, problems: list[Problem]) -> Keyring:
    """The secrets; those that are weak or missing become problems, which never repeat them."""
    ring = Keyring.of(
        traits.jwt_secret or _of_file(traits.jwt_secret_file, problems),
        browser=traits.jwt_secret_browser,
        inbox=traits.jwt_secret_inbox,
        outbox=traits.jwt_secret_outbox,
        accepted=filter(None, map(str.strip, traits.jwt_accepted_secrets)),
    )
    for secret in ring:
        if secret.weak:
            _note(problems, "secret.weak", "weak-secret", trait=secret.trait)
    if bool(ring.inbox) != bool(ring.outbox):
        inbox = not ring.inbox
        direction = "requests to Docs" if inbox else "requests of Docs"
        trait = "jwt_secret_inbox" if inbox else "jwt_secret_outbox"
        _note(problems, "secret.half", "no-secret", direction=direction, trait=trait)
    elif not ring.inbox and traits.docs_url:
        _note(problems, "secret.none", "no-secret")
    if ring.accepted and not (ring.inbox or ring.outbox):
        _note(problems, "secret.unused", "configuration")
    return ring


def header(value: str, problems: list[Problem]) -> str:
    """The name of the HTTP header that holds a token."""
    name = value.strip() or "Authorization"
    if not all(character.isascii() and (character.isalnum() or character in "-_") for character in name):
        _note(problems, "secret.header", "configuration", fatal=True)
        return "Authorization"
    return name


def leeway(value: int, problems: list[Problem]) -> int:
    """By how many seconds the clock of Docs may differ from ours."""
    if 0 <= value <= MOST_LEEWAY:
        return value
    _note(problems, "secret.leeway", "configuration", most=MOST_LEEWAY, usual=LEEWAY)
    return LEEWAY


def _of_file(name: str, problems: list[Problem]) -> str:
    if not name:
        return ""
    try:
        return Path(name).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        _note(problems, "secret.file", "configuration", fatal=True, reason=reason)
        return ""


def _note(problems: list[Problem], row: str, code: str, fatal: bool = False, **values: object) -> None:
    problems.append(Problem(code, *words(row, **values), fatal))
