"""Whatever ends a session: what waits for it on our disk, or is with Docs under its key, is not forgotten with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from jupyter_onlyoffice.errors import DocsRefusedError, StorageError
from jupyter_onlyoffice.saving.result_delivery import LAST_RETRY
from jupyter_onlyoffice.sessions.session import Session

from ..product import ANN, Product, docx

Ending = Callable[[Product, Session], Awaitable[object]]


async def docs_lost_it_and_the_file_changed(product: Product, session: Session) -> None:
    """The watch sees the change; Docs does not know the key."""
    product.docs.answer = DocsRefusedError("Unknown.", "", 1)
    await product.file_watch.opened(session)
    (product.root / "report.docx").write_bytes(docx("by git"))
    await product.file_watch.look()
    await product.file_watch.look()


async def closed_unchanged_and_the_file_changed(product: Product, session: Session) -> None:
    """4, and the next opener gets another key."""
    await product.call(session, 4)
    (product.root / "report.docx").write_bytes(docx("by git"))
    await product.open("bob")


async def another_file_took_its_name(product: Product, session: Session) -> None:
    (product.root / "other.docx").write_bytes(docx("another"))
    await product.open("bob", "other.docx")
    (product.root / "other.docx").replace(product.root / "report.docx")
    await product.sessions.moved("other.docx", "report.docx")


async def the_user_chose(product: Product, session: Session) -> None:
    """Between the file and the edits that went beside it."""
    (product.root / "report.docx").write_bytes(docx("by git"))
    await product.ready(session, "beside", status=6, name="r8")
    await product.conflicts.resolve("report.docx", "theirs", ANN)


async def docs_has_nothing_and_storage_refuses(product: Product, session: Session) -> None:
    """At the next opening."""
    product.docs.editing.clear()
    await product.reopening_after_failure.open(await product.storage.info("report.docx"), "bob", "Bob")


async def docs_told_that_all_is_stored(product: Product, session: Session) -> None:
    """As a final save without news does, should it overlook that the last one failed."""
    await product.sessions.end(session)


ENDINGS = [
    docs_lost_it_and_the_file_changed,
    closed_unchanged_and_the_file_changed,
    another_file_took_its_name,
    the_user_chose,
    docs_has_nothing_and_storage_refuses,
    docs_told_that_all_is_stored,
]


async def edited(product: Product) -> Session:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    product.docs.editing.add(session.key)
    return session


def told(product: Product) -> list[str]:
    """What the files say that the user was told of."""
    names = {event["savedAs"] for event in product.events if event["savedAs"]} | {"report.docx"}
    return [product.text(name) for name in sorted(names) if (product.root / name).exists()]


@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if ending is not the_user_chose])
async def test_what_waits_on_our_disk_is_delivered_beside_the_file(
    product: Product, monkeypatch: pytest.MonkeyPatch, ending: Ending
) -> None:
    session = await edited(product)

    async def full(*args: object, **options: object) -> None:
        raise StorageError("The disk is full.", "Make room.")

    with monkeypatch.context() as disk:
        disk.setattr(product.writer, "place", full)
        with pytest.raises(StorageError):
            await product.ready(session, "edited", status=6)
        await ending(product, session)
    assert (await product.sessions.get(session.key)).state == "closed"
    product.now += LAST_RETRY
    await product.results.deliver_due()
    await product.states()
    assert "edited" in told(product) and await product.results.waiting() == []
    assert product.text() != "edited" or len(product.files()) == 1


@pytest.mark.parametrize("ending", ENDINGS)
async def test_what_docs_keeps_under_the_key_is_fetched(product: Product, ending: Ending) -> None:
    session = await edited(product)
    await ending(product, session)
    product.docs.editing.clear()
    product.forget(session, "edited")
    product.now += 60
    await product.forgotten_files.recover()
    await product.states()
    assert "edited" in told(product) and product.docs.forgotten == {}
