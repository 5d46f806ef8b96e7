"""A server extension for the measured server only: how long its event loop did not get its turn.

A task asks to be woken every few milliseconds; what it is late by is what any other request would have waited.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado.web import authenticated

INTERVAL = 0.002


class Lag:
    """The longest delay since the last look, in seconds."""

    def __init__(self) -> None:
        self.worst = 0.0

    async def watch(self) -> None:
        """For as long as the server runs."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(INTERVAL)
            self.worst = max(self.worst, time.perf_counter() - before - INTERVAL)


class LagHandler(APIHandler):
    """``GET bench/lag``: the longest delay since the last request, in milliseconds."""

    lag: Lag

    def initialize(self, lag: Lag) -> None:
        """Take the watcher."""
        self.lag = lag

    @authenticated
    async def get(self) -> None:
        """Answer, and begin anew."""
        worst, self.lag.worst = self.lag.worst, 0.0
        self.finish({"lag": worst * 1000})


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "bench.probe"}]


def _load_jupyter_server_extension(app: Any) -> None:
    lag = Lag()
    route = url_path_join(app.web_app.settings["base_url"], "bench/lag")
    app.web_app.add_handlers(".*$", [(route, LagHandler, {"lag": lag})])
    app.io_loop.add_callback(lag.watch)
