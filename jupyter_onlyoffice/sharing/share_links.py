"""Share links: one document for somebody without a Jupyter account, until a day, and not after it was revoked.

A link is one of our signed tokens with the purpose "share", which no other route accepts; it names a record here. It
never gives more than its owner had when they made it.
"""

from __future__ import annotations

import logging
import secrets
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict, cast, get_args

from ..errors import LinkError
from ..events import iso
from ..formats import format_of
from ..messages import phrase, trouble
from ..opening.access_rules import AccessRules, Asker
from ..opening.docs_version import DocsVersion
from ..security.signed_links import Links
from ..security.tokens import Clock
from ..storage.sqlite_records import RecordFile, RecordThread
from ..storage.storage import Storage

ShareMode = Literal["view", "comment", "edit"]

DAY = 24 * 3600.0
#: A link is good for a week, if its owner says nothing, and for a year at most.
USUAL_DAYS, MOST_DAYS = 7, 365
#: Seconds between two looks for links whose time is over.
LOOK = 60.0
#: Longest name of a guest, in characters.
LONGEST_NAME = 60
#: How many guests a link may bring in a day, and of how many document keys it is known who came.
MOST_GUESTS, MOST_KEYS = 200, 5

_SCHEMA = """
CREATE TABLE IF NOT EXISTS shares (
    id TEXT PRIMARY KEY, scope TEXT NOT NULL, path TEXT NOT NULL, mode TEXT NOT NULL, owner TEXT NOT NULL,
    made_at REAL NOT NULL, expires_at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS visits (
    share TEXT NOT NULL REFERENCES shares (id) ON DELETE CASCADE, key TEXT NOT NULL, user TEXT NOT NULL,
    at REAL NOT NULL, PRIMARY KEY (share, key, user)
);
DROP TABLE IF EXISTS guests;
"""


_FIELDS = "id, path, mode, owner, made_at, expires_at"


@dataclass(frozen=True)
class Share:
    """One link. Times are seconds since the epoch."""

    id: str
    path: str
    mode: ShareMode
    owner: str  #: the username
    made_at: float
    expires_at: float


class ShareAnswer(TypedDict):
    """A link as its owner sees it: one of the answer of ``GET onlyoffice/shares``, and that of ``POST``."""

    id: str
    path: str
    mode: ShareMode
    expiresAt: str | None  #: in ISO 8601
    url: str  #: relative to the base URL of the server


class ShareStore:
    """The records, in one SQLite file, which servers with other roots (``scope``) can share.

    All methods block: callers run them in a thread.
    """

    def __init__(self, file: Path, scope: str, log: logging.Logger) -> None:
        self._scope = scope
        self._records = RecordFile(file, _SCHEMA, log, scoped=("shares",))

    def add(self, share: Share) -> None:
        """Add a link."""
        self._records.db.execute(
            f"INSERT INTO shares (scope, {_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self._scope, share.id, share.path, share.mode, share.owner, share.made_at, share.expires_at),
        )

    def get(self, identity: str) -> Share | None:
        """The link with this id."""
        found = self._select("WHERE scope = ? AND id = ?", identity)
        return found[0] if found else None

    def of(self, owner: str) -> list[Share]:
        """The links of a person, the newest first."""
        return self._select("WHERE scope = ? AND owner = ? ORDER BY made_at DESC, id", owner)

    def expired(self, now: float) -> list[Share]:
        """The links whose time is over."""
        return self._select("WHERE scope = ? AND expires_at <= ?", now)

    def _select(self, where: str, *values: object) -> list[Share]:
        rows = self._records.db.execute(f"SELECT {_FIELDS} FROM shares {where}", (self._scope, *values)).fetchall()
        return [Share(*row) for row in rows]

    def delete(self, identity: str) -> list[tuple[str, str]]:
        """Remove a link; the document keys and ids of those who came by it."""
        found = "SELECT key, user FROM visits WHERE share = ? AND key != ''"
        rows = self._records.db.execute(found, (identity,)).fetchall()
        self._records.db.execute("DELETE FROM shares WHERE id = ?", (identity,))
        return [(str(key), str(user)) for key, user in rows]

    def admit(self, identity: str, user: str, now: float) -> bool:
        """Whether somebody may come by the link: who has come before, or while it has not brought too many today."""
        db = self._records.db
        if db.execute("SELECT 1 FROM visits WHERE share = ? AND user = ?", (identity, user)).fetchone():
            return True
        today = "SELECT count(DISTINCT user) FROM visits WHERE share = ? AND at > ?"
        if db.execute(today, (identity, now - DAY)).fetchone()[0] >= MOST_GUESTS:
            return False
        self._came(identity, "", user, now)
        return True

    def came(self, identity: str, key: str, user: str, now: float) -> None:
        """Somebody opened the document ``key`` by the link, unless that was revoked meanwhile."""
        self._came(identity, key, user, now)
        self._records.db.execute(
            "DELETE FROM visits WHERE share = ?1 AND (key = '' AND at < ?2 OR key != '' AND key NOT IN "
            "(SELECT key FROM visits WHERE share = ?1 AND key != '' GROUP BY key ORDER BY max(at) DESC LIMIT ?3))",
            (identity, now - DAY, MOST_KEYS),
        )

    def _came(self, identity: str, key: str, user: str, now: float) -> None:
        self._records.db.execute(
            "INSERT OR IGNORE INTO visits (share, key, user, at) SELECT id, ?, ?, ? FROM shares WHERE id = ?",
            (key, user, now, identity),
        )

    def moved(self, old: str, new: str) -> None:
        """A file or folder was renamed."""
        self._records.follow("shares", old, new, scope=self._scope)

    def mend(self, error: sqlite3.Error) -> bool:
        """See RecordFile."""
        return self._records.mend(error)

    def close(self) -> None:
        """Close the file."""
        self._records.close()


