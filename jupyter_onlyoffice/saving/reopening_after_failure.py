"""Opening a document again whose last edits are not in its file: they are brought there first.

They wait on our disk, or Docs keeps them as "forgotten" under the key of the failed save, and would show them to
whoever opens that key again. Where both are gone the key is not kept any longer. Nobody waits for a Docs that does not
answer.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

from ..docs_server.client import DocsClient
from ..errors import OnlyOfficeError
from ..events import SaveEvents
from ..messages import Notice, line, notice, trouble
from ..sessions.session import Session
from ..sessions.sessions import Sessions
from ..storage.file_info import FileInfo
from ..storage.storage import Storage
from .forgotten_files import ForgottenFiles
from .result_delivery import ResultDelivery

T = TypeVar("T")

#: Seconds that somebody who opens a document waits for Docs.
LIMIT = 4.0
#: After an answer that took longer than the first, in seconds, none is waited for during the second.
SLOW, SILENCE = 2.0, 10.0
#: What the user is told when the edits are nowhere any more.
GONE = notice("saving.edits-gone")


class ReopeningAfterFailure:
    """Settles what is outstanding of a session before its document is opened."""

    def __init__(
        self,
        sessions: Sessions,
        results: ResultDelivery,
        forgotten_files: ForgottenFiles,
        storage: Storage,
        docs: DocsClient,
        events: SaveEvents,
        executor: Executor,
        log: logging.Logger,
    ) -> None:
        self._sessions = sessions
        self._results = results
        self._forgotten_files = forgotten_files
        self._storage = storage
        self._docs = docs
        self._events = events
        self._executor = executor
        self._log = log
        self._under_way: dict[str, asyncio.Task[bool]] = {}
        self._silent_until = float("-inf")  # by the monotonic clock

    async def open(
        self, info: FileInfo, user: str, name: str, over: str = ""
    ) -> tuple[FileInfo, Session, Notice | None]:
        """The file as it is once everything is settled, the session that its opener joins, and what to tell them.

        ``over``: a key of which Docs told the opener that it has ended. Raises what ``Storage.info`` and
        ``Sessions.open`` raise.
        """
        session = await self._sessions.open(info.path, info.version, user, name, self.known)
        ended = session.key == over and await self._ended(over)
        if not ended and not self.outstanding(session):
            return info, session, None
        gone = await self.settle(session)
        if ended and not self.outstanding(session := await self._sessions.get(over)):
            await self._sessions.end(session)  # else it would be told nowhere any more what is outstanding
        info = await self._storage.info(info.path)
        session = await self._sessions.open(info.path, info.version, user, name, self.known)
        self._sessions.hand_out_again(session)
        return info, session, gone

    def outstanding(self, session: Session) -> bool:
        """Whether something is."""
        return session.state == "failed" or session.failure is not None or session.key in self._results.unnoted

    async def settle(self, session: Session) -> Notice | None:
        """Store what is outstanding, as far as that is possible now; what the user must be told when it is gone.

        Several who open the document at once wait for the same. What takes longer goes on after this has returned.
        """
        task = self._under_way.get(session.key)
        if task is None:
            task = self._under_way[session.key] = asyncio.create_task(self._settle(session))
            task.add_done_callback(lambda _: self._under_way.pop(session.key, None))
        await asyncio.wait({task}, timeout=LIMIT)
        if not task.done():
            self._silent_until = time.monotonic() + SILENCE
        return GONE if task.done() and task.result() else None

    async def known(self, key: str) -> bool:
        """Whether Docs may still have edits under a key of which we believe that it is edited.

        When it has not, what it kept when it ended is brought to safety before the key is given up.
        """
        try:
            known = await self.ask(self._docs.knows, key)
        except OnlyOfficeError:
            return True  # it is silent
        if not known:
            await self.settle(await self._sessions.get(key))
        return known

    async def _ended(self, key: str) -> bool:
        """Whether nobody edits under a key although our record says so: to hand it out again would never end."""
        try:
            return not await self.ask(self._docs.edited, key)
        except OnlyOfficeError:
            return False

    async def ask(self, question: Callable[..., T], *args: Any) -> T:
        """Ask Docs something, but not for long. Raises DocsUnreachableError or DocsRefusedError."""
        started = time.monotonic()
        silence = trouble("docs.silent")
        if started < self._silent_until:
            raise silence
        asked = asyncio.get_running_loop().run_in_executor(self._executor, question, *args)
        try:
            return await asyncio.wait_for(asked, LIMIT)
        except asyncio.TimeoutError:
            raise silence from None
        finally:
            if time.monotonic() - started > SLOW:
                self._silent_until = time.monotonic() + SILENCE

    async def _settle(self, session: Session) -> bool:
        """Whether edits are gone."""
        try:
            return await self._bring(session)
        except OnlyOfficeError as error:
            self._log.info("%s is opened before its last edits are stored: %s", session.path, error.line)
        except Exception:  # a fault of ours must not keep the document closed
            self._log.exception("jupyter-onlyoffice: %s", line("server.settling", path=session.path))
        return False

    async def _bring(self, session: Session) -> bool:
        key = session.key
        waiting = [kept for kept in await self._results.waiting() if kept.key == key]
        refused = await self._results.deliver_all(waiting)
        # In this order: Docs forgets the key only when it has kept what it could not deliver.
        known = await self.ask(self._docs.knows, key)
        # What storage refuses is not fetched another time.
        found = await (self._forgotten_files.find(session) if refused else self._forgotten_files.recover_key(key))
        async with self._results.lock(key):
            session = await self._sessions.get(key)
            if known or found or session.state == "closed" or self._sessions.reopened(key):
                return False
            gone = not waiting and session.failure is not None
            lost = trouble("saving.lost")
            session = await (self._sessions.lost(session, lost) if gone else self._sessions.end(session))
        if gone:  # also those are told who edited and do not open it now
            self._events.lost(session, self._sessions.now(), lost)
        else:
            self._events.ended(session, self._sessions.now())
        return gone
