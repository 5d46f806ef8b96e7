"""A token, looked at by a person: what it says, which secret signed it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from ..errors import TokenError
from . import jws
from .keyring import Keyring, Secret
from .tokens import LEEWAY, verified

_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
_TIMES = {"iat": "signed", "nbf": "valid from", "exp": "expires"}


@dataclass(frozen=True)
class Inspection:
    """What was found. ``header`` and ``claims`` are what the token says, believed or not; ``None`` if unreadable."""

    header: dict[str, Any] | None = None
    claims: dict[str, Any] | None = None
    times: dict[str, str] = field(default_factory=dict)  #: claim and moment, in words
    secret: Secret | None = None  #: the one that signed it
    uses: tuple[str, ...] = ()  #: what that is configured for: "browser", "inbox", "outbox", "accepted #1"
    trouble: TokenError | None = None  #: why this server would refuse it


def inspect(token: str, keyring: Keyring, now: float, leeway: float = LEEWAY) -> Inspection:
    """Look at ``token`` as this server would, with any of its secrets."""
    header = claims = secret = trouble = None
    known = tuple(keyring)
    with suppress(TokenError):
        header = jws.part(token, 0) if len(token) <= jws.MAX_BODY else None
    with suppress(TokenError):
        claims = jws.part(token, 1) if len(token) <= jws.MAX_BODY else None
    with suppress(TokenError):
        secret = known[jws.decode(token, [one.value for one in known])[1]]
    try:
        verified(token, known, now, leeway)
    except TokenError as error:
        trouble = error
    return Inspection(
        header, claims, _times(claims or {}, now), secret, uses(keyring, secret) if secret else (), trouble
    )


def uses(keyring: Keyring, secret: Secret) -> tuple[str, ...]:
    """What a secret is configured for."""
    named = {"browser": keyring.browser, "inbox": keyring.inbox, "outbox": keyring.outbox}
    named |= {f"accepted #{number}": one for number, one in enumerate(keyring.accepted, 1)}
    return tuple(name for name, one in named.items() if one.value == secret.value)


def _times(claims: Mapping[str, Any], now: float) -> dict[str, str]:
    found = {}
    for name, word in _TIMES.items():
        moment = claims.get(name)
        if isinstance(moment, int | float) and not isinstance(moment, bool):
            with suppress(OverflowError, ValueError, OSError):
                shown = datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
                found[name] = f"{word} {shown}, {_distance(moment - now)}"
    return found


def _distance(seconds: float) -> str:
    left, words = round(abs(seconds)), []
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        if count:
            words.append(f"{count} {unit}{'s' if count > 1 else ''}")
    text = " ".join(words[:2])
    if not text:
        return "now"
    return f"in {text}" if seconds > 0 else f"{text} ago"
