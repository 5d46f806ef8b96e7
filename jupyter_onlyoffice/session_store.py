"""The records of open documents, and where they are kept.

:class:`SessionStore` is the small interface that another store (for several servers of a JupyterHub) can implement;
:class:`SqliteSessionStore` keeps the records in one SQLite file. All methods block: callers run them in a thread.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Protocol

from . import filenames

State = Literal["open", "editing", "failed", "closed"]
"""open: a key was handed out, nobody is known to edit. editing: Docs reported users. failed: a final save was not
stored and Docs keeps it under this key. closed: the final save is stored, or a newer key has taken over; it is never
handed out again."""


@dataclass(frozen=True)
class Failure:
    """Why the last save was not stored."""

    code: str
    cause: str
    remedy: str
    at: float

    def as_json(self) -> dict[str, Any]:
        """For the record."""
        return {"code": self.code, "cause": self.cause, "remedy": self.remedy, "at": self.at}


@dataclass(frozen=True)
class Session:
    """One document key: which file it stands for and what happened to it. Times are seconds since the epoch."""

    key: str
    path: str
    version: str  #: of the file, when the session started
    opened_at: float
    state: State = "open"
    users: tuple[str, ...] = ()  #: opaque ids of those who edit now
    names: dict[str, str] = field(default_factory=dict)  #: display names of all who opened it, by id
    stored_version: str | None = None  #: of the file, after our last store
    stored_at: float | None = None
    copy_path: str | None = None  #: the file beside the original that takes the results, once they had to part
    contested: bool = False  #: whether they parted because the file changed: then the user decides which one stays
    told: bool = True  #: whether somebody has seen that there is this copy
    failure: Failure | None = None
    lastsave: str = ""  #: Docs' own time of the youngest edit that we stored
    replaced: bool = False  #: ended because a user restored a version; what it had stored by then is a version too
    rescued: tuple[str, ...] = ()  #: recovery copies beside the file, of results that could not become it
    draft: str | None = None  #: the one of them that came from a force save, so Docs still has its edits
    given_up_at: float | None = None  #: when what Docs keeps of it was found damaged

    @property
    def known_version(self) -> str:
        """The version that the file on disk must have for a result to replace it."""
        return self.stored_version or self.version

    @property
    def live(self) -> bool:
        """Whether the key must be kept: somebody edits, or Docs holds a result under it."""
        return self.state in ("editing", "failed")

    @property
    def unstored(self) -> Failure | None:
        """Why the file lacks edits that Docs or this server holds; None when, as far as we know, it lacks none."""
        return self.failure if self.state != "closed" else None

    @property
    def conflict(self) -> str | None:
        """The copy with the edits, while the user has to decide between it and the file."""
        return self.copy_path if self.contested and self.state != "closed" else None

    def people(self) -> list[str]:
        """The display names of those who edit now."""
        return [self.names.get(user, user) for user in self.users]


class SessionStore(Protocol):
    """Where the records are. ``path`` is the contents manager's path."""

    def current(self, path: str) -> Session | None:
        """The session of ``path`` that is not closed; at most one exists."""

    def get(self, key: str) -> Session | None:
        """The session with this key, closed or not."""

    def elsewhere(self, key: str) -> bool:
        """Whether the key is that of a document under another root."""

    def edited(self) -> list[Session]:
        """The sessions in which somebody edits, as far as Docs told."""

    def outstanding(self) -> list[Session]:
        """Those whose last save failed, and those with a copy that nobody was told of."""

    def open(self, session: Session) -> None:
        """Add ``session`` and close every other of its path, in one step."""

    def update(self, session: Session) -> None:
        """Write the record of ``session`` again."""

    def knowing(self, version: str) -> list[Session]:
        """The sessions that are not closed and know their file by this version."""

    def moved(self, old: str, new: str) -> list[tuple[str, Session]]:
        """A file or folder was renamed: its sessions, and those of all files in it, follow.

        Returns those that were not closed, each with the path that it had: they have moved, or are closed now because
        what was renamed took the place of their file.
        """

    def has_result(self, key: str, result: str) -> bool:
        """Whether this result of the session was stored before."""

    def add_result(self, key: str, result: str, at: float) -> None:
        """Remember that this result of the session is stored."""

    def forget(self, before: float) -> None:
        """Drop the closed sessions that were opened before this time."""

    def close(self) -> None:
        """Close the store."""


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
        # No write-ahead log: it does not work on the network file systems that homes often are.
        self._db.execute("PRAGMA journal_mode = TRUNCATE")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript(_SCHEMA)

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
            "told": session.told,
            "failure": session.failure.as_json() if session.failure else None,
            "lastsave": session.lastsave,
            "replaced": session.replaced,
            "rescued": session.rescued,
            "draft": session.draft,
            "given_up_at": session.given_up_at,
        }
    )


def _from_record(record: str) -> Session:
    fields: dict[str, Any] = json.loads(record)
    for name in ("users", "rescued"):
        fields[name] = tuple(fields.get(name, ()))
    fields["failure"] = Failure(**fields["failure"]) if fields["failure"] else None
    return Session(**fields)
