"""What the user decides when a document was edited here and changed on disk at the same time.

Until then both are kept: the file as it was changed, and the edits in a copy beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, Literal, cast, get_args

from . import filenames
from .errors import NotFoundError, OnlyOfficeError
from .events import SaveEvents
from .features.versions import Versions
from .results import Results
from .session_store import Session
from .sessions import Sessions
from .storage import Storage
from .troubles import trouble

Choice = Literal["mine", "theirs", "both"]


class Conflicts:
    """Carries out the choice."""

    def __init__(
        self,
        sessions: Sessions,
        storage: Storage,
        results: Results,
        versions: Versions,
        events: SaveEvents,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        self._sessions = sessions
        self._storage = storage
        self._results = results
        self._versions = versions
        self._events = events
        self._now = now

    async def resolve(self, path: str, choice: str, key: str = "") -> dict[str, Any]:
        """The answer of ``POST onlyoffice/resolve``, about ``path``, which a tab opened under ``key``.

        mine: the edits become the file; what was on disk becomes its checkpoint and a copy. theirs: the file stays, the
        copy with the edits goes to the wastebasket. both: both stay. Raises BadRequestError, ConflictError when there
        is nothing to decide, and what storage raises; then nothing was changed.
        """
        if choice not in get_args(Choice):
            raise trouble("saving.no-choice")
        session = await self._sessions.of_tab(path, key)
        if session is None or session.copy_path is None:
            raise trouble("saving.decided")
        async with self._results.lock(session.key):
            session = await self._sessions.get(session.key)
            copy = session.copy_path or ""
            return await self._carry_out(session, copy, cast("Choice", choice))

    async def _carry_out(self, session: Session, copy: str, choice: Choice) -> dict[str, Any]:
        if choice == "mine":
            kept = await self._keep_mine(session, copy)
            return {"choice": choice, "savedAs": kept}
        if choice == "theirs":
            await self._storage.delete(copy)
        await self._sessions.told(session.key)
        session = await self._sessions.end(session, replaced=True)
        self._events.changed(session, self._sessions.now())
        return {"choice": choice, "savedAs": copy if choice == "both" else None}

    async def _keep_mine(self, session: Session, copy: str) -> str | None:
        mine = await self._storage.copied(copy)
        try:
            try:
                info = await self._storage.info(session.path)
            except NotFoundError:  # deleted: there is no other version
                stored = await self._storage.create(session.path, mine)
                kept = None
            else:
                folder, name = filenames.split(info.path)
                name = filenames.with_suffix(name, f" (changed on disk {self._now():%Y-%m-%d %H.%M.%S})")
                theirs = await self._storage.copied(info.path)
                kept = (await self._storage.create(filenames.join(folder, name), theirs)).path
                stored = await self._storage.replace(info.path, mine, info.version, checkpoint=True)
        finally:
            mine.unlink(missing_ok=True)
        session = await self._sessions.resolved(session, stored.version)
        await self._versions.stored(session, stored)
        with suppress(OnlyOfficeError):  # it is one file too many, and the choice is carried out
            await self._storage.delete(copy)
        self._events.stored(session, self._sessions.now())
        return kept
