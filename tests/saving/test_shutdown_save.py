"""A server that stops asks Docs for what it has, and ends what it is storing."""

from __future__ import annotations

import asyncio
import logging
from types import SimpleNamespace
from typing import Any

import pytest
from tornado.testing import bind_unused_port
from tornado.web import Application

from jupyter_onlyoffice.errors import DocsUnreachableError
from jupyter_onlyoffice.saving import shutdown_save
from jupyter_onlyoffice.saving.shutdown_save import ShutdownSave

from ..house import House


def stopping() -> Any:
    """A server that does not listen any more."""
    socket, port = bind_unused_port()
    socket.close()
    return SimpleNamespace(web_app=Application(), ssl_options=None, trust_xheaders=False, port=port, ip="127.0.0.1")


def room(house: House) -> ShutdownSave:
    return ShutdownSave(house.sessions, house.force_saves, house.results.underway, logging.getLogger("test"))


async def test_what_docs_has_is_stored_first_although_the_server_had_stopped_listening(house: House) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    server = stopping()
    saying = asyncio.create_task(room(house).say(server))
    await asyncio.to_thread(house.docs.was_asked.wait, 10)
    reader, writer = await asyncio.open_connection(server.ip, server.port)
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    assert (await reader.read()).startswith(b"HTTP/1.1 404")
    writer.close()
    await writer.wait_closed()
    assert not saying.done()
    await house.ready(session, "edited", status=6)
    await saying
    assert house.text() == "edited"
    with pytest.raises(OSError, match="Connect"):
        await asyncio.open_connection(server.ip, server.port)


async def test_nobody_waits_for_ever(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shutdown_save, "LIMIT", 0.01)
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    await room(house).say(stopping())
    assert "did not deliver every open document in time" in caplog.text
    monkeypatch.setattr(shutdown_save, "LIMIT", 10.0)
    house.docs.answer = DocsUnreachableError("Docs is gone.", "Start it.")
    await room(house).say(stopping())
    assert "report.docx was not stored before the stop: Docs is gone." in caplog.text


async def test_what_is_being_stored_is_waited_for_even_if_nobody_edits(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await house.open()
    go, placing, place = asyncio.Event(), asyncio.Event(), house.writer.place

    async def slow(*args: Any, **options: Any) -> Any:
        placing.set()
        await go.wait()
        return await place(*args, **options)

    monkeypatch.setattr(house.writer, "place", slow)
    request = asyncio.create_task(house.ready(session, "edited"))
    await placing.wait()
    request.cancel()  # its connection is gone
    saying = asyncio.create_task(room(house).say(stopping()))
    await asyncio.sleep(0)
    assert not saying.done()
    go.set()
    await saying
    assert house.text() == "edited" and (await house.sessions.get(session.key)).state == "closed"
