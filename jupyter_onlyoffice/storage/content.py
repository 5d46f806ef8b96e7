"""An open file that is sent in pieces."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import Executor

from ..tasks.threads import run_in
from .local_files import Reader


class Content:
    """The open file; ``size`` in bytes. To be closed by whoever got it."""

    def __init__(self, reader: Reader, executor: Executor) -> None:
        self._reader = reader
        self._executor = executor
        self.size = reader.size

    async def read(self, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from ``start`` to ``stop``. Raises StorageError when the file changes meanwhile."""
        while start < stop and (chunk := await run_in(self._executor, self._reader.read, start, stop)):
            start += len(chunk)
            yield chunk

    def close(self) -> None:
        """Let the file go."""
        self._reader.close()
