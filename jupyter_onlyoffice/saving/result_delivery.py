"""The way of a result from Docs into storage: first to our own disk, then into the file, and only then forgotten here.

Docs tries a final save three more times within about seven seconds and a force save never (docs/protocol.md, 5). What
storage refuses for longer is ours to deliver: it waits on our disk, across restarts, and is tried again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from weakref import WeakValueDictionary

from ..errors import (
    BadRequestError,
    NotFoundError,
    OnlyOfficeError,
    ResultRejectedError,
    StorageError,
)
from ..events import SaveEvents
from ..messages import line, trouble
from ..sessions.session import Failure, Session
from ..sessions.sessions import TIE, Sessions
from ..tasks.independent import IndependentTasks
from ..tasks.shielded import ShieldedTasks
from ..tasks.threads import ThreadPools, run_in
from ..versions.recorder import VersionRecorder
from .document_writer import CHANGED, DELETED, Stored
from .force_saves import ForceSaves
from .recovery_copies import not_assembled, worded
from .renames import Renames
from .result_fetcher import ResultFetcher, name_of
from .result_placement import ResultPlacement
from .save_journal import JournalEntry

LOG = logging.getLogger(__name__)

#: Seconds until a result that storage refused is tried again: the first time when Docs has given up, then ever slower.
FIRST_RETRY, LAST_RETRY = 15.0, 900.0
#: How many results are tried again at a time.
AT_ONCE = 4


class ResultDelivery:
    """Takes results, and delivers those that wait. Callers hold ``lock`` of the document key."""

    def __init__(
        self,
        fetcher: ResultFetcher,
        placement: ResultPlacement,
        sessions: Sessions,
        force_saves: ForceSaves,
        renames: Renames,
        versions: VersionRecorder,
        events: SaveEvents,
        pools: ThreadPools,
    ) -> None:
        self._fetcher = fetcher
        self._journal = fetcher.journal
        self._placement = placement
        self._sessions = sessions
        self._force_saves = force_saves
        self._renames = renames
        self._versions = versions
        self._events = events
        self._disk = pools.disk
        self.underway = ShieldedTasks()
        self._tasks = IndependentTasks(LOG, AT_ONCE)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        #: By key: sessions whose failure could not even be noted, and results (address and type) that there was no room
        #: for. Both happen when the disk of our records is full.
        self.unnoted: dict[str, Session] = {}
        self.unfetched: dict[str, tuple[str, str]] = {}
        self._unwritten: dict[str, JournalEntry] = {}  # by id: what could not be noted of results that wait
        #: Keys whose last result storage took only when Docs had given up.
        self.late: set[str] = set()

    def lock(self, key: str) -> asyncio.Lock:
        """Whoever changes the session of ``key`` by what Docs delivered holds this."""
        return self._locks.setdefault(key, asyncio.Lock())

    def answering(self, key: str, userdata: str) -> AbstractContextManager[None]:
        """Inside, a callback is taken that came with ``userdata``: what it brings is for those who ordered it."""
        return self._force_saves.answering(key, userdata)

    async def take(
        self,
        session: Session,
        url: str,
        filetype: str,
        final: bool,
        partial: bool = False,
        lastsave: str = "",
        result: str = "",
    ) -> None:
        """Store the result at ``url``; returns when it is safely in the file, or in a copy that the user is told of.

        ``partial``: it is what Docs could assemble of a broken document, which never becomes the file. ``lastsave`` is
        Docs' time of its youngest edit, ``result`` what to call it, if not by its address. Raises what fetching and
        storing raise, and what was fetched by then waits on our disk; ResultRejectedError when it is not worth to wait;
        DamagedResultError when it is in a recovery copy, for what it is; StorageError when the file has younger edits.
        """
        result = result or name_of(url)
        if not final and lastsave and lastsave < session.lastsave.rstrip(TIE):
            # A later one overtook it; then Docs does not mind. Or the clock of Docs was set back, and then it may lack
            # what has a later time (source: ONLYOFFICE/server, converter.js, processChanges): the final save has all.
            await self._sessions.doubted(session)
            older = trouble("saving.older")
            self._events.older(session, older)
            raise older
        if session.answered and lastsave and lastsave <= session.submitted:
            # All of it was submitted, and is stored beside the form.
            self._force_saves.stored(session)
            if final and session.state != "closed":
                await self._sessions.end(session)
            return
        if await self._sessions.has_result(session, result):
            self._force_saves.stored(session)
            if final and session.state != "closed":
                await self._sessions.end(session)
            return
        waiting = [entry for entry in await run_in(self._disk, self._journal.of, session.key) if entry.result == result]
        if waiting:
            await self._deliver(waiting[0])
            return
        try:
            entry = await self._fetcher.fetch(session, url, filetype, final, partial, lastsave, result)
        except Exception as fault:
            told = _told(fault)
            self.unfetched[session.key] = (url, filetype)
            await self.failed(session, not_assembled(final) if partial else told, final)
            if told is fault:
                raise
            LOG.error("jupyter-onlyoffice: %s", line("server.result", path=session.path), exc_info=fault)
            raise told from fault
        with self._journal.claimed(entry):  # another server of this user may see it
            await self._deliver(entry)

    async def _deliver(self, entry: JournalEntry) -> None:
        """Bring what waits on our disk into storage; begun, it is not broken off.

        Whatever goes wrong is told, the result waits on, and is tried again ever slower. Raises OnlyOfficeError.
        """
        await self.underway.finish(self._deliver_now(entry))

    async def _deliver_now(self, entry: JournalEntry) -> None:
        session: Session | None = None
        try:
            session = await self._sessions.get_or_adopt(entry.key, entry.path)
            if await self._sessions.has_result(session, entry.result):  # a crash came before anybody was told
                await self._tell(session, entry, session.copy_path, trouble(CHANGED))
                return
            placing = await run_in(self._disk, self._journal.linked, entry.id)
            try:
                session, stored, broken = await self._placement.place(session, entry, placing)
            except (NotFoundError, BadRequestError):  # or a folder is in its place
                if placing is None:  # stored, recorded nowhere, and deleted since
                    await run_in(self._disk, self._journal.drop, entry)
                    return
                raise
            if broken is None:
                await self._stored(session, entry, stored)
                return
        except ResultRejectedError as error:
            await run_in(self._disk, self._journal.drop, entry)
            if session:
                await self.failed(session, worded(error, entry.final), entry.final)
            raise
        except Exception as fault:
            told = _told(fault)
            await self._put_off(session, entry, told)
            if told is fault:
                raise
            LOG.error("jupyter-onlyoffice: %s", line("server.result", path=entry.path), exc_info=fault)
            raise told from fault
        await run_in(self._disk, self._journal.drop, entry)
        copy_path = stored.info.path if stored.is_copy else None
        broken = worded(broken, entry.final, copy_path)
        if session.state != "closed" or copy_path not in session.rescued:  # else it was told before
            await self.failed(session, broken, entry.final, copy_path)
        raise broken

    async def _put_off(self, session: Session | None, entry: JournalEntry, error: OnlyOfficeError) -> None:
        """It waits on, for longer than the last time. Without a session our records are out of order, too."""
        pause = min(FIRST_RETRY * 2 ** min(entry.attempts, 10), LAST_RETRY)
        waiting = replace(entry, attempts=entry.attempts + 1, next_at=self._sessions.now() + pause)
        try:
            await run_in(self._disk, self._journal.write, waiting)
            self._unwritten.pop(entry.id, None)
        except (OnlyOfficeError, OSError):  # the disk of our records may be full as well
            self._unwritten[entry.id] = waiting
        if session:
            await self.failed(session, error, entry.final)

    async def _stored(self, session: Session, entry: JournalEntry, stored: Stored) -> None:
        path = (await self._sessions.get(session.key)).path
        moved = path != session.path and not await self._placement.is_at(path, stored.info.version)
        if not stored.is_copy and (moved or await self._renames.strayed(session)):
            # The file was renamed at that very moment, so the result made a new one under its old name.
            stored = Stored(stored.info, trouble(DELETED))
        copy_path = stored.info.path if stored.is_copy else None
        # Somebody who has opened the document again by now goes on with the same key, and ends the session later.
        final = entry.final and not (entry.attempts and session.state == "editing")
        version = stored.info.version
        contested = stored.why is not None and stored.why.reason == CHANGED
        session = await self._sessions.stored(
            session, version, copy_path, entry.result, final, entry.lastsave, contested
        )
        if entry.attempts and entry.final:
            self.late.add(session.key)
        if entry.attempts and not final:  # a later one may have been stored before it
            session = await self._sessions.doubted(session)
        self.unnoted.pop(session.key, None)
        self.unfetched.pop(session.key, None)
        if copy_path is None and not final:
            await self._renames.hold(session)
        if copy_path is None:
            await self._versions.stored(session, stored.info)
        await self._tell(session, entry, copy_path, stored.why)

    async def _tell(
        self, session: Session, entry: JournalEntry, copy_path: str | None, why: OnlyOfficeError | None
    ) -> None:
        """The result of ``entry`` is safe: tell, and let go of it."""
        if copy_path is None or why is None:
            self._events.stored(session, self._sessions.now())
        else:
            self._events.copied(session, self._sessions.now(), copy_path, why)
        self._force_saves.stored(session)
        for older in await run_in(self._disk, self._journal.of, entry.key):
            # A result holds all that earlier ones of its session hold; what Docs could not assemble may not.
            covered = not entry.beside and older.received_at <= entry.received_at and older.lastsave <= entry.lastsave
            if older.id == entry.id or covered:
                await run_in(self._disk, self._journal.drop, older)

    async def failed(self, session: Session, error: OnlyOfficeError, final: bool, copy_path: str | None = None) -> None:
        """A result of ``session`` is not in the file, at most in a recovery copy: remember it, and tell."""
        try:
            session = await self._sessions.failed(session, error, final)
            self.unnoted.pop(session.key, None)
        except StorageError:  # the disk of our records may be full as well; then it can at least be told
            failure = Failure.of(error, self._sessions.now())
            self.unnoted[session.key] = replace(session, failure=failure)
        self._events.failed(session, self._sessions.now(), error, copy_path)
        self._force_saves.failed(session, error)

    async def deliver_due(self) -> float:
        """Try again what is due; the seconds until the next is."""
        now = self._sessions.now()
        pause = FIRST_RETRY  # for what fails meanwhile
        due: list[JournalEntry] = []
        for entry in await self.waiting():
            if 0 < entry.next_at - now <= LAST_RETRY:
                pause = min(pause, entry.next_at - now)
            else:  # a clock that was set back is not waited for
                due.append(entry)
        await self._tasks.each(due, self.deliver, lambda entry: f"{entry.path} (result {entry.id})")
        return pause

    async def deliver(self, entry: JournalEntry) -> OnlyOfficeError | None:
        """Try again now; why it is still not stored. A result that another server is handling is left to it."""
        async with self.lock(entry.key):
            with self._journal.claimed(entry) as ours:
                if ours:
                    try:
                        await self._deliver(entry)
                    except OnlyOfficeError as error:  # told and noted by then
                        return error
        return None

    async def deliver_all(self, results: Sequence[JournalEntry]) -> OnlyOfficeError | None:
        """Try again now each of them, whatever becomes of those before; why one is still not stored."""
        refused = [(entry, error) for entry in results if (error := await self.deliver(entry))]
        left = (
            {entry.id for entry in await self.waiting()} if refused else set()
        )  # a later one can have made it needless
        errors = (error for entry, error in refused if entry.id in left or isinstance(error, ResultRejectedError))
        return next(errors, None)

    async def waiting(self) -> list[JournalEntry]:
        """What is not in storage yet, oldest first."""
        found = await run_in(self._disk, self._journal.all)
        self._unwritten = {entry.id: self._unwritten[entry.id] for entry in found if entry.id in self._unwritten}
        return [self._unwritten.get(entry.id, entry) for entry in found]


def _told(fault: Exception) -> OnlyOfficeError:
    """What a person is told of ``fault``, perhaps one that nobody foresaw."""
    return fault if isinstance(fault, OnlyOfficeError) else trouble("saving.fault")
