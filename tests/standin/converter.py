"""The converter: one format into another by trivial means, with the answers of the genuine one."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from tornado.web import RequestHandler

from . import documents, tokens
from .commands import Refused, parameters
from .sources import SourceError, SourceTooLargeError

if TYPE_CHECKING:
    from .server import Core

UNKNOWN, CONVERSION, DOWNLOAD, PASSWORD, INPUT, TOKEN, LIMITS = -1, -3, -4, -5, -7, -8, -10
#: Failures that are forgotten when they have been told: others are told again as long as the key is known.
PASSING = (DOWNLOAD, PASSWORD)
Made = tuple[str, bytes] | int
Done = dict[tuple[str, str], "asyncio.Task[Made]"]
_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an OLE container where a zip package is due


class ConvertHandler(RequestHandler):
    """POST /converter, and its old name."""

    done: Done  # the cache of all handlers of a server

    def initialize(self, core: Core, old: bool, done: Done) -> None:
        """``old`` is the path of servers before 8.2, which later ones still have."""
        self._core = core
        self._old = old
        self.done = done

    async def post(self) -> None:
        """Convert, or look how far a conversion is."""
        if not self._old and self._core.options.old_command_paths:
            self.send_error(404)
            return
        if not self._core.options.converts_for_others:
            self.send_error(403)
            return
        try:
            given = parameters(self, self._core.options, "converter")
        except Refused:
            self._answer({"error": TOKEN})
            return
        self._answer(await self._convert(given))

    async def _convert(self, given: dict[str, Any]) -> dict[str, Any]:
        key, target = str(given.get("key") or given.get("url")), str(given.get("outputtype") or "").lstrip(".")
        if not given.get("url") or not target:
            return {"error": INPUT}
        made = await self._ended(given, key, target)
        if isinstance(made, dict):
            return made
        extension, content = made
        base = self._core.base_of(self.request)
        folder = f"conv_{self._core.results.folder(key)}_{target}"
        url = self._core.results.put(folder, f"output.{extension}", content, base, key, self._core.faults.next_result())
        return {"endConvert": True, "fileType": extension, "fileUrl": url, "percent": 100}

    async def _ended(
        self, given: dict[str, Any], key: str, target: str, source: bytes | None = None
    ) -> tuple[str, bytes] | dict[str, Any]:
        """The result, or what is answered as long as there is none."""
        if not self._core.options.converts:
            return {"endConvert": False, "percent": 0}
        known = self.done.get((key, target))
        if known is None:
            known = self.done[key, target] = asyncio.create_task(self._made(given, target, source))
            if given.get("async"):  # the first answer comes before any result, however quick that is
                return {"endConvert": False, "percent": 0}
        if given.get("async") and not known.done():
            return {"endConvert": False, "percent": 0}
        made = await known
        if isinstance(made, int):
            if made in PASSING:
                self.done.pop((key, target), None)
            return {"error": made}
        return made

    async def _made(self, given: dict[str, Any], target: str, source: bytes | None) -> Made:
        source_type = str(given.get("filetype") or "").lstrip(".")
        if self._core.faults.next_conversion():
            return CONVERSION
        try:
            if source is None:
                if not self._core.options.converter_reaches:
                    raise SourceError("no way from here")
                source = await self._core.sources.fetch(given["url"])
        except SourceTooLargeError:
            return LIMITS
        except SourceError:
            return DOWNLOAD
        await asyncio.sleep(self._core.options.timings.conversion)
        if source.startswith(_ENCRYPTED) and source_type.endswith("x"):
            if given.get("password") != self._core.options.password:
                return PASSWORD
            source, source_type = b"decrypted", "txt"
        try:
            return target, documents.convert(source, source_type, target)
        except documents.UnconvertibleError:
            return CONVERSION

    def _answer(self, answer: dict[str, Any]) -> None:
        if "application/json" in self.request.headers.get("Accept", ""):
            self.set_header("Content-Type", "application/json; charset=utf-8")
            self.finish(tokens.dumps(answer))
            return
        self.set_header("Content-Type", "text/xml")
        names = {"error": "Error", "endConvert": "EndConvert", "fileType": "FileType", "fileUrl": "FileUrl"}
        tagged = [(names.get(name, "Percent"), _xml(value)) for name, value in answer.items()]
        fields = "".join(f"<{tag}>{value}</{tag}>" for tag, value in tagged)
        self.finish(f'<?xml version="1.0" encoding="utf-8"?><FileResult>{fields}</FileResult>')


class UploadHandler(ConvertHandler):
    """POST /converter/from-file, of 10.0: the document comes with the request, and its answer is the result."""

    async def post(self) -> None:
        """Convert, or look how far a conversion is: then the request comes without the document."""
        options = self._core.options
        if not options.is_ten:
            self.send_error(404)
            return
        if not options.converts_for_others:
            self.send_error(403)
            return
        files = self.request.files.get("file", [])
        if set(self.request.files) - {"file"} or set(self.request.arguments) - {"params", "token", "shardkey"}:
            self._answer({"error": INPUT})
            return
        if files and len(files[0].body) > options.max_download:
            self.send_error(413)
            return
        try:
            given = parameters(self, options, "converter", self.get_body_argument("params", "{}"), demanded=True)
        except Refused:
            self._answer({"error": TOKEN})
            return
        key, target = str(given.get("key") or ""), str(given.get("outputtype") or "").lstrip(".")
        if not target or not (files or (key, target) in self.done):
            self._answer({"error": INPUT})
            return
        made = await self._ended(given, key, target, files[0].body if files else None)
        if isinstance(made, dict):
            self._answer(made)
            return
        extension, content = made
        self._core.record.uploads.append(key)
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''document.{extension}")
        self.finish(content)


def _xml(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value).capitalize()
    return text.replace("&", "&amp;").replace("<", "&lt;")
