"""Bringing an earlier version of a document back: as its newest version, so nothing is lost by it."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

from ..events import SaveEvents
from ..messages import trouble
from ..sessions.session import Session
from ..sessions.sessions import Sessions
from ..storage.file_info import FileInfo
from ..storage.storage import Storage
from ..versions.history import History, find
from ..versions.recorder import VersionRecorder
from .force_saves import ForceSaves
from .result_delivery import ResultDelivery
from .version_file import VersionFile

#: Seconds: how long the final save of a document that its last editor left may take (2.8 measured); between two looks.
LEAVING_SECONDS, LOOK_SECONDS = 10.0, 0.2


class Restoring:
    """Restores versions."""

    def __init__(
        self,
        history: History,
        version_file: VersionFile,
        sessions: Sessions,
        storage: Storage,
        results: ResultDelivery,
        force_saves: ForceSaves,
        versions: VersionRecorder,
        events: SaveEvents,
    ) -> None:
        self._history = history
        self._version_file = version_file
        self._sessions = sessions
        self._storage = storage
        self._results = results
        self._force_saves = force_saves
        self._versions = versions
        self._events = events

    async def restore(self, path: str, number: int, user: str, name: str, url: str = "", filetype: str = "") -> None:
        """Make version ``number`` of ``path`` its newest one, in the name of this user.

        ``url`` is where Docs has what is to be restored instead, of type ``filetype``, when the user chose a single
        change. Edits that others have not stored yet are stored first, and are a version of their own. Raises
        ConflictError when that is not possible, or the document changes at that very moment, BadRequestError for
        another format, and what storage and Docs raise; then nothing was changed.
        """
        info = await self._storage.info(path)
        if not info.writable:
            raise trouble("storage.read-only")
        await self._store_edits(info.path, user)
        _, version = find(await self._history.versions(info.path), number)
        async with self._version_file.staged(info.path, version, url, filetype) as staged:
            await self._replace(info.path, staged, user, name)

    async def _store_edits(self, path: str, user: str) -> None:
        """Have Docs store what it holds.

        Whoever looks at the history has left the document; if nobody else edits it, its final save is about to come.
        """
        stored = await self._force_saves.request(path)
        session = await self._sessions.current(path)
        end = time.monotonic() + LEAVING_SECONDS
        while session and session.state == "editing" and not set(session.users) - {user} and time.monotonic() < end:
            await asyncio.sleep(LOOK_SECONDS)
            session = await self._sessions.current(path)
        if stored["state"] == "pending" or (session and session.state == "failed"):
            raise trouble("history.not-stored")

    async def _replace(self, path: str, staged: Path, user: str, name: str) -> None:
        session = await self._sessions.current(path)
        async with AsyncExitStack() as stack:
            if session:  # no result of it is stored meanwhile
                await stack.enter_async_context(self._results.lock(session.key))
                session = await self._sessions.get(session.key)
            info = await self._storage.info(path)
            if session and session.state != "closed":
                _check_unchanged(session, info)
            stored = await self._storage.replace(path, staged, info.version, checkpoint=True)
            await self._versions.restored(stored, user, name)
            if session:
                self._events.changed(await self._sessions.end(session, replaced=True), self._sessions.now())


def _check_unchanged(session: Session, info: FileInfo) -> None:
    """Raises ConflictError when the file is not what its session stored, so that some edits are beside it."""
    if session.copy_path or info.version != session.known_version:
        raise trouble("history.changed")
