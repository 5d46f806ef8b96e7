"""A connector that stores nothing: it serves files, records what Docs sends, and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = tuple[int, bytes, dict[str, str]] | None  # status, body, headers; None drops the connection
ACCEPTED: Reply = (200, b'{"error":0}', {"Content-Type": "application/json"})


@dataclass
class Received:
    """One request, its headers in their order."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes
    at: float

    @property
    def header(self) -> dict[str, str]:
        """The headers by name."""
        return dict(self.headers)

    @property
    def json(self) -> dict[str, Any]:
        """The body's fields, in their order."""
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


@dataclass
class Connector:
    """Use as a context manager. ``reply`` decides what a callback is answered with."""

    files: dict[str, bytes] = field(default_factory=dict)  # by path
    reply: Callable[[dict[str, Any]], Reply] = lambda body: ACCEPTED
    received: list[Received] = field(default_factory=list)

    def __enter__(self) -> Connector:
        connector = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                connector.received.append(_received(self, b""))
                content = connector.files.get(self.path.partition("?")[0])
                self._answer((200, content, {}) if content is not None else (404, b"", {}))

            def do_POST(self) -> None:
                received = _received(self, self.rfile.read(int(self.headers["Content-Length"])))
                connector.received.append(received)
                self._answer(connector.reply(received.json))

            def _answer(self, reply: Reply) -> None:
                if reply is None:
                    self.connection.close()
                    return
                status, body, headers = reply
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The address without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def callbacks(self, status: int | None = None) -> list[Received]:
        """The callbacks that came, of this status or of all."""
        posts = [received for received in list(self.received) if received.method == "POST"]
        return [received for received in posts if status in (None, received.json["status"])]


def _received(handler: BaseHTTPRequestHandler, body: bytes) -> Received:
    return Received(handler.command, handler.path, list(handler.headers.items()), body, time.monotonic())
