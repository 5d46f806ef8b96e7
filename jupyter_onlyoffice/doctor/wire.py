"""The websocket of Docs as its editors speak it: Socket.IO over Engine.IO 4. Blocks.

Facts: https://socket.io/docs/v4/engine-io-protocol/ and ONLYOFFICE/server, DocsCoServer.js.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import websocket
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from ..settings import Settings
from .asking import CONNECT, NoAnswer, why
from .probes import AGENT

OPEN, PING, PONG = "0", "2", "3"
CONNECTED, LEFT, EVENT, REFUSED = "40", "41", "42", "44"


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


class Wire:
    """An open connection for one document key."""

    def __init__(self, settings: Settings, key: str) -> None:
        """Raises NoUpgrade, or NoAnswer."""
        parts = urlsplit(settings.docs_internal_url)
        scheme = "wss" if parts.scheme == "https" else "ws"
        url = f"{scheme}://{parts.netloc}{parts.path}/doc/{key}/c/?EIO=4&transport=websocket&shardkey={key}"
        trust = {"ca_certs": settings.verify if isinstance(settings.verify, str) else DEFAULT_CA_BUNDLE_PATH}
        options: dict[str, Any] = trust if settings.verify else {"cert_reqs": 0, "check_hostname": False}
        try:
            self._socket = websocket.create_connection(
                url,
                timeout=CONNECT,
                sslopt=options if scheme == "wss" else None,
                header={"User-Agent": AGENT},
                suppress_origin=True,
            )
        except websocket.WebSocketBadStatusException as error:
            raise NoUpgrade(error.status_code) from None
        except (websocket.WebSocketException, OSError, ValueError) as error:
            raise why(error) from None
        first = self._next(time.monotonic() + CONNECT)
        if first is None or not first.startswith(OPEN):
            self.close()
            raise NoAnswer("broken")

    def enter(self, token: str) -> None:
        """Connect to the namespace of the editors. Raises Refused, or NoAnswer."""
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
        self._send(EVENT + json.dumps(["message", message]))

    def heard(self, seconds: float) -> Iterator[dict[str, Any]]:
        """The messages of Docs until ``seconds`` have passed or it hangs up."""
        deadline = time.monotonic() + seconds
        while (packet := self._next(deadline)) is not None:
            if packet.startswith(EVENT):
                found = json.loads(packet[len(EVENT) :])
                if isinstance(found, list) and len(found) == 2 and isinstance(found[1], dict):
                    yield found[1]

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
                packet = self._socket.recv()
            except (websocket.WebSocketException, OSError):
                return None
            if packet == PING:
                self._send(PONG)
            elif packet:
                return packet if isinstance(packet, str) else packet.decode("utf-8", "replace")
            else:
                return None
        return None


def _code(text: str) -> int:
    try:
        return int(json.loads(text)["data"]["code"])
    except (ValueError, KeyError, TypeError):
        return 0
