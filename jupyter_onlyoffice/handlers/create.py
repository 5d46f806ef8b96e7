"""The routes for new documents and their templates."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..editor.config import Preferences
from ..messages import trouble
from ..new_documents.creating import Wish
from ..new_documents.locales import Paper
from ..new_documents.office_templates import template_of
from .base import BrowserHandler, answer, answers_errors
from .request_bodies import json_object


class CreateHandler(BrowserHandler):
    """``POST onlyoffice/create``: a new document."""

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Create a document of ``type``, or of a ``template``, in the folder ``path``."""
        body = json_object(self)
        directory = str(body.get("path") or "")
        wish = Wish(
            Preferences.of(str(body.get("lang") or "en-US"), "").lang,
            _paper(body.get("paper")),
            str(body.get("name") or "").strip(),
        )
        creating = self.services.creating
        template = body.get("template")
        if template is None:
            created = await creating.blank(directory, str(body.get("type") or ""), wish)
        elif isinstance(template, dict):
            created = await creating.copy(directory, template_of(template), wish)
        else:
            raise trouble("request.template")
        answer(self, created, 201)


class TemplatesHandler(BrowserHandler):
    """``GET onlyoffice/templates``: what documents can be made of."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """List the administrator's templates and those in ``folder``."""
        folder, language = self.asked("folder"), self.asked("lang", "en-US")
        answer(self, await self.services.creating.offered(folder, language))


def _paper(value: object) -> Paper | None:
    if value in ("A4", "Letter"):
        return "A4" if value == "A4" else "Letter"
    if value in (None, "", "auto"):
        return None
    raise trouble("request.paper")
