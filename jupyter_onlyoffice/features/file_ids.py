"""Names of files that stay when a file is renamed: by them a workbook refers to another one."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path
from typing import Protocol

_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, scope TEXT NOT NULL, path TEXT NOT NULL, UNIQUE (scope, path));
"""


class FileIds(Protocol):
    """Where they are kept. All methods block: callers run them in a thread, one at a time."""

    def of(self, path: str) -> str:
        """The id of the file, made at the first call."""

    def path(self, file_id: str) -> str | None:
        """Where the file with this id was last."""

    def moved(self, old: str, new: str) -> None:
        """A file or folder was renamed."""

    def close(self) -> None:
        """Close the store."""


class SqliteFileIds:
    """In one SQLite file, which servers with other roots (``scope``) can share."""

    def __init__(self, file: Path, scope: str) -> None:
        self._file = file
        self._scope = scope
        self._opened: sqlite3.Connection | None = None

    @property
    def _db(self) -> sqlite3.Connection:
        """Opened at first use: a damaged file must not keep the server from starting."""
        if self._opened is None:
            opened = sqlite3.connect(self._file, timeout=10, isolation_level=None, check_same_thread=False)
            try:
                opened.executescript(_SCHEMA)
            except sqlite3.Error:
                opened.close()
                raise
            self._opened = opened
        return self._opened

    def of(self, path: str) -> str:
        self._db.execute(
            "INSERT OR IGNORE INTO files (id, scope, path) VALUES (?, ?, ?)", (secrets.token_hex(8), self._scope, path)
        )
        row = self._db.execute("SELECT id FROM files WHERE scope = ? AND path = ?", (self._scope, path)).fetchone()
        return str(row[0])

    def path(self, file_id: str) -> str | None:
        row = self._db.execute("SELECT path FROM files WHERE scope = ? AND id = ?", (self._scope, file_id)).fetchone()
        return str(row[0]) if row else None

    def moved(self, old: str, new: str) -> None:
        # What was at the new path before is gone, and its id with it.
        self._db.execute(
            "UPDATE OR REPLACE files SET path = ? || substr(path, ?) "
            "WHERE scope = ? AND (path = ? OR substr(path, 1, ?) = ?)",
            (new, len(old) + 1, self._scope, old, len(old) + 1, f"{old}/"),
        )

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
