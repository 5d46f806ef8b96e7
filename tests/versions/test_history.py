"""What the version history of the editor is told, and what restoring a version does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from jupyter_onlyoffice.errors import (
    BadRequestError,
    ConfigurationError,
    ConflictError,
    DocsRefusedError,
    DocsUnreachableError,
    NotFoundError,
    ResultRejectedError,
    StorageError,
)
from jupyter_onlyoffice.security.signed_links import Purpose
from jupyter_onlyoffice.security.tokens import verify
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.storage.file_info import FileInfo

from ..product import ANN, Product, docx
from .test_recorder import changes_zip, kept, session_of, settled, texts, told_by_docs

SECRET = "s" * 32


class Room:
    """A product with the two features, and what Docs says about itself."""

    def __init__(self, folder: Path, **traits: Any) -> None:
        self.product = product = Product(folder, **traits)
        product.docs.answer = 4  # nothing to store
        self.links = product.links
        self.history = product.services.versions.history
        self.restoring = product.services.saving.restoring

    async def restore(self, number: int, **more: str) -> None:
        await self.restoring.restore("report.docx", number, "bob", "Bob", **more)

    def key_of(self, url: str, purpose: Purpose) -> str:
        """The document key in one of our links."""
        parts = urlsplit(url)
        assert parts.path == f"/onlyoffice/{purpose}"
        return self.links.check(parse_qs(parts.query)["token"][0], purpose).key


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No final save comes by itself here."""
    monkeypatch.setattr("jupyter_onlyoffice.saving.restoring.LEAVING_SECONDS", 0.0)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.product.close()


async def test_the_list_names_versions_authors_and_changes(room: Room) -> None:
    changes_zip(room.product)
    await session_of(room.product, "one", name="Ann")
    (room.product.root / "report.docx").write_bytes(docx("by a kernel"))
    shown = await room.history.show("report.docx")
    assert shown["currentVersion"] == 3
    first, second, third = shown["history"]
    assert [entry["version"] for entry in shown["history"]] == [1, 2, 3]
    assert first["user"] is None and third["user"] is None
    assert second["user"] == {"id": "ann", "name": "Ann"}
    assert second["created"] == "2027-01-15T08:00:10+00:00"
    assert second["serverVersion"] == "9.3.0" and second["changes"][0]["user"]["name"] == "Ann"
    assert "changes" not in first and "changes" not in third


async def test_a_version_is_signed_with_all_that_docs_needs(room: Room) -> None:
    changes_zip(room.product)
    await session_of(room.product, "one")
    first, second = await kept(room.product)
    data = await room.history.data("report.docx", 2, "bob")
    claims = verify(data.pop("token"), SECRET, room.product.now)
    assert {name: claims[name] for name in data} == data
    assert data["version"] == 2 and data["fileType"] == "docx" and data["key"] == second.key
    assert room.key_of(data["url"], "version") == second.key
    assert room.key_of(data["changesUrl"], "changes") == second.key
    assert data["previous"]["key"] == room.key_of(data["previous"]["url"], "version") == first.key
    assert data["previous"]["fileType"] == "docx"


async def test_every_answer_is_signed_anew(room: Room) -> None:
    before = await room.history.data("report.docx", 1, "bob")
    room.product.now += 60
    after = await room.history.data("report.docx", 1, "bob")
    assert before["key"] == after["key"]
    assert before["token"] != after["token"] and before["url"] != after["url"]


@pytest.mark.parametrize("running", ["9.4.0.1", "", DocsUnreachableError("Docs does not answer.", "Start it.")])
async def test_changes_of_another_release_of_docs_are_left_out(room: Room, running: str | Exception) -> None:
    changes_zip(room.product)
    await session_of(room.product, "one")
    room.product.docs.running = running
    data = await room.history.data("report.docx", 2, "bob")
    assert "changesUrl" not in data and "previous" not in data


async def test_changes_that_run_from_another_version_are_left_out(room: Room) -> None:
    changes_zip(room.product)
    session = await room.product.open()
    await room.product.call(session, 1, users=["ann"])
    (room.product.root / "report.docx").write_bytes(docx("theirs"))
    await room.product.ready(session, "mine", 6, **told_by_docs("Ann"))
    await room.product.conflicts.resolve("report.docx", "mine", ANN)
    await settled(room.product)
    shown = await room.history.show("report.docx")
    assert ["changes" in entry for entry in shown["history"]] == [False, False]
    assert "changesUrl" not in await room.history.data("report.docx", shown["currentVersion"], "bob")


async def test_without_a_secret_nothing_is_signed(tmp_path: Path) -> None:
    room = Room(tmp_path, jwt_secret="")
    assert "token" not in await room.history.data("report.docx", 1, "bob")
    room.product.close()


async def test_what_is_not_kept_is_not_found(room: Room) -> None:
    with pytest.raises(NotFoundError):
        await room.history.data("report.docx", 7, "bob")
    with pytest.raises(NotFoundError):
        await room.history.show("no such.docx")


async def test_without_versions_there_is_no_history(tmp_path: Path) -> None:
    room = Room(tmp_path, versions="off")
    with pytest.raises(ConfigurationError):
        await room.history.show("report.docx")
    room.product.close()


async def test_restoring_makes_a_new_version_of_an_old_one(room: Room) -> None:
    await session_of(room.product, "one")
    await session_of(room.product, "two")
    await room.restore(1)
    assert room.product.text() == "original"
    assert await texts(room.product) == ["original", "one", "two", "original"]
    shown = await room.history.show("report.docx")
    assert shown["currentVersion"] == 4
    assert shown["history"][-1]["user"] == {"id": "bob", "name": "Bob"}
    checkpoint = room.product.root / ".ipynb_checkpoints" / "report-checkpoint.docx"
    assert checkpoint.read_bytes() == docx("two")
    await session_of(room.product, "three")
    assert await texts(room.product) == ["original", "one", "two", "original", "three"]


