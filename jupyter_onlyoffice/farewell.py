"""When the server stops while somebody edits: Docs is asked for what it has, as far as the time for a stop allows.

What does not come in time is not lost: Docs delivers it later, or keeps it as "forgotten" until the next start.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from tornado.httpserver import HTTPServer

from .errors import OnlyOfficeError
from .force_saves import ForceSaves
from .sessions import Sessions
from .troubles import line
from .underway import Underway

#: Seconds for what Docs has, and after that for what is being stored at the end of them. JupyterHub gives its servers
#: ten, by default, before it kills them.
LIMIT, GRACE = 6.0, 2.0


class Farewell:
    """Stores what is being edited."""

    def __init__(self, sessions: Sessions, force_saves: ForceSaves, underway: Underway, log: logging.Logger) -> None:
        self._sessions = sessions
        self._force_saves = force_saves
        self._underway = underway
        self._log = log

    async def say(self, server: Any) -> None:
        """Store all that is edited now, and let end what is being stored already.

        ``server``, the ServerApp, has stopped listening by the time it is stopped; open connections are still served.
        """
        edited = [session.path for session in await self._sessions.edited()]
        if not edited:
            await self._underway.over(GRACE)
            return
        listener = _listen_again(server)
        try:
            await asyncio.wait_for(asyncio.gather(*(self._store(path) for path in edited)), LIMIT)
        except asyncio.TimeoutError:
            self._log.warning("jupyter-onlyoffice: %s", line("saving.stop-too-short"))
        finally:
            await self._underway.over(GRACE)
            if listener:
                listener.stop()
                await listener.close_all_connections()

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
