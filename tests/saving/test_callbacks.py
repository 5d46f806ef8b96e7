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

from ..product import Product, docx


async def test_joining_and_leaving_are_remembered_and_told(product: Product) -> None:
    session = await product.open()
    await product.open("bob")
    await product.call(session, 1, users=["ann", "bob"], actions=[{"type": 1, "userid": "bob"}])
    assert (await product.sessions.get(session.key)).users == ("ann", "bob")
    await product.call(session, 1, users=["bob"])
    await product.call(session, 4)
    assert (await product.sessions.get(session.key)).users == ()
    assert await product.states() == ["users", "users", "users"]
    assert product.events[0]["users"] == ["Ann", "Bob"]


@pytest.mark.parametrize("users", [5, None, "ann", [1, {}]])
async def test_a_list_of_users_that_is_none_is_an_empty_one(product: Product, users: object) -> None:
    session = await product.open()
    await product.call(session, 1, users=users)
    assert (await product.sessions.get(session.key)).users == ()


async def test_a_final_save_replaces_the_file_and_ends_the_session(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    await product.ready(session, "edited")
    assert product.text() == "edited"
    assert product.files() == ["report.docx"]
    assert (await product.sessions.get(session.key)).state == "closed"
    assert (await product.open()).key != session.key
    assert (await product.states())[-1] == "stored"


async def test_a_force_save_replaces_the_file_and_the_session_goes_on(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    await product.ready(session, "one", status=6, name="r1", forcesavetype=1)
    await product.ready(session, "two", status=6, name="r2", forcesavetype=1)
    assert product.text() == "two"
    assert (await product.open()).key == session.key
    assert product.files() == ["report.docx"]


async def test_a_final_save_without_news_is_not_fetched_again(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "one", status=6, name="r1")
    await product.ready(session, "never", name="r2", notmodified=True)
    assert product.text() == "one"
    assert len(product.docs.fetched) == 1
    assert (await product.sessions.get(session.key)).state == "closed"


async def test_a_final_save_without_news_is_fetched_when_the_file_is_not_what_we_stored(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "one", status=6, name="r1")
    (product.root / "report.docx").write_bytes(docx("by somebody else"))
    await product.ready(session, "all of it", name="r2", notmodified=True)
    assert product.text() == "by somebody else"
    assert product.text(product.copy()) == "all of it"


async def test_the_same_callback_twice_stores_once(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "edited")
    await product.ready(session, "edited")
    assert len(product.docs.fetched) == 1
    assert product.files() == ["report.docx"]


async def test_an_old_force_save_that_comes_again_does_not_bring_back_old_text(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "one", status=6, name="r1")
    await product.ready(session, "two", status=6, name="r2")
    await product.ready(session, "one", status=6, name="r1")
    assert product.text() == "two"


async def test_a_new_result_whose_folder_has_the_same_four_digits_is_stored(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "one", status=6, name="r1")
    url = "http://docs/cache/files/r1/output.docx?md5=other&expires=2"
    product.docs.results[url] = docx("two")
    await product.call(session, 6, url=url, filetype="docx")
    assert product.text() == "two"


async def test_a_retry_waits_for_the_first_attempt(product: Product) -> None:
    session = await product.open()
    await asyncio.gather(product.ready(session, "edited"), product.ready(session, "edited"))
    assert len(product.docs.fetched) == 1
    assert product.files() == ["report.docx"]


async def test_a_file_that_changed_outside_is_never_overwritten(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    (product.root / "report.docx").write_bytes(docx("by a kernel"))
    await product.ready(session, "edited once", status=6, name="r1")
    await product.ready(session, "edited twice", name="r2")
    assert product.text() == "by a kernel"
    assert product.text(product.copy()) == "edited twice"
    assert [state for state in await product.states() if state != "users"] == ["copied", "copied"]
    assert product.events[-1]["savedAs"] == product.copy()
    assert product.events[-1]["cause"]


async def test_the_result_of_an_ended_session_becomes_a_copy(product: Product) -> None:
    first = await product.open()
    await product.ready(first, "first", name="r1")
    second = await product.open()
    await product.ready(first, "late", name="r2")
    assert product.text() == "first"
    assert product.text(product.copy()) == "late"
    await product.ready(second, "second", name="r3")
    assert product.text() == "second"


async def test_an_ended_session_that_is_edited_again_goes_on(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "one", name="r1")
    await product.call(session, 1, users=["ann"])
    await product.ready(session, "two", name="r2")
    assert product.text() == "two"
    assert product.files() == ["report.docx"]


async def test_an_ended_session_whose_file_is_gone_is_not_revived(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "one", name="r1")
    (product.root / "report.docx").unlink()
    await product.call(session, 1, users=["ann"])
    assert (await product.sessions.get(session.key)).state == "closed"


async def test_the_save_of_a_deleted_file_is_kept_and_told(product: Product) -> None:
    session = await product.open()
    (product.root / "report.docx").unlink()
    await product.ready(session, "thesis")
    (name,) = product.files()
    assert name.startswith("report (recovered") and product.text(name) == "thesis"
    assert (await product.states())[-1] == "copied"


async def test_a_save_follows_a_rename(product: Product) -> None:
    session = await product.open()
    (product.root / "report.docx").rename(product.root / "thesis.docx")
    await product.renames.renamed("report.docx", "thesis.docx")
    await product.ready(session, "edited")
    assert product.files() == ["thesis.docx"]
    assert product.text("thesis.docx") == "edited"


async def test_a_failed_final_save_is_told_and_keeps_the_key(product: Product) -> None:
    session = await product.open()
    url = "http://docs/cache/files/r1/output.docx?md5=x&expires=1"
    product.docs.results[url] = FetchError("Docs broke off.", "Wait.")
    with pytest.raises(FetchError):
        await product.ready(session, "")
    assert (await product.states())[-1] == "failed"
    assert product.events[-1]["cause"] == "Docs broke off."
    assert (await product.open()).key == session.key
    product.docs.results[url] = docx("after all")
    await product.ready(session, "")
    assert product.text() == "after all"
    found = await product.sessions.get(session.key)
    assert found.state == "closed" and found.failure is None


@pytest.mark.parametrize("bad", [b"", b"<html>Please log in</html>"])
async def test_a_result_with_nothing_in_it_replaces_nothing_and_leaves_no_copy(product: Product, bad: bytes) -> None:
    session = await product.open()
    product.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = bad
    with pytest.raises((ResultRejectedError, FetchError, StorageError)):
        await product.ready(session, "")
    assert product.text() == "original"
    assert product.files() == ["report.docx"]
    assert (await product.open()).key == session.key


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
async def test_a_callback_that_makes_no_sense_is_refused(product: Product, fields: dict[str, Any]) -> None:
    session = await product.open()
    with pytest.raises(BadRequestError):
        await product.callbacks.handle(Callback.of_claims({"key": session.key, **fields}))
    assert product.text() == "original"


async def test_a_callback_for_a_key_that_was_never_ours_is_refused(product: Product) -> None:
    with pytest.raises(NotFoundError):
        await product.callbacks.handle(Callback("foreign", CallbackStatus.READY_TO_SAVE, "http://docs/x", "docx"))


async def test_docs_before_7_does_not_name_the_format_of_its_result(product: Product) -> None:
    session = await product.open()
    product.docs.results["http://docs/old"] = docx("edited")
    await product.call(session, 2, url="http://docs/old")
    assert product.text() == "edited"


async def test_a_result_of_another_format_never_lands_in_the_file(product: Product) -> None:
    (product.root / "letter.odt").write_bytes(b"an odt")
    session = await product.open(path="letter.odt")
    await product.ready(session, "edited")
    assert (product.root / "letter.odt").read_bytes() == b"an odt"
    (name,) = [name for name in product.files() if name.startswith("letter") and name.endswith(".docx")]
    assert product.text(name) == "edited"


async def test_the_version_before_the_first_save_can_be_restored(tmp_path: Path) -> None:
    product = Product(tmp_path, versions="off")
    before = (product.root / "report.docx").stat().st_ino
    session = await product.open()
    await product.ready(session, "one", status=6, name="r1")
    await product.ready(session, "two", name="r2")
    checkpoint = product.root / ".ipynb_checkpoints" / "report-checkpoint.docx"
    assert checkpoint.read_bytes() == docx("original")
    assert checkpoint.stat().st_ino == before  # the old file itself: nothing was copied
    product.close()


async def test_a_save_counts_for_more_than_its_checkpoint(product: Product) -> None:
    (product.root / ".ipynb_checkpoints").write_text("a file is in the way")
    session = await product.open()
    await product.ready(session, "edited")
    assert product.text() == "edited"
