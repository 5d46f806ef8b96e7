"""What Docs reports about a document: one function per status of a callback (protocol notes, section 5).

Each returns only when its outcome is safe; what it raises becomes the answer. To Docs a 503 means "try again", a 4xx
"never", and after either it keeps the result as "forgotten" under the session's key.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from typing import Any
from weakref import WeakValueDictionary

from .errors import BadRequestError, NotFoundError, OnlyOfficeError, ResultRejectedError, StorageError
from .events import SaveEvents
from .force_saves import ForceSaves
from .formats import extension
from .saving import Saver
from .session_store import Session
from .sessions import Sessions
from .storage import Storage


class Callbacks:
    """Takes verified callbacks, one after another for each document key."""

    def __init__(
        self,
        sessions: Sessions,
        storage: Storage,
        saver: Saver,
        force_saves: ForceSaves,
        events: SaveEvents,
    ) -> None:
        self._sessions = sessions
        self._storage = storage
        self._saver = saver
        self._force_saves = force_saves
        self._events = events
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def handle(self, claims: Mapping[str, Any]) -> None:
        """Do what a callback asks for; ``claims`` are those of its verified body token.

        Raises NotFoundError for a key that is not ours, BadRequestError for an unknown status, and what saving raises.
        """
        key, status = claims.get("key"), claims.get("status")
        if not isinstance(key, str) or isinstance(status, bool) or not isinstance(status, int):
            raise BadRequestError("The callback has no key or no status.", "Is this request from ONLYOFFICE Docs?")
        # A retry must not overtake the first attempt, which may still be storing.
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            session = await self._sessions.get(key)
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
                raise BadRequestError(f"The callback has the unknown status {status}.", "Update jupyter-onlyoffice.")

    async def _joined_or_left(self, session: Session, claims: Mapping[str, Any]) -> None:
        """1: ``users`` are all who edit now; nobody, when the last one left with edits that are about to be saved."""
        users = tuple(user for user in claims.get("users") or () if isinstance(user, str))
        if session.state == "closed" and users:
            info_version = await self._version(session)
            session = await self._sessions.revive(session, info_version)
        session = await self._sessions.editing(session, users)
        self._events.users(session, self._sessions.now())

    async def _closed_unchanged(self, session: Session) -> None:
        """4: everybody left without an edit. A 1 and then a 2 may still follow, so the key and its links stay good."""
        session = await self._sessions.unchanged(session)
        self._events.users(session, self._sessions.now())

    async def _save(self, session: Session, claims: Mapping[str, Any], final: bool) -> None:
        """2 and 6: a result is ready."""
        url = _url(claims)
        result = _name(url)
        if await self._sessions.has_result(session, result):
            if final and session.state != "closed":
                await self._sessions.end(session)
            return
        if final and claims.get("notmodified") is True and await self._has_it_all(session):
            await self._sessions.end(session)
            self._events.users(session, self._sessions.now())
            return
        # The result of a session that has ended is kept beside the file, never over it: a newer key has taken over.
        expected = None if session.state == "closed" else session.known_version
        try:
            stored = await self._saver.fetch_and_store(
                session.path, url, _filetype(claims, session), expected, session.copy_path
            )
        except OnlyOfficeError as error:
            await self._failed(session, error, final)
            raise
        copy_path = stored.info.path if stored.is_copy else None
        session = await self._sessions.stored(session, stored.info.version, copy_path, result, final)
        if copy_path is None:
            self._events.stored(session, self._sessions.now())
        else:
            self._events.copied(session, self._sessions.now(), copy_path, stored.cause)
        self._force_saves.stored(session)

    async def _recover(self, session: Session, claims: Mapping[str, Any]) -> None:
        """3: Docs could not assemble the document; what it has, if anything, goes beside the original.

        Without a result the answer is an error: after ``{"error": 0}`` Docs deletes the changes that it holds under the
        key (source: ONLYOFFICE/server, canvasservice.js, commandSfcCallback); so it keeps them, and opening the
        document again shows them.
        """
        error = ResultRejectedError(
            "ONLYOFFICE Docs could not assemble the document, so its last edits are not in the file.",
            "Open the document again: Docs may still have them. Otherwise the file is as it was stored last.",
        )
        if not claims.get("url"):
            await self._failed(session, error, final=True)
            raise error
        url = _url(claims)
        result = _name(url)
        if await self._sessions.has_result(session, result):
            return
        try:
            stored = await self._saver.fetch_and_store(session.path, url, _filetype(claims, session), None, None)
        except OnlyOfficeError as fetching:
            await self._failed(session, fetching, final=True)
            raise
        copy_path = stored.info.path if stored.is_copy else None
        session = await self._sessions.stored(session, stored.info.version, copy_path, result, final=True)
        if copy_path is None:  # all that Docs could assemble is what the file holds already
            self._events.stored(session, self._sessions.now())
        else:
            self._events.copied(session, self._sessions.now(), copy_path, error.cause)

    async def _force_save_failed(self, session: Session, claims: Mapping[str, Any]) -> None:
        """7: Docs could not assemble a force save; it goes on editing and keeps what it has."""
        error = ResultRejectedError(
            "ONLYOFFICE Docs could not assemble the document, so it is not saved yet.",
            "Save again, or close the tab: Docs then tries once more. Your edits are still in the editor.",
        )
        await self._failed(session, error, final=False)

    async def _failed(self, session: Session, error: OnlyOfficeError, final: bool) -> None:
        session = await self._sessions.failed(session, error, final)
        self._events.failed(session, self._sessions.now(), error)
        self._force_saves.failed(session, error)

    async def _has_it_all(self, session: Session) -> bool:
        """Whether our last store is still what the file holds, so that a final save without news needs no fetch."""
        if session.failure is not None or session.stored_version is None or session.copy_path is not None:
            return False
        return await self._version(session) == session.stored_version

    async def _version(self, session: Session) -> str:
        """The version on disk; "" when the file is gone or can not be seen."""
        try:
            return (await self._storage.info(session.path)).version
        except (NotFoundError, BadRequestError, StorageError):
            return ""


def _url(claims: Mapping[str, Any]) -> str:
    url = claims.get("url")
    if not isinstance(url, str) or not url:
        raise BadRequestError("The callback has no address of a result.", "Is this request from ONLYOFFICE Docs?")
    return url


def _name(url: str) -> str:
    """A name for the result at ``url``: a retry has the same address to the letter, a new result never.

    The path alone would not do, it tells results apart by four digits; and the query is signed, so it is not kept.
    """
    return hashlib.sha256(url.encode()).hexdigest()


def _filetype(claims: Mapping[str, Any], session: Session) -> str:
    """The format of the result; Docs before 7.0 does not name it, then it is the file's own."""
    filetype = claims.get("filetype")
    return filetype.lower() if isinstance(filetype, str) and filetype else extension(session.path)
