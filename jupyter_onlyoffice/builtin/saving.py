"""Storing what the built-in editor made, on the same way as a result of Docs."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timezone
from pathlib import Path
from typing import TypedDict
from weakref import WeakValueDictionary

from ..errors import NotFoundError, ResultRejectedError
from ..messages import line, trouble
from ..saving.document_writer import DocumentWriter, Stored
from ..storage.storage import Storage
from ..tasks.threads import ThreadPools, run_in
from .package_comparison import check_package

LOG = logging.getLogger(__name__)


class Saved(TypedDict):
    """Where a document is that the built-in editor made: the answer of the route that takes it."""

    path: str
    version: str
    storedAt: str  #: in ISO 8601
    savedAs: str | None  #: its path, if it is beside the document


class BuiltinSave:
    """Takes edited documents, one at a time for each file."""

    def __init__(self, storage: Storage, writer: DocumentWriter, pools: ThreadPools) -> None:
        self._storage = storage
        self._writer = writer
        self._disk = pools.disk
        self._reading = pools.reading
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._kept: set[str] = set()  # of what this server made a checkpoint

    async def save(self, path: str, version: str, staged: Path, as_copy: bool = False) -> Saved:
        """Store ``staged``, which is consumed, as the document at ``path`` that was edited from ``version``.

        With ``as_copy`` it goes beside the document, which stays as it is, and is not compared with it. So it does when
        the document is gone; one that was renamed is found. Raises ConflictError when the document is not of
        ``version``, ResultRejectedError when parts of it would be lost, or what ``Saver.store`` raises; then nothing
        was changed.
        """
        path = path.strip("/")
        try:
            if not as_copy:
                path = await self._present(path, version)
            async with self._locks.setdefault(path, asyncio.Lock()):
                if as_copy:
                    return await self._store(path, staged, None)
                try:
                    await self._check(path, version, staged)
                    await self._keep(path)
                except NotFoundError:
                    pass  # the saver puts it beside where the document was
                return await self._store(path, staged, version)
        finally:
            await run_in(self._disk, staged.unlink, missing_ok=True)

    async def _store(self, path: str, staged: Path, version: str | None) -> Saved:
        try:
            return _answer(await self._writer.store(path, staged, version))
        except ResultRejectedError as error:  # its words are about what Docs delivered
            raise trouble("builtin.unreadable-result") from error

    async def _present(self, path: str, version: str) -> str:
        try:
            await self._storage.info(path)
        except NotFoundError:
            if info := await self._storage.find(path, version):
                return info.path
        return path

    async def _check(self, path: str, version: str, staged: Path) -> None:
        info = await self._storage.info(path)
        if info.version != version:
            raise trouble("builtin.changed")
        original = await self._storage.copied(path)
        try:
            await run_in(self._reading, check_package, original, staged)
        finally:
            await run_in(self._disk, original.unlink, missing_ok=True)

    async def _keep(self, path: str) -> None:
        """Have the document as it was before the first edit in the life of this server to go back to."""
        if path in self._kept:
            return
        try:
            await self._storage.checkpoint(path)
        except NotFoundError:
            raise
        except Exception as error:  # the edit counts for more than a second way back
            missing = isinstance(error, NotImplementedError)
            reason = str(getattr(error, "cause", "it is not offered" if missing else error)).rstrip(".")
            LOG.warning("jupyter-onlyoffice: %s", line("storage.no-checkpoint", path=path, error=reason))
        self._kept.add(path)


def _answer(stored: Stored) -> Saved:
    return {
        "path": stored.info.path,
        "version": stored.info.version,
        "storedAt": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "savedAs": stored.info.path if stored.is_copy else None,
    }
