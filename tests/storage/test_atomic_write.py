"""Replacing and creating files on the local disk: other disks, other owners, and kill -9 at any moment."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from jupyter_onlyoffice.errors import StorageError
from jupyter_onlyoffice.storage import atomic_write, local_files
from jupyter_onlyoffice.storage.staging import StagingFolder


@pytest.fixture
def spool(tmp_path: Path) -> StagingFolder:
    return StagingFolder(tmp_path / "spool")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    return folder


def staged(spool: StagingFolder, data: bytes) -> Path:
    path = spool.staged()
    path.write_bytes(data)
    return path


def from_another_disk(monkeypatch: pytest.MonkeyPatch, spool: StagingFolder, *names: str) -> None:
    """Let the calls refuse to move a file out of the spool, as between two disks."""
    for name in names:
        real = getattr(os, name)

        def call(source: Any, target: Any, real: Any = real) -> None:
            if "run-" in str(source):
                raise OSError(errno.EXDEV, "Invalid cross-device link")
            real(source, target)

        monkeypatch.setattr(os, name, call)


def test_a_result_from_another_disk_is_completed_beside_the_file_first(
    spool: StagingFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "a.docx"
    file.write_bytes(b"old")
    file.chmod(0o640)
    from_another_disk(monkeypatch, spool, "replace", "link")
    result = staged(spool, b"new" * 1_000_000)
    os.close(atomic_write.replace(str(file), result, spool, local_files.version_of(file.stat())))
    assert file.read_bytes() == b"new" * 1_000_000 and stat.S_IMODE(file.stat().st_mode) == 0o640
    atomic_write.create(str(folder / "b.docx"), staged(spool, b"b"), spool)
    assert sorted(os.listdir(folder)) == ["a.docx", "b.docx"] and not result.exists()


def test_a_read_only_file_is_refused_before_anything_is_done(
    spool: StagingFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.docx").write_bytes(b"old")
    monkeypatch.setattr(atomic_write, "replaceable", lambda *_: False)
    with pytest.raises(StorageError, match="read-only"):
        atomic_write.replace(str(folder / "a.docx"), staged(spool, b"new"), spool)
    assert (folder / "a.docx").read_bytes() == b"old"


def test_a_disk_that_is_full_in_the_middle_of_copying_leaves_the_old_file(
    spool: StagingFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.docx").write_bytes(b"old")
    from_another_disk(monkeypatch, spool, "replace")

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    result = staged(spool, b"new")
    with pytest.raises(StorageError, match="disk is full"):
        os.close(atomic_write.replace(str(folder / "a.docx"), result, spool))
    assert (folder / "a.docx").read_bytes() == b"old" and os.listdir(folder) == ["a.docx"] and result.exists()


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_disk_without_hard_links_still_creates_and_never_overwrites(
    spool: StagingFolder, folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def link(*_: Any) -> None:
        raise OSError(number, "no links")

    monkeypatch.setattr(os, "link", link)
    atomic_write.create(str(folder / "a.docx"), staged(spool, b"first"), spool)
    with pytest.raises(FileExistsError):
        atomic_write.create(str(folder / "a.docx"), staged(spool, b"second"), spool)
    assert (folder / "a.docx").read_bytes() == b"first"

    def replace(*_: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(StorageError):
        atomic_write.create(str(folder / "b.docx"), staged(spool, b"third"), spool)
    assert os.listdir(folder) == ["a.docx"]


def test_a_group_that_can_not_be_kept_does_not_open_the_file_to_another(
    spool: StagingFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "a.docx"
    file.write_bytes(b"old")
    file.chmod(0o664)
    real = os.stat

    def of_another_group(path: Any, **options: Any) -> Any:
        status = real(path, **options)
        fields = {name: getattr(status, name) for name in dir(status) if name.startswith("st_")}
        return SimpleNamespace(**{**fields, "st_gid": status.st_gid + (str(path) == str(file))})

    def chown(*_: Any) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "stat", of_another_group)
    monkeypatch.setattr(os, "chown", chown)
    os.close(atomic_write.replace(str(file), staged(spool, b"new"), spool))
    monkeypatch.undo()
    assert stat.S_IMODE(file.stat().st_mode) == 0o644 and file.read_bytes() == b"new"


def test_the_owner_is_kept_where_possible(spool: StagingFolder, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder / "a.docx"
    file.write_bytes(b"old")
    calls: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "chown", lambda path, user, group: calls.append((user, group)))
    os.close(atomic_write.replace(str(file), staged(spool, b"new"), spool))
    assert calls == [(-1, file.stat().st_gid), (file.stat().st_uid, -1)]


def test_a_network_disk_that_can_not_sync_folders_is_no_trouble(
    spool: StagingFolder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    atomic_write.create(str(folder / "a.docx"), staged(spool, b"x"), spool)
    assert (folder / "a.docx").read_bytes() == b"x"


# Runs one operation again and again in a child that kills itself at its first, second, third ... call of the system,
# until one child gets through, and prints what each left behind.
KILLING = """
import errno, json, os, signal, sys
from pathlib import Path
root, operation, devices = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
from jupyter_onlyoffice.storage import atomic_write
from jupyter_onlyoffice.storage.staging import StagingFolder

