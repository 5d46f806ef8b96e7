"""The staging folder: one of our own, where results wait, complete and on the disk, before storage takes them.

Several servers can share one data directory, so each has a folder of its own in it, locked for as long as the process
lives; what a dead one left behind is removed at the next start.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..messages import trouble

#: Hidden in JupyterLab, and ".~" is what sync clients leave alone.
SIBLING_PREFIX = ".~onlyoffice-"


class StagingFolder:
    """Makes the paths of staged files; ``root`` is created on first use, readable by its owner only."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder: Path | None = None
        self._lock = -1

    def staged(self, suffix: str = "") -> Path:
        """The path of a new file in the staging folder.

        Raises StorageError when the staging folder can not be made.
        """
        if self._folder is None or not self._folder.is_dir():
            try:
                self._folder = self._open_folder()
            except OSError as error:
                raise trouble("storage.spool", reason=error.strerror) from error
        return self._folder / f"{secrets.token_hex(8)}{suffix}"

    @contextmanager
    def sibling(self, folder: str) -> Iterator[str]:
        """The path for a temporary file in ``folder``, removed at the end, or by ``sweep`` after a crash."""
        note = self.staged(".sibling")
        path = os.path.join(folder, f"{SIBLING_PREFIX}{note.stem}")
        note.write_bytes(os.fsencode(path))
        try:
            yield path
        finally:
            with suppress(OSError):  # where it can not be removed the note stays, for the next sweep
                with suppress(FileNotFoundError):
                    os.unlink(path)
                note.unlink(missing_ok=True)

    def sweep(self) -> int:
        """Remove what servers that are no longer alive left behind; returns how many folders that were."""
        if not self._root.is_dir():
            return 0
        with self._root_locked():
            return sum(self._sweep_folder(folder) for folder in list(self._root.glob("run-*")))

    def _sweep_folder(self, folder: Path) -> bool:
        try:
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return False
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for note in folder.glob("*.sibling"):
                path = os.fsdecode(note.read_bytes())
                if os.path.basename(path).startswith(SIBLING_PREFIX):
                    with suppress(FileNotFoundError):
                        os.unlink(path)
            shutil.rmtree(folder)
        except OSError:  # its server lives, or the disk of the sibling is away: another time
            return False
        finally:
            os.close(lock)
        return True

    def _open_folder(self) -> Path:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._root_locked():
            folder = self._root / f"run-{secrets.token_hex(8)}"
            folder.mkdir(mode=0o700)
            if self._lock >= 0:
                os.close(self._lock)
            self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            with suppress(OSError):  # a disk that knows no locks: then nobody's sweep takes the folder away either
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return folder

    @contextmanager
    def _root_locked(self) -> Iterator[None]:
        """Keeps a sweep from seeing a folder that is made but not locked yet."""
        lock = os.open(self._root / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            with suppress(OSError):
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)
