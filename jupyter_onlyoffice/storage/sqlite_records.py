"""Records in SQLite files: of open documents and their versions, people, shares, names of files, choices.

A file is opened at its first use, and mended without a restart: a broken one is put aside, and a new one begun; one
that was deleted is written anew.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from ..errors import OnlyOfficeError
from ..messages import line, trouble
from ..tasks.threads import Threads, run_in

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

    What happens to the file from outside is mended at the next use. When it was deleted or replaced, its rows are
    carried over: the connection still has them. When it was overwritten, ``restore`` writes what else is known.

    ``scoped`` are tables that say of what root their paths are. What an older release wrote without that is dropped:
    nobody knows on which of the servers that share the file it was written.
    """

    def __init__(
        self,
        file: Path,
        schema: str,
        log: logging.Logger,
        scoped: Sequence[str] = (),
        pragmas: Sequence[str] = (),
        restore: Callable[[sqlite3.Connection], None] = lambda db: None,
        wait: float | None = None,
    ) -> None:
        self._file = file
        self._schema = schema
        self._log = log
        self._scoped = scoped
        self._pragmas = ("foreign_keys = ON", *pragmas)
        self._restore = restore
        self._wait = wait
        self._opened: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._closed = False

    @property
    def db(self) -> sqlite3.Connection:
        """The connection. Raises sqlite3.Error when the file can not be used now, or is closed."""
        if self._closed:  # a call that comes during a stop would open it again for good
            raise sqlite3.ProgrammingError(f"{self._file.name} is closed.")
        old = self._opened
        if old is None:
            self._opened = self._open_mended()
            return self._opened
        if not old.in_transaction and self._identity != _identity(self._file):
            self._opened = self._open_mended()
            self._carry_over(old, self._opened)
            old.close()
            self._log.warning("jupyter-onlyoffice: %s", line("storage.lost-records", file=self._file.name))
            return self._opened
        return old

    def mend(self, error: sqlite3.Error) -> bool:
        """Whether what met ``error`` is worth another try, as something was done about it."""
        broken, text = is_broken(error), str(error)
        tables_gone = text.startswith("no such ")  # an empty file, or another database, took the place of ours
        # SQLite opens a file that can not be written for reading only, and leaves it at that.
        if not (broken or tables_gone or "readonly" in text):
            return False
        self._let_go()
        try:
            if broken or text.startswith("no such column"):
                put_aside(self._file, error, self._log)
            self._opened = self._open_mended()
            if broken or tables_gone:
                self._restore(self._opened)
        except (OSError, sqlite3.Error):
            return False
        return True

    def _open_mended(self) -> sqlite3.Connection:
        try:
            return self._open()
        except sqlite3.DatabaseError as error:
            if not is_broken(error):
                raise
            try:
                put_aside(self._file, error, self._log)
            except OSError:
                raise error from None
            opened = self._open()
            self._restore(opened)
            return opened

    def _open(self) -> sqlite3.Connection:
        with suppress(OSError):  # then SQLite says that it can not open the file
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _keep_to_owner(self._file)
        wait = WAIT if self._wait is None else self._wait
        opened = sqlite3.connect(self._file, timeout=wait, isolation_level=None, check_same_thread=False)
        try:
            for pragma in self._pragmas:
                opened.execute(f"PRAGMA {pragma}")
            self._drop_unscoped(opened)
            opened.executescript(self._schema)
        except sqlite3.Error:
            opened.close()
            raise
        self._identity = _identity(self._file)
        return opened

    def _drop_unscoped(self, opened: sqlite3.Connection) -> None:
        if not self._unscoped(opened):
            return
        opened.execute("BEGIN IMMEDIATE")  # another server may be about to do the same
        for table in self._unscoped(opened):
            opened.execute(f"DROP TABLE {table}")
        opened.execute("COMMIT")

    def _unscoped(self, opened: sqlite3.Connection) -> list[str]:
        found = {table: [row[1] for row in opened.execute(f"PRAGMA table_info({table})")] for table in self._scoped}
        return [table for table, columns in found.items() if columns and "scope" not in columns]

    def _carry_over(self, old: sqlite3.Connection, new: sqlite3.Connection) -> None:
        """Add the rows of ``old`` that ``new`` does not have, and what else is known."""
        new.execute("PRAGMA foreign_keys = OFF")
        try:
            new.execute("BEGIN IMMEDIATE")
            for (table,) in new.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                with suppress(sqlite3.DatabaseError):  # what can not be read any more
                    rows = old.execute(f"SELECT * FROM {table}")
                    names = [column[0] for column in rows.description]
                    values = ", ".join("?" * len(names))
                    put = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({values})"
                    new.executemany(put, rows.fetchall())
            self._restore(new)
            new.execute("COMMIT")
        except sqlite3.Error:
            if new.in_transaction:
                new.execute("ROLLBACK")
            new.close()
            self._opened, self._identity = old, None  # which still has them: another time
            raise
        finally:
            with suppress(sqlite3.ProgrammingError):
                new.execute("PRAGMA foreign_keys = ON")

    def follow(self, table: str, old: str, new: str, column: str = "path", scope: str | None = None) -> None:
        """A file or folder was renamed: the rows of it, and of all in it, follow; they replace any that were there."""
        where, values = ("scope = ? AND ", (scope,)) if scope is not None else ("", ())
        self.db.execute(
            f"UPDATE OR REPLACE {table} SET {column} = ? || substr({column}, ?) "
            f"WHERE {where}({column} = ? OR substr({column}, 1, ?) = ?)",
            (new, len(old) + 1, *values, old, len(old) + 1, f"{old}/"),
        )

    def close(self) -> None:
        """Close it for good."""
        self._closed = True
        self._let_go()

    def _let_go(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All that is done inside is done, or nothing of it."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk has ended it by itself
            db.execute("ROLLBACK")
        raise


def refusal(error: sqlite3.Error, what: str) -> OnlyOfficeError:
    """What is told when the records of ``what`` can not be used."""
    if "full" in str(error):
        return trouble("storage.records-full")
    return trouble("storage.records", what=what, error=error)


def _keep_to_owner(file: Path) -> None:
    """Let nobody else read ``file``, which is made if there is none, nor what SQLite has beside it: the folder may be
    one that somebody made with the usual rights. Raises OSError.
    """
    try:
        # One that is there is not opened: with any descriptor that is closed the locks of SQLite in this process go.
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        os.chmod(file, 0o600)


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class RecordThread:
    """Makes the blocking calls of a store one after another, in a thread of its own.

    ``what`` it keeps the records of is said when they can not be used. ``mend`` is asked whether a call that met an
    error of SQLite is worth another try.
    """

    def __init__(self, what: str, mend: Callable[[sqlite3.Error], bool] = lambda error: False) -> None:
        self._what = what
        self._mend = mend
        self._thread = Threads(1, f"onlyoffice-{what}")

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``function`` returns. Raises StorageError for what SQLite raises, BadRequestError for no Unicode."""
        try:
            return await run_in(self._thread, self._call, partial(function, *args, **kwargs))
        except UnicodeEncodeError:
            raise trouble("storage.no-text") from None
        except sqlite3.Error as error:
            raise refusal(error, self._what) from error

    def _call(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except sqlite3.Error as error:
            if not self._mend(error):
                raise
        return call()

    def close(self, close: Callable[[], object]) -> None:
        """Finish what is under way, then ``close`` the store."""
        self._thread.submit(close)
        self._thread.shutdown(wait=True)
