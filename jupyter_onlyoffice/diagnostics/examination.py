"""One examination: every test as soon as what it builds on is known, as many at a time as there are."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..messages import line, phrase
from ..tasks.threads import Threads, run_in
from .case import Case, usable
from .leg import SYMPTOMS, Leg, bad, untested


@dataclass(frozen=True)
class Test:
    """Tells one leg or several, in a thread."""

    legs: tuple[str, ...]
    run: Callable[[Case], Iterator[Leg]]
    needs: tuple[str, ...] = ()  #: legs without which it can not be done
    after: tuple[str, ...] = ()  #: legs that it waits for, however they end
    limit: float = 30.0  #: seconds
    here: bool = False  #: whether it has to do with the address of this server


class Examination:
    """Runs ``tests``."""

    def __init__(self, case: Case, tests: Sequence[Test], log: logging.Logger) -> None:
        self._case = case
        self._tests = tests
        self._log = log
        self._told: asyncio.Queue[Leg] = asyncio.Queue()

    async def legs(self) -> AsyncGenerator[Leg, None]:
        """Each leg when it is known."""
        legs = self._case.legs
        waiting, running = list(self._tests), set[asyncio.Task[None]]()
        expected = sum(len(test.legs) for test in self._tests)
        pool = Threads(len(waiting), "onlyoffice-doctor")
        try:
            while len(legs) < expected:
                for test in [test for test in waiting if all(leg in legs for leg in (*test.needs, *test.after))]:
                    waiting.remove(test)
                    running.add(asyncio.create_task(self._run(test, pool)))
                leg = await self._told.get()
                if leg.leg not in legs:
                    legs[leg.leg] = leg
                    yield leg
        finally:
            for task in running:
                task.cancel()
            pool.shutdown(wait=False, cancel_futures=True)

    async def _run(self, test: Test, pool: Threads) -> None:
        if test.here and not usable(self._case.examined.jupyter_url()):
            self._skip(test, "configuration")
            return
        for name in test.needs:
            if self._case.legs[name].bars:
                self._skip(test, self._case.legs[name].root or name)
                return
        told: dict[str, Leg] = {}
        loop = asyncio.get_running_loop()

        def tell(leg: Leg) -> None:
            if self._case.ill and leg.code in SYMPTOMS:
                leg = untested(leg.leg, "docs-health")
            told[leg.leg] = leg
            self._told.put_nowait(leg)

        def work() -> None:
            for leg in test.run(self._case):
                with suppress(RuntimeError):  # nobody listens any more
                    loop.call_soon_threadsafe(tell, leg)

        trouble = ""
        try:
            await asyncio.wait_for(run_in(pool, work), test.limit)
        except asyncio.TimeoutError:
            trouble = phrase("it took longer than {seconds} s", seconds=f"{test.limit:g}")
        except Exception as error:  # a fault of ours must not hide what the other tests find
            trouble = phrase("{error}, see the log of this server", error=type(error).__name__)
            self._log.exception("jupyter-onlyoffice: %s", line("doctor.fault", reason=type(error).__name__))
        await asyncio.sleep(0)  # what was told last
        missing = [name for name in test.legs if name not in told]
        if trouble and missing:
            tell(bad(missing[0], "doctor.fault", reason=trouble))
        self._skip(test, next((name for name in test.legs if name in told and told[name].bars), ""))

    def _skip(self, test: Test, because: str) -> None:
        for name in test.legs:
            self._told.put_nowait(untested(name, because))  # only if nothing was told of it
