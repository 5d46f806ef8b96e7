"""The routes of the connection check: what the browser asks, and where Docs calls when it is tried."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import aclosing
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from tornado.iostream import StreamClosedError
from tornado.web import RequestHandler, authenticated

from ..diagnostics import Diagnostics
from ..diagnostics.framing import framing
from ..diagnostics.probes import Arrival, Kind
from ..diagnostics.report import report
from ..diagnostics.samples import document, text_of
from ..diagnostics.sizes import HELD, LARGE
from ..diagnostics.token_judgement import judge, judge_headers, unverified
from ..errors import OnlyOfficeError
from ..messages import trouble
from ..messages.translatable import translatable
from ..tasks.threads import in_thread
from .answers import CallbackTaken, CheckReport
from .base import BrowserHandler, DocsHandler, answer, answers_errors, services_of
from .request_bodies import json_object

#: Seconds that a browser may wait for what Docs does with its probe.
LONGEST = 60.0
_AGENT_LENGTH = 120


class CheckHandler(BrowserHandler):
    """``GET onlyoffice/check``: one examination, a line of JSON for each leg as soon as it is known."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Examine; only who may write documents may keep Docs busy."""
        await self.check_writer()
        async with aclosing(self.services.diagnostics.examine(self.current_user.username)) as legs:
            async for leg in legs:
                self.set_header("Content-Type", "application/x-ndjson")
                self.set_header("Cache-Control", "no-store")
                self.set_header("X-Accel-Buffering", "no")
                self.write(json.dumps(translatable(leg.for_page())) + "\n")
                try:
                    await self.flush()
                except StreamClosedError:
                    return
        RequestHandler.finish(self)  # not the handler's own, which would make JSON of the type

    async def check_writer(self) -> None:
        """Raises NotAllowedError for who may only read."""
        if not await self.may_write():
            raise trouble("doctor.readers")


class CheckEditorHandler(CheckHandler):
    """``onlyoffice/check/editor``: a document to try an editor with, and what Docs did for it."""

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Begin."""
        await self.check_writer()
        user = self.current_user
        doctor = self.services.diagnostics
        name = user.display_name or user.name or user.username
        answer(self, await doctor.editor(user.username, name))

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Wait for the download and the callback; or say, for ``framing``, whether an editor may be shown."""
        await self.check_writer()
        if self.asked("framing"):
            answer(self, await in_thread(framing, self.services.diagnostics.examined.settings))
            return
        try:
            wait = min(max(float(self.asked("wait", "0")), 0.0), LONGEST)
        except ValueError:
            wait = 0.0
        legs = await self.services.diagnostics.editor_legs(self.asked("probe"), wait)
        answer(self, [leg.for_page() for leg in legs])


class CheckReportHandler(CheckHandler):
    """``GET onlyoffice/check/report``: versions, addresses and the last examination, to copy."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """Write it."""
        await self.check_writer()
        doctor = self.services.diagnostics
        text = await in_thread(report, doctor.examined, doctor.last, doctor.version)
        answer(self, CheckReport(text=text))


class ProbeHandler(DocsHandler):
    """``onlyoffice/probe``: where Docs fetches the check's files and sends its callbacks; all of it is recorded."""

    @property
    def doctor(self) -> Diagnostics:
        """The one whose links lead here."""
        return services_of(self).diagnostics

    async def admits(self) -> bool:
        """A body is taken from those who have a link only."""
        try:
            self._probe()
        except OnlyOfficeError:
            return False
        return True

    @allow_unauthenticated
    @answers_errors
    async def get(self) -> None:
        """Serve a tiny file or, of a large one, nothing but the announcement."""
        probe, kind = self._probe(), self.asked("as")
        if kind == "size":
            await self._announce(probe)
            return
        await self._record(probe, "download")
        self._send(await in_thread(document) if kind == "docx" else text_of(probe))

    @allow_unauthenticated
    @answers_errors
    async def head(self) -> None:
        """The same without the file."""
        await self.get()

    @allow_unauthenticated
    @answers_errors
    async def post(self) -> None:
        """Take a callback about the connection check's document, as one about a user's would be; or a mere body."""
        probe = self._probe()
        if self.asked("as") == "post":
            await self._record(probe, "post")
            answer(self, {})
            return
        signer, body = self.doctor.examined.signer, json_object(self)
        token = judge(body.get("token"), signer, self._now())
        # The record also tells what a wrong token says.
        claims = unverified(str(body["token"])) if signer.verifies and token.state != "missing" else body
        fits, status = claims.get("key") == probe, claims.get("status")
        found: dict[str, Any] = {"body_token": token, "key_fits": fits}
        await self._record(probe, "callback", status=status if isinstance(status, int) else None, **found)
        if signer.verifies and token.state == "missing":
            raise trouble("token.missing")
        if signer.verifies:
            signer.check(str(body["token"]), self._now())
        if not fits:
            raise trouble("callback.other-document")
        answer(self, CallbackTaken(error=0))

    def _probe(self) -> str:
        return self.doctor.examined.links.check(self.asked("token"), "probe").key

    def _now(self) -> float:
        return self.doctor.examined.clock()

    def _send(self, content: bytes) -> None:
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Content-Disposition", "attachment")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Length", str(len(content)))
        self.finish(content)

    async def _announce(self, probe: str) -> None:
        """Say that much is to come, and see whether Docs hangs up."""
        self._gone = asyncio.Event()
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Content-Length", str(LARGE))
        began = time.monotonic()
        try:
            await self.flush()
            await asyncio.wait_for(self._gone.wait(), HELD)
        except (asyncio.TimeoutError, StreamClosedError):
            pass
        await self._record(probe, "size", held=time.monotonic() - began)
        self.detach().close()

    def on_connection_close(self) -> None:
        """The other side hung up."""
        if gone := getattr(self, "_gone", None):
            gone.set()

    async def _record(self, probe: str, kind: Kind, **found: Any) -> None:
        request, examined = self.request, self.doctor.examined
        headers = [(name, value) for name, value in request.headers.get_all()]
        arrival = Arrival(
            kind=kind,
            method=request.method or "",
            headers=tuple(dict.fromkeys(name for name, _ in headers)),
            token=judge_headers(headers, examined.settings.jwt_header, examined.signer, self._now()),
            host=request.host[:_AGENT_LENGTH],
            scheme=request.protocol,
            remote=str(request.remote_ip),
            agent=request.headers.get("User-Agent", "")[:_AGENT_LENGTH],
            size=self.received,
            at=self._now(),
            **found,
        )
        await in_thread(examined.probes.record, probe, arrival)
