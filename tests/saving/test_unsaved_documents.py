"""What is not in its file is told to every page, and can be tried again by hand."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.errors import ConflictError, DocsRefusedError, NotFoundError, ResultRejectedError, StorageError
from jupyter_onlyoffice.events import iso
from jupyter_onlyoffice.saving.unsaved_documents import UNDER_WAY

from ..product import ANN, FULL, Disk, Product, edited, refused


async def waiting(product: Product) -> dict[str, Any]:
    (entry,) = await product.unsaved_documents.waiting("ann")
    return {**entry}


async def test_at_the_beginning_nothing_waits(product: Product) -> None:
    await edited(product)
    assert await product.unsaved_documents.waiting() == []
    assert (await product.unsaved_documents.retry("other.docx"))["state"] == "unchanged"


async def test_a_refused_result_is_told_until_it_is_stored(product: Product, disk: Disk) -> None:
    session = await product.open()
    await refused(product, session)
    assert await waiting(product) == {
        "path": "report.docx",
        "key": session.key,
        "state": "failed",
        "cause": "The disk is full.",
        "remedy": "Free some space, then save again.",
        "reason": "storage.disk-full",
        "at": iso(product.now),
        "here": True,
        "savedAs": None,
        "conflict": False,
    }
    disk.full = False
    product.docs.down = True  # what is on our disk needs no Docs
    answer = await product.unsaved_documents.retry("report.docx")
    assert answer == {"state": "stored", "storedAt": iso(product.now), "savedAs": None}
    assert product.text() == "edited" and await product.unsaved_documents.waiting() == []


async def test_a_try_that_fails_says_why_and_changes_nothing(product: Product, disk: Disk) -> None:
    await refused(product, await product.open())
    with pytest.raises(StorageError, match="The disk is full"):
        await product.unsaved_documents.retry("report.docx")
    assert (await waiting(product))["here"] is True and product.text() == "original"


async def test_what_waits_survives_a_restart_and_follows_a_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Product(tmp_path)
    Disk(before, monkeypatch)
    await refused(before, await before.open())
    before.close()
    after = Product(tmp_path)
    (after.root / "report.docx").rename(after.root / "renamed.docx")
    await after.sessions.moved("report.docx", "renamed.docx")
    assert (await waiting(after))["path"] == "renamed.docx"
    assert (await after.unsaved_documents.retry("report.docx"))["state"] == "unchanged"
    assert (await after.unsaved_documents.retry("renamed.docx"))["state"] == "stored"
    assert after.text("renamed.docx") == "edited"
    after.close()


async def test_a_result_that_is_being_stored_is_no_trouble(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await product.open()
    arrived, go_on = asyncio.Event(), asyncio.Event()
    place = product.writer.place

    async def slow(*args: Any, **options: Any) -> Any:
        arrived.set()
        await go_on.wait()
        return await place(*args, **options)

    monkeypatch.setattr(product.writer, "place", slow)
    saving = asyncio.create_task(product.ready(session, "edited"))
    await arrived.wait()
    assert await product.unsaved_documents.waiting() == []
    product.now += UNDER_WAY + 1  # too long: perhaps a crash came
    entry = await waiting(product)
    assert entry["here"] and entry["cause"] == "Storage has not taken the document yet."
    go_on.set()
    await saving
    assert await product.unsaved_documents.waiting() == []


async def test_what_waits_of_a_session_whose_record_is_lost_is_told_too(product: Product, disk: Disk) -> None:
    await refused(product, await product.open())
    product.forget_sessions()
    assert (await waiting(product))["path"] == "report.docx"
    disk.full = False
    answer = await product.unsaved_documents.retry("report.docx")
    assert answer["state"] == "stored" and answer["savedAs"] == product.copy()


async def test_a_final_save_that_failed_is_fetched_from_docs_now(product: Product) -> None:
    session = await edited(product)
    product.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = b"<html>"
    with pytest.raises(ResultRejectedError):
        await product.ready(session, "")
    entry = await waiting(product)
    assert entry["here"] is False and "it is a web page" in entry["cause"]
    product.forget(session, "edited")
    answer = await product.unsaved_documents.retry("report.docx")
    assert answer["state"] == "stored" and product.text() == "edited"
    assert product.docs.forgotten == {} and await product.unsaved_documents.waiting() == []


async def test_a_fetch_that_fails_again_says_why(product: Product) -> None:
    session = await edited(product)
    await product.sessions.failed(session, FULL, final=True)
    product.forget(session, "edited")
    product.docs.results[product.docs.forgotten[session.key]] = StorageError("The disk is full.", "Free some space.")
    with pytest.raises(StorageError, match="The disk is full"):
        await product.unsaved_documents.retry("report.docx")


async def test_a_failed_save_of_which_docs_has_nothing_is_said_to_be_opened(product: Product) -> None:
    session = await edited(product)
    with pytest.raises(ResultRejectedError):
        await product.call(session, 3, users=["ann"])
    with pytest.raises(NotFoundError, match="Open the document"):
        await product.unsaved_documents.retry("report.docx")
    assert (await waiting(product))["key"] == session.key


async def test_of_what_is_edited_docs_makes_a_force_save(product: Product) -> None:
    session = await edited(product)
    product.docs.editing.add(session.key)
    await product.call(session, 7, users=["ann"])
    assert "could not assemble" in (await waiting(product))["cause"]
    asked = asyncio.create_task(product.unsaved_documents.retry("report.docx"))
    await asyncio.to_thread(product.docs.was_asked.wait)
    await product.ready(session, "edited", status=6)
    assert (await asked)["state"] == "stored" and product.text() == "edited"
    assert await product.unsaved_documents.waiting() == []


async def test_what_docs_keeps_is_stored_while_the_document_is_open_again(product: Product) -> None:
    session = await edited(product)
    await product.sessions.failed(session, FULL, final=True)
    product.forget(session, "edited")
    await product.call(session, 1, users=["ann"])  # Docs shows her what it keeps
    product.docs.editing.add(session.key)
    product.docs.answer = 4  # and takes it for saved
    with pytest.raises(StorageError, match="The disk is full"):
        await product.force_saves.request("report.docx")
    assert (await product.unsaved_documents.retry("report.docx"))["state"] == "stored"
    assert product.text() == "edited" and (await product.sessions.get(session.key)).state == "editing"
    assert (await product.force_saves.request("report.docx"))["state"] == "unchanged"


async def test_what_waits_here_and_is_delivered_again_is_stored_once(product: Product, disk: Disk) -> None:
    session = await edited(product)
    product.docs.editing.add(session.key)
    await refused(product, session, status=6)
    disk.full = False
    asked = asyncio.create_task(product.unsaved_documents.retry("report.docx"))
    await asyncio.to_thread(product.docs.was_asked.wait)
    await product.ready(session, "edited", status=6)  # after a failure Docs sends the same again
    assert (await asked)["state"] == "stored" and product.text() == "edited"
    assert [state for state in await product.states() if state == "stored"] == ["stored"]


async def test_a_save_that_did_not_arrive_is_never_taken_for_stored(product: Product) -> None:
    session = await edited(product)
    product.docs.editing.add(session.key)
    await product.call(session, 7, users=["ann"])
    product.docs.answer = 4
    with pytest.raises(StorageError, match="did not arrive"):
        await product.unsaved_documents.retry("report.docx")


async def test_a_new_result_that_storage_refuses_too_is_kept(product: Product, disk: Disk) -> None:
    session = await edited(product)
    product.docs.editing.add(session.key)
    await product.call(session, 7, users=["ann"])
    asked = asyncio.create_task(product.unsaved_documents.retry("report.docx"))
    await asyncio.to_thread(product.docs.was_asked.wait)
    await refused(product, session, status=6)
    with pytest.raises(StorageError, match="The disk is full"):
        await asked
    assert (await waiting(product))["here"] is True


async def test_what_waits_here_is_stored_although_docs_knows_nothing_any_more(product: Product, disk: Disk) -> None:
    session = await edited(product)
    await refused(product, session, status=6)
    disk.full = False
    product.docs.answer = DocsRefusedError("Docs does not know this document.", "", 1)
    with pytest.raises(ConflictError, match="does not know this document any more"):
        await product.unsaved_documents.retry("report.docx")
    assert product.text() == "edited"


async def test_what_another_server_delivers_is_not_called_stored(
    product: Product, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await refused(product, await product.open())

    async def nothing(kept: object) -> None:
        return None

    monkeypatch.setattr(product.results, "deliver", nothing)
    assert (await product.unsaved_documents.retry("report.docx"))["state"] == "pending"


async def test_an_undone_edit_ends_the_trouble(product: Product) -> None:
    session = await edited(product)
    await product.call(session, 7, users=["ann"])
    await product.call(session, 4)
    assert await product.unsaved_documents.waiting() == []


async def test_a_failure_that_could_not_be_noted_is_told_too(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await edited(product)
    update = product.sessions._store.update

    def full(*args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    product.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FULL
    monkeypatch.setattr(product.sessions._store, "update", full)
    await refused(product, session)
    entry = await waiting(product)
    assert entry["cause"] == "The disk is full." and not entry["here"]
    monkeypatch.setattr(product.sessions._store, "update", update)
    product.forget(session, "edited")
    assert (await product.unsaved_documents.retry("report.docx"))["state"] == "stored"
    assert product.text() == "edited" and await product.unsaved_documents.waiting() == []


async def test_without_our_records_there_is_less_to_tell(
    product: Product, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await product.open()
    await refused(product, session)

    def gone(*args: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(product.sessions._store, "outstanding", gone)
    assert (await waiting(product))["key"] == session.key


async def test_a_copy_is_told_until_somebody_has_seen_it(product: Product) -> None:
    session = await edited(product)
    (product.root / "report.docx").write_bytes(b"changed on disk")
    await product.ready(session, "edited")
    entry = await waiting(product)
    assert (entry["state"], entry["savedAs"], entry["conflict"]) == ("copied", product.copy(), False)
    await product.sessions.told(session.key, "ann")
    assert await product.unsaved_documents.waiting() == []


async def test_a_choice_that_is_still_to_be_made_is_told(product: Product) -> None:
    session = await edited(product)
    (product.root / "report.docx").write_bytes(b"changed on disk")
    await product.ready(session, "edited", status=6)
    assert (await waiting(product))["conflict"] is True
    await product.conflicts.resolve("report.docx", "mine", ANN)
    assert await product.unsaved_documents.waiting() == []
    assert (await product.sessions.get(session.key)).conflict is None


@pytest.mark.parametrize("choice", ["theirs", "both"])
async def test_whoever_chose_knows_of_the_copy(product: Product, choice: str) -> None:
    session = await edited(product)
    (product.root / "report.docx").write_bytes(b"changed on disk")
    await product.ready(session, "edited", status=6)
    await product.conflicts.resolve("report.docx", choice, ANN)
    assert await product.unsaved_documents.waiting() == []


@pytest.mark.parametrize("choice", ["theirs", "both"])
async def test_what_was_decided_about_does_not_come_back_as_another_copy(product: Product, choice: str) -> None:
    session = await edited(product)
    (product.root / "report.docx").write_bytes(b"changed on disk")
    await product.ready(session, "edited", status=6, lastsave="2026-11-21T14:03:00.000Z")
    await product.conflicts.resolve("report.docx", choice, ANN)
    files = product.files()
    await product.ready(session, "edited", name="r2", notmodified=True)
    assert product.files() == files and len(files) == (2 if choice == "both" else 1)
    await product.ready(session, "edited and more", name="r3", notmodified=False)
    assert len(product.files()) == len(files) + 1, "what came after the choice is kept"


async def test_a_deleted_file_leaves_nothing_to_choose(product: Product) -> None:
    session = await edited(product)
    (product.root / "report.docx").unlink()
    await product.ready(session, "edited", status=6)
    entry = await waiting(product)
    assert entry["conflict"] is False and "recovered" in entry["savedAs"]
    await product.states()
    assert product.events[-1]["conflict"] is False
