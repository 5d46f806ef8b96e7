"""The records of open documents in one SQLite file."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from ..errors import StorageError
from ..messages import trouble
from ..storage import filenames
from ..storage.record_fields import read, written
from ..storage.sqlite_records import RecordFile, transaction
from .session import Decision, Failure, Session

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    key TEXT PRIMARY KEY, scope TEXT NOT NULL, path TEXT NOT NULL, state TEXT NOT NULL, opened_at REAL NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS sessions_by_path ON sessions (scope, path);
CREATE UNIQUE INDEX IF NOT EXISTS one_open_session ON sessions (scope, path) WHERE state != 'closed';
CREATE TABLE IF NOT EXISTS results (
    key TEXT NOT NULL REFERENCES sessions (key) ON DELETE CASCADE, result TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (key, result)
);
"""


_COLUMNS = "INTO sessions (key, scope, path, state, opened_at, record) VALUES (?, ?, ?, ?, ?, ?)"
#: How many records are remembered, of about a kilobyte each.
_MOST_KNOWN = 2000

K = TypeVar("K")
V = TypeVar("V")


class SqliteSessionStore:
    """The records in one SQLite file.

    ``scope`` names the root that the paths are relative to: two servers of one user share the file, not the folder that
    they serve.
    """

    def __init__(self, file: Path, scope: str, log: logging.Logger | None = None) -> None:
        self._scope = scope
        #: What was written or read here last, to be written again should the file be overwritten; the oldest go first.
        self._known: dict[str, Session] = {}
        self._changing: list[Session] = []  #: what is written in this transaction
        self._known_results: dict[tuple[str, str], float] = {}
        self._records = RecordFile(
            file,
            _SCHEMA,
            log or logging.getLogger(__name__),
            # No write-ahead log: it does not work on the network file systems that homes often are.
            pragmas=("journal_mode = TRUNCATE", "synchronous = FULL"),
            restore=self._restore,
        )

    @property
    def _db(self) -> sqlite3.Connection:
        return self._records.db

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._changing.clear()
        with transaction(self._db) as db:
            yield db
        for session in self._changing:
            _remember(self._known, session.key, session)

    def current(self, path: str) -> Session | None:
        row = self._db.execute(
            "SELECT record FROM sessions WHERE scope = ? AND path = ? AND state != 'closed'",
            (self._scope, path),
        ).fetchone()
        return self._read(row[0]) if row else None

    def get(self, key: str) -> Session | None:
        row = self._db.execute("SELECT record FROM sessions WHERE key = ? AND scope = ?", (key, self._scope)).fetchone()
        if row:
            return self._read(row[0])
        known = self._known.get(key)
        if known is None:
            return None
        # Somebody has written an old backup over the records.
        with nullcontext() if self._db.in_transaction else self._transaction():
            return self._put_back(self._db, known)

    def elsewhere(self, key: str) -> bool:
        found = self._db.execute("SELECT 1 FROM sessions WHERE key = ? AND scope != ?", (key, self._scope)).fetchone()
        return found is not None

    def edited(self) -> list[Session]:
        rows = self._db.execute("SELECT record FROM sessions WHERE scope = ? AND state = 'editing'", (self._scope,))
        return self._readable(rows.fetchall())

    def outstanding(self) -> list[Session]:
        rows = self._db.execute(
            "SELECT record FROM sessions WHERE scope = ? "
            "AND (state != 'closed' AND json_extract(record, '$.failure') IS NOT NULL "
            "OR json_extract(record, '$.told') = 0) ORDER BY opened_at",
            (self._scope,),
        )
        return self._readable(rows.fetchall())

    def open(self, session: Session) -> None:
        with self._transaction():
            self._close_others(session)
            self._write(session)

    def update(self, session: Session) -> None:
        with self._transaction():
            self._write(session)

    def change(self, key: str, **changes: object) -> Session | None:
        with self._transaction():  # another server of this user may note something of it as well
            session = self.get(key)
            if session is not None:
                session = replace(session, **changes)  # type: ignore[arg-type]
                self._write(session)
            return session

    def _read(self, record: str) -> Session:
        try:
            session = _from_record(record)
        except (ValueError, TypeError, LookupError, AttributeError):
            raise trouble("storage.record-unknown") from None
        _remember(self._known, session.key, session)
        return session

    def _readable(self, rows: Iterable[tuple[str]]) -> list[Session]:
        """Those that can be read: one that can not is in the way of its own document only."""
        found: list[Session] = []
        for (record,) in rows:
            with suppress(StorageError):
                found.append(self._read(record))
        return found

    def _restore(self, db: sqlite3.Connection) -> None:
        for session in self._known.values():
            self._put_back(db, session)

    def _put_back(self, db: sqlite3.Connection, session: Session) -> Session:
        """Add a session if it is missing. Of two that are open for one file the one stays that was opened later."""
        open_now = "scope = ? AND path = ? AND state != 'closed' AND key != ?"
        others = (self._scope, session.path, session.key)
        if session.state != "closed":
            db.execute(
                "UPDATE sessions SET state = 'closed', record = json_set(record, '$.state', 'closed') "
                f"WHERE {open_now} AND opened_at <= ?",
                (*others, session.opened_at),
            )
            if db.execute(f"SELECT 1 FROM sessions WHERE {open_now}", others).fetchone():
                session = replace(session, state="closed")
        db.execute(f"INSERT OR IGNORE {_COLUMNS}", self._row(session))
        results = [(*result, at) for result, at in self._known_results.items() if result[0] == session.key]
        db.executemany("INSERT OR IGNORE INTO results (key, result, at) VALUES (?, ?, ?)", results)
        return session

    def _row(self, session: Session) -> tuple[object, ...]:
        return session.key, self._scope, session.path, session.state, session.opened_at, _to_record(session)

    def _write(self, session: Session) -> None:
        written = self._db.execute(
            f"INSERT {_COLUMNS} "
            "ON CONFLICT (key) DO UPDATE SET path = excluded.path, state = excluded.state, record = excluded.record "
            "WHERE scope = excluded.scope",
            self._row(session),
        )
        if written.rowcount:  # the record of another server stays as it is
            self._changing.append(session)

    def knowing(self, version: str) -> list[Session]:
        rows = self._db.execute(
            "SELECT record FROM sessions WHERE scope = ? AND state != 'closed' AND instr(record, ?)",
            (self._scope, json.dumps(version)),
        )
        return [session for session in self._readable(rows.fetchall()) if session.known_version == version]

    def moved(self, old: str, new: str) -> list[tuple[str, Session]]:
        changed: list[tuple[str, Session]] = []
        with self._transaction() as db:
            rows = db.execute(
                "SELECT record FROM sessions WHERE scope = ? AND instr(record, ?)",
                (self._scope, json.dumps(old)[:-1]),
            ).fetchall()
            for session in self._readable(rows):
                moved = _moved(session, old, new)
                if moved == session:
                    continue
                if session.state != "closed" and moved.path != session.path:
                    # What was renamed over an open document takes its place: the other one's file is gone.
                    changed += [(moved.path, other) for other in self._close_others(moved)]
                    changed.append((session.path, moved))
                self._write(moved)
        return changed

    def _close_others(self, session: Session) -> list[Session]:
        rows = self._db.execute(
            "SELECT record FROM sessions WHERE scope = ? AND path = ? AND state != 'closed' AND key != ?",
            (self._scope, session.path, session.key),
        ).fetchall()
        others = [replace(other, state="closed") for other in self._readable(rows)]
        for other in others:
            self._write(other)
        return others

    def has_result(self, key: str, result: str) -> bool:
        found = self._db.execute("SELECT 1 FROM results WHERE key = ? AND result = ?", (key, result)).fetchone()
        return found is not None

    def add_result(self, key: str, result: str, at: float) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO results (key, result, at) VALUES (?, ?, ?)", (key, result, at))
        _remember(self._known_results, (key, result), at)

    def forget(self, before: float) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM sessions WHERE state = 'closed' AND opened_at < ?", (before,))
        old = [key for key, session in self._known.items() if session.state == "closed" and session.opened_at < before]
        for key in old:
            del self._known[key]

    def mend(self, error: Exception) -> bool:
        return isinstance(error, sqlite3.Error) and self._records.mend(error)

    def close(self) -> None:
        self._records.close()


def _remember(known: dict[K, V], key: K, value: V) -> None:
    known.pop(key, None)
    known[key] = value
    if len(known) > _MOST_KNOWN:
        del known[next(iter(known))]


def _moved(session: Session, old: str, new: str) -> Session:
    def follow(path: str | None) -> str | None:
        return path and filenames.moved(path, old, new)

    return replace(
        session,
        path=filenames.moved(session.path, old, new),
        copy_path=follow(session.copy_path),
        draft=follow(session.draft),
        rescued=tuple(filenames.moved(path, old, new) for path in session.rescued),
    )


def _to_record(session: Session) -> str:
    failure = session.failure.as_json() if session.failure else None
    return json.dumps({**written(session), "failure": failure})


def _from_record(record: str) -> Session:
    fields: dict[str, Any] = json.loads(record)
    for name in ("users", "rescued", "authors", "told_by"):
        fields[name] = tuple(fields.get(name, ()))
    fields["failure"] = Failure.of_record(fields["failure"]) if fields["failure"] else None
    fields["decided"] = read(Decision, fields["decided"]) if fields.get("decided") else None
    return read(Session, fields)
