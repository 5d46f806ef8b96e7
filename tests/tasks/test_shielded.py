"""What is being stored is brought to its end."""

from __future__ import annotations

import asyncio

import pytest

from jupyter_onlyoffice.tasks.shielded import ShieldedTasks


async def test_it_is_waited_for_until_it_is_over() -> None:
    underway, go = ShieldedTasks(), asyncio.Event()
    assert await underway.over(0.0)

    async def work() -> str:
        await go.wait()
        return "done"

    first, second = (asyncio.create_task(underway.finish(work())) for _ in range(2))
    await asyncio.sleep(0)
    assert not await underway.over(0.01)
    waiting = asyncio.create_task(underway.over(60.0))
    go.set()
    assert await waiting and await first == await second == "done"


async def test_it_goes_on_when_whoever_waits_for_it_is_cancelled() -> None:
    underway, go = ShieldedTasks(), asyncio.Event()
    done: list[str] = []

    async def work() -> None:
        await go.wait()
        done.append("done")

    task = asyncio.create_task(underway.finish(work()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go.set()
    assert await underway.over(60.0) and done == ["done"]


async def test_what_fails_is_over_too() -> None:
    underway = ShieldedTasks()

    async def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await underway.finish(work())
    with pytest.raises(ZeroDivisionError), underway.counted():
        await work()
    assert await underway.over(0.0)
