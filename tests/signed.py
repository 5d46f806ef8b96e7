"""That what a browser is given is exactly what was signed: Docs refuses, or silently changes, what differs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .standin import tokens
from .standin.checks import FOREIGN, check


def exactly(sent: Mapping[str, Any], secret: str, now: float) -> dict[str, Any]:
    """The claims of what was sent, which are those and no others, as a browser reads and writes them."""
    received = json.loads(json.dumps(sent))
    claims = tokens.verify(received.pop("token"), secret, now)
    issued, expires = claims.pop("iat"), claims.pop("exp")
    assert issued < expires
    assert json.dumps(claims, sort_keys=True) == json.dumps(received, sort_keys=True)  # to which 1 is not true
    return claims


def config(sent: dict[str, Any], secret: str, now: float) -> dict[str, Any]:
    """The claims of a config, which is none of another kind of token, and which Docs takes."""
    claims = exactly(sent, secret, now)
    assert not set(FOREIGN) & set(claims)
    check(json.loads(json.dumps(sent)), secret, now)
    return claims
