"""Rooms: one per document key, with the users in it and what they typed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import documents
from .options import Options
from .record import Edit, Record
from .sources import SourceError, Sources


@dataclass(eq=False)
class Participant:
    """One open editor: a page in a browser, or a robot."""

    user_id: str
    user_name: str
    callback_url: str | None
    editing: bool
    base: str  # the address of Docs that this one used
    send: Callable[[dict[str, Any]], None]  # to the page


@dataclass
class Change:
    """That somebody typed something that Docs has now."""

    user: Participant
    at: float


@dataclass
class Forced:
    """A force save whose callback was not accepted; the next order sends it again as it is."""

    count: int
    claims: dict[str, Any]


@dataclass(eq=False)
class Room:
    """The state of one key."""

    key: str
    url: str
    filetype: str
    kind: str
    title: str
    source: bytes = b""
    loaded: asyncio.Future[None] | None = None
    recovered: bool = False  # opened from "forgotten"
    participants: list[Participant] = field(default_factory=list)
    edits: dict[str, Edit] = field(default_factory=dict)
    answers: bytes = b""  # of a form, as they were submitted last
    changes: list[Change] = field(default_factory=list)
    saved: int = 0  # how many changes the last accepted force save had
    forcing: int = 0  # how many the one under way has
    forced: Forced | None = None
    final: asyncio.Task[None] | None = None  # the save that somebody who comes back now still prevents
    callback_url: str | None = None
    finished_at: float | None = None  # when the final save began
    stored: bool = False  # the connector accepted the final save
    result: tuple[str, bytes] | None = None  # the last one that was assembled: extension and content

    @property
    def editors(self) -> list[str]:
        """The ids of those who edit, each once: one id in two tabs is one user."""
        return list(dict.fromkeys(one.user_id for one in self.participants if one.editing))

    @property
    def lines(self) -> list[str]:
        """What was typed, in order."""
        return [edit.text for edit in self.edits.values() if edit.text]

    @property
    def unsaved(self) -> bool:
        """Whether closing must end in a final save: edited since it was opened, or opened from "forgotten"."""
        return not self.stored and bool(self.changes or self.recovered)

    def broadcast(self, message: dict[str, Any], but: Participant | None = None) -> None:
        """Send ``message`` to every editor of the room."""
        for one in self.participants:
            if one is not but:
                one.send(message)


class VersionChangedError(Exception):
    """The key belongs to a document that was stored less than five minutes ago."""


class Rooms:
    """All rooms. Who joins, leaves or types is told to ``watcher``, which makes the callbacks."""

    def __init__(self, watcher: Watcher, record: Record, sources: Sources, options: Options) -> None:
        self.by_key: dict[str, Room] = {}
        self.forgotten: dict[str, tuple[str, bytes]] = {}  # results of failed saves: extension and content
        self._watcher = watcher
        self._record = record
        self._sources = sources
        self._options = options

    def find(self, key: str) -> Room | None:
        """The room of ``key``, unless it was finished so long ago that Docs does not know it any more."""
        room = self.by_key.get(key)
        if (
            room
            and room.finished_at is not None
            and self._options.clock() - room.finished_at > self._options.finished_lifetime
        ):
            del self.by_key[key]
            return None
        return room

    async def open(self, config: dict[str, Any], participant: Participant) -> Room:
        """Let ``participant`` in, and give the room with the document loaded.

        Raises VersionChangedError or SourceError.
        """
        room = self.enter(config, participant)
        try:
            await self._load(room)
        except SourceError:
            self.leave(room, participant)
            raise
        if room.recovered:
            participant.send({"type": "warning", "code": -104})
        self._show_users(room)
        return room

    def enter(self, config: dict[str, Any], participant: Participant) -> Room:
        """Let ``participant`` in, without loading the document. Raises VersionChangedError."""
        document = config["document"]
        room = self.find(document["key"])
        if room and room.finished_at is not None and participant.editing:
            raise VersionChangedError
        if room is None:
            kind = config.get("documentType") or "word"
            room = Room(document["key"], document["url"], document["fileType"], kind, document.get("title", ""))
            self.by_key[room.key] = room
        room.participants.append(participant)
        if participant.editing:
            if room.final:
                room.final.cancel()
                room.final = None
            room.callback_url = participant.callback_url or room.callback_url
            self._watcher.joined(room, participant)
        return room

    async def _load(self, room: Room) -> None:
        if room.loaded is None:
            room.loaded = asyncio.get_running_loop().create_future()
            try:
                if room.key in self.forgotten:
                    room.filetype, room.source = self.forgotten[room.key]
                else:
                    room.source = await self._sources.fetch(room.url)
                if documents.torn(room.source):
                    raise SourceError(room.url)
            except SourceError as error:
                room.loaded.set_exception(error)
                room.loaded.exception()  # nobody else may be waiting
                room.loaded = None
                raise
            room.recovered = room.key in self.forgotten
            room.loaded.set_result(None)
        await asyncio.shield(room.loaded)

    def leave(self, room: Room, participant: Participant) -> None:
        """``participant`` is gone: closed, reloaded or lost."""
        if participant in room.participants:
            room.participants.remove(participant)
            self._show_users(room)
            if participant.editing:
                self._watcher.left(room, participant)

    def drop(self, room: Room, users: list[str] | None) -> None:
        """Make these users (all, if None) viewers."""
        for participant in room.participants:
            if participant.editing and (users is None or participant.user_id in users):
                participant.editing = False
                participant.send({"type": "drop"})
                self._watcher.left(room, participant)

    def edit(self, room: Room, participant: Participant, edits: list[dict[str, str]]) -> None:
        """``participant``'s paragraphs have reached Docs."""
        if participant not in room.participants or not participant.editing:
            return
        for typed in edits:
            edit = Edit(typed["id"], room.key, participant.user_id, typed["text"])
            room.edits[edit.id] = self._record.edits[edit.id] = edit
            room.changes.append(Change(participant, self._options.clock()))
            room.broadcast(
                {"type": "edit", "id": edit.id, "text": edit.text, "user": participant.user_name}, but=participant
            )
        self._record.changed()

    def rename(self, room: Room, title: str) -> None:
        """Show another title in every editor."""
        room.title = title
        room.broadcast({"type": "meta", "title": title})

    def _show_users(self, room: Room) -> None:
        self._record.changed()
        room.broadcast({"type": "users", "users": [one.user_name for one in room.participants]})


class Watcher:
    """What rooms tell of."""

    def joined(self, room: Room, participant: Participant) -> None:
        """An editor came."""
        raise NotImplementedError

    def left(self, room: Room, participant: Participant) -> None:
        """An editor went."""
        raise NotImplementedError
