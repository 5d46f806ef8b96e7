"""Bodies of requests: nobody without a login makes the server read a large or a deeply nested one, on any route."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import HTTPClientError, HTTPResponse
from tornado.web import RequestHandler

from jupyter_onlyoffice.handlers.request_bodies import NESTING, USUAL
from jupyter_onlyoffice.handlers.routes import ROUTES
from jupyter_onlyoffice.security.tokens import sign
from jupyter_onlyoffice.services import Services

KIB = 1024
LARGE = 2 * KIB * KIB
#: What may be held of a body that nobody wants: chunks on their way.
MOST_HELD = KIB * KIB
NESTED = b'{"token":' + b"[" * 30_000 + b"]" * 30_000 + b"}"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
SECRET = "realdocs-secret-0123456789abcdef0123456789"
Fetch = Callable[..., Awaitable[HTTPResponse]]


@pytest.fixture
def sharing() -> bool:
    return True


@pytest.fixture
def jp_server_config(tmp_path: Path, sharing: bool) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}},
        "OnlyOffice": {
            "docs_url": "http://docs.invalid",
            "jwt_secret": SECRET,
            "data_dir": str(tmp_path / "data"),
            "share_links": sharing,
        },
    }


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The lengths of all JSON that is parsed meanwhile."""
    lengths: list[int] = []
    loads = json.loads

    def counting(text: Any, **options: Any) -> Any:
        lengths.append(len(text))
        return loads(text, **options)

    with monkeypatch.context() as patch:
        patch.setattr(json, "loads", counting)
        yield lengths


