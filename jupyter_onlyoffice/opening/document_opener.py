"""What a user does with a document: open it, ask how it stands."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from ..builtin import EDITED, Builtin
from ..config.settings import Settings
from ..docs_server.client import DocsClient
from ..docs_server.signing import BrowserSigner
from ..docs_server.urls import Urls
from ..editor.capabilities import abilities
from ..editor.config import Document, Person, Preferences, editor_config
from ..editor.permissions import Mode
from ..errors import ConversionError, NotFoundError, OnlyOfficeError
from ..events import iso
from ..features.mentions import Mentions
from ..features.references import References
from ..formats import FORMATS, Format, extension, format_of
from ..messages import notice, trouble
from ..new_documents.blank import KINDS
from ..saving.file_watch import FileWatch
from ..saving.form_submissions import Forms
from ..saving.renames import Renames
from ..saving.reopening_after_failure import ReopeningAfterFailure
from ..security.signed_links import Bounds, Links
from ..security.tokens import Clock
from ..sessions.session import Session
from ..sessions.sessions import Sessions
from ..storage.storage import FileInfo, Storage
from ..text_formats import TextFormats
from .access_rules import Access, AccessRules, Asker
from .lossy_format_choice import Ask, LossyFormatChoices

API_SCRIPT = "/web-apps/apps/api/documents/api.js"
#: How long an answer about the version of Docs is believed, in seconds.
VERSION_SECONDS = 600.0


VIEWED = notice("documents.viewed")


@dataclass(frozen=True)
class Visitor:
    """Who asks, and what they may do."""

    username: str
    name: str
    may_write: bool
    preferences: Preferences
    groups: tuple[str, ...] | None = None  #: None where Jupyter knows of no groups
    image: str = ""  #: the address of a picture of them
    action: dict[str, Any] | None = None  #: the place in the document to open it at
    bounds: Bounds = Bounds()  #: what their links are narrowed to, if they came by a share link


class DocumentOpener:
    """Opening documents."""

    def __init__(
        self,
        settings: Settings,
        signer: BrowserSigner,
        urls: Urls,
        storage: Storage,
        sessions: Sessions,
        renames: Renames,
        access_rules: AccessRules,
        forms: Forms,
        links: Links,
        docs: DocsClient,
        builtin: Builtin,
        file_watch: FileWatch,
        mentions: Mentions,
        reopening: ReopeningAfterFailure,
        references: References,
        text_formats: TextFormats,
        format_choices: LossyFormatChoices,
        clock: Clock = time.time,
    ) -> None:
        self._settings = settings
        self._signer = signer
        self._urls = urls
        self._storage = storage
        self._sessions = sessions
        self._renames = renames
        self._access_rules = access_rules
        self._forms = forms
        self._links = links
        self._docs = docs
        self._builtin = builtin
        self._file_watch = file_watch
        self._mentions = mentions
        self._reopening = reopening
        self._references = references
        self._text_formats = text_formats
        self._format_choices = format_choices
        self._clock = clock
        self._docs_major: int | None = None
        self._docs_asked = float("-inf")

    async def open(
        self, path: str, mode: Mode | None, visitor: Visitor, key: str = "", ask: Ask = "", over: str = ""
    ) -> dict[str, Any]:
        """The answer of ``GET onlyoffice/open``; ``key`` is what the tab had this document open under, if it had.

        ``over``: a key of which Docs told the tab that it has ended.

        Without a ``mode`` a document is edited, and a form that has fields filled. ``ask``: whether the answer may be
        that the user has to choose how to work on the document, if that was not chosen ("once") or anyhow ("again").

        Raises ConfigurationError, NotFoundError, BadRequestError, UnsupportedFormatError, StorageError.
        """
        if problem := self._settings.fatal:
            raise problem.as_error()
        info = await self._info(path, key)
        document_format = format_of(info.path)
        asker = Asker(visitor.username, visitor.name, visitor.may_write, visitor.groups)
        if self._settings.builtin:
            access = await self._access_rules.grant(mode or "edit", document_format, info, asker)
            return await self._builtin.describe(info, document_format, access.mode, access.notice)
        user = self._links.user_id(visitor.username)
        major = await self.major(document_format)
        _check_version(document_format, major)
        document_format = await self._forms.format(info, document_format)
        if mode is None:
            mode = "fill" if document_format.form and await self._forms.has_fields(info) else "edit"
        access = await self._access_rules.grant(mode, document_format, info, asker, major)
        if access.mode == "edit" and document_format.lossy:
            chosen, question = await self._format_choices.asked(info.path, document_format, ask)
            if question:
                return question
            if chosen and chosen.how != "edit":
                access = await self._only_shown(info, document_format, asker, VIEWED)
        await self._renames.arrived(info)
        info, session, gone = await self._reopening.open(info, user, visitor.name, over)
        if document_format.form and access.mode not in ("view", "embedded"):
            session = await self._sessions.opened_for(session, access.mode == "fill")
        served, access = await self._served(info, document_format, asker, access)
        await self._file_watch.opened(session)
        if not visitor.bounds.share:
            await self._mentions.saw(visitor.username, visitor.name, visitor.image)
        bounds = visitor.bounds
        document = Document(
            session.key,
            info.name,
            document_format,
            self._urls.of("download", session.key, user, served, bounds),
            # Nothing can be read by it, and a final save can come days later.
            self._urls.of("callback", session.key, user, bounds=replace(bounds, until=inf)),
            await self._references.name(info.path),
            served,
        )
        config = editor_config(
            document,
            Person(user, visitor.name, visitor.groups or ()),
            access.mode,
            access.permissions,
            visitor.preferences,
            self._settings.editor,
            self._settings.force_save,
            major,
            visitor.action,
        )
        return {
            "editor": "docs",
            "path": info.path,
            "mode": access.mode,
            "modes": access.modes,
            "notice": gone
            or (
                access.notice if visitor.bounds.share else await self._offering_copy(access, document_format, info.path)
            ),
            "apiUrl": f"{self._settings.docs_url}{API_SCRIPT}",
            "forceSave": config["editorConfig"]["customization"]["forcesave"],
            "can": abilities(
                access.mode,
                visitor.may_write,
                access.modes,
                share=self._settings.share_links,
                history=self._settings.versions != "off",
                download=access.permissions["download"],
            ),
            "config": await self._signer.config(config, bounds.until - self._clock()),
            **_state(session, user),
        }

    async def is_form(self, path: str) -> bool:
        """Whether ``path`` is a form of ONLYOFFICE. Raises what ``Storage.info`` and ``Storage.read`` raise."""
        found = FORMATS.get(extension(path))
        return found is not None and (await self._forms.format(await self._storage.info(path), found)).form

    async def _served(
        self, info: FileInfo, document_format: Format, asker: Asker, access: Access
    ) -> tuple[str, Access]:
        """The type of what Docs is given in the place of a text file; one for which there is nothing is only shown."""
        served = self._text_formats.served(info.path)
        if not served:
            return "", access
        try:
            (await self._text_formats.open(info)).close()
        except ConversionError as error:
            reason = notice("documents.as-it-is", cause=error.cause, remedy=error.remedy)
            return "", await self._only_shown(info, document_format, asker, reason)
        return served, access

    async def _offering_copy(self, access: Access, document_format: Format, path: str) -> dict[str, Any] | None:
        """The notice of ``grant``, with the offer of a copy to work on where that is what it takes."""
        told = access.notice
        if not told or told["reason"] != "documents.view-only" or not document_format.working:
            return told
        if not access.permissions["download"]:
            return told
        return {**told, "copy": {"to": document_format.working, "made": await self._format_choices.copy_of(path)}}

    async def _only_shown(
        self, info: FileInfo, document_format: Format, asker: Asker, reason: dict[str, str]
    ) -> Access:
        return replace(await self._access_rules.grant("view", document_format, info, asker), notice=reason)

    async def _info(self, path: str, key: str) -> FileInfo:
        try:
            return await self._storage.info(path)
        except NotFoundError:
            if not key:
                raise
            return await self._renames.found(await self._sessions.get(key))

    async def major(self, document_format: Format) -> int | None:
        """The first part of the version of Docs, asked only for what depends on it."""
        if document_format.kind != "pdf" and not document_format.since and not document_format.edit_since:
            return None
        if self._clock() - self._docs_asked > VERSION_SECONDS:
            self._docs_asked = self._clock()
            try:
                version = await self._reopening.ask(self._docs.version)
                self._docs_major = int(version.partition(".")[0])
            except (OnlyOfficeError, ValueError):
                self._docs_major, self._docs_asked = None, float("-inf")
        return self._docs_major

    def status(self, version: str) -> dict[str, Any]:
        """The answer of ``GET onlyoffice/status``: never asks Docs, because JupyterLab waits for it at start."""
        settings = self._settings
        return {
            "version": version,
            "editor": "builtin" if settings.builtin else "docs",
            "forceSave": settings.force_save,
            "shareLinks": settings.share_links and not settings.builtin,
            "apiUrl": None if settings.builtin else f"{settings.docs_url}{API_SCRIPT}",
            "problems": [problem.as_json() for problem in settings.problems],
            "formats": [document_format.as_json() for document_format in FORMATS.values()],
            # Of a blank page in a view nobody could make anything.
            "create": [kind for kind in KINDS if kind == EDITED or not settings.builtin],
        }

    async def state(self, path: str, key: str = "", username: str = "") -> dict[str, Any] | None:
        """How the document stands that a tab of this user opened at ``path`` under ``key``; None: it is not open."""
        session = await self._sessions.of_tab(path, key)
        if session is None:
            return None
        state = "idle" if session.state == "open" else session.state
        return {
            "path": session.path,
            "state": state,
            "users": session.people(),
            **_state(session, self._links.user_id(username)),
        }


def _state(session: Session, user: str) -> dict[str, Any]:
    failure = session.unstored
    return {
        "key": session.key,
        "storedAt": iso(session.stored_at),
        "savedAs": session.copy_path,
        "conflict": session.conflict if session.may_decide(user) else None,
        "failure": {**failure.as_json(), "at": iso(failure.at)} if failure else None,
    }


def _check_version(document_format: Format, major: int | None) -> None:
    """Raises UnsupportedFormatError when the connected version of Docs is too old for the format."""
    if major is not None and major < document_format.since:
        raise trouble("documents.newer-docs", label=document_format.label, since=document_format.since, major=major)
