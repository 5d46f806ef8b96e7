"""The signature of ONLYOFFICE Workspace: ``Authorization: ASC pkey:datetime:hash``.

``pkey`` is a random string, ``datetime`` the time in UTC as ``yyyyMMddHHmmss``, ``hash`` the HMAC-SHA1 with the machine
key (``core.machinekey``) of both, joined by a line feed, in URL-safe base64 without padding (source: the documentation
of its API for hosting providers, "Authentication"). It is good for five minutes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timezone

from requests import PreparedRequest
from requests.auth import AuthBase

from ..messages import trouble

#: How long a signature is good, and the clock difference that is allowed, both in seconds.
GOOD_SECONDS, LEEWAY_SECONDS = 300, 60

_TIME = "%Y%m%d%H%M%S"
_HEADER = re.compile(r"ASC (?P<pkey>.{1,200}):(?P<at>\d{14}):(?P<hash>[A-Za-z0-9+/=_-]{27,28})", re.ASCII)


def _digest(key: str, at: str, pkey: str) -> bytes:
    return hmac.new(key.encode(), f"{at}\n{pkey}".encode(), hashlib.sha1).digest()


def signature(key: str, now: float, pkey: str = "") -> str:
    """The value of the header ``Authorization`` at ``now``, in seconds since the epoch. ``pkey`` is made at random."""
    pkey = pkey or secrets.token_hex(8)
    at = datetime.fromtimestamp(now, timezone.utc).strftime(_TIME)
    digest = base64.urlsafe_b64encode(_digest(key, at, pkey)).decode().rstrip("=")
    return f"ASC {pkey}:{at}:{digest}"


def verify(header: str, key: str, now: float, leeway: float = LEEWAY_SECONDS) -> str:
    """The ``pkey`` of a header that was signed with ``key``.

    Takes what published samples produce, too: with padding, in the standard alphabet, and as ASP.NET's
    ``UrlTokenEncode`` writes it, with the number of padding characters as its last digit. Raises TokenError.
    """
    found = _HEADER.fullmatch(header.strip())
    if found is None:
        raise trouble("workspace.no-signature")
    try:
        at = datetime.strptime(found["at"], _TIME).replace(tzinfo=timezone.utc).timestamp()
    except ValueError:
        raise trouble("workspace.time") from None
    # Compared before the time is looked at, so that how long it takes tells nothing.
    same = hmac.compare_digest(_decoded(found["hash"]), _digest(key, found["at"], found["pkey"]))
    if not same:
        raise trouble("workspace.other-key")
    if not now - GOOD_SECONDS - leeway <= at <= now + leeway:
        raise trouble("workspace.expired")
    return found["pkey"]


def _decoded(text: str) -> bytes:
    """The 20 bytes of a hash; b"" for what is none."""
    if len(text) == 28:  # padded, or with the number of padding characters
        if text[-1] not in "=1":
            return b""
        text = text[:-1]
    try:
        return base64.b64decode(f"{text}=".translate(str.maketrans("-_", "+/")), validate=True)
    except ValueError:
        return b""


class WorkspaceAuth(AuthBase):
    """Signs requests: ``requests.get(url, auth=WorkspaceAuth(key))``."""

    def __init__(self, key: str, clock: Callable[[], float] = time.time) -> None:
        self._key = key
        self._clock = clock

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = signature(self._key, self._clock())
        return request
