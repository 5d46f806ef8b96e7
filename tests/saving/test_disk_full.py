"""A disk that is really full: the save is refused with its cause, nothing is torn, and the edit arrives when there is
room. Where mounting a disk is not allowed only the second way is left: the system calls say that it is full."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ..property.steps import Step
from ..property.world import World

ROOM = "512k"


class Disk:
    """A disk that can be filled to its last byte."""

    def fill(self) -> None:
        """Leave no room."""
        raise NotImplementedError

    def empty(self) -> None:
        """Make room."""
        raise NotImplementedError


class Mounted(Disk):
    """A small disk in memory, mounted at ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._filler = folder / ".filler"

    def fill(self) -> None:
        descriptor = os.open(self._filler, os.O_CREAT | os.O_WRONLY)
        try:
            for size in (4096, 1):
                with pytest.raises(OSError, match="No space left"):
                    while True:
                        os.write(descriptor, b"x" * size)
        finally:
            os.close(descriptor)

    def empty(self) -> None:
        self._filler.unlink()


class Pretended(Disk):
    """The calls that write to ``folder`` fail as on a full disk, after half of what was to be written."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = str(folder)
        self._monkeypatch = monkeypatch

    def fill(self) -> None:
        replace, link, copy, sync = os.replace, os.link, shutil.copyfileobj, os.fsync

        def inside(path: object) -> bool:
            return str(path).startswith(self._folder)

        def other_disk(real: Any) -> Any:
            def call(source: Any, target: Any, *args: Any, **options: Any) -> None:
                if inside(target) and not inside(source):
                    raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
                real(source, target, *args, **options)

            return call

        def half(source: Any, sink: Any, *args: Any) -> None:
            if not inside(sink.name) and not inside(os.readlink(f"/proc/self/fd/{sink.fileno()}")):
                copy(source, sink, *args)
                return
            sink.write(source.read(1000))
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        def no_sync(descriptor: int) -> None:
            if inside(os.readlink(f"/proc/self/fd/{descriptor}")):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            sync(descriptor)

        self._monkeypatch.setattr(os, "replace", other_disk(replace))
        self._monkeypatch.setattr(os, "link", other_disk(link))
        self._monkeypatch.setattr(shutil, "copyfileobj", half)
        self._monkeypatch.setattr(os, "fsync", no_sync)

    def empty(self) -> None:
        self._monkeypatch.undo()


@contextmanager
def mounted(folder: Path) -> Iterator[bool]:
    """Whether a small disk could be mounted at ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        done = False
    try:
        yield done
    finally:
        if done:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(params=["mounted", "pretended"])
def how(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@contextmanager
def small_disk(how: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    with mounted(folder) as done:
        if how == "mounted" and not done:
            pytest.skip("Mounting a disk is not allowed here; the same is tested with system calls that fail.")
        yield Mounted(folder) if how == "mounted" else Pretended(folder, monkeypatch)


def step(kind: str) -> Step:
    return Step(kind, 0, 1, True)


pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # what died is not tidy


@pytest.mark.parametrize("full", ["root", "data"])
def test_what_a_full_disk_refuses_is_kept_and_arrives_when_there_is_room(
    tmp_path: Path, how: str, full: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(how, tmp_path / full, monkeypatch) as disk, World(tmp_path) as world:
        file = tmp_path / "root" / "a.docx"
        before = file.read_bytes()
        world.do(step("edit"))
        disk.fill()
        world.do(step("close"))
        world.docs.settle()
        assert file.read_bytes() == before and world.torn == []
        assert [path.name for path in file.parent.iterdir() if "onlyoffice" in path.name] == []
        failures = [note for note in world.notes if "event failed a.docx" in note]
        assert failures and all("The disk is full." in note for note in failures), world.notes
        answers = [sent for sent in world.docs.record.callbacks if sent.kind == 2]
        assert [sent.status for sent in answers] == [503] * 4 and "The disk is full." in answers[0].answer
        kept = list((tmp_path / "data" / "spool" / "kept").glob("*.result"))
        assert len(kept) == (1 if full == "root" else 0)
        assert "edit-1." in world.docs.held()
        disk.empty()
        assert world.end() == []
        assert "edit-1." in world.lines("a.docx") and world.docs.held() == []
        assert [path.name for path in file.parent.glob("*.docx")] == ["a.docx"]


def test_while_no_disk_has_room_the_newest_edits_can_be_taken_away(
    tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "small"  # the documents, and all that is ours
    with small_disk(how, home, monkeypatch) as disk, World(home) as world:
        world.do(step("edit"))
        disk.fill()
        assert "edit-1." in world.taken("a.docx")
        world.do(step("edit"))
        assert "edit-2." in world.taken("a.docx")
        world.do(step("close"))
        world.docs.settle()
        assert "edit-1." in world.docs.held()
        (waiting,) = world.waiting()
        assert (waiting["path"], waiting["cause"], waiting["here"]) == ("a.docx", "The disk is full.", False)
        text = world.taken("a.docx")
        assert "edit-1." in text and "edit-2." in text
        disk.empty()
        assert world.end() == []
        assert world.waiting() == []
