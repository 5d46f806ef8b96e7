"""Results that can not become the file and may hold edits all the same: each goes into a recovery copy beside it.

These are what Docs could assemble of a document that it could not assemble whole, what arrived damaged, and what was
filled in after a form had been submitted.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from pathlib import Path

from ..errors import DamagedResultError, OnlyOfficeError, ResultRejectedError
from ..messages import trouble, words
from ..sessions.session import Session
from ..sessions.sessions import Sessions
from ..storage.filenames import split
from ..tasks.threads import run_in
from ..untrusted.validation import check_result
from .document_writer import DocumentWriter, Stored
from .save_journal import JournalEntry


class RecoveryCopies:
    """Makes the copies."""

    def __init__(self, sessions: Sessions, writer: DocumentWriter, executor: Executor) -> None:
        self._sessions = sessions
        self._writer = writer
        self._executor = executor

    async def partial(
        self, session: Session, entry: JournalEntry, placing: Path
    ) -> tuple[Stored, ResultRejectedError | None]:
        """Keep what Docs could assemble; with the error, when the session goes on without a save.

        Raises ResultRejectedError, and what storing the copy raises.
        """
        check = self._executor.submit(check_result, placing, entry.filetype)
        await asyncio.wrap_future(check)
        stored = await self._copy(session, entry, placing, "recovered", trouble("saving.incomplete"))
        return stored, None if entry.final else not_assembled(final=False)

    async def filled(self, session: Session, entry: JournalEntry, placing: Path) -> Stored:
        """Keep what was filled in after a form had been submitted. Raises what checking and storing the copy raise."""
        await run_in(self._executor, check_result, placing, entry.filetype)
        return await self._copy(session, entry, placing, "filled", trouble("saving.submitted"))

    async def damaged(self, session: Session, entry: JournalEntry, placing: Path, error: DamagedResultError) -> Stored:
        """Keep what arrived damaged. Raises what storing the copy raises."""
        return await self._copy(session, entry, placing, "recovered, damaged", error)

    async def _copy(
        self, session: Session, entry: JournalEntry, placing: Path, kind: str, why: OnlyOfficeError
    ) -> Stored:
        # Of a force save Docs still has all edits, so its copy gives way to the next of its kind; but not to a final
        # save that may lack some, nor what is whole to what is damaged.
        draft = session.draft if session.draft and f"({kind} " in split(session.draft)[1] else None
        if entry.final and kind != "filled":
            draft = None
        stored = await self._writer.rescue(session.path, placing, entry.filetype, kind, why, session.rescued, draft)
        if stored.is_copy:
            path = stored.info.path
            known = path in session.rescued and path != session.draft
            await self._sessions.rescued(session, path, draft=not entry.final and not known)
        return stored


def not_assembled(final: bool) -> ResultRejectedError:
    """Why a document that Docs could not assemble is not stored."""
    return trouble("saving.not-assembled-at-last" if final else "saving.not-assembled", ResultRejectedError)


def worded(error: ResultRejectedError, final: bool, copy_path: str | None = None) -> ResultRejectedError:
    """The same, but with what helps just now, and with the name of the copy."""
    remedy = error.remedy
    if not final and error.reason != "saving.not-assembled":
        remedy = words("saving.still-in-editor", cause=error.cause).remedy
    if copy_path is not None:
        remedy = words("saving.copied", cause=error.cause, remedy=remedy, name=split(copy_path)[1]).remedy
    return error.as_a(type(error), remedy)
