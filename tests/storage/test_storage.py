"""Storage over every kind of contents manager: what it refuses, what it reads, and how it stores."""

from __future__ import annotations

import asyncio
import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tornado.web import HTTPError

from jupyter_onlyoffice.errors import (
    BadRequestError,
    ConflictError,
    NotAllowedError,
    NotFoundError,
    OnlyOfficeError,
    StoppedError,
    StorageError,
)
from jupyter_onlyoffice.messages import trouble
from jupyter_onlyoffice.storage import atomic_write, local_files
from jupyter_onlyoffice.storage.storage import Storage

from ..managers import LOCAL, AsyncMemoryManager, MemoryManager, events_of, local

MIB = 1024 * 1024
LONG = "é" * 120 + "a" * 10 + ".docx"  # 255 bytes of UTF-8


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_files, "CHUNK", MIB)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    return root


@pytest.fixture(params=LOCAL, ids=["sync", "async"])
def manager(request: pytest.FixtureRequest, root: Path) -> Any:
    return local(request.param, root)


@pytest.fixture
def storage(manager: Any, tmp_path: Path, executor: ThreadPoolExecutor) -> Storage:
    return Storage(manager, tmp_path / "spool", executor)


@pytest.fixture(params=[MemoryManager, AsyncMemoryManager], ids=["sync", "async"])
def remote(request: pytest.FixtureRequest) -> Any:
    manager = request.param()
    manager.shelf.folders.add("sub")
    manager.shelf.put("sub/a.docx", bytes(range(256)) * 5000)
    return manager


@pytest.fixture
def far(remote: Any, tmp_path: Path, executor: ThreadPoolExecutor) -> Storage:
    return Storage(remote, tmp_path / "spool", executor)


def staged(storage: Storage, data: bytes) -> Path:
    path = storage.staged()
    path.write_bytes(data)
    return path


def names(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*"))


async def content(storage: Storage, path: str, start: int = 0, stop: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in storage.read(path, start, stop)])


# What may be seen


@pytest.mark.parametrize(
    "path",
    [
        "missing.docx",
        ".hidden.docx",
        ".dir/a.docx",
        "../outside.docx",
        "sub/../../outside.docx",
        "sub/../a.docx",
        "./a.docx",
        "%2e%2e/outside.docx",
        "..%2foutside.docx",
        "a.docx\0.txt",
        "broken.docx",
        "x" * 300 + ".docx",
        "surrogate\ud800.docx",
    ],
)
async def test_what_is_missing_hidden_or_outside_the_root_is_not_found(storage: Storage, root: Path, path: str) -> None:
    (root.parent / "outside.docx").write_bytes(b"secret")
    (root / "a.docx").write_bytes(b"a")
    (root / "sub").mkdir()
    (root / ".hidden.docx").write_bytes(b"a")
    (root / ".dir").mkdir()
    (root / ".dir" / "a.docx").write_bytes(b"a")
    (root / "broken.docx").symlink_to(root / "nowhere.docx")
    with pytest.raises(NotFoundError):
        await storage.info(path)
    with pytest.raises(NotFoundError):
        await content(storage, path)


async def test_hidden_files_are_served_when_the_manager_allows_them(
    manager: Any, root: Path, tmp_path: Path, executor: ThreadPoolExecutor
) -> None:
    manager.allow_hidden = True
    (root / ".hidden.docx").write_bytes(b"a")
    assert (await Storage(manager, tmp_path / "spool", executor).info(".hidden.docx")).size == 1


@pytest.mark.parametrize("path", ["sub", "", "/", "pipe"])
async def test_a_folder_or_a_pipe_is_no_file(storage: Storage, root: Path, path: str) -> None:
    (root / "sub").mkdir()
    os.mkfifo(root / "pipe")
    with pytest.raises(BadRequestError):
        await storage.info(path)
    with pytest.raises(BadRequestError):
        await content(storage, path)


async def test_one_file_has_one_path(storage: Storage, root: Path) -> None:
    (root / "sub").mkdir()
    (root / "sub" / "a.docx").write_bytes(b"abc")
    info = await storage.info("//sub///a.docx/")
    assert (info.path, info.name, info.size, info.writable) == ("sub/a.docx", "a.docx", 3, True)


