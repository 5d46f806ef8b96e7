"""The server that is examined, and what an examination has found so far."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from ..config.server_address import Listening
from ..config.settings import Settings
from ..docs_server.signing import Signer
from ..security.keyring import Secret
from ..security.signed_links import Links
from ..security.tokens import Clock
from .http_probe import HttpProbe
from .leg import Leg
from .probes import Arrival, Probes

#: A row of the table and its values.
Finding = tuple[str, dict[str, object]]


@dataclass(frozen=True)
class ExaminedServer:
    """The server that is examined."""

    settings: Settings
    data_dir: Path  #: as configured: ``settings`` have another one when it can not be used
    links: Links
    jupyter_url: Callable[[], str]  #: where Docs reaches it, with base_url and a slash
    listening: Callable[[], Listening]
    signer: Signer
    probes: Probes
    clock: Clock
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    blocked: Finding | None = None  #: why the command line could not listen in the place of the server

    @property
    def docs_trait(self) -> str:
        """The trait that says where this server reaches Docs."""
        return "docs_url" if self.settings.docs_internal_url == self.settings.docs_url else "docs_internal_url"

    @property
    def outbox_trait(self) -> str:
        """The trait to set when Docs signs with another secret than the one with which it takes our orders."""
        ring = self.settings.keyring
        return "jwt_secret_outbox" if ring.outbox.trait == ring.inbox.trait else ring.outbox.trait

    def link(self, probe: str, kind: str = "") -> str:
        """The address of our route for a probe, as Docs reaches it."""
        return self.link_at(self.jupyter_url(), probe, kind)

    def link_at(self, base: str, probe: str, kind: str = "") -> str:
        """The same, reached at ``base``."""
        token = self.links.make("probe", probe, self.links.user_id("doctor"))
        return f"{base}onlyoffice/probe?token={token}" + (f"&as={kind}" if kind else "")


@dataclass
class Case:
    """What one examination has found so far, for the tests that come later."""

    examined: ExaminedServer
    asking: HttpProbe
    username: str = "doctor"  #: who edits the probe: a licence may count each editor for a month
    legs: dict[str, Leg] = field(default_factory=dict)
    answered_at: tuple[float, float] | None = None  #: the time of day here and at Docs, seconds
    looked: bool = False  #: whether it was tried to reach this server
    not_here: Finding | None = None  #: what is wrong with jupyter_url, seen from here
    downloads: list[Arrival] = field(default_factory=list)
    result_url: str = ""
    callback_host_refused: bool = False  #: Docs will not, or can not, call the host of jupyter_url
    callback: Arrival | None = None
    session_over: threading.Event = field(default_factory=threading.Event)  #: whether an editor has come and gone
    connection: int | None = None  #: what Docs said of its limits to an editor (a "licenseType")
    open_to_all: bool = False  #: whether Docs lets editors in without a token
    version: str = ""  #: of Docs
    inbox_open: bool = False  #: whether Docs does as told whoever signs it
    ill: bool = False  #: whether Docs says itself that it does not work

    @property
    def docs(self) -> SplitResult:
        """The address of Docs, as this server reaches it."""
        return urlsplit(self.examined.settings.docs_internal_url)

    @property
    def here(self) -> SplitResult:
        """The address of this server, as Docs reaches it."""
        return urlsplit(self.examined.jupyter_url())

    @property
    def trusted(self) -> bool:
        """Whether Docs takes orders of ours for signed, and so calls private addresses that they name."""
        return bool(self.examined.settings.keyring.inbox) and not self.inbox_open

    def new_probe(self) -> str:
        """The name of a fresh one, also good as a document key. Raises OSError."""
        probe = self.examined.links.document_keys.new("probe")
        self.examined.probes.begin(probe)
        return probe

    def arrivals(self, probe: str, *kinds: str) -> list[Arrival]:
        """What others than the check itself sent to it."""
        return [found for found in self.examined.probes.arrivals(probe) if found.kind in kinds and found.from_docs]


def usable(address: str) -> bool:
    """Whether it is one that can be asked at all; what is wrong with one that is not, the configuration tells."""
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def port_of(parts: SplitResult) -> int:
    """The port of an address."""
    return parts.port or (443 if parts.scheme == "https" else 80)


def other_secret() -> Secret:
    """A secret that is nobody's."""
    return Secret("", secrets.token_hex(32))
