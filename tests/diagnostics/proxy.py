"""A small proxy that does what proxies do wrong. One request a connection; all that follows its head is passed on."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from .certificates import Pair

_REASONS = {200: "OK", 302: "Found", 403: "Forbidden", 404: "Not Found", 405: "Not Allowed", 413: "Too Large"}


@dataclass(frozen=True)
class Reply:
    """What the proxy answers by itself to requests whose first line and agent contain the words."""

    status: int
    body: str = ""
    location: str = ""
    line: str = ""
    agent: str = ""


@dataclass
class Faults:
    """What it does wrong."""

    strip: tuple[str, ...] = ()
    rename: Mapping[str, str] = field(default_factory=dict)
    replace: Mapping[str, str] = field(default_factory=dict)
    replies: tuple[Reply, ...] = ()
    body_limit: int | None = None
    header_limit: int | None = None
    upgrade: bool = True
    hang_up: bool = False


class Proxy:
    """Before the server on ``port`` of this machine. Use as a context manager."""

    def __init__(self, port: int, faults: Faults, pair: Pair | None = None) -> None:
        self._upstream = port
        self._faults = faults
        self._context: ssl.SSLContext | None = None
        if pair:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(pair.certificate, pair.key)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._serving: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.port = 0

    def __enter__(self) -> Proxy:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def __exit__(self, *exception: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        while serving := list(self._serving):
            for writer in self._writers:
                writer.transport.abort()
            await asyncio.wait(serving, timeout=0.1)
        await asyncio.sleep(0.01)  # what was aborted is closed in the next rounds

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        task = asyncio.current_task()
        assert task
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        try:
            await self._pass(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            await self._closed(writer)

    async def _closed(self, writer: asyncio.StreamWriter) -> None:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        self._writers.discard(writer)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip("\r\n")
        if self._faults.hang_up:
            return
        line, *rest = head.split("\r\n")
        headers = [(name, value.strip()) for name, _, value in (header.partition(":") for header in rest)]
        reply = self._reply(line, headers)
        if reply:
            size = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
            with contextlib.suppress(asyncio.IncompleteReadError):
                await reader.readexactly(min(size, 65536))
            writer.write(_answer(reply))
            await writer.drain()
            return
        upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", self._upstream)
        upstream.write(self._changed(line, headers))
        self._writers.add(upstream)
        forth = asyncio.create_task(_copy(reader, upstream))
        try:
            await _copy(upstream_reader, writer)
        finally:
            forth.cancel()
            await asyncio.gather(forth, return_exceptions=True)
            await self._closed(upstream)

    def _reply(self, line: str, headers: list[tuple[str, str]]) -> Reply | None:
        values = {name.lower(): value for name, value in headers}
        faults = self._faults
        for reply in faults.replies:
            if reply.line in line and reply.agent in values.get("user-agent", ""):
                return reply
        if faults.body_limit is not None and int(values.get("content-length", 0)) > faults.body_limit:
            return Reply(413)
        if faults.header_limit is not None and max(map(len, values.values())) > faults.header_limit:
            return Reply(431)
        return None

    def _changed(self, line: str, headers: list[tuple[str, str]]) -> bytes:
        faults, sent = self._faults, [line]
        upgrade = faults.upgrade and any(name.lower() == "upgrade" for name, _ in headers)
        for name, value in headers:
            if name in faults.strip or (name.lower() in ("connection", "upgrade") and not upgrade):
                continue
            sent.append(f"{faults.rename.get(name, name)}: {faults.replace.get(name, value)}")
        if not upgrade:
            sent.append("Connection: close")
        return ("\r\n".join(sent) + "\r\n\r\n").encode("latin-1")


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


def _answer(reply: Reply) -> bytes:
    kind = "text/html" if reply.body.startswith("<") else "text/plain"
    location = f"Location: {reply.location}\r\n" if reply.location else ""
    head = f"HTTP/1.1 {reply.status} {_REASONS.get(reply.status, 'Error')}\r\n{location}Content-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(reply.body)}\r\nConnection: close\r\n\r\n{reply.body}".encode()
