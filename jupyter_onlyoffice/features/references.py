"""External references: a workbook shows values of another one of this server.

Docs stores with the values where they come from: a ``fileKey`` of ours, which survives renames, and a path relative to
the workbook, which survives the loss of our records. Neither opens anything by itself: the file that it leads to must
be one that the contents manager shows, and a spreadsheet.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, ParamSpec, TypedDict, TypeVar, cast
from urllib.parse import unquote

from ..docs_server.signing import BrowserSigner
from ..docs_server.urls import Urls
from ..editor.config import ReferenceName
from ..errors import NotFoundError, StorageError
from ..formats import FORMATS, extension
from ..messages import phrase, trouble
from ..security.signed_links import Links
from ..sessions.sessions import Sessions
from ..storage import filenames
from ..storage.file_info import FileInfo
from ..storage.sqlite_records import RecordThread
from ..storage.storage import Storage
from ..text_formats import TextFormats
from .file_ids import FileIds

P = ParamSpec("P")
T = TypeVar("T")

_SITE = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:/")


class _Source(TypedDict):
    fileType: str
    key: str
    path: str  #: relative to the workbook that refers to it
    url: str


class ReferenceSource(_Source, total=False):
    """Where the values of a workbook come from: what ``setReferenceData`` and ``setReferenceSource`` take."""

    referenceData: ReferenceName
    token: str  #: over all of the rest


class References:
    """Finds the sources of values and signs what Docs needs to read them."""

    def __init__(
        self,
        signer: BrowserSigner,
        ids: FileIds,
        storage: Storage,
        sessions: Sessions,
        links: Links,
        urls: Urls,
        text_formats: TextFormats,
    ) -> None:
        self._signer = signer
        self._ids = ids
        self._storage = storage
        self._sessions = sessions
        self._links = links
        self._urls = urls
        self._text_formats = text_formats
        self._records_thread = RecordThread(phrase("files"), ids.mend)
        self._run = self._records_thread.run

    async def name(self, path: str) -> ReferenceName | None:
        """``document.referenceData`` of a file: by what others will refer to it. None when it can be no source."""
        found = FORMATS.get(extension(path))
        if found is None or found.kind != "cell":
            return None
        with suppress(StorageError):  # the document opens without it, too
            return {"fileKey": await self._run(self._ids.of, path), "instanceId": self._links.instance}
        return None

    async def data(self, document: str, info: FileInfo, user: str) -> ReferenceSource:
        """What ``setReferenceData`` and ``setReferenceSource`` take, signed; ``info`` is a source of ``document``.

        ``user`` is the opaque id of whoever asks.
        """
        session = await self._sessions.current(info.path)
        current = session is not None and (session.live or session.known_version == info.version)
        served = await self._text_formats.suited(info)
        payload: ReferenceSource = {
            "fileType": served or extension(info.path),
            # With the key of a session Docs can take what is edited there; any other must be one that it never saw.
            "key": session.key if session is not None and current else self._links.document_keys.new("reference"),
            "path": posixpath.relpath(info.path, filenames.split(document)[0] or "."),
            "url": self._urls.of("file", info.path, user, served),
        }
        if name := await self.name(info.path):
            payload["referenceData"] = name
        return cast("ReferenceSource", await self._signer.answer(payload))

    async def find(self, document: str, reference: Mapping[str, Any], path: str) -> FileInfo:
        """The source that ``document`` means by the ``referenceData`` or else by the ``path`` that Docs has stored.

        Raises NotFoundError when there is none (any more), NotAllowedError for another site, BadRequestError for a
        file that is no spreadsheet, or the workbook itself.
        """
        if _SITE.match(path) and not path.lower().startswith("file:"):
            raise trouble("reference.other-site")
        known = reference.get("fileKey") if reference.get("instanceId") == self._links.instance else None
        places = list(_places(filenames.split(document)[0], path))
        if isinstance(known, str) and (place := await self._run(self._ids.path, known)):
            places.insert(0, place)
        for place in dict.fromkeys(places):
            with suppress(NotFoundError):
                return _checked(document, await self._storage.info(place))
        if path:
            raise trouble("reference.not-found", name=posixpath.basename(path.replace("\\", "/")))
        raise trouble("reference.source-not-found")

    async def moved(self, old: str, new: str) -> None:
        """A file or folder was renamed. When that can not be noted the path that Docs stored still leads to it."""
        with suppress(StorageError):
            await self._run(self._ids.moved, old, new)

    def close(self) -> None:
        """Finish what is under way and close the store."""
        self._records_thread.close(self._ids.close)


def _places(folder: str, path: str) -> Iterator[str]:
    """Where a workbook in ``folder`` may mean by ``path``, most likely first; as Excel wrote it or as we did."""
    for written in dict.fromkeys((path, unquote(path).replace("\\", "/"))):
        if written.lower().startswith("file:"):
            written = "/" + written[len("file:") :].lstrip("/")
        absolute = written.startswith("/") or _DRIVE.match(written.lstrip("/")) is not None
        place = posixpath.normpath(written.lstrip("/") if absolute else posixpath.join(folder, written))
        if written.strip("/.") and not place.startswith("..") and not _DRIVE.match(place):
            yield place
        if absolute and (name := posixpath.basename(written)):
            yield filenames.join(folder, name)  # the machine that it was written on had other folders


def _checked(document: str, info: FileInfo) -> FileInfo:
    found = FORMATS.get(extension(info.path))
    if found is None or found.kind != "cell":
        raise trouble("reference.no-spreadsheet", name=info.name)
    if info.path == document:
        raise trouble("reference.itself")
    return info
