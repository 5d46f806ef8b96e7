"""The records of versions, and where they are kept.

:class:`VersionStore` is the small interface that another store can implement; :class:`SqliteVersionStore` keeps the
records in one SQLite file of their own, so that nothing about them is in the way of the records of open documents. All
methods block, and may be called in any thread.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ..messages import phrase
from ..storage.record_fields import read, written
from ..storage.sqlite_records import RecordFile, refusal, transaction

T = TypeVar("T")

#: Seconds that a save may wait for another server that uses the same file.
WAIT = 2.0


@dataclass(frozen=True)
class Version:
    """One version of a document. Times are seconds since the epoch, sizes bytes."""

    key: str  #: its document key in Docs, which caches by it: another one for every content. It names the files, too
    path: str
    number: int  #: 1, 2 ... for each path
    created: float
    content: str  #: the version (FileInfo.version) that the file had while it held this
    size: int
    filetype: str
    session: str = ""  #: the document key of the session that made it, if one did
    previous: str = ""  #: the key of the version that this session started from
    user_id: str = ""
    user_name: str = ""
    changes: tuple[dict[str, Any], ...] = ()  #: what Docs tells of the changes since ``previous``
    server_version: str = ""  #: of the Docs that made the changes
    changes_size: int = 0  #: of the file with the changes; 0 when there is none
    kept: str = ""  #: the version of the file that keeps the content; "" when only the document itself has it
    place: str | None = None  #: the folder of documents that its files are hidden in; None is the data_dir
    beyond: Mapping[str, Any] = field(default_factory=dict, compare=False)  #: what a newer release has written

    @property
    def bytes(self) -> int:
        """What its files take."""
        return (self.size if self.kept else 0) + self.changes_size


class VersionStore(Protocol):
    """Where the records are. ``path`` is the contents manager's path."""

    def of(self, path: str) -> list[Version]:
        """Those of one document, oldest first."""

    def get(self, key: str) -> Version | None:
        """The one with this key."""

    def holding(self, content: str) -> list[Version]:
        """The newest versions of documents that had this content, by its version."""

    def oldest(self) -> list[Version]:
        """All whose content is kept, oldest first."""

    def total(self) -> int:
        """What the files of all versions take together."""

    def knows(self, key: str) -> bool:
        """Whether there is a version with this key, under whatever root."""

    def put(self, version: Version, instead_of: Version | None = None) -> None:
        """Write the record of ``version``, again or for the first time, and forget the other one."""

    def drop(self, version: Version) -> None:
        """Forget it."""

    def moved(self, old: str, new: str) -> None:
        """A file or folder was renamed: the versions of it, or of all in it, follow."""

    def close(self) -> None:
        """Close the store."""


_SCHEMA = """
CREATE TABLE IF NOT EXISTS versions (
    key TEXT PRIMARY KEY, scope TEXT NOT NULL, path TEXT NOT NULL, number INTEGER NOT NULL,
    created REAL NOT NULL, bytes INTEGER NOT NULL, kept INTEGER NOT NULL, place TEXT, record TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS versions_by_path ON versions (scope, path);
"""


