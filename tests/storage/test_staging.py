"""The spool: private, shared by several servers, and clean after a crash."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.errors import StorageError
from jupyter_onlyoffice.storage.staging import SIBLING_PREFIX, StagingFolder

# Stages a file and a sibling and waits to be killed.
CRASHING = """
import sys, time
from pathlib import Path
from jupyter_onlyoffice.storage.staging import StagingFolder
spool = StagingFolder(Path(sys.argv[1]))
spool.staged(".docx").write_bytes(b"result")
with spool.sibling(sys.argv[2]) as path:
    Path(path).write_bytes(b"half")
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    return folder


def crashing(root: Path, folder: Path) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", CRASHING, str(root), str(folder)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    assert process.stdout and process.stdout.readline() == "ready\n"
    return process


def finish(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.stdout
    process.stdout.close()


def test_nobody_else_can_look_into_the_spool(tmp_path: Path) -> None:
    path = StagingFolder(tmp_path / "spool").staged(".docx")
    assert path.name.endswith(".docx") and not path.exists()
    for folder in (path.parent, path.parent.parent):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_what_a_killed_server_left_is_removed_and_what_a_live_one_has_is_kept(tmp_path: Path, folder: Path) -> None:
    root = tmp_path / "spool"
    dead, alive = crashing(root, folder), crashing(root, folder)
    mine = StagingFolder(root).staged()
    mine.write_bytes(b"mine")
    finish(dead)
    try:
        other = StagingFolder(root)
        assert other.sweep() == 1
        assert len(list(root.glob("run-*"))) == 2 and mine.exists()
        assert len(list(folder.iterdir())) == 1
    finally:
        finish(alive)
    assert other.sweep() == 1
    assert list(folder.iterdir()) == [] and list(root.glob("run-*/*.docx")) == []


def test_a_note_can_not_be_used_to_remove_other_files(tmp_path: Path, folder: Path) -> None:
    (folder / "thesis.docx").write_bytes(b"precious")
    abandoned = tmp_path / "spool" / "run-dead"
    abandoned.mkdir(parents=True)
    (abandoned / "x.sibling").write_bytes(os.fsencode(folder / "thesis.docx"))
    assert StagingFolder(tmp_path / "spool").sweep() == 1
    assert (folder / "thesis.docx").exists()


def test_a_leftover_that_can_not_be_removed_now_is_kept_in_mind(tmp_path: Path, folder: Path) -> None:
    abandoned = tmp_path / "spool" / "run-dead"
    abandoned.mkdir(parents=True)
    stuck = folder / f"{SIBLING_PREFIX}x"
    stuck.mkdir()  # unlink refuses a folder, as a disk that is away refuses a file
    (abandoned / "x.sibling").write_bytes(os.fsencode(stuck))
    assert StagingFolder(tmp_path / "spool").sweep() == 0
    stuck.rmdir()
    assert StagingFolder(tmp_path / "spool").sweep() == 1


def test_a_sibling_is_removed_at_the_end_and_its_note_with_it(tmp_path: Path, folder: Path) -> None:
    spool = StagingFolder(tmp_path / "spool")
    with pytest.raises(ValueError), spool.sibling(str(folder)) as path:
        Path(path).write_bytes(b"half")
        raise ValueError
    assert list(folder.iterdir()) == []
    assert [file.name for file in spool.staged().parent.iterdir()] == ["lock"]


def test_a_spool_that_was_removed_is_made_again(tmp_path: Path) -> None:
    spool = StagingFolder(tmp_path / "spool")
    shutil.rmtree(spool.staged().parent.parent)
    spool.staged().write_bytes(b"works")


def test_a_foreign_entry_in_the_spool_is_left_alone(tmp_path: Path) -> None:
    root = tmp_path / "spool"
    root.mkdir()
    (root / "run-file").write_bytes(b"no folder")
    assert StagingFolder(root).sweep() == 0 and (root / "run-file").exists()


def test_a_disk_without_locks_keeps_everything(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(*_: Any) -> None:
        raise OSError("no locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    staged = StagingFolder(tmp_path / "spool").staged()
    staged.write_bytes(b"result")
    assert StagingFolder(tmp_path / "spool").sweep() == 0 and staged.exists()


def test_a_spool_that_can_not_be_made_says_which_setting_to_change(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="data_dir"):
        StagingFolder(tmp_path / "file" / "spool").staged()
