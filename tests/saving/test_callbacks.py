"""What each status of a callback does, with the real store, storage and saving; only Docs is replaced."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.docs_server.callback import Callback, CallbackStatus
from jupyter_onlyoffice.errors import (
    BadRequestError,
    FetchError,
    NotFoundError,
    ResultRejectedError,
    StorageError,
)

from ..house import House, docx


async def test_joining_and_leaving_are_remembered_and_told(house: House) -> None:
    session = await house.open()
    await house.open("bob")
    await house.call(session, 1, users=["ann", "bob"], actions=[{"type": 1, "userid": "bob"}])
    assert (await house.sessions.get(session.key)).users == ("ann", "bob")
    await house.call(session, 1, users=["bob"])
    await house.call(session, 4)
    assert (await house.sessions.get(session.key)).users == ()
    assert await house.states() == ["users", "users", "users"]
    assert house.events[0]["users"] == ["Ann", "Bob"]


@pytest.mark.parametrize("users", [5, None, "ann", [1, {}]])
async def test_a_list_of_users_that_is_none_is_an_empty_one(house: House, users: object) -> None:
    session = await house.open()
    await house.call(session, 1, users=users)
    assert (await house.sessions.get(session.key)).users == ()


async def test_a_final_save_replaces_the_file_and_ends_the_session(house: House) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    await house.ready(session, "edited")
    assert house.text() == "edited"
    assert house.files() == ["report.docx"]
    assert (await house.sessions.get(session.key)).state == "closed"
    assert (await house.open()).key != session.key
    assert (await house.states())[-1] == "stored"


async def test_a_force_save_replaces_the_file_and_the_session_goes_on(house: House) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    await house.ready(session, "one", status=6, name="r1", forcesavetype=1)
    await house.ready(session, "two", status=6, name="r2", forcesavetype=1)
    assert house.text() == "two"
    assert (await house.open()).key == session.key
    assert house.files() == ["report.docx"]


async def test_a_final_save_without_news_is_not_fetched_again(house: House) -> None:
    session = await house.open()
    await house.ready(session, "one", status=6, name="r1")
    await house.ready(session, "never", name="r2", notmodified=True)
    assert house.text() == "one"
    assert len(house.docs.fetched) == 1
    assert (await house.sessions.get(session.key)).state == "closed"


async def test_a_final_save_without_news_is_fetched_when_the_file_is_not_what_we_stored(house: House) -> None:
    session = await house.open()
    await house.ready(session, "one", status=6, name="r1")
    (house.root / "report.docx").write_bytes(docx("by somebody else"))
    await house.ready(session, "all of it", name="r2", notmodified=True)
    assert house.text() == "by somebody else"
    assert house.text(house.copy()) == "all of it"


async def test_the_same_callback_twice_stores_once(house: House) -> None:
    session = await house.open()
    await house.ready(session, "edited")
    await house.ready(session, "edited")
    assert len(house.docs.fetched) == 1
    assert house.files() == ["report.docx"]


async def test_an_old_force_save_that_comes_again_does_not_bring_back_old_text(house: House) -> None:
    session = await house.open()
    await house.ready(session, "one", status=6, name="r1")
    await house.ready(session, "two", status=6, name="r2")
    await house.ready(session, "one", status=6, name="r1")
    assert house.text() == "two"


async def test_a_new_result_whose_folder_has_the_same_four_digits_is_stored(house: House) -> None:
    session = await house.open()
    await house.ready(session, "one", status=6, name="r1")
    url = "http://docs/cache/files/r1/output.docx?md5=other&expires=2"
    house.docs.results[url] = docx("two")
    await house.call(session, 6, url=url, filetype="docx")
    assert house.text() == "two"


async def test_a_retry_waits_for_the_first_attempt(house: House) -> None:
    session = await house.open()
    await asyncio.gather(house.ready(session, "edited"), house.ready(session, "edited"))
    assert len(house.docs.fetched) == 1
    assert house.files() == ["report.docx"]


async def test_a_file_that_changed_outside_is_never_overwritten(house: House) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    (house.root / "report.docx").write_bytes(docx("by a kernel"))
    await house.ready(session, "edited once", status=6, name="r1")
    await house.ready(session, "edited twice", name="r2")
    assert house.text() == "by a kernel"
    assert house.text(house.copy()) == "edited twice"
    assert [state for state in await house.states() if state != "users"] == ["copied", "copied"]
    assert house.events[-1]["savedAs"] == house.copy()
    assert house.events[-1]["cause"]


async def test_the_result_of_an_ended_session_becomes_a_copy(house: House) -> None:
    first = await house.open()
    await house.ready(first, "first", name="r1")
    second = await house.open()
    await house.ready(first, "late", name="r2")
    assert house.text() == "first"
    assert house.text(house.copy()) == "late"
    await house.ready(second, "second", name="r3")
    assert house.text() == "second"


async def test_an_ended_session_that_is_edited_again_goes_on(house: House) -> None:
    session = await house.open()
    await house.ready(session, "one", name="r1")
    await house.call(session, 1, users=["ann"])
    await house.ready(session, "two", name="r2")
    assert house.text() == "two"
    assert house.files() == ["report.docx"]


async def test_an_ended_session_whose_file_is_gone_is_not_revived(house: House) -> None:
    session = await house.open()
    await house.ready(session, "one", name="r1")
    (house.root / "report.docx").unlink()
    await house.call(session, 1, users=["ann"])
    assert (await house.sessions.get(session.key)).state == "closed"


async def test_the_save_of_a_deleted_file_is_kept_and_told(house: House) -> None:
    session = await house.open()
    (house.root / "report.docx").unlink()
    await house.ready(session, "thesis")
    (name,) = house.files()
    assert name.startswith("report (recovered") and house.text(name) == "thesis"
    assert (await house.states())[-1] == "copied"


async def test_a_save_follows_a_rename(house: House) -> None:
    session = await house.open()
    (house.root / "report.docx").rename(house.root / "thesis.docx")
    await house.renames.renamed("report.docx", "thesis.docx")
    await house.ready(session, "edited")
    assert house.files() == ["thesis.docx"]
    assert house.text("thesis.docx") == "edited"


async def test_a_failed_final_save_is_told_and_keeps_the_key(house: House) -> None:
    session = await house.open()
    url = "http://docs/cache/files/r1/output.docx?md5=x&expires=1"
    house.docs.results[url] = FetchError("Docs broke off.", "Wait.")
    with pytest.raises(FetchError):
        await house.ready(session, "")
    assert (await house.states())[-1] == "failed"
    assert house.events[-1]["cause"] == "Docs broke off."
    assert (await house.open()).key == session.key
    house.docs.results[url] = docx("after all")
    await house.ready(session, "")
    assert house.text() == "after all"
    found = await house.sessions.get(session.key)
    assert found.state == "closed" and found.failure is None


@pytest.mark.parametrize("bad", [b"", b"<html>Please log in</html>"])
async def test_a_result_with_nothing_in_it_replaces_nothing_and_leaves_no_copy(house: House, bad: bytes) -> None:
    session = await house.open()
    house.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = bad
    with pytest.raises((ResultRejectedError, FetchError, StorageError)):
        await house.ready(session, "")
    assert house.text() == "original"
    assert house.files() == ["report.docx"]
    assert (await house.open()).key == session.key


@pytest.mark.parametrize(
    "fields",
    [
        {"status": 9},
        {"status": "2"},
        {"status": True},
        {"status": None},
        {"key": 5},
        {"status": 2},
        {"status": 6, "url": 5},
        {"status": 6, "url": "http://docs/half\ud800"},
    ],
)
async def test_a_callback_that_makes_no_sense_is_refused(house: House, fields: dict[str, Any]) -> None:
    session = await house.open()
    with pytest.raises(BadRequestError):
        await house.callbacks.handle(Callback.of_claims({"key": session.key, **fields}))
    assert house.text() == "original"


async def test_a_callback_for_a_key_that_was_never_ours_is_refused(house: House) -> None:
    with pytest.raises(NotFoundError):
        await house.callbacks.handle(Callback("foreign", CallbackStatus.READY_TO_SAVE, "http://docs/x", "docx"))


async def test_docs_before_7_does_not_name_the_format_of_its_result(house: House) -> None:
    session = await house.open()
    house.docs.results["http://docs/old"] = docx("edited")
    await house.call(session, 2, url="http://docs/old")
    assert house.text() == "edited"


async def test_a_result_of_another_format_never_lands_in_the_file(house: House) -> None:
    (house.root / "letter.odt").write_bytes(b"an odt")
    session = await house.open(path="letter.odt")
    await house.ready(session, "edited")
    assert (house.root / "letter.odt").read_bytes() == b"an odt"
    (name,) = [name for name in house.files() if name.startswith("letter") and name.endswith(".docx")]
    assert house.text(name) == "edited"


async def test_the_version_before_the_first_save_can_be_restored(tmp_path: Path) -> None:
    house = House(tmp_path, versions="off")
    before = (house.root / "report.docx").stat().st_ino
    session = await house.open()
    await house.ready(session, "one", status=6, name="r1")
    await house.ready(session, "two", name="r2")
    checkpoint = house.root / ".ipynb_checkpoints" / "report-checkpoint.docx"
    assert checkpoint.read_bytes() == docx("original")
    assert checkpoint.stat().st_ino == before  # the old file itself: nothing was copied
    house.close()


async def test_a_save_counts_for_more_than_its_checkpoint(house: House) -> None:
    (house.root / ".ipynb_checkpoints").write_text("a file is in the way")
    session = await house.open()
    await house.ready(session, "edited")
    assert house.text() == "edited"
