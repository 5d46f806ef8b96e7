"""What a user does with a document: open it, ask how it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from ..builtin import EDITED, Builtin, BuiltinEditor
from ..config.settings import Settings
from ..editor.permissions import Mode
from ..features.mentions import Mentions
from ..formats import FORMATS, format_of
from ..messages import Notice
from ..new_documents.blank import KINDS
from ..security.signed_links import Links
from ..sessions.sessions import Sessions
from . import answers
from .access_rules import Asker
from .document_access import DocumentAccess
from .editor_answer import API_SCRIPT, EditorAnswer, Visitor, session_state
from .lossy_format_choice import Ask
from .session_start import SessionStart

#: The answers of ``GET onlyoffice/open``, told apart by ``editor``.
OpenAnswer = answers.DocsEditor | answers.WorkingCopy | answers.FormatQuestion | BuiltinEditor


class DocumentOpener:
    """Opening documents."""

    def __init__(
        self,
        settings: Settings,
        links: Links,
        sessions: Sessions,
        document_access: DocumentAccess,
        session_start: SessionStart,
        editor_answer: EditorAnswer,
        mentions: Mentions,
        builtin: Builtin,
    ) -> None:
        self._settings = settings
        self._links = links
        self._sessions = sessions
        self._document_access = document_access
        self._session_start = session_start
        self._editor_answer = editor_answer
        self._mentions = mentions
        self._builtin = builtin

    async def open(
        self, path: str, mode: Mode | None, visitor: Visitor, key: str = "", ask: Ask = "", over: str = ""
    ) -> OpenAnswer:
        """The answer of ``GET onlyoffice/open``; ``key`` is what the tab had this document open under, if it had.

        ``over``: a key of which Docs told the tab that it has ended.

        Without a ``mode`` a document is edited, and a form that has fields filled. ``ask``: whether the answer may be
        that the user has to choose how to work on the document, if that was not chosen ("once") or anyhow ("again").

        Raises ConfigurationError, NotFoundError, BadRequestError, UnsupportedFormatError, StorageError.
        """
        if problem := self._settings.fatal:
            raise problem.as_error()
        info = await self._session_start.find(path, key)
        asker = Asker(visitor.username, visitor.name, visitor.may_write, visitor.groups)
        if self._settings.builtin:
            access = await self._document_access.of_builtin(info, mode, asker)
            return await self._builtin.describe(info, format_of(info.path), access.mode, access.notice)
        granted = await self._document_access.decide(info, mode, asker, ask)
        if granted.question:
            return granted.question
        form = granted.format.form and granted.access.mode not in ("view", "embedded")
        info, session, gone = await self._session_start.start(
            info,
            self._links.user_id(visitor.username),
            visitor.name,
            over,
            granted.access.mode == "fill" if form else None,
        )
        served, access = await self._document_access.served(info, granted.format, asker, granted.access)
        await self._session_start.watch(session)
        if not visitor.bounds.share:
            await self._mentions.saw(visitor.username, visitor.name, visitor.image)
        told: Notice | answers.AccessNotice | None = gone or access.notice
        if not gone and not visitor.bounds.share:
            told = await self._document_access.shown_notice(access, granted.format, info.path)
        return await self._editor_answer.make(info, session, replace(granted, access=access), served, visitor, told)

    def status(self, version: str) -> answers.Installation:
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

    async def state(self, path: str, key: str = "", username: str = "") -> answers.DocumentStatus | None:
        """How the document stands that a tab of this user opened at ``path`` under ``key``; None: it is not open."""
        session = await self._sessions.of_tab(path, key)
        if session is None:
            return None
        state: Literal["editing", "idle", "failed", "closed"]
        state = "idle" if session.state == "open" else session.state
        return {
            "path": session.path,
            "state": state,
            "users": session.people(),
            **session_state(session, self._links.user_id(username)),
        }
