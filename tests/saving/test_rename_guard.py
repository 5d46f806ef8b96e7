"""A rename through Jupyter while edits are on their way, also where it takes a while and makes a new file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.contents.checkpoints import AsyncCheckpoints, Checkpoints

from jupyter_onlyoffice.errors import StorageError
from jupyter_onlyoffice.saving import rename_guard

from ..managers import AsyncMemoryManager, MemoryManager
from ..product import Product, docx, edited


class NoCheckpoints(Checkpoints):
    def rename_all_checkpoints(self, old_path: str, new_path: str) -> None:
        """There are none."""


class NoAsyncCheckpoints(AsyncCheckpoints):
    async def rename_all_checkpoints(self, old_path: str, new_path: str) -> None:
        """There are none."""


class Store(MemoryManager):
    """As object stores do, a rename makes a copy, which is of another time, and deletes the old one."""

    def rename_file(self, old_path: str, new_path: str) -> None:
        self.shelf.put(new_path, self.shelf.files[old_path])
        del self.shelf.files[old_path]


class AsyncStore(AsyncMemoryManager):
    """The same; ``goes_on`` keeps it from deleting the old one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.copied, self.goes_on = asyncio.Event(), asyncio.Event()
        self.goes_on.set()

    async def rename_file(self, old_path: str, new_path: str) -> None:
        self.shelf.put(new_path, self.shelf.files[old_path])
        self.copied.set()
        await self.goes_on.wait()
        del self.shelf.files[old_path]


def housed(tmp_path: Path, kind: type[Store | AsyncStore]) -> Product:
    checkpoints = NoCheckpoints if kind is Store else NoAsyncCheckpoints
    manager = kind(checkpoints_class=checkpoints)
    manager.shelf.put("report.docx", docx("original"))
    return Product(tmp_path, manager=manager)


@pytest.fixture(params=[Store, AsyncStore])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Product]:
    product = housed(tmp_path, request.param)
    yield product
    product.close()


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Product]:
    product = housed(tmp_path, AsyncStore)
    product.manager.goes_on.clear()
    yield product
    product.close()


def files(product: Product) -> dict[str, bytes]:
    return dict(product.manager.shelf.files)


async def rename(product: Product, old: str = "report.docx", new: str = "new.docx") -> None:
    answer = product.manager.rename(old, new)
    if asyncio.iscoroutine(answer):
        await answer
    await product.renames.renamed(old, new)  # as the listener of the extension does


async def test_what_is_edited_on_goes_into_the_file_under_its_new_name(store: Product) -> None:
    session = await edited(store)
    await rename(store)
    await store.ready(session, "edited", status=6, name="r1")
    await store.ready(session, "edited on", name="r2")
    assert files(store) == {"new.docx": docx("edited on")}


async def test_a_file_that_was_changed_before_its_rename_is_not_replaced(store: Product) -> None:
    session = await edited(store)
    store.manager.shelf.put("report.docx", docx("by a kernel"))
    await rename(store)
    await store.ready(session, "edited", name="r1")
    assert files(store).pop("new.docx") == docx("by a kernel")
    assert docx("edited") in files(store).values()


async def test_a_result_that_comes_during_a_rename_is_in_the_file_when_that_is_over(slow: Product) -> None:
    session = await edited(slow)
    rename_guard = asyncio.create_task(rename(slow))
    await slow.manager.copied.wait()
    saving = asyncio.create_task(slow.ready(session, "edited"))
    await asyncio.sleep(0.05)
    slow.manager.goes_on.set()
    await asyncio.gather(rename_guard, saving)
    assert files(slow) == {"new.docx": docx("edited")}


async def test_the_same_in_a_folder(slow: Product) -> None:
    slow.manager.shelf.folders |= {"a", "b"}
    slow.manager.shelf.put("a/report.docx", docx("original"))
    session = await slow.open(path="a/report.docx")
    await slow.call(session, 1, users=["ann"])

    async def moved(old: str, new: str) -> None:
        slow.manager.shelf.put("b/report.docx", slow.manager.shelf.files["a/report.docx"])
        slow.manager.copied.set()
        await slow.manager.goes_on.wait()
        del slow.manager.shelf.files["a/report.docx"]

    slow.manager.rename_file = moved
    rename_guard = asyncio.create_task(rename(slow, "a", "b"))
    await slow.manager.copied.wait()
    saving = asyncio.create_task(slow.ready(session, "edited"))
    await asyncio.sleep(0.05)
    slow.manager.goes_on.set()
    await asyncio.gather(rename_guard, saving)
    assert files(slow)["b/report.docx"] == docx("edited") and "a/report.docx" not in files(slow)


async def test_what_the_built_in_editor_saves_during_a_rename_is_kept(slow: Product) -> None:
    version = (await slow.storage.info("report.docx")).version
    rename_guard = asyncio.create_task(rename(slow))
    await slow.manager.copied.wait()
    staged = slow.storage.staged(".docx")
    staged.write_bytes(docx("edited"))
    saving = asyncio.create_task(slow.writer.store("report.docx", staged, version))
    await asyncio.sleep(0.05)
    slow.manager.goes_on.set()
    _, stored = await asyncio.gather(rename_guard, saving)
    assert files(slow)[stored.info.path] == docx("edited")


async def test_a_copy_that_is_made_during_a_rename_of_its_folder_is_kept(slow: Product) -> None:
    shelf = slow.manager.shelf
    shelf.folders |= {"a", "b"}
    shelf.put("a/report.docx", docx("original"))
    session = await slow.open(path="a/report.docx")
    await slow.ready(session, "saved", name="r1")

    async def moved(old: str, new: str) -> None:
        for path in [path for path in shelf.files if path.startswith("a/")]:
            shelf.put(f"b/{path[2:]}", shelf.files[path])
        slow.manager.copied.set()
        await slow.manager.goes_on.wait()
        shelf.folders.discard("a")
        for path in [path for path in shelf.files if path.startswith("a/")]:
            del shelf.files[path]

    slow.manager.rename_file = moved
    rename_guard = asyncio.create_task(rename(slow, "a", "b"))
    await slow.manager.copied.wait()
    late = asyncio.create_task(slow.ready(session, "late", name="r2"))
    await asyncio.sleep(0.05)
    slow.manager.goes_on.set()
    await asyncio.gather(rename_guard, late)
    assert docx("late") in files(slow).values() and files(slow)["b/report.docx"] == docx("saved")


async def test_a_save_that_hangs_holds_a_rename_for_a_moment_only(
    slow: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rename_guard, "LIMIT", 0.01)
    session = await edited(slow)
    slow.manager.goes_on.set()
    async with slow.results.lock(session.key):
        await rename(slow)
    assert list(files(slow)) == ["new.docx"]


async def test_a_rename_that_fails_leaves_everything_as_it_was(store: Product) -> None:
    session = await edited(store)
    with pytest.raises(KeyError):
        await rename(store, "missing.docx", "new.docx")
    await store.ready(session, "edited")
    assert files(store) == {"report.docx": docx("edited")}


async def test_a_rename_that_was_done_does_not_fail_because_our_records_are_away(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    await edited(product)

    async def away(*args: object) -> None:
        raise StorageError("The records cannot be used.", "Try again.")

    monkeypatch.setattr(product.sessions, "moved", away)
    await product.manager.rename("report.docx", "renamed.docx")
    assert product.files() == ["renamed.docx"]
