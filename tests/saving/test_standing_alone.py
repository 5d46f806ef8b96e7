"""Each document stands alone: one that fails in a way that nobody foresaw, or hangs, keeps no other from its file."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.errors import FetchError, StorageError
from jupyter_onlyoffice.saving.result_delivery import FIRST_RETRY, LAST_RETRY
from jupyter_onlyoffice.saving.save_journal import JournalEntry
from jupyter_onlyoffice.sessions.activity import ASK, Activity
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.tasks import independent

from ..product import FULL, Product, docx

UNFORESEEN = (
    ValueError("surrogates not allowed"),
    RecursionError("maximum recursion depth exceeded"),
    MemoryError(),
    OSError(5, "Input/output error"),
    sqlite3.OperationalError("database is locked"),
    KeyError("xl/workbook.xml"),
)
each_fault = pytest.mark.parametrize("fault", UNFORESEEN, ids=lambda fault: type(fault).__name__)


class Storage:
    """Storage, as the path tells: what it raises or does for some."""

    def __init__(self, product: Product, monkeypatch: pytest.MonkeyPatch, method: str = "place") -> None:
        self.faults: dict[str, Exception | Callable[[], Any]] = {}
        target = product.writer if method == "place" else product.storage
        self._genuine = getattr(target, method)
        monkeypatch.setattr(target, method, self.call)

    async def call(self, path: str, *args: Any, **options: Any) -> Any:
        fault = self.faults.get(path)
        if isinstance(fault, Exception):
            raise fault
        if fault:
            await fault()
        return await self._genuine(path, *args, **options)


@pytest.fixture
def storage(product: Product, monkeypatch: pytest.MonkeyPatch) -> Storage:
    (product.root / "other.docx").write_bytes(docx("original"))
    return Storage(product, monkeypatch)


async def both_kept(product: Product, storage: Storage) -> tuple[Session, Session]:
    """Two documents with a result that storage refused, that of report.docx the older one."""
    storage.faults = {"report.docx": FULL, "other.docx": FULL}
    sessions = await product.open(), await product.open(path="other.docx")
    for session in sessions:
        with pytest.raises(StorageError):
            await product.ready(session, f"edited {session.path}", name=session.path)
        product.now += 1
    product.now += FIRST_RETRY
    return sessions


@each_fault
async def test_a_poisoned_result_does_not_keep_a_later_one_from_its_file(
    product: Product, storage: Storage, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    poisoned, _ = await both_kept(product, storage)
    storage.faults = {"report.docx": fault}
    await product.results.deliver_due()
    assert product.text("other.docx") == "edited other.docx"
    pauses = []
    for _ in range(8):
        (kept,) = await product.results.waiting()
        pauses.append(kept.next_at - product.now)
        product.now = kept.next_at
        await product.results.deliver_due()
    assert pauses == sorted(pauses) and pauses[0] == 2 * FIRST_RETRY and pauses[-1] == LAST_RETRY
    failure = (await product.sessions.get(poisoned.key)).failure
    assert failure and failure.cause == "This server failed while it stored the document."
    assert [entry["path"] for entry in await product.unsaved_documents.waiting()] == ["report.docx"]
    assert type(fault).__name__ in caplog.text and "report.docx" in caplog.text
    storage.faults = {}
    product.now += LAST_RETRY
    await product.results.deliver_due()
    assert product.text() == "edited report.docx" and await product.results.waiting() == []


@each_fault
async def test_what_fails_at_once_in_an_unforeseen_way_is_kept_and_told(
    product: Product, storage: Storage, fault: Exception
) -> None:
    storage.faults = {"report.docx": fault}
    session = await product.open()
    with pytest.raises(StorageError, match="This server failed"):
        await product.ready(session, "edited")
    (kept,) = await product.results.waiting()
    assert kept.attempts == 1 and kept.next_at == product.now + FIRST_RETRY
    assert (await product.sessions.get(session.key)).state == "failed"
    assert (await product.states())[-1] == "failed"
    storage.faults = {}
    await product.ready(session, "edited")
    assert product.text() == "edited" and product.docs.fetched == [
        "http://docs/cache/files/r1/output.docx?md5=x&expires=1"
    ]


async def test_a_fetch_that_fails_in_an_unforeseen_way_is_told(product: Product) -> None:
    session = await product.open()
    product.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = KeyError("Location")
    with pytest.raises(StorageError, match="This server failed"):
        await product.ready(session, "edited")
    assert (await product.sessions.get(session.key)).state == "failed"
    assert session.key in product.results.unfetched


async def test_a_result_that_hangs_does_not_keep_a_later_one_from_its_file(
    product: Product, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await both_kept(product, storage)
    monkeypatch.setattr(independent, "PATIENCE", 0.01)
    over, begun = asyncio.Event(), 0

    async def hang() -> None:
        nonlocal begun
        begun += 1
        await over.wait()

    storage.faults = {"report.docx": hang}
    await product.results.deliver_due()
    while len(await product.results.waiting()) > 1:  # noqa: ASYNC110 - a busy machine may need more than the patience
        await asyncio.sleep(0)
    assert product.text("other.docx") == "edited other.docx"
    await product.results.deliver_due()
    assert begun == 1, "it is not begun once more before it has ended"
    over.set()
    while await product.results.waiting():  # noqa: ASYNC110 - what was left behind tells nobody
        await asyncio.sleep(0)
    assert product.text() == "edited report.docx"


async def two_results(product: Product, storage: Storage, monkeypatch: pytest.MonkeyPatch) -> tuple[Session, list[str]]:
    """A document whose older result is poisoned; what is tried."""
    storage.faults = {"report.docx": FULL}
    session = await product.open()
    for number in (1, 2):
        with pytest.raises(StorageError):
            await product.ready(session, f"edited {number}", name=f"r{number}")
        product.now += 1
    storage.faults = {}
    first, _ = await product.results.waiting()
    genuine, tried = product.journal.linked, []

    def linked(identity: str) -> Path | None:
        tried.append(identity)
        if identity == first.id:
            raise ValueError("poisoned")
        return genuine(identity)

    monkeypatch.setattr(product.journal, "linked", linked)
    return session, tried


async def test_whoever_tries_again_gets_the_newest_result_although_an_older_one_is_poisoned(
    product: Product, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, tried = await two_results(product, storage, monkeypatch)
    assert (await product.unsaved_documents.retry("report.docx"))["state"] == "stored"
    assert len(tried) == 2 and product.text() == "edited 2" and await product.results.waiting() == []


async def test_what_waits_of_a_key_is_stored_although_an_older_one_is_poisoned(
    product: Product, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, _ = await two_results(product, storage, monkeypatch)
    assert await product.forgotten_files.recover_key(session.key) is None
    assert product.text() == "edited 2" and await product.results.waiting() == []


@each_fault
async def test_the_new_names_of_all_files_in_a_folder_are_held_although_one_can_not_be_looked_at(
    product: Product, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    (product.root / "old").mkdir()
    sessions = []
    for name in ("a.docx", "b.docx"):
        (product.root / "old" / name).write_bytes(docx("original"))
        sessions.append(await product.open(path=f"old/{name}"))
    storage, held = Storage(product, monkeypatch, "info"), []
    genuine = product.renames.hold

    async def hold(session: Session) -> None:
        held.append(session.path)
        await genuine(session)

    monkeypatch.setattr(product.renames, "hold", hold)
    (product.root / "old").rename(product.root / "new")
    storage.faults = {"new/a.docx": fault, "old/a.docx": fault}
    await product.renames.renamed("old", "new")
    assert "new/b.docx" in held


async def test_what_can_not_even_be_noted_is_tried_ever_slower_too(
    product: Product, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await both_kept(product, storage)
    tried: list[float] = []

    async def count() -> None:
        tried.append(product.now)
        raise FULL

    def full(kept: JournalEntry) -> None:
        raise FULL

    monkeypatch.setattr(product.journal, "write", full)
    storage.faults = {"report.docx": count}
    for _ in range(100):
        await product.results.deliver_due()
        product.now += FIRST_RETRY
    assert 4 < len(tried) < 12
    assert product.text("other.docx") == "edited other.docx"


@pytest.mark.parametrize(
    "fields",
    [{"received_at": None}, {"next_at": "soon"}, {"attempts": []}, {"path": 5}],
    ids=lambda fields: next(iter(fields)),
)
async def test_a_note_that_makes_no_sense_does_not_hide_the_others(
    product: Product, storage: Storage, fields: dict[str, object]
) -> None:
    await both_kept(product, storage)
    kept, _ = await product.results.waiting()
    note = product.journal.target(kept.id).with_suffix(".json")
    note.write_text(json.dumps({**json.loads(note.read_text()), **fields}))
    (note.parent / "deep.json").write_text("[" * 100_000)
    storage.faults = {}
    await product.results.deliver_due()
    assert product.text("other.docx") == "edited other.docx"
    assert product.journal.target(kept.id).exists()


@each_fault
async def test_what_docs_kept_is_fetched_although_one_of_it_is_poisoned(product: Product, fault: Exception) -> None:
    (product.root / "other.docx").write_bytes(docx("original"))
    poisoned, other = await product.open(), await product.open(path="other.docx")
    product.forget(poisoned, "edited")
    product.forget(other, "edited, too")
    product.docs.results[product.docs.forgotten[poisoned.key]] = fault
    found = {recovered.path: recovered.error for recovered in await product.forgotten_files.recover()}
    assert product.text("other.docx") == "edited, too" and found["other.docx"] is None
    error = found["report.docx"]
    assert error and error.cause == "This server failed while it stored the document."
    assert list(product.docs.forgotten) == [poisoned.key]


async def test_what_can_not_even_be_looked_for_is_told(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    (product.root / "other.docx").write_bytes(docx("original"))
    sessions = [await product.open(), await product.open(path="other.docx")]
    for session in sessions:
        product.forget(session, "edited")
    genuine, faults = product.sessions.elsewhere, {sessions[0].key: StorageError("Away.", "")}

    async def elsewhere(key: str) -> bool:
        if key in faults:
            raise faults[key]
        return await genuine(key)

    monkeypatch.setattr(product.sessions, "elsewhere", elsewhere)
    found = {recovered.key: recovered.error for recovered in await product.forgotten_files.recover(to_the_end=True)}
    assert found == {sessions[0].key: faults[sessions[0].key], sessions[1].key: None}


async def test_what_came_late_is_looked_for_until_it_was_although_another_is_poisoned(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    await product.forgotten_files.look()
    genuine = product.sessions.elsewhere
    keys = [session.key for session in (await product.open(), await product.open(user="bob"))]
    poisoned, key = keys[0], "other"
    product.results.late = {poisoned, key}
    looked: list[str] = []

    async def elsewhere(of: str) -> bool:
        looked.append(of)
        if of == poisoned:
            raise ValueError("poisoned")
        return await genuine(of)

    monkeypatch.setattr(product.sessions, "elsewhere", elsewhere)
    await product.forgotten_files.look()
    assert set(looked) == {poisoned, key} and product.results.late == {poisoned}


@each_fault
async def test_a_file_that_can_not_be_looked_at_does_not_hide_what_became_of_others(
    product: Product, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    names = ["a.docx", "b.docx", "c.docx"]
    for name in names:
        (product.root / name).write_bytes(docx("original"))
        await product.open(path=name)
    storage = Storage(product, monkeypatch, "info")
    storage.faults = {"a.docx": fault, "c.docx": fault}
    for name in names:
        (product.root / name).write_bytes(docx("by a kernel"))
    for _ in range(2):
        await product.file_watch.look()
    await product.states()
    assert [event["path"] for event in product.events if event["state"] == "changed"] == ["b.docx"]


async def test_a_file_that_hangs_does_not_hide_what_became_of_others(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(independent, "PATIENCE", 0.05)
    (product.root / "other.docx").write_bytes(docx("original"))
    await product.open()
    await product.open(path="other.docx")
    storage = Storage(product, monkeypatch, "info")
    over = asyncio.Event()
    storage.faults = {"report.docx": over.wait}
    (product.root / "other.docx").write_bytes(docx("by a kernel"))
    while "changed" not in await product.states():
        await product.file_watch.look()
    assert [event["path"] for event in product.events if event["state"] == "changed"] == ["other.docx"]
    over.set()
    await asyncio.sleep(0)


@each_fault
async def test_the_server_counts_as_active_although_one_question_fails(product: Product, fault: Exception) -> None:
    (product.root / "other.docx").write_bytes(docx("original"))
    moment, alive = 0.0, 0
    sessions = [await product.open(), await product.open(path="other.docx")]

    def edited(key: str) -> bool:
        if key == sessions[0].key:
            raise fault
        return True

    def count() -> None:
        nonlocal alive
        alive += 1

    async def ended(key: str, told: bool = True) -> None:
        raise AssertionError

    product.docs.edited = edited  # type: ignore[method-assign]
    docs: Any = product.docs
    activity = Activity(product.sessions, docs, product.executor, count, ended, ended, lambda: moment)
    for session in sessions:
        await product.call(session, 1, users=["ann"])
    for number in range(1, 10):
        moment = number * ASK
        await activity.look()
        assert alive == number


async def test_a_rename_is_followed_by_all_although_one_of_them_fails(product: Product, tmp_path: Path) -> None:
    followed: list[str] = []

    async def fails(old: str, new: str) -> None:
        raise sqlite3.OperationalError("database is locked")

    async def follows(old: str, new: str) -> None:
        followed.append(new)

    product.renames.followers[:] = [fails, follows]
    await product.renames.renamed("report.docx", "new.docx")
    assert followed == ["new.docx"]


async def test_who_wants_all_to_the_end_waits_for_what_is_under_way_and_then_tries_it_again() -> None:
    each = independent.IndependentTasks(logging.getLogger("test")).each
    tries: list[str] = []
    mended, begun = asyncio.Event(), asyncio.Event()

    async def act(item: str) -> str:
        tries.append(item)
        if len(tries) == 1:
            begun.set()
            await mended.wait()
            raise FetchError("Gone.", "Wait.")
        return item

    first = asyncio.create_task(each(["a"], act, str))
    await begun.wait()
    assert await each(["a"], act, str) == [], "it is under way"
    last = asyncio.create_task(each(["a"], act, str, to_the_end=True))
    await asyncio.sleep(0)
    mended.set()
    assert (await first, await last) == ([], ["a"])
