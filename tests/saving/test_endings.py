"""Whatever ends a session: what waits for it on our disk, or is with Docs under its key, is not forgotten with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from jupyter_onlyoffice.errors import DocsRefusedError, StorageError
from jupyter_onlyoffice.saving.result_delivery import LAST_RETRY
from jupyter_onlyoffice.sessions.session import Session

from ..house import ANN, House, docx

Ending = Callable[[House, Session], Awaitable[object]]


async def docs_lost_it_and_the_file_changed(house: House, session: Session) -> None:
    """The watch sees the change; Docs does not know the key."""
    house.docs.answer = DocsRefusedError("Unknown.", "", 1)
    await house.file_watch.opened(session)
    (house.root / "report.docx").write_bytes(docx("by git"))
    await house.file_watch.look()
    await house.file_watch.look()


async def closed_unchanged_and_the_file_changed(house: House, session: Session) -> None:
    """4, and the next opener gets another key."""
    await house.call(session, 4)
    (house.root / "report.docx").write_bytes(docx("by git"))
    await house.open("bob")


async def another_file_took_its_name(house: House, session: Session) -> None:
    (house.root / "other.docx").write_bytes(docx("another"))
    await house.open("bob", "other.docx")
    (house.root / "other.docx").replace(house.root / "report.docx")
    await house.sessions.moved("other.docx", "report.docx")


async def the_user_chose(house: House, session: Session) -> None:
    """Between the file and the edits that went beside it."""
    (house.root / "report.docx").write_bytes(docx("by git"))
    await house.ready(session, "beside", status=6, name="r8")
    await house.conflicts.resolve("report.docx", "theirs", ANN)


async def docs_has_nothing_and_storage_refuses(house: House, session: Session) -> None:
    """At the next opening."""
    house.docs.editing.clear()
    await house.reopening_after_failure.open(await house.storage.info("report.docx"), "bob", "Bob")


async def docs_told_that_all_is_stored(house: House, session: Session) -> None:
    """As a final save without news does, should it overlook that the last one failed."""
    await house.sessions.end(session)


ENDINGS = [
    docs_lost_it_and_the_file_changed,
    closed_unchanged_and_the_file_changed,
    another_file_took_its_name,
    the_user_chose,
    docs_has_nothing_and_storage_refuses,
    docs_told_that_all_is_stored,
]


async def edited(house: House) -> Session:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    house.docs.editing.add(session.key)
    return session


def told(house: House) -> list[str]:
    """What the files say that the user was told of."""
    names = {event["savedAs"] for event in house.events if event["savedAs"]} | {"report.docx"}
    return [house.text(name) for name in sorted(names) if (house.root / name).exists()]


@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if ending is not the_user_chose])
async def test_what_waits_on_our_disk_is_delivered_beside_the_file(
    house: House, monkeypatch: pytest.MonkeyPatch, ending: Ending
) -> None:
    session = await edited(house)

    async def full(*args: object, **options: object) -> None:
        raise StorageError("The disk is full.", "Make room.")

    with monkeypatch.context() as disk:
        disk.setattr(house.writer, "place", full)
        with pytest.raises(StorageError):
            await house.ready(session, "edited", status=6)
        await ending(house, session)
    assert (await house.sessions.get(session.key)).state == "closed"
    house.now += LAST_RETRY
    await house.results.deliver_due()
    await house.states()
    assert "edited" in told(house) and await house.results.waiting() == []
    assert house.text() != "edited" or len(house.files()) == 1


@pytest.mark.parametrize("ending", ENDINGS)
async def test_what_docs_keeps_under_the_key_is_fetched(house: House, ending: Ending) -> None:
    session = await edited(house)
    await ending(house, session)
    house.docs.editing.clear()
    house.forget(session, "edited")
    house.now += 60
    await house.forgotten_files.recover()
    await house.states()
    assert "edited" in told(house) and house.docs.forgotten == {}
