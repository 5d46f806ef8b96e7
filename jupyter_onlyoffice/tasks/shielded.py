"""What is just being stored: a stop of the server waits for it, as far as the time for a stop allows."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


class ShieldedTasks:
    """Counts it."""

    def __init__(self) -> None:
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._tasks: set[asyncio.Task[Any]] = set()

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Something is under way for as long as the context lasts."""
        self._begin()
        try:
            yield
        finally:
            self._end()

    async def finish(self, work: Coroutine[Any, Any, T]) -> T:
        """Do ``work`` to its end, even when whoever waits for it here is cancelled."""
        self._begin()
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _begin(self) -> None:
        self._count += 1
        self._idle.clear()

    def _end(self) -> None:
        self._count -= 1
        if not self._count:
            self._idle.set()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # nobody may be waiting for it any more
        self._end()

    async def over(self, limit: float) -> bool:
        """Wait until nothing is under way, for ``limit`` seconds at most; whether nothing is."""
        if self._idle.is_set():
            return True
        try:
            await asyncio.wait_for(self._idle.wait(), limit)
        except asyncio.TimeoutError:
            return False
        return True
