"""What Docs still holds of ours: results that it could not deliver, and keeps as "forgotten" under their keys.

That happens when this server was stopped, culled by its Hub or unreachable at the wrong moment. Docs shows the keys of
all its integrators, and whoever has its secret can make one that begins like ours: so only those are taken of which we
have a record, or that prove that we made them. Nothing is deleted there before it is safe here.
"""

from __future__ import annotations

import logging
import secrets
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ..docs_server.client import DocsClient
from ..errors import DamagedResultError, OnlyOfficeError
from ..events import SaveEvents
from ..formats import extension
from ..messages import line, trouble
from ..security.signed_links import Links
from ..sessions.session import Session
from ..sessions.sessions import Sessions
from ..tasks.independent import IndependentTasks
from ..tasks.threads import run_in
from .result_delivery import ResultDelivery

#: Seconds between two looks at all that Docs holds, and after which it is first looked what became of a failed save.
HOUR, MINUTE = 3600.0, 60.0
#: Seconds until what Docs holds damaged is deleted there.
DAY = 24 * HOUR
#: The name of a document whose record is lost.
UNKNOWN = "recovered document"


@dataclass(frozen=True)
class Recovered:
    """What became of one forgotten result. ``error`` says why it is still with Docs."""

    path: str
    key: str
    error: OnlyOfficeError | None = None


