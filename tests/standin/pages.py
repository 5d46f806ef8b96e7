"""What the stand-in serves: api.js, the editor's page, results, and a page that hosts an editor for its own tests."""

from __future__ import annotations

import asyncio
import json
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING

from tornado.web import HTTPError, RequestHandler

if TYPE_CHECKING:
    from .server import Core

WEB = Path(__file__).parent / "web"
_TYPES = {"js": "application/javascript", "css": "text/css", "html": "text/html; charset=utf-8"}
_LOGIN = b"<!doctype html><html><head><title>Sign in</title></head><body><form>Please sign in</form></body></html>"


class WebHandler(RequestHandler):
    """A file of the web folder, with this server's settings in it."""

    def initialize(self, core: Core, file: str = "") -> None:
        """``file`` is served; without it the last part of the path."""
        self._core = core
        self._file = file

    def get(self, *names: str) -> None:
        """Serve the file."""
        if self._file == "index.html" and not names[0]:  # the web server of Docs sends browsers to what they may cache
            asked, prefix = self.request.uri or "", self._core.options.prefix
            base = self._core.base_of(self.request)
            self.redirect(f"{base}/{self._core.options.release}{asked[len(prefix) :]}")
            return
        path = WEB / (self._file or names[-1])
        if path.parent != WEB or not path.is_file():
            raise HTTPError(404)
        options = self._core.options
        settings = {
            "version": options.version,
            "build": options.build,
            "prefix": options.prefix,
            "timings": {name: value for name, value in vars(options.timings).items() if name != "retries"},
        }
        self.set_header("Content-Type", _TYPES[path.suffix[1:]])
        self.set_header("Cache-Control", "no-cache")
        for name, value in options.page_headers.items() if self._file == "index.html" else ():
            self.set_header(name, value)
        self.finish(path.read_text("utf-8").replace("'__SETTINGS__'", json.dumps(settings)))


class ResultHandler(RequestHandler):
    """A result, or what a fault makes of it."""

    def initialize(self, core: Core) -> None:
        """``core`` is the server."""
        self._core = core

    async def get(self, path: str) -> None:
        """Serve the file whose address is signed and young enough."""
        served = self._core.results.get(path, self.get_argument("md5", ""), self.get_argument("expires", ""))
        if isinstance(served, int):
            raise HTTPError(served)
        fault = served.fault.kind if served.fault else ""
        if served.fault:
            served.fault.met += 1
            self._core.record.changed()
        if served.fault and fault == "redirect":
            self.redirect(served.fault.target)
            return
        if served.fault and fault == "status":
            raise HTTPError(served.fault.code)
        if served.fault and fault == "slow":
            await asyncio.sleep(served.fault.seconds)
        self.set_header("Content-Type", "text/html" if fault == "html" else served.content_type)
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{path.rpartition('/')[2]}")
        if fault in ("html", "empty"):
            self.finish(_LOGIN if fault == "html" else b"")
        elif fault == "truncated":  # what a dropped connection leaves: all was promised, half of it came
            self.set_header("Content-Length", len(served.content))
            self.write(served.content[: len(served.content) // 2])
            await self.flush()
            self.detach().close()
        else:
            half = len(served.content) // 2
            content = served.content[:half] if fault == "corrupt" else served.content
            self.set_header("Content-Length", len(content))
            self.finish(content)


class HealthHandler(RequestHandler):
    """GET /healthcheck."""

    def initialize(self, core: Core) -> None:
        """``core`` is the server."""
        self._core = core

    def get(self) -> None:
        """The text ``true``, unless its database fails."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("Date", formatdate(self._core.options.clock(), usegmt=True))
        self.finish("true" if self._core.options.healthy else "false")
