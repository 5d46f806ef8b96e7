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

from ..product import Product, docx


async def refused(product: Product, monkeypatch: pytest.MonkeyPatch, text: str = "edited", status: int = 2) -> Session:
    """A session with a result that storage refuses, from now on."""
    session = await product.open()
    await product.call(session, 1, users=["ann"])

    async def full(*args: object) -> None:
        raise StorageError("The disk is full.", "Make room.")

    monkeypatch.setattr(product.storage, "replace", full)
    with pytest.raises(StorageError):
        await product.ready(session, text, status)
    return await product.sessions.get(session.key)


async def unfetched(product: Product) -> Session:
    """A session whose result could not be fetched; Docs keeps it."""
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    product.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FetchError("Gone.", "Wait.")
    with pytest.raises(FetchError):
        await product.ready(session, "")
    product.forget(session, "edited")
    return await product.sessions.get(session.key)


async def test_only_what_is_outstanding_is_looked_after(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not product.reopening_after_failure.outstanding(await product.open())
    assert product.reopening_after_failure.outstanding(await refused(product, monkeypatch, status=6))


async def test_what_docs_keeps_is_stored_before_the_document_opens(product: Product) -> None:
    session = await unfetched(product)
    assert await product.reopening_after_failure.settle(session) is None
    assert product.text() == "edited" and product.docs.forgotten == {}
    assert (await product.open()).key != session.key


async def test_what_waits_on_our_disk_needs_no_docs(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await refused(product, monkeypatch)
    monkeypatch.undo()
    product.docs.down = True
    await product.reopening_after_failure.settle(session)
    assert product.text() == "edited" and await product.results.waiting() == []
    assert (await product.open()).key != session.key


async def test_a_key_that_docs_has_ended_is_not_handed_out_again(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    product.docs.editing.add(session.key)

    async def reopened() -> str:
        return (
            await product.reopening_after_failure.open(
                await product.storage.info(session.path), "ann", "Ann", session.key
            )
        )[1].key

    assert await reopened() == session.key, "others edit under it"
    product.docs.down = True
    assert await reopened() == session.key, "Docs does not tell"
    product.docs.down = False
    product.docs.editing.clear()
    product.forget(session, "edited")
    assert await reopened() != session.key
    assert product.text() == "edited", "what Docs had kept under it is brought to safety first"


async def test_a_key_with_edits_that_cannot_be_fetched_now_is_kept(product: Product) -> None:
    session = await unfetched(product)
    product.docs.results[product.docs.forgotten[session.key]] = FetchError("Gone.", "Wait.")
    info = await product.storage.info(session.path)
    assert (await product.reopening_after_failure.open(info, "ann", "Ann", session.key))[1].key == session.key
    assert await product.sessions.outstanding(), "it stays visible that they are not in the file"
    assert session.key in product.docs.forgotten


async def test_several_who_open_it_at_once_wait_for_the_same(product: Product) -> None:
    session = await unfetched(product)
    await asyncio.gather(
        product.reopening_after_failure.settle(session), product.reopening_after_failure.settle(session)
    )
    assert [command for command, _ in product.docs.commands].count("getForgotten") == 1
    first, second = await asyncio.gather(product.open("ann"), product.open("bob"))
    assert first.key == second.key != session.key


async def test_nobody_waits_for_a_docs_that_does_not_answer(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await unfetched(product)
    release = threading.Event()
    asked: list[str] = []

    def hang(key: str) -> bool:
        asked.append(key)
        return release.wait(60)

    monkeypatch.setattr(product.docs, "knows", hang)
    monkeypatch.setattr(reopening_after_failure, "LIMIT", 0.05)
    monkeypatch.setattr(reopening_after_failure, "SLOW", 0.0)
    assert await product.reopening_after_failure.settle(session) is None
    assert await product.reopening_after_failure.known(session.key), "it may have the edits"
    assert not release.is_set() and asked == [session.key], "it was asked once, and had not answered"
    assert (await product.open()).key == session.key
    release.set()


async def test_what_takes_long_goes_on_and_who_has_the_old_key_meanwhile_keeps_it(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await unfetched(product)
    release, fetch = threading.Event(), product.docs.fetch

    def slow(*args: Any) -> int:
        release.wait(60)
        return fetch(*args)

    monkeypatch.setattr(product.docs, "fetch", slow)
    monkeypatch.setattr(reopening_after_failure, "LIMIT", 0.05)
    assert await product.reopening_after_failure.settle(session) is None
    opened = await product.open()
    assert opened.key == session.key
    release.set()
    while product.docs.forgotten:  # noqa: ASYNC110 - what goes on behind tells nobody
        await asyncio.sleep(0)
    assert product.text() == "edited"
    await product.call(session, 1, users=["ann"])
    assert (await product.open("bob")).key == session.key
    await product.ready(session, "edited again", name="r2")
    assert product.text() == "edited again" and product.files() == ["report.docx"]


async def test_who_was_just_given_the_old_key_again_is_not_parted_from_the_next(product: Product) -> None:
    session = await unfetched(product)
    info = await product.storage.info("report.docx")
    product.docs.down = True
    _, first, _ = await product.reopening_after_failure.open(info, "ann", "Ann")
    product.docs.down = False
    info, second, _ = await product.reopening_after_failure.open(info, "bob", "Bob")
    assert info.version == second.known_version
    assert first.key == second.key == session.key
    assert product.text() == "edited" and second.failure is None
    product.now += 61
    assert await product.reopening_after_failure.settle(second) is None
    assert (await product.open("cem")).key != session.key, "nobody came"


async def test_edits_that_are_nowhere_any_more_do_not_hold_the_key(product: Product) -> None:
    session = await unfetched(product)
    product.docs.forgotten.clear()
    assert await product.reopening_after_failure.settle(session) == GONE
    (entry,) = await product.unsaved_documents.waiting("bob")
    assert (entry["state"], entry["reason"]) == ("gone", "saving.lost"), "also who did not open it just now is told"
    assert (await product.states())[-1] == "changed"
    assert (await product.open()).key != session.key


async def test_edits_that_docs_could_not_assemble_hold_the_key(product: Product) -> None:
    session = await unfetched(product)
    product.docs.forgotten.clear()
    product.docs.editing.add(session.key)
    assert await product.reopening_after_failure.settle(session) is None
    assert (await product.open()).key == session.key


async def test_what_storage_still_refuses_is_shown_by_docs_and_not_fetched_again(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await refused(product, monkeypatch)
    product.forget(session, "edited")
    fetched = len(product.docs.fetched)
    assert await product.reopening_after_failure.settle(session) is None
    assert len(product.docs.fetched) == fetched and len(await product.results.waiting()) == 1
    assert (await product.open()).key == session.key


@pytest.mark.parametrize("status", [2, 6])
async def test_what_storage_still_refuses_is_not_pushed_out_by_who_could_not_see_it(
    product: Product, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    session = await refused(product, monkeypatch, status=status)  # and Docs loses all that it had
    assert await product.reopening_after_failure.settle(session) is None
    fresh = await product.open()
    assert fresh.key != session.key
    monkeypatch.undo()
    await product.ready(fresh, "begun anew", name="r2")
    product.now += LAST_RETRY
    await product.results.deliver_due()
    assert product.text() == "begun anew" and product.text(product.copy()) == "edited"


async def test_a_key_that_docs_lost_is_not_given_up_before_what_it_kept_is_safe(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    (product.root / "report.docx").write_bytes(docx("by git"))
    product.forget(session, "edited")  # the server was away when the final save came
    assert not await product.reopening_after_failure.known(session.key)
    assert product.text() == "by git" and product.text(product.copy()) == "edited"
    assert (await product.open()).key != session.key


async def test_a_fault_of_ours_does_not_keep_the_document_closed(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await unfetched(product)

    async def fault(key: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(product.forgotten_files, "recover_key", fault)
    assert await product.reopening_after_failure.settle(session) is None
    assert (await product.open()).key == session.key
