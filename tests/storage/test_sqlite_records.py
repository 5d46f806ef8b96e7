"""Records in SQLite files: mended when broken, left alone when busy, following what is renamed."""

from __future__ import annotations

import logging
import sqlite3
import threading
from pathlib import Path

import pytest

from jupyter_onlyoffice.errors import StorageError
from jupyter_onlyoffice.storage import sqlite_records
from jupyter_onlyoffice.storage.sqlite_records import RecordFile, RecordThread, transaction

SCHEMA = "CREATE TABLE IF NOT EXISTS notes (scope TEXT, path TEXT, text TEXT, UNIQUE (scope, path));"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "notes.sqlite"


def opened(file: Path) -> RecordFile:
    return RecordFile(file, SCHEMA, logging.getLogger("test"))


def paths(notes: RecordFile) -> list[tuple[str, str]]:
    return notes.db.execute("SELECT path, text FROM notes ORDER BY path").fetchall()


def test_nothing_is_written_before_the_first_use(file: Path) -> None:
    notes = opened(file)
    notes.close()
    assert not file.exists()


def test_a_broken_file_is_put_aside_and_told(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.write_bytes(b"no database at all" * 1000)
    notes = opened(file)
    assert paths(notes) == []
    notes.close()
    assert file.with_suffix(".broken").read_bytes().startswith(b"no database")
    assert "put aside as notes.broken" in caplog.text


def test_what_belongs_to_a_broken_file_is_put_aside_with_it(file: Path) -> None:
    file.write_bytes(b"no database at all" * 1000)
    for part in ("-journal", "-wal", "-shm"):  # some of them SQLite removes itself
        Path(f"{file}{part}").write_bytes(b"\0of the broken one")
    notes = opened(file)
    assert paths(notes) == []
    beside = {found.name: found.read_bytes() for found in file.parent.iterdir() if found != file}
    notes.close()
    assert beside.pop("notes.broken").startswith(b"no database")
    assert beside.pop("notes.broken-journal") == b"\0of the broken one"
    assert not [name for name in beside if name.startswith(file.name)], "the new one would take it for its own"


def test_a_file_that_is_in_use_is_not_broken(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_records, "WAIT", 0.01)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    notes = opened(file)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        _ = notes.db
    other.execute("ROLLBACK")
    other.close()
    assert paths(notes) == [], "it is used as soon as it is free"
    notes.close()
    assert not file.with_suffix(".broken").exists()


def test_rows_follow_a_file_and_all_in_a_folder(file: Path) -> None:
    notes = opened(file)
    rows = [("/", "a", "1"), ("/", "a/b", "2"), ("/", "ab", "3"), ("/", "c/b", "4"), ("/elsewhere", "a", "5")]
    notes.db.executemany("INSERT INTO notes VALUES (?, ?, ?)", rows)
    notes.follow("notes", "a", "c", scope="/")
    assert paths(notes) == [("a", "5"), ("ab", "3"), ("c", "1"), ("c/b", "2")], "what was there before is gone"
    notes.close()


@pytest.mark.parametrize(
    ("said", "reason"),
    [("disk I/O error", "storage.records"), ("database or disk is full", "storage.records-full")],
)
async def test_what_sqlite_refuses_is_told_in_words(said: str, reason: str) -> None:
    clerk = RecordThread("people")

    def refuse() -> None:
        raise sqlite3.OperationalError(said)

    with pytest.raises(StorageError) as caught:
        await clerk.run(refuse)
    clerk.close(lambda: None)
    assert caught.value.reason == reason


async def test_one_thread_does_it_all_and_closes_the_store_last() -> None:
    clerk = RecordThread("people")
    seen: list[str] = []
    await clerk.run(lambda: seen.append(threading.current_thread().name))
    clerk.close(lambda: seen.append(threading.current_thread().name))
    assert len(seen) == 2 and len(set(seen)) == 1 and seen[0].startswith("onlyoffice-people")


@pytest.mark.parametrize("left", [False, True])
def test_nobody_but_their_owner_reads_them_whatever_the_rights_of_the_folder(file: Path, left: bool) -> None:
    file.parent.chmod(0o755)
    if left:  # by a version that did not see to it
        file.touch(0o644)
    notes = opened(file)
    with transaction(notes.db) as db:
        db.execute("INSERT INTO notes VALUES ('s', 'a.docx', 'a')")
        modes = {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()}
    notes.close()
    assert modes == {file.name: 0o600, f"{file.name}-journal": 0o600}
