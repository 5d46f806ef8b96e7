"""A stop of the server: it ends, and Jupyter goes on, whatever is out of order."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import HTTPClientError

from jupyter_onlyoffice import services as services_module
from jupyter_onlyoffice.errors import StoppedError
from jupyter_onlyoffice.services import Services
from jupyter_onlyoffice.tasks.independent import IndependentTasks


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}},
        "OnlyOffice": {"data_dir": str(tmp_path / "onlyoffice")},
    }


async def fails(*args: Any) -> None:
    raise ValueError("out of order")


def fails_at_once(*args: Any) -> None:
    raise ValueError("out of order")


async def stopped(services: Services, app: ServerApp) -> None:
    await services.stop(app)


async def test_a_step_that_fails_keeps_no_other_from_being_taken(
    jp_serverapp: ServerApp, services: Services, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for room in (services.periodic_tasks, services.converting.conversions):
        monkeypatch.setattr(room, "stop" if room is services.periodic_tasks else "close", fails)
    monkeypatch.setattr(services.saving.shutdown_save, "say", fails)
    for closing in (services.builtin, services.shared.docs, services.saving.renames, services.features.mentions):
        monkeypatch.setattr(closing, "close", fails_at_once)
    await stopped(services, jp_serverapp)
    for name in ("background tasks", "storing what is edited", "the conversions", "the views", "people"):
        assert f"ending {name} failed: out of order." in caplog.text
    with pytest.raises(StoppedError):
        await services.shared.sessions.current("a.docx")


async def test_a_step_that_hangs_keeps_no_other_from_being_taken(
    jp_serverapp: ServerApp, services: Services, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(services_module, "TALKING", 0.1)
    monkeypatch.setattr(services_module, "CLOSING", 0.2)
    go = threading.Event()

    async def ignores_that_it_is_over() -> None:
        while not go.is_set():
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                await asyncio.sleep(0.01)

    monkeypatch.setattr(services.periodic_tasks, "stop", ignores_that_it_is_over)
    services.shared.pools.disk.submit(go.wait)  # as on a file system that does not answer
    monkeypatch.setattr(services.shared.sessions, "close", go.wait)
    closed = threading.Event()
    monkeypatch.setattr(services.features.mentions, "close", closed.set)
    await stopped(services, jp_serverapp)
    assert await asyncio.to_thread(closed.wait, 10)
    for name in ("background tasks", "files under way", "closing the records"):
        assert f"{name} did not end in time" in caplog.text
    go.set()


async def test_what_is_still_wanted_after_a_stop_is_no_fault(
    jp_fetch: Any, jp_root_dir: Path, jp_serverapp: ServerApp, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    """A look at files that was under way, a rename through Jupyter, and a tab that asks."""
    (jp_root_dir / "a.docx").write_bytes(b"a")
    await stopped(services, jp_serverapp)
    caplog.clear()
    await IndependentTasks(logging.getLogger("test")).each(["a.docx"], services.shared.sessions.current, str)
    await jp_fetch("api", "contents", "a.docx", method="PATCH", body='{"path": "b.docx"}')
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch("onlyoffice", "choice", method="POST", body='{"path": "b.docx", "how": "edit"}')
    assert caught.value.response and json.loads(caught.value.response.body)["reason"] == "saving.stopping"
    # Jupyter itself writes each status from 500 on.
    assert [record for record in caplog.records if record.levelno >= logging.WARNING and record.module != "log"] == []
