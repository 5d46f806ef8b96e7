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

from ..house import ANN, FULL, Disk, House, edited, refused


async def waiting(house: House) -> dict[str, Any]:
    (entry,) = await house.unsaved_documents.waiting("ann")
    return {**entry}


async def test_at_the_beginning_nothing_waits(house: House) -> None:
    await edited(house)
    assert await house.unsaved_documents.waiting() == []
    assert (await house.unsaved_documents.retry("other.docx"))["state"] == "unchanged"


async def test_a_refused_result_is_told_until_it_is_stored(house: House, disk: Disk) -> None:
    session = await house.open()
    await refused(house, session)
    assert await waiting(house) == {
        "path": "report.docx",
        "key": session.key,
        "state": "failed",
        "cause": "The disk is full.",
        "remedy": "Free some space, then save again.",
        "reason": "storage.disk-full",
        "at": iso(house.now),
        "here": True,
        "savedAs": None,
        "conflict": False,
    }
    disk.full = False
    house.docs.down = True  # what is on our disk needs no Docs
    answer = await house.unsaved_documents.retry("report.docx")
    assert answer == {"state": "stored", "storedAt": iso(house.now), "savedAs": None}
    assert house.text() == "edited" and await house.unsaved_documents.waiting() == []


async def test_a_try_that_fails_says_why_and_changes_nothing(house: House, disk: Disk) -> None:
    await refused(house, await house.open())
    with pytest.raises(StorageError, match="The disk is full"):
        await house.unsaved_documents.retry("report.docx")
    assert (await waiting(house))["here"] is True and house.text() == "original"


async def test_what_waits_survives_a_restart_and_follows_a_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = House(tmp_path)
    Disk(before, monkeypatch)
    await refused(before, await before.open())
    before.close()
    after = House(tmp_path)
    (after.root / "report.docx").rename(after.root / "renamed.docx")
    await after.sessions.moved("report.docx", "renamed.docx")
    assert (await waiting(after))["path"] == "renamed.docx"
    assert (await after.unsaved_documents.retry("report.docx"))["state"] == "unchanged"
    assert (await after.unsaved_documents.retry("renamed.docx"))["state"] == "stored"
    assert after.text("renamed.docx") == "edited"
    after.close()


