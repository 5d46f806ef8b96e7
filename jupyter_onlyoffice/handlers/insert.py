"""The routes for files that go into an open document: picked ones, and the sources of its values."""

from __future__ import annotations

from collections.abc import Mapping

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..messages import trouble
from .answers import FoundReference
from .base import BrowserHandler, answer, answers_errors
from .request_bodies import KIB, json_object, path_of


class InsertHandler(BrowserHandler):
    """``POST onlyoffice/insert``: let Docs fetch what the user has picked."""

    MOST_BODY = 1024 * KIB  # somebody may pick all the pictures of a folder

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Sign an answer for the editor: ``paths`` of the kind ``picked``, for its command ``c``."""
        body = json_object(self)
        paths = body.get("paths")
        if not isinstance(paths, list):
            raise trouble("request.no-files")
        user = self.services.shared.links.user_id(self.current_user.username)
        for path in paths:
            await self.check_content(path_of(path))
        picked, command = str(body.get("picked") or ""), str(body.get("c") or "")
        answer(
            self, await self.services.features.insertions.sign(picked, command, [path_of(path) for path in paths], user)
        )


class ReferenceHandler(BrowserHandler):
    """``POST onlyoffice/reference``: where the values of a workbook come from."""

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Find the source that ``document`` means by ``referenceData`` or ``path``; sign it for the editor."""
        body = json_object(self)
        document, path = path_of(body.get("document")), str(body.get("path") or "")
        reference = body.get("referenceData")
        if not isinstance(reference, Mapping):
            reference = {}
        references = self.services.features.references
        info = await references.find(document, reference, path)
        await self.check_content(info.path)
        user = self.services.shared.links.user_id(self.current_user.username)
        answer(self, FoundReference(path=info.path, data=await references.data(document, info, user)))
