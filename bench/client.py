"""A client that takes as little of the processor as possible, so that the server is what is measured."""

from __future__ import annotations

import http.client
import json
import socket
from typing import Any
from urllib.parse import quote, urlsplit

BUFFER = 1024 * 1024


class Client:
    """Requests to one Jupyter server, as a user with a token."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = {"Authorization": f"token {token}"}

    def connection(self) -> http.client.HTTPConnection:
        """A connection to be used again and again."""
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)

    def get_json(self, path: str, connection: http.client.HTTPConnection | None = None) -> Any:
        """The JSON answer to a GET."""
        own = connection or self.connection()
        own.request("GET", path, headers=self._headers)
        response = own.getresponse()
        body = response.read()
        # As a browser does: without its cookie each request would be that of another, new user.
        if cookies := response.headers.get_all("Set-Cookie"):
            self._headers["Cookie"] = "; ".join(cookie.partition(";")[0] for cookie in cookies)
        if connection is None:
            own.close()
        if response.status != 200:
            raise ConnectionError(f"{path}: HTTP {response.status} {body[:200]!r}")
        return json.loads(body)

    def post_json(self, url: str, body: dict[str, Any]) -> Any:
        """The JSON answer to a POST at one of our own links."""
        parts = urlsplit(url)
        connection = self.connection()
        connection.request(
            "POST", f"{parts.path}?{parts.query}", json.dumps(body), {"Content-Type": "application/json"}
        )
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def download(self, path: str) -> int:
        """Receive and drop the body of a GET; its length."""
        authorization = self._headers["Authorization"]
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {authorization}\r\nConnection: close\r\n\r\n"
        )
        return drain(("127.0.0.1", self._port), request)

    def open_path(self, name: str) -> str:
        """The route that opens ``name``."""
        return f"/onlyoffice/open?path={quote(name)}&mode=edit"


def drain(address: tuple[str, int], request: str) -> int:
    """Send ``request``, receive the answer until its announced end and drop it; the length of its body."""
    buffer = bytearray(BUFFER)
    with socket.create_connection(address, timeout=120) as connection:
        connection.sendall(request.encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(65536)
        head, _, rest = head.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        if " 200 " not in f"{status} ":
            raise ConnectionError(status)
        size, received = int(headers["content-length"]), len(rest)
        while received < size and (count := connection.recv_into(buffer)):
            received += count
    if received != size:
        raise ConnectionError(f"{received} of {size} bytes")
    return size
