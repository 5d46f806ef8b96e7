"""The real connector in a thread of its own, that can be stopped, or die at once as by ``kill -9``."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar

from jupyter_events import EventLogger
from jupyter_server.auth import AllowAllAuthorizer, IdentityProvider, User
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupyter_server.services.contents.manager import AsyncContentsManager
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application
from traitlets.config import Config

from jupyter_onlyoffice.composition import build_services
from jupyter_onlyoffice.config.resolving import resolve
from jupyter_onlyoffice.errors import StorageError
from jupyter_onlyoffice.events import SCHEMA_ID
from jupyter_onlyoffice.handlers.base import SETTING
from jupyter_onlyoffice.handlers.routes import ROUTES
from jupyter_onlyoffice.saving import force_saves, restoring, shutdown_save
from jupyter_onlyoffice.services import Services

from .store import ObjectStore

T = TypeVar("T")
FULL = StorageError("The disk is full.", "Free some space, then save again.")
LOGGERS = [logging.getLogger(name) for name in ("tornado.access", "tornado.application", "tornado.general")]
LIMIT = 0.4  # seconds, in place of those that only a person would wait

#: Where a server can die while it takes a result, in the order of the way that a result goes.
POINTS = ("fetched", "noted", "placed", "created", "named", "recorded", "told", "dropping", "dropped", "delete", "end")


@contextlib.contextmanager
def process_as_it_was() -> Iterator[None]:
    """What a server here changes for the whole process, waits and log levels, is put back at the end."""
    waits = force_saves.WAIT_SECONDS, shutdown_save.LIMIT, restoring.LEAVING_SECONDS
    levels = [logger.level for logger in LOGGERS]
    try:
        yield
    finally:
        force_saves.WAIT_SECONDS, shutdown_save.LIMIT, restoring.LEAVING_SECONDS = waits
        for logger, level in zip(LOGGERS, levels, strict=True):
            logger.setLevel(level)


class Dead(BaseException):
    """This server was killed: nothing of it may go on."""


class NameInHeader(IdentityProvider):
    """Everybody is who they say."""

    def get_user(self, handler: Any) -> User:
        """The name is in a header."""
        return User(handler.request.headers.get("X-User", "ann"))


class Server:
    """One life of the connector: from a start to a stop or a death. ``told`` hears every event."""

    def __init__(
        self,
        home: Path,
        traits: dict[str, Any],
        clock: Callable[[], float],
        port: int,
        told: Callable[[dict[str, Any]], None],
        remote: bool = False,
    ) -> None:
        """``remote``: documents are in an object store."""
        self._remote = remote
        self.trouble = ""  # "files" or "spool": which disk is full
        self.dies_at = ""
        self.dead = threading.Event()
        self._released = threading.Event()
        self._busy = 0
        self._guard = threading.Condition()
        self._home = home
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda loop, context: None)
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()
        # Nobody sits at a screen here.
        force_saves.WAIT_SECONDS = shutdown_save.LIMIT = restoring.LEAVING_SECONDS = LIMIT
        self.services: Services
        self.manager: AsyncContentsManager
        self._http: HTTPServer
        asyncio.run_coroutine_threadsafe(self._start(home, traits, clock, port, told), self._loop).result(30)

    async def _start(
        self,
        home: Path,
        traits: dict[str, Any],
        clock: Callable[[], float],
        port: int,
        told: Callable[[dict[str, Any]], None],
    ) -> None:
        sockets = bind_sockets(port, "127.0.0.1")
        self.port = int(sockets[0].getsockname()[1])
        url = f"http://127.0.0.1:{self.port}"
        settings = resolve(
            Config({"OnlyOffice": {**traits, "jupyter_url": url, "data_dir": str(home / "data")}}),
            {},
        )
        root = str(home / "root")
        local = AsyncLargeFileManager(root_dir=root, delete_to_trash=False)
        self.manager = ObjectStore(root) if self._remote else local
        logger, log = EventLogger(), logging.getLogger("tests.property.quiet")
        log.propagate = False
        log.setLevel(logging.CRITICAL)
        for tornado in LOGGERS:
            tornado.setLevel(logging.CRITICAL + 1)
        services = build_services(settings, lambda: "", self.manager, logger, log, others={"clock": clock})

        async def listen(logger: EventLogger, schema_id: str, data: dict[str, Any]) -> None:
            told(data)

        logger.add_listener(schema_id=SCHEMA_ID, listener=listen)
        self.services = services
        self._mortal(services)
        setting: dict[str, Any] = {SETTING: services}
        application = Application(
            ROUTES,
            identity_provider=NameInHeader(),
            authorizer=AllowAllAuthorizer(),
            base_url="/",
            disable_check_xsrf=True,
            allow_remote_access=True,
            log_function=lambda handler: None,
            serverapp=None,
            contents_manager=self.manager,
            **setting,
        )
        self._http = HTTPServer(application)
        self._http.add_sockets(sockets)

    # Dying

    def _mortal(self, services: Services) -> None:
        """Put the places to die, and the full disks, between the rooms."""
        for pool in (
            services.shared.pools.disk,
            services.shared.pools.network,
            services.shared.sessions._records_thread._thread,
        ):
            pool.submit = self._submit(pool.submit)  # type: ignore[method-assign]
        results: Any = services.saving.results
        kept, saver, storage, sessions = (
            results._journal,
            services.saving.writer,
            services.shared.storage,
            services.shared.sessions,
        )
        self._wrap(kept, "write", before="fetched", full="spool")
        self._wrap(results._fetcher._docs, "fetch", full="spool")
        self._wrap(saver, "place", before="noted", after="placed")
        self._wrap(storage, "replace", full="files")
        self._wrap(storage, "create", after="created", full="files")
        self._wrap(sessions._store, "add_result", after="named")
        self._wrap(sessions, "stored", after="recorded")
        self._wrap(services.saving.forgotten_files, "delete", before="delete")
        self._wrap(services.saving.callbacks, "handle", after="end")
        drop = kept.drop

        def dying(entry: Any) -> None:
            self._die("told")
            if self.dies_at == "dropping":
                kept.target(entry.id).unlink(missing_ok=True)
                self._die("dropping")
            drop(entry)
            self._die("dropped")

        kept.drop = dying

    def _wrap(self, room: Any, name: str, before: str = "", after: str = "", full: str = "") -> None:
        real = getattr(room, name)

        def refuse() -> None:
            if full and full in self.trouble:
                raise FULL

        async def coroutine(*args: Any, **kwargs: Any) -> Any:
            await self._maybe_die(before)
            refuse()
            result = await real(*args, **kwargs)
            await self._maybe_die(after)
            return result

        def function(*args: Any, **kwargs: Any) -> Any:
            self._die(before)
            refuse()
            result = real(*args, **kwargs)
            self._die(after)
            return result

        setattr(room, name, coroutine if asyncio.iscoroutinefunction(real) else function)

    def _submit(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def submit(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            if self.dead.is_set():
                raise Dead

            def work() -> Any:
                with self._guard:
                    if self.dead.is_set():
                        raise Dead
                    self._busy += 1
                try:
                    return function(*args, **kwargs)
                finally:
                    with self._guard:
                        self._busy -= 1
                        self._guard.notify_all()

            return real(work)

        return submit

    async def _maybe_die(self, point: str) -> None:
        if point and point == self.dies_at:
            self._stop_here()
            await asyncio.get_running_loop().create_future()

    def _die(self, point: str) -> None:
        """In a thread of a pool."""
        if point and point == self.dies_at:
            self._stop_here()
            with self._guard:
                self._busy -= 1
                self._guard.notify_all()
            self._released.wait()
            with self._guard:
                self._busy += 1
            raise Dead

    def _stop_here(self) -> None:
        self.dies_at = ""
        self.dead.set()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def kill(self) -> None:
        """Die now, wherever it is; or finish the dying that a point began."""
        self.dead.set()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        with self._guard:
            # What a thread has begun, it ends: the process might have lived a moment longer.
            self._guard.wait_for(lambda: self._busy <= 0, 10)
        store: Any = self.services.shared.sessions._store
        store.close()
        self.services.versions.recorder.close()
        # The kernel closes what a dead process had open, and lets go its locks.
        ours = tuple(str(self._home / folder) for folder in ("data", "root"))
        null = os.open(os.devnull, os.O_RDWR)
        for name in os.listdir("/proc/self/fd"):
            try:
                if os.readlink(f"/proc/self/fd/{name}").startswith(ours):
                    os.dup2(null, int(name), inheritable=False)
            except OSError:
                continue
        os.close(null)

    def _live(self) -> None:
        self._loop.run_forever()
        # Whoever waits for an answer of a dead server notices at once.
        http: Any = self._http
        for listener in http._sockets.values():
            listener.close()
        for connection in list(http._connections):
            if connection.stream.socket is not None:
                connection.stream.socket.close()

    def bury(self) -> None:
        """After the last look at its files: let its threads and coroutines end."""
        self._released.set()
        for task in asyncio.all_tasks(self._loop):
            task._log_destroy_pending = False  # type: ignore[attr-defined]
            with contextlib.suppress(BaseException):
                task.get_coro().close()
        for pool in (
            self.services.shared.pools.disk,
            self.services.shared.pools.network,
            self.services.shared.sessions._records_thread._thread,
        ):
            pool.shutdown(wait=True, cancel_futures=True)
        self.services.saving.renames.close()
        self._loop.close()

    # Living

    def run(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Do ``work`` on its loop; None when it died meanwhile."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        while not self.dead.is_set():
            try:
                return future.result(0.05)
            except concurrent.futures.TimeoutError:  # before Python 3.11 none of the built-in ones
                if future.done():
                    raise
        return None

    def begin(self, work: Callable[[], Awaitable[Any]]) -> None:
        """Let it do ``work`` beside whatever else it does."""

        async def quietly() -> None:
            with contextlib.suppress(Exception):
                await work()

        asyncio.run_coroutine_threadsafe(quietly(), self._loop)

    def stop(self) -> None:
        """As when JupyterLab is shut down."""

        async def stop() -> None:
            fake = SimpleNamespace(web_app=None, ssl_options=None, trust_xheaders=False, port=self.port, ip="127.0.0.1")
            await self.services.saving.shutdown_save.say(fake)
            self.dies_at = ""
            if self.dead.is_set():
                await asyncio.get_running_loop().create_future()
            self._http.stop()
            self.services.close()

        self.run(stop())
        self.kill()