@pytest.mark.parametrize("name", ["a 'b' \"c\".docx", "#100% ?.docx", "🎉 Übung.docx", LONG])
async def test_any_name_that_the_disk_takes_works(storage: Storage, root: Path, name: str) -> None:
    (root / name).write_bytes(b"old")
    assert (await storage.info(name)).name == name
    await storage.replace(name, staged(storage, b"new"))
    assert (root / name).read_bytes() == b"new"
    copy = await storage.create(name, staged(storage, b"copy"))
    assert len(os.fsencode(copy.name)) <= 255 and copy.name.endswith(" 1.docx")
    assert (root / copy.name).read_bytes() == b"copy"


# Versions


async def test_the_version_changes_with_the_file_and_only_then(storage: Storage, root: Path) -> None:
    file = root / "a.docx"
    file.write_bytes(b"one")
    first = await storage.info("a.docx")
    file.chmod(0o640)
    os.rename(file, root / "b.docx")
    os.rename(root / "b.docx", file)
    assert (await storage.info("a.docx")).version == first.version
    file.write_bytes(b"three")
    assert (await storage.info("a.docx")).version != first.version


async def test_a_symbolic_link_has_size_and_version_of_the_file_it_leads_to(storage: Storage, root: Path) -> None:
    (root / "real.docx").write_bytes(b"x" * 1000)
    (root / "link.docx").symlink_to("real.docx")
    assert (await storage.info("link.docx")).size == 1000
    assert (await storage.info("link.docx")).version == (await storage.info("real.docx")).version


@pytest.mark.parametrize("denied", ["file", "folder"])
async def test_a_read_only_file_or_folder_is_not_writable_and_not_replaced(
    storage: Storage, root: Path, monkeypatch: pytest.MonkeyPatch, denied: str
) -> None:
    (root / "a.docx").write_bytes(b"old")
    locked = str(root / "a.docx") if denied == "file" else str(root)
    access = os.access  # asked, because root may write everywhere
    monkeypatch.setattr(os, "access", lambda path, mode: access(path, mode) and not (mode & os.W_OK and path == locked))
    assert not (await storage.info("a.docx")).writable
    result = staged(storage, b"new")
    with pytest.raises(StorageError, match="read-only"):
        await storage.replace("a.docx", result)
    assert (root / "a.docx").read_bytes() == b"old" and result.exists()


# Reading


async def test_reading_gives_all_bytes_or_the_wanted_range(storage: Storage, root: Path) -> None:
    data = os.urandom(2 * MIB + 17)
    (root / "a.docx").write_bytes(data)
    assert await content(storage, "a.docx") == data
    assert await content(storage, "a.docx", 5, 9) == data[5:9]
    assert await content(storage, "a.docx", MIB - 1, MIB + 1) == data[MIB - 1 : MIB + 1]
    assert await content(storage, "a.docx", len(data) - 3) == data[-3:]
    assert await content(storage, "a.docx", 0, len(data) + 10) == data
    assert await content(storage, "a.docx", len(data) + 5) == b""
    assert max([len(chunk) async for chunk in storage.read("a.docx")]) <= MIB


async def test_an_empty_file_reads_as_nothing(storage: Storage, root: Path) -> None:
    (root / "a.docx").write_bytes(b"")
    assert await content(storage, "a.docx") == b""


async def test_a_file_that_changes_while_it_is_read_is_broken_off(storage: Storage, root: Path) -> None:
    (root / "a.docx").write_bytes(b"1" * (4 * MIB))
    with pytest.raises(StorageError, match="changed"):
        async for _ in storage.read("a.docx"):
            (root / "a.docx").write_bytes(b"2" * (5 * MIB))


async def test_a_reader_that_started_before_a_save_gets_the_old_file_whole(storage: Storage, root: Path) -> None:
    old = os.urandom(3 * MIB)
    (root / "a.docx").write_bytes(old)
    chunks: list[bytes] = []
    async for chunk in storage.read("a.docx"):
        if not chunks:
            await storage.replace("a.docx", staged(storage, b"new"))
        chunks.append(chunk)
    assert b"".join(chunks) == old


