"""What happens to the files of records while the server runs: mended without a restart, and nothing lost."""

from __future__ import annotations

import json
import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.errors import StorageError
from jupyter_onlyoffice.features.file_ids import SqliteFileIds
from jupyter_onlyoffice.people.directory import SqlitePeople
from jupyter_onlyoffice.saving.save_journal import JournalEntry, SaveJournal
from jupyter_onlyoffice.security.signed_links import Links
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.sessions.sessions import Sessions
from jupyter_onlyoffice.sessions.sqlite_store import SqliteSessionStore
from jupyter_onlyoffice.storage.sqlite_records import RecordFile, RecordThread, transaction
from jupyter_onlyoffice.versions.version_records import SqliteVersionStore, Version

from ..product import Product, edited

LOG = logging.getLogger("test")


def deleted(file: Path) -> None:
    file.unlink()


def deleted_with_its_folder(file: Path) -> None:
    for found in file.parent.iterdir():
        found.unlink()
    file.parent.rmdir()


def replaced(file: Path) -> None:
    """By another database, as when a backup is brought back."""
    other = file.with_name("other")
    sqlite3.connect(other).execute("CREATE TABLE notes (text)").connection.close()
    os.replace(other, file)


def overwritten(file: Path) -> None:
    file.write_bytes(b"no database at all" * 5000)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def torn(file: Path) -> None:
    """The first page alone is left: SQLite finds out in the middle of a query."""
    with open(file, "r+b") as opened:
        opened.truncate(4096)


AWAY = [deleted, deleted_with_its_folder, replaced]
EVERY = [*AWAY, overwritten, emptied, torn]
Happens = Callable[[Path], None]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "records.sqlite"


class Store:
    """One of our stores, with a row in it."""

    def __init__(self, kind: str, file: Path) -> None:
        self._kind = kind
        self.store: Any
        if kind == "people":
            self.store = SqlitePeople(file, "/", str.upper, None, LOG)
        elif kind == "files":
            self.store = SqliteFileIds(file, "/", LOG)
        else:
            self.store = SqliteVersionStore(file, "/", LOG)
        self.known = self.write("a")

    def write(self, name: str) -> object:
        if self._kind == "people":
            return self.store.saw(name, name.title())
        if self._kind == "files":
            return self.store.of(name)
        return self.store.put(Version(name, name, 1, 0.0, "c", 1, "docx"))

    def read(self, name: str) -> bool:
        if self._kind == "people":
            return [person.name for person in self.store.get([name.upper()])] == [name.title()]
        if self._kind == "files":
            return bool(self.store.path(self.store.of(name)) == name)
        return self.store.get(name) is not None


@pytest.fixture(params=["people", "files", "versions"])
def store(request: pytest.FixtureRequest, file: Path) -> Iterator[Store]:
    made = Store(request.param, file)
    yield made
    made.store.close()


def mend(store: Store) -> Callable[[sqlite3.Error], bool]:
    found: Callable[[sqlite3.Error], bool] = getattr(store.store, "mend", lambda error: False)
    return found


@pytest.mark.parametrize("happens", EVERY)
async def test_every_store_goes_on(store: Store, file: Path, happens: Happens) -> None:
    happens(file)
    clerk = RecordThread("test", mend(store))
    await clerk.run(store.write, "b")
    assert await clerk.run(store.read, "b")
    clerk.close(lambda: None)


@pytest.mark.parametrize("happens", AWAY)
def test_what_a_file_had_that_was_deleted_or_replaced_is_in_the_new_one(
    store: Store, file: Path, happens: Happens, caplog: pytest.LogCaptureFixture
) -> None:
    happens(file)
    assert store.read("a") and file.exists()
    assert "was deleted or replaced while it was in use" in caplog.text
    if store.known:
        assert store.write("a") == store.known, "the same id"


@pytest.fixture
def sessions(file: Path) -> Iterator[Sessions]:
    made = Sessions(SqliteSessionStore(file, "/"), Links("a" * 64), lambda: 1000.0)
    yield made
    made.close()


async def never(key: str) -> bool:
    return False


