"""Small records in SQLite files that documents do not depend on: people, shares, names of files, choices.

A file is opened at its first use, and mended: a broken one is put aside, and a new one begun.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import ParamSpec, TypeVar

from .threads import Threads
from .troubles import line, trouble

P = ParamSpec("P")
T = TypeVar("T")

#: Seconds that one of us waits for another server that uses the same file.
WAIT = 10.0
#: What SQLite keeps beside a file; the file itself goes last (source: sqlite.org, tempfiles.html).
_PARTS = ("-journal", "-wal", "-shm", "")


def is_broken(error: sqlite3.Error) -> bool:
    """Whether the file is; not when it is locked, or the disk is full."""
    return type(error) is sqlite3.DatabaseError


def put_aside(file: Path, error: sqlite3.Error, log: logging.Logger) -> None:
    """Make room for a new file, with all that SQLite has beside the broken one: it would be taken for the new one's.

    Raises OSError.
    """
    aside = file.with_suffix(".broken")
    for part in _PARTS:
        with suppress(FileNotFoundError):
            file.with_name(file.name + part).replace(aside.with_name(aside.name + part))
    told = line("storage.broken-records", file=file.name, error=error, aside=aside.name)
    log.warning("jupyter-onlyoffice: %s", told)


class RecordFile:
    """One SQLite file with the tables of ``schema``. All methods block, and are called by one thread at a time.

    ``scoped`` are tables that say of what root their paths are. What an older release wrote without that is dropped:
    nobody knows on which of the servers that share the file it was written.
    """

    def __init__(self, file: Path, schema: str, log: logging.Logger, scoped: Sequence[str] = ()) -> None:
        self._file = file
        self._schema = schema
        self._log = log
        self._scoped = scoped
        self._opened: sqlite3.Connection | None = None

    @property
    def db(self) -> sqlite3.Connection:
        """The connection. Raises sqlite3.Error when the file can not be used now."""
        if self._opened is None:
            try:
                self._opened = self._open()
            except sqlite3.DatabaseError as error:
                if not is_broken(error):
                    raise
                put_aside(self._file, error, self._log)
                self._opened = self._open()
        return self._opened

    def _open(self) -> sqlite3.Connection:
        opened = sqlite3.connect(self._file, timeout=WAIT, isolation_level=None, check_same_thread=False)
        try:
            opened.execute("PRAGMA foreign_keys = ON")
            self._drop_unscoped(opened)
            opened.executescript(self._schema)
        except sqlite3.Error:
            opened.close()
            raise
        return opened

    def _drop_unscoped(self, opened: sqlite3.Connection) -> None:
        if not self._scoped:
            return
        opened.execute("BEGIN IMMEDIATE")  # another server may be about to do the same
        for table in self._scoped:
            columns = [row[1] for row in opened.execute(f"PRAGMA table_info({table})")]
            if columns and "scope" not in columns:
                opened.execute(f"DROP TABLE {table}")
        opened.execute("COMMIT")

    def follow(self, table: str, old: str, new: str, column: str = "path", scope: str | None = None) -> None:
        """A file or folder was renamed: the rows of it, and of all in it, follow; they replace any that were there."""
        where, values = ("scope = ? AND ", (scope,)) if scope is not None else ("", ())
        self.db.execute(
            f"UPDATE OR REPLACE {table} SET {column} = ? || substr({column}, ?) "
            f"WHERE {where}({column} = ? OR substr({column}, 1, ?) = ?)",
            (new, len(old) + 1, *values, old, len(old) + 1, f"{old}/"),
        )

    def close(self) -> None:
        """Close it, if it was opened."""
        if self._opened is not None:
            self._opened.close()


class Clerk:
    """Makes the blocking calls of a store one after another, in a thread of its own.

    ``what`` it keeps the records of is said when they can not be used.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._thread = Threads(1, f"onlyoffice-{what}")

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``function`` returns. Raises StorageError for what SQLite raises, BadRequestError for no Unicode."""
        try:
            return await asyncio.wrap_future(self._thread.submit(function, *args, **kwargs))
        except UnicodeEncodeError:
            raise trouble("storage.no-text") from None
        except sqlite3.Error as error:
            if "full" in str(error):
                raise trouble("storage.records-full") from error
            raise trouble("storage.records", what=self._what, error=error) from error

    def close(self, close: Callable[[], object]) -> None:
        """Finish what is under way, then ``close`` the store."""
        self._thread.submit(close)
        self._thread.shutdown(wait=True)
