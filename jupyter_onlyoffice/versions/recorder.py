"""The versions of documents: what a file was before each editing session, and what the session made of it.

One session is one version, however often it is saved. That something can not be kept never fails a save: it is logged,
for the edit counts for more than a way back. What takes more than a moment is done after the answer.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, Future
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import ParamSpec

from ..config.settings import Settings
from ..docs_server.callback import Callback
from ..docs_server.client import DocsClient
from ..errors import NotFoundError, StoppedError
from ..messages import line
from ..security.signed_links import Links
from ..security.tokens import Clock
from ..sessions.session import Session
from ..storage.content import Content
from ..storage.file_info import FileInfo
from ..storage.local_files import Reader, disk_error
from ..storage.storage import Storage
from ..tasks.threads import ThreadPools, run_in
from .version_archive import ArchivedFile, Limits, VersionArchive, gone
from .version_changes import VersionChanges
from .version_files import SMALL, VersionFiles
from .version_numbers import VersionNumbers
from .version_records import SqliteVersionStore, Version

P = ParamSpec("P")

MIB = 1024 * 1024
#: The most, in bytes, that is kept of the changes of one session.
MAX_CHANGES = 64 * MIB
#: Seconds that fetching the changes from Docs may take.
FETCH_SECONDS = 20.0


class VersionRecorder:
    """Keeps them in ``archive``; None keeps none."""

    def __init__(
        self,
        archive: VersionArchive | None,
        storage: Storage,
        docs: DocsClient,
        pools: ThreadPools,
        log: logging.Logger,
    ) -> None:
        self._archive = archive
        self._storage = storage
        self._docs = docs
        self._disk = pools.disk
        self._network = pools.network
        self._log = log
        self._makings: dict[str, VersionChanges] = {}
        self._jobs: set[Future[None]] = set()
        if archive:
            self._later(pools.disk, archive.sweep)

    @property
    def on(self) -> bool:
        """Whether versions are kept."""
        return self._archive is not None

    # What saving tells

    @asynccontextmanager
    async def replacing(self, info: FileInfo) -> AsyncIterator[bool]:
        """See Keeper: inside, what ``info`` holds is replaced."""
        archive = self._archive
        if archive is None:
            yield False
            return
        keeping = await self._keep(archive, info)
        replaced = False
        try:
            yield keeping is not None and keeping.late
            replaced = True
        finally:
            if keeping:
                self._later(self._disk, archive.finish, keeping, replaced)

    async def _keep(self, archive: VersionArchive, info: FileInfo) -> ArchivedFile | None:
        try:
            if (os_path := self._storage.os_path(info.path)) is not None:
                return await run_in(self._disk, archive.hold, info, os_path)
            if info.size <= SMALL:  # what is not on the local disk is fetched, if that is a matter of a moment
                copied = await self._storage.copied(info.path)
                try:
                    await run_in(self._disk, archive.hold_copy, info, copied)
                finally:
                    await run_in(self._disk, copied.unlink, missing_ok=True)
        except Exception as error:
            self._failed(f"What {info.path} held could not be kept as a version", error)
        return None

    def result_announced(self, callback: Callback) -> None:
        """Docs has a result for a session: remember what it tells of it, until that is stored."""
        if self._archive:
            self._makings[callback.key] = VersionChanges.of(callback)

    async def stored(self, session: Session, info: FileInfo) -> None:
        """A result of ``session`` is in its file, which is ``info`` now.

        When the session has ended other programs may replace the file, so it is copied.
        """
        if self._archive is None:
            return
        changes = self._makings.pop(session.key, VersionChanges())
        try:
            version = await run_in(self._disk, partial(self._archive.stored, session, info, **changes.told(session)))
            if changes.url and version.changes and version.previous:
                most = min(MAX_CHANGES, self._archive.limits.size)
                fetch = partial(self._docs.fetch, changes.url, max_size=most, timeout=FETCH_SECONDS)
                self._later(self._network, self._archive.add_changes, version.key, fetch)
            self._settle(self._archive, version, session.state == "closed")
        except Exception as error:
            self._failed(f"The new version of {info.path} could not be recorded", error)

    async def restored(self, info: FileInfo, user_id: str, user_name: str) -> None:
        """``info`` is the file with the content of an earlier version, which this user wanted back."""
        if self._archive is None:
            return
        try:
            version = await run_in(self._disk, partial(self._archive.add, info, user_id=user_id, user_name=user_name))
            self._settle(self._archive, version, True)
        except Exception as error:
            self._failed(f"The new version of {info.path} could not be recorded", error)

    async def moved(self, old: str, new: str) -> None:
        """A file or folder was renamed."""
        if self._archive:
            try:
                await run_in(self._disk, self._archive.moved, old, new)
            except Exception as error:
                self._failed(f"The versions of {old} could not follow it to {new}", error)

    # What the history shows

    async def of(self, info: FileInfo) -> list[Version]:
        """The versions whose content can be shown, oldest first; the last is the document as it is now."""
        return await run_in(self._disk, self._archive.of, info) if self._archive else []

    async def get(self, key: str) -> Version:
        """The version with this document key. Raises NotFoundError."""
        version = await run_in(self._disk, self._archive.get, key) if self._archive else None
        if version is None:
            raise gone()
        return version

    async def open(self, key: str) -> Content:
        """The content of the version with this document key. Raises NotFoundError when it is no longer kept."""
        if self._archive is None:
            raise gone()
        try:
            reader = await run_in(self._disk, self._archive.open, key)
        except NotFoundError:
            reader = await self._open_remote(await self.get(key))
        return Content(reader, self._disk)

    async def copied(self, key: str) -> Path:
        """A staged copy of that content. Raises NotFoundError when it is no longer kept, or StorageError."""
        content, copy = await self.open(key), self._storage.staged()
        try:
            with await run_in(self._disk, open, copy, "wb") as file:
                async for chunk in content.read(0, content.size):
                    await run_in(self._disk, file.write, chunk)
        except BaseException as error:
            await run_in(self._disk, copy.unlink, missing_ok=True)
            if isinstance(error, OSError):
                raise disk_error(error) from error
            raise
        finally:
            content.close()
        return copy

    async def open_changes(self, key: str) -> Content:
        """The changes that led to the version with this document key. Raises NotFoundError when there are none."""
        if self._archive is None:
            raise gone()
        return Content(await run_in(self._disk, self._archive.open_changes, key), self._disk)

    def close(self) -> None:
        """Close the store. Nothing may be under way any more."""
        if self._archive:
            self._archive.close()

    async def _open_remote(self, version: Version) -> Reader:
        """A document that is not on the local disk is its own newest version."""
        if self._storage.os_path(version.path) is not None:
            raise gone()
        copied = await self._storage.copied(version.path)
        try:
            if (await self._storage.info(version.path)).version != version.content:
                raise gone()
            return await run_in(self._disk, Reader, str(copied))
        finally:
            await run_in(self._disk, copied.unlink, missing_ok=True)

    def _settle(self, archive: VersionArchive, version: Version, final: bool) -> None:
        def work() -> None:
            if final and version.size <= SMALL:
                archive.secure(version.key)
            archive.shrink(version.path)

        self._later(self._disk, work)

    def _later(self, executor: Executor, function: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
        def work() -> None:
            try:
                function(*args, **kwargs)
            except Exception as error:
                self._failed("Something about versions went wrong", error)

        try:
            job = executor.submit(work)
        except StoppedError:
            return
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)

    def _failed(self, what: str, error: Exception) -> None:
        self._log.warning("jupyter-onlyoffice: %s", line("storage.version-not-kept", what=what, error=error))


def open_shelf(
    settings: Settings, scope: str, storage: Storage, links: Links, log: logging.Logger, clock: Clock
) -> VersionArchive | None:
    """The versions of the documents of ``storage``, as the settings want them; None when they are not kept.

    ``scope`` names the root that the paths are relative to.
    """
    # The built-in editor has no history to show.
    if settings.versions == "off" or settings.builtin:
        return None
    store = SqliteVersionStore(settings.data_dir / "versions.sqlite", scope, log)
    files = VersionFiles(settings.data_dir / "versions", storage.os_path)
    beside = settings.versions == "beside" and storage.local
    limits = Limits(settings.versions_count, settings.versions_size)
    numbers = VersionNumbers(store, storage, beside, partial(links.document_keys.new, "version"), clock)
    return VersionArchive(store, files, storage, numbers, limits)
