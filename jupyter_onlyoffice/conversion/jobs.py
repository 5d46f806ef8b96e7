"""Converting documents for a person who waits: a job each, with a percentage, an end, and a way to give up."""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypedDict

from ..errors import ErrorAnswer, OnlyOfficeError
from ..formats import extension
from ..messages import line, trouble
from ..saving.force_saves import ForceSaves
from ..security.signed_links import Links
from ..sessions.sessions import Sessions
from ..storage import filenames
from ..storage.content import Content
from ..storage.file_info import FileInfo
from ..storage.local_files import Reader
from ..storage.storage import Storage
from ..tasks.threads import run_in
from .converters import Conversion

#: Unfinished jobs that one user may have: a large selection comes one after another.
AT_ONCE = 20
#: Seconds for which the end of a job is remembered, and a result for the browser kept.
KEPT = 600.0
#: Seconds that a question how far a job is waits for its end.
PATIENCE = 1.0
#: Seconds that a stop of the server waits for those under way: they notice it within one.
SHUTDOWN_SECONDS = 5.0
#: The longest password that Docs takes.
MAX_PASSWORD = 255


class _GivenUpError(Exception):
    """The user does not want the result any more."""


@dataclass(frozen=True)
class Wish:
    """What is to be converted: ``folder`` is where the result goes; None sends it to the browser.

    ``may_write``: the user may have a document saved that is being edited.
    """

    path: str
    to: str
    folder: str | None
    may_write: bool = False
    password: str = ""
    region: str = ""


class JobAnswer(TypedDict):
    """How a conversion stands."""

    id: str
    state: Literal["running", "done", "failed", "cancelled"]
    percent: int
    path: str | None  #: the new file, if it is stored
    name: str
    error: ErrorAnswer | None


@dataclass
class Job:
    """One conversion on its way, and what became of it."""

    id: str
    owner: str
    wish: Wish
    percent: int = 0
    stored: FileInfo | None = None
    staged: Path | None = None  #: a result for the browser
    name: str = ""
    error: OnlyOfficeError | None = None
    given_up: threading.Event = field(default_factory=threading.Event)
    task: asyncio.Task[None] | None = None

    def progress(self, percent: int) -> None:
        """From a thread: Docs is so far."""
        self.percent = max(0, min(percent, 99))
        if self.given_up.is_set():
            raise _GivenUpError

    def as_json(self) -> JobAnswer:
        """For the browser."""
        state: Literal["running", "done", "failed", "cancelled"]
        ended = self.task is not None and self.task.done()
        if ended and (self.stored or self.staged):
            state = "done"
        elif self.error:
            state = "failed"
        else:
            state = "cancelled" if self.given_up.is_set() else "running"
        return {
            "id": self.id,
            "state": state,
            "percent": 100 if state == "done" else self.percent,
            "path": self.stored.path if self.stored else None,
            "name": self.name,
            "error": self.error.as_json() if self.error else None,
        }


class Conversions:
    """The jobs of all users; each sees only their own."""

    def __init__(
        self,
        conversion: Conversion,
        storage: Storage,
        sessions: Sessions,
        force_saves: ForceSaves,
        links: Links,
        executor: Executor,
        log: logging.Logger,
    ) -> None:
        self._conversion = conversion
        self._storage = storage
        self._sessions = sessions
        self._force_saves = force_saves
        self._links = links
        self._executor = executor
        self._log = log
        self._jobs: dict[str, Job] = {}

    async def targets(self) -> dict[str, list[str]]:
        """For each extension those that it converts to here; empty when nothing converts."""
        return await self._conversion.targets()

    async def start(self, owner: str, wish: Wish) -> Job:
        """Begin a conversion for the user ``owner``.

        Raises BadRequestError for formats that do not convert, BusyError, and what ``Storage.info`` raises.
        """
        info = await self._storage.info(wish.path)
        if wish.to not in (await self.targets()).get(extension(info.path), ()):
            raise trouble("conversion.no-such", source=extension(info.path), target=wish.to)
        if len(wish.password) > MAX_PASSWORD:
            raise trouble("conversion.long-password", most=MAX_PASSWORD)
        if sum(job.owner == owner and not job.task.done() for job in self._jobs.values() if job.task) >= AT_ONCE:
            raise trouble("conversion.busy")
        job = Job(secrets.token_urlsafe(16), owner, wish)
        job.name = filenames.with_suffix(info.name, "", wish.to)
        job.task = asyncio.create_task(self._work(job, info))
        self._jobs[job.id] = job
        job.task.add_done_callback(lambda _: self._end(job))
        return job

    def job(self, owner: str, job_id: str) -> Job:
        """The job of this user. Raises NotFoundError."""
        job = self._jobs.get(job_id)
        if job is None or job.owner != owner:
            raise trouble("conversion.forgotten")
        return job

    async def wait(self, job: Job) -> None:
        """Return when the job has ended, or after a while."""
        if job.task:
            await asyncio.wait([job.task], timeout=PATIENCE)

    def give_up(self, job: Job) -> None:
        """Nobody wants the result any more; one that is stored already stays."""
        if job.task and not job.task.done():
            job.given_up.set()

    async def open(self, job: Job) -> Content:
        """A result for the browser. Raises NotFoundError while there is none."""
        if job.staged is None:
            raise trouble("conversion.nothing")
        return Content(await run_in(self._executor, Reader, str(job.staged)), self._executor)

    async def close(self) -> None:
        """Give all jobs up, and leave no file behind."""
        for job in self._jobs.values():
            job.given_up.set()
        tasks = [job.task for job in self._jobs.values() if job.task]
        if tasks:
            await asyncio.wait(tasks, timeout=SHUTDOWN_SECONDS)
        for job in list(self._jobs.values()):
            self._forget(job)

    async def _work(self, job: Job, info: FileInfo) -> None:
        try:
            await self._convert(job, info)
        except _GivenUpError:
            pass
        except OnlyOfficeError as error:
            job.error = error
        except Exception:  # a fault of ours, which the user must not wait for
            self._log.exception("jupyter-onlyoffice: %s", line("server.conversion"))
            job.error = trouble("conversion.fault")

    async def _convert(self, job: Job, info: FileInfo) -> None:
        wish = job.wish
        options = {name: value for name in ("password", "region") if (value := getattr(wish, name))}
        if wish.may_write:
            await self._settle(info.path)
        made = await self._conversion.convert(info, wish.to, self._links.user_id(job.owner), job.progress, **options)
        try:
            if job.given_up.is_set():
                return
            if made.filetype != wish.to:  # pictures of the pages come as a .zip, a PDF/A as .pdf
                addition = f" ({wish.to})" if made.filetype == "zip" else ""
                job.name = filenames.with_suffix(info.name, addition, made.filetype)
            if wish.folder is None:
                job.staged = made.staged
                return
            job.stored = await self._storage.create(filenames.join(wish.folder, job.name), made.staged)
            job.name = job.stored.name
        finally:
            if job.staged is None:
                await run_in(self._executor, made.staged.unlink, missing_ok=True)

    async def _settle(self, path: str) -> None:
        """What is edited at this moment shall be in the result; as far as Docs has it."""
        session = await self._sessions.current(path)
        if session is not None and session.state == "editing":
            with suppress(OnlyOfficeError):  # the tab of the document tells; what is stored can still be converted
                await self._force_saves.request(path)

    def _end(self, job: Job) -> None:
        asyncio.get_running_loop().call_later(KEPT, self._forget, job)

    def _forget(self, job: Job) -> None:
        if self._jobs.pop(job.id, None) and job.staged:
            job.staged.unlink(missing_ok=True)
