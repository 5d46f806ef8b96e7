"""Pictures of first pages: made once for each version of a document, by Docs or by the built-in converters."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from jupyter_onlyoffice.builtin import Builtin
from jupyter_onlyoffice.config.resolving import resolve
from jupyter_onlyoffice.conversion import thumbnails
from jupyter_onlyoffice.conversion.converters import BuiltinConversion, Made
from jupyter_onlyoffice.conversion.thumbnails import Thumbnails
from jupyter_onlyoffice.errors import ConversionError, NotFoundError, StorageError
from jupyter_onlyoffice.saving.document_writer import DocumentWriter
from jupyter_onlyoffice.storage.file_info import FileInfo
from jupyter_onlyoffice.storage.storage import Storage
from jupyter_onlyoffice.tasks.threads import ThreadPools

from ..connected import Connected, ReadersOnly, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401
from ..managers import LOCAL, local
from ..standin import tokens

PNG = b"\x89PNG\r\n\x1a\n"


class Converting:
    """Makes pictures when it is let; counts."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.begun, self.let = asyncio.Event(), asyncio.Event()
        self.let.set()
        self.at_once = self.most = 0
        self.filetype = "png"
        self.trouble: Exception | None = None

    async def targets(self) -> dict[str, list[str]]:
        return {}

    async def convert(self, info: FileInfo, to: str, user: str, progress: Any = None, **options: Any) -> Made:
        self.asked.append((info.path, options))
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.begun.set()
        await self.let.wait()
        self.at_once -= 1
        if self.trouble:
            raise self.trouble
        staged = self._storage.staged(".png")
        staged.write_bytes(PNG + info.version.encode())
        return Made(staged, self.filetype)

    def close(self) -> None:
        """Nothing to end."""


class Studio:
    """Some documents and their pictures."""

    def __init__(self, folder: Path, executor: ThreadPoolExecutor) -> None:
        self.root = folder / "root"
        self.root.mkdir()
        for name in ("a.docx", "b.xlsx", "notes.ipynb"):
            (self.root / name).write_bytes(b"content")
        self.storage = Storage(local(LOCAL[1], self.root), folder / "spool", executor)
        self.conversion = Converting(self.storage)
        self.thumbnails = Thumbnails(self.storage, self.conversion, folder / "pictures", executor)

    async def picture(self, path: str = "a.docx") -> bytes:
        info, picture = await self.thumbnails.open(path, "ann")
        try:
            return b"".join([chunk async for chunk in picture.read(0, picture.size)])
        finally:
            picture.close()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    with ThreadPoolExecutor(4) as executor:
        yield Studio(tmp_path, executor)


async def test_a_picture_is_made_once_for_each_version(studio: Studio) -> None:
    first = await studio.picture()
    assert first == await studio.picture()
    assert [path for path, _ in studio.conversion.asked] == ["a.docx"]
    assert studio.conversion.asked[0][1]["thumbnail"]["first"] is True
    (studio.root / "a.docx").write_bytes(b"changed")
    assert await studio.picture() != first
    assert len(studio.conversion.asked) == 2


async def test_those_who_ask_together_wait_for_one_picture(studio: Studio) -> None:
    studio.conversion.let.clear()
    both = asyncio.gather(studio.picture(), studio.picture(), studio.picture("b.xlsx"))
    await studio.conversion.begun.wait()
    studio.conversion.let.set()
    await both
    assert sorted(path for path, _ in studio.conversion.asked) == ["a.docx", "b.xlsx"]
    assert studio.conversion.most == 1  # a glance must not keep others from their conversions


async def test_there_is_none_of_what_can_not_be_converted(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    studio.conversion.trouble = ConversionError("The document is damaged.", "Restore an earlier version.")
    with pytest.raises(NotFoundError, match="damaged"):
        await studio.picture()
    studio.conversion.trouble = None
    await studio.picture()  # a failure is not kept
    studio.conversion.filetype = "zip"
    with pytest.raises(NotFoundError):
        await studio.picture("b.xlsx")
    with pytest.raises(NotFoundError):
        await studio.picture("notes.ipynb")
    with pytest.raises(NotFoundError):
        await studio.picture("no such.docx")
    monkeypatch.setattr(thumbnails, "MOST", 3)
    with pytest.raises(NotFoundError, match="too large"):
        await studio.picture()
    assert not list(studio.storage.staged().parent.glob("*.png"))


async def test_a_full_disk_is_said(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(studio.thumbnails._cache, "put", full)
    with pytest.raises(StorageError, match="No space left"):
        await studio.picture()


async def test_another_server_may_take_a_picture_away(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    real = studio.thumbnails._cache.get
    taken: list[Path] = []

    def get(*key: str) -> Path | None:
        found = real(*key)
        if found and not taken:
            taken.append(found)
            os.unlink(found)
        return found

    await studio.picture()
    monkeypatch.setattr(studio.thumbnails._cache, "get", get)
    assert (await studio.picture()).startswith(PNG)
    assert taken and len(studio.conversion.asked) == 2


async def test_docs_makes_the_picture(connected: Connected) -> None:
    answer = await connected.fetch("thumbnail", params={"path": "sample.docx"})
    assert answer.body.startswith(PNG) and len(answer.body) > 200
    wishes = _wishes(connected)
    assert wishes[0]["thumbnail"] == thumbnails.PICTURE and wishes[0]["filetype"] == "docx"
    assert (await connected.fetch("thumbnail", params={"path": "sample.docx"})).body == answer.body
    assert _wishes(connected) == wishes


def _wishes(connected: Connected) -> list[dict[str, Any]]:
    """For pictures, of which Docs was asked."""
    asked = [tokens.claims_of(_token(request.body)) for request in connected.standin.record.requests if request.body]
    return [claims for claims in asked if claims.get("outputtype") == "png"]


def _token(body: bytes) -> str:
    return str(json.loads(body)["token"])


async def test_without_one_the_answer_says_why(connected: Connected) -> None:
    status, answer = await connected.refused(connected.get("thumbnail", path="password.docx"))
    assert status == 404 and "password" in answer["cause"]
    assert (await connected.refused(connected.get("thumbnail", path="../sample.docx")))[0] == 404
    assert (await connected.refused(connected.get("thumbnail")))[0] == 400


async def test_whoever_may_read_sees_it(connected: Connected) -> None:
    connected.app.web_app.settings["authorizer"] = ReadersOnly(parent=connected.app)
    assert (await connected.fetch("thumbnail", params={"path": "sample.docx"})).code == 200


async def test_without_docs_the_built_in_converter_makes_it(
    tmp_path: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Fake:
        """Makes a picture of what a file holds."""

        name = "fake"

        def takes(self, ext: str) -> bool:
            return ext == "docx"

        def convert(self, source: Path, target: Path, folder: Path) -> None:
            assert target.suffix == ".png" and source.read_bytes() == b"content"
            target.write_bytes(PNG)

    executor = studio.storage._executor
    pools = ThreadPools.of_one(executor)
    settings = resolve(Config({"OnlyOffice": {"data_dir": str(tmp_path / "data")}}), {})
    builtin = Builtin(settings, studio.storage, DocumentWriter(studio.storage, pools), pools)
    monkeypatch.setattr(builtin, "_locate", lambda: [Fake()])
    conversion = BuiltinConversion(builtin, studio.storage, executor)
    studio.thumbnails = Thumbnails(studio.storage, conversion, tmp_path / "pictures", executor)
    assert await studio.picture() == PNG
    with pytest.raises(NotFoundError):
        await studio.picture("b.xlsx")
