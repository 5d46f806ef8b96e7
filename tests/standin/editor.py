"""The server's side of one open editor, whether a page drives it or a robot."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tornado.websocket import WebSocketHandler

from . import checks, documents, saves
from .history import Revision
from .record import HostMessage
from .rooms import Participant, Room, VersionChangedError
from .sources import SourceError

if TYPE_CHECKING:
    from .server import Core


@dataclass
class Opened:
    """What an editor shows first."""

    lines: list[str]
    typed: list[dict[str, str]]
    editing: bool  # so that changes are saved: comments and filled forms too
    mode: str  # what the editor calls it
    users: list[str]
    title: str
    theme: str


class Editor:
    """One open editor. All methods run on the stand-in's thread."""

    def __init__(
        self,
        core: Core,
        base: str,
        send: Callable[[dict[str, Any]], None],
        hang_up: Callable[[], None] = lambda: None,
    ) -> None:
        self._core = core
        self._base = base
        self._send = send
        self.hang_up = hang_up  # cut the connection to the page
        self.room: Room | None = None
        self.participant: Participant | None = None
        self.first: dict[str, Any] | None = None  # the config of the first opening
        core.editors.add(self)

    async def open(self, given: dict[str, Any], reconnect: bool = False) -> Opened:
        """Open the document of a config; a second time (``refreshFile``) after leaving the one before.

        Raises EditorError or VersionChangedError. A reconnect is by a session token that outlives the config's.
        """
        core = self._core
        core.record.configs.append(given)
        config = checks.effective(given, self.first)
        if not reconnect:
            checks.check(config, core.options.browser_secret, core.options.clock())
        self.leave()
        self.first = self.first or config
        document, editor = config["document"], config.get("editorConfig", {})
        user = editor.get("user") or {}
        allowed = document.get("permissions", {})
        edits = allowed.get("edit") is not False or allowed.get("review") is True
        restricted = allowed.get("comment") is True or allowed.get("fillForms") is True
        viewing = editor.get("mode", "edit") == "view"
        editing = not viewing and (edits or restricted)
        mode = "edit" if edits and not viewing else "view"
        name = user.get("name") or "Anonymous"
        participant = Participant(
            user.get("id") or "uid-anonymous", name, editor.get("callbackUrl"), editing, self._base, self._send
        )
        self.participant = participant
        try:
            room = await core.rooms.open(config, participant)
        except SourceError:
            raise checks.EditorError(checks.NOT_DOWNLOADABLE) from None
        if self.participant is participant:
            self.room = room
        else:  # it left while the document was loading
            core.rooms.leave(room, participant)
        typed = [{"id": edit.id, "text": edit.text, "user": edit.user} for edit in room.edits.values()]
        theme = editor.get("customization", {}).get("uiTheme", "")
        lines = documents.texts(room.source, room.filetype) if room.source else []
        return Opened(lines, typed, editing, mode, [one.user_name for one in room.participants], room.title, theme)

    def edit(self, edits: list[dict[str, str]]) -> None:
        """What was typed reaches Docs."""
        if self.room and self.participant:
            self._core.rooms.edit(self.room, self.participant, edits)

    def force_save(self) -> int:
        """The Save button, and the error code that the command service would give."""
        if not self.room or not self.participant:
            return saves.UNKNOWN_KEY
        return self._core.saves.force_save(self.room, saves.BUTTON, user_id=self.participant.user_id)

    async def show_version(self, data: dict[str, Any], listed_version: str | None) -> Revision:
        """Show a version, as ``setHistoryData`` asks for.

        Raises EditorError.
        """
        return await self._core.revisions.show(data, listed_version)

    def leave(self) -> None:
        """The editor is gone."""
        room, participant, self.room, self.participant = self.room, self.participant, None, None
        if room and participant:
            self._core.rooms.leave(room, participant)

    def close(self) -> None:
        """Gone for good."""
        self.leave()
        self._core.editors.discard(self)

    def emit(self, name: str, data: Any) -> None:
        """Let the page send an event to its host, as if the user had clicked there."""
        self._send({"type": "emit", "event": name, "data": data})

    async def download_as(self, extension: str) -> dict[str, str] | None:
        """Convert the document as it is now; the data of ``onDownloadAs``."""
        if not self.room:
            return None
        own, content = await self._core.saves.content(self.room)
        wanted = extension or own
        converted = documents.convert(content, own, wanted)
        key = self.room.key
        name = f"output.{wanted}"
        url = self._core.results.put(self._core.results.folder(key), name, converted, self._base, key)
        return {"url": url, "fileType": wanted}


class EditorSocket(WebSocketHandler):
    """The connection of a page."""

    def initialize(self, core: Core) -> None:
        """``core`` is the server that the page belongs to."""
        self._core = core

    def check_origin(self, origin: str) -> bool:
        """The page comes from this server, whatever name it was reached by."""
        return True

    def open(self, *args: str, **kwargs: str) -> None:
        """A page has loaded."""
        self._editor = Editor(self._core, self._core.base_of(self.request), self._tell, self.close)

    def _tell(self, message: dict[str, Any]) -> None:
        if self.ws_connection is not None:
            self.write_message(json.dumps(message))

    async def on_message(self, message: str | bytes) -> None:
        """A message of the page."""
        said = json.loads(message)
        editor = self._editor
        kind = said["type"]
        if kind == "open":
            await self._opened(said)
        elif kind == "edit":
            editor.edit(said["edits"])
            self._tell({"type": "ack", "batch": said["batch"]})
        elif kind == "ready":
            self._tell({"type": "ready"})
        elif kind == "forceSave":
            self._tell({"type": "forceSaveCode", "code": editor.force_save()})
        elif kind == "leave":
            editor.leave()
        elif kind == "version":
            await self._show_version(said)
        elif kind == "downloadAs":
            found = await editor.download_as(said["format"])
            self._tell({"type": "emit", "event": said["event"], "data": {**(found or {}), **said.get("extra", {})}})
        elif kind in ("event", "command"):
            record = self._core.record
            noted = HostMessage(said["key"], said.get("user", ""), said[kind], said.get("data"))
            (record.events if kind == "event" else record.commands).append(noted)
            record.changed()

    async def _opened(self, said: dict[str, Any]) -> None:
        try:
            opened = await self._editor.open(said["config"], said.get("reconnect", False))
        except checks.EditorError as error:
            self._tell({"type": "error", "code": error.code, "description": error.description})
        except VersionChangedError:
            self._tell({"type": "versionChanged"})
        else:
            self._tell({"type": "opened", **vars(opened)})

    async def _show_version(self, said: dict[str, Any]) -> None:
        try:
            shown = await self._editor.show_version(said["data"], said.get("serverVersion"))
        except checks.EditorError as error:
            self._tell({"type": "error", "code": error.code, "description": error.description})
        else:
            self._tell({"type": "version", "version": said["data"]["version"], **vars(shown)})

    def on_close(self) -> None:
        """The page was closed, reloaded or navigated away."""
        self._editor.close()
