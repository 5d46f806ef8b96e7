"""Lets the session of a document follow its file when that is renamed or moved, by whomever.

The contents manager tells of a rename through JupyterLab. One in a shell, by git or by a kernel is noticed when there
is no file any more where a session has its own: then the file is looked for (storage/file_tracker.py), and its session
and the tabs go on under the new name. A file that has taken the old name counts as a change on disk, never as a rename:
editors and sync clients put the old file aside, or a new one over it, with every save.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from functools import partial

from ..docs_server.client import DocsClient
from ..editor.config import shortened
from ..errors import BadRequestError, NotFoundError, OnlyOfficeError, StoppedError
from ..events import SaveEvents
from ..formats import extension, same_format
from ..messages import line
from ..sessions.session import Session
from ..sessions.sessions import Sessions
from ..storage import file_tracker, filenames, local_files
from ..storage.file_info import FileInfo
from ..storage.storage import Storage
from ..tasks.independent import IndependentTasks
from ..tasks.threads import ThreadPools, run_in

LOG = logging.getLogger(__name__)


class Renames:
    """Follows renames."""

    def __init__(
        self,
        sessions: Sessions,
        storage: Storage,
        docs: DocsClient,
        events: SaveEvents,
        pools: ThreadPools,
    ) -> None:
        self._sessions = sessions
        self._storage = storage
        self._docs = docs
        self._events = events
        self._disk = pools.disk
        self._network = pools.network
        self._file_tracker = file_tracker.FileTracker()
        self._was: tuple[str, Mapping[str, str]] = ("", {})  #: what is just being renamed, and versions before that
        #: Told of each rename of a file or folder (old path, new path): whoever else has records of paths.
        self.followers: list[Callable[[str, str], Awaitable[None]]] = []

    async def hold(self, session: Session) -> None:
        """Remember which file this is, as long as it is of the version that the session knows."""
        with suppress(NotFoundError):
            os_path = self._storage.os_path(session.path)
            if os_path and not self._file_tracker.holds(session.key, session.known_version):
                await run_in(self._disk, self._file_tracker.hold, session.key, os_path, session.known_version)

    async def keep(self, keys: Collection[str]) -> None:
        """Forget the files of all other sessions, and those that were deleted."""
        await run_in(self._disk, self._file_tracker.keep, keys)

    def about_to(self, old: str, versions: Mapping[str, str]) -> None:
        """The file or folder ``old`` is about to be renamed; ``versions`` are those of files in it, by path."""
        self._was = old, versions

    async def renamed(self, old: str, new: str) -> None:
        """The contents manager says that it renamed the file or folder ``old``."""
        was: Mapping[str, str] = {}
        if self._was[0] == old:
            was = {filenames.moved(path, old, new): version for path, version in self._was[1].items()}
        if not (filenames.is_text(old) and filenames.is_text(new)):
            return  # no record holds such a name, so it is as if the file were gone
        moved = await self._moved(old, new)
        again = partial(self._found_again, was)
        await IndependentTasks(LOG).each(moved, again, lambda session: session.path)

    async def _found_again(self, was: Mapping[str, str], session: Session) -> None:
        # From one disk to another it copies the file, which has the same time but is a new one; an object store makes
        # one of another time.
        with suppress(OnlyOfficeError):
            info = await self._storage.info(session.path)
            copy = self._storage.local and local_files.is_copy(info.version, session.known_version)
            if copy or (not self._storage.local and was.get(session.path) == session.known_version):
                session = await self._sessions.rebased(session, info.version)
        await self.hold(session)

    async def _moved(self, old: str, new: str) -> list[Session]:
        """The file or folder ``old`` is called ``new`` now: sessions follow, tabs are told. Returns who followed."""
        moved: list[Session] = []
        for before, session in await self._sessions.moved(old, new):
            if session.state == "closed":
                self._events.changed(session, self._sessions.now())
                continue
            moved.append(session)
            self._events.moved(session, self._sessions.now(), before)
            name = filenames.split(session.path)[1]
            if name != filenames.split(before)[1]:  # whoever has it open, if only to read, sees the new one
                with suppress(StoppedError):
                    self._network.submit(self._docs.command, "meta", key=session.key, meta={"title": shortened(name)})
        for follower in self.followers:
            try:
                await follower(old, new)
            except StoppedError:
                break
            except Exception:  # the records of others must not keep an edit from its file
                LOG.exception("jupyter-onlyoffice: %s", line("server.rename", path=old))
        return moved

    async def follow(self, session: Session, thorough: bool = True) -> Session:
        """The session under the name that its file has by now.

        It is as it was when a file is there under its name, or when nobody knows where the file is. Unless ``thorough``
        nothing is searched for that takes long.
        """
        session = await self._sessions.get(session.key)
        if await self._is_gone(session.path) and (info := await self._find(session, thorough)):
            if session.state == "closed":  # by itself: what is open under the old name may be another file
                return await self._sessions.renamed(session, info.path)
            await self._moved(session.path, info.path)
        return await self._sessions.get(session.key)

    async def found(self, session: Session) -> FileInfo:
        """The file of a session, under whatever name. Raises as ``Storage.info`` does."""
        try:
            return await self._storage.info(session.path)
        except (NotFoundError, BadRequestError):
            return await self._storage.info((await self.follow(session)).path)

    async def arrived(self, info: FileInfo) -> None:
        """Somebody opens this file: a session that has it under a name that is gone comes here, or one file had two."""
        os_path = self._storage.os_path(info.path)
        if os_path is None:
            return
        found = await self._sessions.knowing(info.version)
        for key in await run_in(self._disk, self._file_tracker.at, os_path):
            with suppress(NotFoundError):  # its record is lost
                found.append(await self._sessions.get(key))
        # The one that is edited last: it is the one that stays.
        for session in sorted(found, key=lambda session: session.live):
            session = await self._sessions.get(session.key)
            away = session.path != info.path and session.state != "closed"
            if away and await self._is_gone(session.path) and await self._may_go(session, info):
                await self._moved(session.path, info.path)

    async def strayed(self, session: Session) -> Session | None:
        """The session under its file's new name, if that was renamed in the moment before a result took its place."""
        os_path = await run_in(self._disk, self._file_tracker.where, session.key)
        info = await self._storage.named(os_path, session.path) if os_path else None
        if info is None or info.path == session.path or not await self._may_go(session, info):
            return None
        await self._moved(session.path, info.path)
        return await self._sessions.get(session.key)

    def close(self) -> None:
        """Let go of all files; blocks."""
        self._file_tracker.close()

    async def _is_gone(self, path: str) -> bool:
        try:
            await self._storage.info(path)
        except (NotFoundError, BadRequestError):  # or a folder has its name
            return True
        except OnlyOfficeError:
            pass
        return False

    async def _find(self, session: Session, thorough: bool) -> FileInfo | None:
        os_path = await run_in(self._disk, self._file_tracker.where, session.key)
        info = await self._storage.named(os_path, session.path) if os_path else None
        if os_path is None and thorough:
            info = await self._storage.find(session.path, session.known_version)
        return info if info and await self._may_go(session, info) else None

    async def _may_go(self, session: Session, info: FileInfo) -> bool:
        """Whether the session may go on in this file: not in a backup or the wastebasket, nor in another one's file."""
        if not same_format(extension(info.path), extension(session.path)):
            return False
        if _hidden(info.path) and not _hidden(session.path):
            return False
        other = await self._sessions.current(info.path) if session.state != "closed" else None
        return other is None or other.key == session.key or other.known_version != info.version


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
