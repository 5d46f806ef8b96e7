"""Tells the open editors of a document its name, when they show another one: after a rename, or one that failed."""

from __future__ import annotations

import logging
from concurrent.futures import Executor

from ..docs_server.client import DocsClient
from ..editor.config import shortened
from ..errors import OnlyOfficeError
from ..sessions.sessions import Sessions
from ..storage.filenames import split


class Titles:
    """Sends titles to Docs, from a thread of ``executor``. That fails quietly: a title is no edit."""

    def __init__(self, sessions: Sessions, docs: DocsClient, executor: Executor, log: logging.Logger) -> None:
        self._sessions = sessions
        self._docs = docs
        self._executor = executor
        self._log = log

    async def tell(self, path: str) -> None:
        """Have all editors of ``path`` show its name; returns at once."""
        session = await self._sessions.current(path)
        if session is not None:
            self._executor.submit(self._send, session.key, path)

    def _send(self, key: str, path: str) -> None:
        try:
            self._docs.command("meta", key=key, meta={"title": shortened(split(path)[1])})
        except OnlyOfficeError as error:
            self._log.info("The open editors of %s do not show its new name: %s", path, error.line)
