"""Guests: those who open a document by a share link, until it is good no more."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any, TypedDict

from ..docs_server.client import DocsClient
from ..editor.config import Preferences
from ..editor.permissions import Mode
from ..errors import OnlyOfficeError
from ..messages import trouble
from ..opening.document_opener import DocumentOpener
from ..opening.editor_answer import Visitor
from ..security.signed_links import Bounds, Links
from ..tasks.independent import IndependentTasks
from ..tasks.threads import ThreadPools, run_in
from .share_links import LONGEST_NAME, LOOK, MOST_GUESTS, Share, ShareLinks


class GuestEditor(TypedDict):
    """All that the editor of a guest needs."""

    apiUrl: str
    mode: Mode
    config: dict[str, Any]  #: what api.js takes, signed


class Guests:
    """Opens the document for a guest, and sends guests away."""

    def __init__(
        self,
        share_links: ShareLinks,
        links: Links,
        document_opener: DocumentOpener,
        docs: DocsClient,
        pools: ThreadPools,
        log: logging.Logger,
    ) -> None:
        self._share_links = share_links
        self._links = links
        self._document_opener = document_opener
        self._docs = docs
        self._network = pools.network
        self._log = log
        self._tasks = IndependentTasks(log)

    async def open(self, token: str, guest: str, name: str, preferences: Preferences, over: str = "") -> GuestEditor:
        """All that an editor needs, for a guest. ``guest`` tells the guests of a link apart.

        ``over`` is a key of which Docs told the guest that it has ended.
        Raises LinkError, BadRequestError without a name, BusyError when the link has brought too many, and what opening
        the document raises.
        """
        share = await self._share_links.of_token(token)
        name = _visible(name)[:LONGEST_NAME]
        if not name:
            raise trouble("share.no-name")
        username = f"guest {share.id} {guest}"
        user = self._links.user_id(username)
        if not await self._share_links.run(self._share_links.store.admit, share.id, user, self._share_links.now()):
            raise trouble("share.crowded", most=MOST_GUESTS)
        bounds = Bounds(share.id, share.expires_at, signed=True)
        visitor = Visitor(username, f"{name} (guest)", share.mode != "view", preferences, bounds=bounds)
        answer = await self._document_opener.open(share.path, share.mode, visitor, over=over)
        if answer["editor"] != "docs":
            raise trouble("share.not-shown")
        await self._share_links.run(
            self._share_links.store.came, share.id, answer["key"], user, self._share_links.now()
        )
        await self._share_links.check(share.id)
        self._log.info("A guest opens %s by a share link of %s (%s).", share.path, share.owner, answer["mode"])
        return {"apiUrl": answer["apiUrl"], "mode": answer["mode"], "config": answer["config"]}

    async def stored(self, token: str) -> bool:
        """Whether the last save of a link's document did not fail; why it did is not for guests. Raises LinkError."""
        state = await self._document_opener.state((await self._share_links.of_token(token)).path)
        return state is None or state["failure"] is None

    async def revoke(self, identity: str, owner: str) -> None:
        """Make a link good for nothing, also for those who have the document open by it. Raises NotFoundError."""
        share = await self._share_links.run(self._share_links.store.get, identity)
        if share is None or share.owner != owner:
            raise trouble("share.not-yours")
        await self._end(share)
        self._log.info("%s revoked a share link for %s.", owner, share.path)

    async def expire(self) -> float:
        """Send away those whose link is good no more; the seconds until the next look."""
        over = await self._share_links.run(self._share_links.store.expired, self._share_links.now())
        await self._tasks.each(over, self._end, lambda share: f"a share link for {share.path} ({share.id[:8]})")
        return LOOK

    async def _end(self, share: Share) -> None:
        guests = await self._share_links.run(self._share_links.store.delete, share.id)
        for key in {key for key, _ in guests}:
            users = [user for of, user in guests if of == key]
            with suppress(OnlyOfficeError):  # without Docs nobody edits
                await run_in(self._network, self._docs.command, "drop", key=key, users=users)


def _visible(name: str) -> str:
    """``name`` in one line, without what shows nothing by itself but changes how other text is shown."""
    return " ".join("".join(filter(str.isprintable, word)) for word in name.split()).strip()
