"""When the server stops while somebody edits: Docs is asked for what it has, as far as the time for a stop allows.

What does not come in time is not lost: Docs delivers it later, or keeps it as "forgotten" until the next start.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from tornado.httpserver import HTTPServer

from ..errors import OnlyOfficeError
from ..messages import line
from ..sessions.sessions import Sessions
from ..tasks.shielded import ShieldedTasks
from .force_saves import ForceSaves

#: Seconds for what Docs has, and after that for what is being stored at the end of them. JupyterHub gives its servers
#: ten, by default, before it kills them.
LIMIT, GRACE = 6.0, 2.0
#: Of these, the seconds to read who edits what.
READING = 2.0


class ShutdownSave:
    """Stores what is being edited."""

    def __init__(
        self, sessions: Sessions, force_saves: ForceSaves, underway: ShieldedTasks, log: logging.Logger
    ) -> None:
        self._sessions = sessions
        self._force_saves = force_saves
        self._under_way = underway
        self._log = log

    async def say(self, server: Any) -> None:
        """Store all that is edited now, and let end what is being stored already.

        ``server``, the ServerApp, has stopped listening by the time it is stopped; open connections are still served.
        """
        end = time.monotonic() + LIMIT
        edited = await self._edited()
        if not edited:
            await self._under_way.over(GRACE)
            return
        listener = _listen_again(server)
        try:
            saves = asyncio.gather(*(self._store(path) for path in edited), return_exceptions=True)
            for error in await asyncio.wait_for(saves, max(end - time.monotonic(), 0.0)):
                if error is not None:  # a fault of ours; the others are stored all the same
                    self._log.warning(
                        "jupyter-onlyoffice: %s", line("server.stop", step="a save", error=error), exc_info=error
                    )
        except asyncio.TimeoutError:
            self._log.warning("jupyter-onlyoffice: %s", line("saving.stop-too-short"))
        finally:
            await self._under_way.over(GRACE)
            if listener:
                listener.stop()
                await listener.close_all_connections()

    async def _edited(self) -> list[str]:
        """The paths of what is edited; none when the records can not be read."""
        try:
            return [session.path for session in await asyncio.wait_for(self._sessions.edited(), READING)]
        except asyncio.TimeoutError:
            reason = "they are in use"
        except OnlyOfficeError as error:
            reason = error.cause.rstrip(".")
        self._log.warning("jupyter-onlyoffice: %s", line("saving.stop-unread", reason=reason))
        return []

    async def _store(self, path: str) -> None:
        try:
            await self._force_saves.request(path)
        except OnlyOfficeError as error:
            self._log.warning("%s was not stored before the stop: %s", path, error.line)


def _listen_again(server: Any) -> HTTPServer | None:
    """jupyter_server closes its socket first thing, but the results come as requests."""
    listener = HTTPServer(server.web_app, ssl_options=server.ssl_options or None, xheaders=server.trust_xheaders)
    try:
        listener.listen(server.port, server.ip)
    except OSError:  # it still listens, as in tests, or somebody else does by now
        return None
    return listener
