"""The people who can be mentioned in a comment, their pictures, and the mentions that wait for them.

Known are all who have opened a document on this server, and whom the administrator's ``people_provider`` finds. Docs
recognises a mention by an e-mail address, and writes that into the comment: somebody without one gets an address of
their name, which leads nowhere.
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol, TypedDict, cast

from ..editor.config import ActionLink
from ..messages import line
from ..storage import record_fields
from ..storage.sqlite_records import RecordFile
from .provider import Provider

#: How many people a list holds at most, and how many mentions wait for one person.
MOST_PEOPLE, MOST_MENTIONS = 100, 200
#: Where the addresses of people without one seem to be.
NOWHERE = "users.jupyter"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS people (
    scope TEXT NOT NULL, id TEXT NOT NULL, username TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (scope, id)
);
CREATE TABLE IF NOT EXISTS mentions (
    number INTEGER PRIMARY KEY, scope TEXT NOT NULL, recipient TEXT NOT NULL, path TEXT NOT NULL, record TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS mentions_by_recipient ON mentions (scope, recipient);
"""


class PersonAnswer(TypedDict, total=False):
    """Somebody, as the editor's method ``setUsers`` takes them; what is empty is left out."""

    id: str
    name: str
    email: str
    image: str


@dataclass(frozen=True)
class Person:
    """Somebody. ``id`` is opaque, ``image`` the address of a picture or empty."""

    id: str
    name: str
    email: str
    image: str = ""

    def as_json(self) -> PersonAnswer:
        """As the editor's method ``setUsers`` takes it."""
        return cast("PersonAnswer", {name: value for name, value in asdict(self).items() if value})


@dataclass(frozen=True)
class Mention:
    """A comment in which somebody is mentioned. ``action`` leads to its place; ``at`` is in ISO 8601."""

    path: str
    sender: str
    message: str
    action: ActionLink | None
    at: str


class People(Protocol):
    """Where people and mentions are kept. All methods block: callers run them in a thread."""

    def saw(self, username: str, name: str, image: str = "") -> None:
        """Somebody opens a document."""

    def find(self, text: str = "") -> list[Person]:
        """Those whose name or address contains ``text``."""

    def get(self, ids: Sequence[str]) -> list[Person]:
        """Those with these ids, as far as they are known."""

    def add_mention(self, recipient: str, mention: Mention) -> None:
        """Remember it until its recipient has seen it."""

    def mentions(self, recipient: str) -> list[tuple[int, Mention]]:
        """What waits for somebody, oldest first, each with its number."""

    def forget_mentions(self, recipient: str, numbers: Sequence[int]) -> None:
        """The recipient has seen them."""

    def moved(self, old: str, new: str) -> None:
        """A file or folder was renamed."""

    def mend(self, error: sqlite3.Error) -> bool:
        """Whether a call that met ``error`` is worth another try, as something was done about it."""

    def close(self) -> None:
        """Close the store."""


class SqlitePeople:
    """People and mentions in one SQLite file, which servers with other roots (``scope``) can share.

    ``user_id`` makes an opaque id of a username.
    """

    def __init__(
        self, file: Path, scope: str, user_id: Callable[[str], str], provider: Provider | None, log: logging.Logger
    ) -> None:
        self._scope = scope
        self._user_id = user_id
        self._provider = provider
        self._log = log
        self._records = RecordFile(file, _SCHEMA, log, scoped=("people", "mentions"))

    def saw(self, username: str, name: str, image: str = "") -> None:
        record = json.dumps({"name": name, "image": image})
        self._records.db.execute(
            "INSERT INTO people (scope, id, username, record) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (scope, id) DO UPDATE SET record = excluded.record WHERE record != excluded.record",
            (self._scope, self._user_id(username), username, record),
        )

    def find(self, text: str = "") -> list[Person]:
        wanted = text.casefold()
        found = {str(one["username"]): one for one in (*self._seen(), *self._provided(text))}
        people = self._people(list(found.values()))
        listed = [one for one in people if wanted in one.name.casefold() or wanted in one.email.casefold()]
        return sorted(listed, key=lambda person: person.name.casefold())[:MOST_PEOPLE]

    def get(self, ids: Sequence[str]) -> list[Person]:
        wanted = set(ids)
        return [person for person in self._people(self._seen()) if person.id in wanted]

    def _seen(self) -> list[Mapping[str, str]]:
        found = "SELECT username, record FROM people WHERE scope = ? ORDER BY rowid"
        rows = self._records.db.execute(found, (self._scope,)).fetchall()
        return [{"username": username, **json.loads(record)} for username, record in rows]

    def _provided(self, text: str) -> list[Mapping[str, str]]:
        if self._provider is None:
            return []
        try:
            return [one for one in self._provider(text) if one.get("username")]
        except Exception:  # the administrator's own code: the others can still be mentioned
            self._log.exception("jupyter-onlyoffice: %s", line("mention.provider"))
            return []

    def _people(self, found: Sequence[Mapping[str, str]]) -> list[Person]:
        """With an address each: of their name or, where it is that of several, of their username, too."""
        names = [str(one.get("name") or one["username"]) for one in found]
        count = Counter(_words(name).casefold() for name in names)
        people = []
        for one, name in zip(found, names, strict=True):
            username, words = str(one["username"]), _words(name)
            if not words:
                words = _words(username)
            elif count[words.casefold()] > 1:
                words = f"{words}.{_words(username)}"
            email = str(one.get("email") or f"{words}@{NOWHERE}")
            people.append(Person(self._user_id(username), name, email, _image(one)))
        return people

    def add_mention(self, recipient: str, mention: Mention) -> None:
        self._records.db.execute(
            "INSERT INTO mentions (scope, recipient, path, record) VALUES (?, ?, ?, ?)",
            (self._scope, recipient, mention.path, json.dumps(asdict(mention))),
        )
        self._records.db.execute(
            "DELETE FROM mentions WHERE scope = ?1 AND recipient = ?2 AND number NOT IN "
            "(SELECT number FROM mentions WHERE scope = ?1 AND recipient = ?2 ORDER BY number DESC LIMIT ?3)",
            (self._scope, recipient, MOST_MENTIONS),
        )

    def mentions(self, recipient: str) -> list[tuple[int, Mention]]:
        rows = self._records.db.execute(
            "SELECT number, path, record FROM mentions WHERE scope = ? AND recipient = ? ORDER BY number",
            (self._scope, recipient),
        ).fetchall()
        found: list[tuple[int, Mention]] = []
        for number, path, record in rows:
            with suppress(ValueError, TypeError):  # a broken one keeps no other from being read
                found.append((number, record_fields.read(Mention, {**json.loads(record), "path": path})))
        return found

    def forget_mentions(self, recipient: str, numbers: Sequence[int]) -> None:
        self._records.db.executemany(
            "DELETE FROM mentions WHERE scope = ? AND recipient = ? AND number = ?",
            [(self._scope, recipient, number) for number in numbers],
        )

    def moved(self, old: str, new: str) -> None:
        self._records.follow("mentions", old, new, scope=self._scope)

    def mend(self, error: sqlite3.Error) -> bool:
        return self._records.mend(error)

    def close(self) -> None:
        self._records.close()


def _image(found: Mapping[str, str]) -> str:
    image = str(found.get("image") or "")
    return image if image.startswith(("https://", "http://", "data:image/", "/")) else ""


def _words(name: str) -> str:
    """A name as Docs finds it before the @ of an address: ``[A-Z0-9._%+-]+``; "" for one without such letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._%+-]+", ".", plain).strip(".")
