"""Finding the sessions of open documents: by path, by document key, by what is outstanding."""

from __future__ import annotations

import time

from ..messages import phrase, trouble
from ..security.tokens import Clock
from ..storage.sqlite_records import RecordThread
from .session import Session, SessionStore


class FindingSessions:
    """The questions to a :class:`SessionStore`, whose blocking calls run one after another in a thread of their own."""

    def __init__(self, store: SessionStore, clock: Clock = time.time) -> None:
        self._store = store
        self._clock = clock
        self._records_thread = RecordThread(phrase("open documents"), store.mend)
        self._run = self._records_thread.run

    async def current(self, path: str) -> Session | None:
        """The session of ``path`` that has not ended, if there is one."""
        return await self._run(self._store.current, path)

    async def of_tab(self, path: str, key: str) -> Session | None:
        """The session that a tab means which opened ``path`` under ``key`` ("" for any that has not ended).

        The file may have been renamed, and the tab not know it yet.
        """
        session = await self.current(path)
        if key and (session is None or session.key != key):
            meant = await self._run(self._store.get, key)
            if meant and meant.state != "closed":
                return meant
        return session

    async def edited(self) -> list[Session]:
        """The sessions in which somebody edits, as far as Docs told."""
        return await self._run(self._store.edited)

    async def outstanding(self) -> list[Session]:
        """The sessions whose last save failed, and those with a copy, or a loss, that not all were told of."""
        return await self._run(self._store.outstanding)

    async def get(self, key: str) -> Session:
        """The session with this key, ended or not.

        Raises NotFoundError when the key was never ours, or so long ago that it was forgotten.
        """
        session = await self._run(self._store.get, key)
        if session is None:
            raise trouble("saving.no-session")
        return session

    async def elsewhere(self, key: str) -> bool:
        """Whether the key is that of a document under the root of another server of this installation."""
        return await self._run(self._store.elsewhere, key)

    async def known(self, key: str) -> bool:
        """Whether there is a record of this key under our root."""
        return await self._run(self._store.get, key) is not None

    async def has_result(self, session: Session, result: str) -> bool:
        """Whether this result was stored before: Docs asks again when our answer did not reach it."""
        return await self._run(self._store.has_result, session.key, result)

    async def knowing(self, version: str) -> list[Session]:
        """The sessions that have not ended and know their file by this version."""
        return await self._run(self._store.knowing, version)

    def now(self) -> float:
        """The time that is written into records, seconds since the epoch."""
        return self._clock()

    def close(self) -> None:
        """Finish what is under way and close the store."""
        self._records_thread.close(self._store.close)
