"""The stand-in as a whole: its routes, its thread, and what a test can do with it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import Any, TypeVar

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.netutil import bind_sockets
from tornado.web import Application

from . import documents
from .callbacks import Sender
from .commands import CommandHandler
from .control import ControlHandler
from .converter import ConvertHandler, Done, UploadHandler
from .editor import Editor
from .engine import DocSocket, RawSocket
from .faults import Faults
from .history import Revisions
from .options import Options
from .pages import HealthHandler, ResultHandler, WebHandler
from .record import Record, Request
from .results import Results
from .robot import Robot
from .rooms import Rooms
from .saves import Saves
from .sources import Sources

T = TypeVar("T")
_STOP_SECONDS = 20


class Core:
    """All parts of a running stand-in, on one event loop."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.record = Record()
        self.faults = Faults()
        self.results = Results(options)
        self.editors: set[Editor] = set()
        self.engines: set[DocSocket] = set()
        # A callback under way keeps a thread, and the connector may take its time.
        self.pool = ThreadPoolExecutor(32, thread_name_prefix="standin")
        sender = Sender(options, self.record, self.faults, self.pool)
        self.sources = Sources(options, self.record, self.pool)
        self.revisions = Revisions(options, self.sources)
        self.saves = Saves(options, self.record, self.faults, self.results, sender, self.pool)
        self.rooms = Rooms(self.saves, self.record, self.sources, options)
        self.saves.rooms = self.rooms
        self._server: HTTPServer | None = None
        self._conversions: Done = {}
        self.port = options.port

    @property
    def base(self) -> str:
        """The address for those who come without a browser."""
        scheme = "https" if self.options.certfile else "http"
        return self.options.public_url or f"{scheme}://{self.options.host}:{self.port}{self.options.prefix}"

    def base_of(self, request: HTTPServerRequest) -> str:
        """The address that ``request`` came to."""
        return self.options.public_url or f"{request.protocol}://{request.host}{self.options.prefix}"

    def emit(self, key: str, event: str, data: Any = None) -> None:
        """Let every page with this document send an event to its host."""
        for editor in list(self.editors):
            if editor.room and editor.room.key == key:
                editor.emit(event, data)

    def application(self) -> Application:
        """The routes of Docs that a connector or a browser uses."""
        prefix, release = self.options.prefix, r"(?:/[\d.]+-\d+)?"
        apps = prefix + release + "/web-apps/apps"
        page = r"(/[\d.]+-\d+)?/web-apps/apps/\w+editor/main/index\.html"
        done = self._conversions
        core = {"core": self}
        routes: list[tuple[Any, ...]] = [
            (apps + r"/api/documents/api\.js", WebHandler, {**core, "file": "api.js"}),
            (prefix + page, WebHandler, {**core, "file": "index.html"}),
            (apps + r"/\w+editor/main/(\w+\.(?:js|css))", WebHandler, core),
            (prefix + r"/doc/([^/]+)/c/", DocSocket, core),
            (prefix + r"/doc/([^/]+)/c/websocket", RawSocket, core),
            (prefix + r"(/cache/files/.*)", ResultHandler, core),
            (prefix + r"/command", CommandHandler, {**core, "old": False}),
            (prefix + r"/coauthoring/CommandService\.ashx", CommandHandler, {**core, "old": True}),
            (prefix + r"/converter", ConvertHandler, {**core, "old": False, "done": done}),
            (prefix + r"/converter/from-file", UploadHandler, {**core, "old": False, "done": done}),
            (prefix + r"/ConvertService\.ashx", ConvertHandler, {**core, "old": True, "done": done}),
            (prefix + r"/healthcheck", HealthHandler, core),
            (prefix + r"/standin/host", WebHandler, {**core, "file": "host.html"}),
            (prefix + r"/standin/(.+)", ControlHandler, core),
        ]
        return Application(routes, log_function=self._log)

    def _log(self, handler: Any) -> None:
        request = handler.request
        headers = dict(request.headers.get_all())
        self.record.requests.append(Request(request.method, request.uri, headers, request.body))
        self.record.changed()

    async def up(self) -> None:
        """Listen, and go on with what was under way."""
        ssl = None
        if self.options.certfile:
            ssl = {"certfile": self.options.certfile, "keyfile": self.options.keyfile}
        self._server = HTTPServer(self.application(), ssl_options=ssl)
        sockets = bind_sockets(self.port, self.options.host, family=socket.AF_INET)
        self.port = sockets[0].getsockname()[1]
        self._server.add_sockets(sockets)
        self.saves.resume()

    async def down(self) -> None:
        """Stop answering and cut all connections, as a Docs that was killed; what had reached it is in its database."""
        await self.saves.pause()
        for conversion in self._conversions.values():
            conversion.cancel()
        self._conversions.clear()
        for room in self.rooms.by_key.values():
            room.participants.clear()
        for editor in list(self.editors):
            editor.room = editor.participant = None
            editor.hang_up()
        for engine in list(self.engines):
            engine.cut()
        if self._server:
            self._server.stop()
            await self._server.close_all_connections()
            self._server = None


