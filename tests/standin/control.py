"""The stand-in's controls over HTTP, for when it runs on its own: look at the record, order faults, move the clock."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tornado.web import HTTPError, RequestHandler

if TYPE_CHECKING:
    from .server import Core


class ControlHandler(RequestHandler):
    """GET /standin/state, POST /standin/<order> with the arguments as JSON."""

    def initialize(self, core: Core) -> None:
        """``core`` is the server."""
        self._core = core

    def get(self, name: str) -> None:
        """All that was recorded."""
        if name != "state":
            raise HTTPError(404)
        core, record = self._core, self._core.record
        self.finish(
            {
                "edits": [asdict(edit) for edit in record.edits.values()],
                "callbacks": [asdict(sent) for sent in record.callbacks],
                "downloads": [asdict(download) for download in record.downloads],
                "events": [asdict(event) for event in record.events],
                "commands": [asdict(command) for command in record.commands],
                "requests": [[request.method, request.path] for request in record.requests],
                "forgotten": list(core.rooms.forgotten),
                "rooms": {key: room.editors for key, room in core.rooms.by_key.items()},
            }
        )

    def post(self, name: str) -> None:
        """Obey an order."""
        given: dict[str, Any] = json.loads(self.request.body or b"{}")
        core = self._core
        orders: dict[str, Callable[..., object]] = {
            "fault/callback": core.faults.callback,
            "fault/result": core.faults.result,
            "fault/conversion": core.faults.conversion,
            "fault/forgotten": core.faults.keeping,
            "fault/clear": core.faults.clear,
            "fault/release": core.faults.let_go,
            "advance": core.options.clock.advance,
            "emit": core.emit,
        }
        if name not in orders:
            raise HTTPError(404)
        orders[name](**given)
        self.finish({"ok": True})
