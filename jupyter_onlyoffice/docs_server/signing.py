"""Signing by the configured secrets, also while one of them is being changed.

Docs and the servers that use it do not restart in the same second. Until they all have the new secret, each takes both:
the configured one and ``jwt_accepted_secrets``. Requests to Docs are tried with one after the other, beginning with the
one that worked last; what the browser hands to Docs, which can be tried only once, is signed with the one that Docs
was just found to accept. That is asked as well where the browser has a secret of its own, which not every Docs reads.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from math import ceil, inf
from typing import Any

from ..config.settings import Settings
from ..errors import OnlyOfficeError
from ..security import jws
from ..security.keyring import NO_SECRET, Secret
from ..security.tokens import Clock, Verified, sign, verified
from ..tasks.threads import run_in

#: For how long it is believed which secret Docs accepts, in seconds; a restart of Docs takes longer.
CONFIRMED_SECONDS = 5.0
#: The same for whether it reads a secret of its own for the browser.
READ_SECONDS = 600.0
#: What the token of a request to each service says in its claim ``operation``, beside the claims of the body or their
#: ``payload`` (source: ONLYOFFICE/docs-integration-sdk-typescript, docs/guides/jwt.md; docs/docs-versions.md here).
OPERATIONS = {"/command": "command", "/converter": "converter", "/converter/from-file": "converter"}
#: Whether Docs believes a token of the browser, if that can be found out.
Admits = Callable[[str], bool | None]


class Signer:
    """Signs what goes to Docs and verifies what comes from there. Safe for threads."""

    def __init__(self, settings: Settings, clock: Clock = time.time) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._worked: Secret | None = None
        self._worked_at = float("-inf")
        self._admitted: Secret | None = None
        self._admitted_at = float("-inf")

    def candidates(self) -> tuple[Secret, ...]:
        """The secrets to try a request with, the one that worked last first; without JWT one that is empty."""
        known = self._settings.keyring.to_docs() or (NO_SECRET,)
        with self._lock:
            worked = self._worked
        return known if worked is None else (worked, *(secret for secret in known if secret != worked))

    def worked(self, secret: Secret) -> None:
        """Docs accepted a request that was signed with ``secret``."""
        with self._lock:
            self._worked, self._worked_at = secret, self._clock()

    def request(
        self, body: Mapping[str, Any], secret: Secret, service: str = "", demanded: bool = False
    ) -> tuple[dict[str, Any], str]:
        """A request to Docs with its token in the body, and the same for the header; as it is without a secret.

        The tokens name the ``service``, so that none serves for another; in any case where that is ``demanded``.
        """
        if not secret:
            return dict(body), ""
        now, seconds = self._clock(), self._settings.request_expiry
        named = service in OPERATIONS and (self._settings.operation or demanded)
        purpose = {"operation": OPERATIONS[service]} if named else {}
        token = sign({**body, **purpose}, secret.value, now, seconds)
        return {**body, "token": token}, sign({"payload": dict(body), **purpose}, secret.value, now, seconds)

    def settle(self, ask: Callable[[], object], admits: Admits) -> None:
        """Find out with which secret to sign for the browser. Blocks. Raises what ``ask`` raises.

        ``ask`` asks Docs anything that is signed; ``admits`` tries a token of the browser.
        """
        if self._settings.keyring.follows:
            ask()
            return
        with self._lock:
            last = self._admitted
        known = self._settings.keyring.for_browser()
        for secret in known if last is None else (last, *(one for one in known if one != last)):
            token = sign({"document": {}}, secret.value, self._clock(), self._settings.request_expiry)
            admitted = admits(token)
            if admitted is not False:
                last = secret if admitted else last
                break
        with self._lock:
            self._admitted, self._admitted_at = last, self._clock()

    @property
    def unsettled(self) -> bool:
        """Whether Docs must be asked which secret it accepts, before something is signed for the browser."""
        keyring = self._settings.keyring
        known = keyring.to_docs() if keyring.follows else keyring.for_browser()
        if len(known) < 2:
            return False
        with self._lock:
            found_at = self._worked_at if keyring.follows else self._admitted_at
        good_for = CONFIRMED_SECONDS if keyring.follows or keyring.accepted else READ_SECONDS
        return not 0 <= self._clock() - found_at < good_for

    def browser(self, payload: Mapping[str, Any], seconds: int, secret: Secret | None = None) -> dict[str, Any]:
        """What the browser hands to Docs, with a token over exactly that; as it is without a secret.

        Signed with ``secret``, or with the one that Docs is known to accept.
        """
        keyring = self._settings.keyring
        with self._lock:
            admitted = self._admitted or keyring.browser
        secret = secret or (self.candidates()[0] if keyring.follows else admitted)
        return {**payload, "token": sign(payload, secret.value, self._clock(), seconds)} if secret else dict(payload)

    @property
    def verifies(self) -> bool:
        """Whether requests of Docs have to be signed."""
        return bool(self._settings.keyring.from_docs())

    def check(self, token: str, now: float, limit: int = jws.MAX_BODY) -> Verified:
        """A token of a request of Docs that came ``now``. Raises TokenError."""
        return verified(token, self._settings.keyring.from_docs(), now, self._settings.leeway, limit)


class BrowserSigner:
    """Signs what the browser hands to Docs. Docs refuses what differs from its token, so that is all that is sent."""

    def __init__(
        self, settings: Settings, signer: Signer, ask: Callable[[], object], admits: Admits, network: Executor
    ) -> None:
        """``ask`` and ``admits`` are those of ``Signer.settle``, and called in a thread of ``network``."""
        self._settings = settings
        self._signer = signer
        self._ask, self._admits = ask, admits
        self._network = network

    async def config(self, payload: Mapping[str, Any], most: float = inf) -> dict[str, Any]:
        """What an editor starts with or shows a version by: it is used once, reconnects use a token of Docs' own.

        It is good for ``most`` seconds at the longest.
        """
        return await self._sign(payload, ceil(max(min(self._settings.config_expiry, most), 1)))

    async def answer(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """What answers an event of the editor, which uses it at once."""
        return await self._sign(payload, self._settings.request_expiry)

    async def _sign(self, payload: Mapping[str, Any], seconds: int) -> dict[str, Any]:
        if self._signer.unsettled:
            with suppress(OnlyOfficeError):  # then the one that worked last is the best guess
                await run_in(self._network, self._signer.settle, self._ask, self._admits)
        return self._signer.browser(payload, seconds)
