"""Storing results: the file when it is as expected, a copy beside it when not, and nothing lost either way."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from jupyter_server.services.contents.manager import ContentsManager

from jupyter_onlyoffice.errors import FetchError, ResultRejectedError, StorageError
from jupyter_onlyoffice.saving.document_writer import DocumentWriter, Stored
from jupyter_onlyoffice.storage import atomic_write
from jupyter_onlyoffice.storage.storage import Storage
from jupyter_onlyoffice.tasks.threads import ThreadPools

from ..managers import LOCAL, MemoryManager, local
from ..product import docx

NOW = datetime(2026, 11, 21, 14, 3, 22)
EDITED, RECOVERED = "(edited 2026-11-21 14.03.22)", "(recovered 2026-11-21 14.03.22)"
LONG = "é" * 120 + "a" * 10 + ".docx"  # 255 bytes of UTF-8


class Docs:
    """Delivers what a test puts into ``results``."""

    def __init__(self) -> None:
        self.results: dict[str, bytes | Exception] = {}
        self.during: Callable[[], None] = lambda: None

    def fetch(self, url: str, target: Path) -> int:
        self.during()
        result = self.results[url]
        if isinstance(result, Exception):
            raise result
        return target.write_bytes(result)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "a.docx").write_bytes(docx("old"))
    return root


@pytest.fixture(params=LOCAL, ids=["sync", "async"])
def storage(request: pytest.FixtureRequest, root: Path, tmp_path: Path, executor: ThreadPoolExecutor) -> Storage:
    return Storage(local(request.param, root), tmp_path / "spool", executor)


@pytest.fixture
def docs() -> Docs:
    docs = Docs()
    docs.results = {"new": docx("new"), "newer": docx("newer")}
    return docs


class FetchingSaver(DocumentWriter):
    """A saver of what Docs delivers: with the fetch before it, as in results.py."""

    def __init__(self, storage: Storage, docs: Docs, executor: ThreadPoolExecutor) -> None:
        super().__init__(storage, ThreadPools.of_one(executor), now=lambda: NOW)
        self._docs = docs

    async def fetch_and_store(
        self, path: str, url: str, filetype: str, expected_version: str | None, copy_path: str | None = None
    ) -> Stored:
        staged = self._storage.staged()
        try:
            self._docs.fetch(url, staged)
            return await self.place(path, staged, filetype, expected_version, copy_path)
        finally:
            staged.unlink(missing_ok=True)


def saver_of(storage: Storage, docs: Docs, executor: ThreadPoolExecutor) -> FetchingSaver:
    return FetchingSaver(storage, docs, executor)


@pytest.fixture
def saver(storage: Storage, docs: Docs, executor: ThreadPoolExecutor) -> FetchingSaver:
    return saver_of(storage, docs, executor)


async def version(storage: Storage, path: str = "sub/a.docx") -> str:
    return (await storage.info(path)).version


def spool_is_empty(tmp_path: Path) -> bool:
    return {path.name for path in tmp_path.glob("spool/run-*/*")} <= {"lock"}


async def test_a_result_replaces_the_file_that_the_session_knows(
    saver: FetchingSaver, storage: Storage, root: Path, tmp_path: Path
) -> None:
    stored = await saver.fetch_and_store("sub/a.docx", "new", "docx", await version(storage))
    assert not stored.is_copy and stored.info == await storage.info("sub/a.docx")
    assert (root / "sub" / "a.docx").read_bytes() == docx("new")
    assert os.listdir(root / "sub") == ["a.docx"] and spool_is_empty(tmp_path)
    again = await saver.fetch_and_store("sub/a.docx", "newer", "docx", stored.info.version)
    assert not again.is_copy and (root / "sub" / "a.docx").read_bytes() == docx("newer")


async def test_a_staged_file_is_stored_the_same_way(
    saver: FetchingSaver, storage: Storage, root: Path, tmp_path: Path
) -> None:
    staged = storage.staged()
    staged.write_bytes(docx("new"))
    stored = await saver.store("sub/a.docx", staged, await version(storage))
    assert not stored.is_copy and (root / "sub" / "a.docx").read_bytes() == docx("new")
    staged.write_bytes(b"no package")
    with pytest.raises(ResultRejectedError):
        await saver.store("sub/a.docx", staged, stored.info.version)
    assert (root / "sub" / "a.docx").read_bytes() == docx("new") and spool_is_empty(tmp_path)


async def test_a_file_that_changed_on_disk_is_never_overwritten(
    saver: FetchingSaver, storage: Storage, root: Path
) -> None:
    known = await version(storage)
    (root / "sub" / "a.docx").write_bytes(docx("changed outside"))
    stored = await saver.fetch_and_store("sub/a.docx", "new", "docx", known)
    assert stored.is_copy and "changed on disk" in str(stored.why)
    assert stored.info.path == f"sub/a {EDITED}.docx"
    assert (root / stored.info.path).read_bytes() == docx("new")
    assert (root / "sub" / "a.docx").read_bytes() == docx("changed outside")


async def test_a_change_during_the_fetch_is_noticed(
    saver: FetchingSaver, storage: Storage, docs: Docs, root: Path
) -> None:
    docs.during = lambda: cast(Any, (root / "sub" / "a.docx").write_bytes(docx("by a kernel")))
    stored = await saver.fetch_and_store("sub/a.docx", "new", "docx", await version(storage))
    assert stored.is_copy and (root / "sub" / "a.docx").read_bytes() == docx("by a kernel")


@pytest.mark.parametrize("moment", ["changed", "deleted"])
async def test_a_change_at_the_last_moment_is_noticed(
    saver: FetchingSaver, storage: Storage, root: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    file = root / "sub" / "a.docx"
    known = await version(storage)
    real = atomic_write.replace

    def replace(*arguments: Any) -> int:
        if moment == "changed":
            file.write_bytes(docx("changed outside"))
        else:
            file.unlink()
        return real(*arguments)

    monkeypatch.setattr(atomic_write, "replace", replace)
    stored = await saver.fetch_and_store("sub/a.docx", "new", "docx", known)
    name = f"a {EDITED if moment == 'changed' else RECOVERED}.docx"
    assert stored.info.name == name and (root / "sub" / name).read_bytes() == docx("new")
    assert not file.exists() or file.read_bytes() == docx("changed outside")


async def test_the_copy_of_a_session_is_replaced_until_somebody_changes_it(
    saver: FetchingSaver, storage: Storage, root: Path
) -> None:
    first = await saver.fetch_and_store("sub/a.docx", "new", "docx", "another version")
    second = await saver.fetch_and_store("sub/a.docx", "newer", "docx", "another version", first.info.path)
    assert second.info.path == first.info.path and second.is_copy and str(second.why) == str(first.why)
    assert (root / first.info.path).read_bytes() == docx("newer")
    (root / first.info.path).write_bytes(docx("somebody's work"))
    third = await saver.fetch_and_store("sub/a.docx", "new", "docx", "another version", first.info.path)
    assert third.info.path == f"sub/a {EDITED} 1.docx"
    assert (root / first.info.path).read_bytes() == docx("somebody's work")
    (root / third.info.path).unlink()
    fourth = await saver.fetch_and_store("sub/a.docx", "newer", "docx", "another version", third.info.path)
    assert (root / fourth.info.path).read_bytes() == docx("newer")


async def test_after_a_restart_a_copy_is_not_overwritten_but_recognised(
    saver: FetchingSaver, storage: Storage, docs: Docs, executor: ThreadPoolExecutor, root: Path, tmp_path: Path
) -> None:
    first = await saver.fetch_and_store("sub/a.docx", "new", "docx", "another version")
    restarted = saver_of(storage, docs, executor)
    again = await restarted.fetch_and_store("sub/a.docx", "new", "docx", "another version", first.info.path)
    assert again.info == first.info and again.is_copy
    other = await restarted.fetch_and_store("sub/a.docx", "newer", "docx", "another version", first.info.path)
    assert other.info.path != first.info.path and (root / first.info.path).read_bytes() == docx("new")


async def test_a_result_that_was_stored_before_a_crash_is_recognised(
    saver: FetchingSaver, storage: Storage, root: Path
) -> None:
    known = await version(storage)
    await saver.fetch_and_store("sub/a.docx", "new", "docx", known)
    # The record of that store was lost, and Docs delivers the same result again.
    stored = await saver.fetch_and_store("sub/a.docx", "new", "docx", known)
    assert not stored.is_copy and stored.info == await storage.info("sub/a.docx")
    assert os.listdir(root / "sub") == ["a.docx"]


async def test_the_result_of_an_ended_session_is_a_copy(saver: FetchingSaver, root: Path) -> None:
    stored = await saver.fetch_and_store("sub/a.docx", "new", "docx", None)
    assert stored.info.name == f"a {EDITED}.docx" and "closed" in str(stored.why)
    assert (root / "sub" / "a.docx").read_bytes() == docx("old")


async def test_the_result_of_a_deleted_file_is_recovered_beside_it(
    saver: FetchingSaver, storage: Storage, root: Path
) -> None:
    known = await version(storage)
    (root / "sub" / "a.docx").unlink()
    stored = await saver.fetch_and_store("sub/a.docx", "new", "docx", known)
    assert stored.info.path == f"sub/a {RECOVERED}.docx" and "deleted" in str(stored.why)
    assert (root / stored.info.path).read_bytes() == docx("new")


async def test_the_result_of_a_deleted_folder_goes_to_the_nearest_that_is_left(
    saver: FetchingSaver, storage: Storage, root: Path
) -> None:
    (root / "sub" / "a.docx").unlink()
    (root / "sub").rmdir()
    stored = await saver.fetch_and_store("sub/a.docx", "new", "docx", "a version")
    assert stored.info.path == f"a {RECOVERED}.docx"


async def test_a_folder_in_the_place_of_the_file_is_left_alone(saver: FetchingSaver, root: Path) -> None:
    (root / "sub" / "a.docx").unlink()
    (root / "sub" / "a.docx").mkdir()
    stored = await saver.fetch_and_store("sub/a.docx", "new", "docx", "a version")
    assert stored.info.path == f"sub/a {RECOVERED}.docx"


async def test_what_was_renamed_to_a_hidden_place_is_recovered_where_it_is_seen(
    saver: FetchingSaver, root: Path
) -> None:
    (root / "sub").rename(root / ".sub")
    stored = await saver.fetch_and_store(".sub/.a.docx", "new", "docx", "a version")
    assert stored.info.path == f"a {RECOVERED}.docx"
    assert (await saver.fetch_and_store("...", "new", "docx", "a version")).info.path == f"document {RECOVERED}.docx"


async def test_a_result_of_another_format_becomes_a_sibling(saver: FetchingSaver, storage: Storage, root: Path) -> None:
    (root / "sub" / "a.odt").write_bytes(b"an open document")
    stored = await saver.fetch_and_store("sub/a.odt", "new", "docx", await version(storage, "sub/a.odt"))
    assert stored.info.path == "sub/a 1.docx" and ".docx file" in str(stored.why)
    assert (root / "sub" / "a 1.docx").read_bytes() == docx("new")
    assert (root / "sub" / "a.odt").read_bytes() == b"an open document"
    again = await saver.fetch_and_store("sub/a.odt", "newer", "docx", "whatever", stored.info.path)
    assert again.info.path == "sub/a 1.docx" and (root / "sub" / "a 1.docx").read_bytes() == docx("newer")


async def test_two_names_of_one_format_are_no_difference(
    saver: FetchingSaver, storage: Storage, docs: Docs, root: Path
) -> None:
    (root / "page.HTM").write_bytes(b"<html>old</html>")
    docs.results["page"] = b"<html>new</html>"
    stored = await saver.fetch_and_store("page.HTM", "page", "html", await version(storage, "page.HTM"))
    assert not stored.is_copy and (root / "page.HTM").read_bytes() == b"<html>new</html>"


async def test_a_copy_of_the_longest_name_still_has_its_time_and_extension(saver: FetchingSaver, root: Path) -> None:
    (root / LONG).write_bytes(docx("old"))
    stored = await saver.fetch_and_store(LONG, "new", "docx", "another version")
    assert stored.info.name.endswith(f"é {EDITED}.docx") and len(stored.info.name.encode()) <= 255
    assert (root / stored.info.name).read_bytes() == docx("new")


@pytest.mark.parametrize(
    ("result", "filetype", "error"),
    [
        (b"", "docx", ResultRejectedError),
        (b"<html>Sign in</html>", "docx", ResultRejectedError),
        (docx("new")[:-30], "docx", ResultRejectedError),
        (docx("new"), "xlsx", ResultRejectedError),
        (FetchError("The result could not be fetched.", "Try again."), "docx", FetchError),
    ],
)
async def test_a_bad_result_changes_nothing_and_leaves_nothing(
    saver: FetchingSaver,
    storage: Storage,
    docs: Docs,
    root: Path,
    tmp_path: Path,
    result: Any,
    filetype: str,
    error: Any,
) -> None:
    known = await version(storage)
    docs.results["bad"] = result
    with pytest.raises(error):
        await saver.fetch_and_store("sub/a.docx", "bad", filetype, known)
    assert (root / "sub" / "a.docx").read_bytes() == docx("old") and os.listdir(root / "sub") == ["a.docx"]
    assert spool_is_empty(tmp_path)


async def test_a_storage_that_refuses_is_reported_and_leaves_nothing(
    docs: Docs, executor: ThreadPoolExecutor, tmp_path: Path
) -> None:
    manager = MemoryManager()
    manager.shelf.put("a.docx", docx("old"))
    manager.shelf.read_only.add("a.docx")
    storage = Storage(cast(ContentsManager, manager), tmp_path / "spool", executor)
    saver = saver_of(storage, docs, executor)
    with pytest.raises(StorageError):
        await saver.fetch_and_store("a.docx", "new", "docx", await version(storage, "a.docx"))
    assert manager.shelf.files == {"a.docx": docx("old")} and spool_is_empty(tmp_path)
    manager.shelf.read_only.clear()
    stored = await saver.fetch_and_store("a.docx", "new", "docx", await version(storage, "a.docx"))
    assert not stored.is_copy and manager.shelf.files == {"a.docx": docx("new")}


async def test_of_two_results_for_the_same_version_one_becomes_a_copy(
    saver: FetchingSaver, storage: Storage, root: Path
) -> None:
    known = await version(storage)
    stored = await asyncio.gather(
        *(saver.fetch_and_store("sub/a.docx", url, "docx", known) for url in ("new", "newer"))
    )
    assert sorted(one.is_copy for one in stored) == [False, True]
    contents = {(root / one.info.path).read_bytes() for one in stored}
    assert contents == {docx("new"), docx("newer")}
