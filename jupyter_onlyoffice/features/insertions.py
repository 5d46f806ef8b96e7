"""Files that the user picks for the editor: a picture to insert, a document to compare with, recipients of letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, TypedDict, cast, get_args

from ..docs_server.signing import BrowserSigner
from ..docs_server.urls import Urls
from ..formats import FORMATS, extension
from ..messages import trouble
from ..storage.file_info import FileInfo
from ..storage.storage import Storage
from ..text_formats import TextFormats

Picked = Literal["image", "document", "spreadsheet"]

#: The pictures that Docs takes, by the API of ``insertImage`` and the default limits of Docs.
IMAGES = frozenset("bmp gif jpe jpeg jpg png svg tif tiff".split())  # noqa: SIM905 - easier to read
#: What the editor wants with it ("add", "compare", "mailmerge" ...) comes back to it as it is: newer versions of Docs
#: have new ones.
_COMMAND = re.compile(r"[A-Za-z][A-Za-z-]{0,31}")


class PickedFile(TypedDict):
    """Where Docs fetches a file."""

    fileType: str
    url: str


class _Signed(TypedDict, total=False):
    token: str  #: over all of the rest


class PickedImages(_Signed):
    """Pictures to insert: what ``insertImage`` takes."""

    c: str  #: what the editor wants with them
    images: list[PickedFile]


class PickedDocument(_Signed, PickedFile):
    """One file: what ``setRequestedDocument`` and ``setRequestedSpreadsheet`` take."""

    c: str  #: what the editor wants with it


class Insertions:
    """Signs the answers of the pickers."""

    def __init__(self, signer: BrowserSigner, storage: Storage, urls: Urls, text_formats: TextFormats) -> None:
        self._signer = signer
        self._storage = storage
        self._urls = urls
        self._text_formats = text_formats

    async def sign(self, picked: str, command: str, paths: Sequence[str], user: str) -> PickedImages | PickedDocument:
        """What the editor's method takes: ``insertImage``, ``setRequestedDocument`` or ``setRequestedSpreadsheet``.

        ``command`` is the ``c`` of the event, ``user`` the opaque id on whose behalf Docs fetches the files. Raises
        BadRequestError, and what ``Storage.info`` raises.
        """
        if picked not in get_args(Picked) or not _COMMAND.fullmatch(command):
            raise trouble("insert.nothing")
        if not paths or (picked != "image" and len(paths) > 1):
            raise trouble("insert.not-one")
        files = [await self._file(cast(Picked, picked), await self._storage.info(path), user) for path in paths]
        payload: PickedImages | PickedDocument
        if picked == "image":
            payload = {"c": command, "images": files}
        else:
            payload = {"c": command, "fileType": files[0]["fileType"], "url": files[0]["url"]}
        return cast("PickedImages | PickedDocument", await self._signer.answer(payload))

    async def _file(self, picked: Picked, info: FileInfo, user: str) -> PickedFile:
        ext = extension(info.path)
        if not fits(picked, ext):
            raise trouble(f"insert.no-{picked}", name=info.name)
        served = await self._text_formats.suited(info)
        return {"fileType": served or ext, "url": self._urls.of("file", info.path, user, served)}


def fits(picked: Picked, ext: str) -> bool:
    """Whether a file with this extension can be picked."""
    if picked == "image":
        return ext in IMAGES
    found = FORMATS.get(ext)
    return found is not None and found.kind == ("word" if picked == "document" else "cell")
