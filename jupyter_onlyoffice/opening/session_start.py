"""The session that an opener of a document joins, and the file as it is then."""

from __future__ import annotations

from ..errors import NotFoundError
from ..messages import Notice
from ..saving.file_watch import FileWatch
from ..saving.renames import Renames
from ..saving.reopening_after_failure import ReopeningAfterFailure
from ..sessions.session import Session
from ..sessions.sessions import Sessions
from ..storage.file_info import FileInfo
from ..storage.storage import Storage


class SessionStart:
    """Finds the file and starts its session, or joins it."""

    def __init__(
        self,
        storage: Storage,
        sessions: Sessions,
        renames: Renames,
        reopening: ReopeningAfterFailure,
        file_watch: FileWatch,
    ) -> None:
        self._storage = storage
        self._sessions = sessions
        self._renames = renames
        self._reopening = reopening
        self._file_watch = file_watch

    async def find(self, path: str, key: str) -> FileInfo:
        """The file at ``path``, or where it is now that a tab has open under ``key``. Raises what Storage.info does."""
        try:
            return await self._storage.info(path)
        except NotFoundError:
            if not key:
                raise
            return await self._renames.found(await self._sessions.get(key))

    async def start(
        self, info: FileInfo, user: str, name: str, over: str = "", filling: bool | None = None
    ) -> tuple[FileInfo, Session, Notice | None]:
        """The file as it is once everything is settled, its session, and what the opener has to be told.

        ``over``: a key of which Docs told the tab that it has ended. ``filling``: whether a form is opened to be
        filled in; None: no form. Raises what ``Storage.info`` and ``Sessions.open`` raise.
        """
        await self._renames.arrived(info)
        info, session, gone = await self._reopening.open(info, user, name, over)
        if filling is not None:
            session = await self._sessions.opened_for(session, filling)
        return info, session, gone

    async def watch(self, session: Session) -> None:
        """Have the file of ``session`` looked at as long as it is open."""
        await self._file_watch.opened(session)
