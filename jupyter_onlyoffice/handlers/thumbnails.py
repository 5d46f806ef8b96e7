"""The route of the pictures of documents."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from .base import BrowserHandler, answers_errors
from .request_bodies import path_of
from .streaming import send


class ThumbnailHandler(BrowserHandler):
    """``GET onlyoffice/thumbnail``: the first page of a document as PNG; 404 with the reason when there is none."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Send that of ``path``, which is made first when it is not there yet."""
        user = self.services.shared.links.user_id(self.current_user.username)
        info, picture = await self.services.converting.thumbnails.open(path_of(self.asked("path")), user)
        try:
            await send(self, info.version, picture.size, picture.read)
        finally:
            picture.close()
