"""The version history of the editor: which versions there are, and what Docs needs to show one.

The answers have the shape of the methods ``refreshHistory`` and ``setHistoryData`` of the published API; what is
signed is exactly what is sent. A signed payload with a ``version`` is what makes Docs show a version instead of opening
a document (source: ONLYOFFICE/server, DocsCoServer.js).
"""

from __future__ import annotations

from concurrent.futures import Executor
from functools import partial
from typing import Any, TypedDict, cast

from ..docs_server.client import DocsClient
from ..docs_server.signing import BrowserSigner
from ..docs_server.urls import Urls
from ..errors import ConversionError, OnlyOfficeError
from ..events import iso
from ..messages import trouble
from ..storage.file_cache import CachedFile
from ..storage.file_info import FileInfo
from ..storage.storage import Storage
from ..tasks.threads import run_in
from ..text_formats import TextFormats
from .recorder import VersionRecorder
from .version_archive import gone
from .version_records import Version


class VersionUser(TypedDict):
    """Who made a version."""

    id: str
    name: str


class _Entry(TypedDict):
    version: int
    key: str
    created: str | None  #: in ISO 8601
    user: VersionUser | None  #: None: another program


class VersionEntry(_Entry, total=False):
    """One version in the history, with the changes that led to it where they are kept."""

    changes: list[dict[str, Any]]  #: as Docs told them
    serverVersion: str


class VersionList(TypedDict):
    """The answer of ``GET onlyoffice/history``: what ``refreshHistory`` takes."""

    currentVersion: int
    history: list[VersionEntry]


class VersionFile(TypedDict):
    """Where Docs fetches a version."""

    key: str
    url: str
    fileType: str


class _Data(VersionFile):
    version: int


class VersionData(_Data, total=False):
    """The answer of ``GET onlyoffice/history/version``: what ``setHistoryData`` takes."""

    changesUrl: str
    previous: VersionFile
    token: str  #: over all of this


class History:
    """Answers the editor."""

    def __init__(
        self,
        signer: BrowserSigner,
        versions: VersionRecorder,
        storage: Storage,
        text_formats: TextFormats,
        docs: DocsClient,
        urls: Urls,
        network: Executor,
    ) -> None:
        self._signer = signer
        self._versions = versions
        self._storage = storage
        self._text_formats = text_formats
        self._docs = docs
        self._urls = urls
        self._network = network

    async def show(self, path: str) -> VersionList:
        """The answer of ``GET onlyoffice/history``: all versions, oldest first; the last is the document as it is.

        A version without a ``user`` was made by another program. Raises what ``Storage.info`` raises, and
        ConfigurationError where no versions are kept.
        """
        versions = await self.versions(path)
        entries = [_entry(version) for version in versions]
        for before, version, entry in zip([None, *versions], versions, entries, strict=False):
            if before and _follows(version, before):
                entry["changes"], entry["serverVersion"] = list(version.changes), version.server_version
        return {"currentVersion": versions[-1].number, "history": entries}

    async def data(self, path: str, number: int, user: str) -> VersionData:
        """The answer of ``GET onlyoffice/history/version``: one version, for this user (an opaque id) and at once.

        Raises what ``show`` raises, and NotFoundError when it is no longer kept.
        """
        versions = await self.versions(path)
        before, version = find(versions, number)
        file = await self._file(version, user)
        data: VersionData = {
            "version": version.number,
            "key": file["key"],
            "url": file["url"],
            "fileType": file["fileType"],
        }
        if before and _follows(version, before) and await self._made_by_this_docs(version):
            data["changesUrl"] = self._urls.of("changes", version.key, user)
            data["previous"] = await self._file(before, user)
        return cast("VersionData", await self._signer.config(data))

    async def versions(self, path: str) -> list[Version]:
        """See ``show``."""
        if not self._versions.on:
            raise trouble("history.off")
        return await self._versions.of(await self._storage.info(path))

    async def open_served(self, key: str) -> CachedFile:
        """What Docs is given in the place of a text file; ``key`` is that of its version.

        Raises NotFoundError when it is no longer kept, and what ``Plain.open`` raises.
        """
        return await self._open_served(await self._versions.get(key))

    async def _open_served(self, version: Version) -> CachedFile:
        # By its key, so that it is not taken for the file, and under the name that it had then.
        info = FileInfo(f"version.{version.filetype}", "", version.size, version.key, writable=False)
        return await self._text_formats.open_other(info, partial(self._versions.copied, version.key))

    async def _file(self, version: Version, user: str) -> VersionFile:
        served = self._text_formats.served(f"version.{version.filetype}")
        if served:
            try:
                (await self._open_served(version)).close()
            except ConversionError:  # Docs reads it as it is
                served = ""
        url = self._urls.of("version", version.key, user, served)
        return {"key": version.key, "url": url, "fileType": served or version.filetype}

    async def _made_by_this_docs(self, version: Version) -> bool:
        """Docs shows only changes that were made by the very same release of it."""
        try:
            running = await run_in(self._network, self._docs.version)
        except OnlyOfficeError:
            return False
        return version.server_version in (running, running.rpartition(".")[0])  # the last part numbers builds


def find(versions: list[Version], number: int) -> tuple[Version | None, Version]:
    """The version with this number, and the one before it. Raises NotFoundError."""
    for before, version in zip([None, *versions], versions, strict=False):
        if version.number == number:
            return before, version
    raise gone()


def _entry(version: Version) -> VersionEntry:
    named = version.user_id or version.user_name
    return {
        "version": version.number,
        "key": version.key,
        "created": iso(version.created),
        "user": {"id": version.user_id, "name": version.user_name} if named else None,
    }


def _follows(version: Version, before: Version) -> bool:
    """Whether the changes that led to ``version`` are kept, and run from ``before``."""
    return version.previous == before.key and version.changes_size > 0
