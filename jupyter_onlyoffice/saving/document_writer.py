"""From a result to the stored file: fetch, check, compare, replace; and a copy beside the file when it has moved on.

Both the callbacks of Docs and the built-in editor store through :class:`Saver`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from weakref import WeakValueDictionary

from ..errors import BadRequestError, ConflictError, NotFoundError, OnlyOfficeError
from ..formats import extension, same_format
from ..messages import trouble
from ..storage import filenames
from ..storage.file_info import FileInfo
from ..storage.storage import Storage
from ..tasks.threads import ThreadPools, run_in
from ..text_formats import TextFormats
from ..untrusted.validation import check_whole

#: Why bytes are in a copy beside the file: rows of the table of troubles.
CHANGED, DELETED, ENDED, REVERTED = "saving.changed", "saving.deleted", "saving.ended", "saving.reverted"


@dataclass(frozen=True)
class Stored:
    """Where the bytes are now. ``why`` says why they are in a copy beside the file, if they are."""

    info: FileInfo
    why: OnlyOfficeError | None = None

    @property
    def is_copy(self) -> bool:
        """Whether the file itself was left as it is."""
        return self.why is not None


class DocumentWriter:
    """Stores results of Docs and of the built-in editor."""

    def __init__(
        self,
        storage: Storage,
        pools: ThreadPools,
        now: Callable[[], datetime] = datetime.now,
        text_formats: TextFormats | None = None,
    ) -> None:
        self._storage = storage
        self._text_formats = text_formats
        self._disk = pools.disk
        self._reading = pools.reading
        self._now = now
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._moving: list[tuple[str, asyncio.Event]] = []  #: what is just being renamed, and when that is over
        #: The copies that this process wrote, with version and reason: one that was changed since is left alone.
        self._copies: dict[str, tuple[str, OnlyOfficeError]] = {}

    async def place(
        self,
        path: str,
        staged: Path,
        filetype: str,
        expected_version: str | None,
        copy_path: str | None = None,
        checkpoint: bool = False,
        recover: bool = True,
        ended: str = ENDED,
    ) -> Stored:
        """Store ``staged``, of type ``filetype``, as the new content of ``path``.

        What Docs makes of a text file is brought into the form of that file first. It goes to a copy beside ``path``
        when the file there is not of ``expected_version`` (None: never is, for the reason ``ended``), is gone, or is of
        another format, or in an encoding that can not hold it. ``copy_path`` is the copy that the session has, to be
        replaced; ``checkpoint`` keeps what the file was. Raises what ``check_whole`` and ``Storage.replace`` raise,
        and NotFoundError instead of ``recover``-ing what has lost its file; nothing is changed then, and ``staged`` is
        still there.
        """
        await run_in(self._reading, check_whole, staged, filetype)
        await self._stays(path.strip("/"))
        # One at a time for each file: nobody may write between the comparison and the replacement.
        async with self._locks.setdefault(path.strip("/"), asyncio.Lock()):
            restored = await self._text_formats.restored(path, staged, filetype) if self._text_formats else None
            if restored is None:
                return await self._put(path, staged, filetype, expected_version, copy_path, checkpoint, recover, ended)
            try:
                stored = await self._put(
                    *(path, restored.staged, extension(path), expected_version, copy_path, checkpoint, recover, ended),
                    why=restored.why,
                )
            finally:
                await run_in(self._disk, restored.staged.unlink, missing_ok=True)
            await run_in(self._disk, staged.unlink, missing_ok=True)
            return stored

    async def store(
        self, path: str, staged: Path, expected_version: str | None, copy_path: str | None = None
    ) -> Stored:
        """The same for a file of the type of ``path``, which is consumed in any case."""
        try:
            return await self.place(path, staged, extension(path), expected_version, copy_path)
        finally:
            await run_in(self._disk, staged.unlink, missing_ok=True)

    async def rescue(
        self,
        path: str,
        staged: Path,
        filetype: str,
        kind: str,
        why: OnlyOfficeError,
        earlier: Collection[str] = (),
        draft: str | None = None,
    ) -> Stored:
        """Store what can not become the file in a copy beside it, called after its ``kind``.

        No second copy is made of what the file, or one of the copies ``earlier``, already holds. ``draft`` is one of
        them that may be replaced. Raises what ``Storage.create`` raises; ``staged`` is still there then.
        """
        await self._stays(path.strip("/"))
        async with self._locks.setdefault(path.strip("/"), asyncio.Lock()):
            for known in (path, *earlier):
                with suppress(OnlyOfficeError):
                    if await self._storage.same(known, staged):
                        return Stored(await self._storage.info(known), None if known == path else why)
            if draft and (stored := await self._replace_copy(draft, staged)):
                return stored
            return await self._copy(path, kind, staged, filetype, why)

    @asynccontextmanager
    async def moving(self, old: str, seconds: float) -> AsyncIterator[None]:
        """Inside, nothing is stored in the file or folder ``old``; what is under way is waited for, so many seconds."""
        moving = (old, asyncio.Event())
        self._moving.append(moving)
        try:
            busy = [lock for path, lock in self._locks.items() if filenames.moved(path, old, "") != path]
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(asyncio.gather(*map(_free, busy)), seconds)
            yield
        finally:
            self._moving.remove(moving)
            moving[1].set()

    async def _stays(self, path: str) -> None:
        """Wait until ``path`` is not just being renamed."""
        while over := next((over for old, over in self._moving if filenames.moved(path, old, "") != path), None):
            await over.wait()

    async def moved(self, old: str, new: str) -> None:
        """A file or folder was renamed, perhaps one with copies of ours."""
        self._copies = {filenames.moved(path, old, new): copy for path, copy in self._copies.items()}

    async def _put(
        self,
        path: str,
        staged: Path,
        filetype: str,
        expected: str | None,
        copy_path: str | None,
        checkpoint: bool,
        recover: bool,
        ended: str,
        why: OnlyOfficeError | None = None,
    ) -> Stored:
        """``why`` it can not replace the file in any case."""
        fits = copy_path and same_format(filetype, extension(copy_path))
        if copy_path and fits and (stored := await self._replace_copy(copy_path, staged)):
            return stored
        try:
            if why:
                info = await self._storage.info(path)
                return await self._copy(info.path, "edited", staged, filetype, why)
            return await self._place(path, staged, filetype, expected, checkpoint, ended)
        except (NotFoundError, BadRequestError):  # gone, or a folder is in its place
            if not recover:
                raise trouble(DELETED) from None
        return await self._copy(path, "recovered", staged, filetype, trouble(DELETED))

    async def _place(
        self, path: str, staged: Path, filetype: str, expected: str | None, checkpoint: bool, ended: str
    ) -> Stored:
        info = await self._storage.info(path)
        if not same_format(filetype, extension(path)):
            why = trouble("saving.other-format", filetype=filetype)
            return await self._copy(path, "", staged, filetype, why)
        if info.version == expected:
            with suppress(ConflictError):
                return Stored(await self._storage.replace(path, staged, expected, checkpoint))
        if await self._storage.same(path, staged):  # stored before, but nobody came to know
            return Stored(info)
        return await self._copy(path, "edited", staged, filetype, trouble(ended if expected is None else CHANGED))

    async def _copy(self, path: str, kind: str, staged: Path, filetype: str, why: OnlyOfficeError) -> Stored:
        """Store beside ``path``, or in the nearest folder that is still there."""
        folder, name = filenames.split(path.strip("/"))
        while not await self._storage.dir_exists(folder):
            folder = filenames.split(folder)[0]
        addition = f" ({kind} {self._now():%Y-%m-%d %H.%M.%S})" if kind else ""
        ext = None if same_format(filetype, extension(name)) else filetype
        # A hidden name could not be created, nor found by the user.
        name = filenames.with_suffix(name.lstrip(".") or "document", addition, ext)
        info = await self._storage.create(filenames.join(folder, name), staged)
        self._copies[info.path] = (info.version, why)
        return Stored(info, why)

    async def _replace_copy(self, copy_path: str, staged: Path) -> Stored | None:
        """Go on with the copy that the session has; None when somebody else changed or removed it."""
        version, why = self._copies.get(copy_path, (None, trouble(CHANGED)))
        try:
            info = await self._storage.info(copy_path)
            if info.version == version:
                info = await self._storage.replace(copy_path, staged, version)
                self._copies[copy_path] = (info.version, why)
                return Stored(info, why)
            if await self._storage.same(copy_path, staged):
                return Stored(info, why)
        except (NotFoundError, ConflictError):
            pass
        return None


async def _free(lock: asyncio.Lock) -> None:
    async with lock:
        pass