async def test_the_file_is_closed_when_the_reader_goes_away(
    storage: Storage, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "a.docx").write_bytes(b"1" * (4 * MIB))
    closed = asyncio.Event()
    loop = asyncio.get_running_loop()
    close = local_files.Reader.close

    def noted(reader: local_files.Reader) -> None:
        close(reader)
        loop.call_soon_threadsafe(closed.set)

    monkeypatch.setattr(local_files.Reader, "close", noted)
    reading = storage.read("a.docx")
    await anext(reading)
    await reading.aclose()  # type: ignore[attr-defined]
    await asyncio.wait_for(closed.wait(), 10)


async def test_a_file_that_may_not_be_read_is_refused(
    storage: Storage, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "a.docx").write_bytes(b"x")
    for number, error in ((errno.EACCES, NotAllowedError), (errno.EIO, StorageError)):
        with monkeypatch.context() as patch:
            patch.setattr(os, "open", _raising(number))
            with pytest.raises(error):
                await content(storage, "a.docx")


async def test_a_disk_that_fails_while_reading_is_reported(
    storage: Storage, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "a.docx").write_bytes(b"x")
    monkeypatch.setattr(os, "pread", _raising(errno.EIO))
    with pytest.raises(StorageError, match="disk reports"):
        await content(storage, "a.docx")


async def test_same_compares_bytes_not_sizes(storage: Storage, root: Path) -> None:
    (root / "a.docx").write_bytes(b"abc")
    assert await storage.same("a.docx", staged(storage, b"abc"))
    assert not await storage.same("a.docx", staged(storage, b"abd"))
    assert not await storage.same("a.docx", staged(storage, b"abcd"))


# Replacing


async def test_a_replacement_keeps_permissions_and_links_and_tells_of_the_save(
    manager: Any, storage: Storage, root: Path, tmp_path: Path
) -> None:
    (root / "sub").mkdir()
    real = root / "sub" / "real.docx"
    real.write_bytes(b"old")
    real.chmod(0o604)
    (root / "link.docx").symlink_to("sub/real.docx")
    events = events_of(manager)
    before = await storage.info("link.docx")
    result = staged(storage, b"new content")
    info = await storage.replace("link.docx", result, before.version)
    assert (root / "link.docx").is_symlink() and real.read_bytes() == b"new content"
    assert real.stat().st_mode & 0o7777 == 0o604
    assert info == await storage.info("link.docx") and info.version != before.version
    assert events == [{"action": "save", "path": "link.docx"}]
    assert not result.exists()
    assert names(root) == ["link.docx", "sub", "sub/real.docx"]


async def test_a_file_of_another_version_is_not_replaced(
    storage: Storage, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "a.docx").write_bytes(b"old")
    version = (await storage.info("a.docx")).version
    (root / "a.docx").write_bytes(b"changed outside")
    result = staged(storage, b"new")
    with pytest.raises(ConflictError):
        await storage.replace("a.docx", result, version)
    assert (root / "a.docx").read_bytes() == b"changed outside" and result.exists()


async def test_a_change_between_comparing_and_renaming_is_not_overwritten(
    manager: Any, storage: Storage, root: Path
) -> None:
    (root / "a.docx").write_bytes(b"old")
    version = (await storage.info("a.docx")).version
    # A pre-save hook runs at just that moment.
    manager.register_pre_save_hook(lambda **_: (root / "a.docx").write_bytes(b"changed by a kernel"))
    with pytest.raises(ConflictError):
        await storage.replace("a.docx", staged(storage, b"new"), version)
    assert (root / "a.docx").read_bytes() == b"changed by a kernel"


async def test_a_deleted_file_is_not_found_rather_than_made_again(storage: Storage, root: Path) -> None:
    result = staged(storage, b"new")
    with pytest.raises(NotFoundError):
        await storage.replace("a.docx", result)
    assert result.exists() and not (root / "a.docx").exists()


