"""What Docs reports about a document: one function per status of a callback (docs/protocol.md, section 5).

Each returns only when its outcome is safe; what it raises becomes the answer. To Docs a 503 means "try again", a 4xx
"never", and after either it keeps the result as "forgotten" under the session's key.
"""

from __future__ import annotations

from contextlib import suppress

from ..docs_server.callback import Callback, CallbackStatus, ForceSaveType
from ..errors import BadRequestError, NotFoundError, OnlyOfficeError, StorageError
from ..events import SaveEvents
from ..formats import extension
from ..messages import trouble
from ..sessions.session import Session
from ..sessions.sessions import TIE, Sessions
from ..versions.recorder import VersionRecorder
from .form_submissions import Forms
from .recovery_copies import not_assembled
from .renames import Renames
from .result_delivery import ResultDelivery

#: What Docs reports when somebody has edited the document.
EDITED = frozenset(
    (
        CallbackStatus.READY_TO_SAVE,
        CallbackStatus.SAVING_ERROR,
        CallbackStatus.FORCE_SAVED,
        CallbackStatus.FORCE_SAVE_ERROR,
    )
)


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

    async def handle(self, callback: Callback) -> None:
        """Do what a verified callback asks for.

        Raises NotFoundError for a key that is not ours, BadRequestError for an unknown status, and what saving raises.
        """
        # A retry must not overtake the first attempt, which may still be storing.
        async with self._results.lock(callback.key):
            session = await self._sessions.get(callback.key)
            if callback.status in EDITED:
                with suppress(StorageError):  # our records' disk is full: what Docs brings may find room all the same
                    session = await self._sessions.wrote(session, callback.authors)
            with self._results.answering(callback.key, callback.userdata):
                await self._take(session, callback)

    async def _take(self, session: Session, callback: Callback) -> None:
        match callback.status:
            case CallbackStatus.EDITING:
                await self._joined_or_left(session, callback)
            case CallbackStatus.READY_TO_SAVE:
                await self._save(session, callback, final=True)
            case CallbackStatus.SAVING_ERROR:
                await self._recover(session, callback)
            case CallbackStatus.CLOSED_UNCHANGED:
                await self._closed_unchanged(session)
            case CallbackStatus.FORCE_SAVED:
                await self._save(session, callback, final=False)
            case CallbackStatus.FORCE_SAVE_ERROR:
                await self._force_save_failed(session, callback)
            case unknown:
                raise trouble("callback.status", status=unknown)

    async def _joined_or_left(self, session: Session, callback: Callback) -> None:
        """1: ``users`` are all who edit now; nobody, when the last one left with edits that are about to be saved."""
        if session.state == "closed" and callback.users:
            info_version = await self._version(session)
            session = await self._sessions.revive(session, info_version)
        session = await self._sessions.editing(session, callback.users)
        self._events.users(session, self._sessions.now())

    async def _closed_unchanged(self, session: Session) -> None:
        """4: everybody left without an edit. A 1 and then a 2 may still follow, so the key and its links stay good."""
        if session.answered:  # what the next one fills in must not count as submitted
            session = await self._sessions.end(session)
        else:
            session = await self._sessions.unchanged(session)
        self._events.users(session, self._sessions.now())

    async def _save(self, session: Session, callback: Callback, final: bool) -> None:
        """2 and 6: a result is ready."""
        url = callback.result_url()
        if not final and callback.force_save_type == ForceSaveType.FORM_SUBMITTED:
            await self._submitted(session, callback)
            return
        if final and callback.not_modified and await self._has_it_all(session):
            await self._sessions.end(session)
            self._events.users(session, self._sessions.now())
            return
        if not session.answered:
            self._versions.result_announced(callback)
            await self._forms.keep_blank(session)
        await self._results.take(session, url, _filetype(callback, session), final, lastsave=callback.last_save)
        if final:
            await self._forms.forget_blank(session)

    async def _submitted(self, session: Session, callback: Callback) -> None:
        """6 by a form that somebody submits: the result has no fields any more, so it never becomes the form.

        Facts: ONLYOFFICE/server 9.3, DocsCoServer.js ("sendForm" assembles with ``isPrint``), canvasservice.js.
        """
        session = await self._forms.submitted(
            session,
            callback.result_url(),
            _filetype(callback, session),
            callback.form_answers_url,
            callback.last_save,
        )
        self._events.stored(session, self._sessions.now())

    async def _recover(self, session: Session, callback: Callback) -> None:
        """3: Docs could not assemble the document; what it has, if anything, goes beside the original.

        Without a result the answer is an error: after ``{"error": 0}`` Docs deletes the changes that it holds under the
        key (source: ONLYOFFICE/server, canvasservice.js, commandSfcCallback); so it keeps them, and opening the
        document again shows them.
        """
        if callback.url != "":
            await self._results.take(
                session, callback.result_url(), _filetype(callback, session), final=True, partial=True
            )
            return
        error = not_assembled(final=True)
        await self._results.failed(session, error, final=True)
        raise error

    async def _force_save_failed(self, session: Session, callback: Callback) -> None:
        """7: Docs could not assemble a force save; it goes on editing and keeps what it has, whatever the answer is."""
        if callback.url != "":
            with suppress(OnlyOfficeError):  # told by then
                await self._results.take(
                    session, callback.result_url(), _filetype(callback, session), final=False, partial=True
                )
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


def _filetype(callback: Callback, session: Session) -> str:
    """The format of the result; Docs before 7.0 does not name it, then it is the file's own."""
    return callback.filetype or extension(session.path)
