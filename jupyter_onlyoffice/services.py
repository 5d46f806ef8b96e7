"""All that the handlers call, and its end when the server stops."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .builtin import Builtin
from .conversion.service import Converting
from .diagnostics import Diagnostics
from .features.service import Features
from .messages import line
from .new_documents.creating import Creating
from .opening.service import Opening
from .saving.service import Saving
from .saving.shutdown_save import GRACE, LIMIT
from .sessions.activity import Activity
from .shared_services import SharedServices
from .sharing.service import Sharing
from .tasks.periodic import PeriodicTasks
from .tasks.threads import Threads, at_once
from .versions.service import Versions

#: Seconds that the stores have to close, however late it is: they take a few milliseconds.
LEAST = 0.5
#: Seconds for all that talks with Docs, and after that, at least, for what is under way on the disk. Together they are
#: less than the ten that JupyterHub gives its servers, by default.
TALKING, CLOSING = LIMIT + GRACE, 1.0


@dataclass
class Services:
    """The parts of the product."""

    shared: SharedServices
    versions: Versions
    saving: Saving
    features: Features
    builtin: Builtin
    opening: Opening
    sharing: Sharing
    converting: Converting
    creating: Creating
    activity: Activity
    diagnostics: Diagnostics
    periodic_tasks: PeriodicTasks
    scratch: Path | None = None  #: a temporary data_dir, when the configured one can not be used

    closed: bool = False  #: whether the server stops

    async def stop(self, server: Any) -> None:
        """Store what is edited, end what is under way, and close everything, within a limit. Raises nothing.

        Jupyter gives its extensions no limit, and lets its kernels be when one of them fails.
        """
        log = self.shared.log
        end = time.monotonic() + TALKING + CLOSING
        steps = {
            "background tasks": self.periodic_tasks.stop(),
            "storing what is edited": self.saving.shutdown_save.say(server),
            "the conversions": self.converting.conversions.close(),
        }
        await _each(steps, TALKING, log)
        seconds = max(CLOSING, min(2 * GRACE, end - time.monotonic()))
        # In a thread: the loop serves the other extensions meanwhile.
        closing = asyncio.wrap_future(Threads(1, "onlyoffice-close").submit(self.close, seconds))
        await _each({"closing the records": _ended(closing)}, seconds + CLOSING, log)

    def close(self, seconds: float = 10.0) -> None:
        """Let what is under way on the disk finish, then close the stores, within about ``seconds``; blocks.

        What comes from Docs is with Docs. What does not end in time is left to the end of the process: files are
        replaced in one step, and records changed in one.
        """
        self.closed = True
        shared, saving = self.shared, self.saving
        end = time.monotonic() + seconds
        shared.pools.refuse_new()
        at_once(
            {
                "the views": self.builtin.close,
                "the conversions": self.converting.conversion.close,
                "the connections with ONLYOFFICE Docs": shared.docs.close,
                "files under way": shared.pools.disk.shutdown,
            },
            seconds / 2,
            shared.log,
        )
        at_once(
            {
                "the files of open documents": saving.renames.close,
                "versions": self.versions.recorder.close,
                "open documents": shared.sessions.close,
                "people": self.features.mentions.close,
                "names of files": self.features.references.close,
                "share links": self.sharing.share_links.close,
                "choices": self.opening.format_choices.close,
            },
            max(end - time.monotonic(), LEAST),
            shared.log,
        )
        if self.scratch:
            shutil.rmtree(self.scratch, ignore_errors=True)


async def _ended(future: asyncio.Future[None]) -> None:
    await future


async def _each(steps: Mapping[str, Coroutine[Any, Any, None]], seconds: float, log: logging.Logger) -> None:
    """Take the steps side by side; each stands alone. One that ignores that its time is over is left behind."""
    tasks = {asyncio.ensure_future(step): name for name, step in steps.items()}
    _, late = await asyncio.wait(tasks, timeout=seconds)
    for task, name in tasks.items():
        if task in late:
            task.add_done_callback(lambda task: task.cancelled() or task.exception())
            task.cancel()
            log.warning("jupyter-onlyoffice: %s", line("server.stop-late", step=name))
        elif not task.cancelled() and (error := task.exception()):
            log.warning("jupyter-onlyoffice: %s", line("server.stop", step=name, error=error), exc_info=error)
