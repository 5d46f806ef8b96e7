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

from ..product import Product


def stopping() -> Any:
    """A server that does not listen any more."""
    socket, port = bind_unused_port()
    socket.close()
    return SimpleNamespace(web_app=Application(), ssl_options=None, trust_xheaders=False, port=port, ip="127.0.0.1")


def room(product: Product) -> ShutdownSave:
    return ShutdownSave(product.sessions, product.force_saves, product.results.underway, logging.getLogger("test"))


async def test_what_docs_has_is_stored_first_although_the_server_had_stopped_listening(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    server = stopping()
    saying = asyncio.create_task(room(product).say(server))
    await asyncio.to_thread(product.docs.was_asked.wait, 10)
    reader, writer = await asyncio.open_connection(server.ip, server.port)
    writer.write(b"GET / HTTP/1.0\r\n\r\n")
    assert (await reader.read()).startswith(b"HTTP/1.1 404")
    writer.close()
    await writer.wait_closed()
    assert not saying.done()
    await product.ready(session, "edited", status=6)
    await saying
    assert product.text() == "edited"
    with pytest.raises(OSError, match="Connect"):
        await asyncio.open_connection(server.ip, server.port)


async def test_nobody_waits_for_ever(
    product: Product, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shutdown_save, "LIMIT", 0.01)
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    await room(product).say(stopping())
    assert "did not deliver every open document in time" in caplog.text
    monkeypatch.setattr(shutdown_save, "LIMIT", 10.0)
    product.docs.answer = DocsUnreachableError("Docs is gone.", "Start it.")
    await room(product).say(stopping())
    assert "report.docx was not stored before the stop: Docs is gone." in caplog.text


async def test_what_is_being_stored_is_waited_for_even_if_nobody_edits(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await product.open()
    go, placing, place = asyncio.Event(), asyncio.Event(), product.writer.place

    async def slow(*args: Any, **options: Any) -> Any:
        placing.set()
        await go.wait()
        return await place(*args, **options)

    monkeypatch.setattr(product.writer, "place", slow)
    request = asyncio.create_task(product.ready(session, "edited"))
    await placing.wait()
    request.cancel()  # its connection is gone
    saying = asyncio.create_task(room(product).say(stopping()))
    await asyncio.sleep(0)
    assert not saying.done()
    go.set()
    await saying
    assert product.text() == "edited" and (await product.sessions.get(session.key)).state == "closed"
