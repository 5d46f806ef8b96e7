"""Share links and their guests, put together."""

from __future__ import annotations

from ..opening.service import Opening
from ..shared_services import SharedServices
from .guests import Guests
from .share_links import ShareLinks, ShareStore


class Sharing:
    """One document for somebody without a Jupyter account."""

    def __init__(self, shared: SharedServices, opening: Opening) -> None:
        self.allowed = shared.settings.share_links
        self.share_links = ShareLinks(
            self.allowed,
            ShareStore(shared.settings.data_dir / "shares.sqlite", shared.scope, shared.log),
            shared.links,
            shared.storage,
            opening.access_rules,
            opening.docs_version,
            shared.log,
            shared.clock,
        )
        self.guests = Guests(
            self.share_links, shared.links, opening.document_opener, shared.docs, shared.pools, shared.log
        )
