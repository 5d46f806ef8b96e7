"""Results that are on our disk but not yet in storage: a write-ahead journal.

Each is two files: the result, and beside it a note in JSON that says whose it is. The note is written last, so a result
without its note means that fetching it was broken off. Storage is given a second name of the result, so that it is
still here when a crash comes before anybody has noted where it went. On a disk without hard links it is moved: there a
note without its result means that it is in storage. Everything here blocks and is called in threads.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..storage.local_files import disk_error
from ..storage.record_fields import read, written

#: A result without a note is left alone for so long, in seconds: somebody may be fetching it.
FETCHING_SECONDS = 24 * 3600


@dataclass(frozen=True)
class JournalEntry:
    """A result that waits for storage. Times are seconds since the epoch."""

    id: str
    scope: str  #: the root that ``path`` is relative to, see SqliteSessionStore
    key: str
    path: str  #: of the document when the result came; its session knows better
    result: str  #: names the result, see Sessions.has_result
    filetype: str
    final: bool  #: whether the session ends with it
    beside: bool  #: whether it goes beside the document in any case
    lastsave: str
    received_at: float
    attempts: int = 0
    next_at: float = 0.0
    partial: bool = False  #: whether it is only what Docs could assemble of a broken document
    beyond: Mapping[str, Any] = field(default_factory=dict, compare=False)  #: what a newer release has written

    @property
    def sound(self) -> bool:
        """Whether all fields are of their types, which a note on a disk may lack."""
        texts = (self.id, self.scope, self.key, self.path, self.result, self.filetype, self.lastsave)
        numbers = (self.received_at, self.next_at, self.attempts)
        return all(isinstance(text, str) for text in texts) and all(isinstance(one, int | float) for one in numbers)


class SaveJournal:
    """The folder of results that wait; ``root`` is made on first use."""

    def __init__(self, root: Path, scope: str) -> None:
        self._root = root
        self._scope = scope

    def target(self, identity: str) -> Path:
        """Where the result is, or was."""
        return self._root / f"{identity}.result"

    def new(self) -> tuple[str, Path]:
        """A fresh id, and where to write its result.

        Raises StorageError when the folder can not be made.
        """
        try:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise disk_error(error) from error
        identity = secrets.token_hex(8)
        return identity, self.target(identity)

    def linked(self, identity: str) -> Path | None:
        """The result under a second name, which storage may move away; None when it has done so before."""
        target, placing = self.target(identity), self._placing(identity)
        try:
            placing.unlink(missing_ok=True)
            os.link(target, placing)
        except FileNotFoundError:
            return None
        except OSError:  # a disk without hard links
            return target
        return placing

    def write(self, entry: JournalEntry) -> None:
        """Write the note, on the disk when this returns. Raises StorageError."""
        note, fresh = self._note(entry.id), self._root / f"{entry.id}.new"
        try:
            with open(fresh, "w", encoding="utf-8") as file:
                json.dump(written(entry), file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(fresh, note)
            descriptor = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise disk_error(error) from error

    def drop(self, entry: JournalEntry) -> None:
        """The result is safe in storage, or a later one of its session is."""
        for path in (self._placing(entry.id), self.target(entry.id), self._note(entry.id)):
            path.unlink(missing_ok=True)

    def all(self) -> list[JournalEntry]:
        """Those of our scope, oldest first."""
        found: list[JournalEntry] = []
        for note in self._root.glob("*.json"):
            # Another server has just dropped it, or the disk has damaged it.
            with suppress(OSError, ValueError, TypeError, RecursionError):
                entry = read(JournalEntry, json.loads(note.read_text(encoding="utf-8")))
                if entry.sound and entry.scope == self._scope:
                    found.append(entry)
        return sorted(found, key=lambda entry: entry.received_at)

    def of(self, key: str) -> list[JournalEntry]:
        """Those of one document key, oldest first."""
        return [entry for entry in self.all() if entry.key == key]

    @contextmanager
    def claimed(self, entry: JournalEntry) -> Iterator[bool]:
        """Whether we are the only server that handles it now; two can share the folder."""
        try:
            descriptor = os.open(self._note(entry.id), os.O_RDWR)
        except OSError:
            yield False
            return
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                alone = self._note(entry.id).exists()
            except BlockingIOError:
                alone = False
            except OSError:  # a disk that knows no locks
                alone = True
            yield alone
        finally:
            os.close(descriptor)

    def sweep(self) -> None:
        """Remove what was broken off long ago."""
        for result in self._root.glob("*.result"):
            with suppress(OSError):
                if not self._note(result.stem).exists() and time.time() - result.stat().st_mtime > FETCHING_SECONDS:
                    result.unlink()

    def _placing(self, identity: str) -> Path:
        return self._root / f"{identity}.placing"

    def _note(self, identity: str) -> Path:
        return self._root / f"{identity}.json"
