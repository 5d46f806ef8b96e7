"""Where a file of the local disk is by now, when it was renamed by somebody who tells nobody: a shell, git, a kernel.

A file is tracked by a descriptor of it, opened with O_PATH, which gives no access to its content and works whatever its
permissions are. Linux names the present path of an open file, also after a rename of it or of a folder above it
(source: proc(5), /proc/pid/fd). Where there is none (after a restart, on other systems) ``find`` looks for the
file. Everything here blocks and is called in threads. Paths are those of the operating system.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass

from .local_files import version_of

#: The most descriptors to hold: the limit of a process is often 1024. A file that is not tracked is looked for.
MOST = 256
#: How far ``find`` goes: in seconds, and in files and folders that it sees.
SECONDS, ENTRIES = 3.0, 50_000
#: What NFS makes of a deleted file that is still open (source: Linux, fs/nfs/unlink.c).
_NFS_DELETED = ".nfs"


@dataclass(frozen=True)
class _TrackedFile:
    descriptor: int
    version: str  #: of the file that a reader gets; of a symbolic link's target, where ``descriptor`` is the link's own

    @property
    def gone(self) -> bool:
        """Whether the file has no name any more; its disk space is free only when it is let go."""
        try:
            names = os.fstat(self.descriptor).st_nlink
        except OSError:  # of a network disk, which has forgotten it
            return True
        return names == 0 or os.path.basename(self.link).startswith(_NFS_DELETED)

    @property
    def link(self) -> str:
        """What Linux says where the file is; ends with " (deleted)" when this name of it is gone."""
        try:
            return os.readlink(f"/proc/self/fd/{self.descriptor}")
        except OSError:  # no /proc
            return ""

    def is_at(self, path: str) -> bool:
        """Whether ``path`` is this very file, or symbolic link."""
        with suppress(OSError):
            return os.path.samestat(os.lstat(path), os.fstat(self.descriptor))
        return False


class FileTracker:
    """The files of documents, by document keys."""

    def __init__(self) -> None:
        self._held: dict[str, _TrackedFile] = {}
        self._gone: set[str] = set()  # whose file was deleted
        self._lock = threading.Lock()

    def holds(self, key: str, version: str) -> bool:
        """Whether the file of this version is tracked; does not block."""
        tracked = self._held.get(key)
        return tracked is not None and tracked.version == version

    def hold(self, key: str, path: str, version: str) -> None:
        """Track the file at ``path`` for ``key``; nothing happens when that is of another version by now."""
        flag: int | None = getattr(os, "O_PATH", None)
        if flag is None:
            return
        try:
            # A symbolic link itself: it is what has this name, and can be renamed while its target stays.
            tracked = _TrackedFile(os.open(path, flag | os.O_NOFOLLOW | os.O_CLOEXEC), version)
        except OSError:
            return
        with self._lock:
            try:
                room = len(self._held) < MOST or key in self._held
                if room and version_of(os.stat(path)) == version and tracked.is_at(path):
                    self._release(key)
                    self._gone.discard(key)
                    self._held[key] = tracked
                    return
            except OSError:
                pass
            os.close(tracked.descriptor)

    def where(self, key: str) -> str | None:
        """The present path of the file; "" when it is deleted, None when nobody knows."""
        with self._lock:
            self._let_go(key)
            if key in self._gone:
                return ""
            tracked = self._held.get(key)
            return tracked.link if tracked and tracked.is_at(tracked.link) else None

    def at(self, path: str) -> list[str]:
        """The keys whose file is this one."""
        with self._lock:
            return [key for key, tracked in self._held.items() if tracked.is_at(path)]

    def keep(self, keys: Collection[str]) -> None:
        """Let go those of other keys, and deleted files, which would take up disk space as long as they are held."""
        with self._lock:
            for key in list(self._held):
                self._let_go(key)
                if key not in keys:
                    self._release(key)
            self._gone.intersection_update(keys)

    def close(self) -> None:
        """Let go all."""
        self.keep(())

    def _let_go(self, key: str) -> None:
        """What was deleted is not held any more."""
        tracked = self._held.get(key)
        if tracked and tracked.gone:
            self._release(key)
            self._gone.add(key)

    def _release(self, key: str) -> None:
        if tracked := self._held.pop(key, None):
            os.close(tracked.descriptor)


def find(version: str, path: str, root: str) -> str | None:
    """The path by now of the file that was at ``path`` and is still of ``version``.

    Looks into the folder of ``path`` first, then ever further from it, nowhere outside of ``root`` nor in hidden
    folders; None when it is not found with a reasonable effort.
    """
    folder, ending = os.path.dirname(path), os.path.splitext(path)[1].lower()
    if not f"{folder}/".startswith(f"{root.rstrip('/')}/"):
        return None
    end = time.monotonic() + SECONDS
    for number, entry in enumerate(_entries(folder, root)):
        if number >= ENTRIES or time.monotonic() > end:
            break
        with suppress(OSError):
            if entry.name.lower().endswith(ending) and version_of(entry.stat()) == version:
                return entry.path
    return None


def _entries(start: str, root: str) -> Iterator[os.DirEntry[str]]:
    """All that is in ``start``, then below it, then the same for the folder above, up to ``root``."""
    seen: set[str] = set()
    while True:
        folders = deque([start])
        while folders:
            folder = folders.popleft()
            if folder in seen:
                continue
            seen.add(folder)
            with suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    yield entry
        above = os.path.dirname(start)
        if start == root or above == start:
            return
        start = above
