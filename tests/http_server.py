"""A real HTTP server in a thread whose answers a test writes, one function for each path."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Seen:
    """A request that came."""

    path: str
    headers: Message
    body: bytes


class Exchange(BaseHTTPRequestHandler):
    """One request, with the means to answer it."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def respond(self) -> None:
        """Give the request to the function for its path."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append(Seen(self.path, self.headers, body))
        answer = self.server.answers.get(urlsplit(self.path).path)
        if answer is None:
            self.send(404, b"Not found")
        else:
            answer(self)

    do_GET = respond
    do_POST = respond

    def send(self, status: int, data: bytes, **headers: str) -> None:
        """A whole answer; ``headers`` with "_" for "-"."""
        self.start(status, **{"Content_Length": str(len(data)), **headers})
        self.wfile.write(data)

    def start(self, status: int, **headers: str) -> None:
        """The head of an answer only."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Be quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Exchange)
        self.answers: dict[str, Callable[[Exchange], None]] = {}
        self.seen: list[Seen] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is part of some tests."""


@dataclass
class Site:
    """What a test has in its hands."""

    url: str
    answers: dict[str, Callable[[Exchange], None]]
    seen: list[Seen]
    done: threading.Event = field(default_factory=threading.Event)  #: set at the end: slow answers wait for it


@contextmanager
def serving() -> Iterator[Site]:
    """A server for as long as the context lasts."""
    server = _Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    site = Site(f"http://127.0.0.1:{server.server_port}", server.answers, server.seen)
    try:
        yield site
    finally:
        site.done.set()
        server.shutdown()
        server.server_close()
        thread.join()
