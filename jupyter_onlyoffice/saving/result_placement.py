"""Where a result goes: into its document, into the copy of its session, or into a recovery copy.

What storage refuses is raised; the delivery of results keeps it and tries again.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path

from ..errors import DamagedResultError, NotFoundError, OnlyOfficeError, ResultRejectedError
from ..messages import trouble
from ..sessions.session import Session
from ..storage.file_info import FileInfo
from ..storage.storage import Storage
from .document_writer import ENDED, REVERTED, DocumentWriter, Stored
from .recovery_copies import RecoveryCopies
from .renames import Renames
from .save_journal import JournalEntry


class ResultPlacement:
    """Brings a result that is on our disk into storage."""

    def __init__(
        self, storage: Storage, writer: DocumentWriter, recovery_copies: RecoveryCopies, renames: Renames
    ) -> None:
        self._storage = storage
        self._writer = writer
        self._recovery_copies = recovery_copies
        self._renames = renames

    async def place(
        self, session: Session, entry: JournalEntry, placing: Path | None
    ) -> tuple[Session, Stored, ResultRejectedError | None]:
        """Where the result is now, and what is wrong with it: then it is in a recovery copy.

        The session comes back as it is then: under the new name of its file, if that was renamed.
        """
        if placing is None:  # moved into storage, but a crash came before it was recorded
            return session, Stored(await self._storage.info(session.path)), None
        try:
            if entry.partial:
                session = await self._renames.follow(session)
                return session, *(await self._recovery_copies.partial(session, entry, placing))
            if session.answered:
                session = await self._renames.follow(session)
                return session, await self._recovery_copies.filled(session, entry, placing), None
            ended = entry.beside or session.state == "closed"
            # What an ended session has stored beside its file is the last word: an older result may be on its way.
            expected, copy_path = (None, None) if ended else (session.known_version, session.copy_path)
            why = trouble(REVERTED if session.reverted else ENDED)
            if ended and (copied := await self._copied_before(session, placing)):
                return session, Stored(copied, why), None
            place = partial(
                self._writer.place,
                staged=placing,
                filetype=entry.filetype,
                expected_version=expected,
                copy_path=copy_path,
                checkpoint=session.stored_version is None,
                ended=why.reason,
            )
            try:
                return session, await place(session.path, recover=False), None
            except NotFoundError:
                session = await self._renames.follow(session)
                return session, await place(session.path), None
        except DamagedResultError as error:
            session = await self._renames.follow(session)
            return session, await self._recovery_copies.damaged(session, entry, placing, error), error

    async def _copied_before(self, session: Session, placing: Path) -> FileInfo | None:
        """The copy of an ended session, when it holds what has come once more."""
        copy = session.copy_path
        with suppress(OnlyOfficeError):
            if copy and copy not in session.rescued and await self._storage.same(copy, placing):
                return await self._storage.info(copy)
        return None

    async def is_at(self, path: str, version: str) -> bool:
        """Whether the file at ``path`` is of this version."""
        with suppress(OnlyOfficeError):
            return (await self._storage.info(path)).version == version
        return False
