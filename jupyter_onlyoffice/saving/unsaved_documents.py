"""Edits that are not in their files: which documents have some, for how long, and another try to store them.

They are on our disk (save_journal.py) or with Docs, under the key of a session whose save failed. What is told here is
what a page must know that was not there when it happened.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Literal, TypedDict

from ..errors import NotArrivedError, OnlyOfficeError
from ..events import iso
from ..messages import trouble
from ..sessions.session import Failure, Session
from ..sessions.sessions import Sessions
from .force_saves import ForceSaveAnswer, ForceSaves
from .forgotten_files import ForgottenFiles, fresh_name
from .result_delivery import ResultDelivery
from .save_journal import JournalEntry

#: Seconds that a result which was not tried yet may wait: usually it is being stored at this moment.
UNDER_WAY = 30.0


class UnsavedDocument(TypedDict):
    """What a page shows of a document whose file lacks edits: one of ``waiting`` in ``GET onlyoffice/status``."""

    path: str
    key: str
    state: Literal["failed", "copied", "gone"]  #: a save that failed; a copy, or a loss, that the user was not told of
    cause: str | None
    remedy: str | None
    reason: str | None
    at: str | None  #: in ISO 8601
    here: bool  #: whether the edits are on our own disk, and not with Docs only
    savedAs: str | None
    conflict: bool


class UnsavedDocuments:
    """The documents whose files lack edits."""

    def __init__(
        self, sessions: Sessions, results: ResultDelivery, forgotten_files: ForgottenFiles, force_saves: ForceSaves
    ) -> None:
        self._sessions = sessions
        self._results = results
        self._forgotten_files = forgotten_files
        self._force_saves = force_saves

    async def waiting(self, user: str = "") -> list[UnsavedDocument]:
        """What a page of this user has to show: saves that failed, and copies and losses they were not told of.

        Others than those who edited see them too: one person may be known by several ids, as each browser has one where
        Jupyter has no accounts. Never asks Docs.
        """
        found: dict[str, UnsavedDocument] = {}
        with suppress(OnlyOfficeError):  # without our records there is less to tell, but JupyterLab must start
            for session in await self._sessions.outstanding():
                if session.unstored or user not in session.told_by:
                    found[session.key] = _entry(session, user)
        for session in self._results.unnoted.values():
            found[session.key] = _entry(session, user)
        now = self._sessions.now()
        for entry in await self._results.waiting():
            if entry.attempts or now - entry.received_at > UNDER_WAY:
                found[entry.key] = _entry_of_journal(entry, await self._session(entry))
        return list(found.values())

    async def retry(self, path: str, key: str = "") -> ForceSaveAnswer:
        """Store now what can be stored of ``path``, which a tab may have opened under ``key``.

        The answer of ``POST onlyoffice/retry``, as that of a force save.
        What waits on our disk needs no Docs; what Docs keeps is fetched; of what is being edited Docs makes a force
        save. Raises the error that it met: then everything is still where it was.
        """
        if meant := await self._sessions.of_tab(path, key):
            path = meant.path
        stored = None
        waiting = [entry for entry in await self._results.waiting() if path == await self._path(entry)]
        if error := await self._results.deliver_all(waiting):
            raise error
        if waiting:
            stored = await self._session(waiting[-1])
            if {entry.id for entry in waiting} & {entry.id for entry in await self._results.waiting()}:
                return {**_answer(stored), "state": "pending"}  # another server is at it
        session = await self._sessions.current(path)
        if session is None:
            return _answer(stored)
        if session.unstored or session.key in self._results.unnoted:
            recovered = await self._forgotten_files.recover_key(session.key)
            if recovered and recovered.error:
                raise recovered.error
            if recovered:
                return _answer(await self._sessions.get(session.key))
        if session.state == "failed":
            raise trouble("saving.nothing-to-fetch")
        try:
            return await self._force_saves.request(path, session.key)
        except NotArrivedError:
            return _answer(await self._take_kept_by_docs(session))

    async def _take_kept_by_docs(self, session: Session) -> Session:
        """Store what Docs keeps of an earlier save, and showed to those who edit again. Raises what that meets."""
        async with self._results.lock(session.key):
            result = await self._forgotten_files.find(session)
            if result is None:
                raise trouble("saving.nothing-new")
            # Not the last one of its session, and Docs deletes what it keeps when that has come.
            await self._results.take(session, *result, final=False, result=fresh_name())
        return await self._sessions.get(session.key)

    async def _path(self, entry: JournalEntry) -> str:
        session = await self._session(entry)
        return session.path if session else entry.path

    async def _session(self, entry: JournalEntry) -> Session | None:
        with suppress(OnlyOfficeError):
            return await self._sessions.get(entry.key)
        return None


def _entry(session: Session, user: str) -> UnsavedDocument:
    failure = session.failure
    return {
        "path": session.path,
        "key": session.key,
        "state": "gone" if session.gone else "failed" if failure else "copied",
        "cause": failure.cause if failure else None,
        "remedy": failure.remedy if failure else None,
        "reason": failure.reason if failure else None,
        "at": iso(failure.at if failure else session.stored_at),
        "here": False,
        "savedAs": session.copy_path,
        "conflict": session.conflict is not None and session.may_decide(user),
    }


def _entry_of_journal(entry: JournalEntry, session: Session | None) -> UnsavedDocument:
    failure = session.failure if session else None
    told = failure or Failure.of(trouble("saving.waiting"), entry.received_at)
    return {
        "path": session.path if session else entry.path,
        "key": entry.key,
        "state": "failed",
        "cause": told.cause,
        "remedy": told.remedy,
        "reason": told.reason,
        "at": iso(told.at),
        "here": True,
        "savedAs": session.copy_path if session else None,
        "conflict": False,
    }


def _answer(session: Session | None) -> ForceSaveAnswer:
    return {
        "state": "stored" if session else "unchanged",
        "storedAt": iso(session.stored_at) if session else None,
        "savedAs": session.copy_path if session else None,
    }
