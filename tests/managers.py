"""Contents managers for tests: Jupyter's own on the local disk, and two that keep files somewhere else."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager, LargeFileManager
from jupyter_server.services.contents.manager import AsyncContentsManager, ContentsManager
from tornado.web import HTTPError

LOCAL = (LargeFileManager, AsyncLargeFileManager)


class _Shelf:
    """Files in a dict, behind the interface of contents managers."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.folders = {""}
        self.times: dict[str, datetime] = {}
        self.read_only: set[str] = set()
        self.tells_size = True
        self.line_breaks = False
        self.trouble: Exception | None = None

    def put(self, path: str, data: bytes) -> None:
        self.files[path] = data
        last = max(self.times.values(), default=datetime(2026, 1, 1, tzinfo=timezone.utc))
        self.times[path] = last + timedelta(seconds=1)

    def get(self, path: str, content: bool, type: str | None) -> dict[str, Any]:
        if self.trouble:
            raise self.trouble
        if path in self.folders:
            return {"type": "directory", "path": path}
        if path not in self.files:
            raise HTTPError(404, f"No such file: {path}")
        data = self.files[path]
        encode = base64.encodebytes if self.line_breaks else base64.b64encode
        return {
            "name": path.rpartition("/")[2],
            "path": path,
            "type": "file",
            "format": "base64" if content else None,
            "content": encode(data).decode() if content else None,
            "last_modified": self.times[path],
            "size": len(data) if self.tells_size else None,
            "writable": path not in self.read_only,
        }

    def save(self, model: dict[str, Any], path: str) -> dict[str, Any]:
        if self.trouble:
            raise self.trouble
        assert model["type"] == "file" and model["format"] == "base64"
        self.put(path, base64.b64decode(model["content"], validate=True))
        return self.get(path, False, None)


class MemoryManager(ContentsManager):
    """Synchronous, and with no disk at all."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shelf = _Shelf()

    def get(
        self, path: str, content: bool = True, type: Any = None, format: Any = None, require_hash: bool = False
    ) -> Any:
        return self.shelf.get(path, content, type)

    def save(self, model: dict[str, Any], path: str = "") -> Any:
        return self.shelf.save(model, path)

    def file_exists(self, path: str = "") -> bool:
        return path in self.shelf.files

    def dir_exists(self, path: str) -> bool:
        return path in self.shelf.folders

    def is_hidden(self, path: str) -> bool:
        return any(part.startswith(".") for part in path.split("/"))


class AsyncMemoryManager(AsyncContentsManager):
    """The same, asynchronous."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shelf = _Shelf()

    async def get(
        self, path: str, content: bool = True, type: Any = None, format: Any = None, require_hash: bool = False
    ) -> Any:
        return self.shelf.get(path, content, type)

    async def save(self, model: dict[str, Any], path: str = "") -> Any:
        return self.shelf.save(model, path)

    async def file_exists(self, path: str = "") -> bool:
        return path in self.shelf.files

    async def dir_exists(self, path: str) -> bool:
        return path in self.shelf.folders

    async def is_hidden(self, path: str) -> bool:
        return any(part.startswith(".") for part in path.split("/"))


def events_of(manager: ContentsManager) -> list[dict[str, Any]]:
    """The events that ``manager`` emits from now on, except of reading."""
    events: list[dict[str, Any]] = []

    def emit(data: dict[str, Any]) -> None:
        if data["action"] != "get":
            events.append(data)

    setattr(manager, "emit", emit)  # noqa: B010 - mypy knows it as a method
    return events


def local(kind: type[ContentsManager], root: Path) -> ContentsManager:
    """A manager of the files under ``root``."""
    return kind(root_dir=str(root))
