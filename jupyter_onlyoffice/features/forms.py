"""PDF forms: which PDF is one, and the answers that somebody submits.

A form of ONLYOFFICE carries the Word document that it was made from as its first object, which names it in
``ONLYOFFICEFORM`` (source: the API documentation of Docs, "Opening PDF form", and the forms that it publishes).
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from dataclasses import replace
from datetime import datetime
from typing import ParamSpec, TypeVar

from .. import filenames
from ..docs_client import DocsClient
from ..events import SaveEvents
from ..formats import Format
from ..session_store import Session
from ..sessions import Sessions
from ..settings import MIB
from ..storage import FileInfo, Storage

P = ParamSpec("P")
T = TypeVar("T")

#: How much of a file is read to find out whether it is a form, and whether that has fields, in bytes.
HEAD, SEARCHED = 1024, 32 * MIB
#: The largest answers that are taken, in bytes, and how long fetching them may take, in seconds.
MOST_ANSWERS, ANSWERS_SECONDS = 16 * MIB, 60.0

_FORM = re.compile(rb"%\xcd\xca\xd2\xa9\r\n?1 0 obj\s*<<(?:(?!stream\r?\n).)*?/ONLYOFFICEFORM", re.DOTALL)
_FIELDS = b"/AcroForm"


def is_form(head: bytes) -> bool:
    """Whether a PDF that begins so is a form of ONLYOFFICE."""
    return head.startswith(b"%PDF-") and _FORM.search(head) is not None


class Forms:
    """Recognises forms and keeps answers."""

    def __init__(
        self,
        storage: Storage,
        sessions: Sessions,
        docs: DocsClient,
        events: SaveEvents,
        executor: Executor,
        network: Executor,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        self._storage = storage
        self._sessions = sessions
        self._docs = docs
        self._events = events
        self._executor = executor
        self._network = network
        self._now = now

    async def format(self, info: FileInfo, document_format: Format) -> Format:
        """The format of a document, told from its content where its name does not tell enough."""
        if document_format.ext != "pdf":
            return document_format
        head = b"".join([piece async for piece in self._storage.read(info.path, 0, min(HEAD, info.size))])
        return replace(document_format, form=True, label="PDF form") if is_form(head) else document_format

    async def has_fields(self, info: FileInfo) -> bool:
        """Whether there is something to fill in a form; one that was just made has nothing yet."""
        return await _contains(self._storage.read(info.path, 0, min(SEARCHED, info.size)), _FIELDS)

    async def submitted(self, session: Session, url: str) -> None:
        """Keep the answers at ``url`` beside the form, as JSON; the same answers once.

        Raises what fetching and storing raise.
        """
        result = f"answers {hashlib.sha256(url.encode()).hexdigest()}"
        if await self._sessions.has_result(session, result):
            return
        staged = self._storage.staged(".json")
        try:
            fetched = self._network.submit(self._docs.fetch, url, staged, MOST_ANSWERS, ANSWERS_SECONDS)
            await asyncio.wrap_future(fetched)
            folder, name = filenames.split(session.path)
            name = filenames.with_suffix(name, f" (answers {self._now():%Y-%m-%d %H.%M.%S})", "json")
            info = await self._storage.create(filenames.join(folder, name), staged)
        finally:
            await self._run(staged.unlink, missing_ok=True)
        await self._sessions.note_result(session, result)
        self._events.submitted(session, info.path)

    async def _run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.wrap_future(self._executor.submit(function, *args, **kwargs))


async def _contains(pieces: AsyncIterator[bytes], wanted: bytes) -> bool:
    """Whether ``wanted`` is in ``pieces``, or across the seam of two; none is shorter than it but the last."""
    seam = len(wanted) - 1
    tail = b""
    async for piece in pieces:
        if wanted in tail + piece[:seam] or wanted in piece:
            return True
        tail = piece[-seam:]
    return False
