"""Versions that an editor shows: what Docs checks in their token, what it fetches, and what it keeps by their keys.

Source of the rules: ONLYOFFICE/server, DocsCoServer.js (fillVersionHistoryFromJwt) and canvasservice.js (downloadFile).
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from . import documents, tokens
from .checks import NOT_DOWNLOADABLE, TOKEN_EXPIRED, TOKEN_MALFORMED, EditorError
from .options import Options
from .sources import SourceError, Sources


@dataclass
class Revision:
    """What is shown: the lines of a document, and those that were typed since, highlighted."""

    lines: list[str]
    changed: list[str]


class Revisions:
    """Opens versions for all editors of a server."""

    def __init__(self, options: Options, sources: Sources) -> None:
        self._options = options
        self._sources = sources
        self._cached: dict[str, bytes] = {}

    async def show(self, data: dict[str, Any], listed_version: str | None) -> Revision:
        """What the data of ``setHistoryData`` shows; ``listed_version`` is the server version of the list.

        Raises EditorError.
        """
        claims = self._claims(data)
        if not claims.get("version") or not claims.get("key") or not claims.get("url"):
            raise EditorError(TOKEN_MALFORMED)
        previous, changes_url = data.get("previous"), data.get("changesUrl")
        key, url, filetype = claims["key"], claims["url"], data.get("fileType", "")
        if not (previous and changes_url and listed_version):
            return Revision(await self._lines(key, url, filetype), [])
        # The editor has asked for the version before; Docs goes along only if all fits.
        signed = claims.get("previous") or {}
        fits = listed_version == self._options.version and signed.get("key") == previous["key"]
        if not (claims.get("changesUrl") and fits):
            return Revision(await self._lines(key, url, filetype), [])
        lines = await self._lines(signed["key"], signed["url"], previous.get("fileType", filetype))
        return Revision(lines, await self._changes(claims["changesUrl"]))

    def _claims(self, data: dict[str, Any]) -> dict[str, Any]:
        if not self._options.browser_secret:
            return data
        try:
            return tokens.verify(data.get("token"), self._options.browser_secret, self._options.clock())
        except tokens.TokenExpiredError:
            raise EditorError(TOKEN_EXPIRED) from None
        except tokens.TokenInvalidError:
            raise EditorError(TOKEN_MALFORMED) from None

    async def _lines(self, key: str, url: str, filetype: str) -> list[str]:
        if key not in self._cached:
            self._cached[key] = await self._fetch(url)
        return documents.texts(self._cached[key], filetype)

    async def _changes(self, url: str) -> list[str]:
        with zipfile.ZipFile(io.BytesIO(await self._fetch(url))) as archive:
            return [str(line) for line in json.loads(archive.read("changes0.json"))]

    async def _fetch(self, url: str) -> bytes:
        try:
            return await self._sources.fetch(url)
        except SourceError:
            raise EditorError(NOT_DOWNLOADABLE) from None
