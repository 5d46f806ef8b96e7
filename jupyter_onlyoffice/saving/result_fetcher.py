"""Fetching results onto our own disk, each with its note, before anything else is done with them."""

from __future__ import annotations

import hashlib
import re

from ..config.settings import Settings
from ..docs_server.client import DocsClient
from ..messages import trouble
from ..security.tokens import Clock
from ..sessions.session import Session
from ..storage.local_files import removed
from ..tasks.threads import ThreadPools, run_in
from .save_journal import JournalEntry, SaveJournal

#: Seconds from one result to the next of the same document, at least.
NEXT = 0.001


class ResultFetcher:
    """Brings results of Docs into :class:`SaveJournal`; ``network`` has the threads that wait for Docs."""

    def __init__(
        self,
        settings: Settings,
        scope: str,
        journal: SaveJournal,
        docs: DocsClient,
        pools: ThreadPools,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._scope = scope
        self.journal = journal  #: where it notes what it fetched
        self._docs = docs
        self._disk = pools.disk
        self._network = pools.network
        self._clock = clock

    async def fetch(
        self, session: Session, url: str, filetype: str, final: bool, partial: bool, lastsave: str, result: str
    ) -> JournalEntry:
        """Fetch what is at ``url``; safe on our disk when this returns.

        Raises ResultRejectedError, TooLargeError, FetchError or StorageError; nothing is left behind then.
        """
        if not re.fullmatch("[a-z0-9]{1,10}", filetype):
            raise trouble("result.unknown-type")
        identity, target = await run_in(self._disk, self.journal.new)
        # Also when the clock was set back, it is younger than what waits.
        earlier = [entry.received_at + NEXT for entry in await run_in(self._disk, self.journal.of, session.key)]
        entry = JournalEntry(
            id=identity,
            scope=self._scope,
            key=session.key,
            path=session.path,
            result=result,
            filetype=filetype,
            final=final,
            beside=partial or session.state == "closed",
            lastsave=lastsave,
            received_at=max((self._clock(), *earlier)),
            partial=partial,
        )
        try:
            limits = (self._settings.max_file_size, self._settings.save_timeout)
            await run_in(self._network, self._docs.fetch, url, target, *limits)
            await run_in(self._disk, self.journal.write, entry)
        except BaseException:
            await run_in(self._disk, removed, target)
            raise
        return entry


def name_of(url: str) -> str:
    """A name for the result at ``url``: a retry has the same address to the letter, a new result never.

    The path alone would not do, it tells results apart by four digits; and the query is signed, so it is not kept.
    """
    return hashlib.sha256(url.encode()).hexdigest()
