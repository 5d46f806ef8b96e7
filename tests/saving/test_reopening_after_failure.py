"""A document whose last edits are not in its file is opened again: they are brought there first, if they can be."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from jupyter_onlyoffice.errors import FetchError, StorageError
from jupyter_onlyoffice.saving import reopening_after_failure
from jupyter_onlyoffice.saving.reopening_after_failure import GONE
from jupyter_onlyoffice.saving.result_delivery import LAST_RETRY
from jupyter_onlyoffice.sessions.session import Session

from ..house import House, docx


async def refused(house: House, monkeypatch: pytest.MonkeyPatch, text: str = "edited", status: int = 2) -> Session:
    """A session with a result that storage refuses, from now on."""
    session = await house.open()
    await house.call(session, 1, users=["ann"])

    async def full(*args: object) -> None:
        raise StorageError("The disk is full.", "Make room.")

    monkeypatch.setattr(house.storage, "replace", full)
    with pytest.raises(StorageError):
        await house.ready(session, text, status)
    return await house.sessions.get(session.key)


async def unfetched(house: House) -> Session:
    """A session whose result could not be fetched; Docs keeps it."""
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    house.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FetchError("Gone.", "Wait.")
    with pytest.raises(FetchError):
        await house.ready(session, "")
    house.forget(session, "edited")
    return await house.sessions.get(session.key)


async def test_only_what_is_outstanding_is_looked_after(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not house.reopening_after_failure.outstanding(await house.open())
    assert house.reopening_after_failure.outstanding(await refused(house, monkeypatch, status=6))


async def test_what_docs_keeps_is_stored_before_the_document_opens(house: House) -> None:
    session = await unfetched(house)
    assert await house.reopening_after_failure.settle(session) is None
    assert house.text() == "edited" and house.docs.forgotten == {}
    assert (await house.open()).key != session.key


async def test_what_waits_on_our_disk_needs_no_docs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await refused(house, monkeypatch)
    monkeypatch.undo()
    house.docs.down = True
    await house.reopening_after_failure.settle(session)
    assert house.text() == "edited" and await house.results.waiting() == []
    assert (await house.open()).key != session.key


async def test_a_key_that_docs_has_ended_is_not_handed_out_again(house: House) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    house.docs.editing.add(session.key)

    async def reopened() -> str:
        return (
            await house.reopening_after_failure.open(await house.storage.info(session.path), "ann", "Ann", session.key)
        )[1].key

    assert await reopened() == session.key, "others edit under it"
    house.docs.down = True
    assert await reopened() == session.key, "Docs does not tell"
    house.docs.down = False
    house.docs.editing.clear()
    house.forget(session, "edited")
    assert await reopened() != session.key
    assert house.text() == "edited", "what Docs had kept under it is brought to safety first"


async def test_a_key_with_edits_that_cannot_be_fetched_now_is_kept(house: House) -> None:
    session = await unfetched(house)
    house.docs.results[house.docs.forgotten[session.key]] = FetchError("Gone.", "Wait.")
    info = await house.storage.info(session.path)
    assert (await house.reopening_after_failure.open(info, "ann", "Ann", session.key))[1].key == session.key
    assert await house.sessions.outstanding(), "it stays visible that they are not in the file"
    assert session.key in house.docs.forgotten


async def test_several_who_open_it_at_once_wait_for_the_same(house: House) -> None:
    session = await unfetched(house)
    await asyncio.gather(house.reopening_after_failure.settle(session), house.reopening_after_failure.settle(session))
    assert [command for command, _ in house.docs.commands].count("getForgotten") == 1
    first, second = await asyncio.gather(house.open("ann"), house.open("bob"))
    assert first.key == second.key != session.key


async def test_nobody_waits_for_a_docs_that_does_not_answer(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await unfetched(house)
    release = threading.Event()
    asked: list[str] = []

    def hang(key: str) -> bool:
        asked.append(key)
        return release.wait(60)

    monkeypatch.setattr(house.docs, "knows", hang)
    monkeypatch.setattr(reopening_after_failure, "LIMIT", 0.05)
    monkeypatch.setattr(reopening_after_failure, "SLOW", 0.0)
    assert await house.reopening_after_failure.settle(session) is None
    assert await house.reopening_after_failure.known(session.key), "it may have the edits"
    assert not release.is_set() and asked == [session.key], "it was asked once, and had not answered"
    assert (await house.open()).key == session.key
    release.set()


async def test_what_takes_long_goes_on_and_who_has_the_old_key_meanwhile_keeps_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await unfetched(house)
    release, fetch = threading.Event(), house.docs.fetch

    def slow(*args: Any) -> int:
        release.wait(60)
        return fetch(*args)

    monkeypatch.setattr(house.docs, "fetch", slow)
    monkeypatch.setattr(reopening_after_failure, "LIMIT", 0.05)
    assert await house.reopening_after_failure.settle(session) is None
    opened = await house.open()
    assert opened.key == session.key
    release.set()
    while house.docs.forgotten:  # noqa: ASYNC110 - what goes on behind tells nobody
        await asyncio.sleep(0)
    assert house.text() == "edited"
    await house.call(session, 1, users=["ann"])
    assert (await house.open("bob")).key == session.key
    await house.ready(session, "edited again", name="r2")
    assert house.text() == "edited again" and house.files() == ["report.docx"]


async def test_who_was_just_given_the_old_key_again_is_not_parted_from_the_next(house: House) -> None:
    session = await unfetched(house)
    info = await house.storage.info("report.docx")
    house.docs.down = True
    _, first, _ = await house.reopening_after_failure.open(info, "ann", "Ann")
    house.docs.down = False
    info, second, _ = await house.reopening_after_failure.open(info, "bob", "Bob")
    assert info.version == second.known_version
    assert first.key == second.key == session.key
    assert house.text() == "edited" and second.failure is None
    house.now += 61
    assert await house.reopening_after_failure.settle(second) is None
    assert (await house.open("cem")).key != session.key, "nobody came"


async def test_edits_that_are_nowhere_any_more_do_not_hold_the_key(house: House) -> None:
    session = await unfetched(house)
    house.docs.forgotten.clear()
    assert await house.reopening_after_failure.settle(session) == GONE
    (entry,) = await house.unsaved_documents.waiting("bob")
    assert (entry["state"], entry["reason"]) == ("gone", "saving.lost"), "also who did not open it just now is told"
    assert (await house.states())[-1] == "changed"
    assert (await house.open()).key != session.key


async def test_edits_that_docs_could_not_assemble_hold_the_key(house: House) -> None:
    session = await unfetched(house)
    house.docs.forgotten.clear()
    house.docs.editing.add(session.key)
    assert await house.reopening_after_failure.settle(session) is None
    assert (await house.open()).key == session.key


async def test_what_storage_still_refuses_is_shown_by_docs_and_not_fetched_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await refused(house, monkeypatch)
    house.forget(session, "edited")
    fetched = len(house.docs.fetched)
    assert await house.reopening_after_failure.settle(session) is None
    assert len(house.docs.fetched) == fetched and len(await house.results.waiting()) == 1
    assert (await house.open()).key == session.key


@pytest.mark.parametrize("status", [2, 6])
async def test_what_storage_still_refuses_is_not_pushed_out_by_who_could_not_see_it(
    house: House, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    session = await refused(house, monkeypatch, status=status)  # and Docs loses all that it had
    assert await house.reopening_after_failure.settle(session) is None
    fresh = await house.open()
    assert fresh.key != session.key
    monkeypatch.undo()
    await house.ready(fresh, "begun anew", name="r2")
    house.now += LAST_RETRY
    await house.results.deliver_due()
    assert house.text() == "begun anew" and house.text(house.copy()) == "edited"


async def test_a_key_that_docs_lost_is_not_given_up_before_what_it_kept_is_safe(house: House) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    (house.root / "report.docx").write_bytes(docx("by git"))
    house.forget(session, "edited")  # the server was away when the final save came
    assert not await house.reopening_after_failure.known(session.key)
    assert house.text() == "by git" and house.text(house.copy()) == "edited"
    assert (await house.open()).key != session.key


async def test_a_fault_of_ours_does_not_keep_the_document_closed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await unfetched(house)

    async def fault(key: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(house.forgotten_files, "recover_key", fault)
    assert await house.reopening_after_failure.settle(session) is None
    assert (await house.open()).key == session.key
