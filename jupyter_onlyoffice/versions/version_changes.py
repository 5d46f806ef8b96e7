"""What Docs tells of a result: who made it, and by which changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..docs_server.callback import Callback
from ..sessions.session import Session


@dataclass(frozen=True)
class VersionChanges:
    """Who made a result, and how."""

    user: str = ""
    changes: tuple[dict[str, Any], ...] = ()
    server_version: str = ""
    url: str = ""  #: where the file with the changes is

    @classmethod
    def of(cls, callback: Callback) -> VersionChanges:
        """Return what a callback tells of its result."""
        user = callback.users[0] if callback.users else ""
        return cls(user, callback.changes, callback.server_version, callback.changes_url)

    def told(self, session: Session) -> dict[str, Any]:
        """The fields of the version. The author is who made the last change."""
        last = self.changes[-1].get("user") if self.changes else None
        author = last if isinstance(last, dict) else {}
        # Should nobody be named, as when this server was restarted meanwhile, the one who had it open did it.
        identity = str(author.get("id") or self.user or (next(iter(session.names)) if len(session.names) == 1 else ""))
        return {
            "user_id": identity,
            "user_name": str(author.get("name") or session.names.get(identity, "")),
            "changes": self.changes,
            "server_version": self.server_version,
        }