class SqliteVersionStore:
    """The records in one SQLite file; ``scope`` names the root that the paths are relative to."""

    def __init__(self, file: Path, scope: str, log: logging.Logger | None = None) -> None:
        self._scope = scope
        self._lock = threading.Lock()
        # No write-ahead log: it does not work on the network file systems that homes often are.
        pragmas = ("journal_mode = TRUNCATE", "synchronous = NORMAL")
        self._records = RecordFile(file, _SCHEMA, log or logging.getLogger(__name__), pragmas=pragmas, wait=WAIT)

    def of(self, path: str) -> list[Version]:
        return self._select("WHERE scope = ? AND path = ? ORDER BY number", self._scope, path)

    def get(self, key: str) -> Version | None:
        found = self._select("WHERE key = ? AND scope = ?", key, self._scope)
        return found[0] if found else None

    def holding(self, content: str) -> list[Version]:
        newest = (
            "WHERE scope = ? AND json_extract(record, '$.content') = ? AND number = "
            "(SELECT max(number) FROM versions newer WHERE newer.scope = versions.scope AND newer.path = versions.path)"
        )
        return self._select(newest, self._scope, content)

    def oldest(self) -> list[Version]:
        return self._select("WHERE scope = ? AND kept ORDER BY created", self._scope)

    def total(self) -> int:
        question = "SELECT coalesce(sum(bytes), 0) FROM versions WHERE scope = ?"
        (total,) = self._run(lambda db: db.execute(question, (self._scope,)).fetchone())
        return int(total)

    def knows(self, key: str) -> bool:
        question = "SELECT 1 FROM versions WHERE key = ?"
        return self._run(lambda db: db.execute(question, (key,)).fetchone()) is not None

    def put(self, version: Version, instead_of: Version | None = None) -> None:
        def put(db: sqlite3.Connection) -> None:
            with transaction(db):
                if instead_of:
                    db.execute("DELETE FROM versions WHERE key = ?", (instead_of.key,))
                self._write(db, version)

        self._run(put)

    def drop(self, version: Version) -> None:
        self._run(lambda db: db.execute("DELETE FROM versions WHERE key = ?", (version.key,)))

    def moved(self, old: str, new: str) -> None:
        def move(db: sqlite3.Connection) -> None:
            with transaction(db):
                self._move(db, old, new)

        self._run(move)

    def _move(self, db: sqlite3.Connection, old: str, new: str) -> None:
        length = len(old) + 1

        def follow(path: str) -> str:
            return new + path[len(old) :] if f"{path}/".startswith(f"{old}/") else path

        rows = db.execute(
            "SELECT record FROM versions WHERE scope = ?1 AND (path = ?2 OR place = ?2"
            " OR substr(path, 1, ?3) = ?4 OR substr(place, 1, ?3) = ?4) ORDER BY path, number",
            (self._scope, old, length, old + "/"),
        ).fetchall()
        for version in _readable(rows):
            path, number = follow(version.path), version.number
            if path != version.path:
                # What was renamed over another document goes on with the history of both.
                (last,) = db.execute(
                    "SELECT coalesce(max(number), 0) FROM versions WHERE scope = ? AND path = ?",
                    (self._scope, path),
                ).fetchone()
                number = max(number, last + 1)
            place = None if version.place is None else follow(version.place)
            self._write(db, replace(version, path=path, number=number, place=place))

    def close(self) -> None:
        with self._lock:
            self._records.close()

    def _select(self, where: str, *values: object) -> list[Version]:
        return _readable(self._run(lambda db: db.execute(f"SELECT record FROM versions {where}", values).fetchall()))

    def _run(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """What ``function`` makes of the connection. Raises StorageError."""
        with self._lock:
            try:
                try:
                    return function(self._records.db)
                except sqlite3.Error as error:
                    if not self._records.mend(error):
                        raise
                return function(self._records.db)
            except sqlite3.Error as error:
                raise refusal(error, phrase("versions")) from error

    def _write(self, db: sqlite3.Connection, version: Version) -> None:
        values = (
            *(version.key, self._scope, version.path, version.number, version.created),
            *(version.bytes, bool(version.kept), version.place, json.dumps(written(version))),
        )
        db.execute(f"INSERT OR REPLACE INTO versions VALUES ({', '.join('?' * len(values))})", values)


def _readable(rows: Iterable[tuple[str]]) -> list[Version]:
    """Those that can be read: not what is damaged, or lacks what a newer release has left out."""
    found: list[Version] = []
    for (record,) in rows:
        with suppress(ValueError, TypeError, LookupError, AttributeError):
            fields: dict[str, Any] = json.loads(record)
            found.append(read(Version, {**fields, "changes": tuple(fields["changes"])}))
    return found