class Stranger:
    """Somebody without a login, who sends what no client library would."""

    def __init__(self, port: int, base: str) -> None:
        self._port = port
        self._base = base

    async def send(self, method: str, address: str, body: AsyncIterator[bytes], *headers: str) -> tuple[int, bytes]:
        """The status and body of the answer, which may come before all was sent."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        lines = [f"{method} {self._base}{address.lstrip('/')} HTTP/1.1", f"Host: 127.0.0.1:{self._port}"]
        writer.write("\r\n".join([*lines, "Content-Type: application/json", *headers, "", ""]).encode())
        sending = asyncio.create_task(self._send(writer, body))
        try:
            return await asyncio.wait_for(self._answer(reader, method), 30)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            writer.close()

    @staticmethod
    async def _answer(reader: asyncio.StreamReader, method: str) -> tuple[int, bytes]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = [line for line in head.lower().split("\r\n") if line.startswith("content-length:")]
        most = int(length[0].partition(":")[2]) if length and method != "HEAD" else 0
        return int(head.split(" ", 2)[1]), await reader.readexactly(most)

    @staticmethod
    async def _send(writer: asyncio.StreamWriter, body: AsyncIterator[bytes]) -> None:
        async for piece in body:
            writer.write(piece)
            await writer.drain()


async def whole(body: bytes) -> AsyncIterator[bytes]:
    yield body


async def large() -> AsyncIterator[bytes]:
    yield b'{"token":"'
    for _ in range(LARGE // (64 * KIB)):
        yield b"x" * (64 * KIB)
    yield b'"}'


async def chunked(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for piece in pieces:
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


@pytest.fixture
def stranger(
    jp_serverapp: ServerApp, http_server: object, http_server_port: tuple[Any, int], jp_base_url: str
) -> Stranger:
    return Stranger(http_server_port[1], jp_base_url)


def methods(handler: type[RequestHandler]) -> list[str]:
    """Those of a route, and POST, whose body is what counts."""
    return [
        method
        for method in METHODS
        if method == "POST" or getattr(handler, method.lower()) is not RequestHandler._unimplemented_method
    ]


async def check_refused(stranger: Stranger, parsed: list[int], routes: list[tuple[str, type[RequestHandler]]]) -> None:
    length = LARGE + len(b'{"token":""}')
    tracemalloc.start()
    try:
        for pattern, handler in routes:
            for method in methods(handler):
                for name, body, header in (
                    ("large", large(), f"Content-Length: {length}"),
                    ("large, in chunks", chunked(large()), "Transfer-Encoding: chunked"),
                    ("nested", whole(NESTED), f"Content-Length: {len(NESTED)}"),
                    ("nested, in chunks", chunked(whole(NESTED)), "Transfer-Encoding: chunked"),
                ):
                    what = f"{method} {pattern}, {name}"
                    tracemalloc.reset_peak()
                    before, _ = tracemalloc.get_traced_memory()
                    status, _ = await stranger.send(method, pattern.replace(r"\.(js|css)", ".js"), body, header)
                    _, most = tracemalloc.get_traced_memory()
                    assert status < 500, what
                    assert most - before < MOST_HELD, f"{what}: {most - before} bytes"
                    assert max(parsed, default=0) < len(NESTED), what
    finally:
        tracemalloc.stop()


async def test_no_route_reads_a_large_or_deeply_nested_body_of_somebody_without_a_login(
    stranger: Stranger, parsed: list[int]
) -> None:
    await check_refused(stranger, parsed, ROUTES)


@pytest.mark.parametrize("sharing", [False])
async def test_nor_does_one_of_share_links_where_there_are_none(stranger: Stranger, parsed: list[int]) -> None:
    await check_refused(stranger, parsed, [route for route in ROUTES if "/share" in route[0]])


@pytest.mark.parametrize("depth", [NESTING + 1, 5_000, 30_000])
async def test_json_that_is_nested_too_deeply_is_refused(jp_fetch: Fetch, depth: int) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch("onlyoffice", "create", method="POST", body='{"path":' + "[" * depth + "]" * depth + "}")
    assert caught.value.code == 400


async def test_a_body_beyond_the_limit_of_its_route_is_refused_with_a_reason(jp_fetch: Fetch) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch("onlyoffice", "create", method="POST", body=json.dumps({"path": "x" * USUAL}))
    assert caught.value.response
    assert (caught.value.code, json.loads(caught.value.response.body)["reason"]) == (413, "request.large")


async def test_what_is_sent_with_a_download_does_not_reach_the_disk(
    stranger: Stranger, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = Path("nowhere")
    asked: list[str] = []

    def stage(suffix: str = "") -> Path:
        asked.append(suffix)
        return staged

    monkeypatch.setattr(services.shared.storage, "staged", stage)
    await stranger.send("GET", "onlyoffice/builtin/content?path=x.docx", large(), f"Content-Length: {LARGE + 12}")
    assert not asked


async def test_a_large_callback_is_read_as_far_as_it_is_signed(
    jp_fetch: Fetch, stranger: Stranger, services: Services, jp_root_dir: Path, parsed: list[int]
) -> None:
    (jp_root_dir / "a.docx").write_bytes(b"a document")
    session = await services.shared.sessions.open("a.docx", "1", "ann", "Ann", always)
    link = f"onlyoffice/callback?token={services.shared.links.make('callback', session.key, 'ann')}"
    claims = {"key": session.key, "status": 1, "users": ["ann"], "history": "y" * 100_000}
    token = sign(claims, SECRET, services.shared.clock())
    unsigned = {"key": session.key, "note": 'not this "token":"x"', "more": "z" * 1_000_000, "token": token}
    body = json.dumps(unsigned).encode()
    status, _ = await stranger.send("POST", link, whole(body), f"Content-Length: {len(body)}")
    assert status == 200 and (await services.shared.sessions.get(session.key)).users == ("ann",)
    assert max(parsed) < 200_000


async def test_a_callback_with_no_token_is_not_parsed_either(
    jp_fetch: Fetch, stranger: Stranger, services: Services, parsed: list[int]
) -> None:
    session = await services.shared.sessions.open("a.docx", "1", "ann", "Ann", always)
    link = f"onlyoffice/callback?token={services.shared.links.make('callback', session.key, 'ann')}"
    for body in (
        json.dumps({"key": session.key, "more": "z" * 1_000_000}),
        json.dumps({"token": 1, "more": "z" * 1_000_000}),
        json.dumps({"token": "x" * 1_000_000}),
        '{"token":"x",' + '"token":"",' * 100_000,
        '"token"' * 100_000,
        '"token"' + " " * 1_000_000 + ":" + '"x"',
        '{"token":"' + "x" * 1_000_000,
    ):
        status, _ = await stranger.send("POST", link, whole(body.encode()), f"Content-Length: {len(body)}")
        assert status == 403
        assert max(parsed, default=0) < 10_000


async def always(_: str) -> bool:
    return True
