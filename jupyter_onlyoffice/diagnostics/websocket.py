"""The websocket of Docs as its editors speak it: Socket.IO over Engine.IO 4, and before Docs 7.3 SockJS. Blocks.

Facts: https://socket.io/docs/v4/engine-io-protocol/ and ONLYOFFICE/server, DocsCoServer.js. A Docs 7.2 can end, for
everybody, when it is asked for Engine.IO, so it is found out first what it speaks. Its SockJS is spoken "raw": a
message of the editor is a text, and without a token in the handshake.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import requests
import websocket
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from ..config.settings import Settings
from .http_probe import CONNECT, HttpProbe, NoAnswer, why
from .probes import AGENT

OPEN, PING, PONG = "0", "2", "3"
CONNECTED, LEFT, EVENT, REFUSED = "40", "41", "42", "44"
_SOCKET_IO = (7, 3)  # since this version of Docs
_SOCKJS = b"Welcome to SockJS"
#: Codes with which Docs closes a connection begin here.
_CODES = 4000


class NoUpgrade(Exception):
    """The answer to the handshake was an ordinary one."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Refused(Exception):
    """Docs does not let us in: ``code`` is that of its table (4005 expired, 4006 token wrong)."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class DocsWebSocket:
    """An open connection for one document key."""

    sockjs = False  #: whether it is one of SockJS
    _closed_with = 0

    def __init__(self, settings: Settings, key: str, version: str = "") -> None:
        """``version`` is that of Docs, if it is known. Raises NoUpgrade, or NoAnswer."""
        self.sockjs = _speaks_sockjs(settings, key, version)
        parts = urlsplit(settings.docs_internal_url)
        scheme = "wss" if parts.scheme == "https" else "ws"
        kind = "websocket" if self.sockjs else f"?EIO=4&transport=websocket&shardkey={key}"
        url = f"{scheme}://{parts.netloc}{parts.path}/doc/{key}/c/{kind}"
        self._socket = websocket.WebSocket(sslopt=_trusted(settings) if scheme == "wss" else None)
        try:
            self._socket.connect(  # type: ignore[no-untyped-call]
                url, timeout=CONNECT, header={"User-Agent": AGENT}, suppress_origin=True, redirect_limit=0
            )
        except websocket.WebSocketBadStatusException as error:
            raise NoUpgrade(error.status_code) from None
        except websocket.WebSocketProxyException:
            raise NoAnswer("proxy") from None
        except (websocket.WebSocketException, OSError, ValueError) as error:
            answer = self._socket.handshake_response
            raise (NoUpgrade(answer.status) if answer else why(error)) from None
        if self.sockjs:
            return
        first = self._next(time.monotonic() + CONNECT)
        if first is None or not first.startswith(OPEN):
            self.close()
            raise NoAnswer("broken")

    def enter(self, token: str) -> None:
        """Connect to the namespace of the editors, where there is one. Raises Refused, or NoAnswer."""
        if self.sockjs:
            return
        self._send(CONNECTED + (json.dumps({"token": token}) if token else ""))
        deadline = time.monotonic() + 2 * CONNECT
        while (packet := self._next(deadline)) is not None:
            if packet.startswith(CONNECTED):
                return
            if packet.startswith(REFUSED):
                raise Refused(_code(packet[len(REFUSED) :]))
        raise NoAnswer("timeout")

    def say(self, message: dict[str, Any]) -> None:
        """Send a message of the editor."""
        self._send(json.dumps(message) if self.sockjs else EVENT + json.dumps(["message", message]))

    def heard(self, seconds: float) -> Iterator[dict[str, Any]]:
        """The messages of Docs until ``seconds`` have passed or it hangs up."""
        deadline = time.monotonic() + seconds
        while (packet := self._next(deadline)) is not None:
            found = _message(packet, self.sockjs)
            if isinstance(found, dict):
                yield found
        if self._closed_with > _CODES:
            yield {"type": "disconnectReason", "code": self._closed_with}

    def close(self) -> None:
        """Leave."""
        self._socket.close(timeout=1)
        self._socket.shutdown()  # type: ignore[no-untyped-call]  # the other does not close what was hung up

    def _send(self, packet: str) -> None:
        try:
            self._socket.send(packet)
        except (websocket.WebSocketException, OSError):
            raise NoAnswer("broken") from None

    def _next(self, deadline: float) -> str | None:
        """The next packet but pings, which are answered; None at the end."""
        while (left := deadline - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                kind, data = self._socket.recv_data()
            except (websocket.WebSocketException, OSError):
                return None
            if kind == websocket.ABNF.OPCODE_CLOSE:
                self._closed_with = int.from_bytes(data[:2], "big")
                return None
            packet = str(data, "utf-8", "replace")
            if packet != PING:
                return packet
            self._send(PONG)
        return None


def _trusted(settings: Settings) -> dict[str, Any]:
    """Which authorities are: as requests has it, which also looks into the environment."""
    if not settings.verify:
        return {"cert_reqs": 0, "check_hostname": False}
    with requests.Session() as session:
        found = session.merge_environment_settings(settings.docs_internal_url, {}, None, settings.verify, None)[
            "verify"
        ]
    bundle = str(DEFAULT_CA_BUNDLE_PATH if found is True else found)
    return {"ca_cert_path" if os.path.isdir(bundle) else "ca_certs": bundle}


def _speaks_sockjs(settings: Settings, key: str, version: str) -> bool:
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if numbers and (int(numbers[1]), int(numbers[2])) >= _SOCKET_IO:
        return False
    try:
        answer = HttpProbe(settings.verify)("GET", f"{settings.docs_internal_url}/doc/{key}/c/", silence=CONNECT)
    except NoAnswer:
        return False  # the handshake tells why
    return answer.content.startswith(_SOCKJS)


def _message(packet: str, sockjs: bool) -> object:
    """What Docs says in it; None if nothing."""
    if sockjs:
        return json.loads(packet)
    found = json.loads(packet[len(EVENT) :]) if packet.startswith(EVENT) else None
    return found[1] if isinstance(found, list) and len(found) == 2 else None


def _code(text: str) -> int:
    try:
        return int(json.loads(text)["data"]["code"])
    except (ValueError, KeyError, TypeError):
        return 0
