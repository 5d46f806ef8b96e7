"""While somebody edits, the server counts as active, so that it is not culled as idle: an editor talks to Docs only.

Our record that somebody edits can be wrong for ever, when Docs died and never told. So Docs is asked now and then;
the question also makes it send a callback that corrects the record (protocol notes, 5). What it could not deliver, as
when the network between us was cut while the last one left, is fetched then.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor

from .docs_client import DocsClient
from .errors import OnlyOfficeError
from .sessions import Sessions
from .tokens import Clock

#: Seconds between two looks, between two questions to Docs about one document, and that it may leave unanswered.
PERIOD, ASK, PATIENCE = 5.0, 180.0, 900.0
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
        clock: Clock = time.monotonic,
    ) -> None:
        """``ended`` is called with the key of a document that nobody edits any more, although nobody told."""
        self._sessions = sessions
        self._docs = docs
        self._network = network
        self._alive = alive
        self._ended = ended
        self._clock = clock
        self._asked: dict[str, float] = {}
        self._confirmed: dict[str, float] = {}
        #: What is edited at the first look was told to an earlier process, and everything after that to this one.
        self._heard = NEVER

    async def look(self) -> float:
        """Look once; the seconds until the next look."""
        keys = {session.key for session in await self._sessions.edited() if session.users}
        for times in (self._asked, self._confirmed):
            for key in set(times) - keys:
                del times[key]
            for key in keys - set(times):
                times[key] = self._heard
        now = self._heard = self._clock()
        await asyncio.gather(*(self._ask(key) for key in keys if now - self._asked[key] >= ASK))
        if any(now - self._confirmed[key] < PATIENCE for key in keys):
            self._alive()
        return PERIOD

    async def _ask(self, key: str) -> None:
        now = self._asked[key] = self._clock()
        try:
            known = await asyncio.wrap_future(self._network.submit(self._docs.edited, key))
        except OnlyOfficeError:  # it is silent, perhaps only for a while
            return
        self._confirmed[key] = now if known else NEVER
        if not known:
            await self._ended(key)
