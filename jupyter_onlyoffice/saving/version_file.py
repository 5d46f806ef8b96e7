"""The file of an earlier version, checked and in the form of its document, ready to take the document's place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from ..config.settings import Settings
from ..docs_server.client import DocsClient
from ..errors import BadRequestError
from ..formats import extension, same_format
from ..messages import trouble
from ..storage.storage import Storage
from ..tasks.threads import ThreadPools, run_in
from ..text_formats import TextFormats
from ..untrusted.validation import check_result
from ..versions.recorder import VersionRecorder
from ..versions.version_records import Version


class VersionFile:
    """Makes it, from the archive or from what Docs offers."""

    def __init__(
        self,
        settings: Settings,
        versions: VersionRecorder,
        storage: Storage,
        text_formats: TextFormats,
        docs: DocsClient,
        pools: ThreadPools,
    ) -> None:
        self._settings = settings
        self._versions = versions
        self._storage = storage
        self._text_formats = text_formats
        self._docs = docs
        self._disk = pools.disk
        self._network = pools.network
        self._reading = pools.reading

    @asynccontextmanager
    async def staged(self, path: str, version: Version, url: str = "", filetype: str = "") -> AsyncIterator[Path]:
        """Inside, it lies beside ``path``'s storage; afterwards it is gone, unless it was moved away.

        ``url`` is where Docs has what is to be taken instead of ``version``, of type ``filetype``. Raises
        BadRequestError for another format than that of ``path``, and what storage, checking and Docs raise.
        """
        staged = await (self._fetch(url) if url else self._versions.copied(version.key))
        try:
            filetype = filetype if url else version.filetype
            await run_in(self._reading, check_result, staged, filetype)
            staged = await self._in_form(path, staged, filetype)
            yield staged
        finally:
            await run_in(self._disk, staged.unlink, missing_ok=True)

    async def _fetch(self, url: str) -> Path:
        staged = self._storage.staged()
        limits = (self._settings.max_file_size, self._settings.save_timeout)
        await run_in(self._network, self._docs.fetch, url, staged, *limits)
        return staged

    async def _in_form(self, path: str, staged: Path, filetype: str) -> Path:
        """What Docs has in the place of a text file becomes one again. Raises BadRequestError for another format."""
        if same_format(filetype, extension(path)):
            return staged
        restored = await self._text_formats.restored(path, staged, filetype)
        if restored is None or restored.why:
            refusal = trouble("history.other-format", BadRequestError)
            if restored and restored.why:
                await run_in(self._disk, restored.staged.unlink, missing_ok=True)
                refusal = restored.why.as_a(BadRequestError, refusal.remedy)
            raise refusal
        await run_in(self._disk, staged.unlink, missing_ok=True)
        return restored.staged