async def test_a_result_that_is_being_stored_is_no_trouble(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await house.open()
    arrived, go_on = asyncio.Event(), asyncio.Event()
    place = house.writer.place

    async def slow(*args: Any, **options: Any) -> Any:
        arrived.set()
        await go_on.wait()
        return await place(*args, **options)

    monkeypatch.setattr(house.writer, "place", slow)
    saving = asyncio.create_task(house.ready(session, "edited"))
    await arrived.wait()
    assert await house.unsaved_documents.waiting() == []
    house.now += UNDER_WAY + 1  # too long: perhaps a crash came
    entry = await waiting(house)
    assert entry["here"] and entry["cause"] == "Storage has not taken the document yet."
    go_on.set()
    await saving
    assert await house.unsaved_documents.waiting() == []


async def test_what_waits_of_a_session_whose_record_is_lost_is_told_too(house: House, disk: Disk) -> None:
    await refused(house, await house.open())
    house.forget_sessions()
    assert (await waiting(house))["path"] == "report.docx"
    disk.full = False
    answer = await house.unsaved_documents.retry("report.docx")
    assert answer["state"] == "stored" and answer["savedAs"] == house.copy()


async def test_a_final_save_that_failed_is_fetched_from_docs_now(house: House) -> None:
    session = await edited(house)
    house.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = b"<html>"
    with pytest.raises(ResultRejectedError):
        await house.ready(session, "")
    entry = await waiting(house)
    assert entry["here"] is False and "it is a web page" in entry["cause"]
    house.forget(session, "edited")
    answer = await house.unsaved_documents.retry("report.docx")
    assert answer["state"] == "stored" and house.text() == "edited"
    assert house.docs.forgotten == {} and await house.unsaved_documents.waiting() == []


async def test_a_fetch_that_fails_again_says_why(house: House) -> None:
    session = await edited(house)
    await house.sessions.failed(session, FULL, final=True)
    house.forget(session, "edited")
    house.docs.results[house.docs.forgotten[session.key]] = StorageError("The disk is full.", "Free some space.")
    with pytest.raises(StorageError, match="The disk is full"):
        await house.unsaved_documents.retry("report.docx")


async def test_a_failed_save_of_which_docs_has_nothing_is_said_to_be_opened(house: House) -> None:
    session = await edited(house)
    with pytest.raises(ResultRejectedError):
        await house.call(session, 3, users=["ann"])
    with pytest.raises(NotFoundError, match="Open the document"):
        await house.unsaved_documents.retry("report.docx")
    assert (await waiting(house))["key"] == session.key


async def test_of_what_is_edited_docs_makes_a_force_save(house: House) -> None:
    session = await edited(house)
    house.docs.editing.add(session.key)
    await house.call(session, 7, users=["ann"])
    assert "could not assemble" in (await waiting(house))["cause"]
    asked = asyncio.create_task(house.unsaved_documents.retry("report.docx"))
    await asyncio.to_thread(house.docs.was_asked.wait)
    await house.ready(session, "edited", status=6)
    assert (await asked)["state"] == "stored" and house.text() == "edited"
    assert await house.unsaved_documents.waiting() == []


async def test_what_docs_keeps_is_stored_while_the_document_is_open_again(house: House) -> None:
    session = await edited(house)
    await house.sessions.failed(session, FULL, final=True)
    house.forget(session, "edited")
    await house.call(session, 1, users=["ann"])  # Docs shows her what it keeps
    house.docs.editing.add(session.key)
    house.docs.answer = 4  # and takes it for saved
    with pytest.raises(StorageError, match="The disk is full"):
        await house.force_saves.request("report.docx")
    assert (await house.unsaved_documents.retry("report.docx"))["state"] == "stored"
    assert house.text() == "edited" and (await house.sessions.get(session.key)).state == "editing"
    assert (await house.force_saves.request("report.docx"))["state"] == "unchanged"


async def test_what_waits_here_and_is_delivered_again_is_stored_once(house: House, disk: Disk) -> None:
    session = await edited(house)
    house.docs.editing.add(session.key)
    await refused(house, session, status=6)
    disk.full = False
    asked = asyncio.create_task(house.unsaved_documents.retry("report.docx"))
    await asyncio.to_thread(house.docs.was_asked.wait)
    await house.ready(session, "edited", status=6)  # after a failure Docs sends the same again
    assert (await asked)["state"] == "stored" and house.text() == "edited"
    assert [state for state in await house.states() if state == "stored"] == ["stored"]


async def test_a_save_that_did_not_arrive_is_never_taken_for_stored(house: House) -> None:
    session = await edited(house)
    house.docs.editing.add(session.key)
    await house.call(session, 7, users=["ann"])
    house.docs.answer = 4
    with pytest.raises(StorageError, match="did not arrive"):
        await house.unsaved_documents.retry("report.docx")


async def test_a_new_result_that_storage_refuses_too_is_kept(house: House, disk: Disk) -> None:
    session = await edited(house)
    house.docs.editing.add(session.key)
    await house.call(session, 7, users=["ann"])
    asked = asyncio.create_task(house.unsaved_documents.retry("report.docx"))
    await asyncio.to_thread(house.docs.was_asked.wait)
    await refused(house, session, status=6)
    with pytest.raises(StorageError, match="The disk is full"):
        await asked
    assert (await waiting(house))["here"] is True


async def test_what_waits_here_is_stored_although_docs_knows_nothing_any_more(house: House, disk: Disk) -> None:
    session = await edited(house)
    await refused(house, session, status=6)
    disk.full = False
    house.docs.answer = DocsRefusedError("Docs does not know this document.", "", 1)
    with pytest.raises(ConflictError, match="does not know this document any more"):
        await house.unsaved_documents.retry("report.docx")
    assert house.text() == "edited"


async def test_what_another_server_delivers_is_not_called_stored(
    house: House, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await refused(house, await house.open())

    async def nothing(kept: object) -> None:
        return None

    monkeypatch.setattr(house.results, "deliver", nothing)
    assert (await house.unsaved_documents.retry("report.docx"))["state"] == "pending"


async def test_an_undone_edit_ends_the_trouble(house: House) -> None:
    session = await edited(house)
    await house.call(session, 7, users=["ann"])
    await house.call(session, 4)
    assert await house.unsaved_documents.waiting() == []


async def test_a_failure_that_could_not_be_noted_is_told_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await edited(house)
    update = house.sessions._store.update

    def full(*args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    house.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FULL
    monkeypatch.setattr(house.sessions._store, "update", full)
    await refused(house, session)
    entry = await waiting(house)
    assert entry["cause"] == "The disk is full." and not entry["here"]
    monkeypatch.setattr(house.sessions._store, "update", update)
    house.forget(session, "edited")
    assert (await house.unsaved_documents.retry("report.docx"))["state"] == "stored"
    assert house.text() == "edited" and await house.unsaved_documents.waiting() == []


async def test_without_our_records_there_is_less_to_tell(
    house: House, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await house.open()
    await refused(house, session)

    def gone(*args: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(house.sessions._store, "outstanding", gone)
    assert (await waiting(house))["key"] == session.key


async def test_a_copy_is_told_until_somebody_has_seen_it(house: House) -> None:
    session = await edited(house)
    (house.root / "report.docx").write_bytes(b"changed on disk")
    await house.ready(session, "edited")
    entry = await waiting(house)
    assert (entry["state"], entry["savedAs"], entry["conflict"]) == ("copied", house.copy(), False)
    await house.sessions.told(session.key, "ann")
    assert await house.unsaved_documents.waiting() == []


async def test_a_choice_that_is_still_to_be_made_is_told(house: House) -> None:
    session = await edited(house)
    (house.root / "report.docx").write_bytes(b"changed on disk")
    await house.ready(session, "edited", status=6)
    assert (await waiting(house))["conflict"] is True
    await house.conflicts.resolve("report.docx", "mine", ANN)
    assert await house.unsaved_documents.waiting() == []
    assert (await house.sessions.get(session.key)).conflict is None


@pytest.mark.parametrize("choice", ["theirs", "both"])
async def test_whoever_chose_knows_of_the_copy(house: House, choice: str) -> None:
    session = await edited(house)
    (house.root / "report.docx").write_bytes(b"changed on disk")
    await house.ready(session, "edited", status=6)
    await house.conflicts.resolve("report.docx", choice, ANN)
    assert await house.unsaved_documents.waiting() == []


@pytest.mark.parametrize("choice", ["theirs", "both"])
async def test_what_was_decided_about_does_not_come_back_as_another_copy(house: House, choice: str) -> None:
    session = await edited(house)
    (house.root / "report.docx").write_bytes(b"changed on disk")
    await house.ready(session, "edited", status=6, lastsave="2026-11-21T14:03:00.000Z")
    await house.conflicts.resolve("report.docx", choice, ANN)
    files = house.files()
    await house.ready(session, "edited", name="r2", notmodified=True)
    assert house.files() == files and len(files) == (2 if choice == "both" else 1)
    await house.ready(session, "edited and more", name="r3", notmodified=False)
    assert len(house.files()) == len(files) + 1, "what came after the choice is kept"


async def test_a_deleted_file_leaves_nothing_to_choose(house: House) -> None:
    session = await edited(house)
    (house.root / "report.docx").unlink()
    await house.ready(session, "edited", status=6)
    entry = await waiting(house)
    assert entry["conflict"] is False and "recovered" in entry["savedAs"]
    await house.states()
    assert house.events[-1]["conflict"] is False
