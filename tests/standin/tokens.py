"""JSON web tokens, signed by hand: the bytes are those of Docs, and nothing is shared with the code under test."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

LEEWAY = 60  # seconds of clock difference that Docs allows
LIFETIME = 300  # seconds for which a request of Docs is valid


class TokenInvalidError(Exception):
    """Not a token, or not signed with the secret."""


class TokenExpiredError(TokenInvalidError):
    """Signed, but too old."""


def dumps(value: object) -> str:
    """JSON as JavaScript writes it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _mac(signed: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()


def sign(claims: dict[str, Any], secret: str, now: float, lifetime: int = LIFETIME) -> str:
    """A token over ``claims`` with ``iat`` and ``exp``, as Docs makes it."""
    issued = int(now)
    body = {**claims, "iat": issued, "exp": issued + lifetime}
    signed = f"{_b64(dumps({'alg': 'HS256', 'typ': 'JWT'}).encode())}.{_b64(dumps(body).encode())}"
    return f"{signed}.{_b64(_mac(signed, secret))}"


def unsigned(claims: dict[str, Any], now: float) -> str:
    """A forgery: a token whose header says that it needs no signature."""
    issued = int(now)
    body = {**claims, "iat": issued, "exp": issued + LIFETIME}
    return f"{_b64(dumps({'alg': 'none', 'typ': 'JWT'}).encode())}.{_b64(dumps(body).encode())}."


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, unchecked."""
    found = json.loads(_unb64(token.split(".")[1]))
    assert isinstance(found, dict)
    return found


def verify(token: object, secret: str, now: float) -> dict[str, Any]:
    """The claims of ``token``.

    Raises TokenExpiredError or TokenInvalidError.
    """
    try:
        signed, _, signature = str(token).rpartition(".")
        header = json.loads(_unb64(signed.split(".")[0]))
        claims = claims_of(str(token))
        if header["alg"] != "HS256" or not hmac.compare_digest(_unb64(signature), _mac(signed, secret)):
            raise TokenInvalidError("signature")
        expires = claims.get("exp")
    except (ValueError, KeyError, IndexError, AssertionError, TypeError) as error:
        raise TokenInvalidError(str(error)) from error
    if expires is not None and expires < now - LEEWAY:
        raise TokenExpiredError
    if claims.get("nbf", now) > now + LEEWAY:
        raise TokenInvalidError("not active yet")
    return claims
