"""A proxy between the browsers and Docs, that can be out of order."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from urllib.parse import urlsplit

_REFUSAL = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_CHUNK = 65536


class Relay:
    """Relays connections to ``target``. Use as a context manager."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 80)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.up = True  #: otherwise connections are closed at once
        self.upgrades = True  #: otherwise handshakes of Socket.IO are refused, as by a proxy that was not told of them

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Relay:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                browser, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._relay, args=(browser,), daemon=True).start()

    def _relay(self, browser: socket.socket) -> None:
        with browser, suppress(OSError):
            if not self.up:
                return
            head = browser.recv(_CHUNK)
            if not self.upgrades and b"EIO=4" in head.partition(b"\r\n")[0]:
                browser.sendall(_REFUSAL)
                return
            with socket.create_connection(self._target) as docs:
                docs.sendall(head)
                back = threading.Thread(target=_pump, args=(docs, browser), daemon=True)
                back.start()
                _pump(browser, docs)
                back.join()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(_CHUNK):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
