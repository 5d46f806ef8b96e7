"""What takes long in some threads keeps nobody waiting who needs others."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

import pytest

from jupyter_onlyoffice.plain import convert, service
from jupyter_onlyoffice.wiring import READERS, THREADS

from .connected import Connected, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401

LIMIT = 60.0


def silent(request: Any) -> dict[str, bool]:
    return {"chat": False}


@contextmanager
def busy(threads: Executor, count: int) -> Iterator[None]:
    """All of ``count`` threads are, as long as the context lasts."""
    over, begun = threading.Event(), threading.Barrier(count + 1)

    def work() -> None:
        begun.wait(LIMIT)
        over.wait(LIMIT)

    for _ in range(count):
        threads.submit(work)
    begun.wait(LIMIT)
    try:
        yield
    finally:
        over.set()


class TestWithAHook:
    @pytest.fixture
    def jp_server_config(self, jp_server_config: dict[str, Any]) -> dict[str, Any]:
        jp_server_config["OnlyOffice"]["permissions_hook"] = silent
        return jp_server_config

    async def test_a_hook_does_not_wait_for_slow_results(self, connected: Connected) -> None:
        with busy(connected.rooms.network, THREADS):
            answer = await asyncio.wait_for(connected.get("open", path="sample.docx"), LIMIT)
        assert answer["mode"] == "edit" and answer["config"]["document"]["permissions"]["chat"] is False


async def test_what_is_hard_to_read_does_not_keep_others_from_their_documents(
    connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many tables as there are threads for the disk are being made, and none of them ends."""
    over, begun = threading.Event(), threading.Semaphore(0)
    kept = convert.serve

    def endless(*args: Any) -> None:
        begun.release()
        over.wait(LIMIT)
        kept(*args)

    monkeypatch.setattr(service, "serve", endless)
    for number in range(THREADS):
        (connected.root / f"{number}.csv").write_bytes(b"a,b\n")
    waiting = [asyncio.create_task(connected.get("open", path=f"{number}.csv")) for number in range(THREADS)]
    try:
        for _ in range(READERS):
            assert await asyncio.to_thread(begun.acquire, timeout=LIMIT)
        with busy(connected.rooms.executor, THREADS - 1):
            answer = await asyncio.wait_for(connected.get("open", path="sample.docx"), LIMIT)
        assert answer["mode"] == "edit"
    finally:
        over.set()
    assert {answer["mode"] for answer in await asyncio.gather(*waiting)} == {"edit"}
