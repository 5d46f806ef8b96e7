"""Notices when the file of an open document is changed or renamed by somebody else: a kernel, git, a sync client.

A tab without edits shows the new content by itself: its session ends, and it opens the document anew. Edits that Docs
holds are stored beside the file, never over it, and the user chooses (conflicts.py).
"""

from __future__ import annotations

import logging
import time

from ..docs_server.client import KEY_UNKNOWN
from ..errors import BadRequestError, DocsRefusedError, NotFoundError, OnlyOfficeError
from ..events import SaveEvents
from ..sessions.session import Session
from ..sessions.sessions import Sessions
from ..storage.storage import Storage
from ..tasks.independent import IndependentTasks
from .force_saves import ForceSaves
from .renames import Renames
from .result_delivery import ResultDelivery

#: Seconds between two looks. A change is believed when two looks see the same: a program may still be writing.
PERIOD = 2.0
#: A document that nobody opened for so long, in seconds, is not watched any more unless somebody edits it.
INTEREST = 24 * 3600.0
#: Seconds until Docs is asked again for edits that could not be stored.
AGAIN = 60.0
NEVER = float("-inf")
#: What is seen where there is no file.
GONE = ""


class FileWatch:
    """Looks at the files of open documents."""

    def __init__(
        self,
        sessions: Sessions,
        storage: Storage,
        results: ResultDelivery,
        renames: Renames,
        force_saves: ForceSaves,
        events: SaveEvents,
    ) -> None:
        self._sessions = sessions
        self._storage = storage
        self._results = results
        self._renames = renames
        self._force_saves = force_saves
        self._events = events
        self._opened: dict[str, float] = {}
        self._seen: dict[str, str] = {}
        self._asked: dict[str, float] = {}
        self._tasks = IndependentTasks(logging.getLogger(__name__))
        self._lost: set[str] = set()  # whose file was searched for in vain

    async def opened(self, session: Session) -> None:
        """Somebody has the document in a tab."""
        self._opened[session.key] = time.monotonic()
        await self._renames.hold(session)

    async def look(self) -> float:
        """Look at all of them once; the seconds until the next look."""
        stale = time.monotonic() - INTEREST
        self._opened = {key: at for key, at in self._opened.items() if at > stale}
        edited = {session.key for session in await self._sessions.edited()}
        await self._tasks.each(edited | set(self._opened), self._look_at_key, lambda key: f"document key {key}")
        watched = edited | set(self._opened)
        self._asked = {key: at for key, at in self._asked.items() if key in watched}
        await self._renames.keep(watched)
        return PERIOD

    async def _look_at_key(self, key: str) -> None:
        try:
            session = await self._sessions.get(key)
            if session.state == "closed":
                self._opened.pop(key, None)
            else:
                await self._look_at(session)
        except NotFoundError:  # forgotten
            self._opened.pop(key, None)
        except OnlyOfficeError:  # its disk, or that of our records, is away: its save will tell
            return

    async def _look_at(self, session: Session) -> None:
        try:
            version = (await self._storage.info(session.path)).version
        except (NotFoundError, BadRequestError):  # or a folder has its name
            await self._miss(session)
            return
        self._lost.discard(session.key)
        if version == session.known_version:
            self._seen.pop(session.key, None)
            await self._renames.hold(session)
        elif session.state == "failed" or session.copy_path is not None:
            return  # the user has been told, and decides
        elif self._seen.get(session.key) != version:
            self._seen[session.key] = version
        elif session.failure is not None and time.monotonic() - self._asked.get(session.key, NEVER) < AGAIN:
            return  # it waits here, and each result that Docs is asked for would wait with it
        elif session.state != "editing" or await self._unedited(session):
            await self.supersede(session.key, version)

    async def _miss(self, session: Session) -> None:
        """The file is gone, perhaps only for a moment; deleted, or renamed."""
        if self._seen.get(session.key) != GONE:
            self._seen[session.key] = GONE
            return
        found = await self._renames.follow(session, thorough=session.key not in self._lost)
        if found.path == session.path:
            self._lost.add(session.key)  # if it was deleted its save will tell

    async def _unedited(self, session: Session) -> bool:
        """Whether Docs holds no edits. If it does it stores them now, and as the file has changed, beside it."""
        self._asked[session.key] = time.monotonic()
        try:
            return not await self._force_saves.order(session.key)
        except DocsRefusedError as error:
            return error.docs_code == KEY_UNKNOWN
        except OnlyOfficeError:
            return False

    async def supersede(self, key: str, version: str) -> None:
        """End the session, because its file is of ``version`` now; tabs open the document anew."""
        async with self._results.lock(key):
            session = await self._sessions.get(key)
            # A result may have been stored between the look and the lock.
            if session.state == "closed" or session.known_version == version:
                return
            session = await self._sessions.end(session)
        self._seen.pop(key, None)
        self._events.changed(session, self._sessions.now())
