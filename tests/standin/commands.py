"""The command service: always HTTP 200, with a number that says what went wrong."""

from __future__ import annotations

import json
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from tornado.web import RequestHandler

from . import saves, tokens
from .callbacks import UNSET

if TYPE_CHECKING:
    from .options import Options
    from .server import Core

BAD_COMMAND, BAD_TOKEN = 5, 6


class Refused(Exception):
    """The token is missing or wrong."""


def parameters(
    handler: RequestHandler, options: Options, operation: str, text: str | bytes = b"", demanded: bool = False
) -> dict[str, Any]:
    """The fields of a request to Docs: from the body's token, else from the header's; unsigned only without a secret.

    ``operation``: what the token is to be for, if it says so, or that is ``demanded``. ``text`` instead of the body.
    Raises Refused.
    """
    try:
        body = json.loads(text or handler.request.body or b"{}")
    except ValueError:
        body = {}
    if not isinstance(body, dict):
        body = {}
    if not options.orders_need_token:
        return body
    bearer = handler.request.headers.get(options.jwt_header, "").removeprefix("Bearer ")
    try:
        claims = tokens.verify(body.get("token") or bearer, options.inbox_secret, options.clock())
    except tokens.TokenInvalidError as error:
        raise Refused from error
    purpose = claims.get("operation")
    if options.is_ten and (demanded or options.purpose_check != "off"):
        needed = demanded or options.purpose_check == "strict"
        if purpose != operation and (needed or purpose is not None):
            raise Refused
    found = claims if body.get("token") else claims.get("payload")
    if not isinstance(found, dict):
        raise Refused
    return found


class CommandHandler(RequestHandler):
    """POST /command, and its old name."""

    def initialize(self, core: Core, old: bool) -> None:
        """``old`` is the path of servers before 8.2, which later ones still have."""
        self._core = core
        self._old = old

    async def post(self) -> None:
        """Do one command."""
        if not self._old and self._core.options.old_command_paths:
            self.send_error(404)
            return
        try:
            given = parameters(self, self._core.options, "command")
        except Refused:
            self.finish({"error": BAD_TOKEN})
            return
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(tokens.dumps(await self._answer(given)))

    async def _answer(self, given: dict[str, Any]) -> dict[str, Any]:
        command, core = given.get("c"), self._core
        if command == "version":
            return {"error": 0, "version": f"{core.options.version}.{core.options.build}"}
        if command == "license":
            return {
                "error": 0,
                "license": {"end_date": None, "trial": False, "connections": core.options.places, "users_count": 0},
                "server": {"resultType": core.options.licence, "packageType": 0},
                "quota": {"users": [], "users_view": []},
            }
        if command == "getForgottenList":
            return {"error": 0, "keys": list(core.rooms.forgotten)}
        key = given.get("key")
        if not isinstance(key, str) or not key:
            return {"error": saves.UNKNOWN_KEY}
        handler = getattr(self, f"_{command}", None) if command in _OF_A_KEY else None
        if handler is None:
            return {"error": BAD_COMMAND}
        answer = handler(key, given)
        if isawaitable(answer):
            answer = await answer
        assert isinstance(answer, dict)
        return answer

    async def _info(self, key: str, given: dict[str, Any]) -> dict[str, Any]:
        """Answered only after its callback is (source: ONLYOFFICE/server, DocsCoServer.js, sendStatusDocument)."""
        room = self._core.rooms.find(key)
        if room is None:
            return {"key": key, "error": saves.UNKNOWN_KEY}
        await self._core.saves.inform(room, given.get("userdata", UNSET))
        return {"key": key, "error": 0}

    def _forcesave(self, key: str, given: dict[str, Any]) -> dict[str, Any]:
        room = self._core.rooms.find(key)
        if room is None:
            return {"key": key, "error": saves.UNKNOWN_KEY}
        return {"key": key, "error": self._core.saves.force_save(room, saves.COMMAND, given.get("userdata", UNSET))}

    def _drop(self, key: str, given: dict[str, Any]) -> dict[str, Any]:
        room = self._core.rooms.find(key)
        if room:
            self._core.rooms.drop(room, given.get("users"))
        return {"key": key, "error": 0}

    def _meta(self, key: str, given: dict[str, Any]) -> dict[str, Any]:
        room = self._core.rooms.find(key)
        title = (given.get("meta") or {}).get("title")
        if room and title:
            self._core.rooms.rename(room, title)
        return {"key": key, "error": 0}

    def _getForgotten(self, key: str, given: dict[str, Any]) -> dict[str, Any]:
        found = self._core.rooms.forgotten.get(key)
        if found is None:
            return {"key": key, "error": saves.UNKNOWN_KEY}
        extension, content = found
        base = self._core.base_of(self.request)
        url = self._core.results.put(
            f"forgotten_{self._core.results.folder(key)}",
            f"output.{extension}",
            content,
            base,
            key,
            self._core.faults.next_forgotten(),
        )
        return {"key": key, "error": 0, "url": url}

    def _deleteForgotten(self, key: str, given: dict[str, Any]) -> dict[str, Any]:
        found = self._core.rooms.forgotten.pop(key, None)
        return {"key": key, "error": saves.UNKNOWN_KEY if found is None else 0}


_OF_A_KEY = ("info", "forcesave", "drop", "meta", "getForgotten", "deleteForgotten")
