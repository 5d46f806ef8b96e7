"""The sessions of open documents: which key an opener gets, and what callbacks make of it.

The rules (docs/protocol.md, section 4): while anybody edits, every opener gets the same key; a final save ends it, a
force save does not, nor does "closed without changes"; a file that changed on disk while nobody edits opens with a new
key; a failed save keeps its key, because Docs holds the result under it; and who opens a form that was submitted gets
a blank one under a new key, while the old one may still be shown to whoever submitted it.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from typing import TypeVar

from ..errors import OnlyOfficeError
from ..security.signed_links import LINK_SECONDS, Links
from ..security.tokens import Clock
from .finding import FindingSessions
from .session import Decision, Failure, Session, SessionStore

T = TypeVar("T")

#: Follows ``Session.lastsave`` when several results have this time, which Docs gives in seconds: nobody knows which of
#: them is the youngest.
TIE = "+"
#: How many names of people are known of a session: the oldest go, unless they edit.
MOST_NAMES = 200
#: Seconds from handing out a key until Docs must have told that somebody edits: a large document takes a while to load.
REOPENING = 60.0


class Sessions(FindingSessions):
    """The rules over a :class:`SessionStore`."""

    def __init__(self, store: SessionStore, links: Links, clock: Clock = time.time) -> None:
        super().__init__(store, clock)
        self._links = links
        self._reopened: dict[str, float] = {}

    async def open(
        self, path: str, version: str, user: str, name: str, known_to_docs: Callable[[str], Awaitable[bool]]
    ) -> Session:
        """The session that an opener of ``path``, now at ``version`` on disk, joins.

        ``known_to_docs`` is asked only when the file changed while our record says that somebody edits it: after a
        crash of Docs nobody does, and the old key would show old content.
        """
        session = await self._run(self._open, path, version, user, name, "")
        changed = session.state == "editing" and session.known_version != version
        if changed and not await known_to_docs(session.key):
            return await self._run(self._open, path, version, user, name, session.key)
        return session

    def _open(self, path: str, version: str, user: str, name: str, abandoned: str) -> Session:
        session = self._store.current(path)
        if (
            session and session.answered
        ):  # Docs has the answers of somebody under its key; it writes no more to the file
            session = None
        if session and (session.known_version == version or (session.live and session.key != abandoned)):
            if session.names.get(user) != name:
                session = replace(session, names=_with_name(session, user, name))
                self._store.update(session)
            return session
        now = self._clock()
        session = Session(self._links.document_keys.new(), path, version, now, names={user: name})
        self._store.open(session)
        self._store.forget(now - 2 * LINK_SECONDS)
        return session

    def hand_out_again(self, session: Session) -> None:
        """Somebody gets the key of a failed save once more, because what Docs has under it could not be fetched."""
        if session.state == "failed":
            self._reopened.setdefault(session.key, self._clock())

    def reopened(self, key: str) -> bool:
        """Whether that was so short a time ago that they may be about to edit: Docs has not told yet."""
        if 0 <= self._clock() - self._reopened.get(key, float("-inf")) < REOPENING:
            return True
        self._reopened.pop(key, None)
        return False

    async def get_or_adopt(self, key: str, path: str) -> Session:
        """The session with this key of ours; when its record is lost, an ended one of ``path`` takes its place."""

        def adopt() -> Session:
            session = self._store.get(key)
            if session is None:
                session = Session(key, path, "", self._clock(), state="closed")
                self._store.update(session)
            return session

        return await self._run(adopt)

    async def _change(self, key: str, **changes: object) -> Session:
        session = await self._run(self._store.change, key, **changes)
        return session or await self.get(key)

    async def editing(self, session: Session, users: tuple[str, ...]) -> Session:
        """Docs reported who edits now. With nobody left it still holds edits, whose final save is about to come."""
        state = session.state if session.state == "closed" else "editing"
        return await self._change(session.key, state=state, users=users)

    async def wrote(self, session: Session, authors: Collection[str]) -> Session:
        """Docs delivered edits of these users, by ids, among others."""
        if set(authors) <= set(session.authors):
            return session
        return await self._change(session.key, authors=tuple(dict.fromkeys((*session.authors, *authors))))

    async def unchanged(self, session: Session) -> Session:
        """Everybody left, and Docs holds no edits; after a failed save it may still hold the result of that."""
        if session.state == "editing":
            return await self._change(session.key, state="open", users=(), failure=None)
        return await self._change(session.key, users=())

    async def revive(self, session: Session, version: str) -> Session:
        """An ended session is edited again (a laptop woke up): it goes on when the file is still what it stored.

        Not one that ended because a user brought back what was there before: it has what they threw away.
        """

        def revive() -> Session:
            found = self._store.get(session.key) or session
            over = found.reverted or found.replaced  # the version does not tell: a checkpoint has that of the file
            if not over and self._store.current(found.path) is None and found.known_version == version:
                found = replace(found, state="open")
                self._store.open(found)
            return found

        return await self._run(revive)

    async def stored(
        self,
        session: Session,
        version: str,
        copy_path: str | None,
        result: str,
        final: bool,
        lastsave: str = "",
        contested: bool = False,
    ) -> Session:
        """A result is safely stored; ``final`` ends the session. ``result`` names it: it is stored only once.

        ``contested``: it is in a copy, because the file changed.
        """
        now = self._clock()
        if lastsave and lastsave == session.lastsave.rstrip(TIE):
            lastsave += TIE
        changes: dict[str, object] = {"stored_at": now, "failure": None, "lastsave": max(lastsave, session.lastsave)}
        if copy_path is None:
            changes["stored_version"] = version
        else:
            told_by = session.told_by if session.copy_path == copy_path else ()
            told = session.told and session.copy_path == copy_path and set(session.authors) <= set(told_by)
            changes.update(copy_path=copy_path, copy_version=version, contested=contested, told=told, told_by=told_by)
        if final:
            changes.update(state="closed", users=())
        # In this order: what a crash leaves unnamed is stored again, to no effect; what it leaves out would be missing.
        session = await self._change(session.key, **changes)
        await self._run(self._store.add_result, session.key, result, now)
        return session

    async def doubted(self, session: Session) -> Session:
        """The youngest edits may not be in the file although Docs delivered them: its final save is not skipped."""
        return await self._change(session.key, lastsave=session.lastsave.rstrip(TIE) + TIE)

    async def rescued(self, session: Session, copy_path: str, draft: bool) -> Session:
        """A result that could not become the file is in a recovery copy, a ``draft`` if the next may replace it."""
        rescued = tuple(dict.fromkeys((*session.rescued, copy_path)))
        return await self._change(session.key, rescued=rescued, draft=copy_path if draft else None)

    async def given_up(self, session: Session) -> Session:
        """Of the session's last edits there is nothing better than a recovery copy: it ends, and the user is told."""
        session = await self.get(session.key)
        changes: dict[str, object] = {"given_up_at": self._clock()}
        if session.state != "closed":
            copy_path = session.rescued[-1] if session.rescued else session.copy_path
            told = copy_path is None
            changes.update(state="closed", users=(), failure=None, copy_path=copy_path, told=told, told_by=())
        return await self._change(session.key, **changes)

    async def resolved(self, session: Session, version: str) -> Session:
        """The file holds what the session had to store beside it; it goes on with the file."""
        changes = {"stored_version": version, "copy_path": None, "contested": False, "told": True, "told_by": ()}
        return await self._change(session.key, **changes)

    async def told(self, key: str, user: str, all_of_them: bool = False) -> Session:
        """This user knows of a copy, or that edits are gone; or nobody has to be told now. Raises NotFoundError."""
        session = await self.get(key)
        told_by = tuple(dict.fromkeys((*session.told_by, user)))
        told = all_of_them or session.told or set(session.authors) <= set(told_by)
        return await self._change(key, told_by=told_by, told=told)

    async def decided(self, session: Session, decision: Decision) -> Session:
        """A user has chosen between file and copy."""
        return await self._change(session.key, decided=decision)

    async def reverted(self, session: Session) -> Session:
        """A user has brought the file's checkpoint back: the session ends, and what it still brings is a copy."""
        return await self._change(session.key, state="closed", users=(), reverted=True)

    async def lost(self, session: Session, error: OnlyOfficeError) -> Session:
        """The session's last edits are nowhere any more, or may be: it ends, and who edited is told."""
        failure = Failure.of(error, self._clock())
        authors = tuple(dict.fromkeys((*session.authors, *session.users)))
        changes = {"state": "closed", "users": (), "authors": authors, "told": False, "told_by": ()}
        return await self._change(session.key, failure=failure, **changes)

    async def end(self, session: Session, replaced: bool = False) -> Session:
        """The last editor left and nothing is outstanding, or the file was ``replaced`` by an earlier version.

        The next opener gets a new key.
        """
        return await self._change(session.key, state="closed", users=(), replaced=replaced or session.replaced)

    async def note_result(self, session: Session, result: str) -> None:
        """Something that came with a result of the session is stored, under this name."""
        await self._run(self._store.add_result, session.key, result, self._clock())

    async def failed(self, session: Session, error: OnlyOfficeError, final: bool) -> Session:
        """A save was not stored. After a final one Docs keeps the result under this key, so the key is kept too."""
        failure = Failure.of(error, self._clock())
        if final and session.state != "closed":
            return await self._change(session.key, state="failed", users=(), failure=failure)
        return await self._change(session.key, failure=failure)

    async def opened_for(self, session: Session, filling: bool) -> Session:
        """A form was opened to be filled, or to be changed in another way, which holds for all of the session."""
        purpose = "fill" if filling and session.purpose != "edit" else "edit"
        return session if session.purpose == purpose else await self._change(session.key, purpose=purpose)

    async def submitted(self, session: Session, lastsave: str, version: str | None) -> Session:
        """Answers are stored that have every edit up to ``lastsave``.

        ``version``: of the file, if what the session had stored in it was taken back.
        """
        changes: dict[str, object] = {"submitted": lastsave or "-", "stored_at": self._clock(), "failure": None}
        if version is not None:
            changes["stored_version"] = version
        return await self._change(session.key, **changes)

    async def moved(self, old: str, new: str) -> list[tuple[str, Session]]:
        """A file or folder was renamed. See SessionStore.moved; renames.py tells of it."""
        return await self._run(self._store.moved, old, new)

    async def renamed(self, session: Session, path: str) -> Session:
        """The file of this session alone was renamed."""
        return await self._change(session.key, path=path)

    async def rebased(self, session: Session, version: str) -> Session:
        """The file is the same, but its version is this now."""
        return await self._change(session.key, **{"stored_version" if session.stored_version else "version": version})


def _with_name(session: Session, user: str, name: str) -> dict[str, str]:
    names = {one: known for one, known in session.names.items() if one != user}
    away = [one for one in names if one not in session.users]
    for one in away[: max(len(names) + 1 - MOST_NAMES, 0)]:
        del names[one]
    return {**names, user: name}
