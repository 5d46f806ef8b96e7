"""What the parts of the product have in common: settings, links, Docs, storage, sessions, threads, clock and log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from .config.settings import Settings
from .docs_server.client import DocsClient
from .docs_server.signing import BrowserSigner, Signer
from .docs_server.urls import Urls
from .events import SaveEvents
from .security.signed_links import Links
from .security.tokens import Clock
from .sessions.sessions import Sessions
from .storage.storage import Storage
from .tasks.threads import ThreadPools
from .text_formats import TextFormats


@dataclass
class SharedServices:
    """Given to each part, which hands to its classes what each of them needs."""

    settings: Settings
    scope: str  #: names the root of this server in records that servers share
    links: Links
    signer: Signer
    browser_signer: BrowserSigner
    urls: Urls
    docs: DocsClient
    storage: Storage
    sessions: Sessions
    text_formats: TextFormats
    events: SaveEvents
    pools: ThreadPools
    clock: Clock
    local_time: Callable[[], datetime]  #: for names of copies
    log: logging.Logger
