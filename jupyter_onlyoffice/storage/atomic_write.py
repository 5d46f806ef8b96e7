"""Files on the local disk replaced and created so that nobody ever sees half a file.

Everything here blocks and is called in threads. Paths are those of the operating system.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ..errors import StorageError
from ..messages import trouble
from .local_files import CHUNK, disk_error, look, replaceable, version_of
from .staging import StagingFolder


def replace(
    os_path: str, staged: Path, spool: StagingFolder, expected: str | None = None, checkpoint: str | None = None
) -> int:
    """Put ``staged`` in the place of the file in one step; permissions, owner where possible and links stay.

    Returns a descriptor that keeps the old file alive. To free the blocks of a large one takes the disk a while, which
    nobody needs to wait for: whoever calls closes it after the answer.

    Raises NotFoundError, ConflictError when the file is not of the version ``expected``, or StorageError; the file is
    then as it was, and ``staged`` still there.
    """
    target = os.path.realpath(os_path)
    if not replaceable(target, look(target)):
        raise trouble("storage.read-only")

    def rename(source: str) -> None:
        with _kept_as(checkpoint, target, spool):
            # As late as can be: a file that was renamed just now would come back under its old name.
            if expected is not None and version_of(look(target)) != expected:
                raise trouble("storage.changed")
            os.replace(source, target)

    with _disk_errors():
        old = os.open(target, getattr(os, "O_PATH", os.O_RDONLY) | os.O_CLOEXEC)
        try:
            _put(staged, target, target, rename, spool)
        except BaseException:
            os.close(old)
            raise
    return old


def create(os_path: str, staged: Path, spool: StagingFolder) -> None:
    """Put ``staged`` where no file is yet, with the permissions that any new file in that folder gets.

    Raises FileExistsError, which leaves that file alone, or StorageError; ``staged`` is then still there.
    """

    def link(source: str) -> None:
        try:
            os.link(source, os_path)
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
                raise
        else:
            os.unlink(source)
            return
        # A disk without hard links: the name is taken by an empty file first.
        os.close(os.open(os_path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            os.replace(source, os_path)
        except OSError:
            os.unlink(os_path)
            raise

    with _disk_errors(), spool.sibling(os.path.dirname(os_path)) as sample:
        os.close(os.open(sample, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        _put(staged, os_path, sample, link, spool)


@contextmanager
def _kept_as(checkpoint: str | None, target: str, spool: StagingFolder) -> Iterator[None]:
    """Make what ``target`` holds now the file ``checkpoint``, once ``target`` was replaced; a link, so at no cost.

    A file that has other names is copied, as making the next checkpoint writes into this one. The edit that is being
    stored counts for more than a way back: where there can be none, there is none.
    """
    with ExitStack() as stack:
        linked = ""
        if checkpoint:
            try:
                linked = stack.enter_context(spool.sibling(os.path.dirname(checkpoint)))
                if os.stat(target).st_nlink > 1 or not _linked(target, linked):
                    shutil.copy2(target, linked)
            except (OSError, StorageError):
                linked = ""
        yield
        if checkpoint and linked:
            with suppress(OSError):
                os.replace(linked, checkpoint)


def _linked(source: str, name: str) -> bool:
    """Whether the file could be given a second name: not on a disk without hard links, nor on another disk."""
    try:
        os.link(source, name)
    except OSError:
        return False
    return True


def keep_checkpoint(source: Path, checkpoint: str, spool: StagingFolder) -> None:
    """Make a copy of ``source`` the file ``checkpoint``, unless that is newer. Raises StorageError."""
    with _disk_errors(), spool.sibling(os.path.dirname(checkpoint)) as near:
        shutil.copy2(source, near)
        with suppress(FileNotFoundError):
            if os.stat(checkpoint).st_mtime_ns > os.stat(near).st_mtime_ns:
                return
        os.replace(near, checkpoint)


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Turns the errors of the operating system into ours, except that a file exists."""
    try:
        yield
    except FileExistsError:
        raise
    except OSError as error:
        raise disk_error(error) from error


def _put(staged: Path, target: str, model: str, rename: Callable[[str], None], spool: StagingFolder) -> None:
    """Give ``staged`` the attributes of ``model``, bring it to the disk and ``rename`` it to ``target``."""
    folder = os.path.dirname(target)
    _dress(str(staged), model)
    _sync_data(str(staged))
    try:
        rename(str(staged))
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        # Another disk: complete the file there first, beside its target.
        with spool.sibling(folder) as near:
            _copy(staged, near)
            _dress(near, model)
            _sync_data(near)
            rename(near)
        staged.unlink()
    _sync_folder(folder)


def _copy(staged: Path, near: str) -> None:
    descriptor = os.open(near, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(staged, "rb") as source, open(descriptor, "wb") as sink:
        shutil.copyfileobj(source, sink, CHUNK)


def _dress(path: str, model: str) -> None:
    """Owner, group, permissions and access lists of ``model``, as far as user and disk allow; the time is now."""
    wanted = os.stat(model)
    for owner, group in ((-1, wanted.st_gid), (wanted.st_uid, -1)):
        with suppress(OSError):
            os.chown(path, owner, group)
    with suppress(OSError):
        shutil.copystat(model, path)
        os.utime(path)
        if os.stat(path).st_gid != wanted.st_gid:
            # The group's rights must not go to another group: it gets no more than everybody has.
            everybody = (wanted.st_mode & 0o007) << 3
            os.chmod(path, stat.S_IMODE(wanted.st_mode) & (~0o070 | everybody))


def _sync_data(path: str) -> None:
    """Bring the content to the disk; permissions and times follow with the folder."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        getattr(os, "fdatasync", os.fsync)(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network disks can not do this
            raise
    finally:
        os.close(descriptor)
