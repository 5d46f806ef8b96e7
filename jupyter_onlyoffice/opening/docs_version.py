"""The version of the connected Docs, as far as what is opened depends on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from ..docs_server.client import DocsClient
from ..errors import OnlyOfficeError
from ..formats import Format
from ..messages import trouble
from ..security.tokens import Clock

#: How long an answer about the version of Docs is believed, in seconds.
VERSION_SECONDS = 600.0


class DocsVersion:
    """Asks for it by ``ask``, which gives up soon, and remembers it."""

    def __init__(self, docs: DocsClient, ask: Callable[[Callable[[], str]], Awaitable[str]], clock: Clock) -> None:
        self._docs = docs
        self._ask = ask
        self._clock = clock
        self._known: int | None = None
        self._asked = float("-inf")

    async def major(self, document_format: Format) -> int | None:
        """The first part of the version of Docs, asked only for what depends on it; None when it is not known."""
        if document_format.kind != "pdf" and not document_format.since and not document_format.edit_since:
            return None
        if self._clock() - self._asked > VERSION_SECONDS:
            self._asked = self._clock()
            try:
                version = await self._ask(self._docs.version)
                self._known = int(version.partition(".")[0])
            except (OnlyOfficeError, ValueError):
                self._known, self._asked = None, float("-inf")
        return self._known


def check_version(document_format: Format, major: int | None) -> None:
    """Raise UnsupportedFormatError when the connected version of Docs is too old for the format."""
    if major is not None and major < document_format.since:
        raise trouble("documents.newer-docs", label=document_format.label, since=document_format.since, major=major)
