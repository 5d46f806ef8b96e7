"""What is done for many documents is done for each by itself."""

from __future__ import annotations

import asyncio
import logging

import pytest

from jupyter_onlyoffice.errors import StorageError
from jupyter_onlyoffice.tasks import independent
from jupyter_onlyoffice.tasks.independent import IndependentTasks

LOG = logging.getLogger("apart")


@pytest.mark.parametrize("at_once", [1, 3])
async def test_what_fails_for_one_does_not_keep_others_from_it(at_once: int, caplog: pytest.LogCaptureFixture) -> None:
    faults: dict[str, Exception] = {
        **{"b": RecursionError("deep"), "c": StorageError("No room.", "Make some."), "e": MemoryError()},
        **{"f": ValueError("poisoned"), "g": OSError(5, "Input/output error")},
    }

    async def act(name: str) -> str:
        await asyncio.sleep(0)
        if name in faults:
            raise faults[name]
        return name.upper()

    with caplog.at_level(logging.INFO):
        assert await IndependentTasks(LOG, at_once).each("abcdefgh", act, str) == ["A", "D", "H"]
    assert all(text in caplog.text for text in ("failed for b", "No room.", "failed for e", "failed for f", "deep"))


@pytest.mark.parametrize("at_once", [1, 2])
async def test_one_that_hangs_keeps_no_other_waiting_and_is_not_begun_twice(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(independent, "PATIENCE", 0.01)
    over = asyncio.Event()
    begun: list[str] = []

    async def act(name: str) -> str:
        begun.append(name)
        if name in "abc":
            await over.wait()
        return name

    each = IndependentTasks(LOG, at_once)
    assert await each.each("abcde", act, str) == ["d", "e"]
    assert await each.each("abcde", act, str) == ["d", "e"]
    assert sorted(begun) == list("abcddee")
    over.set()
    while set(await each.each("abcde", act, str)) != set("abcde"):  # noqa: ASYNC110 - what was left behind tells nobody
        await asyncio.sleep(0)


async def test_no_more_are_under_way_at_a_time_than_allowed() -> None:
    most = now = 0

    async def act(number: int) -> int:
        nonlocal most, now
        now += 1
        most = max(most, now)
        await asyncio.sleep(0)
        now -= 1
        return number

    assert await IndependentTasks(LOG, 3).each(range(20), act, str) == list(range(20))
    assert most == 3


async def test_a_stop_ends_all_that_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(independent, "PATIENCE", 0.01)
    ended: list[str] = []
    begun = asyncio.Event()

    async def act(name: str) -> None:
        try:
            if name == "b":
                begun.set()
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    work = asyncio.create_task(IndependentTasks(LOG).each("ab", act, str))
    await begun.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    await asyncio.sleep(0)
    assert ended == ["a", "b"]
