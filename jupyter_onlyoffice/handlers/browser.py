"""The routes that the browser uses."""

from __future__ import annotations

import json
from typing import cast, get_args

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from .._version import __version__
from ..editor.config import Preferences
from ..editor.permissions import Mode
from ..features.mentions import action_of
from ..messages import trouble
from ..opening.editor_answer import Visitor
from ..opening.lossy_format_choice import Ask
from ..saving.conflicts import Chooser
from .answers import IsForm, Status, StatusOfDocument
from .base import BrowserHandler, answer, answers_errors, groups_of
from .request_bodies import json_object, path_of
from .streaming import send_whole


class StatusHandler(BrowserHandler):
    """``GET onlyoffice/status``: what this installation can do, what is not stored, and how a ``path`` stands."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Answer quickly: JupyterLab asks at its start."""
        installation = self.services.opening.document_opener.status(__version__)
        targets = await self.services.converting.conversions.targets()
        for document_format in installation["formats"]:
            document_format["targets"] = targets.get(document_format["ext"], [])
        waiting = await self.services.saving.unsaved_documents.waiting(self.user_id)
        body: Status = {**installation, "user": self.user_id, "waiting": waiting}
        if path := self.asked("path"):
            key, username = self.asked("key"), self.current_user.username
            document = await self.services.opening.document_opener.state(path_of(path), key, username)
            with_document: StatusOfDocument = {**body, "document": document}
            answer(self, with_document)
        else:
            answer(self, body)


class OpenHandler(BrowserHandler):
    """``GET onlyoffice/open``: all that an editor needs, the signed config above all."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Open ``path`` for ``mode``, or what suits it; the tab had it open under ``key``; ``over`` has ended."""
        path, mode = path_of(self.asked("path")), self.asked("mode")
        if mode and mode not in get_args(Mode):
            raise trouble("request.mode", modes=", ".join(get_args(Mode)))
        key, ask = self.asked("key"), self.asked("ask")
        if ask not in get_args(Ask):
            raise trouble("request.ask", ways=", ".join(filter(None, get_args(Ask))))
        visitor, asked = await self._visitor(), cast("Mode | None", mode or None)
        over = self.asked("over")
        answer(
            self, await self.services.opening.document_opener.open(path, asked, visitor, key, cast("Ask", ask), over)
        )

    async def _visitor(self) -> Visitor:
        user = self.current_user
        preferences = Preferences.of(
            self.asked("lang", "en"),
            self.asked("theme", "light"),
            self.asked("settings"),
            self.asked("favorite"),
        )
        name = user.display_name or user.name or user.username
        try:
            action = action_of(json.loads(self.asked("action", "null")))
        except ValueError:
            raise trouble("mention.broken-link") from None
        may_write, groups = await self.may_write(), groups_of(user)
        return Visitor(user.username, name, may_write, preferences, groups, user.avatar_url or "", action)


class FormHandler(BrowserHandler):
    """``GET onlyoffice/form``: whether a file is a form of ONLYOFFICE, which only its content tells."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Answer from the beginning of the file."""
        answer(self, IsForm(form=await self.services.saving.forms.is_form(path_of(self.asked("path")))))


class ChoiceHandler(BrowserHandler):
    """``POST onlyoffice/choice``: how the user works on a document of which Docs does not keep all."""

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Remember ``how`` for ``path``, and its ``copy`` if they work on one."""
        body = json_object(self)
        copy = path_of(body["copy"]) if body.get("copy") else ""
        await self.services.opening.format_choices.choose(path_of(body.get("path")), str(body.get("how")), copy)
        answer(self, {})


class ForceSaveHandler(BrowserHandler):
    """``POST onlyoffice/forcesave``: have Docs store a document now."""

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Answer when the result is stored, or why it is not."""
        body = json_object(self)
        answer(
            self, await self.services.saving.force_saves.request(path_of(body.get("path")), str(body.get("key") or ""))
        )


class RetryHandler(BrowserHandler):
    """``POST onlyoffice/retry``: store now what could not be stored before."""

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Answer when it is stored, or why it is not."""
        body = json_object(self)
        answer(
            self,
            await self.services.saving.unsaved_documents.retry(path_of(body.get("path")), str(body.get("key") or "")),
        )


class HeldHandler(BrowserHandler):
    """``GET onlyoffice/held``: the newest of a document's edits, as a file to take away."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Send it; to look for it has Docs make a force save, which writes."""
        if not await self.may_write():
            raise trouble("documents.not-yours")
        held = await self.services.saving.edits_download.newest(path_of(self.asked("path")))
        await send_whole(self, held.name, held.size, held.chunks)


class ToldHandler(BrowserHandler):
    """``POST onlyoffice/told``: the user knows of the copy that a session made, or of what it lost."""

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Note it."""
        await self.services.shared.sessions.told(str(json_object(self).get("key")), self.user_id)
        answer(self, {})


class ResolveHandler(BrowserHandler):
    """``POST onlyoffice/resolve``: what the user decided about a document that was changed on disk as well."""

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Carry out ``choice`` for ``path``; the question was about the copy ``about``."""
        body = json_object(self)
        path, choice, key = path_of(body.get("path")), str(body.get("choice")), str(body.get("key") or "")
        chooser = Chooser(self.user_id, (await self.asker()).name)
        answer(
            self, await self.services.saving.conflicts.resolve(path, choice, chooser, key, str(body.get("about") or ""))
        )


class TitleHandler(BrowserHandler):
    """``POST onlyoffice/title``: have the editors of a document show its name again, as it could not be renamed."""

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Answer at once."""
        await self.services.opening.titles.tell(path_of(json_object(self).get("path")))
        answer(self, {})
