"""Which versions of documents are kept, of whom, for how long; and that keeping them never fails a save."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.errors import NotFoundError, StorageError
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.tasks.threads import ThreadPools
from jupyter_onlyoffice.versions import recorder, version_archive, version_files, version_numbers
from jupyter_onlyoffice.versions.recorder import VersionRecorder
from jupyter_onlyoffice.versions.version_files import HIDDEN
from jupyter_onlyoffice.versions.version_records import Version

from ..managers import AsyncMemoryManager
from ..product import ANN, Product, docx, filed

CHANGES = "http://docs/cache/files/k/changes.zip?md5=x"


@pytest.fixture
def products(tmp_path: Path) -> Iterator[Callable[..., Product]]:
    made: list[Product] = []

    def make(**traits: Any) -> Product:
        made.append(Product(tmp_path, **traits))
        return made[-1]

    yield make
    for services in made:
        services.close()


def told_by_docs(*names: str) -> dict[str, Any]:
    changes = [{"created": "2026-11-21 19:30:34", "user": {"id": name.lower(), "name": name}} for name in names]
    return {"history": {"changes": changes, "serverVersion": "9.3.0"}, "changesurl": CHANGES}


async def session_of(product: Product, *texts: str, name: str = "Ann", path: str = "report.docx") -> Session:
    """A session that is saved with each of these texts, the last one finally."""
    session = await product.open(name.lower(), path)
    for number, text in enumerate(texts):
        product.now += 10
        final = number == len(texts) - 1
        address = f"{session.key}-{number}"
        await product.ready(session, text, 2 if final else 6, address, **told_by_docs(name))
        await settled(product)
    return session


async def settled(product: Product) -> None:
    await asyncio.to_thread(filed, product.versions)


async def kept(product: Product, path: str = "report.docx") -> list[Version]:
    await settled(product)
    return await product.versions.of(await product.storage.info(path))


async def text_of(product: Product, version: Version, tmp: str = "shown.docx") -> str:
    content = await product.versions.open(version.key)
    try:
        data = b"".join([chunk async for chunk in content.read(0, content.size)])
    finally:
        content.close()
    target = product.folder / tmp
    target.write_bytes(data)
    with zipfile.ZipFile(target) as package:
        return package.read("word/document.xml").decode().removeprefix("<document>").removesuffix("</document>")


async def texts(product: Product, path: str = "report.docx") -> list[str]:
    return [await text_of(product, version) for version in await kept(product, path)]


def changes_zip(product: Product, content: bytes = b"PK\x05\x06" + bytes(18)) -> None:
    product.docs.results[CHANGES] = content


async def test_a_document_that_nobody_edited_is_its_only_version(product: Product) -> None:
    (version,) = await kept(product)
    assert version.number == 1 and version.user_name == "" and version.filetype == "docx"
    assert version.created == pytest.approx((product.root / "report.docx").stat().st_mtime)
    assert await text_of(product, version) == "original"
    assert [again.key for again in await kept(product)] == [version.key]  # Docs caches by it


async def test_one_session_is_one_version_however_often_it_is_saved(product: Product) -> None:
    await session_of(product, "one", "two", "three")
    first, second = await kept(product)
    assert [first.number, second.number] == [1, 2]
    assert [await text_of(product, first), await text_of(product, second)] == ["original", "three"]
    assert second.user_id == "ann" and second.user_name == "Ann" and second.created == product.now
    assert second.previous == first.key and second.server_version == "9.3.0"


async def test_each_content_has_a_key_of_its_own(product: Product) -> None:
    session = await product.open()
    keys = set()
    for number in range(3):
        await product.ready(session, f"text {number}", 6, f"r{number}", **told_by_docs("Ann"))
        newest = (await kept(product))[-1]
        keys.add(newest.key)
        assert newest.key.startswith(session.key.partition("-")[0])  # unique among those who share the Docs server
    assert len(keys) == 3
    with pytest.raises(NotFoundError):
        await product.versions.open((keys - {newest.key}).pop())


async def test_every_session_adds_a_version_that_follows_from_the_one_before(product: Product) -> None:
    for number in range(3):
        await session_of(product, f"text {number}", name=("Ann", "Bob", "Cem")[number])
    found = await kept(product)
    assert [version.user_name for version in found] == ["", "Ann", "Bob", "Cem"]
    assert [version.previous for version in found[1:]] == [version.key for version in found[:-1]]
    assert await texts(product) == ["original", "text 0", "text 1", "text 2"]


async def test_the_changes_of_docs_are_kept(product: Product) -> None:
    changes_zip(product)
    await session_of(product, "one")
    version = (await kept(product))[-1]
    content = await product.versions.open_changes(version.key)
    assert content.size == version.changes_size == 22
    content.close()
    with pytest.raises(NotFoundError):
        await product.versions.open_changes((await kept(product))[0].key)


async def test_changes_that_are_none_are_not_kept(product: Product) -> None:
    changes_zip(product, b"<html>Sign in</html>")
    await session_of(product, "one")
    version = (await kept(product))[-1]
    assert version.changes_size == 0 and version.user_name == "Ann"


async def test_changes_that_can_not_be_fetched_are_done_without(product: Product) -> None:
    product.docs.results[CHANGES] = StorageError("The disk is full.", "Free some space.")
    await session_of(product, "one")
    assert product.text() == "one"
    assert (await kept(product))[-1].changes_size == 0


async def test_what_docs_tells_without_sense_is_left_out(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "one", history={"changes": [1], "serverVersion": 9}, changesurl=5)
    version = (await kept(product))[-1]
    assert version.changes == () and version.server_version == "" and version.user_name == "Ann"


async def test_a_change_by_another_program_is_a_version_without_an_author(product: Product) -> None:
    await session_of(product, "one")
    (product.root / "report.docx").write_bytes(docx("by a kernel"))
    found = await kept(product)
    assert [version.user_name for version in found] == ["", "Ann", ""]
    assert await texts(product) == ["original", "one", "by a kernel"]  # the session's own text was copied in time
    await session_of(product, "two", name="Bob")
    assert await texts(product) == ["original", "one", "by a kernel", "two"]
    assert (await kept(product))[-1].previous == found[-1].key


async def test_versions_follow_renames_of_files_and_folders(product: Product) -> None:
    (product.root / "a").mkdir()
    shutil.copy(product.root / "report.docx", product.root / "a" / "report.docx")
    await session_of(product, "one", path="a/report.docx")
    os.rename(product.root / "a" / "report.docx", product.root / "a" / "final.docx")
    await product.renames.renamed("a/report.docx", "a/final.docx")
    os.rename(product.root / "a", product.root / "b")
    await product.renames.renamed("a", "b")
    await session_of(product, "two", path="b/final.docx")
    assert await texts(product, "b/final.docx") == ["original", "one", "two"]
    assert [version.number for version in await kept(product, "b/final.docx")] == [1, 2, 3]


async def test_versions_are_found_after_a_rename_that_nobody_saw(product: Product) -> None:
    await session_of(product, "one")
    os.rename(product.root / "report.docx", product.root / "final.docx")
    shutil.copy2(product.root / "final.docx", product.root / "copy.docx")
    assert await texts(product, "copy.docx") == ["one"]  # a copy is another document
    assert await texts(product, "final.docx") == ["original", "one"]


async def test_a_second_name_of_a_document_does_not_take_its_versions(product: Product) -> None:
    await session_of(product, "one")
    os.link(product.root / "report.docx", product.root / "second.docx")
    assert await texts(product, "second.docx") == ["one"]
    assert await texts(product) == ["original", "one"]


async def test_copies_are_for_nobody_else(products: Callable[..., Product]) -> None:
    product = products(versions="beside")
    (product.root / "report.docx").chmod(0o644)
    await session_of(product, "one")
    await settled(product)
    newest = (await kept(product))[-1]
    assert (product.root / HIDDEN / newest.key).stat().st_mode & 0o077 == 0


async def test_a_file_renamed_over_another_goes_on_with_the_history_of_both(product: Product) -> None:
    (product.root / "new.docx").write_bytes(docx("new"))
    await session_of(product, "old text")
    await session_of(product, "new text", path="new.docx")
    os.replace(product.root / "new.docx", product.root / "report.docx")
    await product.renames.renamed("new.docx", "report.docx")
    assert await texts(product) == ["original", "old text", "new", "new text"]
    assert [version.number for version in await kept(product)] == [1, 2, 3, 4]


async def test_only_the_newest_versions_are_kept(products: Callable[..., Product]) -> None:
    product = products(versions_count=3)
    for number in range(6):
        await session_of(product, f"text {number}")
    assert await texts(product) == ["text 3", "text 4", "text 5"]
    assert [version.number for version in await kept(product)] == [5, 6, 7]
    assert len(list((product.folder / "versions").iterdir())) == 3


async def test_all_versions_together_take_no_more_than_the_limit(products: Callable[..., Product]) -> None:
    size = len(docx("text 0"))
    product = products(versions_size=4 * size)
    (product.root / "other.docx").write_bytes(docx("other"))
    await session_of(product, "first", path="other.docx")
    for number in range(4):
        await session_of(product, f"text {number}")
    files = [path.stat().st_size for path in (product.folder / "versions").iterdir()]
    assert sum(files) <= 4 * size
    assert await texts(product, "other.docx") == ["first"]  # what the document holds is never gone
    assert (await texts(product))[-2:] == ["text 2", "text 3"]


async def test_of_a_document_beyond_the_limit_nothing_is_kept(products: Callable[..., Product]) -> None:
    product = products(versions_size=10)
    await session_of(product, "one")
    assert await texts(product) == ["one"]
    assert not (product.folder / "versions").exists()


async def test_versions_can_be_kept_beside_their_documents(products: Callable[..., Product]) -> None:
    product = products(versions="beside")
    (product.root / "a").mkdir()
    shutil.copy(product.root / "report.docx", product.root / "a" / "report.docx")
    await session_of(product, "one", path="a/report.docx")
    assert (product.root / "a" / HIDDEN).is_dir() and not (product.folder / "versions").exists()
    os.rename(product.root / "a", product.root / "b")
    await product.renames.renamed("a", "b")
    assert await texts(product, "b/report.docx") == ["original", "one"]
    os.rename(product.root / "b" / "report.docx", product.root / "moved.docx")
    await product.renames.renamed("b/report.docx", "moved.docx")
    assert await texts(product, "moved.docx") == ["original", "one"]


async def test_versions_can_be_switched_off(products: Callable[..., Product]) -> None:
    product = products(versions="off")
    await session_of(product, "one")
    assert product.text() == "one" and not product.versions.on
    assert await kept(product) == []
    assert not (product.folder / "versions.sqlite").exists()
    for opened in (product.versions.open, product.versions.open_changes):
        with pytest.raises(NotFoundError):
            await opened("key")


async def test_keeping_costs_no_copy(product: Product) -> None:
    before = (product.root / "report.docx").stat().st_ino
    session = await product.open()
    await product.ready(session, "one", 6)
    (file,) = (product.folder / "versions").iterdir()
    assert file.stat().st_ino == before


async def test_a_second_name_that_was_written_into_is_not_shown(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "one", 6)
    (file,) = (product.folder / "versions").iterdir()
    file.write_bytes(docx("written into"))
    assert await texts(product) == ["one"]


async def test_the_next_checkpoint_does_not_write_into_a_version(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "one", 6)
    await product.storage.checkpoint("report.docx")  # in place, as JupyterLab's Save does
    assert await texts(product) == ["original", "one"]


async def test_the_checkpoint_of_a_large_document_is_made_afterwards(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(version_archive, "SMALL", 10)
    monkeypatch.setattr(recorder, "SMALL", 10)
    await session_of(product, "one", "two")
    assert await texts(product) == ["original", "two"]
    checkpoint = product.root / ".ipynb_checkpoints" / "report-checkpoint.docx"
    assert checkpoint.read_bytes() == docx("original") and checkpoint.stat().st_nlink == 1


async def test_a_newer_checkpoint_stays(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version_archive, "SMALL", 10)
    keep = product.storage.keep_checkpoint
    checkpoint = product.root / ".ipynb_checkpoints" / "report-checkpoint.docx"

    def late(path: str, source: Path) -> None:
        shutil.copy2(product.root / "report.docx", checkpoint)
        keep(path, source)

    monkeypatch.setattr(product.storage, "keep_checkpoint", late)
    await session_of(product, "one")
    assert checkpoint.read_bytes() == docx("one")


@pytest.mark.parametrize("small", [10, 10_000])
async def test_on_a_disk_without_second_names_what_was_is_copied(
    product: Product, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    monkeypatch.setattr(version_archive, "SMALL", small)
    monkeypatch.setattr(version_files.VersionFiles, "link", lambda *_: "")
    await session_of(product, "one", "two")
    assert await texts(product) == ["original", "two"]
    assert (product.root / ".ipynb_checkpoints" / "report-checkpoint.docx").read_bytes() == docx("original")


async def test_what_was_not_replaced_after_all_is_let_go(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version_archive, "SMALL", 10)
    monkeypatch.setattr(version_files.VersionFiles, "link", lambda *_: "")
    session = await product.open()
    await texts(product)
    opened = len(os.listdir("/proc/self/fd"))
    monkeypatch.setattr(product.storage, "_before_save", refuse)
    with pytest.raises(StorageError):
        await product.ready(session, "one")
    assert await texts(product) == ["original"]
    assert len(os.listdir("/proc/self/fd")) <= opened


async def refuse(*_: Any) -> None:
    raise StorageError("The disk is full.", "Free some space.")


async def test_a_file_that_changes_while_it_is_copied_is_not_kept(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = version_files.copy

    def slow(source: int, sink: int) -> None:
        real(source, sink)
        (product.root / "report.docx").write_bytes(docx("changed meanwhile"))

    monkeypatch.setattr(version_files, "copy", slow)
    await session_of(product, "one")
    assert await texts(product) == ["original", "changed meanwhile"]
    assert [path for path in (product.folder / "versions").iterdir() if path.suffix] == []


@pytest.mark.parametrize("trouble", ["records", "folder", "link"])
async def test_that_nothing_can_be_kept_never_fails_a_save(
    product: Product, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise sqlite3.OperationalError("database is locked") if trouble == "records" else PermissionError(13, "no")

    where: dict[str, tuple[Any, str]] = {
        "records": (version_numbers.VersionNumbers, "current"),
        "folder": (version_files.VersionFiles, "make_folder"),
        "link": (version_files.os, "link"),  # type: ignore[attr-defined]
    }
    monkeypatch.setattr(*where[trouble], fail)
    if trouble == "records":
        monkeypatch.setattr(version_archive.VersionArchive, "stored", fail)
    await session_of(product, "one", "two")
    assert product.text() == "two" and product.files() == ["report.docx"]
    await product.versions.moved("report.docx", "other.docx")
    await settled(product)


async def test_the_version_that_a_conflict_replaced_is_kept(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    (product.root / "report.docx").write_bytes(docx("theirs"))
    await product.ready(session, "mine", 6, **told_by_docs("Ann"))
    await product.conflicts.resolve("report.docx", "mine", ANN)
    assert await texts(product) == ["theirs", "mine"]
    before, mine = await kept(product)
    assert mine.user_name == "Ann" and mine.previous != before.key  # its changes do not run from theirs


async def test_documents_that_are_not_on_the_local_disk_have_versions_too(tmp_path: Path, product: Product) -> None:
    manager = AsyncMemoryManager()
    manager.shelf.put("report.docx", docx("original"))
    storage = type(product.storage)(manager, tmp_path / "other spool", product.executor)
    shelf: Any = product.versions._archive
    numbers = version_numbers.VersionNumbers(shelf._store, storage, False, shelf._numbers._new_key, lambda: product.now)
    remote = version_archive.VersionArchive(shelf._store, shelf._files, storage, numbers, shelf.limits)
    kept_versions = VersionRecorder(
        remote, storage, product.versions._docs, ThreadPools.of_one(product.executor), product.versions._log
    )
    storage.keeper = kept_versions
    info = await storage.info("report.docx")
    staged = storage.staged()
    staged.write_bytes(docx("restored"))
    stored = await storage.replace("report.docx", staged, info.version, checkpoint=True)
    await kept_versions.restored(stored, "ann", "Ann")
    await asyncio.to_thread(filed, kept_versions)
    product.versions = kept_versions
    found = await kept_versions.of(stored)
    assert [await text_of(product, version) for version in found] == ["original", "restored"]
    manager.shelf.put("report.docx", docx("changed"))
    with pytest.raises(NotFoundError):
        await kept_versions.open(found[-1].key)


async def test_what_a_crash_left_behind_is_removed(
    products: Callable[..., Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = products()
    await session_of(before, "one")
    await settled(before)
    folder = before.folder / "versions"
    (folder / "unknown").write_bytes(b"left behind")
    (folder / "unknown.part").write_bytes(b"left behind")
    after = products()
    await settled(after)
    assert (folder / "unknown").exists()  # its record may be on its way
    monkeypatch.setattr(version_files, "UNKNOWN_SECONDS", -1)
    last = products()
    await settled(last)
    assert not list(folder.glob("unknown*"))
    assert await texts(last) == ["original", "one"]


async def test_broken_records_are_put_aside_and_versions_are_kept(
    products: Callable[..., Product], tmp_path: Path
) -> None:
    (tmp_path / "versions.sqlite").write_bytes(b"not a database, but long enough to look like one" * 10)
    product = products()
    await session_of(product, "one")
    assert await texts(product) == ["original", "one"]
    assert (tmp_path / "versions.broken").exists()


async def test_records_that_can_not_be_opened_keep_no_save_back(
    products: Callable[..., Product], tmp_path: Path
) -> None:
    (tmp_path / "versions.sqlite").mkdir()
    product = products()
    await session_of(product, "one")
    assert product.text() == "one"
    with pytest.raises(StorageError) as caught:
        await texts(product)
    assert caught.value.reason == "storage.records"


async def test_a_system_that_can_not_copy_by_itself_is_helped(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_to_copy(*_: Any) -> int:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "copy_file_range", refuse_to_copy)
    monkeypatch.setattr(version_files, "CHUNK", 7)
    await session_of(product, "one")
    (product.root / "report.docx").write_bytes(docx("by a kernel"))
    assert await texts(product) == ["original", "one", "by a kernel"]


async def test_a_list_of_changes_beyond_all_measure_is_not_kept(product: Product) -> None:
    session = await product.open()
    history = {"changes": [{"user": {"id": "ann", "name": "A" * 300_000}}], "serverVersion": "9.3.0"}
    await product.ready(session, "one", history=history, changesurl=CHANGES)
    version = (await kept(product))[-1]
    assert version.changes == () and version.user_name == "Ann"


async def test_a_version_that_is_gone_is_not_found(product: Product) -> None:
    await session_of(product, "one")
    oldest = (await kept(product))[0]
    for file in (product.folder / "versions").glob(f"{oldest.key}*"):
        file.unlink()
    assert await texts(product) == ["one"]
    for look in (product.versions.open, product.versions.open_changes, product.versions.get, product.versions.copied):
        with pytest.raises(NotFoundError):
            await look(oldest.key.replace("-", "-x"))
    with pytest.raises(NotFoundError):
        await product.versions.open(oldest.key)


async def test_the_same_result_told_twice_is_one_version(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "one", 6)
    info = await product.storage.info("report.docx")
    before = await kept(product)
    await product.versions.stored(session, info)
    assert await kept(product) == before
