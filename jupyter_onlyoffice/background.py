"""What the server does by itself: delivers results that wait, fetches what Docs could not, watches open documents."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from .errors import OnlyOfficeError
from .forgotten import Forgotten
from .results import Results
from .watching import Watch

#: Seconds: after the start, so that the server is up when Docs is asked, and between two looks at what it holds.
START, HOUR = 5.0, 3600.0


class Background:
    """Runs until it is stopped."""

    def __init__(self, results: Results, forgotten: Forgotten | None, watch: Watch | None, log: logging.Logger) -> None:
        self._results = results
        self._forgotten = forgotten
        self._watch = watch
        self._log = log
        #: More that is to be done again and again: each tells after how many seconds.
        self.chores: list[Callable[[], Awaitable[float]]] = []
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin; called on the event loop."""
        self._tasks.append(asyncio.create_task(self._repeat(self._deliver, 0.0)))
        if self._forgotten:
            self._tasks.append(asyncio.create_task(self._repeat(self._recover, START)))
        if self._watch:
            self._tasks.append(asyncio.create_task(self._repeat(self._watch.look, 0.0)))
        self._tasks += [asyncio.create_task(self._repeat(chore, START)) for chore in self.chores]

    async def stop(self) -> None:
        """End; what is under way is broken off, and goes on after the next start."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _repeat(self, work: Callable[[], Awaitable[float]], pause: float) -> None:
        while True:
            await asyncio.sleep(pause)
            try:
                pause = await work()
            except OnlyOfficeError as error:
                self._log.info("jupyter-onlyoffice: %s", error)
                pause = HOUR
            except Exception:  # a fault of ours must not end what brings edits to safety
                self._log.exception("jupyter-onlyoffice: a background task failed")
                pause = 60.0

    async def _deliver(self) -> float:
        return await self._results.deliver_due()

    async def _recover(self) -> float:
        assert self._forgotten
        await self._forgotten.recover()
        return HOUR
