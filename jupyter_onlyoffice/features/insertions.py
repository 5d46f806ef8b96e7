"""Files that the user picks for the editor: a picture to insert, a document to compare with, recipients of letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal, cast, get_args

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


class Insertions:
    """Signs the answers of the pickers."""

    def __init__(self, signer: BrowserSigner, storage: Storage, urls: Urls, text_formats: TextFormats) -> None:
        self._signer = signer
        self._storage = storage
        self._urls = urls
        self._text_formats = text_formats

    async def sign(self, picked: str, command: str, paths: Sequence[str], user: str) -> dict[str, Any]:
        """What the editor's method takes: ``insertImage``, ``setRequestedDocument`` or ``setRequestedSpreadsheet``.

        ``command`` is the ``c`` of the event, ``user`` the opaque id on whose behalf Docs fetches the files. Raises
        BadRequestError, and what ``Storage.info`` raises.
        """
        if picked not in get_args(Picked) or not _COMMAND.fullmatch(command):
            raise trouble("insert.nothing")
        if not paths or (picked != "image" and len(paths) > 1):
            raise trouble("insert.not-one")
        files = [await self._file(cast(Picked, picked), await self._storage.info(path), user) for path in paths]
        payload: dict[str, Any] = {"c": command, **({"images": files} if picked == "image" else files[0])}
        return await self._signer.answer(payload)

    async def _file(self, picked: Picked, info: FileInfo, user: str) -> dict[str, str]:
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
