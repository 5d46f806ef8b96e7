"""A rename by Jupyter, seen before it begins: no result is stored in a file that is just being renamed.

An object store copies the file and deletes the old one, and so does a disk when it goes to another disk: what is stored
between the two would be deleted. The copy is of another time, so it is noted what the file was before.
"""

from __future__ import annotations

import asyncio
import inspect
from contextlib import AsyncExitStack, suppress
from functools import wraps
from typing import Any

from jupyter_server.services.contents.manager import ContentsManager
from tornado.web import HTTPError

from ..errors import OnlyOfficeError
from ..sessions.session import Session
from ..sessions.sessions import Sessions
from ..storage import filenames
from ..storage.file_info import version_of_model
from ..storage.storage import Storage
from .document_writer import DocumentWriter
from .renames import Renames
from .result_delivery import ResultDelivery

#: Seconds that a rename waits for results that are being stored.
LIMIT = 5.0


class RenameGuard:
    """Keeps results and renames apart."""

    def __init__(
        self, sessions: Sessions, storage: Storage, results: ResultDelivery, writer: DocumentWriter, renames: Renames
    ) -> None:
        self._sessions = sessions
        self._storage = storage
        self._results = results
        self._writer = writer
        self._renames = renames

    def notice(self, contents_manager: ContentsManager) -> None:
        """From now on every ``rename`` of this manager is noticed; it answers as it did before."""
        manager: Any = contents_manager
        rename = manager.rename

        @wraps(rename)
        def noticed(old_path: str, new_path: str) -> Any:
            if inspect.iscoroutinefunction(rename):
                return self._around(rename, old_path, new_path)
            if not self._storage.local:  # nothing comes between: it keeps the event loop to itself
                old = filenames.cleaned(old_path)
                with suppress(HTTPError, OSError, LookupError, TypeError):
                    model = manager.get(old, content=False, type="file")
                    self._renames.about_to(old, {old: version_of_model(model)})
            return rename(old_path, new_path)

        manager.rename = noticed

    async def _around(self, rename: Any, old_path: str, new_path: str) -> Any:
        old, new = filenames.cleaned(old_path), filenames.cleaned(new_path)
        async with AsyncExitStack() as stack:
            sessions = await self._sessions_in(old)
            end = asyncio.get_running_loop().time() + LIMIT
            for key in sorted(session.key for session in sessions):
                lock = self._results.lock(key)
                with suppress(asyncio.TimeoutError):  # a save that hangs: the rename is not kept from the user for it
                    await asyncio.wait_for(lock.acquire(), max(end - asyncio.get_running_loop().time(), 0.0))
                    stack.callback(lock.release)
            # Those of ended sessions, and of the built-in editor, have no lock there.
            await stack.enter_async_context(
                self._writer.moving(old, max(end - asyncio.get_running_loop().time(), 0.01))
            )
            was: dict[str, str] = {}
            for session in sessions:
                with suppress(OnlyOfficeError):
                    was[session.path] = (await self._storage.info(session.path)).version
            self._renames.about_to(old, was)
            answer = await rename(old_path, new_path)
            # Before the next result looks for its file. What Jupyter has done is done, whatever our records are like:
            # they are tried again when it tells of the rename, and then it is logged.
            with suppress(OnlyOfficeError):
                await self._renames.renamed(old, new)
        return answer

    async def _sessions_in(self, path: str) -> list[Session]:
        """Those with edits whose file is at ``path``, or in it."""
        with suppress(OnlyOfficeError):  # our records are away: that is no reason to keep Jupyter from it
            found = {session.key: session for session in await self._sessions.edited()}
            found |= {session.key: session for session in await self._sessions.outstanding()}
            return [one for one in found.values() if one.path == path or one.path.startswith(f"{path}/")]
        return []
