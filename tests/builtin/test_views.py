"""Views: made once for each version of a file, two at a time, and never from a file that has moved on."""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jupyter_onlyoffice.builtin.views import Views
from jupyter_onlyoffice.errors import ConversionError, StorageError
from jupyter_onlyoffice.messages import trouble
from jupyter_onlyoffice.storage.file_cache import CachedFile, FileCache
from jupyter_onlyoffice.storage.storage import Storage

from ..managers import LOCAL, MemoryManager, local


class Converter:
    """Makes a "PDF" of what a file holds, when it is let."""

    name = "test 1"

    def __init__(self) -> None:
        self.let = threading.Event()
        self.let.set()
        self.runs: list[Path] = []
        self.at_once = self.most = 0
        self.trouble: Exception | None = None
        self.started = threading.Semaphore(0)
        self._lock = threading.Lock()

    def takes(self, ext: str) -> bool:
        return ext != "djvu"

    def most_pages(self, ext: str) -> int | None:
        return None

    def convert(self, source: Path, target: Path, folder: Path) -> None:
        with self._lock:
            self.runs.append(source)
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        self.started.release()
        assert self.let.wait(60)
        with self._lock:
            self.at_once -= 1
        if self.trouble:
            raise self.trouble
        assert source.parent == folder == target.parent and folder.stat().st_mode & 0o077 == 0
        target.write_bytes(b"%PDF-" + source.read_bytes())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.xlsx").write_bytes(b"first")
    return root


@pytest.fixture
def storage(root: Path, tmp_path: Path, executor: ThreadPoolExecutor) -> Storage:
    return Storage(local(LOCAL[0], root), tmp_path / "data" / "spool", executor)


@pytest.fixture
def converter() -> Converter:
    return Converter()


@pytest.fixture
def views(storage: Storage, tmp_path: Path, converter: Converter, executor: ThreadPoolExecutor) -> Views:
    return Views(storage, FileCache(tmp_path / "data" / "cache"), [converter], executor)


async def content(view: CachedFile, start: int = 0, stop: int | None = None) -> bytes:
    try:
        return b"".join([chunk async for chunk in view.read(start, view.size if stop is None else stop)])
    finally:
        view.close()


async def show(views: Views, storage: Storage, path: str = "a.xlsx") -> bytes:
    return await content(await views.open(await storage.info(path)))


async def test_a_view_is_made_once(views: Views, storage: Storage, converter: Converter) -> None:
    assert await show(views, storage) == b"%PDF-first"
    assert await show(views, storage) == b"%PDF-first"
    assert len(converter.runs) == 1


async def test_a_range_of_a_view(views: Views, storage: Storage) -> None:
    view = await views.open(await storage.info("a.xlsx"))
    assert await content(view, 5, 8) == b"fir"


async def test_another_version_gets_another_view(
    views: Views, storage: Storage, converter: Converter, root: Path
) -> None:
    assert await show(views, storage) == b"%PDF-first"
    (root / "a.xlsx").write_bytes(b"second")
    assert await show(views, storage) == b"%PDF-second"
    assert len(converter.runs) == 2


async def test_who_asks_at_the_same_time_gets_the_same(views: Views, storage: Storage, converter: Converter) -> None:
    converter.let.clear()
    asking = [asyncio.create_task(show(views, storage)) for _ in range(5)]
    await started(converter, 1)
    converter.let.set()
    assert set(await asyncio.gather(*asking)) == {b"%PDF-first"}
    assert len(converter.runs) == 1


async def test_two_are_made_at_a_time(views: Views, storage: Storage, converter: Converter, root: Path) -> None:
    for number in range(5):
        (root / f"{number}.xlsx").write_bytes(b"x")
    converter.let.clear()
    asking = [asyncio.create_task(show(views, storage, f"{number}.xlsx")) for number in range(5)]
    await started(converter, 2)
    converter.let.set()
    await asyncio.gather(*asking)
    assert converter.most == 2 and len(converter.runs) == 5


async def test_who_goes_away_takes_nothing_from_the_others(
    views: Views, storage: Storage, converter: Converter
) -> None:
    converter.let.clear()
    leaving, staying = (asyncio.create_task(show(views, storage)) for _ in range(2))
    await started(converter, 1)
    leaving.cancel()
    converter.let.set()
    assert await staying == b"%PDF-first"


async def test_a_failure_is_told_and_the_next_one_tries_again(
    views: Views, storage: Storage, converter: Converter
) -> None:
    converter.trouble = trouble("builtin.damaged")
    with pytest.raises(ConversionError, match="damaged"):
        await show(views, storage)
    converter.trouble = None
    assert await show(views, storage) == b"%PDF-first"


async def test_nothing_is_left_behind(views: Views, storage: Storage, converter: Converter, tmp_path: Path) -> None:
    await show(views, storage)
    converter.trouble = OSError(28, "No space left on device")
    (tmp_path / "root" / "a.xlsx").write_bytes(b"other")
    with pytest.raises(StorageError, match="No space left"):
        await show(views, storage)
    assert not any(path.is_dir() and path.name.endswith("-view") for path in (tmp_path / "data").rglob("*"))


async def test_a_view_that_vanishes_is_made_again(
    views: Views, storage: Storage, converter: Converter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await show(views, storage)
    (kept,) = (tmp_path / "data" / "cache").iterdir()
    monkeypatch.setattr(FileCache, "get", lambda self, *key: gone(kept) if kept.exists() else None)
    assert await show(views, storage) == b"%PDF-first"
    assert len(converter.runs) == 2


def gone(path: Path) -> Path:
    """What another server does just after the cache was looked at."""
    os.unlink(path)
    return path


@pytest.mark.parametrize(("ext", "tried"), [("docx", False), ("xls", True)])
async def test_a_password_is_noticed_before_any_program_runs(
    views: Views, storage: Storage, converter: Converter, root: Path, ext: str, tried: bool
) -> None:
    (root / f"a.{ext}").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted, or a format of old")
    if tried:
        assert (await show(views, storage, f"a.{ext}")).startswith(b"%PDF-")
        return
    with pytest.raises(ConversionError, match="password"):
        await show(views, storage, f"a.{ext}")
    assert converter.runs == []


async def test_names_tell_programs_nothing(views: Views, storage: Storage, converter: Converter, root: Path) -> None:
    (root / "$(reboot) ; '\"#% ü.XLSX").write_bytes(b"x")
    assert await show(views, storage, "$(reboot) ; '\"#% ü.XLSX") == b"%PDF-x"
    assert converter.runs[0].name == "document.xlsx"


async def test_any_contents_manager_will_do(tmp_path: Path, converter: Converter, executor: ThreadPoolExecutor) -> None:
    manager = MemoryManager()
    manager.shelf.put("a.odt", b"elsewhere")
    storage = Storage(manager, tmp_path / "spool", executor)
    views = Views(storage, FileCache(tmp_path / "cache"), [converter], executor)
    assert await show(views, storage, "a.odt") == b"%PDF-elsewhere"


async def test_a_format_that_no_converter_takes(views: Views, storage: Storage, root: Path) -> None:
    (root / "a.djvu").write_bytes(b"x")
    assert views.any and views.converter("djvu") is None
    with pytest.raises(ConversionError, match="Nothing on this server"):
        await show(views, storage, "a.djvu")


async def started(converter: Converter, count: int) -> None:
    for _ in range(count):
        assert await asyncio.to_thread(converter.started.acquire, timeout=60)