class ForgottenFiles:
    """Fetches them."""

    def __init__(
        self,
        links: Links,
        sessions: Sessions,
        results: ResultDelivery,
        docs: DocsClient,
        events: SaveEvents,
        executor: Executor,
        log: logging.Logger,
    ) -> None:
        self._prefix = f"{links.instance}-"
        self._links = links
        self._sessions = sessions
        self._results = results
        self._docs = docs
        self._events = events
        self._executor = executor
        self._log = log
        self.foreign: set[str] = set()  #: keys that begin like ours, and are not
        self._tasks = IndependentTasks(log)
        self._full_at = float("-inf")  #: when all is looked at again
        self._next: dict[str, tuple[float, float]] = {}  #: by key: when a failed save is looked at again, after a pause

    async def look(self) -> float:
        """Take what Docs could not deliver: all of it at start and every hour, that of a failed save sooner.

        The seconds until the next look. Raises as ``recover`` does.
        """
        now = self._sessions.now()
        if _due(self._full_at, now):
            await self.recover()
            self._full_at = now + HOUR
        # Docs keeps those too: if such a document is edited on, that would come as a copy of old edits within the hour.
        await self._tasks.each(list(self._results.late), self._recover_late, _name)
        failed = {session.key for session in await self._sessions.outstanding() if session.state == "failed"}
        self._next = {key: self._next.get(key, (now + MINUTE, MINUTE)) for key in failed}
        again = [key for key, (due, _) in self._next.items() if _due(due, now)]
        for key in again:
            pause = min(2 * self._next[key][1], HOUR)
            self._next[key] = now + pause, pause
        await self._tasks.each(again, self.recover_key, _name)
        return MINUTE

    async def _recover_late(self, key: str) -> None:
        recovered = await self.recover_key(key)
        if not (recovered and recovered.error):
            self._results.late.discard(key)

    async def recover(self, to_the_end: bool = False) -> list[Recovered]:
        """Take all that are ours; what takes long goes on, unless all is to be taken ``to_the_end``.

        Raises DocsUnreachableError or DocsRefusedError when Docs does not list them.
        """
        answer = await self._command("getForgottenList")
        keys = [key for key in answer.get("keys") or () if isinstance(key, str) and key.startswith(self._prefix)]
        found = await self._tasks.each(keys, self._recover_one, _name, to_the_end)
        return [recovered for recovered in found if recovered]

    async def _recover_one(self, key: str) -> Recovered | None:
        """The same as ``recover_key``, but raises nothing."""
        try:
            return await self.recover_key(key)
        except OnlyOfficeError as error:
            return Recovered(UNKNOWN, key, error)
        except Exception as fault:  # a fault of ours
            self._log.error("jupyter-onlyoffice: %s", line("server.one-of-many", what=_name(key)), exc_info=fault)
            return Recovered(UNKNOWN, key, trouble("saving.fault"))

    async def recover_key(self, key: str) -> Recovered | None:
        """Take what Docs holds under ``key``; None when it holds nothing, or somebody is editing it just now."""
        if await self._sessions.elsewhere(key):
            return None  # another server of this user has it in its folder
        waiting = [entry for entry in await self._results.waiting() if entry.key == key]
        if error := await self._results.deliver_all(waiting):  # what storage refuses is not fetched once more
            return Recovered(waiting[0].path, key, error)
        if not await self._sessions.known(key) and not self._links.document_keys.made_here(key):
            self._leave(key)
            return None
        # Should its record be lost nobody knows which file it was.
        session = await self._sessions.get_or_adopt(key, UNKNOWN)
        try:
            # What we last heard may be old: we were away. Only Docs knows whether somebody edits it again now; it
            # showed them what it holds, and delivers it when they are done. It tells us who edits before it answers
            # (source: ONLYOFFICE/server, DocsCoServer.js, sendStatusDocument), so nothing is locked yet.
            if session.state == "editing" and await run_in(self._executor, self._docs.knows, key):
                return None
        except OnlyOfficeError as error:
            return self._not_recovered(session, error)
        async with self._results.lock(key):
            if await self._sessions.get(key) != session:
                return None  # somebody has opened it again, or its save came
            try:
                result = await self.find(session)
                if result is None:
                    return None
                # Whoever has just been given the same key once more goes on with it, and ends the session later.
                final = not self._sessions.reopened(key)
                await self._results.take(session, *result, final=final, result=fresh_name())
            except DamagedResultError as error:
                await self._give_up(session)
                return Recovered(session.path, key, error)
            except OnlyOfficeError as error:
                return self._not_recovered(session, error)
            await self.delete(key)
        self._log.warning("Recovered edits of %s that Docs had kept (document key %s).", session.path, key)
        return Recovered(session.path, key)

    def _leave(self, key: str) -> None:
        if key not in self.foreign:
            self.foreign.add(key)
            self._log.warning("jupyter-onlyoffice: %s", line("saving.foreign-key", document=key[:128]))

    def _not_recovered(self, session: Session, error: OnlyOfficeError) -> Recovered:
        self._log.error("Could not recover %s (document key %s): %s", session.path, session.key, error.line)
        return Recovered(session.path, session.key, error)

    async def find(self, session: Session) -> tuple[str, str] | None:
        """Address and type of what Docs holds under the session's key. Raises DocsUnreachableError."""
        answer = await self._command("getForgotten", key=session.key)
        url = answer.get("url")
        if answer.get("error") or not isinstance(url, str):
            return None
        return url, extension(urlsplit(url).path) or extension(session.path)

    async def _give_up(self, session: Session) -> None:
        """What Docs holds is damaged, and safe in a recovery copy.

        Docs would load it at the next opening of its key, so that the document could never be opened again: so the key
        is given up. What was damaged on the way only is found whole another time, so Docs keeps it for a while.
        """
        if self._sessions.reopened(session.key):
            return  # who has just been given the key has to see for themselves
        if session.given_up_at is None:
            damage = trouble("saving.kept-damaged")
            self._log.warning("%s (%s, document key %s)", damage.line, session.path, session.key)
            session = await self._sessions.given_up(session)
            if session.copy_path and not session.told:
                self._events.copied(session, self._sessions.now(), session.copy_path, damage)
        elif self._sessions.now() - session.given_up_at >= DAY:
            await self.delete(session.key)

    async def delete(self, key: str) -> None:
        """Tell Docs that what it holds under ``key`` is safe. Should that fail, it is found the same another time."""
        with suppress(OnlyOfficeError):
            await self._command("deleteForgotten", key=key)

    async def _command(self, command: str, **fields: Any) -> dict[str, Any]:
        return await run_in(self._executor, self._docs.command, command, **fields)


def fresh_name() -> str:
    """A name for what Docs holds: its address says nothing of the content, as a key can be forgotten again."""
    return f"forgotten {secrets.token_hex(8)}"


def _name(key: str) -> str:
    return f"document key {key}"


def _due(at: float, now: float) -> bool:
    """Whether that time has come; nothing is planned for later than in an hour, unless the clock was set back."""
    return not 0 < at - now <= HOUR
