"""Who listens while the command line examines: the server that runs already, or, for that long, the command itself."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from jupyter_server.serverapp import list_running_servers
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from ..config.server_address import Listening, derive_jupyter_url
from .case import ExaminedServer, Finding
from .jupyter_address import answers


def running(examined: ExaminedServer, runtime_dir: str, port: int) -> Listening | None:
    """How a server listens that has our link key, that on ``port`` before others. Blocks."""
    infos = sorted(list_running_servers(runtime_dir), key=lambda info: info.get("port") != port)
    for info in infos:
        if info.get("sock"):
            continue
        listening = Listening(info["hostname"], info["port"], info["base_url"], bool(info["secure"]))
        if answers(examined, derive_jupyter_url({}, listening)):
            return listening
    return None


def _try(place: Listening) -> None:
    """Raises OSError when it can not be listened there; what tornado tries to bind it forgets to close."""
    for family, kind, protocol, _, address in socket.getaddrinfo(
        place.ip or None, place.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    ):
        if family == socket.AF_INET:
            with socket.socket(family, kind, protocol) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)


@contextmanager
def listening(
    place: Listening, handler: type[RequestHandler], settings: Mapping[str, Any], ssl: Any
) -> Iterator[Finding | None]:
    """Listen as the server would; what is yielded is the row of why that can not be done."""
    route = rf"{place.base_url.rstrip('/')}/onlyoffice/probe"
    # Nothing is logged: addresses have our signed links in them.
    application = Application([(route, handler)], log_function=lambda handler: None, **settings)
    server = HTTPServer(application, ssl_options=ssl)
    try:
        _try(place)
        sockets = bind_sockets(place.port, place.ip)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        values: dict[str, object] = {"port": place.port, "reason": error.strerror}
        yield "doctor.here-taken" if taken else "doctor.here-unbound", values
        return
    server.add_sockets(sockets)
    try:
        yield None
    finally:
        server.stop()
