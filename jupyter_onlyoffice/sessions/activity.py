"""While somebody edits, the server counts as active, so that it is not culled as idle: an editor talks to Docs only.

Our record that somebody edits can be wrong for ever, when Docs died and never told. So Docs is asked now and then;
the question also makes it send a callback that corrects the record (docs/protocol.md, 5). What it could not deliver, as
when the network between us was cut while the last one left, is fetched then. Where Docs does not even know the key any
more no callback will ever come (saving/abandoned_sessions.py).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor

from ..docs_server.client import DocsClient
from ..errors import OnlyOfficeError
from ..security.tokens import Clock
from ..tasks.independent import IndependentTasks
from ..tasks.threads import run_in
from .sessions import Sessions

#: Seconds between two looks, between two questions to Docs about one document, and that it may leave unanswered.
PERIOD, ASK, PATIENCE = 5.0, 180.0, 900.0
#: Seconds for which Docs must not have known a key: who was just given it, needs a while to open the document.
UNKNOWN = 60.0
#: Questions at a time.
AT_ONCE = 8
NEVER = float("-inf")


class Activity:
    """Calls ``alive`` as long as documents are edited."""

    def __init__(
        self,
        sessions: Sessions,
        docs: DocsClient,
        network: Executor,
        alive: Callable[[], None],
        ended: Callable[[str], Awaitable[object]],
        given_up: Callable[[str, bool], Awaitable[object]],
        clock: Clock = time.monotonic,
    ) -> None:
        """``ended`` is called with the key of a document that nobody edits any more, although nobody told.

        ``given_up`` with one that Docs does not know any more, and whether this process had heard of it from Docs.
        """
        self._sessions = sessions
        self._docs = docs
        self._network = network
        self._alive = alive
        self._ended = ended
        self._given_up = given_up
        self._clock = clock
        self._tasks = IndependentTasks(logging.getLogger(__name__), AT_ONCE)
        self._asked: dict[str, float] = {}
        self._confirmed: dict[str, float] = {}
        self._told: set[str] = set()  #: of which Docs has told this process that somebody edits
        self._unknown_since: dict[str, float] = {}
        #: What is edited at the first look was told to an earlier process, and everything after that to this one.
        self._heard = NEVER

    async def look(self) -> float:
        """Look once; the seconds until the next look."""
        edited = await self._sessions.edited()
        keys = {session.key for session in edited}
        for times in (self._asked, self._confirmed, self._unknown_since):
            for key in set(times) - keys:
                del times[key]
        for key in keys - set(self._asked):
            self._asked[key] = self._confirmed[key] = self._heard
            if self._heard != NEVER:
                self._told.add(key)
        self._told &= keys
        now = self._heard = self._clock()
        due = [key for key in keys if now - self._asked[key] >= self._pause(key)]
        await self._tasks.each(due, self._ask, lambda key: f"document key {key}")
        # Where the last one has left, the final save is about to come, and counts by itself.
        if any(now - self._confirmed[session.key] < PATIENCE for session in edited if session.users):
            self._alive()
        return PERIOD

    def _pause(self, key: str) -> float:
        return UNKNOWN if key in self._unknown_since else ASK

    async def _ask(self, key: str) -> None:
        now = self._asked[key] = self._clock()
        try:
            if await self._in_thread(self._docs.edited, key):
                self._confirmed[key] = now
                self._told.add(key)
                self._unknown_since.pop(key, None)
                return
            self._confirmed[key] = NEVER
            await self._ended(key)
            if await self._in_thread(self._docs.knows, key):
                self._unknown_since.pop(key, None)
            elif now - self._unknown_since.setdefault(key, now) >= UNKNOWN:
                await self._given_up(key, key in self._told)
        except OnlyOfficeError:  # it is silent, perhaps only for a while; or our records are away
            return

    async def _in_thread(self, question: Callable[[str], bool], key: str) -> bool:
        return await run_in(self._network, question, key)
