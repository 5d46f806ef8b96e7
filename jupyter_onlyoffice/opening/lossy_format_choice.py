"""What users chose to do with documents of formats that Docs does not keep whole: once for each file, and remembered.

In one SQLite file, which servers with other roots (``scope``) can share. A file that can not be used only means that
the question comes again.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, get_args

from ..errors import OnlyOfficeError, StorageError
from ..formats import WORKING, Format
from ..messages import phrase, trouble
from ..storage.sqlite_records import RecordFile, RecordThread
from ..storage.storage import Storage
from .answers import FormatQuestion, WorkingCopy

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
class FormatChoice:
    """What was chosen for one file; ``copy`` is the path of its copy, if that was the choice."""

    how: How
    copy: str = ""


class LossyFormatChoices:
    """Keeps them, by the paths that the files have."""

    def __init__(self, file: Path, scope: str, storage: Storage, log: logging.Logger) -> None:
        self._scope = scope
        self._storage = storage
        self._records = RecordFile(file, _SCHEMA, log)
        self._records_thread = RecordThread(phrase("choices"), self._records.mend)

    async def of(self, path: str) -> FormatChoice | None:
        """What was chosen for ``path``."""
        found = "SELECT how, copy FROM choices WHERE scope = ? AND path = ?"
        with suppress(StorageError):
            row = await self._records_thread.run(
                lambda: self._records.db.execute(found, (self._scope, path)).fetchone()
            )
            return FormatChoice(row[0], row[1]) if row else None
        return None

    async def copy_of(self, path: str) -> str | None:
        """The copy of ``path`` that the user works on, as long as it is there."""
        chosen = await self.of(path)
        if chosen and chosen.copy:
            with suppress(OnlyOfficeError):
                return (await self._storage.info(chosen.copy)).path
        return None

    async def asked(
        self, path: str, document_format: Format, ask: Ask
    ) -> tuple[FormatChoice | None, FormatQuestion | WorkingCopy | None]:
        """What was chosen for ``path``; and the answer of ``GET onlyoffice/open`` if it is not the document.

        That is the question, or the copy that the user works on.
        """
        chosen, copy = await self.of(path), None
        if ask and chosen and chosen.copy:
            copy = await self.copy_of(path)
            if copy is None:
                chosen = None  # it is gone, so the question is open again
            elif ask == "once":
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
        with suppress(StorageError):
            await self._records_thread.run(lambda: self._records.db.execute(put, (self._scope, path, how, copy)))

    async def moved(self, old: str, new: str) -> None:
        """A file or folder was renamed: what was chosen for it, and for copies in it, follows."""
        with suppress(StorageError):
            for column in ("path", "copy"):
                await self._records_thread.run(self._records.follow, "choices", old, new, column, self._scope)

    def close(self) -> None:
        """Finish what is under way and close the file."""
        self._records_thread.close(self._records.close)
