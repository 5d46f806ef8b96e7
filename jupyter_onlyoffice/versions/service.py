"""The version history, put together."""

from __future__ import annotations

from ..shared_services import SharedServices
from .history import History
from .recorder import VersionRecorder, open_shelf


class Versions:
    """Keeps earlier versions of documents, and shows them."""

    def __init__(self, shared: SharedServices) -> None:
        settings, storage, docs, pools = shared.settings, shared.storage, shared.docs, shared.pools
        archive = open_shelf(settings, shared.scope, storage, shared.links, shared.log, shared.clock)
        self.recorder = VersionRecorder(archive, storage, docs, pools, shared.log)
        storage.keeper = self.recorder
        self.history = History(
            shared.browser_signer, self.recorder, storage, shared.text_formats, docs, shared.urls, pools.network
        )
