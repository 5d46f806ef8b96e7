"""Files that Docs made, behind signed addresses that die after 900 s."""

from __future__ import annotations

import base64
import hashlib
import math
import random
from dataclasses import dataclass
from urllib.parse import urlencode

from .faults import Ordered
from .options import Options

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "html": "text/html",
}


@dataclass
class Served:
    """What an address answers with."""

    content: bytes
    content_type: str
    expires: int
    fault: Ordered | None = None


class Results:
    """The cache folder of Docs."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._files: dict[str, Served] = {}

    def folder(self, key: str) -> str:
        """A fresh folder for the result of ``key``."""
        return f"{key}_{random.randint(1000, 9999)}"

    def put(self, folder: str, name: str, content: bytes, base: str, key: str, fault: Ordered | None = None) -> str:
        """Keep ``content`` and return its signed address under ``base``."""
        extension = name.rpartition(".")[2]
        path = f"/cache/files/data/{folder}/{name}/{name}"
        now = math.ceil(self._options.clock())
        expires = now + self._options.result_lifetime
        self._files = {old: served for old, served in self._files.items() if served.expires >= now}
        self._files[path] = Served(content, _TYPES.get(extension, "application/octet-stream"), expires, fault)
        query = {"md5": self._md5(path, expires), "expires": expires, "shardkey": key, "filename": name}
        if fault and fault.kind == "foreign-host":
            base = fault.target or "http://foreign.example"
        return f"{base}{path}?{urlencode(query)}"

    def get(self, path: str, md5: str, expires: str) -> Served | int:
        """What is served at ``path``, or an HTTP status: 403 not signed, 404 not there, 410 too old."""
        if not expires.isdecimal() or md5 != self._md5(path, int(expires)):
            return 403
        if int(expires) < self._options.clock():
            return 410
        return self._files.get(path, 404)

    def _md5(self, path: str, expires: int) -> str:
        digest = hashlib.md5(f"{expires}{path}{self._options.secret}".encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
