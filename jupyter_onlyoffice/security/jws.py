"""Tokens as text: the compact form of JWS with HS256 and nothing else, written and strictly read.

What a token says is looked at only after its size and, for its claims, its signature were found right.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from string import ascii_letters, digits
from typing import Any

import jwt
from jwt.algorithms import HMACAlgorithm
from jwt.utils import base64url_decode

from ..errors import TokenError
from ..messages import phrase, trouble

ALGORITHM = "HS256"
#: A callback names each turn between two people who type: that of a week has megabytes.
MAX_BODY = 16 * 1024 * 1024
#: In a header or in an address: Docs keeps its header below 7,168 characters (docs/protocol.md, 3).
MAX_HEADER = 16 * 1024
#: Of its first part, which is read before the signature; that of Docs has 36 characters.
MAX_FIRST = 4 * 1024
#: Of its last part; that of HS256 has 43 characters.
MAX_SIGNATURE = 128
_ALPHABET = f"{ascii_letters}{digits}-_".encode()
#: The last second of the year 9999: what is later is no time, but for example milliseconds.
_LAST = 253402300799
#: Of the header: names that change what is signed or how it is to be read.
_CHANGING = ("crit", "b64", "zip", "enc", "cty")


class _AnyLength(HMACAlgorithm):
    """HMAC that says nothing about a short secret: config/resolving.py does so once, PyJWT would at every call."""

    def check_key_length(self, key: bytes) -> None:
        return None


_jws = jwt.PyJWS(algorithms=[])
_jws.register_algorithm(ALGORITHM, _AnyLength(HMACAlgorithm.SHA256))


def encode(claims: Mapping[str, Any], secret: str) -> str:
    """The token over ``claims``."""
    payload = json.dumps(claims, separators=(",", ":"))
    return _jws.encode(payload.encode(), secret, algorithm=ALGORITHM, headers={"typ": "JWT"})


def decode(token: str, secrets: Iterable[str], limit: int = MAX_BODY) -> tuple[dict[str, Any], int]:
    """The claims of ``token``, and which one of ``secrets`` signed it.

    Raises TokenError when it is longer than ``limit`` characters, not formed as it should be, or signed in another way
    or with none of ``secrets``.
    """
    if len(token) > limit:
        raise trouble("token.long", TokenError, length=len(token), limit=limit)
    if not token.isascii() or token.count(".") != 2:
        raise _malformed(phrase("it does not consist of three parts"))
    if token.index(".") > MAX_FIRST:
        raise _malformed(phrase("its header is too long"))
    _check_header(part(token, 0))
    signed, _, signature = token.rpartition(".")
    # Not by PyJWT, which looks at each character of the claims before it knows who signed them: a second for 15 MB.
    given = _bytes(signature) if len(signature) <= MAX_SIGNATURE else b""
    for number, secret in enumerate(secrets):
        if secret and hmac.compare_digest(hmac.digest(secret.encode(), signed.encode(), "sha256"), given):
            claims = _object(_bytes(signed.partition(".")[2]), "claims")
            _check_times(claims)
            return claims, number
    raise trouble("token.signature", TokenError)


def part(token: str, number: int) -> dict[str, Any]:
    """What the header (0) or the claims (1) of a token say, unchecked. Raises TokenError for what is no JSON object."""
    what = "header" if number == 0 else "claims"
    try:
        data = base64url_decode(token.split(".")[number])
    except (ValueError, IndexError):
        raise _malformed(phrase("its part “{part}” cannot be read", part=what)) from None
    return _object(data, what)


def _bytes(text: str) -> bytes:
    """What a part of a token holds. Raises TokenError for anything but base64url."""
    try:
        if not text.encode().translate(None, _ALPHABET):
            return base64url_decode(text)
    except ValueError:
        pass
    raise _malformed(phrase("its parts cannot be read"))


def _check_header(header: Mapping[str, Any]) -> None:
    algorithm = header.get("alg")
    if algorithm != ALGORITHM:
        known = isinstance(algorithm, str) and algorithm.isascii() and algorithm.isalnum() and len(algorithm) < 12
        raise trouble("token.algorithm", TokenError, algorithm=algorithm if known else phrase("an unknown algorithm"))
    if str(header.get("typ", "JWT")).upper() != "JWT":
        raise _malformed(phrase("its header names another type than JWT"))
    for name in _CHANGING:
        if name in header:
            raise _malformed(phrase("its header has “{name}”", name=name))


def _check_times(claims: Mapping[str, Any]) -> None:
    for name in ("exp", "nbf", "iat"):
        moment = claims.get(name)
        if moment is None:
            continue
        number = isinstance(moment, int | float) and not isinstance(moment, bool)
        if not number or not 0 <= moment <= _LAST:
            raise _malformed(phrase("its “{name}” is no time", name=name))


def _object(data: bytes, what: str) -> dict[str, Any]:
    """JSON, as strictly as those who sign it write it."""
    try:
        found = json.loads(data, object_pairs_hook=_unique, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise _malformed(phrase("its part “{part}” is not JSON, or says something twice", part=what)) from None
    if not isinstance(found, dict):
        raise _malformed(phrase("its part “{part}” is no JSON object", part=what))
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _no_number(name: str) -> float:
    raise ValueError(name)


def _malformed(what: str) -> TokenError:
    return trouble("token.malformed", TokenError, what=what)