async def test_a_restored_version_survives_being_overwritten(room: Room) -> None:
    await session_of(room.product, "one")
    await room.restore(1)
    await settled(room.product)
    (room.product.root / "report.docx").write_bytes(docx("by a kernel"))
    assert await texts(room.product) == ["original", "one", "original", "by a kernel"]


async def test_tabs_are_told_and_open_the_document_anew(room: Room) -> None:
    await session_of(room.product, "one")
    session = await room.product.open()
    await room.restore(1)
    assert (await room.product.states())[-1] == "changed"
    assert room.product.events[-1]["key"] == session.key
    assert (await room.product.open()).key != session.key


async def test_edits_that_docs_holds_are_stored_first(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    product = room.product
    await session_of(product, "one")
    session = await product.open("cem")
    await product.call(session, 1, users=["cem"])
    product.docs.answer = 0

    async def deliver() -> None:
        await asyncio.to_thread(product.docs.was_asked.wait)
        await product.ready(session, "by cem", 6, "forced", **told_by_docs("Cem"))

    await asyncio.gather(deliver(), room.restore(1))
    assert product.text() == "original"
    assert await texts(product) == ["original", "one", "by cem", "original"]


async def test_nothing_is_restored_before_edits_are_stored(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_onlyoffice.saving.force_saves.WAIT_SECONDS", 0.01)
    await session_of(room.product, "one")
    await room.product.open("cem")
    room.product.docs.answer = 0  # and nothing comes
    with pytest.raises(ConflictError):
        await room.restore(1)
    assert room.product.text() == "one"


async def test_what_the_last_editor_had_stored_does_not_come_back_as_a_copy(room: Room) -> None:
    """Opening the history leaves the room, so the final save comes while a version is being restored."""
    session = await room.product.open()
    await room.product.call(session, 1, users=["ann"])
    await room.product.ready(session, "one", 6, "forced")
    await room.restore(1)
    await room.product.ready(session, "one", 2, "final", notmodified=True)
    assert room.product.text() == "original" and room.product.files() == ["report.docx"]
    assert await texts(room.product) == ["original", "one", "original"]


async def test_what_was_typed_after_restoring_is_kept_in_a_copy(room: Room) -> None:
    session = await room.product.open()
    await room.product.call(session, 1, users=["ann"])
    await room.product.ready(session, "one", 6, "forced")
    await room.restore(1)
    await room.product.call(session, 1, users=["ann"])  # it is not revived
    await room.product.ready(session, "one more", 2, "final", notmodified=False)
    assert room.product.text() == "original"
    assert room.product.text(room.product.copy()) == "one more"


async def test_a_change_within_a_version_comes_from_docs(room: Room) -> None:
    await session_of(room.product, "one")
    url = "http://docs/cache/files/k/output.docx?md5=x"
    room.product.docs.results[url] = docx("half of one")
    await room.restore(2, url=url, filetype="docx")
    assert await texts(room.product) == ["original", "one", "half of one"]


async def test_another_format_is_not_restored(room: Room) -> None:
    url = "http://docs/cache/files/k/output.docm"
    room.product.docs.results[url] = docx("with macros")
    with pytest.raises(BadRequestError):
        await room.restore(1, url=url, filetype="docm")
    assert room.product.text() == "original"


async def test_what_is_no_document_is_not_restored(room: Room) -> None:
    url = "http://docs/cache/files/k/output.docx"
    room.product.docs.results[url] = docx("x").replace(b"word/document", b"nothing/useful")
    with pytest.raises(ResultRejectedError):
        await room.restore(1, url=url, filetype="docx")
    assert room.product.text() == "original"


async def test_a_conflict_is_to_be_decided_first(room: Room) -> None:
    session = await room.product.open()
    await room.product.call(session, 1, users=["ann"])
    (room.product.root / "report.docx").write_bytes(docx("theirs"))
    await room.product.ready(session, "mine", 6)
    with pytest.raises(ConflictError):
        await room.restore(1)
    assert room.product.text() == "theirs"


async def test_a_document_that_changes_at_this_very_moment_is_not_overwritten(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    await session_of(room.product, "one")
    real = room.product.storage._before_save

    async def change(*args: Any) -> None:
        (room.product.root / "report.docx").write_bytes(docx("theirs"))
        await real(*args)

    monkeypatch.setattr(room.product.storage, "_before_save", change)
    with pytest.raises(ConflictError):
        await room.restore(1)
    assert room.product.text() == "theirs"


async def test_a_read_only_document_is_not_restored(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    info = await room.product.storage.info("report.docx")

    async def read_only(path: str) -> FileInfo:
        return FileInfo(info.path, info.name, info.size, info.version, writable=False)

    monkeypatch.setattr(room.product.storage, "info", read_only)
    with pytest.raises(StorageError):
        await room.restore(1)


async def test_a_failed_session_keeps_its_key(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    session: Session = await room.product.open()
    await room.product.sessions.failed(session, StorageError("The disk is full.", "Free some space."), final=True)
    room.product.docs.answer = DocsRefusedError("Docs does not know this document.", "", 1)
    with pytest.raises(ConflictError):
        await room.restore(1)


async def test_a_disk_that_refuses_changes_nothing(room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    await session_of(room.product, "one")
    monkeypatch.setattr(room.product.storage, "staged", lambda suffix="": tmp_path / "gone" / "staged")
    with pytest.raises(StorageError):
        await room.restore(1)
    assert room.product.text() == "one"
