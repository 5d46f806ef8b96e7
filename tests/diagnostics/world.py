"""A set-up of Docs, this server and what is between them, for the doctor to examine. All of it listens for real."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler
from traitlets.config import Config

from jupyter_onlyoffice.config.resolving import resolve
from jupyter_onlyoffice.config.server_address import Listening
from jupyter_onlyoffice.diagnostics import Diagnostics, ExaminedServer, Leg, Probes
from jupyter_onlyoffice.docs_server.signing import BrowserSigner, Signer
from jupyter_onlyoffice.handlers.base import SETTING
from jupyter_onlyoffice.handlers.check import ProbeHandler
from jupyter_onlyoffice.security.signed_links import Links

from ..standin import Options, StandIn, Timings
from .certificates import Authority, Pair
from .proxy import Faults, Proxy


@dataclass
class World:
    """What can be broken, before it is entered."""

    folder: Path
    authority: Authority
    options: Options = field(default_factory=lambda: Options(timings=Timings().scaled(0.001), callback_timeout=2))
    traits: dict[str, Any] = field(default_factory=dict)
    docs_proxy: Faults | None = None
    docs_pair: Pair | None = None  #: TLS of the proxy before Docs
    our_proxy: Faults | None = None
    our_pair: Pair | None = None  #: TLS of the proxy before this server
    our_scheme: str = ""  #: that jupyter_url claims
    base_url: str = "/user/ann/"
    listens: str = "127.0.0.1"
    listens_port: int | None = None  #: where this server claims to listen
    docs_path: str = ""
    later: list[Any] = field(default_factory=list)  #: what is done when all of it listens
    changed: dict[str, Any] = field(default_factory=dict)
    standin: StandIn = field(init=False)
    port: int = field(init=False)

    def __enter__(self) -> World:
        self._stack = ExitStack()
        self.standin = self._stack.enter_context(StandIn(self.options))
        scheme, docs_port = ("https" if self.options.certfile else "http"), self.standin.core.port
        if self.docs_proxy or self.docs_pair:
            proxy = Proxy(docs_port, self.docs_proxy or Faults(), self.docs_pair)
            docs_port, scheme = self._stack.enter_context(proxy).port, "https" if self.docs_pair else "http"
        self._ours = _Ours(self.base_url)
        self.port = self._stack.enter_context(self._ours).port
        our_port, our_scheme = self.port, "http"
        if self.our_proxy or self.our_pair:
            proxy = Proxy(our_port, self.our_proxy or Faults(), self.our_pair)
            our_port, our_scheme = self._stack.enter_context(proxy).port, "https" if self.our_pair else "http"
        path = self.docs_path or self.options.prefix
        self.docs_url = f"{scheme}://127.0.0.1:{docs_port}{path}"
        self.url = f"{self.our_scheme or our_scheme}://127.0.0.1:{our_port}{self.base_url}"
        given = {
            "docs_url": self.docs_url,
            "jupyter_url": self.url,
            "jwt_secret": self.options.secret,
            "data_dir": str(self.folder / "data"),
            **self.traits,
        }
        for work in self.later:
            work(self)
        given = {name: self._filled(value) for name, value in {**given, **self.changed}.items()}
        self.settings = resolve(Config({"OnlyOffice": given}), {}, self.base_url)
        (self.folder / "records").mkdir()
        links = Links("k" * 64)
        signer = Signer(self.settings)
        self.examined = ExaminedServer(
            self.settings,
            self.settings.data_dir,
            links,
            lambda: self.settings.jupyter_url,
            lambda: Listening(self.listens, self.listens_port or self.port, self.base_url, False),
            signer,
            Probes(self.folder / "records" / "probes"),
            time.time,
            {},
        )
        pool = self._stack.enter_context(ThreadPoolExecutor(1))
        browser = BrowserSigner(self.settings, signer, lambda: None, lambda token: None, pool)
        self.diagnostics = Diagnostics(self.examined, browser, logging.getLogger("test"))
        self._ours.diagnostics = self.diagnostics
        return self

    def neighbour(self) -> str:
        """The address of another installation."""
        ours = self._stack.enter_context(_Ours(self.base_url))
        examined = SimpleNamespace(links=Links("n" * 64))
        ours.diagnostics = SimpleNamespace(examined=examined)  # type: ignore[assignment]
        return f"http://127.0.0.1:{ours.port}{self.base_url}"

    def change(self, **values: Any) -> None:
        """Other values for traits of ours, when it is known where all of it listens."""
        self.changed.update(values)

    def tells(self, url: str) -> None:
        """Docs takes this for its address, as a proxy before it does not say which one browsers use."""
        self.options.public_url = url

    def _filled(self, value: Any) -> Any:
        places = {"port": self.port, "docs_url": self.docs_url, "base_url": self.base_url, "url": self.url}
        if not isinstance(value, str):
            return value
        for name, found in places.items():
            value = value.replace(f"<{name}>", str(found))
        return value

    def __exit__(self, *exception: object) -> None:
        self.standin.settle()  # what comes after the examination: that the doctor has left his document
        self._stack.close()

    def examine(self) -> list[Leg]:
        """All legs."""
        return asyncio.run(self._examine())

    async def _examine(self) -> list[Leg]:
        return [leg async for leg in self.diagnostics.examine()]


class _Ours:
    """This server, as far as Docs sees it."""

    diagnostics: Diagnostics

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self.port = 0

    def __enter__(self) -> _Ours:
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(started)), daemon=True)
        self._thread.start()
        started.wait()
        return self

    def __exit__(self, *exception: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    async def _serve(self, started: threading.Event) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        routes: list[tuple[str, type[RequestHandler]]] = [(f"{self._base_url}onlyoffice/probe", ProbeHandler)]
        settings: dict[str, Any] = {SETTING: self}
        application = Application(routes, log_function=lambda handler: None, **settings)
        server = HTTPServer(application)
        (found, *_) = bind_sockets(0, "127.0.0.1", family=socket.AF_INET)
        self.port = found.getsockname()[1]
        server.add_socket(found)
        started.set()
        await self._over.wait()
        server.stop()
        await server.close_all_connections()


def own_address() -> str:
    """An address of this machine that is not the machine's own loop; empty without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))
        except OSError:
            return ""
        address = str(probe.getsockname()[0])
    return "" if address.startswith("127.") else address


def unprivileged(folder: Path) -> str:
    """A path at which nobody can make a folder, not even root."""
    file = folder / "file"
    file.touch()
    return os.fspath(file / "data")