@pytest.mark.parametrize("happens", EVERY)
async def test_open_documents_stay_known(sessions: Sessions, file: Path, happens: Happens) -> None:
    ended = await sessions.open("b.docx", "v1", "ann", "Ann", never)
    await sessions.note_result(ended, "r1")
    await sessions.end(ended)
    session = await sessions.open("a.docx", "v1", "ann", "Ann", never)
    await sessions.editing(session, ("ann",))
    happens(file)
    assert [one.key for one in await sessions.edited()] == [session.key]
    assert (await sessions.get(ended.key)).state == "closed"
    assert await sessions.has_result(ended, "r1")
    assert (await sessions.open("a.docx", "v1", "bob", "Bob", never)).key == session.key
    with sqlite3.connect(file) as other:
        assert other.execute("SELECT count(*) FROM sessions").fetchone() == (2,)
    other.close()


@pytest.mark.parametrize("happens", EVERY)
async def test_a_final_save_is_stored_whatever_happened_to_the_records(product: Product, happens: Happens) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    if happens is not deleted_with_its_folder:  # the documents are in it
        happens(product.folder / "sessions.sqlite")
    await product.ready(session, "edited")
    assert product.text() == "edited" and product.files() == ["report.docx"]


def put_in_place(backup: Path, file: Path) -> None:
    os.replace(backup, file)


def written_over(backup: Path, file: Path) -> None:
    shutil.copyfile(backup, file)


@pytest.mark.parametrize("restore", [put_in_place, written_over])
@pytest.mark.parametrize("ended", [False, True])
async def test_edits_find_their_file_although_the_records_are_those_of_an_old_backup(
    product: Product, restore: Callable[[Path, Path], None], ended: bool
) -> None:
    earlier = await edited(product)
    if ended:
        await product.ready(earlier, "first", name="r1")
    backup = product.folder / "backup.sqlite"
    shutil.copyfile(product.folder / "sessions.sqlite", backup)
    if not ended:
        await product.ready(earlier, "first", name="r1")
    session = await edited(product)
    await product.ready(session, "second", status=6, name="r2")
    restore(backup, product.folder / "sessions.sqlite")
    await product.ready(session, "third", name="r3")
    assert product.text() == "third" and product.files() == ["report.docx"]
    assert (await product.open()).key not in (earlier.key, session.key)


@pytest.mark.parametrize("restore", [put_in_place, written_over])
async def test_a_document_that_an_old_backup_does_not_know_is_opened_all_the_same(
    product: Product, restore: Callable[[Path, Path], None]
) -> None:
    earlier = await edited(product)
    backup = product.folder / "backup.sqlite"
    shutil.copyfile(product.folder / "sessions.sqlite", backup)
    await product.ready(earlier, "first", name="r1")
    session = await edited(product)
    await product.ready(session, "second", status=6, name="r2")
    restore(backup, product.folder / "sessions.sqlite")
    assert (await product.open()).key == session.key, "who opens it joins those who edit it"


