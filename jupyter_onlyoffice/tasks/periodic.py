"""What the server does by itself, again and again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from ..errors import OnlyOfficeError
from ..messages import line

#: Does its work once and tells how many seconds later it wants to do it again.
Work = Callable[[], Awaitable[float]]
#: Seconds after the start until Docs is asked, so that the server is up by then; and until what failed is tried again.
START, PAUSE = 5.0, 60.0


class PeriodicTasks:
    """Runs until it is stopped; ``later`` is the work that asks Docs."""

    def __init__(self, works: Sequence[Work], later: Sequence[Work], log: logging.Logger) -> None:
        self._works = works
        self._later = later
        self._log = log
        self._tasks: list[asyncio.Task[None]] = []
        self._over = False

    def start(self) -> None:
        """Begin, unless it was stopped before; called on the event loop."""
        if self._over:
            return
        self._tasks += [asyncio.create_task(self._repeat(work, 0.0)) for work in self._works]
        self._tasks += [asyncio.create_task(self._repeat(work, START)) for work in self._later]

    async def stop(self) -> None:
        """End; what is just being stored goes on (shielded.py), the rest after the next start."""
        self._over = True
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _repeat(self, work: Work, pause: float) -> None:
        while True:
            await asyncio.sleep(pause)
            try:
                pause = await work()
            except OnlyOfficeError as error:
                self._log.info("jupyter-onlyoffice: %s", error.line)
                pause = PAUSE
            except Exception:  # a fault of ours must not end what brings edits to safety
                self._log.exception("jupyter-onlyoffice: %s", line("server.background"))
                pause = PAUSE
