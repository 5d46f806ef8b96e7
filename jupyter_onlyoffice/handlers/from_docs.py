"""The routes that Docs uses, authorised by our signed link and by the JWT of Docs."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado.log import app_log

from ..docs_server.callback import Callback
from ..errors import LinkError, OnlyOfficeError, TokenError
from ..messages import trouble
from ..security.jws import MAX_BODY, MAX_HEADER
from ..security.signed_links import Link, Purpose
from ..storage.file_info import FileInfo
from ..storage.local_files import disk_error, refused_by_disk
from .answers import CallbackTaken
from .base import DocsHandler, answer, answers_errors
from .request_bodies import USUAL, json_object
from .streaming import send

#: Every setting with this ending counts as activity of the server, so that it is not culled while somebody edits.
ACTIVITY = "onlyoffice_last_activity"
#: How the value of "token" begins, and how many times that is looked for.
_VALUE = re.compile(rb'\s{0,9}:\s{0,9}"')
_TRIES = 4


class LinkedHandler(DocsHandler):
    """A route that is reached through one of our links."""

    def link(self, purpose: Purpose) -> Link:
        """What the link of this request allows.

        Raises LinkError.
        """
        link = self.services.shared.links.check(self.asked("token"), purpose)
        self.settings[ACTIVITY] = datetime.now(timezone.utc)
        return link

    async def link_of_docs(self, purpose: Purpose) -> Link:
        """The same for what Docs reads: a share link by which it came is still good, and the token of Docs is right.

        Raises LinkError, TokenError, or StorageError when nobody knows of the share link now.
        """
        link = self.link(purpose)
        if link.share:
            await self.services.sharing.share_links.check(link.share)
        self._check_docs_token(link)
        return link

    def _check_docs_token(self, link: Link) -> None:
        """The JWT of a download may be switched off in Docs; when it is there it must be right, and about this link."""
        header = self.request.headers.get(self.services.shared.settings.jwt_header, "")
        scheme, _, token = header.partition(" ")
        if not self.services.shared.signer.verifies:
            return
        if scheme.lower() != "bearer":
            if link.signed:
                error = trouble("token.reader", TokenError)
                app_log.warning("jupyter-onlyoffice: a download was refused. %s", error.line)
                raise error
            return
        payload = self.checked(token.strip(), MAX_HEADER).get("payload")
        url = payload.get("url") if isinstance(payload, dict) else None
        if not isinstance(url, str) or _link_token(url) != self.asked("token"):
            raise trouble("token.other", TokenError)

    def checked(self, token: str, limit: int = MAX_BODY) -> dict[str, Any]:
        """The claims of a token of Docs. What is wrong with it is for the administrator, so it is logged.

        Raises TokenError.
        """
        try:
            return self.services.shared.signer.check(token, self.services.shared.clock(), limit).claims
        except TokenError as error:
            app_log.warning("jupyter-onlyoffice: a request of ONLYOFFICE Docs was refused. %s", error.line)
            raise


class DownloadHandler(LinkedHandler):
    """``GET|HEAD onlyoffice/download``: the bytes of a document, streamed."""

    @allow_unauthenticated
    @answers_errors
    async def get(self) -> None:
        """Send the file, or the range of it that is asked for."""
        await self._send(body=True)

    @allow_unauthenticated
    @answers_errors
    async def head(self) -> None:
        """Send the headers only."""
        await self._send(body=False)

    async def _info(self) -> FileInfo:
        session = await self.services.shared.sessions.get((await self.link_of_docs("download")).key)
        return await self.services.saving.renames.found(session)

    async def _send(self, body: bool) -> None:
        info = await self._info()
        if self.asked("as") and self.services.shared.text_formats.served(info.path):
            made = await self.services.shared.text_formats.open(info)
            try:
                await send(self, info.version, made.size, made.read, body)
            finally:
                made.close()
            return
        await send(self, info.version, info.size, partial(self.services.shared.storage.read, info.path), body)


class FileHandler(DownloadHandler):
    """``GET|HEAD onlyoffice/file``: a file that Docs is to fetch once, such as an image to insert."""

    async def _info(self) -> FileInfo:
        path = (await self.link_of_docs("file")).key
        return await self.services.shared.storage.info(path)


class CallbackHandler(LinkedHandler):
    """``POST onlyoffice/callback``: what happened to a document."""

    #: The token is about as long as what it signs, which comes with it.
    MOST_BODY = 2 * MAX_BODY

    async def admits(self) -> bool:
        """A body is taken from those who have a link only."""
        try:
            self.link("callback")
        except OnlyOfficeError:
            return False
        return True

    @allow_unauthenticated
    @answers_errors
    async def post(self) -> None:
        """Answer ``{"error": 0}`` only when all that the callback brought is safe."""
        with self.services.saving.results.underway.counted():
            await self._handle()

    async def _handle(self) -> None:
        link = self.link("callback")
        claims = self._claims()
        if claims.get("key") != link.key:
            raise trouble("callback.other-document")
        if link.share:
            await self._check_share(link)
        try:
            await self.services.saving.callbacks.handle(Callback.of_claims(claims))
        except OnlyOfficeError:
            raise
        except Exception as error:
            if self.services.closed:  # its threads are gone
                raise trouble("saving.stopping") from None
            if isinstance(error, OSError) and refused_by_disk(error):
                raise disk_error(error) from error
            # A fault of ours: the edit stays with Docs, which tries again.
            self.log_exception(type(error), error, error.__traceback__)
            raise trouble("saving.fault") from error
        answer(self, CallbackTaken(error=0))

    async def _check_share(self, link: Link) -> None:
        """What a guest typed before their share link ended is stored, as Docs tells of it by the guest's link.

        With the session ends what the link is good for, too.
        """
        try:
            await self.services.sharing.share_links.check(link.share)
        except LinkError:
            if (await self.services.shared.sessions.get(link.key)).state == "closed":
                raise

    def _claims(self) -> dict[str, Any]:
        """The fields of the callback: from the verified body token only, when a secret is set."""
        if not self.services.shared.signer.verifies:
            return json_object(self)
        # What is not signed is not even parsed: it can be large, and anybody who has a link may have sent it.
        body = self.body
        token = _token_of(body)
        if not token:
            if len(body) <= USUAL:
                json_object(self)  # which says so, if it is no JSON
            raise trouble("token.missing", TokenError)
        return self.checked(token)


def _token_of(body: bytes) -> str:
    """The token that Docs puts at the end of a callback's JSON; "" when there is none."""
    place = len(body)
    for _ in range(_TRIES):
        place = body.rfind(b'"token"', 0, place)
        if place < 0:
            break
        # In JSON the quotes of what stands inside a text are escaped.
        if body[place - 1 : place] != b"\\" and (begin := _VALUE.match(body, place + len(b'"token"'))):
            end = body.find(b'"', begin.end())
            return body[begin.end() : max(end, 0)].decode("latin-1")
    return ""


def _link_token(url: str) -> str:
    return parse_qs(urlsplit(url).query).get("token", [""])[0]
