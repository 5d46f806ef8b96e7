"""What Docs reports about a document: one function per status of a callback (protocol notes, section 5).

Each returns only when its outcome is safe; what it raises becomes the answer. To Docs a 503 means "try again", a 4xx
"never", and after either it keeps the result as "forgotten" under the session's key.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from ..errors import BadRequestError, NotFoundError, OnlyOfficeError, StorageError
from ..events import SaveEvents
from ..formats import extension
from ..messages import trouble
from ..sessions.session import Session
from ..sessions.sessions import TIE, Sessions
from ..storage.filenames import is_text
from ..versions.recorder import VersionRecorder
from ..versions.version_changes import authors_of
from .form_submissions import Forms
from .recovery_copies import not_assembled
from .renames import Renames
from .result_delivery import ResultDelivery

#: The type of a force save that somebody caused who submitted a form.
SUBMITTED = 3


class Callbacks:
    """Takes verified callbacks, one after another for each document key."""

    def __init__(
        self,
        sessions: Sessions,
        renames: Renames,
        results: ResultDelivery,
        forms: Forms,
        versions: VersionRecorder,
        events: SaveEvents,
    ) -> None:
        self._sessions = sessions
        self._renames = renames
        self._results = results
        self._forms = forms
        self._versions = versions
        self._events = events

    async def handle(self, claims: Mapping[str, Any]) -> None:
        """Do what a callback asks for; ``claims`` are those of its verified body token.

        Raises NotFoundError for a key that is not ours, BadRequestError for an unknown status, and what saving raises.
        """
        key, status = claims.get("key"), claims.get("status")
        if not isinstance(key, str) or isinstance(status, bool) or not isinstance(status, int):
            raise trouble("callback.incomplete")
        # A retry must not overtake the first attempt, which may still be storing.
        async with self._results.lock(key):
            session = await self._sessions.get(key)
            if status in (2, 3, 6, 7):
                with suppress(StorageError):  # our records' disk is full: what Docs brings may find room all the same
                    session = await self._sessions.wrote(session, authors_of(claims))
            with self._results.answering(key, claims.get("userdata")):
                await self._take(session, status, claims)

    async def _take(self, session: Session, status: int, claims: Mapping[str, Any]) -> None:
        if status == 1:
            await self._joined_or_left(session, claims)
        elif status == 2:
            await self._save(session, claims, final=True)
        elif status == 3:
            await self._recover(session, claims)
        elif status == 4:
            await self._closed_unchanged(session)
        elif status == 6:
            await self._save(session, claims, final=False)
        elif status == 7:
            await self._force_save_failed(session, claims)
        else:
            raise trouble("callback.status", status=status)

    async def _joined_or_left(self, session: Session, claims: Mapping[str, Any]) -> None:
        """1: ``users`` are all who edit now; nobody, when the last one left with edits that are about to be saved."""
        told = claims.get("users")
        users = tuple(user for user in told if isinstance(user, str)) if isinstance(told, list) else ()
        if session.state == "closed" and users:
            info_version = await self._version(session)
            session = await self._sessions.revive(session, info_version)
        session = await self._sessions.editing(session, users)
        self._events.users(session, self._sessions.now())

    async def _closed_unchanged(self, session: Session) -> None:
        """4: everybody left without an edit. A 1 and then a 2 may still follow, so the key and its links stay good."""
        if session.answered:  # what the next one fills in must not count as submitted
            session = await self._sessions.end(session)
        else:
            session = await self._sessions.unchanged(session)
        self._events.users(session, self._sessions.now())

    async def _save(self, session: Session, claims: Mapping[str, Any], final: bool) -> None:
        """2 and 6: a result is ready."""
        url = _url(claims)
        if not final and claims.get("forcesavetype") == SUBMITTED:
            await self._submitted(session, claims)
            return
        if final and claims.get("notmodified") is True and await self._has_it_all(session):
            await self._sessions.end(session)
            self._events.users(session, self._sessions.now())
            return
        lastsave = claims.get("lastsave")
        if not session.answered:
            self._versions.told(session.key, claims)
            await self._forms.keep_blank(session)
        await self._results.take(session, url, _filetype(claims, session), final, lastsave=str(lastsave or ""))
        if final:
            await self._forms.forget_blank(session)

    async def _submitted(self, session: Session, claims: Mapping[str, Any]) -> None:
        """6 by a form that somebody submits: the result has no fields any more, so it never becomes the form.

        Facts: ONLYOFFICE/server 9.3, DocsCoServer.js ("sendForm" assembles with ``isPrint``), canvasservice.js.
        """
        answers = claims.get("formsdataurl")
        session = await self._forms.submitted(
            session,
            _url(claims),
            _filetype(claims, session),
            answers if isinstance(answers, str) else "",
            str(claims.get("lastsave") or ""),
        )
        self._events.stored(session, self._sessions.now())

    async def _recover(self, session: Session, claims: Mapping[str, Any]) -> None:
        """3: Docs could not assemble the document; what it has, if anything, goes beside the original.

        Without a result the answer is an error: after ``{"error": 0}`` Docs deletes the changes that it holds under the
        key (source: ONLYOFFICE/server, canvasservice.js, commandSfcCallback); so it keeps them, and opening the
        document again shows them.
        """
        if claims.get("url"):
            await self._results.take(session, _url(claims), _filetype(claims, session), final=True, partial=True)
            return
        error = not_assembled(final=True)
        await self._results.failed(session, error, final=True)
        raise error

    async def _force_save_failed(self, session: Session, claims: Mapping[str, Any]) -> None:
        """7: Docs could not assemble a force save; it goes on editing and keeps what it has, whatever the answer is."""
        if claims.get("url"):
            with suppress(OnlyOfficeError):  # told by then
                await self._results.take(session, _url(claims), _filetype(claims, session), final=False, partial=True)
            return
        await self._results.failed(session, not_assembled(final=False), final=False)

    async def _has_it_all(self, session: Session) -> bool:
        """Whether our last store is still what the file holds, so that a final save without news needs no fetch."""
        if session.failure is not None or session.stored_at is None:
            return False
        if session.lastsave.endswith(TIE):  # a force save may have overtaken a younger one
            return False
        if session.replaced:
            return True
        if session.stored_version is None or session.copy_path is not None:
            return False
        return await self._version(session) == session.stored_version

    async def _version(self, session: Session) -> str:
        """The version on disk; "" when the file is gone or can not be seen."""
        try:
            return (await self._renames.found(session)).version
        except (NotFoundError, BadRequestError, StorageError):
            return ""


def _url(claims: Mapping[str, Any]) -> str:
    url = claims.get("url")
    if not isinstance(url, str) or not url or not is_text(url):
        raise trouble("callback.no-address")
    return url


def _filetype(claims: Mapping[str, Any], session: Session) -> str:
    """The format of the result; Docs before 7.0 does not name it, then it is the file's own."""
    filetype = claims.get("filetype")
    return filetype.lower() if isinstance(filetype, str) and filetype else extension(session.path)