async def test_hooks_run_as_the_manager_runs_them(manager: Any, storage: Storage, root: Path) -> None:
    (root / "a.docx").write_bytes(b"old")
    calls: list[Any] = []
    manager.register_pre_save_hook(lambda model, path, contents_manager: calls.append((path, model["type"])))
    manager.register_post_save_hook(
        lambda model, os_path, contents_manager: calls.append((os_path, model["path"], Path(os_path).read_bytes()))
    )
    await storage.replace("a.docx", staged(storage, b"new"))
    assert calls == [("a.docx", "file"), (str(root / "a.docx"), "a.docx", b"new")]
    await storage.create("b.docx", staged(storage, b"b"))
    assert calls[2:] == [("b.docx", "file"), (str(root / "b.docx"), "b.docx", b"b")]


@pytest.mark.parametrize(
    ("format", "stored"), [("base64", b"changed by a hook"), ("text", b"Y2hhbmdlZCBieSBhIGhvb2s=")]
)
async def test_a_pre_save_hook_may_look_at_the_content_and_change_it(
    manager: Any, storage: Storage, root: Path, format: str, stored: bytes
) -> None:
    (root / "a.docx").write_bytes(b"old")

    def hook(model: dict[str, Any], **_: Any) -> None:
        assert model.get("content") == "bmV3" and model.get("nothing", 5) == 5
        model.update(content="Y2hhbmdlZCBieSBhIGhvb2s=", format=format)

    manager.pre_save_hook = hook
    await storage.replace("a.docx", staged(storage, b"new"))
    assert (root / "a.docx").read_bytes() == stored


async def test_a_pre_save_hook_that_only_looks_changes_nothing(manager: Any, storage: Storage, root: Path) -> None:
    (root / "a.docx").write_bytes(b"old")
    manager.register_pre_save_hook(lambda model, **_: model["content"])
    await storage.replace("a.docx", staged(storage, b"new"))
    assert (root / "a.docx").read_bytes() == b"new"


async def test_a_pre_save_hook_can_refuse(manager: Any, storage: Storage, root: Path) -> None:
    (root / "a.docx").write_bytes(b"old")

    def hook(**_: Any) -> None:
        raise HTTPError(403, "Frozen until %s.", "Monday")

    manager.register_pre_save_hook(hook)
    with pytest.raises(StorageError, match=r"Frozen until Monday\. "):
        await storage.replace("a.docx", staged(storage, b"new"))
    assert (root / "a.docx").read_bytes() == b"old"


async def test_a_post_save_hook_that_fails_does_not_undo_a_safe_store(
    manager: Any, storage: Storage, root: Path
) -> None:
    (root / "a.docx").write_bytes(b"old")
    events = events_of(manager)

    def hook(**_: Any) -> None:
        raise ValueError("a bug in a hook")

    manager.register_post_save_hook(hook)
    assert (await storage.replace("a.docx", staged(storage, b"new"))).size == 3
    assert (root / "a.docx").read_bytes() == b"new" and events == [{"action": "save", "path": "a.docx"}]


async def test_the_old_file_is_released_in_the_end_even_when_the_server_stops(
    storage: Storage, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "a.docx").write_bytes(b"old")
    kept: list[int] = []
    real = atomic_write.replace

    def replace(*arguments: Any) -> int:
        kept.append(real(*arguments))
        return kept[-1]

    monkeypatch.setattr(atomic_write, "replace", replace)
    await storage.replace("a.docx", staged(storage, b"new"))
    await storage.info("a.docx")

    class Stopping(ThreadPoolExecutor):
        def submit(self, *arguments: Any, **options: Any) -> Any:
            if arguments[0] is os.close:
                raise trouble("saving.stopping", StoppedError)
            return super().submit(*arguments, **options)

    with Stopping(1) as stopping:
        monkeypatch.setattr(storage, "_executor", stopping)
        await storage.replace("a.docx", staged(storage, b"newer"))
    with pytest.raises(OSError):
        os.fstat(kept[1])


# Creating


