"""What those who edited a document decide when it was changed on disk at the same time.

Until then both are kept: the file as it was changed, and the edits in a copy beside it. One of them decides, and never
to the loss of another: edits of others stay in the copy, and they are told of it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypedDict, cast, get_args

from ..errors import ConflictError, NotFoundError, OnlyOfficeError
from ..events import SaveEvents
from ..messages import trouble
from ..sessions.session import Decision, Session
from ..sessions.sessions import Sessions
from ..storage import filenames
from ..storage.storage import Storage
from ..versions.recorder import VersionRecorder
from .result_delivery import ResultDelivery

Choice = Literal["mine", "theirs", "both"]
#: What somebody is told whose answer comes too late: rows of the table of troubles.
LATE: dict[str, str] = {"mine": "saving.decided-mine", "theirs": "saving.decided-theirs", "both": "saving.decided-both"}


class Resolved(TypedDict):
    """The answer of ``POST onlyoffice/resolve``."""

    choice: Choice
    savedAs: str | None  #: the copy that holds the other version, if there is one


@dataclass(frozen=True)
class Chooser:
    """Who answers: their id, and the name that others are told."""

    user: str
    name: str


class Conflicts:
    """Carries out the choice."""

    def __init__(
        self,
        sessions: Sessions,
        storage: Storage,
        results: ResultDelivery,
        versions: VersionRecorder,
        events: SaveEvents,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        self._sessions = sessions
        self._storage = storage
        self._results = results
        self._versions = versions
        self._events = events
        self._now = now

    async def resolve(self, path: str, choice: str, chooser: Chooser, key: str = "", about: str = "") -> Resolved:
        """The answer of ``POST onlyoffice/resolve``, about ``path``, which a tab opened under ``key``.

        mine: the edits become the file; what was on disk becomes its checkpoint and a copy. theirs: the file stays, the
        copy with the edits goes to the wastebasket, unless others edited as well. both: both stay. ``about`` is the
        copy that the question named. The same choice twice has the same answer. Raises BadRequestError, NotAllowedError
        for who edited nothing, ConflictError with what was decided when there is nothing to decide any more, and what
        storage raises; then nothing was changed.
        """
        if choice not in get_args(Choice):
            raise trouble("saving.no-choice")
        chosen = cast("Choice", choice)
        session = await self._meant(path, key)
        if session is None:
            raise trouble("saving.decided")
        async with self._results.lock(session.key):
            session = await self._sessions.get(session.key)
            copy = session.copy_path
            if session.state == "closed" or copy is None or not _is_about(about, copy):
                return _late(session, chosen, about)
            if not session.may_decide(chooser.user):
                raise trouble("saving.not-yours")
            return await self._carry_out(session, copy, chosen, chooser)

    async def _meant(self, path: str, key: str) -> Session | None:
        """The session of the tab, even if it has ended: then the answer is late."""
        if key:
            with suppress(NotFoundError):
                return await self._sessions.get(key)
        return await self._sessions.current(path)

    async def _carry_out(self, session: Session, copy: str, choice: Choice, chooser: Chooser) -> Resolved:
        if choice == "mine":
            kept = await self._keep_mine(session, copy)
            await self._sessions.decided(session, Decision(choice, chooser.name, copy, kept))
            return {"choice": choice, "savedAs": kept}
        others = session.others(chooser.user)
        if not session.authors:  # Docs did not tell: all who had it open may have
            session = await self._sessions.wrote(session, session.names)
        stays = choice == "both" or bool(others) or await self._went_on(session, copy)
        if not stays:
            with suppress(NotFoundError):  # they have removed it by hand
                await self._storage.delete(copy)
        decision = Decision(choice, chooser.name, copy, copy if stays else None)
        session = await self._sessions.decided(session, decision)
        session = await self._sessions.told(session.key, chooser.user, all_of_them=not (stays and others))
        session = await self._sessions.end(session, replaced=True)
        self._events.changed(session, self._sessions.now())
        if not session.told:
            self._events.copied(session, self._sessions.now(), copy, trouble(LATE[choice], name=chooser.name))
        return {"choice": choice, "savedAs": decision.copy_path}

    async def _went_on(self, session: Session, copy: str) -> bool:
        """Whether somebody has gone on with the copy itself, so that it holds more than these edits."""
        try:
            version = (await self._storage.info(copy)).version
        except NotFoundError:
            return False
        return session.copy_version not in ("", version)

    async def _keep_mine(self, session: Session, copy: str) -> str | None:
        taken = (await self._storage.info(copy)).version
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
                try:
                    stored = await self._storage.replace(info.path, mine, info.version, checkpoint=True)
                except ConflictError:  # nothing was replaced: it is a copy of what others have changed just now
                    with suppress(OnlyOfficeError):
                        await self._storage.delete(kept)
                    raise
        finally:
            mine.unlink(missing_ok=True)
        session = await self._sessions.resolved(session, stored.version)
        await self._versions.stored(session, stored)
        with suppress(OnlyOfficeError):  # it is one file too many, and the choice is carried out
            if (await self._storage.info(copy)).version == taken:
                await self._storage.delete(copy)
        self._events.stored(session, self._sessions.now())
        return kept


def _is_about(about: str, copy: str) -> bool:
    """Whether a question that named the copy ``about`` means ``copy``; a folder of it may be renamed by now."""
    return not about or filenames.split(about)[1] == filenames.split(copy)[1]


def _late(session: Session, choice: Choice, about: str) -> Resolved:
    """The answer to a choice when there is none any more. Raises ConflictError, which says what was decided."""
    decided = session.decided
    if decided is None or not _is_about(about, decided.about):
        raise trouble("saving.decided")
    if decided.choice == choice:
        return {"choice": choice, "savedAs": decided.copy_path}
    raise trouble(LATE[decided.choice], name=decided.name)
