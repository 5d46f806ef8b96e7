"""Revert to Checkpoint, whoever asks Jupyter for it: the session of the document ends, and its tabs open it anew.

The version of the file does not tell of it: a checkpoint that was made of what the session stored last comes back with
the very time stamp. So it is noticed where every revert passes, in the contents manager. Edits that Docs brings
afterwards go to a copy beside the file.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable
from contextlib import AsyncExitStack, suppress
from functools import wraps
from typing import Any

from jupyter_server.services.contents.manager import ContentsManager

from ..errors import OnlyOfficeError
from ..events import SaveEvents
from ..sessions.session import Session
from ..sessions.sessions import Sessions
from ..storage import filenames
from .result_delivery import ResultDelivery


class CheckpointRevert:
    """Ends sessions whose file is reverted."""

    def __init__(self, sessions: Sessions, results: ResultDelivery, events: SaveEvents) -> None:
        self._sessions = sessions
        self._results = results
        self._events = events
        self._tasks: set[asyncio.Task[None]] = set()

    def notice(self, contents_manager: ContentsManager) -> None:
        """From now on every ``restore_checkpoint`` of this manager is noticed; it answers as it did before."""
        manager: Any = contents_manager
        restore = manager.restore_checkpoint

        @wraps(restore)
        def restore_checkpoint(checkpoint_id: str, path: str) -> Any:
            if inspect.iscoroutinefunction(restore):
                return self._around(path, restore, checkpoint_id)
            answer = restore(checkpoint_id, path)
            if inspect.isawaitable(answer):
                return self._after(path, answer)
            with suppress(RuntimeError):  # nothing waits for Docs outside of the loop
                task = asyncio.get_running_loop().create_task(self._reverted(path))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            return answer

        manager.restore_checkpoint = restore_checkpoint

    async def settled(self) -> None:
        """Wait until the sessions of files that were reverted have ended."""
        await asyncio.gather(*self._tasks)

    async def _around(self, path: str, restore: Any, checkpoint_id: str) -> Any:
        async with AsyncExitStack() as stack:
            session = await self._session(path)
            if session:  # no result is stored between the revert and the end
                await stack.enter_async_context(self._results.lock(session.key))
            answer = await restore(checkpoint_id, path)
            if session:
                await self._end(session.key)
        return answer

    async def _after(self, path: str, answer: Awaitable[Any]) -> Any:
        found = await answer
        await self._reverted(path)
        return found

    async def _reverted(self, path: str) -> None:
        if session := await self._session(path):
            async with self._results.lock(session.key):
                await self._end(session.key)

    async def _session(self, path: str) -> Session | None:
        with suppress(OnlyOfficeError):  # our records are away: that is no reason to keep Jupyter from it
            return await self._sessions.current(filenames.cleaned(path))
        return None

    async def _end(self, key: str) -> None:
        with suppress(OnlyOfficeError):
            session = await self._sessions.get(key)
            if session.state == "closed":  # a final save was just being stored
                return
            if session.state == "failed":  # Docs keeps the result of it, which comes as a copy now
                self._results.late.add(key)
            session = await self._sessions.reverted(session)
            self._events.reverted(session, self._sessions.now())