OLD, NEW = b"old" * 50_000, b"new" * 70_000
NAMES = "open close stat chown utime chmod fsync fdatasync replace link unlink write read fstat access"
REAL = {name: getattr(os, name) for name in NAMES.split()}

def child(number, target):
    count = 0
    def wrap(real, name):
        def call(*arguments, **options):
            nonlocal count
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)
            if devices == "two" and name in ("replace", "link") and "run-" in str(arguments[0]):
                raise OSError(errno.EXDEV, "Invalid cross-device link")
            return real(*arguments, **options)
        return call
    spool = StagingFolder(root / "spool")
    staged = spool.staged()
    staged.write_bytes(NEW)
    for name, real in REAL.items():
        setattr(os, name, wrap(real, name))
    getattr(atomic_write, operation)(str(target), staged, spool)

outcomes = []
for number in range(1, 400):
    folder = root / f"documents-{number}"
    folder.mkdir()
    target = folder / "thesis.docx"
    if operation == "replace":
        target.write_bytes(OLD)
    process = os.fork()
    if not process:
        child(number, target)
        os._exit(0)
    killed = os.waitpid(process, 0)[1] != 0
    content = target.read_bytes() if target.exists() else b""
    StagingFolder(root / "spool").sweep()
    kind = {OLD: "old", NEW: "new", b"": "none"}.get(content, "torn")
    outcomes.append([kind, sorted(set(os.listdir(folder)) - {"thesis.docx"}), killed])
    if not killed:
        break
print(json.dumps([outcomes, [name for name in os.listdir(root / "spool")]]))
"""


@pytest.mark.parametrize("devices", ["one", "two"])
@pytest.mark.parametrize(("operation", "before"), [("replace", "old"), ("create", "none")])
def test_kill_9_at_any_moment_leaves_the_old_file_or_the_new_one_and_no_debris(
    tmp_path: Path, operation: str, before: str, devices: str
) -> None:
    arguments = [sys.executable, "-c", KILLING, str(tmp_path), operation, devices]
    run = subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=120)
    outcomes, spool = json.loads(run.stdout)
    kinds = [kind for kind, _, _ in outcomes]
    assert len(kinds) > 15 and set(kinds) == {before, "new"}
    assert kinds[0] == before and kinds[-1] == "new" and not outcomes[-1][2]
    assert kinds == sorted(kinds, key=(before, "new").index)  # once it is new it stays new
    assert [debris for _, debris, _ in outcomes if debris] == []
    assert spool == ["lock"]


def test_a_file_with_other_names_is_copied_for_its_checkpoint(folder: Path, spool: StagingFolder) -> None:
    file, other, checkpoint = folder / "a.docx", folder / "other.docx", folder / "checkpoint"
    file.write_bytes(b"old")
    os.link(file, other)
    os.close(atomic_write.replace(str(file), staged(spool, b"new"), spool, checkpoint=str(checkpoint)))
    checkpoint.write_bytes(b"the next checkpoint")  # in place, as Jupyter does
    assert file.read_bytes() == b"new" and other.read_bytes() == b"old"


def test_a_checkpoint_is_kept_unless_there_is_a_newer_one(folder: Path, spool: StagingFolder) -> None:
    source, checkpoint = folder / "source", folder / "checkpoint"
    source.write_bytes(b"before")
    os.utime(source, (1000, 1000))
    atomic_write.keep_checkpoint(source, str(checkpoint), spool)
    assert checkpoint.read_bytes() == b"before" and checkpoint.stat().st_ino != source.stat().st_ino
    checkpoint.write_bytes(b"newer")
    atomic_write.keep_checkpoint(source, str(checkpoint), spool)
    assert checkpoint.read_bytes() == b"newer"
    assert [path.name for path in folder.iterdir() if path.name.startswith(".~")] == []
