"""The websocket of an editor as the genuine program speaks it: Socket.IO over Engine.IO 4.

Only as far as an editor introduces itself: what it types goes by the protocol of our own page, which has no EIO in its
address. Modelled on ONLYOFFICE/server, DocsCoServer.js (io.use, auth, validateAuthToken, fillDataFromJwt, endAuth).
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from tornado.web import HTTPError
from tornado.websocket import WebSocketProtocol

from . import checks, tokens
from .editor import EditorSocket
from .rooms import Participant, Room, VersionChangedError

OPEN, PONG = "0", "3"
CONNECT, LEAVE, EVENT, REFUSE = "40", "41", "42", "44"
DENIED, EXPIRED, MALFORMED, DROPPED = 4004, 4005, 4006, 4007
#: What a Docs without JWT verifies tokens with that it is given all the same.
DEFAULT_SECRET = "secret"
GOOD, TOO_MANY = (3, 7), 9  # "licenseType"
_PING, _PONG = 25000, 20000


class _Refused(Exception):
    def __init__(self, code: int, description: str = "access deny") -> None:
        super().__init__(code, description)
        self.code, self.description = code, description


class DocSocket(EditorSocket):
    """``/doc/KEY/c/``: our page, or a genuine editor."""

    _engine = False
    _room: Room | None = None
    _participant: Participant | None = None

    async def get(self, *args: str, **kwargs: str) -> None:
        """Open it, but for an editor of another age."""
        if self._core.options.speaks_sockjs and (self.get_argument("EIO", "") or "Upgrade" not in self.request.headers):
            await self.finish("Welcome to SockJS!\n")
            return
        await super().get(*args, **kwargs)

    def open(self, *args: str, **kwargs: str) -> None:
        """Somebody is there."""
        self._engine = self.get_argument("EIO", "") == "4"
        if not self._engine:
            super().open(*args, **kwargs)
            return
        self._core.engines.add(self)
        fields = {"sid": secrets.token_hex(10), "upgrades": [], "pingInterval": _PING, "pingTimeout": _PONG}
        self.write_message(OPEN + json.dumps({**fields, "maxPayload": 100_000_000}))

    async def on_message(self, message: str | bytes) -> None:
        """A packet."""
        if not self._engine:
            await super().on_message(message)
            return
        packet = message if isinstance(message, str) else message.decode()
        if packet.startswith(CONNECT):
            self._connected(json.loads(packet[len(CONNECT) :] or "{}"))
        elif packet.startswith(LEAVE):
            self.close()
        elif packet.startswith(EVENT):
            name, said = json.loads(packet[len(EVENT) :])
            if name == "message" and said["type"] == "auth":
                await self._auth(said)
            elif name == "message" and said["type"] == "close":
                self._leave()

    def on_close(self) -> None:
        """Gone."""
        if self._engine:
            self._core.engines.discard(self)
            self._leave()
        else:
            super().on_close()

    def cut(self) -> None:
        """As when the server is killed."""
        connection = self.ws_connection
        if isinstance(connection, WebSocketProtocol) and connection.stream:
            connection.stream.close()

    def _leave(self) -> None:
        room, participant, self._room, self._participant = self._room, self._participant, None, None
        if room and participant:
            self._core.rooms.leave(room, participant)

    def _say(self, message: dict[str, Any]) -> None:
        if self.ws_connection is not None:
            self.write_message(EVENT + json.dumps(["message", message]))

    def _verified(self, token: object) -> dict[str, Any] | None:
        """The claims of a token; None without one, where none is needed."""
        options = self._core.options
        if not token and not options.editors_need_token:
            return None
        try:
            return tokens.verify(token, options.browser_secret or DEFAULT_SECRET, options.clock())
        except tokens.TokenExpiredError:
            raise _Refused(EXPIRED, "token:jwt expired") from None
        except tokens.TokenInvalidError:
            raise _Refused(MALFORMED, "token:invalid signature") from None

    def _connected(self, auth: dict[str, Any]) -> None:
        try:
            self._verified(auth.get("token"))
        except _Refused as error:
            data = {"code": error.code, "description": error.description}
            self.write_message(REFUSE + json.dumps({"message": "not authorized", "data": data}))
            return
        self.write_message(CONNECT + json.dumps({"sid": secrets.token_hex(10)}))
        options = self._core.options
        self._say({"type": "license", "license": {"type": options.licence, "buildVersion": options.version}})

    async def _auth(self, said: dict[str, Any]) -> None:
        if not (said.get("token") and said.get("user")):
            return
        try:
            self._say(await self._admitted(said, self._verified(said.get("jwtOpen"))))
        except _Refused as error:
            self._refuse(error)

    def _refuse(self, error: _Refused) -> None:
        self._say({"type": "disconnectReason", "code": error.code, "description": error.description})
        self.close()

    async def _admitted(self, said: dict[str, Any], claims: dict[str, Any] | None) -> dict[str, Any]:
        core = self._core
        if core.options.closes_editors:
            raise _Refused(core.options.closes_editors)
        config = claims if claims is not None else _config(said)
        document, editor = config.get("document") or {}, config.get("editorConfig") or {}
        if any(name in config for name in checks.FOREIGN):
            raise _Refused(DENIED)
        required = [document.get("key"), document.get("url") if claims is not None else "-", editor.get("callbackUrl")]
        if not all(required) or (said.get("permissions") and not document.get("permissions")):
            raise _Refused(MALFORMED, "token:")
        if document.get("permissions") is not None and document["permissions"] != said.get("permissions"):
            raise _Refused(DENIED)
        if not core.sources.allowed(editor["callbackUrl"]):
            raise _Refused(DROPPED, "drop")
        user, editing = editor.get("user") or {"id": said["user"]["id"]}, editor.get("mode") != "view"
        full = sum(len(room.editors) for room in core.rooms.by_key.values()) >= core.options.places
        licence = TOO_MANY if full and core.options.licence in GOOD else core.options.licence
        participant = Participant(
            user["id"], user.get("name", ""), editor["callbackUrl"], editing and licence in GOOD, "", self._say
        )
        try:
            self._room = core.rooms.enter(config, participant)
        except VersionChangedError:
            raise _Refused(4008, "update version") from None
        self._participant = participant
        return {
            "type": "auth",
            "result": 1,
            "sessionId": secrets.token_hex(10),
            "participants": [{"idOriginal": one.user_id} for one in self._room.participants],
            "indexUser": len(self._room.participants),
            "buildVersion": core.options.version,
            "licenseType": licence,
        }


class RawSocket(DocSocket):
    """``/doc/KEY/c/websocket`` of a Docs before 7.3, by SockJS: nothing but messages."""

    _engine = True

    async def get(self, *args: str, **kwargs: str) -> None:
        """Open it, where there is one."""
        if not self._core.options.speaks_sockjs:
            raise HTTPError(404)
        await EditorSocket.get(self, *args, **kwargs)

    def open(self, *args: str, **kwargs: str) -> None:
        """Somebody is there."""
        self._core.engines.add(self)

    async def on_message(self, message: str | bytes) -> None:
        """What an editor says."""
        said = json.loads(message)
        if said["type"] == "auth":
            await self._auth(said)
        elif said["type"] == "close":
            self._leave()

    def _say(self, message: dict[str, Any]) -> None:
        if self.ws_connection is not None:
            self.write_message(json.dumps(message))

    def _refuse(self, error: _Refused) -> None:
        self.close(error.code, error.description)


def _config(said: dict[str, Any]) -> dict[str, Any]:
    """What an editor without a token says of itself."""
    return {
        "documentType": "word",
        "document": {"key": said["docid"], "url": "", "fileType": "docx", "permissions": said.get("permissions")},
        "editorConfig": {"callbackUrl": said.get("documentCallbackUrl"), "mode": said.get("mode"), "user": None},
    }
