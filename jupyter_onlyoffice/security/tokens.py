"""Signed tokens: the JWT that Docs and we exchange. Docs signs with the administrator's secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from ..errors import TokenError
from ..messages import trouble
from . import jws
from .keyring import Secret

Clock = Callable[[], float]  # seconds since the epoch

#: Docs signs its requests for five minutes; ours to it are as short, unless configured otherwise.
EXPIRY = 300
#: The clock difference that Docs allows, and so do we, unless configured otherwise.
LEEWAY = 60


def sign(claims: Mapping[str, Any], secret: str, now: float, seconds: int = EXPIRY) -> str:
    """A token over ``claims``, which are not changed, that expires after ``seconds``."""
    issued = int(now)
    return jws.encode({**claims, "iat": issued, "exp": issued + seconds}, secret)


@dataclass(frozen=True)
class Verified:
    """A token that is in order: what it says, and which secret signed it."""

    claims: dict[str, Any]
    secret: Secret


def verified(
    token: str, accepted: Sequence[Secret], now: float, leeway: float = LEEWAY, limit: int = jws.MAX_BODY
) -> Verified:
    """What ``token`` says, when one of ``accepted`` signed it.

    An ``iat`` in the future is no fault: neither Docs nor the standard refuses it, and a callback that was refused for
    it would be an edit that is not stored. Raises TokenError, whose ``reason`` tells the causes apart: token.long,
    .malformed, .algorithm, .signature, .expired, .early. It never holds the token.
    """
    claims, number = jws.decode(token, [secret.value for secret in accepted], limit)
    expires, begins = claims.get("exp"), claims.get("nbf")
    if expires is not None and expires < now - leeway:
        raise trouble("token.expired", TokenError, seconds=ceil(now - expires))
    if begins is not None and begins > now + leeway:
        raise trouble("token.early", TokenError, seconds=ceil(begins - now))
    return Verified(claims, accepted[number])


def verify(token: str, secret: str, now: float) -> dict[str, Any]:
    """The claims of ``token``, when ``secret`` signed it. Raises as ``verified`` does."""
    return verified(token, (Secret("", secret),), now).claims
