"""Doing the same for several documents, each by itself: what fails or hangs for one keeps no other waiting."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from ..errors import OnlyOfficeError
from ..messages import line

T = TypeVar("T")
Item = TypeVar("Item")

#: Seconds for which one is waited for before the next takes its turn.
PATIENCE = 5.0


class IndependentTasks:
    """Does it, for ``at_once`` of them at a time."""

    def __init__(self, log: logging.Logger, at_once: int = 1) -> None:
        self._log = log
        self._at_once = at_once
        self._running: dict[str, asyncio.Task[Any]] = {}

    async def each(
        self,
        items: Iterable[Item],
        act: Callable[[Item], Awaitable[T]],
        name: Callable[[Item], str],
        to_the_end: bool = False,
    ) -> list[T]:
        """What ``act`` returned for those of ``items`` for which it has ended, and well.

        What it raises is logged with the ``name`` of the item. Unless all is done ``to_the_end``, one that takes longer
        than ``PATIENCE`` goes on by itself; until it has ended it is not begun once more for that name, which is waited
        for ``to_the_end``.
        """
        patience = None if to_the_end else PATIENCE
        begun: list[asyncio.Task[list[T]]] = []
        try:
            turn: set[asyncio.Task[list[T]]] = set()
            for item in items:
                what = name(item)
                if running := self._running.get(what):
                    if not to_the_end:
                        continue
                    await asyncio.wait({running})  # it may be about to fail by what has been mended by now
                if len(turn) >= self._at_once:
                    turn = await _ended(turn, patience)
                task = asyncio.create_task(self._act(what, item, act))
                self._running[what] = task
                begun.append(task)
                turn.add(task)
            while turn:
                turn = await _ended(turn, patience)
        except asyncio.CancelledError:
            for other in self._running.values():
                other.cancel()
            raise
        return [result for task in begun if task.done() and not task.cancelled() for result in task.result()]

    async def _act(self, what: str, item: Item, act: Callable[[Item], Awaitable[T]]) -> list[T]:
        try:
            return [await act(item)]
        except OnlyOfficeError as error:
            self._log.info("jupyter-onlyoffice: %s", error.line)
        except Exception:  # a fault of ours, or a file that nobody foresaw
            self._log.exception("jupyter-onlyoffice: %s", line("server.one-of-many", what=what))
        finally:
            self._running.pop(what, None)
        return []


async def _ended(turn: set[asyncio.Task[list[T]]], patience: float | None) -> set[asyncio.Task[list[T]]]:
    """Those that are still to be waited for once there is room: none when all of them take too long."""
    ended, going_on = await asyncio.wait(turn, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
    return going_on if ended else set()