class StandIn:
    """A stand-in on a thread of its own. Use as a context manager."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.core = Core(self.options)
        self.record = self.core.record
        self.faults = self.core.faults
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name="standin", daemon=True)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    def __enter__(self) -> StandIn:
        self._thread.start()
        self.run(self.core.up())
        return self

    def __exit__(self, *exception: object) -> None:
        with contextlib.suppress(TimeoutError):
            self.run(self.core.down())
        self.core.pool.shutdown(wait=False, cancel_futures=True)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_STOP_SECONDS)

    def run(self, work: Coroutine[Any, Any, T], timeout: float = 120.0) -> T:
        """Run ``work`` on the stand-in's thread and wait for it. Raises TimeoutError."""
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)
        except FutureTimeoutError as late:  # before Python 3.11 none of the built-in ones
            raise TimeoutError from late

    @property
    def url(self) -> str:
        """The address, as a setting of the connector."""
        return self.core.base

    def robot(self) -> Robot:
        """A user without a browser."""
        return Robot(self.core, self.run)

    def open(self, config: dict[str, Any]) -> Robot:
        """A user without a browser who has opened the document of a signed config."""
        return self.robot().open(config)

    def settle(self, timeout: float = 60.0) -> None:
        """Wait until every callback that is due has been answered or given up.

        Raises TimeoutError.
        """
        self.run(self.core.saves.idle(), timeout)

    def down(self) -> None:
        """Docs is not there any more."""
        self.run(self.core.down())

    def up(self) -> None:
        """Docs is there again, at the same address."""
        self.run(self.core.up())

    @contextlib.contextmanager
    def outage(self) -> Iterator[None]:
        """Docs is not there for a while."""
        self.down()
        try:
            yield
        finally:
            self.up()

    def release(self) -> None:
        """Let go the callbacks that are held."""
        self._loop.call_soon_threadsafe(self.faults.let_go)

    def emit(self, key: str, event: str, data: Any = None) -> None:
        """Let every page with this document send an event to its host, as if a user had clicked there."""
        self._loop.call_soon_threadsafe(self.core.emit, key, event, data)

    def submit(self, key: str, answers: bytes) -> None:
        """Let somebody submit the form that is open under this key."""
        room = self.core.rooms.by_key[key]
        self._loop.call_soon_threadsafe(self.core.saves.submit, room, answers)

    def users(self, key: str) -> list[str]:
        """The ids of those who edit this document now."""
        room = self.core.rooms.by_key.get(key)
        return room.editors if room else []

    def config(self, key: str) -> dict[str, Any]:
        """The config that this document was last opened with."""
        return [config for config in self.record.configs if config["document"]["key"] == key][-1]

    @property
    def forgotten(self) -> dict[str, tuple[str, bytes]]:
        """Results that no connector took: extension and content by key."""
        return self.core.rooms.forgotten

    def held(self) -> list[str]:
        """Every line that Docs still holds: typed and not yet stored by an accepted final save, or forgotten."""
        typed = [line for room in list(self.core.rooms.by_key.values()) if room.unsaved for line in room.lines]
        lost = [line for extension, content in list(self.forgotten.values()) for line in texts(content, extension)]
        return [*typed, *lost]


def texts(content: bytes, extension: str) -> list[str]:
    """The lines of a document that the stand-in delivered."""
    return documents.texts(content, extension)
