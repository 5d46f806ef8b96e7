"""The connection check of one server: examinations, and the document that a browser tries an editor with."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, TypedDict

from ..docs_server.signing import BrowserSigner
from ..editor.config import Document, Person, Preferences, editor_config
from ..editor.permissions import most
from ..formats import FORMATS
from ..messages import trouble
from ..tasks.threads import in_thread
from . import (
    configuration,
    conversion_check,
    docs_acceptance,
    docs_address,
    editing_session,
    jupyter_address,
    limits,
    sizes,
)
from .case import Case, ExaminedServer
from .examination import Examination, Test
from .http_probe import HttpProbe
from .leg import LEGS, Leg, bad, good

#: Seconds between two looks whether something arrived.
_PAUSE = 0.2

TESTS = (
    Test(("configuration",), configuration.configuration),
    Test(("data-dir",), configuration.data_dir, limit=20),
    Test(("docs-address",), docs_address.address, ("configuration",)),
    Test(("docs-tls",), docs_address.tls, ("docs-address",)),
    Test(("docs-health",), docs_address.health, ("docs-tls",), limit=60),
    Test(("jwt-inbox",), docs_acceptance.accepted, ("docs-health",), limit=60),
    Test(("clock",), docs_acceptance.clock, ("docs-health",)),
    Test(("docs-version",), docs_acceptance.version, ("jwt-inbox",)),
    Test(("websocket", "jwt-browser"), editing_session.session, ("docs-health",), ("jwt-inbox",), limit=60, here=True),
    Test(
        ("download", "jwt-outbox", "result"),
        conversion_check.fetching,
        ("jwt-inbox",),
        ("jwt-browser",),
        limit=90,
        here=True,
    ),
    Test(("callback",), editing_session.called, ("jwt-browser",), ("download",), limit=60, here=True),
    Test(("this-server",), jupyter_address.this_server, after=("download",), here=True),
    Test(("size-limits",), sizes.sizes, ("download",), ("this-server",), limit=60, here=True),
    Test(("connections",), limits.connections, ("jwt-inbox",), ("jwt-browser",)),
)
#: Without a Docs server.
BUILTIN_TESTS = (TESTS[0], TESTS[1], Test(("docs-address",), configuration.no_docs))


class EditorOfCheck(TypedDict):
    """What the panel of the connection check needs to open an editor on a document of ours."""

    probe: str  #: its document key
    api_url: str
    config: dict[str, Any]  #: what api.js takes, signed


class Diagnostics:
    """Checks the connection of one server; one check at a time."""

    def __init__(self, examined: ExaminedServer, signer: BrowserSigner, log: logging.Logger) -> None:
        self.examined = examined
        self._signer = signer
        self._log = log
        self._busy = False
        self.last: list[Leg] = []  #: what the last examination found
        self.version = ""  #: of Docs, as it was found

    def with_(self, examined: ExaminedServer) -> Diagnostics:
        """The same for another server."""
        return Diagnostics(examined, self._signer, self._log)

    def legs_expected(self) -> tuple[str, ...]:
        """Those that an examination tells of, in their order."""
        if self.examined.settings.builtin:
            return ("configuration", "data-dir", "docs-address")
        return LEGS

    async def examine(self, username: str = "") -> AsyncGenerator[Leg, None]:
        """Each leg when it is known, for the user ``username``. Raises BusyError while another one is under way."""
        if self._busy:
            raise trouble("doctor.busy")
        self._busy = True
        try:
            username = username or self.examined.environ.get("JUPYTERHUB_USER", "") or "doctor"
            case = Case(self.examined, HttpProbe(self.examined.settings.verify), username)
            tests = BUILTIN_TESTS if self.examined.settings.builtin else TESTS
            found: list[Leg] = []
            async with aclosing(Examination(case, tests, self._log).legs()) as legs:
                async for leg in legs:
                    found.append(leg)
                    yield leg
            self.last = sorted(found, key=lambda leg: LEGS.index(leg.leg))
            self.version = case.version
        finally:
            self._busy = False

    async def editor(self, username: str, name: str) -> EditorOfCheck:
        """A signed config for an editor in the browser, on a document of ours. Raises OSError."""
        examined = self.examined
        probe = examined.links.document_keys.new("probe")
        await in_thread(examined.probes.begin, probe)
        document = Document(probe, "check.docx", FORMATS["docx"], examined.link(probe, "docx"), examined.link(probe))
        person = Person(examined.links.user_id(username), name)
        permissions = most(FORMATS["docx"], writable=True)
        settings = examined.settings
        config = editor_config(
            document, person, "edit", permissions, Preferences(), settings.editor, settings.force_save, None
        )
        return {
            "probe": probe,
            "api_url": f"{settings.docs_url}/web-apps/apps/api/documents/api.js",
            "config": await self._signer.config(config),
        }

    async def editor_legs(self, probe: str, wait: float) -> list[Leg]:
        """What Docs did for the document of ``editor``, within ``wait`` seconds."""
        deadline = time.monotonic() + wait
        while True:
            arrived = await in_thread(self.examined.probes.arrivals, probe)
            kinds = {arrival.kind for arrival in arrived if arrival.from_docs}
            if {"download", "callback"} <= kinds or time.monotonic() > deadline:
                break
            await asyncio.sleep(_PAUSE)
        address = self.examined.jupyter_url()
        callback = next((one for one in arrived if one.kind == "callback"), None)
        fetched, called = "browser-download", "browser-callback"
        return [
            good(fetched) if "download" in kinds else bad(fetched, "doctor.unreached", address=address),
            editing_session.callback(self.examined, callback, called)
            if callback
            else bad(called, "doctor.callback-none", address=address),
        ]
