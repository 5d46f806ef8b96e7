"""PDF forms: which PDF is one, and what somebody submits.

A form of ONLYOFFICE carries the Word document that it was made from as its first object, which names it in
``ONLYOFFICEFORM`` (source: the API documentation of Docs, "Opening PDF form", and the forms that it publishes).

A submission is stored beside the form, and the form stays what it was when the session began. Docs goes on with the
filled form under the same key, and delivers it once more when its last editor leaves (source: ONLYOFFICE/server 9.3,
DocsCoServer.js): result_delivery.py takes that for submitted. What was filled in and saved before the submission is in
the file by then, so the blank form is kept until the session ends.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from ..config.settings import MIB, Settings
from ..docs_server.client import DocsClient
from ..errors import OnlyOfficeError
from ..events import SaveEvents
from ..formats import FORMATS, Format, extension
from ..messages import line
from ..security.signed_links import LINK_SECONDS
from ..sessions.session import Session
from ..sessions.sessions import Sessions
from ..storage import filenames
from ..storage.file_info import FileInfo
from ..storage.local_files import disk_error
from ..storage.storage import Storage
from ..tasks.threads import ThreadPools, run_in
from ..untrusted.validation import check_result

#: How much of a file is read to find out whether it is a form, and whether that has fields, in bytes.
HEAD, SEARCHED = 1024, 32 * MIB
#: The largest answers that are taken, in bytes, and how long fetching them may take, in seconds.
MOST_ANSWERS, ANSWERS_SECONDS = 16 * MIB, 60.0

LOG = logging.getLogger(__name__)

_FORM = re.compile(rb"%\xcd\xca\xd2\xa9\r\n?1 0 obj\s*<<(?:(?!stream\r?\n).)*?/ONLYOFFICEFORM", re.DOTALL)
_FIELDS = b"/AcroForm"


def is_form(head: bytes) -> bool:
    """Whether a PDF that begins so is a form of ONLYOFFICE."""
    return head.startswith(b"%PDF-") and _FORM.search(head) is not None


class Forms:
    """Recognises forms and keeps submissions."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        sessions: Sessions,
        docs: DocsClient,
        events: SaveEvents,
        pools: ThreadPools,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        self._settings = settings
        self._blanks = settings.data_dir / "forms"
        self._storage = storage
        self._sessions = sessions
        self._docs = docs
        self._events = events
        self._disk = pools.disk
        self._network = pools.network
        self._reading = pools.reading
        self._now = now

    async def format(self, info: FileInfo, document_format: Format) -> Format:
        """The format of a document, told from its content where its name does not tell enough."""
        if document_format.ext != "pdf":
            return document_format
        head = b"".join([piece async for piece in self._storage.read(info.path, 0, min(HEAD, info.size))])
        return document_format.as_form() if is_form(head) else document_format

    async def is_form(self, path: str) -> bool:
        """Whether ``path`` is a form of ONLYOFFICE. Raises what ``Storage.info`` and ``Storage.read`` raise."""
        found = FORMATS.get(extension(path))
        return found is not None and (await self.format(await self._storage.info(path), found)).form

    async def has_fields(self, info: FileInfo) -> bool:
        """Whether there is something to fill in a form; one that was just made has nothing yet."""
        return await _contains(self._storage.read(info.path, 0, min(SEARCHED, info.size)), _FIELDS)

    async def submitted(
        self, session: Session, url: str, filetype: str, answers_url: str, lastsave: str = ""
    ) -> Session:
        """Keep the filled form at ``url``, and the answers at ``answers_url`` as JSON, beside the form; each once.

        Both are here before either is stored. ``lastsave`` is Docs' time of the youngest edit in them. Raises what
        fetching, checking and storing raise; then Docs tells whoever submitted that it failed.
        """
        result = f"answers {hashlib.sha256((answers_url or url).encode()).hexdigest()}"
        if await self._sessions.has_result(session, result):
            return session
        filled, answers = self._storage.staged(f".{filetype}"), self._storage.staged(".json")
        try:
            await self._fetch(url, filled, self._settings.max_file_size, self._settings.save_timeout)
            await run_in(self._reading, check_result, filled, filetype)
            if answers_url:
                await self._fetch(answers_url, answers, MOST_ANSWERS, ANSWERS_SECONDS)
            moment = f"{self._now():%Y-%m-%d %H.%M.%S}"
            paths = [await self._beside(session, f" (filled {moment})", filetype, filled)]
            if answers_url:
                paths.append(await self._beside(session, f" (answers {moment})", "json", answers))
        finally:
            await run_in(self._disk, filled.unlink, missing_ok=True)
            await run_in(self._disk, answers.unlink, missing_ok=True)
        await self._sessions.note_result(session, result)
        self._events.submitted(session, paths)
        return await self._sessions.submitted(session, lastsave, await self._taken_back(session))

    async def _fetch(self, url: str, target: Path, most: int, seconds: float) -> None:
        await run_in(self._network, self._docs.fetch, url, target, most, seconds)

    async def _beside(self, session: Session, addition: str, ext: str, staged: Path) -> str:
        folder, name = filenames.split(session.path)
        name = filenames.with_suffix(name, addition, ext)
        return (await self._storage.create(filenames.join(folder, name), staged)).path

    async def keep_blank(self, session: Session) -> None:
        """Before a form that is only filled is saved for the first time: keep what it is, in case it is submitted.

        Raises StorageError.
        """
        if session.purpose != "fill" or session.stored_version is not None or session.copy_path is not None:
            return
        with suppress(OnlyOfficeError):  # gone: then nothing is to be kept
            if (await self._storage.info(session.path)).version == session.version:
                copy = await self._storage.copied(session.path)
                await run_in(self._disk, self._keep, copy, session.key)

    def _keep(self, copy: Path, key: str) -> None:
        try:
            self._blanks.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.replace(copy, self._blanks / key)
            for old in self._blanks.iterdir():
                if time.time() - old.stat().st_mtime > LINK_SECONDS:
                    old.unlink(missing_ok=True)
        except OSError as error:
            raise disk_error(error) from error
        finally:
            copy.unlink(missing_ok=True)

    async def forget_blank(self, session: Session) -> None:
        """The session has ended."""
        if session.purpose:
            await run_in(self._disk, (self._blanks / session.key).unlink, missing_ok=True)

    async def _taken_back(self, session: Session) -> str | None:
        """The version of the file when it is the blank form again; None when nothing is to be taken back, or can be."""
        if session.purpose != "fill" or session.stored_version is None:
            return None
        staged = self._storage.staged(".pdf")
        try:
            await run_in(self._disk, os.replace, self._blanks / session.key, staged)
            return (await self._storage.replace(session.path, staged, session.stored_version)).version
        except (OnlyOfficeError, OSError) as error:  # changed since by somebody else, gone, or a full disk
            LOG.warning("jupyter-onlyoffice: %s", line("saving.form-kept", path=session.path, error=str(error)))
            return None
        finally:
            await run_in(self._disk, staged.unlink, missing_ok=True)


async def _contains(pieces: AsyncIterator[bytes], wanted: bytes) -> bool:
    """Whether ``wanted`` is in ``pieces``, or across the seam of two; none is shorter than it but the last."""
    seam = len(wanted) - 1
    tail = b""
    async for piece in pieces:
        if wanted in tail + piece[:seam] or wanted in piece:
            return True
        tail = piece[-seam:]
    return False