async def test_creating_never_overwrites(manager: Any, storage: Storage, root: Path) -> None:
    (root / "v1.2 notes.docx").write_bytes(b"mine")
    events = events_of(manager)
    info = await storage.create("v1.2 notes.docx", staged(storage, b"new"))
    assert info.path == "v1.2 notes 1.docx" and (root / info.path).read_bytes() == b"new"
    assert (root / "v1.2 notes.docx").read_bytes() == b"mine"
    assert events == [{"action": "save", "path": info.path}]


async def test_two_who_create_at_once_get_two_files(storage: Storage, root: Path) -> None:
    results = [staged(storage, bytes([number])) for number in range(8)]
    infos = await asyncio.gather(*(storage.create("New document.docx", result) for result in results))
    assert len({info.path for info in infos}) == 8
    assert {(root / info.path).read_bytes() for info in infos} == {bytes([number]) for number in range(8)}


async def test_a_file_that_appears_at_the_last_moment_is_left_alone(storage: Storage, root: Path, manager: Any) -> None:
    # Another program takes the name after the manager said that it was free.
    manager.register_pre_save_hook(lambda path, **_: path == "a.docx" and (root / path).write_bytes(b"theirs"))
    info = await storage.create("a.docx", staged(storage, b"ours"))
    assert info.path == "a 1.docx" and (root / "a.docx").read_bytes() == b"theirs"


async def test_a_new_file_has_the_usual_permissions(storage: Storage, root: Path) -> None:
    (root / "usual").write_bytes(b"")
    info = await storage.create("a.docx", staged(storage, b"x"))
    assert (root / info.path).stat().st_mode == (root / "usual").stat().st_mode


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("nowhere/a.docx", NotFoundError),
        (".hidden/a.docx", NotFoundError),
        (".a.docx", NotAllowedError),
        ("", NotAllowedError),
        ("../a.docx", NotFoundError),
    ],
)
async def test_a_file_can_not_be_created_where_it_could_not_be_seen(
    storage: Storage, root: Path, path: str, error: type[OnlyOfficeError]
) -> None:
    (root / ".hidden").mkdir()
    result = staged(storage, b"x")
    with pytest.raises(error):
        await storage.create(path, result)
    assert result.exists() and names(root) == [".hidden"]


# Troubles with the disk


def _raising(number: int) -> Any:
    def raising(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number), "/secret/place/on/this/machine")

    return raising


