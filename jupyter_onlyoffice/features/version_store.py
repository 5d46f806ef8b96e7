"""The records of versions, and where they are kept.

:class:`VersionStore` is the small interface that another store can implement; :class:`SqliteVersionStore` keeps the
records in one SQLite file of their own, so that nothing about them is in the way of the records of open documents. All
methods block, and may be called in any thread.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

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

    def __init__(self, file: Path, scope: str) -> None:
        self._scope = scope
        self._lock = threading.Lock()
        self._db = sqlite3.connect(file, timeout=WAIT, isolation_level=None, check_same_thread=False)
        # No write-ahead log: it does not work on the network file systems that homes often are.
        self._db.execute("PRAGMA journal_mode = TRUNCATE")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

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
        with self._lock:
            (total,) = self._db.execute(
                "SELECT coalesce(sum(bytes), 0) FROM versions WHERE scope = ?", (self._scope,)
            ).fetchone()
        return int(total)

    def knows(self, key: str) -> bool:
        with self._lock:
            return self._db.execute("SELECT 1 FROM versions WHERE key = ?", (key,)).fetchone() is not None

    def put(self, version: Version, instead_of: Version | None = None) -> None:
        with self._transaction() as db:
            if instead_of:
                db.execute("DELETE FROM versions WHERE key = ?", (instead_of.key,))
            self._write(version)

    def drop(self, version: Version) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM versions WHERE key = ?", (version.key,))

    def moved(self, old: str, new: str) -> None:
        length = len(old) + 1

        def follow(path: str) -> str:
            return new + path[len(old) :] if f"{path}/".startswith(f"{old}/") else path

        with self._transaction() as db:
            rows = db.execute(
                "SELECT record FROM versions WHERE scope = ?1 AND (path = ?2 OR place = ?2"
                " OR substr(path, 1, ?3) = ?4 OR substr(place, 1, ?3) = ?4) ORDER BY path, number",
                (self._scope, old, length, old + "/"),
            ).fetchall()
            for version in [_from_record(record) for (record,) in rows]:
                path, number = follow(version.path), version.number
                if path != version.path:
                    # What was renamed over another document goes on with the history of both.
                    (last,) = db.execute(
                        "SELECT coalesce(max(number), 0) FROM versions WHERE scope = ? AND path = ?",
                        (self._scope, path),
                    ).fetchone()
                    number = max(number, last + 1)
                place = None if version.place is None else follow(version.place)
                self._write(replace(version, path=path, number=number, place=place))

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _select(self, where: str, *values: object) -> list[Version]:
        with self._lock:
            rows = self._db.execute(f"SELECT record FROM versions {where}", values).fetchall()
        return [_from_record(record) for (record,) in rows]

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk has ended it by itself
                    self._db.execute("ROLLBACK")
                raise

    def _write(self, version: Version) -> None:
        values = (
            *(version.key, self._scope, version.path, version.number, version.created),
            *(version.bytes, bool(version.kept), version.place, json.dumps(asdict(version))),
        )
        self._db.execute(f"INSERT OR REPLACE INTO versions VALUES ({', '.join('?' * len(values))})", values)


def _from_record(record: str) -> Version:
    fields: dict[str, Any] = json.loads(record)
    fields["changes"] = tuple(fields["changes"])
    return Version(**fields)
