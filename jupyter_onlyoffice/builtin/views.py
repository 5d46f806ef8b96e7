"""PDFs of documents: converted once for each version of a file, then kept for a while."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from ..errors import ConversionError
from ..formats import OOXML, extension
from ..messages import trouble
from ..storage.file_cache import CachedFile, FileCache, open_cached
from ..storage.file_info import FileInfo
from ..storage.storage import Storage
from ..tasks.threads import run_in
from .converter import Converter
from .workbook_preview import shorten

#: Conversions at a time: each takes a core and up to 2 GiB of memory.
AT_ONCE = 2
#: Workbooks of which the first pages are shown before all are made, from this many bytes on.
_WORKBOOKS, _SMALL = frozenset(("xlsx", "xlsm", "xltx", "xltm")), 100 * 1024
#: An encrypted OOXML file is no zip but one of these (MS-OFFCRYPTO); so are the old binary formats.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Views:
    """Makes and keeps PDFs. Of the converters that take a format the first is used."""

    def __init__(self, storage: Storage, cache: FileCache, converters: Sequence[Converter], executor: Executor) -> None:
        self._storage = storage
        self._cache = cache
        self._converters = converters
        self._executor = executor
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._making: dict[tuple[str, ...], asyncio.Task[Path]] = {}

    @property
    def any(self) -> bool:
        """Whether anything converts."""
        return bool(self._converters)

    def converter(self, ext: str) -> Converter | None:
        """What converts files with the extension ``ext``."""
        return next((converter for converter in self._converters if converter.takes(ext)), None)

    async def open(self, info: FileInfo) -> CachedFile:
        """The PDF of the document.

        Raises ConversionError, or what ``Storage.read`` raises.
        """
        converter = self._suited(info)
        key = self._key(info, converter)
        return await open_cached(self._cache, self._executor, key, partial(self._made, info, converter, key))

    async def first(self, info: FileInfo, anew: bool = True) -> CachedFile | None:
        """The PDF of the first rows of a long workbook; None when it is not long, or all of its pages are there.

        Without ``anew`` it is given also when all pages are there by now. Raises what ``Storage.read`` raises.
        """
        converter = self._suited(info)
        key = self._key(info, converter)
        if extension(info.path) not in _WORKBOOKS or info.size < _SMALL:
            return None
        if anew and (await run_in(self._executor, self._cache.get, *key)) is not None:
            return None
        try:
            path = await run_in(self._executor, self._cache.get, *key, "first")
            path = path or await self._made(info, converter, (*key, "first"), _shortened)
            return CachedFile(await run_in(self._executor, open, path, "rb"), self._executor)
        except (_ShortError, ConversionError, FileNotFoundError):
            return None  # the way of all pages says what is wrong

    async def picture(self, info: FileInfo) -> Path:
        """A picture of the first page of the document, a PNG in the staging folder. Raises as ``open`` does."""

        def keep(made: Path) -> Path:
            os.replace(made, picture)
            return picture

        converter, picture = self._suited(info), self._storage.staged(".png")
        return await self._make(info, converter, ".png", keep)

    def _key(self, info: FileInfo, converter: Converter) -> tuple[str, ...]:
        return self._storage.scope, info.path, info.version, converter.name

    def _suited(self, info: FileInfo) -> Converter:
        converter = self.converter(extension(info.path))
        if converter is None:
            raise trouble("builtin.not-converted")
        return converter

    async def _made(
        self, info: FileInfo, converter: Converter, key: tuple[str, ...], prepare: Callable[[Path], Path] | None = None
    ) -> Path:
        task = self._making.get(key)
        if task is None:
            making = self._make(info, converter, ".pdf", lambda made: self._cache.put(made, *key), prepare)
            task = self._making[key] = asyncio.create_task(making)
            task.add_done_callback(lambda _: self._making.pop(key, None))
        # Whoever asked may go away; others wait, or will ask again.
        return await asyncio.shield(task)

    async def _make(
        self,
        info: FileInfo,
        converter: Converter,
        ending: str,
        keep: Callable[[Path], Path],
        prepare: Callable[[Path], Path] | None = None,
    ) -> Path:
        async with self._gate:
            folder = self._storage.staged("-view")
            try:
                # Under a name that tells a program nothing and holds no surprises, in a folder for nobody else.
                source, target = folder / f"document.{extension(info.path)}", folder / f"view{ending}"
                await run_in(self._executor, folder.mkdir, mode=0o700)
                await self._fetch(info, source)
                await run_in(self._executor, _check_encryption, source)
                if prepare:
                    source = await run_in(self._executor, prepare, source)
                await run_in(self._executor, converter.convert, source, target, folder)
                return await run_in(self._executor, keep, target)
            except OSError as error:
                raise trouble("conversion.pages-not-made", reason=error.strerror or error) from error
            finally:
                await run_in(self._executor, shutil.rmtree, folder, ignore_errors=True)

    async def _fetch(self, info: FileInfo, source: Path) -> None:
        with await run_in(self._executor, open, source, "wb") as file:
            async for chunk in self._storage.read(info.path):
                await run_in(self._executor, file.write, chunk)


class _ShortError(Exception):
    """A workbook is not long."""


def _shortened(source: Path) -> Path:
    target = source.with_name(f"first{source.suffix}")
    if not shorten(source, target):
        raise _ShortError
    return target


def _check_encryption(source: Path) -> None:
    if source.suffix[1:] in OOXML:
        with open(source, "rb") as file:
            if file.read(len(_COMPOUND)) == _COMPOUND:
                raise trouble("builtin.password")
