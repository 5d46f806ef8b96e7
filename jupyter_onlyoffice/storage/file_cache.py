"""What was made of documents, kept until newer ones need the room."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Executor
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from ..tasks.threads import run_in

MIB = 1024 * 1024


class FileCache:
    """Files in ``folder``, at most ``size`` bytes together; the one unused for longest goes first. All of it blocks."""

    def __init__(self, folder: Path, size: int = 512 * MIB, suffix: str = ".pdf") -> None:
        self._folder = folder
        self._size = size
        self._suffix = suffix

    def get(self, *key: str) -> Path | None:
        """The file kept under ``key``."""
        path = self._path(key)
        try:
            os.utime(path)  # used now
        except OSError:
            return None
        return path

    def put(self, made: Path, *key: str) -> Path:
        """Keep ``made``, which is moved and must be on the same disk, under ``key``.

        Raises OSError.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(key)
        os.replace(made, path)
        os.utime(path)
        self._shrink(path)
        return path

    def _path(self, key: tuple[str, ...]) -> Path:
        return self._folder / f"{hashlib.sha256(chr(0).join(key).encode()).hexdigest()}{self._suffix}"

    def _shrink(self, newest: Path) -> None:
        """Make room; the newest stays, however large: somebody waits for it."""
        entries = []
        for entry in self._folder.glob(f"*{self._suffix}"):
            with suppress(OSError):  # another server shrinks it too
                status = entry.stat()
                entries.append((status.st_mtime_ns, status.st_size, entry))
        total = sum(size for _, size, _ in entries)
        for _, size, entry in sorted(entries):
            if total <= self._size:
                break
            if entry != newest:
                entry.unlink(missing_ok=True)
                total -= size


async def open_cached(
    cache: FileCache, executor: Executor, key: tuple[str, ...], make: Callable[[], Awaitable[Path]]
) -> CachedFile:
    """The file kept under ``key``, open; ``make`` makes and keeps it if there is none. Raises what that does."""
    while True:
        path = await run_in(executor, cache.get, *key) or await make()
        try:
            return CachedFile(await run_in(executor, open, path, "rb"), executor)
        except FileNotFoundError:
            continue  # another server that shares the cache needed the room: once more


class CachedFile:
    """An open file, which outlives its removal; ``size`` in bytes. To be closed by whoever got it."""

    def __init__(self, file: BinaryIO, executor: Executor) -> None:
        self._file = file
        self._executor = executor
        self.size = file.seek(0, 2)

    async def read(self, start: int, stop: int) -> AsyncIterator[bytes]:
        """The bytes from ``start`` to ``stop``."""
        while start < stop:
            chunk = await run_in(self._executor, self._piece, start, min(stop, start + MIB))
            start += len(chunk)
            yield chunk

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _piece(self, start: int, stop: int) -> bytes:
        self._file.seek(start)
        return self._file.read(stop - start)