class ShareLinks:
    """Makes links, lists them for their owner, and checks them."""

    def __init__(
        self,
        allowed: bool,
        store: ShareStore,
        links: Links,
        storage: Storage,
        access_rules: AccessRules,
        docs_version: DocsVersion,
        log: logging.Logger,
        clock: Clock,
    ) -> None:
        self._allowed = allowed
        self.store = store
        self._links = links
        self._storage = storage
        self._access_rules = access_rules
        self._docs_version = docs_version
        self._log = log
        self._clock = clock
        self._records_thread = RecordThread(phrase("share links"), store.mend)
        self.run = self._records_thread.run  #: calls a method of ``store``

    def now(self) -> float:
        """The time, in seconds since 1970."""
        return self._clock()

    def check_allowed(self) -> None:
        """Raises NotAllowedError where there are no share links."""
        if not self._allowed:
            raise trouble("share.off")

    async def make(self, path: str, mode: str, owner: Asker, days: float = USUAL_DAYS) -> ShareAnswer:
        """A new link, for no more than its owner may do. Raises NotAllowedError, BadRequestError, as Storage.info."""
        self.check_allowed()
        info = await self._storage.info(path)
        able = format_of(info.path)
        if mode not in get_args(ShareMode):
            raise trouble("share.mode")
        if not 0 < days <= MOST_DAYS:
            raise trouble("share.days", most=MOST_DAYS)
        if (mode == "edit" and not able.edit) or (mode == "comment" and not able.comment):
            raise trouble("share.format", label=able.label)
        await self._access_rules.check_content(info, owner)
        major = await self._docs_version.major(able)
        if mode not in (await self._access_rules.grant("view", able, info, owner, major)).modes:
            raise trouble("share.beyond-yours")
        now = self._clock()
        share = Share(secrets.token_hex(16), info.path, cast("ShareMode", mode), owner.username, now, now + days * DAY)
        await self.run(self.store.add, share)
        self._log.info("%s made a share link for %s (%s).", owner.username, share.path, share.mode)
        return self._told(share)

    async def list(self, owner: str, path: str = "") -> list[ShareAnswer]:
        """The links of a person that are still good; those of ``path`` only, if it is given."""
        self.check_allowed()
        now = self._clock()
        found = await self.run(self.store.of, owner)
        return [self._told(share) for share in found if share.expires_at > now and path in ("", share.path)]

    def _told(self, share: Share) -> ShareAnswer:
        seconds = int(share.expires_at - self._clock()) + 1
        token = self._links.make("share", share.id, share.owner, seconds)
        return {
            "id": share.id,
            "path": share.path,
            "mode": share.mode,
            "expiresAt": iso(share.expires_at),
            "url": f"onlyoffice/share?token={token}",
        }

    async def of_token(self, token: str) -> Share:
        """The link that a token stands for. Raises LinkError when it is not good (any more)."""
        self.check_allowed()
        try:
            link = self._links.check(token, "share")
        except LinkError:
            raise trouble("share.invalid") from None  # in words for guests, who opened no tab of JupyterLab
        return await self.check(link.key)

    async def check(self, identity: str) -> Share:
        """The link with this id. Raises LinkError when it is not good (any more), StorageError when nobody knows."""
        self.check_allowed()
        share = await self.run(self.store.get, identity)
        if share is None or share.expires_at <= self._clock():
            raise trouble("share.over")
        return share

    async def moved(self, old: str, new: str) -> None:
        """A file or folder was renamed."""
        await self.run(self.store.moved, old, new)

    def close(self) -> None:
        """Finish what is under way and close the store."""
        self._records_thread.close(self.store.close)
