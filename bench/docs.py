"""A Docs server reduced to what a save needs: it serves one file, under any address, as fast as the system can.

Run as ``python -m bench.docs FILE``; prints its port.
"""

from __future__ import annotations

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Handler(BaseHTTPRequestHandler):
    """Files by sendfile, so that serving takes as little of the processor as possible."""

    protocol_version = "HTTP/1.1"
    file: Path

    def do_GET(self) -> None:
        size = self.file.stat().st_size
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.flush()
        with open(self.file, "rb") as source:
            sent = 0
            while sent < size:
                sent += os.sendfile(self.connection.fileno(), source.fileno(), sent, size - sent)

    def do_POST(self) -> None:
        """The command service: no document is known."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = b'{"error":1}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Be quiet."""


if __name__ == "__main__":
    Handler.file = Path(sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()
