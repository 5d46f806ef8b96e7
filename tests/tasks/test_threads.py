"""Threads that never hold a stop."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path

import pytest

from jupyter_onlyoffice.errors import StoppedError
from jupyter_onlyoffice.tasks.threads import Threads, at_once, in_thread, run_in


def test_as_many_as_are_needed_work_at_a_time_and_no_more_than_are_allowed() -> None:
    threads = Threads(2, "test")
    both = threading.Barrier(2)
    names = [future.result(10) for future in [threads.submit(name_of, both) for _ in range(4)]]
    assert set(names) == {"test_0", "test_1"}
    threads.shutdown()
    with pytest.raises(StoppedError):
        threads.submit(print)


def name_of(both: threading.Barrier) -> str:
    both.wait(10)
    return threading.current_thread().name


def test_one_that_is_idle_is_used_again() -> None:
    threads = Threads(4, "test")
    names = set()
    for _ in range(20):
        names.add(threads.submit(lambda: threading.current_thread().name).result(10))
    assert len(names) <= 2  # one may just be about to become idle
    threads.shutdown()


def test_what_a_call_raises_reaches_whoever_asked() -> None:
    threads = Threads(1, "test")
    with pytest.raises(ZeroDivisionError):
        threads.submit(lambda: 1 // 0).result(10)
    assert threads.submit(lambda: 1).result(10) == 1
    assert threads.finish(10)


def test_what_has_not_begun_is_refused_and_what_has_is_waited_for() -> None:
    """Who waits for it is told: an error of asyncio for what is cancelled would be a fault in the log."""
    threads = Threads(1, "test")
    go, begun = threading.Event(), threading.Event()

    def work() -> int:
        begun.set()
        go.wait(10)
        return 1

    first, second = threads.submit(work), threads.submit(work)
    assert begun.wait(10)
    threads.shutdown(wait=False, cancel_futures=True)
    assert isinstance(second.exception(0), StoppedError) and not threads.finish(0)
    go.set()
    assert threads.finish(10) and first.result() == 1


def test_one_that_nobody_wants_any_more_is_not_called() -> None:
    threads = Threads(1, "test")
    go = threading.Event()
    threads.submit(go.wait, 10)
    called: list[int] = []
    unwanted: Future[None] = threads.submit(called.append, 1)
    unwanted.cancel()
    go.set()
    assert threads.finish(10) and called == []


async def test_a_single_call_has_a_thread_of_its_own() -> None:
    assert await in_thread(lambda: threading.current_thread().daemon)
    with pytest.raises(ZeroDivisionError):
        await in_thread(lambda: 1 // 0)


HANGS = """
import threading
from jupyter_onlyoffice.tasks.threads import Threads
threads, begun = Threads(1, "test"), threading.Event()
threads.submit(lambda: (begun.set(), threading.Event().wait()))
begun.wait()
print(threads.finish(0.01))
"""


def test_a_call_that_hangs_does_not_hold_the_end_of_the_process() -> None:
    done = subprocess.run([sys.executable, "-c", HANGS], capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "False\n", "")


def test_each_step_of_a_stop_stands_alone(caplog: pytest.LogCaptureFixture) -> None:
    hangs, done = threading.Event(), threading.Event()

    def fail() -> None:
        raise ValueError("out of order")

    at_once({"a": fail, "b": hangs.wait, "c": done.set}, 0.2, logging.getLogger("test"))
    hangs.set()
    assert done.is_set()
    assert "ending a failed: out of order." in caplog.text and "b did not end in time" in caplog.text


def test_no_threads_are_used_that_would_hold_a_stop() -> None:
    package = Path(__file__).resolve().parents[2] / "jupyter_onlyoffice"
    sources = {str(path.relative_to(package)): path.read_text("utf-8") for path in package.rglob("*.py")}
    held = [name for name, text in sources.items() if re.search(r"ThreadPoolExecutor\(|asyncio\.to_thread", text)]
    assert held == [], "use jupyter_onlyoffice.tasks.threads"


def test_calls_in_threads_are_made_in_one_way() -> None:
    package = Path(__file__).resolve().parents[2] / "jupyter_onlyoffice"
    sources = {str(path.relative_to(package)): path.read_text("utf-8") for path in package.rglob("*.py")}
    own = [name for name, text in sources.items() if re.search(r"wrap_future\((self\.)?_?\w+\.submit\(", text)]
    assert own == ["tasks/threads.py"], "use jupyter_onlyoffice.tasks.threads.run_in"


async def test_a_call_in_a_thread_hands_on_what_it_returns_and_raises() -> None:
    threads = Threads(1, "test")
    assert await run_in(threads, int, "12", base=8) == 10
    with pytest.raises(ValueError):
        await run_in(threads, int, "x")
    threads.shutdown()
    with pytest.raises(StoppedError):
        await run_in(threads, int, "1")
