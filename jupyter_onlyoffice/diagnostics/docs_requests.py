"""Requests to the services of Docs, signed as a test wants them. Blocks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..docs_server.requests import OLDER, REFUSED
from ..security.keyring import Secret
from .case import Case
from .http_probe import NoAnswer

#: Versions that tell an expired token from a wrong one have another code for it.
EXPIRED = {"/command": (7,), "/converter": ()}
SILENCE = 15.0
#: What a proxy with a small limit answers; and what Docs does whose converter is only for its own editors.
TOO_LARGE, FORBIDDEN = "HTTP 413", "HTTP 403"


class NoService(NoAnswer):
    """There is an answer, but none of this service."""


def order(
    case: Case,
    service: str,
    fields: Mapping[str, Any],
    *,
    secret: Secret | None = None,
    header: str | None = None,
    in_body: bool = True,
    named: bool = False,
) -> dict[str, Any]:
    """Docs' answer to ``fields``, whatever its error code.

    Signed with ``secret``, or with the first of ours that Docs takes; the token is in ``header``, if not in the usual
    one, and ``in_body``. ``named``: it says which service it is for, in any case. Raises NoAnswer.
    """
    answer: dict[str, Any] = {}
    signer = case.examined.signer
    for tried in signer.candidates() if secret is None else (secret,):
        body, token = signer.request(fields, tried, service, demanded=named)
        headers = {header or case.examined.settings.jwt_header: f"Bearer {token}"} if token else {}
        answer = _ask(case, service, body if in_body else fields, headers)
        if answer.get("error") not in (REFUSED[service], *EXPIRED[service]):
            if secret is None:
                signer.worked(tried)
            break
    return answer


def _ask(case: Case, service: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> dict[str, Any]:
    query = f"?shardkey={body['key']}" if "key" in body else ""
    status = 0
    for path in (service, OLDER[service]):
        url = f"{case.examined.settings.docs_internal_url}{path}{query}"
        answer = case.asking("POST", url, json=body, headers={"Accept": "application/json", **headers}, silence=SILENCE)
        status = answer.status
        if status in (404, 405):
            continue
        if status == 200:
            try:
                found = json.loads(answer.content)
            except ValueError:
                break
            if isinstance(found, dict):
                return found
        break
    raise NoService("broken", f"HTTP {status}")
