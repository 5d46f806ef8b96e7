"""What Docs tells the connector of a room, and when: who came and went, force saves, the final save."""

from __future__ import annotations

import asyncio
import hashlib
import io
import zipfile
from collections.abc import Coroutine
from concurrent.futures import Executor
from datetime import datetime, timezone
from typing import Any

from . import callbacks, documents, tokens
from .callbacks import UNSET, Sender
from .faults import Faults
from .options import Options
from .record import Record
from .results import Results
from .rooms import Change, Forced, Participant, Room, Rooms, Watcher

COMMAND, BUTTON, SUBMIT = 0, 1, 3  # forcesavetype
OK, UNKNOWN_KEY, BAD_CALLBACK, NOTHING_NEW = 0, 1, 2, 4  # error codes of the command service


class Saves(Watcher):
    """Makes results and callbacks."""

    rooms: Rooms  # set by the server: rooms and saves know each other

    def __init__(
        self, options: Options, record: Record, faults: Faults, results: Results, sender: Sender, pool: Executor
    ) -> None:
        self._options = options
        self._record = record
        self._faults = faults
        self._results = results
        self._sender = sender
        self._pool = pool
        self._tasks: set[asyncio.Task[None]] = set()

    def joined(self, room: Room, participant: Participant) -> None:
        """Status 1, soon."""
        self._spawn(self._tell_joined(room, participant))

    def left(self, room: Room, participant: Participant) -> None:
        """Status 1 or 4 soon, or 2 a little later."""
        if not room.editors and room.unsaved:
            room.final = self._spawn(self._finish(room, participant, self._options.timings.close))
        else:
            self._spawn(self._tell_left(room, participant))

    async def inform(self, room: Room, userdata: object = UNSET) -> None:
        """Send the state of the room, as the command ``info`` has it; over when that is answered."""
        if room.callback_url:
            users = room.editors
            claims = callbacks.body(room.key, 1 if users else 4, users=users or UNSET, userdata=userdata)
            await asyncio.wait({self._spawn(self._deliver(room.callback_url, claims))})

    def force_save(self, room: Room, kind: int, userdata: object = UNSET, user_id: str | None = None) -> int:
        """Order a force save and give the command's error code; status 6 or 7 follows."""
        count = len(room.changes)
        if (count in (room.saved, room.forcing) and kind != SUBMIT) or room.finished_at is not None:
            return NOTHING_NEW
        if not room.callback_url:
            return BAD_CALLBACK
        room.forcing = count
        if room.forced and room.forced.count == count and kind != SUBMIT:
            room.forced.claims["forcesavetype"] = kind  # the rest, userdata too, is the first order's
            self._spawn(self._send_forced(room, room.forced))
        else:
            self._spawn(self._make_forced(room, count, kind, userdata, user_id))
        return OK

    def submit(self, room: Room, answers: bytes) -> int:
        """Somebody submits a form: a force save of its own that brings the answers as well, of a form without fields.

        Docs does not count it as a save, so the final one comes all the same (source: ONLYOFFICE/server 9.3,
        DocsCoServer.js, setForceSave and startRPC).
        """
        room.answers = answers
        return self.force_save(room, SUBMIT)

    async def content(self, room: Room) -> tuple[str, bytes]:
        """The extension and the bytes of the document as Docs has it now."""
        lines = room.lines
        if not lines:
            return room.filetype, room.source
        return await asyncio.get_running_loop().run_in_executor(
            self._pool,
            lambda: documents.assemble(room.source, room.filetype, room.kind, lines, self._options.ooxml_fallback),
        )

    async def _tell_joined(self, room: Room, participant: Participant) -> None:
        if participant.callback_url:
            joined = [{"type": callbacks.JOINED, "userid": participant.user_id}]
            claims = callbacks.body(room.key, 1, users=room.editors, actions=joined)
            if not await self._sender.send(participant.callback_url, claims):
                participant.send({"type": "warning", "code": -101})

    async def _tell_left(self, room: Room, participant: Participant) -> None:
        await asyncio.sleep(self._options.timings.clean_close)
        if participant.callback_url:
            users = room.editors
            left = [{"type": callbacks.LEFT, "userid": participant.user_id}]
            claims = callbacks.body(room.key, 1 if users else 4, users=users or UNSET, actions=left)
            await self._sender.send(participant.callback_url, claims)

    async def _make_forced(self, room: Room, count: int, kind: int, userdata: object, user_id: str | None) -> None:
        await asyncio.sleep(self._options.timings.force_save)
        last = room.changes[count - 1] if count else Change(room.participants[0], self._options.clock())
        done, made = await self._assemble(room, last.user.base, locked=kind == SUBMIT)
        claims = callbacks.body(
            room.key,
            6 if done else 7,
            **made,
            users=[last.user.user_id],
            actions=[{"type": callbacks.FORCE_SAVE_CLICKED, "userid": user_id}] if kind == BUTTON else UNSET,
            userdata=userdata,
            lastsave=_seconds(last.at),
            forcesavetype=kind,
            formsdataurl=self._answers(room, last.user.base) if kind == SUBMIT else UNSET,
        )
        room.forced = Forced(count, claims)
        await self._send_forced(room, room.forced)

    def _answers(self, room: Room, base: str) -> str:
        return self._results.put(self._results.folder(room.key), "formsdata.json", room.answers, base, room.key)

    async def _send_forced(self, room: Room, forced: Forced) -> None:
        failed = forced.claims["status"] == 7
        accepted = await self._sender.send(room.callback_url or "", forced.claims)
        if room.forcing == forced.count:
            room.forcing = 0
        if accepted and not failed and forced.claims.get("forcesavetype") != SUBMIT:
            room.saved = max(room.saved, forced.count)
        if (accepted or failed) and room.forced is forced:
            room.forced = None
        room.broadcast({"type": "forceSaved", "ok": accepted and not failed})

    async def _finish(self, room: Room, leaver: Participant, pause: float) -> None:
        await asyncio.sleep(pause)
        # From here on nobody can come back: the key is "version changed".
        room.final = None
        room.finished_at = self._options.clock()
        last = room.changes[-1] if room.changes else None
        author = last.user if last else leaver
        done, made = await self._assemble(room, author.base)
        claims = callbacks.body(
            room.key,
            2 if done else 3,
            **made,
            users=[author.user_id],
            actions=[{"type": callbacks.LEFT, "userid": leaver.user_id}],
            lastsave=_seconds(last.at) if last else _milliseconds(self._options.clock()),
            notmodified=len(room.changes) == room.saved if last else None,
        )
        target = author.callback_url or room.callback_url
        if target and await self._sender.send(target, claims):
            room.stored = True
            self.rooms.forgotten.pop(room.key, None)
        elif made and room.result:  # also what is not whole (source: ONLYOFFICE/server, canvasservice.js)
            self.rooms.forgotten[room.key] = room.result
            self.rooms.by_key.pop(room.key, None)
        else:
            room.finished_at = None  # refused: Docs keeps the changes, and whoever opens the key again has them
        self._record.changed()

    async def _assemble(self, room: Room, base: str, locked: bool = False) -> tuple[bool, dict[str, Any]]:
        """Whether a result could be made, and the fields of a callback that tell of it; ``locked``: without fields."""
        failure = self._faults.next_conversion()
        if failure and failure.kind == "fails":
            return False, {}
        extension, content = await self.content(room)
        if locked:
            content = content.replace(b"ONLYOFFICEFORM", b"XXXXXXXXXXFORM")
        fault = self._faults.next_result()
        if fault and fault.kind == "wrong-type":
            extension, content = fault.target, documents.convert(content, extension, fault.target)
        if fault and fault.kind == "damaged":
            lines = documents.texts(content, extension)
            content = content[: len(content) // 2]
            self._record.damaged[hashlib.sha256(content).hexdigest()] = lines
        room.result = extension, content
        folder = self._results.folder(room.key)
        fields: dict[str, Any] = {
            "url": self._results.put(folder, f"output.{extension}", content, base, room.key, fault),
            "history": {},
            "filetype": extension,
        }
        if room.changes:
            fields["changesurl"] = self._results.put(folder, "changes.zip", _changes(room), base, room.key)
            fields["history"] = {"serverVersion": self._options.version, "changes": _history(room)}
        return failure is None, fields

    async def _deliver(self, url: str, claims: dict[str, Any]) -> None:
        await self._sender.send(url, claims)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def idle(self) -> None:
        """Wait until nothing is under way: every callback that is due has been answered or given up."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def pause(self) -> None:
        """Docs goes down: nothing that was under way goes on."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def resume(self) -> None:
        """Docs is up again: what was typed is in its database, and documents that nobody edits are saved."""
        for room in self.rooms.by_key.values():
            room.forcing = 0
            room.final = None
            if not room.editors and room.unsaved and room.changes:
                room.finished_at = None
                room.final = self._spawn(self._finish(room, room.changes[-1].user, self._options.timings.lost))


def _seconds(at: float) -> str:
    return datetime.fromtimestamp(int(at), timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _milliseconds(at: float) -> str:
    moment = datetime.fromtimestamp(at, timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def _history(room: Room) -> list[dict[str, Any]]:
    """One entry per run of changes by the same user, from where the session was opened."""
    digest = hashlib.sha256(room.source).hexdigest()
    entries: list[dict[str, Any]] = []
    for change in room.changes:
        user = {"id": change.user.user_id, "name": change.user.user_name}
        if not entries or entries[-1]["user"] != user:
            created = datetime.fromtimestamp(change.at, timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
            entries.append({"documentSha256": digest, "created": created, "user": user})
    return entries


def _changes(room: Room) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("changes0.json", tokens.dumps(room.lines))
    return packed.getvalue()
