"""Names of files that stay when a file is renamed: by them a workbook refers to another one."""

from __future__ import annotations

import logging
import secrets
import sqlite3
from pathlib import Path
from typing import Protocol

from ..storage.sqlite_records import RecordFile

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

    def mend(self, error: sqlite3.Error) -> bool:
        """Whether a call that met ``error`` is worth another try, as something was done about it."""

    def close(self) -> None:
        """Close the store."""


class SqliteFileIds:
    """In one SQLite file, which servers with other roots (``scope``) can share."""

    def __init__(self, file: Path, scope: str, log: logging.Logger) -> None:
        self._scope = scope
        self._records = RecordFile(file, _SCHEMA, log)

    def of(self, path: str) -> str:
        self._records.db.execute(
            "INSERT OR IGNORE INTO files (id, scope, path) VALUES (?, ?, ?)", (secrets.token_hex(8), self._scope, path)
        )
        row = self._records.db.execute(
            "SELECT id FROM files WHERE scope = ? AND path = ?", (self._scope, path)
        ).fetchone()
        return str(row[0])

    def path(self, file_id: str) -> str | None:
        row = self._records.db.execute(
            "SELECT path FROM files WHERE scope = ? AND id = ?", (self._scope, file_id)
        ).fetchone()
        return str(row[0]) if row else None

    def moved(self, old: str, new: str) -> None:
        # What was at the new path before is gone, and its id with it.
        self._records.follow("files", old, new, scope=self._scope)

    def mend(self, error: sqlite3.Error) -> bool:
        return self._records.mend(error)

    def close(self) -> None:
        self._records.close()
