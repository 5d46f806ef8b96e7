"""The versions of documents on the disk: which there are, what they hold, and which have to go.

The newest version of a document is the document itself. What it holds is kept when it is about to be replaced: by a
second name of the file, which costs nothing. A small one is copied already when its session ends, as other programs
overwrite files as well. Everything here blocks and is called in threads.
"""

from __future__ import annotations

import os
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import OnlyOfficeError
from ..messages import trouble
from ..sessions.session import Session
from ..storage.file_info import FileInfo
from ..storage.local_files import Reader, version_of
from ..storage.storage import Storage
from .version_files import SMALL, VersionFiles
from .version_numbers import VersionNumbers
from .version_records import Version, VersionStore


@dataclass(frozen=True)
class Limits:
    """``count``: how many versions of one document; ``size``: bytes of the versions of all documents together."""

    count: int
    size: int


@dataclass(frozen=True)
class ArchivedFile:
    """What a document holds before it is replaced, and what is left to do when it was.

    With ``late`` its checkpoint is to be made, from what is kept; ``descriptor``, if any, is what is to be kept.
    """

    version: Version
    late: bool
    descriptor: int = -1


class VersionArchive:
    """Keeps versions of the files of ``storage``."""

    def __init__(
        self,
        store: VersionStore,
        files: VersionFiles,
        storage: Storage,
        numbers: VersionNumbers,
        limits: Limits,
    ) -> None:
        self._store = store
        self._files = files
        self._storage = storage
        self._numbers = numbers
        self.limits = limits
        self._lock = threading.Lock()  # held by whoever gives numbers

    def of(self, info: FileInfo) -> list[Version]:
        """The versions whose content can be shown, oldest first; the last is the document as it is now."""
        with self._lock:
            current, versions = self._numbers.current(info)
            if current not in versions:
                self._store.put(current)
        return [*(version for version in versions if version != current and self._files.holds(version)), current]

    def hold(self, info: FileInfo, os_path: str) -> ArchivedFile | None:
        """Keep what the document holds now. Returns what is left to be done when it was replaced, if anything is."""
        if info.size > self.limits.size:
            return None
        with self._lock:
            version, _ = self._numbers.current(info)
            return None if self._files.holds(version) else self._hold(version, os.path.realpath(os_path))

    def _hold(self, version: Version, source: str) -> ArchivedFile | None:
        self._files.make_folder(version.place)
        descriptor = os.open(source, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        keeping = None
        try:
            if version_of(os.fstat(descriptor)) != version.content:
                return None  # changed in this moment: it will not be replaced
            kept, large = self._files.link(version, source), version.size > SMALL
            if kept != version.content:
                kept = "" if large else self._files.copy(version, descriptor, version.content)
            version = replace(version, kept=kept)
            self._store.put(version)
            if large and kept:
                keeping = ArchivedFile(version, late=self._storage.checkpoint_path(version.path) is not None)
            elif large:
                keeping = ArchivedFile(version, late=False, descriptor=descriptor)
            return keeping
        finally:
            if keeping is None or keeping.descriptor < 0:
                os.close(descriptor)

    def finish(self, keeping: ArchivedFile, replaced: bool) -> None:
        """Do what ``hold`` left to be done."""
        version = keeping.version
        if keeping.descriptor >= 0:
            try:
                if replaced:
                    self._kept(version, self._files.copy(version, keeping.descriptor, version.content))
            finally:
                os.close(keeping.descriptor)
        elif replaced and keeping.late:
            self._storage.keep_checkpoint(version.path, self._files.content(version))

    def hold_copy(self, info: FileInfo, copied: Path) -> None:
        """The same for a document that is not on the local disk, of which ``copied`` is a copy."""
        with self._lock:
            version, _ = self._numbers.current(info)
            self._store.put(version)
        if info.size <= self.limits.size and not self._files.holds(version):
            self._keep(version, str(copied), None)

    def secure(self, key: str) -> None:
        """Copy what a document holds, if that still is this version."""
        version = self._store.get(key)
        os_path = self._storage.os_path(version.path) if version and version.size <= self.limits.size else None
        if version and os_path and not self._files.holds(version):
            self._keep(version, os_path, version.content)

    def stored(self, session: Session, info: FileInfo, **told: Any) -> Version:
        """``session`` has made the document what it is now; ``told`` are further fields of the version."""
        with self._lock:
            versions = self._store.of(info.path)
            begun = [version.key for version in versions if version.content == session.version]
            last = versions[-1] if versions else None
            if last is None or last.session != session.key:
                last = None
            elif last.content == info.version:
                return last  # told of twice
            else:  # one session is one version
                told |= {"number": last.number, "previous": last.previous}
                self._files.remove(last)
            fresh = self._numbers.fresh(
                info, versions, **{"session": session.key, "previous": begun[-1] if begun else "", **told}
            )
            self._store.put(fresh, instead_of=last)
            return fresh

    def add(self, info: FileInfo, **told: Any) -> Version:
        """The document has become what it is now; ``told`` are further fields of the version."""
        with self._lock:
            version = self._numbers.fresh(info, self._store.of(info.path), **told)
            self._store.put(version)
            return version

    def add_changes(self, key: str, fetch: Callable[[Path], int]) -> None:
        """Let ``fetch`` get the file with the changes of this version; it returns the size in bytes."""
        version = self._store.get(key)
        if version is None:
            return
        self._files.make_folder(version.place)
        target = self._files.changes(version)
        fresh = target.with_name(f"{target.name}.part")
        try:
            size = fetch(fresh)
            with self._lock:
                found = self._store.get(key)  # meanwhile it may have moved, or gone
                if found and zipfile.is_zipfile(fresh):
                    os.replace(fresh, self._files.changes(found))
                    self._store.put(replace(found, changes_size=size))
        finally:
            fresh.unlink(missing_ok=True)

    def open(self, key: str) -> Reader:
        """The content of a version, to be closed. Raises NotFoundError when it is no longer kept."""
        version = self._store.get(key)
        if version is None:
            raise gone()
        if self._files.holds(version):
            return Reader(str(self._files.content(version)))
        if (os_path := self._storage.os_path(version.path)) is None:
            raise gone()
        reader = Reader(os_path)
        if reader.version != version.content:
            reader.close()
            raise gone()
        return reader

    def open_changes(self, key: str) -> Reader:
        """The changes that led to a version, to be closed. Raises NotFoundError when there are none."""
        version = self._store.get(key)
        if version is None or not version.changes_size:
            raise gone()
        return Reader(str(self._files.changes(version)))

    def get(self, key: str) -> Version | None:
        """The version with this key."""
        return self._store.get(key)

    def moved(self, old: str, new: str) -> None:
        """A file or folder was renamed."""
        with self._lock:
            self._store.moved(old, new)

    def shrink(self, path: str) -> None:
        """Drop what is beyond the limits: of this document the oldest, then the oldest of all."""
        older = self._store.of(path)[:-1]
        # What can not be shown goes first.
        older.sort(key=self._files.holds)
        for version in older[: max(len(older) + 1 - self.limits.count, 0)]:
            self._drop(version)
        if self._store.total() <= self.limits.size:
            return
        for version in self._store.oldest():
            self._drop(version)
            if self._store.total() <= self.limits.size:
                return

    def sweep(self) -> None:
        """Remove what a crash has left behind."""
        self._files.sweep(self._store.knows)

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def _keep(self, version: Version, os_path: str, expected: str | None) -> None:
        self._files.make_folder(version.place)
        descriptor = os.open(os_path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            kept = self._files.copy(version, descriptor, expected or version_of(os.fstat(descriptor)))
        finally:
            os.close(descriptor)
        self._kept(version, kept)

    def _kept(self, version: Version, kept: str) -> None:
        with self._lock:
            found = self._store.get(version.key)
            if found is None:  # dropped meanwhile
                self._files.remove(version)
            else:
                self._store.put(replace(found, kept=kept))

    def _drop(self, version: Version) -> None:
        with self._lock:
            self._files.remove(version)
            newest = self._store.of(version.path)[-1:]
            if newest and newest[0].key == version.key:  # the document itself: only the copy of it goes
                self._store.put(replace(version, kept="", changes_size=0))
            else:
                self._store.drop(version)


def gone() -> OnlyOfficeError:
    """The version is not there any more."""
    return trouble("history.gone")