@pytest.mark.parametrize("call", ["replace", "fdatasync", "stat"])
@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.ENAMETOOLONG, errno.EIO]
)
async def test_a_disk_that_refuses_leaves_the_old_file_and_no_debris(
    storage: Storage, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    (root / "a.docx").write_bytes(b"old")
    result = staged(storage, b"new")
    real = atomic_write._dress

    def dress(path: str, model: str) -> None:
        real(path, model)
        monkeypatch.setattr(os, call, _raising(number))

    monkeypatch.setattr(atomic_write, "_dress", dress)
    expected = None if call != "stat" else (await storage.info("a.docx")).version
    with pytest.raises(StorageError if call != "stat" else NotFoundError) as raised:
        await storage.replace("a.docx", result, expected)
    monkeypatch.undo()
    assert "secret" not in str(raised.value) and raised.value.cause and raised.value.remedy
    assert (root / "a.docx").read_bytes() == b"old"
    assert names(root) == ["a.docx"]
    assert result.read_bytes() == b"new"


async def test_a_full_disk_leaves_no_half_new_file(
    storage: Storage, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", _raising(errno.ENOSPC))
    with pytest.raises(StorageError, match="disk is full"):
        await storage.create("a.docx", staged(storage, b"new"))
    assert names(root) == []


async def test_a_spool_that_can_not_be_written_is_reported(
    manager: Any, tmp_path: Path, executor: ThreadPoolExecutor
) -> None:
    (tmp_path / "spool").write_bytes(b"a file where the folder should be")
    storage = Storage(manager, tmp_path / "spool", executor)
    with pytest.raises(StorageError, match="data_dir"):
        storage.staged()
    assert storage.sweep() == 0


# Checkpoints


async def test_a_checkpoint_keeps_the_file_as_it_is(manager: Any, storage: Storage, root: Path) -> None:
    (root / "a.docx").write_bytes(b"old")
    await storage.checkpoint("a.docx")
    (checkpoint,) = (name for name in names(root) if name.startswith(".ipynb_checkpoints/"))
    assert (root / checkpoint).read_bytes() == b"old"
    with pytest.raises(NotFoundError):
        await storage.checkpoint("missing.docx")


@pytest.mark.parametrize("kind", [MemoryManager, AsyncMemoryManager])
async def test_checkpoints_that_fail_in_a_way_of_their_own_keep_no_edit_from_its_file(
    kind: type[MemoryManager | AsyncMemoryManager],
    tmp_path: Path,
    executor: ThreadPoolExecutor,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    manager = kind()
    manager.shelf.put("a.docx", b"old")

    def refuse(path: str) -> None:
        raise RuntimeError("The bucket of checkpoints is gone.")

    monkeypatch.setattr(manager, "create_checkpoint", refuse)
    storage = Storage(manager, tmp_path / "spool", executor)
    staged = storage.staged()
    staged.write_bytes(b"new")
    await storage.replace("a.docx", staged, checkpoint=True)
    assert manager.shelf.files["a.docx"] == b"new"
    assert "No checkpoint of a.docx" in caplog.text and "The bucket of checkpoints is gone." in caplog.text


async def test_a_checkpoint_that_fails_is_reported(
    manager: Any, root: Path, tmp_path: Path, executor: ThreadPoolExecutor
) -> None:
    (root / LONG).write_bytes(b"old")  # Jupyter's own name for the checkpoint is too long for the disk
    with pytest.raises(StorageError, match="too long"):
        await Storage(manager, tmp_path / "spool", executor).checkpoint(LONG)


# Managers whose files are somewhere else


async def test_any_manager_is_read_and_written(far: Storage, remote: Any) -> None:
    data = bytes(range(256)) * 5000
    before = await far.info("sub/a.docx")
    assert (before.size, before.name, before.writable) == (len(data), "a.docx", True)
    assert await content(far, "sub/a.docx") == data
    assert await content(far, "sub/a.docx", 1000, 1_100_000) == data[1000:1_100_000]
    assert await content(far, "sub/a.docx", 800_000) == data[800_000:]
    assert await content(far, "sub/a.docx", 3, 3) == b""
    result = staged(far, data + b"new")
    after = await far.replace("sub/a.docx", result, before.version)
    assert remote.shelf.files["sub/a.docx"] == data + b"new"
    assert after.version != before.version and not result.exists()
    assert await far.same("sub/a.docx", staged(far, data + b"new"))


async def test_base64_with_line_breaks_is_understood(far: Storage, remote: Any) -> None:
    remote.shelf.line_breaks = True
    assert await content(far, "sub/a.docx") == remote.shelf.files["sub/a.docx"]


async def test_a_manager_that_tells_no_size_is_read_for_it(far: Storage, remote: Any) -> None:
    remote.shelf.tells_size = False
    assert (await far.info("sub/a.docx")).size == 1_280_000


async def test_text_models_are_understood(far: Storage, remote: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    get = remote.shelf.get

    def text(path: str, content: bool, type: str | None) -> dict[str, Any]:
        model: dict[str, Any] = get(path, content, type)
        return {**model, "format": "text", "content": "größer" if content else None}

    monkeypatch.setattr(remote.shelf, "get", text)
    assert await content(far, "sub/a.docx") == "größer".encode()


async def test_the_rules_of_any_manager_hold(far: Storage, remote: Any) -> None:
    remote.shelf.put(".hidden.docx", b"x")
    for path in (".hidden.docx", "missing.docx", "sub/../sub/a.docx"):
        with pytest.raises(NotFoundError):
            await far.info(path)
    for path in ("sub", ""):
        with pytest.raises(BadRequestError):
            await far.info(path)
    remote.shelf.read_only.add("sub/a.docx")
    assert not (await far.info("sub/a.docx")).writable
    with pytest.raises(StorageError, match="read-only"):
        await far.replace("sub/a.docx", staged(far, b"x"))


async def test_any_manager_gets_new_files_under_free_names(far: Storage, remote: Any) -> None:
    infos = await asyncio.gather(*(far.create("sub/a.docx", staged(far, b"x")) for _ in range(3)))
    assert [info.path for info in infos] == ["sub/a 1.docx", "sub/a 2.docx", "sub/a 3.docx"]
    with pytest.raises(NotFoundError):
        await far.create("nowhere/a.docx", staged(far, b"x"))
    assert await far.dir_exists("sub") and await far.dir_exists("") and not await far.dir_exists("nowhere")


def _caused(status: int, message: str, cause: Exception) -> HTTPError:
    error = HTTPError(status, message)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("trouble", "error", "message"),
    [
        (HTTPError(403, "No permission"), NotAllowedError, "No permission"),
        (HTTPError(400, "100% wrong"), BadRequestError, "100% wrong"),
        (HTTPError(500), StorageError, "no reason given"),
        (HTTPError(502, reason="Bucket is away"), StorageError, "Bucket is away"),
        (FileNotFoundError(), NotFoundError, "does not exist"),
        (PermissionError(errno.EACCES, "no"), StorageError, "may not write"),
    ],
)
async def test_what_a_manager_raises_becomes_a_clear_error(
    far: Storage, remote: Any, trouble: Exception, error: type[OnlyOfficeError], message: str
) -> None:
    remote.shelf.trouble = trouble
    with pytest.raises(error, match=message):
        await far.info("sub/a.docx")


@pytest.mark.parametrize(
    ("trouble", "message"),
    [
        (HTTPError(403, "locked by somebody."), r"locked by somebody\. "),
        (_caused(500, "failed", OSError(errno.ENOSPC, "No space left on device")), "disk is full"),
        (_caused(500, "failed", ValueError("x")), "failed"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk is full"),
    ],
)
async def test_a_manager_that_refuses_a_save_keeps_the_result_in_the_spool(
    far: Storage, remote: Any, trouble: Exception, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise trouble

    monkeypatch.setattr(remote.shelf, "save", refuse)
    result = staged(far, b"new")
    with pytest.raises(StorageError, match=message):
        await far.replace("sub/a.docx", result)
    assert result.read_bytes() == b"new" and len(remote.shelf.files["sub/a.docx"]) == 1_280_000


# What the system calls a file


async def test_a_file_of_the_system_is_named_as_it_is_seen_here(storage: Storage, root: Path) -> None:
    (root / "sub").mkdir()
    (root / "real").mkdir()
    (root / "sub" / "link").symlink_to(root / "real")
    for path in ("sub/a.docx", "real/b.docx", ".hidden.docx"):
        (root / path).write_bytes(b"a")
    (root.parent / "outside.docx").write_bytes(b"a")

    async def named(path: str, near: str) -> str | None:
        info = await storage.named(str(root / path), near)
        return info.path if info else None

    assert storage.os_path("sub/a.docx") == str(root / "sub" / "a.docx")
    assert await named("sub/a.docx", "sub/old.docx") == "sub/a.docx"
    assert await named("sub/a.docx", "elsewhere/old.docx") == "sub/a.docx"
    assert await named("real/b.docx", "sub/link/old.docx") == "sub/link/b.docx"
    assert await named("real/b.docx", "old.docx") == "real/b.docx"
    assert await named(".hidden.docx", "old.docx") is None
    assert await named("../outside.docx", "old.docx") is None
    assert await named("sub", "old.docx") is None
    assert await named("none.docx", "old.docx") is None


async def test_the_root_can_be_that_of_the_system(tmp_path: Path, executor: ThreadPoolExecutor) -> None:
    storage = Storage(local(LOCAL[0], Path("/")), tmp_path / "spool", executor)
    (tmp_path / "a.docx").write_bytes(b"a")
    info = await storage.named(str(tmp_path / "a.docx"), "old.docx")
    assert info and info.path == str(tmp_path / "a.docx").lstrip("/")


async def test_other_storage_has_no_files_of_the_system(far: Storage) -> None:
    assert not far.local and far.os_path("sub/a.docx") is None
