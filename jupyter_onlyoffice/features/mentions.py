"""Mentions: from a comment in the editor to a notification in the JupyterLab of whoever is mentioned."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timezone
from typing import ParamSpec, TypedDict, TypeVar

from ..editor.config import ActionLink
from ..errors import StorageError
from ..events import SaveEvents
from ..messages import phrase, trouble
from ..people.directory import MOST_PEOPLE, Mention, People, Person, PersonAnswer
from ..storage.sqlite_records import RecordThread
from ..storage.storage import Storage

P = ParamSpec("P")
T = TypeVar("T")

#: Longest text of a mention, and of the data of an action link, in characters.
LONGEST_MESSAGE, LONGEST_ACTION = 2000, 1000
#: How many people that were offered are remembered.
MOST_OFFERED = 2000


class MentionAnswer(TypedDict):
    """A mention as its recipient sees it: one of the answer of ``GET onlyoffice/mentions``."""

    number: int
    path: str
    sender: str
    message: str
    action: ActionLink | None
    at: str  #: in ISO 8601


class Notified(TypedDict):
    """The answer of ``POST onlyoffice/mentions``."""

    told: list[str]  #: the names of those who are told
    unknown: list[str]  #: the addresses that nobody has


class Mentions:
    """Lists people and tells them of mentions. The blocking calls run one after another in a thread of their own."""

    def __init__(self, people: People, storage: Storage, events: SaveEvents) -> None:
        self._people = people
        self._storage = storage
        self._events = events
        self._records_thread = RecordThread(phrase("people"), self._mend)
        self._run = self._records_thread.run
        self._offered: dict[str, Person] = {}  # by address, who was offered last at the end
        self._noted: dict[str, tuple[str, str]] = {}  # whom the store knows already, as most openers are

    def _mend(self, error: sqlite3.Error) -> bool:
        self._noted.clear()
        return self._people.mend(error)

    async def saw(self, username: str, name: str, image: str = "") -> None:
        """Somebody opens a document, which does not depend on this being noted."""
        if self._noted.get(username) != (name, image):
            with suppress(StorageError):
                await self._run(self._people.saw, username, name, image)
                self._noted[username] = name, image

    async def find(self, text: str, start: int = 0, count: int = MOST_PEOPLE) -> list[PersonAnswer]:
        """The people whose name or address contains ``text``: ``count`` of them from number ``start`` on."""
        found = await self._run(self._people.find, text)
        self._offer(found)
        return [person.as_json() for person in found[start : start + count]]

    async def get(self, ids: Sequence[str]) -> list[PersonAnswer]:
        """The people with these ids."""
        return [person.as_json() for person in await self._run(self._people.get, ids)]

    async def notify(
        self, path: str, sender: str, emails: Sequence[str], message: str, action: ActionLink | None
    ) -> Notified:
        """Tell those with these addresses; the names of those who are told, and the addresses that nobody has.

        Raises what ``Storage.info`` raises when there is no such document.
        """
        info = await self._storage.info(path)
        at = datetime.now(timezone.utc).isoformat()
        meant: list[Person] = []
        unknown: list[str] = []
        for email in dict.fromkeys(emails):
            person = await self._run(self._by_email, email)
            if person is None:
                unknown.append(email)
            else:
                meant.append(person)
        mention = Mention(info.path, sender, _readable(message[:LONGEST_MESSAGE], meant), action, at)
        for person in meant:
            await self._run(self._people.add_mention, person.id, mention)
        if meant:
            self._events.mentioned(len(meant))
        return {"told": [person.name for person in meant], "unknown": unknown}

    def _offer(self, people: Sequence[Person]) -> None:
        """Remember whom the list of an editor offers: ``people_provider`` does not know the addresses made up here."""
        for person in people:
            self._offered.pop(person.email.casefold(), None)
            self._offered[person.email.casefold()] = person
        while len(self._offered) > MOST_OFFERED:
            del self._offered[next(iter(self._offered))]

    def _by_email(self, email: str) -> Person | None:
        wanted = email.casefold()
        if offered := self._offered.get(wanted):
            return offered
        return next((person for person in self._people.find(email) if person.email.casefold() == wanted), None)

    async def waiting(self, recipient: str) -> list[MentionAnswer]:
        """What somebody has not seen yet."""
        return [
            {
                "number": number,
                "path": mention.path,
                "sender": mention.sender,
                "message": mention.message,
                "action": mention.action,
                "at": mention.at,
            }
            for number, mention in await self._run(self._people.mentions, recipient)
        ]

    async def seen(self, recipient: str, numbers: Sequence[int]) -> None:
        """Somebody has seen these."""
        await self._run(self._people.forget_mentions, recipient, numbers)

    async def moved(self, old: str, new: str) -> None:
        """A file or folder was renamed."""
        await self._run(self._people.moved, old, new)

    def close(self) -> None:
        """Finish what is under way and close the store."""
        self._records_thread.close(self._people.close)


def _readable(message: str, people: Sequence[Person]) -> str:
    """The text of a comment with names where Docs has written addresses."""
    for person in people:
        address = rf"\+{re.escape(person.email)}"
        message = re.sub(address, f"@{person.name}".replace("\\", r"\\"), message, flags=re.IGNORECASE)
    return message


def action_of(found: object) -> ActionLink | None:
    """The link to a place in a document, as Docs makes it and as it takes it back; None without one.

    Raises BadRequestError when it is none.
    """
    if found is None:
        return None
    action = found.get("action") if isinstance(found, Mapping) else None
    if isinstance(action, Mapping) and action.get("type") in ("bookmark", "comment"):
        data = action.get("data", "")
        if isinstance(data, str) and len(data) <= LONGEST_ACTION:
            return {"action": {"type": action["type"], "data": data}}
    raise trouble("mention.no-place")
