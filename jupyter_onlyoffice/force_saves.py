"""Asking Docs for a force save, and waiting until its result is stored.

Docs answers the command at once and delivers the result later as callback 6, so a request waits here for what
:mod:`callbacks` makes of it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from concurrent.futures import Executor
from typing import Any

from .docs_client import KEY_UNKNOWN, NOTHING_CHANGED, DocsClient
from .errors import DocsRefusedError, OnlyOfficeError
from .events import iso
from .session_store import Session
from .sessions import Sessions
from .troubles import trouble

#: How long a request waits, in seconds; after that the tab hears of the result by an event.
WAIT_SECONDS = 30.0


class ForceSaves:
    """The force saves under way."""

    def __init__(self, sessions: Sessions, docs: DocsClient, executor: Executor) -> None:
        self._sessions = sessions
        self._docs = docs
        self._executor = executor
        self._waiting: dict[str, set[asyncio.Future[Session]]] = defaultdict(set)

    async def request(self, path: str, key: str = "") -> dict[str, Any]:
        """Have Docs store ``path`` now, which a tab opened under ``key``: the answer of ``POST onlyoffice/forcesave``.

        Raises the error that storing it met, if nothing was changed since the one that the last save met, or
        DocsRefusedError, DocsUnreachableError, ConflictError.
        """
        session = await self._sessions.of_tab(path, key)
        if session is None:
            return _answer("unchanged", None)
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[Session] = loop.create_future()
        self._waiting[session.key].add(outcome)
        try:
            command = loop.run_in_executor(self._executor, self._docs.forcesave, session.key, secrets.token_hex(8))
            if await command == NOTHING_CHANGED:
                session = await self._sessions.get(session.key)
                if failure := session.unstored:  # of the one before: what Docs takes for saved did not arrive
                    raise failure.as_error()
                return _answer("unchanged", session)
            return _answer("stored", await asyncio.wait_for(outcome, WAIT_SECONDS))
        except asyncio.TimeoutError:
            return _answer("pending", session)
        except DocsRefusedError as error:
            if error.docs_code != KEY_UNKNOWN:
                raise
            if session.state != "editing":
                return _answer("unchanged", session)
            raise trouble("saving.key-unknown") from None
        finally:
            self._waiting[session.key].discard(outcome)
            if not self._waiting[session.key]:
                del self._waiting[session.key]

    def stored(self, session: Session) -> None:
        """A result of this session is safely stored."""
        for outcome in self._waiting.get(session.key, ()):
            if not outcome.done():
                outcome.set_result(session)

    def failed(self, session: Session, error: OnlyOfficeError) -> None:
        """A result of this session could not be stored."""
        for outcome in self._waiting.get(session.key, ()):
            if not outcome.done():
                outcome.set_exception(error)


def _answer(state: str, session: Session | None) -> dict[str, Any]:
    return {
        "state": state,
        "storedAt": iso(session.stored_at) if session else None,
        "savedAs": session.copy_path if session else None,
    }
