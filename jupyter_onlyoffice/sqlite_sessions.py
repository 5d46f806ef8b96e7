"""The records of open documents in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from . import filenames
from .session_store import Decision, Failure, Session

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


class SqliteSessionStore:
    """The records in one SQLite file.

    ``scope`` names the root that the paths are relative to: two servers of one user share the file, not the folder that
    they serve.
    """

    def __init__(self, file: Path, scope: str) -> None:
        self._scope = scope
        # The caller hands us from thread to thread but never uses two at once.
        self._db = sqlite3.connect(file, timeout=10, isolation_level=None, check_same_thread=False)
        try:
            # No write-ahead log: it does not work on the network file systems that homes often are.
            self._db.execute("PRAGMA journal_mode = TRUNCATE")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error:
            self._db.close()
            raise

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def current(self, path: str) -> Session | None:
        row = self._db.execute(
            "SELECT record FROM sessions WHERE scope = ? AND path = ? AND state != 'closed'",
            (self._scope, path),
        ).fetchone()
        return _from_record(row[0]) if row else None

    def get(self, key: str) -> Session | None:
        row = self._db.execute("SELECT record FROM sessions WHERE key = ? AND scope = ?", (key, self._scope)).fetchone()
        return _from_record(row[0]) if row else None

    def elsewhere(self, key: str) -> bool:
        found = self._db.execute("SELECT 1 FROM sessions WHERE key = ? AND scope != ?", (key, self._scope)).fetchone()
        return found is not None

    def edited(self) -> list[Session]:
        rows = self._db.execute("SELECT record FROM sessions WHERE scope = ? AND state = 'editing'", (self._scope,))
        return [_from_record(record) for (record,) in rows.fetchall()]

    def outstanding(self) -> list[Session]:
        rows = self._db.execute(
            "SELECT record FROM sessions WHERE scope = ? "
            "AND (state != 'closed' AND json_extract(record, '$.failure') IS NOT NULL "
            "OR json_extract(record, '$.told') = 0) ORDER BY opened_at",
            (self._scope,),
        )
        return [_from_record(record) for (record,) in rows.fetchall()]

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

    def _write(self, session: Session) -> None:
        self._db.execute(
            "INSERT INTO sessions (key, scope, path, state, opened_at, record) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET path = excluded.path, state = excluded.state, record = excluded.record",
            (session.key, self._scope, session.path, session.state, session.opened_at, _to_record(session)),
        )

    def knowing(self, version: str) -> list[Session]:
        rows = self._db.execute(
            "SELECT record FROM sessions WHERE scope = ? AND state != 'closed' AND instr(record, ?)",
            (self._scope, json.dumps(version)),
        )
        found = [_from_record(record) for (record,) in rows.fetchall()]
        return [session for session in found if session.known_version == version]

    def moved(self, old: str, new: str) -> list[tuple[str, Session]]:
        changed: list[tuple[str, Session]] = []
        with self._transaction() as db:
            rows = db.execute(
                "SELECT record FROM sessions WHERE scope = ? AND instr(record, ?)",
                (self._scope, json.dumps(old)[:-1]),
            ).fetchall()
            for (record,) in rows:
                session = _from_record(record)
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
        others = [replace(_from_record(record), state="closed") for (record,) in rows]
        for other in others:
            self._write(other)
        return others

    def has_result(self, key: str, result: str) -> bool:
        found = self._db.execute("SELECT 1 FROM results WHERE key = ? AND result = ?", (key, result)).fetchone()
        return found is not None

    def add_result(self, key: str, result: str, at: float) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO results (key, result, at) VALUES (?, ?, ?)", (key, result, at))

    def forget(self, before: float) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM sessions WHERE state = 'closed' AND opened_at < ?", (before,))

    def close(self) -> None:
        self._db.close()


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
    return json.dumps(
        {
            "key": session.key,
            "path": session.path,
            "version": session.version,
            "opened_at": session.opened_at,
            "state": session.state,
            "users": session.users,
            "names": session.names,
            "stored_version": session.stored_version,
            "stored_at": session.stored_at,
            "copy_path": session.copy_path,
            "contested": session.contested,
            "authors": session.authors,
            "told": session.told,
            "told_by": session.told_by,
            "decided": asdict(session.decided) if session.decided else None,
            "failure": session.failure.as_json() if session.failure else None,
            "lastsave": session.lastsave,
            "replaced": session.replaced,
            "reverted": session.reverted,
            "rescued": session.rescued,
            "draft": session.draft,
            "given_up_at": session.given_up_at,
            "purpose": session.purpose,
            "submitted": session.submitted,
        }
    )


def _from_record(record: str) -> Session:
    fields: dict[str, Any] = json.loads(record)
    for name in ("users", "rescued", "authors", "told_by"):
        fields[name] = tuple(fields.get(name, ()))
    fields["failure"] = Failure(**fields["failure"]) if fields["failure"] else None
    fields["decided"] = Decision(**fields["decided"]) if fields.get("decided") else None
    return Session(**fields)
