"""The records of open documents, and the small interface of what keeps them.

Another store (for several servers of a JupyterHub) can implement it; ours is in sqlite_store.py. All methods block:
callers run them in a thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypedDict

from ..errors import NotArrivedError, OnlyOfficeError
from ..messages.translatable import FilledSentence, Translatable, words_of
from ..storage.record_fields import read

State = Literal["open", "editing", "failed", "closed"]
"""open: a key was handed out, nobody is known to edit. editing: Docs reported users. failed: a final save was not
stored and Docs keeps it under this key. closed: the final save is stored, or a newer key has taken over; it is never
handed out again."""


class FailureRecord(TypedDict):
    """``Failure`` as JSON: in the record of its session."""

    code: str
    cause: str
    remedy: str
    at: float
    reason: str
    words: dict[str, FilledSentence] | None  #: of cause and remedy, to say them in another language


@dataclass(frozen=True)
class Failure:
    """Why the last save was not stored."""

    code: str
    cause: str
    remedy: str
    at: float
    reason: str = ""  #: the row of the table; records of older versions have none

    @classmethod
    def of(cls, error: OnlyOfficeError, at: float) -> Failure:
        """What the last save met."""
        return cls(error.code, error.cause, error.remedy, at, error.reason)

    def as_json(self) -> FailureRecord:
        """For the record, and for pages."""
        return {
            "code": self.code,
            "cause": self.cause,
            "remedy": self.remedy,
            "at": self.at,
            "reason": self.reason,
            "words": words_of(self.cause, self.remedy),
        }

    @classmethod
    def of_record(cls, fields: Mapping[str, Any]) -> Failure:
        """What ``as_json`` made of it; records of older versions have no words."""
        words = {name: Translatable.of_json(said) for name, said in (fields.get("words") or {}).items()}
        return read(cls, {**fields, **words})

    def as_error(self) -> NotArrivedError:
        """For whoever asks later."""
        error = NotArrivedError(self.cause, self.remedy)
        error.reason = self.reason
        return error


@dataclass(frozen=True)
class Decision:
    """What a user decided about a document that was edited here and changed on disk."""

    choice: str
    name: str  #: of who decided
    about: str  #: the copy with the edits, which the question was about
    copy_path: str | None  #: the copy beside the file that there is now


@dataclass(frozen=True)
class Session:
    """One document key: which file it stands for and what happened to it. Times are seconds since the epoch."""

    key: str
    path: str
    version: str  #: of the file, when the session started
    opened_at: float
    state: State = "open"
    users: tuple[str, ...] = ()  #: opaque ids of those who edit now
    names: dict[str, str] = field(default_factory=dict)  #: display names of all who opened it, by id
    stored_version: str | None = None  #: of the file, after our last store
    stored_at: float | None = None
    copy_path: str | None = None  #: the file beside the original that takes the results, once they had to part
    copy_version: str = ""  #: of that file, as we wrote it; "" in records of older versions
    contested: bool = False  #: whether they parted because the file changed: then the user decides which one stays
    authors: tuple[str, ...] = ()  #: ids of those whose edits Docs delivered; empty when it did not tell
    told: bool = True  #: whether all of them have seen that there is this copy (anybody, when they are not known)
    told_by: tuple[str, ...] = ()  #: ids of those who have
    decided: Decision | None = None  #: the last choice between file and copy
    failure: Failure | None = None
    lastsave: str = ""  #: Docs' own time of the youngest edit that we stored
    replaced: bool = (
        False  #: ended because a user decided what the file holds: what it had stored by then is where they want it
    )
    reverted: bool = False  #: ended because a user brought the checkpoint back
    rescued: tuple[str, ...] = ()  #: recovery copies beside the file, of results that could not become it
    draft: str | None = None  #: the one of them that came from a force save, so Docs still has its edits
    given_up_at: float | None = None  #: when what Docs keeps of it was found damaged
    purpose: str = ""  #: of a form: "fill" while nobody has opened it for anything else that changes it, else "edit"
    submitted: str = ""  #: Docs' own time of the youngest edit that was submitted, of a form; "-" where it told none
    beyond: Mapping[str, Any] = field(default_factory=dict, compare=False)  #: what a newer release has written

    @property
    def known_version(self) -> str:
        """The version that the file on disk must have for a result to replace it."""
        return self.stored_version or self.version

    @property
    def live(self) -> bool:
        """Whether the key must be kept: somebody edits, or Docs holds a result under it."""
        return self.state in ("editing", "failed")

    @property
    def unstored(self) -> Failure | None:
        """Why the file lacks edits that Docs or this server holds; None when, as far as we know, it lacks none."""
        return self.failure if self.state != "closed" else None

    @property
    def conflict(self) -> str | None:
        """The copy with the edits, while the user has to decide between it and the file."""
        return self.copy_path if self.contested and self.state != "closed" else None

    @property
    def answered(self) -> bool:
        """Whether it is a form that was only filled and then submitted: its file stays what it was."""
        return self.purpose == "fill" and bool(self.submitted)

    @property
    def gone(self) -> Failure | None:
        """That edits are nowhere any more, while there is somebody who was not told."""
        return self.failure if self.state == "closed" and not self.told else None

    def may_decide(self, user: str) -> bool:
        """Whether the edits in question are those of this user, as far as is known."""
        return not self.authors or user in self.authors

    def others(self, user: str) -> set[str]:
        """The ids of all other people whose edits there can be."""
        return set(self.authors or self.names) - {user}

    @property
    def strangers(self) -> set[str]:
        """The ids of those who edit now although nobody opened it here in their name."""
        return set(self.users) - set(self.names)

    def people(self) -> list[str]:
        """The display names of those who edit now."""
        return [self.names.get(user, user) for user in self.users]


class SessionStore(Protocol):
    """Where the records are. ``path`` is the contents manager's path."""

    def current(self, path: str) -> Session | None:
        """The session of ``path`` that is not closed; at most one exists."""

    def get(self, key: str) -> Session | None:
        """The session with this key, closed or not."""

    def elsewhere(self, key: str) -> bool:
        """Whether the key is that of a document under another root."""

    def edited(self) -> list[Session]:
        """The sessions in which somebody edits, as far as Docs told."""

    def outstanding(self) -> list[Session]:
        """Those whose last save failed, and those with a copy, or a loss, that not all were told of."""

    def open(self, session: Session) -> None:
        """Add ``session`` and close every other of its path, in one step."""

    def update(self, session: Session) -> None:
        """Write the record of ``session`` again."""

    def change(self, key: str, **changes: object) -> Session | None:
        """Read the record of a session, and write it with ``changes``, in one step; None when there is none."""

    def knowing(self, version: str) -> list[Session]:
        """The sessions that are not closed and know their file by this version."""

    def moved(self, old: str, new: str) -> list[tuple[str, Session]]:
        """A file or folder was renamed: its sessions, and those of all files in it, follow.

        Returns those that were not closed, each with the path that it had: they have moved, or are closed now because
        what was renamed took the place of their file.
        """

    def has_result(self, key: str, result: str) -> bool:
        """Whether this result of the session was stored before."""

    def add_result(self, key: str, result: str, at: float) -> None:
        """Remember that this result of the session is stored."""

    def forget(self, before: float) -> None:
        """Drop the closed sessions that were opened before this time."""

    def mend(self, error: Exception) -> bool:
        """Whether a call that met ``error`` is worth another try, as something was done about it."""

    def close(self) -> None:
        """Close the store."""
