"""Text files for the editors of Docs, as the other modules of the server see them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from ..errors import BadRequestError, ConversionError, NotFoundError, OnlyOfficeError
from ..formats import extension
from ..messages import trouble
from ..storage.file_cache import CachedFile, FileCache, open_cached
from ..storage.file_info import FileInfo
from ..storage.local_files import disk_error
from ..storage.storage import Storage
from ..tasks.threads import ThreadPools, run_in
from .conversion import LIMIT, SERVED, restore, serve

P = ParamSpec("P")
T = TypeVar("T")

#: To be raised when what is made of a file changes, so that nothing older is found in the cache.
_EDITION = "2"
_CACHE_SIZE = 256 * 1024 * 1024
_AT_ONCE = 2


@dataclass(frozen=True)
class Restored:
    """A result in the form of its file. ``why`` says why it can not replace it, if so."""

    staged: Path
    why: OnlyOfficeError | None


class TextFormats:
    """Makes what Docs edits in the place of a text file, and a text file of its results."""

    def __init__(self, storage: Storage, cache: Path, pools: ThreadPools) -> None:
        self._storage = storage
        self._cache = FileCache(cache, _CACHE_SIZE, ".served")
        self._disk = pools.disk
        self._reading = pools.reading
        self._gate = asyncio.Semaphore(_AT_ONCE)

    def served(self, path: str) -> str:
        """The type of what Docs edits in the place of the file ``path``; "" for the file itself."""
        return SERVED.get(extension(path), "")

    async def suited(self, info: FileInfo) -> str:
        """The same; "" too when nothing could hold all of the file, which Docs then reads as it is."""
        if served := self.served(info.path):
            try:
                (await self.open(info)).close()
            except ConversionError:
                return ""
        return served

    async def open(self, info: FileInfo) -> CachedFile:
        """What Docs is given; to be closed by whoever got it.

        Raises ConversionError when Docs could not hold all of the file, and what ``Storage.read`` raises.
        """
        return await self.open_other(info, partial(self._storage.copied, info.path))

    async def open_other(self, info: FileInfo, copied: Callable[[], Awaitable[Path]]) -> CachedFile:
        """The same for what is not, or no longer, the file itself: ``copied`` makes a staged copy of it."""
        key = (self._storage.scope, info.path, info.version, _EDITION)
        return await open_cached(self._cache, self._disk, key, partial(self._made, info, copied, key))

    async def _made(self, info: FileInfo, copied: Callable[[], Awaitable[Path]], key: tuple[str, ...]) -> Path:
        if info.size > LIMIT:
            raise trouble("text.too-large", size=LIMIT // (1024 * 1024))
        async with self._gate:
            source, target = await copied(), self._storage.staged(".served")
            try:
                await self._read(serve, source, extension(info.path), target)
                return await run_in(self._disk, self._cache.put, target, *key)
            except OSError as error:
                raise disk_error(error) from error
            finally:
                for staged in (source, target):
                    await run_in(self._disk, staged.unlink, missing_ok=True)

    async def restored(self, path: str, result: Path, filetype: str) -> Restored | None:
        """``result`` of the type ``filetype`` in the form of the file ``path``, in the staging folder.

        None when it is none that Docs makes of such a file, or can not be brought into that form: nothing is lost when
        it is kept as it is. Raises StorageError.
        """
        ext = extension(path)
        served = SERVED.get(ext)
        if not served or await run_in(self._disk, _type_of, result, filetype) != served:
            return None
        try:
            if (await self._storage.info(path)).size > LIMIT:
                return None
            original = await self._storage.copied(path)
        except (NotFoundError, BadRequestError):  # gone, or a folder is in its place
            return None
        target = self._storage.staged(f".{ext}")
        try:
            async with self._gate:
                return Restored(target, await self._read(restore, original, result, ext, target))
        except BaseException as error:
            await run_in(self._disk, target.unlink, missing_ok=True)
            if isinstance(error, OSError):
                raise disk_error(error) from error
            if isinstance(error, ConversionError):
                return None
            raise
        finally:
            await run_in(self._disk, original.unlink, missing_ok=True)

    async def _read(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await run_in(self._reading, function, *args, **kwargs)


def _type_of(result: Path, filetype: str) -> str:
    """The type of a result, of which Docs before 7.0 does not tell the type: its bytes do."""
    with open(result, "rb") as file:
        return "xlsx" if file.read(4) == b"PK\x03\x04" else filetype
