"""What a token of Docs is worth: the verdict only, never the token."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from ..docs_server.signing import Signer
from ..errors import TokenError
from ..security.jws import part

#: missing: there is none. secret: not signed with ours. expired, early: by the clocks.
State = Literal["ok", "missing", "secret", "expired", "early", "malformed"]
_STATES: dict[str, State] = {"token.signature": "secret", "token.expired": "expired", "token.early": "early"}
_BEARER = re.compile(r"\s*(?:bearer\s+)?([\w-]+\.[\w-]+\.[\w-]*)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Judgement:
    """``header`` is where the token was; ``seconds`` by how much an expired or early one misses."""

    state: State
    header: str = ""
    seconds: int = 0


def judge(token: object, signer: Signer, now: float, header: str = "") -> Judgement:
    """The verdict on ``token``; without a secret of ours every token is as good as another."""
    if not isinstance(token, str) or not token:
        return Judgement("missing")
    if not signer.verifies:
        return Judgement("ok", header)
    try:
        signer.check(token, now)
    except TokenError as error:
        state = _STATES.get(error.reason, "malformed")
        moment = {"expired": "exp", "early": "nbf"}.get(state, "")
        seconds = round(abs(now - float(unverified(token)[moment]))) if moment else 0
        return Judgement(state, header, seconds)
    return Judgement("ok", header)


def judge_headers(headers: Iterable[tuple[str, str]], name_of_ours: str, signer: Signer, now: float) -> Judgement:
    """The verdict on the token in whichever header has one, that of the configuration first."""
    ours = name_of_ours.lower()
    for name, value in sorted(headers, key=lambda item: item[0].lower() != ours):
        found = _BEARER.fullmatch(value)
        if found and (name.lower() == ours or value.strip().lower().startswith("bearer")):
            return judge(found[1], signer, now, name)
    return Judgement("missing")


def unverified(token: str) -> dict[str, Any]:
    """What a token says, whoever signed it; nothing when it is none."""
    try:
        return part(token, 1)
    except TokenError:
        return {}
