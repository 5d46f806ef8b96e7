"""The events that this project emits through jupyter_events, and the log lines that go with them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Literal, TypedDict

from jupyter_events import EventLogger

from ..errors import OnlyOfficeError
from ..messages import line
from ..messages.translatable import FilledSentence, words_of
from ..sessions.session import Session

SCHEMA_ID = "https://events.jupyter.org/jupyter_onlyoffice/save/v1"
SCHEMA_FILE = Path(__file__).with_name("save.yaml")
MENTION_ID = "https://events.jupyter.org/jupyter_onlyoffice/mention/v1"
MENTION_FILE = Path(__file__).with_name("mention.yaml")

Outcome = Literal["stored", "copied", "failed", "users", "changed", "moved"]


class SaveEvent(TypedDict):
    """The data of the event of ``save.yaml``, which says what each means."""

    path: str
    key: str
    state: Outcome
    at: str | None
    users: list[str]
    authors: list[str]
    savedAs: str | None
    conflict: bool
    cause: str | None
    remedy: str | None
    reason: str | None
    words: dict[str, FilledSentence] | None
    movedFrom: str | None


class MentionEvent(TypedDict):
    """The data of the event of ``mention.yaml``."""

    count: int


def iso(at: float | None) -> str | None:
    """Seconds since the epoch as ISO 8601 in UTC."""
    return None if at is None else datetime.fromtimestamp(at, timezone.utc).isoformat()


class SaveEvents:
    """Tells the tabs, the administrator's listeners and the log what happened to a document."""

    def __init__(self, event_logger: EventLogger, log: logging.Logger) -> None:
        self._events = event_logger
        self._log = log
        event_logger.register_event_schema(SCHEMA_FILE)
        event_logger.register_event_schema(MENTION_FILE)

    def stored(self, session: Session, at: float) -> None:
        """The result is in the file."""
        self._log.info("Stored %s (document key %s).", session.path, session.key)
        self._emit("stored", session, at)

    def copied(self, session: Session, at: float, copy_path: str, why: OnlyOfficeError) -> None:
        """The result is in another file."""
        self._log.warning(
            "Stored the edits of %s as %s (document key %s): %s", session.path, copy_path, session.key, why.line
        )
        self._emit("copied", session, at, saved_as=copy_path, why=why)

    def failed(self, session: Session, at: float, error: OnlyOfficeError, copy_path: str | None = None) -> None:
        """The result is not in the file; ``copy_path`` is the recovery copy of what it holds, if it holds anything."""
        self._log.error("Could not store %s (document key %s): %s", session.path, session.key, error.line)
        self._emit("failed", session, at, saved_as=copy_path, why=error)

    def older(self, session: Session, error: OnlyOfficeError) -> None:
        """A result was not taken, as it is older than what is stored; the next one is."""
        self._log.warning("Did not store %s (document key %s): %s", session.path, session.key, error.line)

    def users(self, session: Session, at: float) -> None:
        """Somebody joined or left."""
        if session.strangers:
            self._log.warning("%s (document key %s)", line("saving.strangers", path=session.path), session.key)
        self._emit("users", session, at)

    def changed(self, session: Session, at: float) -> None:
        """Somebody else changed the file; the session has ended, and open tabs show the new content."""
        self._log.info("%s was changed outside of the editor (document key %s).", session.path, session.key)
        self._emit("changed", session, at)

    def reverted(self, session: Session, at: float) -> None:
        """The file is its checkpoint again; the session has ended, and open tabs show that."""
        self._log.info("%s was reverted to its checkpoint (document key %s).", session.path, session.key)
        self._emit("changed", session, at)

    def lost(self, session: Session, at: float, error: OnlyOfficeError) -> None:
        """Edits of the session are nowhere any more, or may be; it has ended, and open tabs show the document anew."""
        self._log.error("%s (%s, document key %s)", error.line, session.path, session.key)
        self._emit("failed", session, at, why=error)
        self._emit("changed", session, at)

    def moved(self, session: Session, at: float, before: str) -> None:
        """The file has another name or place; the session goes on."""
        self._log.info("%s is now %s (document key %s).", before, session.path, session.key)
        self._emit("moved", session, at, moved_from=before)

    def submitted(self, session: Session, paths: Sequence[str]) -> None:
        """The filled form and its answers are in ``paths``."""
        files = ", ".join(paths)
        self._log.info("Stored what was submitted of %s as %s (document key %s).", session.path, files, session.key)

    def mentioned(self, count: int) -> None:
        """People were mentioned in a comment; each page asks whether it is about its user."""
        event: MentionEvent = {"count": count}
        self._events.emit(schema_id=MENTION_ID, data={**event})

    def ended(self, session: Session, at: float) -> None:
        """The session has ended without a last save; open tabs show the document anew."""
        self._log.info("The session of %s has ended (document key %s).", session.path, session.key)
        self._emit("changed", session, at)

    def _emit(
        self,
        state: Outcome,
        session: Session,
        at: float,
        saved_as: str | None = None,
        why: OnlyOfficeError | None = None,
        moved_from: str | None = None,
    ) -> None:
        event: SaveEvent = {
            "path": session.path,
            "key": session.key,
            "state": state,
            "at": iso(at),
            "users": session.people(),
            "authors": list(session.authors),
            "savedAs": saved_as,
            "conflict": state == "copied" and session.conflict is not None,
            "cause": why.cause if why else None,
            "remedy": why.remedy if why else None,
            "reason": why.reason if why else None,
            "words": words_of(why.cause, why.remedy) if why else None,
            "movedFrom": moved_from,
        }
        self._events.emit(schema_id=SCHEMA_ID, data={**event})
