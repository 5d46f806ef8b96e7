"""The routes of the built-in editor."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized
from tornado.web import HTTPError, authenticated

from ..errors import OnlyOfficeError, StorageError
from ..messages import trouble
from ..tasks.threads import run_in
from .answers import FoundDocument
from .base import BrowserHandler, answer, answers_errors
from .request_bodies import path_of
from .streaming import Read, send

#: The version of the bytes that an answer holds.
VERSION_HEADER = "X-Onlyoffice-Version"
#: Whether it is the first pages only: others are being made, or wait to be asked for.
PART_HEADER = "X-Onlyoffice-Part"
_BUFFER = 1024 * 1024


class StreamingHandler(BrowserHandler):
    """Sends bytes that never are in memory together."""

    async def send(self, version: str, size: int, read: Read) -> None:
        """Send what ``read(start, stop)`` yields, and tell its version."""
        self.set_header(VERSION_HEADER, quote(version))
        await send(self, version, size, read)


class ContentHandler(StreamingHandler):
    """``GET|PUT onlyoffice/builtin/content``: a document to edit, and what became of it."""

    def initialize(self) -> None:
        """No upload yet."""
        super().initialize()
        self._staged: Path | None = None
        self._file: BinaryIO | None = None
        self._buffer = bytearray()
        self._failure: OnlyOfficeError | None = None

    async def admits(self) -> bool:
        """Let nobody fill the disk: who may not write is refused, and what they send is thrown away."""
        if self.request.method != "PUT":
            return False
        user = self.current_user
        if not user or not await ensure_async(self.authorizer.is_authorized(self, user, "write", self.auth_resource)):
            raise HTTPError(403)
        most = self.services.shared.settings.max_file_size
        length = self.request.headers.get("Content-Length", "")
        announced = int(length) if length.isdecimal() and len(length) < 16 else 0
        if announced > most:
            self._failure = _too_large(most)
        # A larger one is taken and thrown away, so that the sender gets an answer which says why.
        connection: Any = self.request.connection
        connection.set_max_body_size(max(2 * most, announced))
        return True

    async def data_received(self, chunk: bytes) -> None:
        """Pass the body on to the staging folder."""
        if not self.wanted:
            return
        self.received += len(chunk)
        if self._failure is None and self.received > self.services.shared.settings.max_file_size:
            self._failure = _too_large(self.services.shared.settings.max_file_size)
        if self._failure:
            return
        self._buffer += chunk
        if len(self._buffer) >= _BUFFER:
            await self._write()

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Send the document."""
        info = await self.services.builtin.info(path_of(self.asked("path")))
        await self.send(info.version, info.size, partial(self.services.shared.storage.read, info.path))

    @authenticated
    @authorized
    @answers_errors
    async def put(self) -> None:
        """Store the body as the document, when it still is of ``version``; beside it with ``copy``."""
        path = path_of(self.asked("path"))
        version, as_copy = self.asked("version"), self.asked("copy") == "1"
        await self._write()
        if self._failure:
            raise self._failure
        assert self._staged is not None
        answer(self, await self.services.builtin.save(path, version, self._staged, as_copy))

    def on_finish(self) -> None:
        """Leave nothing in the staging folder."""
        self._discard()

    def on_connection_close(self) -> None:
        """The sender went away in the middle."""
        self._discard()

    async def _write(self) -> None:
        chunk, self._buffer = bytes(self._buffer), bytearray()
        try:
            await run_in(self.services.shared.pools.disk, self._append, chunk)
        except StorageError as error:
            self._failure = error
        except OSError as error:
            self._failure = trouble("storage.upload", reason=error.strerror)

    def _append(self, chunk: bytes) -> None:
        if self._file is None:
            self._staged = self.services.shared.storage.staged(".upload")
            self._file = open(self._staged, "wb", buffering=0)  # noqa: SIM115 - open for as long as the body comes
        self._file.write(chunk)

    def _discard(self) -> None:
        if self._file:
            self._file.close()
        if self._staged:
            self._staged.unlink(missing_ok=True)


class FileVersionHandler(BrowserHandler):
    """``GET onlyoffice/builtin/version``: where the file of a tab is by now, and of which version."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Look at the file; with ``search`` also elsewhere, when it is not there."""
        path, version = path_of(self.asked("path")), self.asked("version")
        info = await self.services.builtin.present(path, version, search=self.asked("search") == "1")
        answer(self, FoundDocument(path=info.path, version=info.version))


class ViewHandler(StreamingHandler):
    """``GET onlyoffice/builtin/view``: the pages of a document, as PDF."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Send the PDF, which is made first when it is not there yet."""
        info, view, is_first = await self.services.builtin.view(path_of(self.asked("path")), self.asked("first"))
        if view is None:
            await self.send(info.version, info.size, partial(self.services.shared.storage.read, info.path))
            return
        if is_first:
            self.set_header(PART_HEADER, "first")
        try:
            await self.send(info.version, view.size, view.read)
        finally:
            view.close()


def _too_large(most: int) -> OnlyOfficeError:
    return trouble("builtin.too-large", size=most // (1024 * 1024))
