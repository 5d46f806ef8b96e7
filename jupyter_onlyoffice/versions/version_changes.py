"""What Docs tells of a result: who made it, and by which changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..sessions.session import Session

#: The longest list of changes that is kept, in characters.
MAX_LIST = 256 * 1024


@dataclass(frozen=True)
class VersionChanges:
    """Who made a result, and how."""

    user: str = ""
    changes: list[dict[str, Any]] = field(default_factory=list)
    server_version: str = ""
    url: str = ""  #: where the file with the changes is

    @classmethod
    def of(cls, history: object, users: object, url: str) -> VersionChanges:
        """From the fields of a callback; what makes no sense is left out."""
        names = [user for user in users if isinstance(user, str)] if isinstance(users, list) else []
        found = history if isinstance(history, dict) else {}
        changes, server = found.get("changes"), found.get("serverVersion")
        if not (isinstance(changes, list) and all(isinstance(change, dict) for change in changes)):
            changes = []
        if len(json.dumps(changes)) > MAX_LIST:
            changes = []
        return cls(names[0] if names else "", changes, server if isinstance(server, str) else "", url)

    def told(self, session: Session) -> dict[str, Any]:
        """The fields of the version. The author is who made the last change."""
        last = self.changes[-1].get("user") if self.changes else None
        author = last if isinstance(last, dict) else {}
        # Should nobody be named, as when this server was restarted meanwhile, the one who had it open did it.
        identity = str(author.get("id") or self.user or (next(iter(session.names)) if len(session.names) == 1 else ""))
        return {
            "user_id": identity,
            "user_name": str(author.get("name") or session.names.get(identity, "")),
            "changes": tuple(self.changes),
            "server_version": self.server_version,
        }


def authors_of(claims: Mapping[str, Any]) -> list[str]:
    """The ids of those who made the changes that a result holds, as far as its callback tells.

    ``history`` names all since the session began, ``users`` only who made the last one, or closed the document: so the
    latter counts where the former is missing.
    """
    history = claims.get("history")
    changes = history.get("changes") if isinstance(history, dict) else None
    users = [change.get("user") for change in changes if isinstance(change, dict)] if isinstance(changes, list) else []
    found = [user.get("id") for user in users if isinstance(user, dict)]
    last = claims.get("users")
    if not found and isinstance(last, list) and (claims.get("status") == 6 or claims.get("notmodified") is False):
        found = last
    return list(dict.fromkeys(user for user in found if isinstance(user, str) and user))
