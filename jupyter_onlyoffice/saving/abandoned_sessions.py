"""Sessions that Docs has given up without a word: no last save came, and Docs does not know their key any more.

Its database was reset, or the save was brought to another program that has joined by the key. What there is has been
fetched before (forgotten_files.py); then the session ends, and those who edited are told what may be missing.
"""

from __future__ import annotations

from ..errors import OnlyOfficeError
from ..events import SaveEvents
from ..messages import trouble
from ..sessions.session import Session
from ..sessions.sessions import Sessions
from .result_delivery import ResultDelivery


class AbandonedSessions:
    """Ends them."""

    def __init__(self, sessions: Sessions, results: ResultDelivery, events: SaveEvents) -> None:
        self._sessions = sessions
        self._results = results
        self._events = events

    async def end(self, key: str, heard: bool) -> None:
        """Docs does not know ``key``, and holds nothing of it; ``heard``: it did so since this server was started.

        Nothing is done for a session that has ended otherwise, has a result on our disk, or was just handed out again.
        """
        async with self._results.lock(key):
            session = await self._sessions.get(key)
            waiting = {kept.key for kept in await self._results.waiting()}
            if session.state != "editing" or key in waiting or self._sessions.reopened(key):
                return
            if error := _loss(session, heard):
                session = await self._sessions.lost(session, error)
                self._events.lost(session, self._sessions.now(), error)
            else:
                session = await self._sessions.end(session)
                self._events.ended(session, self._sessions.now())


def _loss(session: Session, heard: bool) -> OnlyOfficeError | None:
    """What is lost, as far as it can be known.

    Docs tells that the last one has left with edits, and we know of a save that failed. Otherwise there need not have
    been any: while this server was stopped for days, Docs has said that nothing was changed, and nobody heard it.
    """
    if not session.users or session.failure is not None:
        return trouble("saving.lost")
    return trouble("saving.perhaps-lost") if heard or session.strangers else None
