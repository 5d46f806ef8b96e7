"""Threads for what blocks, which never hold a stop: a file system or a server that hangs would do so for ever.

Those of ``concurrent.futures`` are waited for at the end of the process, whatever they hang in.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from typing import Any, ParamSpec, TypeVar

from ..errors import StoppedError
from ..messages import line, trouble

P = ParamSpec("P")
T = TypeVar("T")

_Item = tuple["Future[Any]", Callable[[], Any]]


class Threads(Executor):
    """At most ``most`` threads, begun when they are needed; they are abandoned when the process ends."""

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._name = name
        self._work: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._idle = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._over = False

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a thread call ``function``. Raises StoppedError after ``shutdown``."""
        future: Future[T] = Future()
        with self._lock:
            if self._over:
                raise trouble("saving.stopping", StoppedError)
            self._work.put((future, partial(function, *args, **kwargs)))
            if not self._idle.acquire(blocking=False) and len(self._threads) < self._most:
                name = f"{self._name}_{len(self._threads)}"
                thread = threading.Thread(target=self._live, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take nothing more; ``wait`` until all that was taken is done, or refuse what has not begun (StoppedError)."""
        self._end(cancel_futures)
        if wait:
            for thread in self._threads:
                thread.join()

    def finish(self, seconds: float) -> bool:
        """Take nothing more, and wait at most ``seconds`` for what was taken; whether all of it is done."""
        self._end(False)
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _end(self, cancel: bool) -> None:
        with self._lock:
            self._over = True
            while cancel:
                try:
                    item = self._work.get_nowait()
                except queue.Empty:
                    break
                if item is not None and item[0].set_running_or_notify_cancel():
                    item[0].set_exception(trouble("saving.stopping", StoppedError))
            self._work.put(None)

    def _live(self) -> None:
        while True:
            try:
                item = self._work.get_nowait()
            except queue.Empty:
                self._idle.release()
                item = self._work.get()
            if item is None:
                self._work.put(None)  # for the next thread
                return
            _do(*item)
            del item  # an idle thread keeps nothing alive


@dataclass(frozen=True)
class ThreadPools:
    """Threads for each kind of slow work, apart so that none of them waits for another kind."""

    disk: Executor  #: for the disk: Docs' downloads, our records
    network: Executor  #: for what waits for Docs, whose answers can be slow
    hooks: Executor  #: for hooks of the administrator, which can hang
    reading: Executor  #: for reading what others wrote, which may take long and much memory

    @classmethod
    def start(cls, disk: int, reading: int) -> ThreadPools:
        """Pools of ``disk`` threads each, of ``reading`` for reading; a thread begins when it is needed."""
        return cls(
            Threads(disk, "onlyoffice"),
            Threads(disk, "onlyoffice-docs"),
            Threads(disk, "onlyoffice-hooks"),
            Threads(reading, "onlyoffice-reading"),
        )

    @classmethod
    def of_one(cls, executor: Executor) -> ThreadPools:
        """The same threads for everything."""
        return cls(executor, executor, executor, executor)

    def refuse_new(self) -> None:
        """Take nothing more but for the disk; of what waits for Docs and hooks, refuse also what has not begun."""
        for pool in (self.network, self.hooks):
            pool.shutdown(wait=False, cancel_futures=True)
        self.reading.shutdown(wait=False)


async def run_in(executor: Executor, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what ``function`` returns, called in a thread of ``executor``; the event loop goes on meanwhile.

    Raises what it raises, and StoppedError when the threads have been shut down.
    """
    return await asyncio.wrap_future(executor.submit(function, *args, **kwargs))


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``function`` returns, called in a thread of its own; for what is seldom called."""
    threads = Threads(1, "onlyoffice-aside")
    future = threads.submit(function, *args, **kwargs)
    threads.shutdown(wait=False)
    return await asyncio.wrap_future(future)


def _do(future: Future[Any], call: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as error:
        future.set_exception(error)
        del future  # else it and its traceback keep each other alive
    else:
        future.set_result(result)


def at_once(steps: Mapping[str, Callable[[], object]], seconds: float, log: logging.Logger) -> None:
    """Take all steps of a stop at the same time, and wait at most ``seconds`` for them.

    Each stands alone: one that fails, or does not end, is logged by its name.
    """
    threads = Threads(len(steps), "onlyoffice-stop")
    futures = {name: threads.submit(step) for name, step in steps.items()}
    threads.finish(seconds)
    for name, future in futures.items():
        if not future.done():
            log.warning("jupyter-onlyoffice: %s", line("server.stop-late", step=name))
        elif error := future.exception():
            log.warning("jupyter-onlyoffice: %s", line("server.stop", step=name, error=error))
