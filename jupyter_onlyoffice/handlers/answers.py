"""The answers that handlers put together themselves; those of one service are typed where they are made."""

from __future__ import annotations

from typing import Literal, TypedDict

from ..features.mentions import MentionAnswer
from ..features.references import ReferenceSource
from ..opening.answers import DocumentStatus, Installation
from ..people.directory import PersonAnswer
from ..saving.unsaved_documents import UnsavedDocument
from ..sharing.share_links import ShareAnswer


class Status(Installation):
    """The answer of ``GET onlyoffice/status``."""

    user: str  #: the id by which events and Docs know the user
    waiting: list[UnsavedDocument]


class StatusOfDocument(Status):
    """The same with a ``path``."""

    document: DocumentStatus | None  #: None: it is not open


class IsForm(TypedDict):
    """The answer of ``GET onlyoffice/form``."""

    form: bool


class CallbackTaken(TypedDict):
    """The answer of ``POST onlyoffice/callback``, when all that it brought is safe."""

    error: Literal[0]


class FoundReference(TypedDict):
    """The answer of ``POST onlyoffice/reference``: where the values of a workbook come from."""

    path: str
    data: ReferenceSource


class StoredFile(TypedDict):
    """The answer of ``POST onlyoffice/saveas``: the new file."""

    path: str
    name: str


class FoundDocument(TypedDict):
    """The answer of ``GET onlyoffice/builtin/version``: where the document of a tab is by now."""

    path: str
    version: str


class PeopleList(TypedDict):
    """The answer of ``GET onlyoffice/people``: what ``setUsers`` takes."""

    users: list[PersonAnswer]


class MentionList(TypedDict):
    """The answer of ``GET onlyoffice/mentions``."""

    mentions: list[MentionAnswer]


class ShareList(TypedDict):
    """The answer of ``GET onlyoffice/shares``."""

    shares: list[ShareAnswer]


class GuestSaves(TypedDict):
    """The answer of ``POST onlyoffice/share/state``."""

    stored: bool  #: whether the last save of the document did not fail


class CheckReport(TypedDict):
    """The answer of ``GET onlyoffice/check/report``."""

    text: str  #: to pass on
