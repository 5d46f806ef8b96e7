"""The answers of ``GET onlyoffice/open`` and ``GET onlyoffice/status``."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from ..editor.permissions import Mode
from ..formats import FormatAnswer
from ..messages import Notice
from ..messages.translatable import FilledSentence


class CopyOffer(TypedDict):
    """A copy to work on, of a document that can only be viewed."""

    to: str  #: its format
    made: str | None  #: its path, once it was made


class AccessNotice(Notice, total=False):
    """Why somebody may do less than they asked for, with the offer of a copy where that helps."""

    copy: CopyOffer


class FailureAnswer(TypedDict):
    """Why the last save is not in the file."""

    code: str
    cause: str
    remedy: str
    at: str | None  #: in ISO 8601
    reason: str
    words: dict[str, FilledSentence] | None


class SaveState(TypedDict):
    """How the edits of a document stand."""

    key: str
    storedAt: str | None  #: in ISO 8601
    savedAs: str | None  #: the copy that takes the edits, once they had to part from the file
    conflict: str | None  #: that copy, while this user has to choose between both
    failure: FailureAnswer | None


class DocumentStatus(SaveState):
    """How an open document stands: ``document`` of ``GET onlyoffice/status``."""

    path: str
    state: Literal["editing", "idle", "failed", "closed"]
    users: list[str]  #: the display names of those who edit now


class DocsEditor(SaveState):
    """A document is open: all that the editor of Docs needs."""

    editor: Literal["docs"]
    path: str
    mode: Mode
    modes: list[Mode]
    notice: Notice | AccessNotice | None
    apiUrl: str
    forceSave: bool
    can: list[str]  #: see ``editor/capabilities.py``
    config: dict[str, Any]  #: what api.js takes, signed


class WorkingCopy(TypedDict):
    """The user works on a copy, which is to be opened instead."""

    editor: Literal["copy"]
    path: str


class FormatQuestion(TypedDict):
    """The user has to choose how to work on a document that Docs does not keep whole."""

    editor: Literal["ask"]
    path: str
    format: str
    copy: str  #: the format that a copy would have
    chosen: Literal["edit", "copy", "view"] | None
    made: str | None  #: the copy that there is


class Installation(TypedDict):
    """What this installation can do: the part of ``GET onlyoffice/status`` that is the same for everybody."""

    version: str
    editor: Literal["docs", "builtin"]
    forceSave: bool
    shareLinks: bool
    apiUrl: str | None
    problems: list[Notice]
    formats: list[FormatAnswer]
    create: list[str]  #: extensions of what can be created
