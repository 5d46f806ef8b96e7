"""Asking Docs for a force save, and waiting until its result is stored.

Docs answers the command at once and delivers the result later as callback 6, so a request waits here for what
:mod:`callbacks` makes of it.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import defaultdict
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from .docs_client import KEY_UNKNOWN, NOTHING_CHANGED, DocsClient
from .errors import DocsRefusedError, OnlyOfficeError
from .events import iso
from .session_store import Session
from .sessions import Sessions
from .troubles import trouble

#: How long a request waits, in seconds; after that the tab hears of the result by an event.
WAIT_SECONDS = 30.0
#: For how long an order whose result has not come is taken to be under way, in seconds.
ASSEMBLING = 300.0
NEVER = float("-inf")


@dataclass
class _Order:
    """One that Docs has been given and whose result has not come; ``accepted_at`` by the monotonic clock."""

    accepted_at: float = NEVER


class ForceSaves:
    """The force saves under way."""

    def __init__(self, sessions: Sessions, docs: DocsClient, executor: Executor) -> None:
        self._sessions = sessions
        self._docs = docs
        self._executor = executor
        self._waiting: dict[str, set[asyncio.Future[Session]]] = defaultdict(set)
        self._orders: dict[str, _Order] = {}

    async def order(self, key: str) -> bool:
        """Have Docs make a force save; whether its result is to come. Raises DocsRefusedError or DocsUnreachableError.

        While Docs assembles one it says that nothing has changed, as for what it has delivered (source:
        ONLYOFFICE/server, DocsCoServer.js, applyForceSaveCache).
        """
        # Noted before: what Docs has ready comes before its answer does.
        order = self._orders.setdefault(key, _Order())
        try:
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self._executor, self._docs.forcesave, key, secrets.token_hex(8))
            if answer != NOTHING_CHANGED:
                order.accepted_at = time.monotonic()
                return True
            return self._orders.get(key) is order and time.monotonic() - order.accepted_at < ASSEMBLING
        finally:
            if order.accepted_at == NEVER and self._orders.get(key) is order:
                del self._orders[key]

    async def request(self, path: str, key: str = "") -> dict[str, Any]:
        """Have Docs store ``path`` now, which a tab opened under ``key``: the answer of ``POST onlyoffice/forcesave``.

        Raises the error that storing it met, if nothing was changed since the one that the last save met, or
        DocsRefusedError, DocsUnreachableError, ConflictError.
        """
        session = await self._sessions.of_tab(path, key)
        if session is None:
            return _answer("unchanged", None)
        outcome: asyncio.Future[Session] = asyncio.get_running_loop().create_future()
        self._waiting[session.key].add(outcome)
        try:
            if not await self.order(session.key):
                session = await self._sessions.get(session.key)
                if failure := session.unstored:  # of the one before: what Docs takes for saved did not arrive
                    raise failure.as_error()
                return _answer("unchanged", session)
            return _answer("stored", await asyncio.wait_for(outcome, WAIT_SECONDS))
        except asyncio.TimeoutError:
            return _answer("pending", session)
        except DocsRefusedError as error:
            if error.docs_code != KEY_UNKNOWN:
                raise
            if session.state != "editing":
                return _answer("unchanged", session)
            raise trouble("saving.key-unknown") from None
        finally:
            self._waiting[session.key].discard(outcome)
            if not self._waiting[session.key]:
                del self._waiting[session.key]

    def stored(self, session: Session) -> None:
        """A result of this session is safely stored."""
        self._orders.pop(session.key, None)
        for outcome in self._waiting.get(session.key, ()):
            if not outcome.done():
                outcome.set_result(session)

    def failed(self, session: Session, error: OnlyOfficeError) -> None:
        """A result of this session could not be stored."""
        self._orders.pop(session.key, None)
        for outcome in self._waiting.get(session.key, ()):
            if not outcome.done():
                outcome.set_exception(error)


def _answer(state: str, session: Session | None) -> dict[str, Any]:
    return {
        "state": state,
        "storedAt": iso(session.stored_at) if session else None,
        "savedAs": session.copy_path if session else None,
    }
