"""The routes for making other formats of documents."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..conversion.jobs import Job, Wish
from ..messages import trouble
from .answers import StoredFile
from .base import BrowserHandler, answer, answers_errors, authorized_to_read
from .request_bodies import json_object, path_of
from .streaming import send_whole


class ConvertHandler(BrowserHandler):
    """``POST|GET|DELETE onlyoffice/convert``: begin a conversion, look how far it is, give it up."""

    @authenticated
    @authorized_to_read
    @answers_errors
    async def post(self) -> None:
        """Begin to convert ``path`` to ``to``: into ``folder``, or for a download when there is none."""
        body = json_object(self)
        folder, may_write = body.get("folder"), await self.may_write()
        if folder is not None and not may_write:
            raise trouble("conversion.no-folder")
        path = path_of(body.get("path"))
        await self.check_content(path)
        wish = Wish(
            path,
            str(body.get("to") or ""),
            None if folder is None else str(folder).strip("/"),
            may_write,
            str(body.get("password") or ""),
            str(body.get("region") or ""),
        )
        answer(
            self, (await self.services.converting.conversions.start(self.current_user.username, wish)).as_json(), 202
        )

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Tell how far it is: at once when it has ended, else after a moment."""
        job = self._job()
        await self.services.converting.conversions.wait(job)
        answer(self, job.as_json())

    @authenticated
    @authorized_to_read
    @answers_errors
    async def delete(self) -> None:
        """Nobody wants it any more."""
        job = self._job()
        self.services.converting.conversions.give_up(job)
        answer(self, job.as_json())

    def _job(self) -> Job:
        return self.services.converting.conversions.job(self.current_user.username, self.asked("id"))


class ConvertedHandler(BrowserHandler):
    """``GET onlyoffice/converted``: the result of a conversion, as a download."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Send it."""
        conversions = self.services.converting.conversions
        job = conversions.job(self.current_user.username, self.asked("id"))
        content = await conversions.open(job)
        try:
            await send_whole(self, job.name, content.size, content.read(0, content.size))
        finally:
            content.close()


class SaveAsHandler(BrowserHandler):
    """``POST onlyoffice/saveas``: store what the editor made of its document as a new file."""

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Store the result at ``url`` as ``title`` of the type ``fileType`` in the folder ``path``."""
        body = json_object(self)
        url, title, filetype, folder = (str(body.get(name) or "") for name in ("url", "title", "fileType", "path"))
        info = await self.services.converting.save_as.save(url, title, filetype, folder)
        answer(self, StoredFile(path=info.path, name=info.name), 201)
