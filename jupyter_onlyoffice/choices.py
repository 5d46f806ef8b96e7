"""What users chose to do with documents of formats that Docs does not keep whole: once for each file, and remembered.

In one SQLite file, which servers with other roots (``scope``) can share. A file that can not be used only means that
the question comes again.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from .errors import OnlyOfficeError
from .formats import WORKING, Format
from .storage import Storage
from .troubles import trouble

T = TypeVar("T")

How = Literal["edit", "copy", "view"]
"""edit: in its own format. copy: a copy in the format that Docs keeps whole. view: not at all."""

Ask = Literal["", "once", "again"]
"""Whether the user is asked who opens such a file: never, if they have not been yet, anyhow."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS choices (
    scope TEXT NOT NULL, path TEXT NOT NULL, how TEXT NOT NULL, copy TEXT NOT NULL, PRIMARY KEY (scope, path)
);
"""


@dataclass(frozen=True)
class Choice:
    """What was chosen for one file; ``copy`` is the path of its copy, if that was the choice."""

    how: How
    copy: str = ""


class Choices:
    """Keeps them, by the paths that the files have."""

    def __init__(self, file: Path, scope: str, storage: Storage) -> None:
        self._file = file
        self._scope = scope
        self._storage = storage
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="onlyoffice-choices")

    async def of(self, path: str) -> Choice | None:
        """What was chosen for ``path``."""
        found = "SELECT how, copy FROM choices WHERE scope = ? AND path = ?"
        row = await self._run(lambda db: db.execute(found, (self._scope, path)).fetchone())
        return Choice(row[0], row[1]) if row else None

    async def asked(self, path: str, document_format: Format, ask: Ask) -> tuple[Choice | None, dict[str, Any] | None]:
        """What was chosen for ``path``; and the answer of ``GET onlyoffice/open`` if it is not the document.

        That is the question, or the copy that the user works on.
        """
        chosen, copy = await self.of(path), None
        if ask and chosen and chosen.copy:
            try:
                copy = (await self._storage.info(chosen.copy)).path
            except OnlyOfficeError:
                chosen = None  # it is gone, so the question is open again
            else:
                if ask == "once":
                    return chosen, {"editor": "copy", "path": copy}
        if not ask or (ask == "once" and chosen):
            return chosen, None
        return chosen, {
            "editor": "ask",
            "path": path,
            "format": document_format.ext,
            "copy": WORKING[document_format.kind],
            "chosen": chosen.how if chosen else None,
            "made": copy,
        }

    async def choose(self, path: str, how: str, copy: str = "") -> None:
        """Remember it. Raises BadRequestError for what is no choice."""
        if how not in get_args(How) or (how == "copy") != bool(copy):
            raise trouble("documents.no-choice", choices=", ".join(get_args(How)))
        put = "INSERT OR REPLACE INTO choices (scope, path, how, copy) VALUES (?, ?, ?, ?)"
        await self._run(lambda db: db.execute(put, (self._scope, path, how, copy)))

    async def moved(self, old: str, new: str) -> None:
        """A file or folder was renamed: what was chosen for it, and for copies in it, follows."""

        def move(db: sqlite3.Connection) -> None:
            for column in ("path", "copy"):
                db.execute(
                    f"UPDATE OR REPLACE choices SET {column} = ? || substr({column}, ?) "
                    f"WHERE scope = ? AND ({column} = ? OR substr({column}, 1, ?) = ?)",
                    (new, len(old) + 1, self._scope, old, len(old) + 1, f"{old}/"),
                )

        await self._run(move)

    def close(self) -> None:
        """Finish what is under way."""
        self._thread.shutdown(wait=True)

    async def _run(self, action: Callable[[sqlite3.Connection], T]) -> T | Any:
        def work() -> T | None:
            try:
                # Opened for each: choices are rare, and a file that was damaged can be deleted at any time.
                with closing(sqlite3.connect(self._file, timeout=5)) as db, db:
                    db.executescript(_SCHEMA)
                    return action(db)
            except sqlite3.Error as error:
                if type(error) is sqlite3.DatabaseError:  # it is none any more
                    self._file.unlink(missing_ok=True)
                return None

        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
