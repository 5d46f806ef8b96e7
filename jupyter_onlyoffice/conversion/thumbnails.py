"""A picture of the first page of a document, made once for each version of it and kept for a while."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from ..errors import ConversionError, NotFoundError, UnsupportedFormatError
from ..formats import format_of
from ..messages import trouble
from ..storage.file_cache import MIB, CachedFile, FileCache, open_cached
from ..storage.file_info import FileInfo
from ..storage.storage import Storage
from ..tasks.threads import run_in
from .converters import Conversion

#: To be raised when pictures are made otherwise, so that nothing older is found in the cache.
EDITION = "1"
#: In pixels, for a panel of half that width on a fine screen. The shape of the page is kept.
PICTURE = {"aspect": 1, "first": True, "width": 600, "height": 800}
#: Bytes of a document that is worth the work for nothing but a look, and of all pictures together.
MOST, KEPT = 64 * MIB, 64 * MIB


class Thumbnails:
    """Makes them by ``conversion``, one at a time: nobody has asked for more than a glance."""

    def __init__(self, storage: Storage, conversion: Conversion, folder: Path, executor: Executor) -> None:
        self._storage = storage
        self._conversion = conversion
        self._cache = FileCache(folder, KEPT, ".png")
        self._executor = executor
        self._gate = asyncio.Semaphore(1)
        self._making: dict[tuple[str, ...], asyncio.Task[Path]] = {}

    async def open(self, path: str, user: str) -> tuple[FileInfo, CachedFile]:
        """The document and the picture, a PNG that is to be closed, on behalf of ``user`` (an opaque id).

        Raises NotFoundError when there is none, and what ``Storage.info`` raises.
        """
        info = await self._storage.info(path)
        try:
            format_of(info.path)
            if info.size > MOST:
                raise trouble("conversion.no-preview")
            return info, await self._open(info, user)
        except (ConversionError, UnsupportedFormatError) as error:
            raise error.as_a(NotFoundError) from error

    async def _open(self, info: FileInfo, user: str) -> CachedFile:
        key = (self._storage.scope, info.path, info.version, EDITION)
        return await open_cached(self._cache, self._executor, key, partial(self._made, info, user, key))

    async def _made(self, info: FileInfo, user: str, key: tuple[str, ...]) -> Path:
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.create_task(self._make(info, user, key))
            task.add_done_callback(lambda _: self._making.pop(key, None))
        # Whoever asked may go away; others wait, or will ask again.
        return await asyncio.shield(task)

    async def _make(self, info: FileInfo, user: str, key: tuple[str, ...]) -> Path:
        async with self._gate:
            made = await self._conversion.convert(info, "png", user, thumbnail=PICTURE)
            try:
                if made.filetype != "png":  # an older Docs packs even a single page
                    raise trouble("conversion.no-picture")
                return await run_in(self._executor, self._cache.put, made.staged, *key)
            except OSError as error:
                raise trouble("conversion.picture-not-kept", reason=error.strerror or error) from error
            finally:
                await run_in(self._executor, made.staged.unlink, missing_ok=True)