async def test_what_was_not_written_is_not_restored(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqliteSessionStore(file, "/")
    store.open(Session("k1", "a.docx", "v", 0.0))
    with pytest.raises(sqlite3.IntegrityError), store._transaction() as db:
        store._write(Session("k2", "b.docx", "v", 0.0))
        db.execute("INSERT INTO sessions (key) VALUES (NULL)")
    overwritten(file)
    assert store.mend(sqlite3.DatabaseError("file is not a database"))
    assert store.get("k1") and store.get("k2") is None
    store.close()


def test_records_that_cannot_be_written_are_used_again_as_soon_as_they_can(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite opens a file on a read-only disk for reading, and would leave it at that."""
    SqliteSessionStore(file, "/").open(Session("k1", "a.docx", "v", 0.0))
    connect = sqlite3.connect

    def read_only(database: Path, **options: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = connect(f"file:{database}?mode=ro", uri=True, **options)
        return made

    monkeypatch.setattr(sqlite3, "connect", read_only)
    store = SqliteSessionStore(file, "/")
    assert store.get("k1")
    with pytest.raises(sqlite3.OperationalError, match="readonly") as caught:
        store.open(Session("k2", "b.docx", "v", 0.0))
    monkeypatch.undo()
    assert store.mend(caught.value)
    store.open(Session("k2", "b.docx", "v", 0.0))
    assert store.get("k2")
    store.close()


async def test_a_refusal_says_what_helps(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.parent.write_text("a file is in the way")
    store = SqliteSessionStore(file, "/")
    clerk = RecordThread("open documents", store.mend)
    with pytest.raises(StorageError) as caught:
        await clerk.run(store.get, "k")
    assert caught.value.reason == "storage.records" and "c.OnlyOffice.data_dir" in caught.value.remedy
    file.parent.unlink()
    assert await clerk.run(store.get, "k") is None, "without a restart"
    clerk.close(store.close)


def test_a_failing_commit_does_not_keep_later_changes_out(file: Path) -> None:
    store = SqliteSessionStore(file, "/")
    store.open(Session("k1", "a.docx", "v", 0.0))

    class Full:
        """The connection of a disk that is full at the commit."""

        def __init__(self, db: sqlite3.Connection) -> None:
            self._db = db
            self.in_transaction = True

        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if sql == "COMMIT":
                raise sqlite3.OperationalError("database or disk is full")
            return self._db.execute(sql, *values)

    with pytest.raises(sqlite3.OperationalError, match="full"), transaction(Full(store._db)):  # type: ignore[arg-type]
        pass
    store.open(Session("k2", "b.docx", "v", 0.0))
    store.close()


class TestOfANewerRelease:
    """A record that a newer release has written, which the user has gone back from."""

    def add(self, file: Path, table: str, where: str, **fields: Any) -> None:
        with sqlite3.connect(file) as db:
            (record,) = db.execute(f"SELECT record FROM {table} WHERE {where}").fetchone()
            db.execute(f"UPDATE {table} SET record = ? WHERE {where}", (json.dumps({**json.loads(record), **fields}),))
        db.close()

    async def test_sessions_are_read_and_what_is_new_is_kept(self, sessions: Sessions, file: Path) -> None:
        session = await sessions.open("a.docx", "v1", "ann", "Ann", never)
        failure = {"code": "x", "cause": "c", "remedy": "r", "at": 1.0, "colour": "red"}
        self.add(file, "sessions", "1", mood="fine", failure=failure)
        assert (await sessions.open("a.docx", "v1", "bob", "Bob", never)).key == session.key
        assert (await sessions.editing(session, ("bob",))).beyond == {"mood": "fine"}
        with sqlite3.connect(file) as db:
            (record,) = db.execute("SELECT record FROM sessions").fetchone()
        db.close()
        assert json.loads(record)["mood"] == "fine" and json.loads(record)["users"] == ["bob"]

    async def test_one_that_cannot_be_read_is_in_the_way_of_its_own_document_only(
        self, sessions: Sessions, file: Path
    ) -> None:
        for path in ("a.docx", "b.docx"):
            await sessions.editing(await sessions.open(path, "v1", "ann", "Ann", never), ("ann",))
        self.add(file, "sessions", "path = 'a.docx'", failure="of another form", users=7)
        with pytest.raises(StorageError) as caught:
            await sessions.current("a.docx")
        assert caught.value.reason == "storage.record-unknown"
        assert [session.path for session in await sessions.edited()] == ["b.docx"]

    def test_results_that_wait_are_read_and_what_is_new_is_kept(self, tmp_path: Path) -> None:
        kept = SaveJournal(tmp_path / "kept", "/")
        identity, target = kept.new()
        target.write_bytes(b"a result")
        note = tmp_path / "kept" / f"{identity}.json"
        kept.write(JournalEntry(identity, "/", "k", "a.docx", "r", "docx", True, False, "", 1.0))
        note.write_text(json.dumps({**json.loads(note.read_text()), "mood": "fine"}))
        (found,) = kept.all()
        assert found.path == "a.docx" and found.beyond == {"mood": "fine"}
        kept.write(found)
        assert json.loads(note.read_text())["mood"] == "fine"

    def test_versions_are_read_and_what_is_new_is_kept(self, file: Path) -> None:
        store = SqliteVersionStore(file, "/")
        for key in ("k1", "k2"):
            store.put(Version(key, "a.docx", int(key[1]), 0.0, "c", 1, "docx"))
        self.add(file, "versions", "key = 'k1'", mood="fine")
        self.add(file, "versions", "key = 'k2'", changes=None)
        (version,) = store.of("a.docx")
        assert version.beyond == {"mood": "fine"}
        store.moved("a.docx", "b.docx")
        assert [version.beyond for version in store.of("b.docx")] == [{"mood": "fine"}]
        store.close()


def test_a_file_that_is_only_busy_is_left_alone(file: Path) -> None:
    notes = RecordFile(file, "CREATE TABLE IF NOT EXISTS notes (text);", LOG)
    notes.db.execute("INSERT INTO notes VALUES ('a')")
    assert not notes.mend(sqlite3.OperationalError("database is locked"))
    assert not notes.mend(sqlite3.OperationalError("database or disk is full"))
    assert notes.db.execute("SELECT * FROM notes").fetchall() == [("a",)]
    notes.close()
