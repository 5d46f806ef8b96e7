"""Files on the local disk: what they are, and read at any place.

Everything here blocks and is called in threads. Paths are those of the operating system.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from ..errors import OnlyOfficeError
from ..messages import trouble

#: Bytes that are read or copied at a time: large enough that changing threads for each costs little.
CHUNK = 4 * 1024 * 1024

_TROUBLES = {
    errno.ENOSPC: "storage.disk-full",
    errno.EDQUOT: "storage.quota",
    errno.EROFS: "storage.read-only-disk",
    errno.EACCES: "storage.no-permission",
    errno.EPERM: "storage.no-permission",
    errno.EBUSY: "storage.mounted",
    errno.ENAMETOOLONG: "storage.long-name",
    errno.ENOENT: "storage.folder-gone",
}

_REFUSALS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.ESTALE}


def disk_error(error: OSError) -> OnlyOfficeError:
    """What the user is told when the operating system refuses; never contains a path of this machine."""
    return trouble(_TROUBLES.get(error.errno or 0, "storage.disk"), reason=error.strerror or type(error).__name__)


def refused_by_disk(error: Exception) -> bool:
    """Whether it is the disk that refused: it is full or read-only, it fails, or the permissions do not do."""
    return isinstance(error, OSError) and error.errno in _REFUSALS


def removed(path: Path) -> bool:
    """Whether the file is gone now: on a disk that is read-only, or that fails, it stays."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def version_of(status: os.stat_result) -> str:
    """Changes whenever the file is written or replaced; not when it is renamed or its permissions change."""
    return f"{status.st_mtime_ns:x}-{status.st_size:x}-{status.st_ino:x}"


def is_copy(version: str, other: str) -> bool:
    """Whether a file of ``version`` can be a faithful copy of one of the ``other``: another file, of the same time."""
    return version.rpartition("-")[0] == other.rpartition("-")[0]


def look(os_path: str) -> os.stat_result:
    """The status of the file that ``os_path`` leads to, symbolic links followed.

    Raises NotFoundError, or BadRequestError when it is no regular file.
    """
    try:
        status = os.stat(os_path)
    except OSError:
        raise trouble("storage.no-file") from None
    if not stat.S_ISREG(status.st_mode):
        raise trouble("storage.not-a-file")
    return status


def replaceable(os_path: str, status: os.stat_result) -> bool:
    """Whether the file may be written and, as it is replaced in one step, its folder too."""
    folder = os.path.dirname(os.path.realpath(os_path))
    if not (os.access(os_path, os.W_OK) and os.access(folder, os.W_OK | os.X_OK)):
        return False
    of_folder = os.stat(folder)
    # In a sticky folder, such as /tmp, only the owner of a file may replace it.
    sticky = of_folder.st_mode & stat.S_ISVTX and os.geteuid() not in (0, status.st_uid, of_folder.st_uid)
    return not sticky


class Reader:
    """An open file. Reads can come from any thread; a file that changes meanwhile is noticed, never mixed."""

    def __init__(self, os_path: str) -> None:
        look(os_path)
        try:
            self._descriptor = os.open(os_path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except PermissionError:
            raise trouble("storage.unreadable") from None
        except OSError as error:
            raise disk_error(error) from error
        status = os.fstat(self._descriptor)
        self.size = status.st_size
        self.version = version_of(status)

    def read(self, start: int, stop: int) -> bytes:
        """The next bytes from ``start``, at most up to ``stop``; no more than a chunk.

        Raises StorageError when the file was written to since it was opened.
        """
        try:
            data = os.pread(self._descriptor, max(min(stop - start, CHUNK), 0), start)
        except OSError as error:
            raise disk_error(error) from error
        if version_of(os.fstat(self._descriptor)) != self.version:
            raise trouble("storage.changed-while-read")
        return data

    def close(self) -> None:
        """Release the file."""
        os.close(self._descriptor)
