"""The product as it is composed, with a Docs, a clock and threads of the test; for tests without a server."""

from __future__ import annotations

import asyncio
import io
import logging
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from jupyter_events import EventLogger
from jupyter_server.services.contents.filemanager import AsyncFileContentsManager
from jupyter_server.services.contents.manager import ContentsManager
from traitlets.config import Config

from jupyter_onlyoffice.composition import build_services
from jupyter_onlyoffice.config.resolving import resolve
from jupyter_onlyoffice.docs_server.callback import Callback
from jupyter_onlyoffice.docs_server.client import DocsClient
from jupyter_onlyoffice.errors import DocsUnreachableError, StorageError
from jupyter_onlyoffice.events import SCHEMA_ID
from jupyter_onlyoffice.messages import trouble
from jupyter_onlyoffice.saving.conflicts import Chooser
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.tasks.threads import ThreadPools
from jupyter_onlyoffice.versions.recorder import VersionRecorder

#: Who edits unless a test says otherwise.
ANN = Chooser("ann", "Ann")
#: What storage says of a full disk.
FULL = trouble("storage.disk-full")


def docx(text: str) -> bytes:
    """A small package that passes for a Word document."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        # ZipInfo: by name alone the time would be in it, and the same text not always the same bytes.
        package.writestr(zipfile.ZipInfo("[Content_Types].xml"), "<Types/>")
        package.writestr(zipfile.ZipInfo("word/document.xml"), f"<document>{text}</document>")
    return buffer.getvalue()


class FakeDocs:
    """Serves results from a dict; answers a force save as told."""

    def __init__(self) -> None:
        self.results: dict[str, bytes | Exception] = {}
        self.fetched: list[str] = []
        self.answer: int | Exception = 0
        self.was_asked = threading.Event()
        self.ordered: list[str] = []
        self.commands: list[tuple[str, str | None]] = []
        self.forgotten: dict[str, str] = {}
        self.editing: set[str] = set()
        self.down = False
        self.running: str | Exception = "9.3.0.138"  #: its version

    def version(self) -> str:
        if isinstance(self.running, Exception):
            raise self.running
        return self.running

    def close(self) -> None:
        pass

    def fetch(self, url: str, target: Path, max_size: int, timeout: float) -> int:
        self.fetched.append(url)
        result = self.results[url]
        if isinstance(result, Exception):
            raise result
        target.write_bytes(result)
        return len(result)

    def stream(self, url: str, timeout: float) -> tuple[int | None, Iterator[bytes]]:
        result = self.results[url]
        if isinstance(result, Exception):
            raise result
        return None, iter([result[:10], result[10:]])

    def command(self, c: str, **fields: Any) -> dict[str, Any]:
        self.commands.append((c, fields.get("key")))
        if self.down:
            raise DocsUnreachableError("Docs does not answer.", "Start it.")
        if c == "info":
            return {"error": 0 if fields["key"] in self.editing else 1, "key": fields["key"]}
        if c == "getForgottenList":
            return {"error": 0, "keys": list(self.forgotten)}
        if fields["key"] not in self.forgotten:
            return {"error": 1, "key": fields["key"]}
        if c == "deleteForgotten":
            del self.forgotten[fields["key"]]
            return {"error": 0, "key": fields["key"]}
        return {"error": 0, "key": fields["key"], "url": self.forgotten[fields["key"]]}

    def knows(self, key: str) -> bool:
        return bool(self.command("info", key=key)["error"] == 0)

    def edited(self, key: str) -> bool:
        return self.knows(key)

    def forcesave(self, key: str, userdata: str) -> int:
        self.ordered.append(userdata)
        self.was_asked.set()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Product:
    """The services that a callback goes through."""

    def __init__(self, folder: Path, manager: ContentsManager | None = None, **traits: Any) -> None:
        self.folder = folder
        self.root = folder / "root"
        if not self.root.exists():
            self.root.mkdir()
            (self.root / "report.docx").write_bytes(docx("original"))
        self.now = 1_800_000_000.0
        self.executor = ThreadPoolExecutor(4)
        self.docs = FakeDocs()
        self.manager: Any = manager or AsyncFileContentsManager(root_dir=str(self.root))
        traits = {"docs_url": "http://docs", "jwt_secret": "s" * 32, "data_dir": str(folder), **traits}
        logger = EventLogger()
        self.services = services = build_services(
            resolve(Config({"OnlyOffice": traits}), {}),
            lambda: "http://jupyter/",
            self.manager,
            logger,
            logging.getLogger("test"),
            others={
                "docs": cast(DocsClient, self.docs),
                "clock": lambda: self.now,
                "local_time": lambda: datetime(2026, 11, 21, 14, 3, 22),
                "pools": ThreadPools.of_one(self.executor),
            },
        )
        self.events: list[dict[str, Any]] = []

        async def listen(logger: EventLogger, schema_id: str, data: dict[str, Any]) -> None:
            self.events.append(data)

        logger.add_listener(schema_id=SCHEMA_ID, listener=listen)
        shared, saving = services.shared, services.saving
        self.links, self.sessions, self.storage = shared.links, shared.sessions, shared.storage
        self.save_events = shared.events
        self.versions = services.versions.recorder
        self.writer, self.journal, self.renames = saving.writer, saving.journal, saving.renames
        self.force_saves, self.results, self.callbacks = saving.force_saves, saving.results, saving.callbacks
        self.checkpoint_revert, self.conflicts = saving.checkpoint_revert, saving.conflicts
        self.forgotten_files, self.file_watch = saving.forgotten_files, saving.file_watch
        self.reopening_after_failure = saving.reopening_after_failure
        self.unsaved_documents, self.edits_download = saving.unsaved_documents, saving.edits_download

    async def open(self, user: str = "ann", path: str = "report.docx") -> Session:
        info = await self.storage.info(path)

        async def known(key: str) -> bool:
            return True

        await self.renames.arrived(info)
        session = await self.sessions.open(path, info.version, user, user.title(), known)
        await self.file_watch.opened(session)
        return session

    async def call(self, session: Session, status: int, **fields: Any) -> None:
        await self.callbacks.handle(Callback.of_claims({"key": session.key, "status": status, **fields}))

    async def ready(self, session: Session, text: str, status: int = 2, name: str = "r1", **fields: Any) -> None:
        url = f"http://docs/cache/files/{name}/output.docx?md5=x&expires=1"
        self.docs.results.setdefault(url, docx(text))
        await self.call(session, status, url=url, filetype="docx", users=["ann"], **fields)

    def forget(self, session: Session, text: str) -> None:
        """As when Docs could not deliver the final save."""
        url = f"http://docs/cache/files/forgotten/{session.key}/output.docx/output.docx"
        self.docs.forgotten[session.key] = url
        self.docs.results[url] = docx(text)

    def text(self, name: str = "report.docx") -> str:
        with zipfile.ZipFile(self.root / name) as package:
            return package.read("word/document.xml").decode().removeprefix("<document>").removesuffix("</document>")

    def files(self) -> list[str]:
        return sorted(path.name for path in self.root.iterdir() if not path.name.startswith("."))

    def copy(self) -> str:
        """The one file beside the original."""
        (found,) = [name for name in self.files() if name != "report.docx"]
        return found

    async def states(self) -> list[str]:
        await asyncio.sleep(0)  # listeners are tasks of the loop
        await asyncio.sleep(0)
        return [event["state"] for event in self.events]

    def forget_sessions(self) -> None:
        """As when the data_dir was lost."""
        with sqlite3.connect(self.folder / "sessions.sqlite") as db:
            db.execute("DELETE FROM sessions")
        db.close()
        store: Any = self.sessions._store
        store._known.clear()

    def close(self) -> None:
        """As when the server stops."""
        self.services.close()


def filed(versions: VersionRecorder) -> None:
    """Wait until all that these versions are made of was brought; blocks."""
    while jobs := set(versions._jobs):
        wait(jobs)


class Disk:
    """The disk of the documents, which can be full."""

    def __init__(self, product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
        self._place = product.writer.place
        self.full = True
        monkeypatch.setattr(product.writer, "place", self.place)

    async def place(self, *args: Any, **options: Any) -> Any:
        if self.full:
            raise FULL
        return await self._place(*args, **options)


async def refused(product: Product, session: Session, text: str = "edited", **fields: Any) -> None:
    with pytest.raises(StorageError):
        await product.ready(session, text, **fields)


async def edited(product: Product) -> Session:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    return session
