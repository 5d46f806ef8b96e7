"""What takes long in some threads keeps nobody waiting who needs others."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

import pytest

from jupyter_onlyoffice.composition import READERS, THREADS
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.text_formats import conversion, service
from jupyter_onlyoffice.untrusted import validation

from ..connected import Connected, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401
from ..versions.test_history_handlers import edit

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
        with busy(connected.services.shared.pools.network, THREADS):
            answer = await asyncio.wait_for(connected.get("open", path="sample.docx"), LIMIT)
        assert answer["mode"] == "edit" and answer["config"]["document"]["permissions"]["chat"] is False


async def test_what_is_hard_to_read_does_not_keep_others_from_their_documents(
    connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many tables as there are threads for the disk are being made, and none of them ends."""
    over, begun = threading.Event(), threading.Semaphore(0)
    kept = conversion.serve

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
        with busy(connected.services.shared.pools.disk, THREADS - 1):
            answer = await asyncio.wait_for(connected.get("open", path="sample.docx"), LIMIT)
        assert answer["mode"] == "edit"
    finally:
        over.set()
    assert {answer["mode"] for answer in await asyncio.gather(*waiting)} == {"edit"}


async def save_as(connected: Connected, url: str) -> None:
    await connected.services.converting.save_as.save(url, "made.docx", "docx", "")


async def convert_document(connected: Connected, url: str) -> None:
    made = await connected.services.converting.conversion.convert(
        await connected.services.shared.storage.info("sample.docx"), "pdf", "ann"
    )
    made.staged.unlink()


async def restore(connected: Connected, url: str) -> None:
    await connected.services.saving.restoring.restore("sample.docx", 1, "ann", "Ann", url, "docx")


async def submit(connected: Connected, url: str) -> None:
    session = await connected.services.shared.sessions.current("sample.docx")
    assert isinstance(session, Session)
    await connected.services.saving.callbacks._forms.submitted(session, url, "docx", "")


@pytest.mark.parametrize("way", [save_as, convert_document, restore, submit])
async def test_results_are_looked_at_where_it_keeps_nobody_from_disk_and_network(
    connected: Connected, monkeypatch: pytest.MonkeyPatch, way: Any
) -> None:
    robot = await edit(connected, "one", "two", keep=way is submit)
    core = connected.standin.core
    url = core.results.put("k_1", "output.docx", (connected.root / "sample.docx").read_bytes(), core.base, "k")
    looked: list[str] = []
    kept = validation.check_head

    def look(*args: Any) -> None:
        looked.append(threading.current_thread().name)
        kept(*args)

    monkeypatch.setattr(validation, "check_head", look)
    await way(connected, url)
    if way is submit:
        await asyncio.to_thread(robot.close)
    assert looked and all(name.startswith("onlyoffice-reading") for name in looked), looked
