"""From the traits to the secrets and what belongs to them: read, checked, and what is wrong told."""

from __future__ import annotations

from pathlib import Path

from ..messages import phrase
from ..security.keyring import Keyring
from ..security.tokens import LEEWAY
from .settings import Problem, problem
from .traits import OnlyOffice

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
            problems.append(problem("secret.weak-secret", fatal=False, trait=secret.trait))
    if bool(ring.inbox) != bool(ring.outbox):
        inbox = not ring.inbox
        direction = phrase("requests to Docs") if inbox else phrase("requests of Docs")
        trait = "jwt_secret_inbox" if inbox else "jwt_secret_outbox"
        problems.append(problem("secret.half-secret", fatal=False, direction=direction, trait=trait))
    elif not ring.inbox and traits.docs_url:
        problems.append(problem("secret.no-secret", fatal=False))
    if ring.accepted and not (ring.inbox or ring.outbox):
        problems.append(problem("secret.unused-secrets", fatal=False))
    return ring


def header(value: str, problems: list[Problem]) -> str:
    """The name of the HTTP header that holds a token."""
    name = value.strip() or "Authorization"
    if not all(character.isascii() and (character.isalnum() or character in "-_") for character in name):
        problems.append(problem("secret.header"))
        return "Authorization"
    return name


def leeway(value: int, problems: list[Problem]) -> int:
    """By how many seconds the clock of Docs may differ from ours."""
    if 0 <= value <= MOST_LEEWAY:
        return value
    problems.append(problem("secret.leeway", fatal=False, most=MOST_LEEWAY, usual=LEEWAY))
    return LEEWAY


def _of_file(name: str, problems: list[Problem]) -> str:
    if not name:
        return ""
    try:
        return Path(name).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else phrase("it is not text")
        problems.append(problem("secret.file", reason=reason))
        return ""
