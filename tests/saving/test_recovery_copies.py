"""What Docs could not assemble whole, or what arrives damaged, is put beside the file, never over it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.errors import DamagedResultError, FetchError, ResultRejectedError, StorageError
from jupyter_onlyoffice.saving.result_delivery import FIRST_RETRY
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.storage.file_info import FileInfo

from ..house import House, docx


def torn(text: str) -> bytes:
    return docx(text)[:-40]


def scrambled(text: str) -> bytes:
    return docx(text).replace(text.encode(), text.swapcase().encode())


async def bad(house: House, session: Session, content: bytes, status: int = 2, name: str = "r1") -> None:
    """A result that is damaged."""
    house.docs.results[f"http://docs/cache/files/{name}/output.docx?md5=x&expires=1"] = content
    with pytest.raises(DamagedResultError):
        await house.ready(session, "", status=status, name=name)


def copies(house: House) -> list[bytes]:
    """What the files beside the original hold."""
    return [(house.root / name).read_bytes() for name in house.files() if name != "report.docx"]


@pytest.mark.parametrize("damage", [torn, scrambled])
@pytest.mark.parametrize("status", [2, 6])
async def test_a_damaged_result_is_kept_beside_the_file_and_docs_keeps_its_own(
    house: House, damage: Any, status: int
) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    await bad(house, session, damage("edited"), status)
    assert house.text() == "original" and copies(house) == [damage("edited")]
    assert house.copy().startswith("report (recovered, damaged ") and house.copy().endswith(".docx")
    assert (await house.states())[-1] == "failed" and house.events[-1]["savedAs"] == house.copy()
    found = await house.sessions.get(session.key)
    assert found.state == ("failed" if status == 2 else "editing")
    assert found.failure is not None and house.copy() in found.failure.remedy
    assert ("still in the editor" if status == 6 else "Open the document again") in found.failure.remedy
    assert (await house.open()).key == session.key
    assert await house.results.waiting() == []


async def test_the_same_damaged_bytes_make_one_copy(tmp_path: Path) -> None:
    house = House(tmp_path)
    session = await house.open()
    await bad(house, session, torn("edited"))
    await bad(house, session, torn("edited"))
    house.close()
    house = House(tmp_path)
    await bad(house, session, torn("edited"), name="r2")
    assert copies(house) == [torn("edited")]
    await bad(house, session, torn("edited by others"), name="r3")
    assert sorted(copies(house)) == sorted([torn("edited"), torn("edited by others")])
    house.close()


async def test_a_forgotten_result_that_is_good_becomes_the_file_after_all(house: House) -> None:
    session = await house.open()
    await bad(house, session, torn("edited"))
    house.forget(session, "edited")
    await house.forgotten_files.recover()
    assert house.text() == "edited" and copies(house) == [torn("edited")]
    assert house.docs.forgotten == {} and (await house.open()).key != session.key


async def test_a_forgotten_result_that_is_damaged_too_does_not_block_the_document_for_ever(house: House) -> None:
    session = await house.open()
    await bad(house, session, torn("edited"))
    house.forget(session, "")
    house.docs.results[house.docs.forgotten[session.key]] = torn("edited")
    (found,) = await house.forgotten_files.recover()
    assert found.error is not None and house.copy() in found.error.remedy
    assert house.text() == "original" and copies(house) == [torn("edited")]
    assert (await house.states())[-1] == "copied" and house.events[-1]["savedAs"] == house.copy()
    fresh = await house.open()
    assert fresh.key != session.key, "Docs would load the damaged file under the old key"
    assert session.key in house.docs.forgotten, "it may have been damaged on the way"
    assert [told["savedAs"] for told in await house.unsaved_documents.waiting()] == [house.copy()]
    told = len(house.events)
    house.now += 3600
    await house.forgotten_files.recover()
    assert session.key in house.docs.forgotten and len(house.events) == told, "nothing new"
    house.now += 24 * 3600
    await house.forgotten_files.recover()
    assert house.docs.forgotten == {} and copies(house) == [torn("edited")]
    assert (await house.open()).key == fresh.key


async def test_a_forgotten_result_that_was_damaged_on_the_way_is_stored_when_it_arrives_whole(house: House) -> None:
    session = await house.open()
    house.forget(session, "edited")
    url = house.docs.forgotten[session.key]
    house.docs.results[url] = torn("edited")
    await house.forgotten_files.recover()
    house.docs.results[url] = docx("edited")
    house.now += 3600
    await house.forgotten_files.recover()
    assert house.docs.forgotten == {}
    assert "edited" in [house.text(name) for name in house.files() if "damaged" not in name]


async def test_of_damaged_force_saves_one_copy_is_kept_and_a_good_one_becomes_the_file(house: House) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    await bad(house, session, torn("one"), 6, "r1")
    await bad(house, session, torn("one and two"), 6, "r2")
    assert copies(house) == [torn("one and two")]
    await house.ready(session, "one and two", status=6, name="r3")
    assert house.text() == "one and two"
    found = await house.sessions.get(session.key)
    assert found.failure is None and found.copy_path is None


async def test_a_copy_of_a_final_save_or_one_that_somebody_changed_does_not_give_way(house: House) -> None:
    session = await house.open()
    await bad(house, session, torn("one"), 6, "r1")
    (house.root / house.copy()).write_bytes(b"mended by a person")
    await bad(house, session, torn("one and two"), 2, "r2")
    await house.call(session, 1, users=["ann"])
    await bad(house, session, torn("one and two"), 6, "r3")
    await bad(house, session, torn("one, two and three"), 6, "r4")
    assert sorted(copies(house)) == sorted([b"mended by a person", torn("one and two"), torn("one, two and three")])


async def test_a_damaged_result_waits_on_our_disk_while_no_copy_can_be_made(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await house.open()

    async def full(*args: object) -> FileInfo:
        raise StorageError("The disk is full.", "Free some space.")

    monkeypatch.setattr(house.storage, "create", full)
    house.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = torn("edited")
    with pytest.raises(StorageError):
        await house.ready(session, "")
    assert len(await house.results.waiting()) == 1
    monkeypatch.undo()
    house.now += FIRST_RETRY
    await house.results.deliver_due()
    assert copies(house) == [torn("edited")] and await house.results.waiting() == []
    assert (await house.sessions.get(session.key)).state == "failed"


async def test_a_late_result_that_is_damaged_is_kept_too(house: House) -> None:
    session = await house.open()
    await house.ready(session, "first")
    await bad(house, session, torn("late"), name="r2")
    assert house.text() == "first" and copies(house) == [torn("late")]


async def test_a_failed_force_save_of_docs_is_told_and_keeps_the_session(house: House) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    await house.call(session, 7, users=["ann"], forcesavetype=0)
    found = await house.sessions.get(session.key)
    assert found.state == "editing" and found.failure is not None
    assert (await house.states())[-1] == "failed"
    assert house.text() == "original"


async def test_a_document_that_docs_could_not_assemble_leaves_the_original_alone(house: House) -> None:
    session = await house.open()
    with pytest.raises(ResultRejectedError):  # answered with 0, Docs would delete the changes
        await house.call(session, 3, users=["ann"], notmodified=False)
    assert house.files() == ["report.docx"]
    assert house.text() == "original"
    assert (await house.states())[-1] == "failed"
    assert (await house.open()).key == session.key


async def test_what_docs_could_save_of_a_broken_document_goes_beside_it(house: House) -> None:
    session = await house.open()
    await house.ready(session, "half", status=3)
    await house.ready(session, "half", status=3)
    await house.ready(session, "half", status=3, name="r2")
    assert house.text() == "original"
    assert house.copy().startswith("report (recovered ") and house.text(house.copy()) == "half"
    assert (await house.states())[-1] == "copied"
    assert "could not assemble" in house.events[-1]["cause"] and house.events[-1]["savedAs"] == house.copy()
    assert (await house.open()).key != session.key


async def test_what_docs_could_save_of_a_broken_document_can_be_damaged_as_well(house: House) -> None:
    session = await house.open()
    await bad(house, session, torn("half"), 3)
    assert house.text() == "original" and copies(house) == [torn("half")]
    assert (await house.open()).key == session.key


async def test_what_docs_could_assemble_of_a_force_save_goes_beside_the_file_and_the_session_goes_on(
    house: House,
) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    await house.ready(session, "half", status=7)
    await house.ready(session, "half", status=7)
    assert house.text() == "original" and house.text(house.copy()) == "half"
    assert (await house.states())[-1] == "failed" and house.events[-1]["savedAs"] == house.copy()
    await house.ready(session, "half and more", status=7, name="r2")
    assert house.text(house.copy()) == "half and more"
    found = await house.sessions.get(session.key)
    assert found.state == "editing" and found.failure is not None and "could not assemble" in found.failure.cause
    await house.ready(session, "whole", name="r3")
    assert house.text() == "whole" and house.text(house.copy()) == "half and more"


@pytest.mark.parametrize("status", [6, 7])
async def test_a_damaged_result_never_takes_the_place_of_a_whole_recovery_copy(house: House, status: int) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    await house.ready(session, "what there was", status=7, name="r1")
    await bad(house, session, torn("edited"), status=6, name="r2")
    assert sorted(copies(house)) == sorted([docx("what there was"), torn("edited")])
    (whole,) = [name for name in house.files() if name.startswith("report (recovered 2")]
    assert house.text(whole) == "what there was"
    await house.ready(session, "and more", status=status, name="r3")
    for name in house.files():
        if "damaged" not in name:
            house.text(name)  # not torn


async def test_a_force_save_that_docs_can_neither_assemble_nor_deliver_is_told(house: House) -> None:
    session = await house.open()
    house.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FetchError("Not found.", "Wait.")
    await house.ready(session, "", status=7)
    assert house.files() == ["report.docx"]
    assert (await house.states()) == ["failed"] and "could not assemble" in house.events[0]["cause"]


async def test_a_document_that_was_renamed_and_can_not_be_assembled_is_told_under_its_new_name(house: House) -> None:
    session = await house.open()
    (house.root / "report.docx").rename(house.root / "thesis.docx")
    await house.sessions.moved("report.docx", "thesis.docx")
    with pytest.raises(ResultRejectedError):
        await house.call(session, 3, users=["ann"])
    assert (await house.states())[-1] == "failed" and house.events[-1]["path"] == "thesis.docx"
    assert (await house.open(path="thesis.docx")).key == session.key and house.text("thesis.docx") == "original"
    await house.ready(session, "half", status=3)
    (name,) = [name for name in house.files() if name.startswith("thesis (recovered ")]
    assert house.text(name) == "half" and house.text("thesis.docx") == "original"


async def test_a_broken_document_of_which_nothing_is_new_makes_no_copy(house: House) -> None:
    session = await house.open()
    await house.ready(session, "original", status=3)
    assert house.files() == ["report.docx"]
    assert (await house.states())[-1] == "stored"


async def test_what_docs_could_save_but_we_can_not_fetch_stays_with_docs(house: House) -> None:
    session = await house.open()
    house.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FetchError("Gone.", "Wait.")
    with pytest.raises(FetchError):
        await house.ready(session, "", status=3)
    assert (await house.open()).key == session.key


async def test_a_pdf_without_its_end_does_not_become_the_file(house: House) -> None:
    (house.root / "a.pdf").write_bytes(whole := b"%PDF-1.7\n" + b"annotated " * 500 + b"\n%%EOF\n")
    session = await house.open(path="a.pdf")
    url = "http://docs/cache/files/r1/output.pdf?md5=x&expires=1"
    house.docs.results[url] = whole[:3000]
    with pytest.raises(DamagedResultError):
        await house.call(session, 2, url=url, filetype="pdf")
    assert (house.root / "a.pdf").read_bytes() == whole
    (copy,) = [name for name in house.files() if name.startswith("a (recovered, damaged")]
    assert (house.root / copy).read_bytes() == whole[:3000]
    house.docs.results[url := url.replace("r1", "r2")] = whole + b"% a line more\n"
    await house.call(session, 2, url=url, filetype="pdf")
    assert (house.root / "a.pdf").read_bytes() == house.docs.results[url]
