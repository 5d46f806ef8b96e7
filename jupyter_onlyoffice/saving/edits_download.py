"""The newest that there is of a document's edits, as a file to take away: for when storage does not take them.

Nothing here writes to a disk, which may be full just then: what is not on our disk goes straight from Docs to the user.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass

from ..docs_server.client import DocsClient
from ..errors import FetchError, OnlyOfficeError
from ..formats import extension, same_format
from ..messages import trouble
from ..sessions.session import Session
from ..sessions.sessions import Sessions
from ..storage import filenames
from ..storage.local_files import Reader
from ..storage.storage import Storage
from ..tasks.threads import ThreadPools, run_in
from ..untrusted.validation import HEAD, check_head
from .force_saves import ForceSaves
from .forgotten_files import ForgottenFiles
from .result_delivery import ResultDelivery
from .save_journal import JournalEntry, SaveJournal

#: Seconds that Docs may be silent while it sends.
SILENCE = 30.0


@dataclass(frozen=True)
class EditsFile:
    """A file to be sent. ``size`` is in bytes, None when Docs does not tell it."""

    name: str
    size: int | None
    chunks: AsyncIterator[bytes]


class EditsDownload:
    """Finds it."""

    def __init__(
        self,
        sessions: Sessions,
        results: ResultDelivery,
        journal: SaveJournal,
        forgotten_files: ForgottenFiles,
        force_saves: ForceSaves,
        storage: Storage,
        docs: DocsClient,
        pools: ThreadPools,
    ) -> None:
        self._sessions = sessions
        self._results = results
        self._journal = journal
        self._forgotten_files = forgotten_files
        self._force_saves = force_saves
        self._storage = storage
        self._docs = docs
        self._disk = pools.disk
        self._network = pools.network

    async def newest(self, path: str) -> EditsFile:
        """The newest of: what is being edited now, what waits on our disk, what Docs keeps.

        Raises NotFoundError when there is nothing beside the file itself, FetchError, DocsUnreachableError or what
        reading meets.
        """
        session = await self._sessions.current(path)
        met: OnlyOfficeError | None = None
        if session and session.state == "editing":
            try:
                answer = await self._force_saves.request(path)
            except OnlyOfficeError as error:  # storage refuses, or Docs does not answer: there may be something even so
                met = error
            else:
                if answer["state"] == "pending":
                    met = trouble("saving.not-delivered")
                else:
                    return await self._stored(answer["savedAs"] or path)
        if entry := await self._newest_kept(path):
            return await self._on_disk(entry, path)
        if session:
            with suppress(FetchError):  # the address of an older result, which Docs has deleted since
                if result := self._results.unfetched.get(session.key):
                    return await self._with_docs(path, *result)
            if result := await self._forgotten_files.find(session):
                return await self._with_docs(path, *result)
        raise met or trouble("saving.nothing-held")

    async def _newest_kept(self, path: str) -> JournalEntry | None:
        for entry in reversed(await self._results.waiting()):
            session: Session | None = None
            with suppress(OnlyOfficeError):
                session = await self._sessions.get(entry.key)
            if path == (session.path if session else entry.path):
                return entry
        return None

    async def _stored(self, path: str) -> EditsFile:
        info = await self._storage.info(path)
        return EditsFile(info.name, info.size, self._storage.read(info.path))

    async def _on_disk(self, entry: JournalEntry, path: str) -> EditsFile:
        reader = await run_in(self._disk, Reader, str(self._journal.target(entry.id)))

        async def read() -> AsyncIterator[bytes]:
            start = 0
            try:
                while start < reader.size:
                    chunk = await run_in(self._disk, reader.read, start, reader.size)
                    start += len(chunk)
                    yield chunk
            finally:
                reader.close()

        return EditsFile(_name(path, entry.filetype), reader.size, read())

    async def _with_docs(self, path: str, url: str, filetype: str) -> EditsFile:
        size, pieces = await run_in(self._network, self._docs.stream, url, SILENCE)
        first = await run_in(self._network, _first, pieces)
        check_head(first, filetype)

        async def read() -> AsyncIterator[bytes]:
            chunk = first
            while chunk:
                yield chunk
                chunk = await run_in(self._network, _next, pieces)

        return EditsFile(_name(path, filetype), size, read())


def _next(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")


def _first(pieces: Iterator[bytes]) -> bytes:
    """Enough to see what it is."""
    first = b""
    while len(first) < HEAD and (piece := _next(pieces)):
        first += piece
    return first


def _name(path: str, filetype: str) -> str:
    name = filenames.split(path)[1]
    return filenames.with_suffix(name, "", None if same_format(filetype, extension(name)) else filetype)
