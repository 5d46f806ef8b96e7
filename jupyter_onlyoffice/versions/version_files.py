"""The files of versions: each keeps what a document once was, and what Docs recorded of the changes that led to it.

What is about to be replaced is kept by a second name for it, which costs nothing; where the disk can not do that, by a
copy. A program that writes into that second name would change the version, so a version whose file is not what it was
is no longer offered. Everything here blocks and is called in threads.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ..storage.local_files import CHUNK, version_of
from .version_records import Version

#: The folder of the versions that are kept beside their documents; hidden in JupyterLab.
HIDDEN = ".onlyoffice-versions"
#: Bytes that are copied in a moment; what is larger is copied after the answer.
SMALL = 16 * 1024 * 1024
#: How long a file that belongs to no version is left alone, in seconds: its record may be on its way.
UNKNOWN_SECONDS = 24 * 3600


class VersionFiles:
    """The files in ``root``, or beside the documents: ``folder_of`` tells where a folder of documents is."""

    def __init__(self, root: Path, folder_of: Callable[[str], str | None]) -> None:
        self._root = root
        self._folder_of = folder_of

    def content(self, version: Version) -> Path:
        """Where its content is kept, if it is."""
        return self._folder(version.place) / version.key

    def changes(self, version: Version) -> Path:
        """Where its changes are kept, if they are."""
        return self._folder(version.place) / f"{version.key}.changes"

    def holds(self, version: Version) -> bool:
        """Whether its content is kept, and is still what it was."""
        try:
            return bool(version.kept) and version_of(self.content(version).stat()) == version.kept
        except OSError:
            return False

    def make_folder(self, place: str | None) -> None:
        """Make the folder of versions. Raises OSError."""
        folder = self._folder(place)
        if place is None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        else:
            folder.mkdir(exist_ok=True)

    def link(self, version: Version, source: str) -> str:
        """Give the file ``source`` a second name; returns the version of the file that this keeps, or ""."""
        target = self.content(version)
        try:
            os.link(source, target)
            return version_of(os.stat(target))
        except OSError:  # another disk, or one without hard links
            return ""

    def copy(self, version: Version, descriptor: int, expected: str) -> str:
        """Copy the open file, which must be of the version ``expected`` to the end; returns the version of the copy.

        Returns "" when it changed meanwhile. Raises OSError.
        """
        target = self.content(version)
        fresh = target.with_name(f"{version.key}.part")
        try:
            # For nobody else: beside the document it could be read by those who may not read that.
            with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as sink:
                copy(descriptor, sink.fileno())
            if version_of(os.fstat(descriptor)) != expected:
                return ""
            os.replace(fresh, target)
            return version_of(os.stat(target))  # only now: network disks set the time when a file is closed
        finally:
            fresh.unlink(missing_ok=True)

    def remove(self, version: Version) -> None:
        """Remove its files."""
        for path in (self.content(version), self.changes(version)):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def sweep(self, known: Callable[[str], bool]) -> None:
        """Remove from our own folder what a crash has left behind; beside documents others may have theirs."""
        if not self._root.is_dir():
            return
        for path in self._root.iterdir():
            with suppress(OSError):
                # Not the time of its content, which is as old as the document.
                if time.time() - path.stat().st_ctime > UNKNOWN_SECONDS and not known(path.name.partition(".")[0]):
                    path.unlink()

    def _folder(self, place: str | None) -> Path:
        if place is None:
            return self._root
        return Path(self._folder_of(place) or self._root) / HIDDEN


def copy(source: int, sink: int) -> None:
    """Copy an open file from its start, in the kernel; on disks that can, without copying a byte. Raises OSError."""
    offset = 0
    with suppress(OSError, AttributeError):  # not between these two disks, or not on this system
        while count := os.copy_file_range(source, sink, 64 * CHUNK, offset, offset):
            offset += count
    while data := os.pread(source, CHUNK, offset):
        view = memoryview(data)
        while view:
            written = os.pwrite(sink, view, offset)
            view, offset = view[written:], offset + written
