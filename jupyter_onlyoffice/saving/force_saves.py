"""Asking Docs for a force save, and waiting until its result is stored.

Docs answers the command at once and delivers the result later as callback 6, so a request waits here for what
:mod:`callbacks` makes of it.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import secrets
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from typing import Literal, TypedDict

from ..docs_server.client import KEY_UNKNOWN, NOTHING_CHANGED, DocsClient
from ..errors import DocsRefusedError, NotFoundError, OnlyOfficeError
from ..events import SaveEvents, iso
from ..messages import trouble
from ..sessions.session import Session
from ..sessions.sessions import Sessions

#: How long a request waits, in seconds; after that the tab hears of the result by an event.
WAIT_SECONDS = 30.0
#: For how long an order whose result has not come is taken to be under way, in seconds.
ASSEMBLING = 300.0
NEVER = float("-inf")


class ForceSaveAnswer(TypedDict):
    """The answer of ``POST onlyoffice/forcesave`` and ``POST onlyoffice/retry``."""

    state: Literal["stored", "unchanged", "pending"]
    storedAt: str | None  #: in ISO 8601
    savedAs: str | None  #: the copy that has the result, if it is not in the file


class ForceSaves:
    """The force saves under way."""

    def __init__(self, sessions: Sessions, docs: DocsClient, executor: Executor, events: SaveEvents) -> None:
        self._sessions = sessions
        self._events = events
        self._docs = docs
        self._executor = executor
        #: Orders are numbered; Docs gives the number back with the result.
        self._numbers = itertools.count(1)
        self._prefix = f"{secrets.token_hex(4)}-"
        #: By key: the orders whose results have not come, with when Docs took them, by the monotonic clock.
        self._orders: dict[str, dict[int, float]] = {}
        #: By key: who waits, for the result of which order.
        self._waiting: dict[str, dict[asyncio.Future[Session], int]] = defaultdict(dict)
        #: By key: the order that the callback answers which is taken just now.
        self._answered: dict[str, int] = {}

    async def order(self, key: str, number: int = 0) -> int:
        """Have Docs make a force save: the number of the order whose result has all, 0 when nothing has changed.

        While Docs assembles one it says that nothing has changed, as for what it has delivered (source:
        ONLYOFFICE/server, DocsCoServer.js, applyForceSaveCache). Raises DocsRefusedError or DocsUnreachableError.
        """
        number = number or next(self._numbers)
        # Noted before: what Docs has ready comes before its answer does.
        orders = self._orders.setdefault(key, {})
        orders[number] = NEVER
        taken = False
        try:
            loop = asyncio.get_running_loop()
            userdata = f"{self._prefix}{number}"
            taken = await loop.run_in_executor(self._executor, self._docs.forcesave, key, userdata) != NOTHING_CHANGED
            now = time.monotonic()
            if taken:
                if number in orders:
                    orders[number] = now
                return number
            return max((other for other, at in orders.items() if now - at < ASSEMBLING), default=0)
        finally:
            if not taken:
                orders.pop(number, None)
            if not orders and self._orders.get(key) is orders:
                del self._orders[key]

    async def request(self, path: str, key: str = "") -> ForceSaveAnswer:
        """Have Docs store ``path`` now, which a tab opened under ``key``: the answer of ``POST onlyoffice/forcesave``.

        Raises the error that storing it met, if nothing was changed since the one that the last save met, or
        DocsRefusedError, DocsUnreachableError, ConflictError.
        """
        session = await self._ended(key) or await self._sessions.of_tab(path, key)
        if session is None:
            return _answer("unchanged", None)
        outcome: asyncio.Future[Session] = asyncio.get_running_loop().create_future()
        waiting = self._waiting[session.key]
        waiting[outcome] = number = next(self._numbers)
        try:
            if covered := await self.order(session.key, number):
                waiting[outcome] = covered
            else:
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
            del waiting[outcome]
            if not waiting and self._waiting.get(session.key) is waiting:
                del self._waiting[session.key]

    async def _ended(self, key: str) -> Session | None:
        """The session of a tab that goes on although it has ended, which its page missed: it is told once more.

        What Docs has of it becomes a copy.
        """
        with suppress(NotFoundError):
            if key and (session := await self._sessions.get(key)).state == "closed":
                self._events.ended(session, self._sessions.now())
                return session
        return None

    @contextmanager
    def answering(self, key: str, userdata: str) -> Iterator[None]:
        """Inside, the callback of a force save is taken that came with ``userdata``."""
        if userdata.startswith(self._prefix):
            with suppress(ValueError):
                self._answered[key] = int(userdata.removeprefix(self._prefix))
        try:
            yield
        finally:
            self._answered.pop(key, None)

    def stored(self, session: Session) -> None:
        """A result of this session is safely stored."""
        for outcome in self._reached(session.key):
            outcome.set_result(session)

    def failed(self, session: Session, error: OnlyOfficeError) -> None:
        """A result of this session could not be stored."""
        for outcome in self._reached(session.key):
            outcome.set_exception(error)

    def _reached(self, key: str) -> list[asyncio.Future[Session]]:
        """Who has waited for the result that came: not who ordered one after it, perhaps with younger edits.

        What Docs could not deliver it sends again under its first number, for which nobody waits any more; then, and
        when it was not ordered here, it is what there is.
        """
        orders, waiting = self._orders.get(key, {}), self._waiting.get(key, {})
        answered = self._answered.get(key, 0)
        last = answered if answered in waiting.values() else math.inf
        for number in [number for number in orders if number <= last]:
            del orders[number]
        return [outcome for outcome, number in waiting.items() if number <= last and not outcome.done()]


def _answer(state: Literal["stored", "unchanged", "pending"], session: Session | None) -> ForceSaveAnswer:
    return {
        "state": state,
        "storedAt": iso(session.stored_at) if session else None,
        "savedAs": session.copy_path if session else None,
    }
