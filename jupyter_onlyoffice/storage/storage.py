"""Where documents are kept: any contents manager of Jupyter, through its own rules.

Files of a FileContentsManager and its children are on the local disk: they are streamed and replaced there
(local_files), while the manager still decides what may be seen, runs its hooks and tells of the save. Every other
manager is used through its ``get`` and ``save`` (content_model).
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from concurrent.futures import Executor
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from pathlib import Path
from typing import Any, Protocol

from jupyter_server.services.contents.manager import ContentsManager

from ..errors import NotFoundError, OnlyOfficeError, StoppedError, StorageError
from ..messages import line, trouble
from ..tasks.threads import run_in
from . import atomic_write, content_model, file_tracker, filenames, local_files
from .contents_manager import ContentsManagerAdapter, checked_path, scope_of
from .file_info import FileInfo, version_of_model
from .staging import StagingFolder

LOG = logging.getLogger(__name__)


class Keeper(Protocol):
    """Keeps what a file holds before it is replaced."""

    def replacing(self, info: FileInfo) -> AbstractAsyncContextManager[bool]:
        """Inside, ``info`` is replaced. Gives whether its checkpoint is made here, afterwards. Raises nothing."""


class Storage:
    """Reads, replaces and creates the files of ``contents_manager``; what blocks runs in ``executor``."""

    def __init__(self, contents_manager: ContentsManager, spool: Path, executor: Executor) -> None:
        self._manager = ContentsManagerAdapter(contents_manager)
        #: Names the root that paths are relative to, among the servers that share a data_dir.
        self.scope = scope_of(contents_manager)
        self._staging = StagingFolder(spool)
        self._executor = executor
        self._creating = asyncio.Lock()
        self.keeper: Keeper | None = None

    async def info(self, path: str) -> FileInfo:
        """What is known of the file without reading it.

        Raises NotFoundError (missing, hidden, or outside the root), BadRequestError (no file), NotAllowedError or
        StorageError.
        """
        path = checked_path(path)
        return await self._info(path, await self._manager.model(path))

    @property
    def local(self) -> bool:
        """Whether the files are on the local disk."""
        return self._manager.local

    def os_path(self, path: str) -> str | None:
        """Where the file or folder is on the local disk; None when this storage is not there.

        Raises NotFoundError for a place outside the root.
        """
        return self._manager.os_path(checked_path(path)) if self._manager.local else None

    async def named(self, os_path: str, near: str) -> FileInfo | None:
        """The file at ``os_path``, which had the path ``near`` before; None when it may not be seen here."""
        for path in await run_in(self._executor, self._manager.api_paths, os_path, near):
            with suppress(OnlyOfficeError, OSError):
                info = await self.info(path)
                if await run_in(self._executor, os.path.samefile, self._manager.os_path(path), os_path):
                    return info
        return None

    async def find(self, path: str, version: str) -> FileInfo | None:
        """Where the file that was at ``path`` is by now, if it is a local one, still of ``version``, and not far."""
        os_path, root = self.os_path(path), self.os_path("")
        if not (os_path and root):
            return None
        found = await run_in(self._executor, file_tracker.find, version, os_path, root)
        return await self.named(found, path) if found else None

    async def dir_exists(self, path: str) -> bool:
        """Whether there is a folder that may be seen."""
        return await self._manager.dir_exists(checked_path(path))

    async def files(self, folder: str) -> list[str]:
        """The names of the files in a folder. Raises NotFoundError, NotAllowedError or StorageError."""
        return await self._manager.files(checked_path(folder))

    async def read(self, path: str, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from ``start`` to ``stop`` (the end), one chunk ahead of whoever takes them.

        Raises as ``info`` does, and StorageError when a local file changes meanwhile: nobody gets a mixture.
        """
        path = checked_path(path)
        if not self._manager.local:
            async for piece in self._read_model(path, start, stop):
                yield piece
            return
        await self._manager.model(path)
        reader = await run_in(self._executor, local_files.Reader, self._manager.os_path(path))
        stop = reader.size if stop is None else min(stop, reader.size)
        ahead = self._executor.submit(reader.read, start, stop)
        try:
            while start < stop:
                chunk = await asyncio.wrap_future(ahead)
                start += len(chunk)
                ahead = self._executor.submit(reader.read, start, stop)
                yield chunk
        finally:
            # Not before the thread is done with the file, even when the one who reads has gone away.
            ahead.add_done_callback(lambda _: reader.close())

    async def same(self, path: str, staged: Path) -> bool:
        """Whether the file already holds the bytes of ``staged``."""
        info = await self.info(path)
        if info.size != (await run_in(self._executor, staged.stat)).st_size:
            return False
        file = await run_in(self._executor, open, staged, "rb")
        try:
            async for chunk in self.read(path):
                if chunk != await run_in(self._executor, file.read, len(chunk)):
                    return False
        finally:
            file.close()
        return True

    async def copied(self, path: str) -> Path:
        """A copy of the file in the staging folder. Raises as ``read`` does."""
        copy = self.staged()
        try:
            with await run_in(self._executor, open, copy, "wb") as file:
                async for chunk in self.read(path):
                    await run_in(self._executor, file.write, chunk)
        except BaseException as error:
            await run_in(self._executor, local_files.removed, copy)
            if isinstance(error, OSError):
                raise local_files.disk_error(error) from error
            raise
        return copy

    async def delete(self, path: str) -> None:
        """Delete the file as JupyterLab does, to the wastebasket where there is one. Raises StorageError."""
        await self._manager.delete(checked_path(path))

    def staged(self, suffix: str = "") -> Path:
        """The path of a new file in the staging folder, for ``replace`` or ``create``. Raises StorageError."""
        return self._staging.staged(suffix)

    def sweep(self) -> int:
        """Remove what crashed servers left in the staging folder and beside documents; blocks. For the start."""
        return self._staging.sweep()

    async def replace(
        self, path: str, staged: Path, expected_version: str | None = None, checkpoint: bool = False
    ) -> FileInfo:
        """Put ``staged``, which is consumed, in the place of the file; on the local disk in one step.

        ``checkpoint`` keeps what is replaced, by the ``keeper`` and as the file's checkpoint ("Revert to Checkpoint"),
        where that is possible. Raises ConflictError when the file is not of ``expected_version``, NotFoundError when it
        is gone, or StorageError; then the file is as it was and ``staged`` still exists.
        """
        path = checked_path(path)
        before = await self.info(path)
        if expected_version not in (None, before.version):
            raise trouble("storage.changed")
        if not before.writable:
            raise trouble("storage.read-only")
        async with AsyncExitStack() as stack:
            if checkpoint and self.keeper and await stack.enter_async_context(self.keeper.replacing(before)):
                checkpoint = False
            return await self._replace(before, staged, checkpoint)

    async def _replace(self, before: FileInfo, staged: Path, checkpoint: bool) -> FileInfo:
        path = before.path
        if checkpoint and self._manager.checkpoint_path(path) is None:
            # The edit counts for more than a way back, which some managers do not offer at all.
            try:
                await self.checkpoint(path)
            except (NotFoundError, StorageError, NotImplementedError):
                pass
            except Exception as error:
                LOG.warning("jupyter-onlyoffice: %s", line("storage.no-checkpoint", path=path, error=error))
        if not self._manager.local:
            await self._save_model(path, staged)
            return await self.info(path)
        await self._before_save(path, staged)
        os_path = self._manager.os_path(path)
        kept = self._manager.checkpoint_path(path) if checkpoint else None
        old = await run_in(self._executor, atomic_write.replace, os_path, staged, self._staging, before.version, kept)
        try:
            return await self._info(path, await self._manager.after_save(path))
        finally:
            self._close_later(old)

    async def create(self, path: str, staged: Path) -> FileInfo:
        """Make a new file of ``staged``, which is consumed; when the name is taken a number is added.

        Raises NotFoundError (no such folder), NotAllowedError (hidden name) or StorageError; ``staged`` then still
        exists.
        """
        folder, name = filenames.split(checked_path(path))
        if not await self._manager.dir_exists(folder):
            raise trouble("storage.no-folder")
        if not name or (name.startswith(".") and not self._manager.allow_hidden):
            raise trouble("storage.hidden-name")
        async with self._creating:
            for candidate in filenames.numbered(name):
                path = filenames.join(folder, candidate)
                if await self._manager.exists(path):
                    continue
                if not self._manager.local:
                    await self._save_model(path, staged)
                    break
                await self._before_save(path, staged)
                with suppress(FileExistsError):  # else somebody else was faster
                    await run_in(
                        self._executor, atomic_write.create, self._manager.os_path(path), staged, self._staging
                    )
                    await self._manager.after_save(path)
                    break
        return await self.info(path)

    async def checkpoint(self, path: str) -> None:
        """Let the contents manager keep the file as it is now, for "Revert to Checkpoint".

        Raises what ``info`` raises, or StorageError.
        """
        path = (await self.info(path)).path
        if self._manager.copies_checkpoints:
            await run_in(self._executor, self._manager.copy_checkpoint, path)
        else:
            await self._manager.create_checkpoint(path)

    def checkpoint_path(self, path: str) -> str | None:
        """Where the checkpoint of a file is on the local disk; None when it is kept another way."""
        return self._manager.checkpoint_path(checked_path(path))

    def keep_checkpoint(self, path: str, source: Path) -> None:
        """Make a copy of ``source`` the checkpoint of the file, unless there is a newer one; blocks.

        Raises StorageError.
        """
        if target := self.checkpoint_path(path):
            atomic_write.keep_checkpoint(source, target, self._staging)

    async def _info(self, path: str, model: dict[str, Any]) -> FileInfo:
        name = filenames.split(path)[1]
        writable = bool(model.get("writable", True))
        if self._manager.local:
            os_path = self._manager.os_path(path)
            status = local_files.look(os_path)  # the model's size is that of a symbolic link itself
            writable = writable and local_files.replaceable(os_path, status)
            return FileInfo(path, name, status.st_size, local_files.version_of(status), writable)
        size = model.get("size")
        if size is None:  # a manager that does not tell
            size = sum([len(piece) async for piece in self._read_model(path)])
        return FileInfo(path, name, size, version_of_model({**model, "size": size}), writable)

    async def _read_model(self, path: str, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        pieces = content_model.decode(await self._manager.model(path, content=True, format="base64"))
        position = 0
        while (stop is None or position < stop) and (piece := await run_in(self._executor, next, pieces, b"")):
            wanted = piece[max(start - position, 0) : None if stop is None else stop - position]
            position += len(piece)
            if wanted:
                yield wanted

    async def _save_model(self, path: str, staged: Path) -> None:
        await self._manager.save(path, await run_in(self._executor, content_model.encode, staged))
        await run_in(self._executor, staged.unlink)

    async def _before_save(self, path: str, staged: Path) -> None:
        model = content_model.PendingModel(staged)
        self._manager.before_save(path, model)
        await run_in(self._executor, model.write_changes)

    def _close_later(self, descriptor: int) -> None:
        try:
            self._executor.submit(os.close, descriptor)
        except StoppedError:
            os.close(descriptor)
