"""The routes of the version history: two for the browser to ask, one to restore, two for Docs to fetch."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..messages import trouble
from ..storage.content import Content
from ..storage.file_cache import CachedFile
from .base import BrowserHandler, answer, answers_errors
from .from_docs import DownloadHandler
from .request_bodies import json_object, path_of
from .streaming import send


class HistoryHandler(BrowserHandler):
    """``GET onlyoffice/history``: the versions of a document."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """List those of ``path``."""
        answer(self, await self.services.versions.history.show(path_of(self.asked("path"))))


class HistoryDataHandler(BrowserHandler):
    """``GET onlyoffice/history/version``: what Docs needs to show a version."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Sign it for ``version`` of ``path``."""
        path, number = path_of(self.asked("path")), number_of(self.asked("version"))
        user = self.services.shared.links.user_id(self.current_user.username)
        answer(self, await self.services.versions.history.data(path, number, user))


class RestoreHandler(BrowserHandler):
    """``POST onlyoffice/history/restore``: bring a version back."""

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Restore ``version`` of ``path``, or what Docs has at ``url``; answer with the versions that there are now."""
        body = json_object(self)
        path, number = path_of(body.get("path")), number_of(body.get("version"))
        user, services = self.current_user, self.services
        name = user.display_name or user.name or user.username
        url, filetype = str(body.get("url") or ""), str(body.get("fileType") or "")
        await services.saving.restoring.restore(
            path, number, services.shared.links.user_id(user.username), name, url, filetype
        )
        answer(self, await services.versions.history.show(path))


class VersionHandler(DownloadHandler):
    """``GET|HEAD onlyoffice/version``: the content of a version."""

    async def _open(self) -> tuple[str, Content | CachedFile]:
        key = (await self.link_of_docs("version")).key
        if self.asked("as"):
            return key, await self.services.versions.history.open_served(key)
        return key, await self.services.versions.recorder.open(key)

    async def _send(self, body: bool) -> None:
        key, content = await self._open()
        try:
            await send(self, key, content.size, content.read, body)
        finally:
            content.close()


class ChangesHandler(VersionHandler):
    """``GET|HEAD onlyoffice/changes``: the changes that led to a version."""

    async def _open(self) -> tuple[str, Content | CachedFile]:
        key = (await self.link_of_docs("changes")).key
        return key, await self.services.versions.recorder.open_changes(key)


def number_of(value: object) -> int:
    """The number of a version. Raises BadRequestError."""
    text = str(value)
    if not text.isdecimal() or len(text) > 9:
        raise trouble("request.no-version")
    return int(text)
