"""A file that somebody else changes while it is open: unedited tabs follow, edits are kept, and the user decides."""

from __future__ import annotations

import pytest

from jupyter_onlyoffice.errors import (
    BadRequestError,
    ConflictError,
    DocsRefusedError,
    DocsUnreachableError,
    StorageError,
)
from jupyter_onlyoffice.sessions.session import Session

from ..house import ANN, Disk, House, docx, refused


async def edited(house: House) -> Session:
    """A document that somebody edits."""
    session = await house.open()
    await house.file_watch.opened(session)
    await house.call(session, 1, users=["ann"])
    return session


def change(house: House, text: str = "by a kernel") -> None:
    (house.root / "report.docx").write_bytes(docx(text))


async def look(house: House) -> None:
    """Twice: a change is believed when it stays."""
    await house.file_watch.look()
    await house.file_watch.look()


async def state(house: House, session: Session) -> str:
    return (await house.sessions.get(session.key)).state


async def test_an_unedited_document_opens_anew_when_its_file_changes(house: House) -> None:
    session = await edited(house)
    house.docs.answer = 4
    await look(house)
    assert await state(house, session) == "editing"
    change(house)
    await look(house)
    assert await state(house, session) == "closed"
    assert (await house.states())[-1] == "changed"
    assert (await house.open()).key != session.key
    assert house.files() == ["report.docx"]


async def test_a_viewer_follows_too_and_docs_is_not_even_asked(house: House) -> None:
    session = await house.open()
    await house.file_watch.opened(session)
    change(house)
    await look(house)
    assert await state(house, session) == "closed"
    assert not house.docs.was_asked.is_set()


async def test_a_file_that_is_still_being_written_is_waited_for(house: House) -> None:
    session = await edited(house)
    house.docs.answer = 4
    for size in range(3):
        change(house, "x" * size)
        await house.file_watch.look()
    assert await state(house, session) == "editing"
    await house.file_watch.look()
    assert await state(house, session) == "closed"


async def test_edits_that_docs_holds_are_stored_beside_the_changed_file(house: House) -> None:
    session = await edited(house)
    change(house)
    house.docs.answer = 0
    await look(house)
    assert house.docs.was_asked.is_set()
    await house.ready(session, "edited", status=6)
    assert house.text() == "by a kernel" and house.text(house.copy()) == "edited"
    assert await state(house, session) == "editing"
    house.docs.was_asked.clear()
    await look(house)
    assert not house.docs.was_asked.is_set()  # the user has been told, and decides


async def test_a_large_document_that_docs_assembles_for_long_is_not_taken_for_unedited(house: House) -> None:
    session = await edited(house)
    change(house)
    await look(house)
    house.docs.answer = 4  # as the one that was ordered is under way
    await look(house)
    assert await state(house, session) == "editing"
    await house.ready(session, "edited", status=6)
    assert house.text(house.copy()) == "edited"
    assert (await house.sessions.get(session.key)).conflict, "the user has the choice"


async def test_a_save_that_docs_never_made_does_not_keep_a_document_from_following_its_file(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await edited(house)
    change(house)
    await look(house)
    house.docs.answer = 4
    monkeypatch.setattr("jupyter_onlyoffice.saving.force_saves.ASSEMBLING", -1.0)
    await house.file_watch.look()
    assert await state(house, session) == "closed"


async def test_docs_is_not_asked_again_and_again_for_what_storage_refuses(house: House, disk: Disk) -> None:
    session = await edited(house)
    change(house)
    await look(house)
    await refused(house, session, status=6)
    house.docs.was_asked.clear()
    await look(house)
    assert not house.docs.was_asked.is_set(), "each result that came would wait on our disk"
    disk.full = False
    house.now += 60
    await house.results.deliver_due()
    assert house.text(house.copy()) == "edited"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (DocsRefusedError("Unknown.", "", 1), "closed"),
        (DocsRefusedError("Wrong token.", "", 6), "editing"),
        (DocsUnreachableError("Down.", ""), "editing"),
    ],
)
async def test_a_docs_that_does_not_know_the_document_holds_no_edits(
    house: House, answer: Exception, expected: str
) -> None:
    session = await edited(house)
    house.docs.answer = answer
    change(house)
    await look(house)
    assert await state(house, session) == expected


async def test_our_own_saves_are_no_change_from_outside(house: House) -> None:
    session = await edited(house)
    await house.ready(session, "edited", status=6)
    await look(house)
    assert await state(house, session) == "editing"


async def test_a_file_that_is_gone_or_a_save_that_failed_is_left_to_its_save(house: House) -> None:
    session = await edited(house)
    (house.root / "report.docx").unlink()
    await look(house)
    assert await state(house, session) == "editing"


async def test_a_document_is_watched_until_it_is_closed_or_long_forgotten(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await house.open()
    await house.file_watch.opened(session)
    await house.sessions.end(session)
    await house.file_watch.look()
    later = await house.open()
    await house.file_watch.opened(later)
    monkeypatch.setattr("jupyter_onlyoffice.saving.file_watch.INTEREST", -1.0)
    change(house)
    await look(house)
    assert await state(house, later) == "open"


async def test_a_result_that_was_stored_meanwhile_is_no_change(house: House) -> None:
    session = await edited(house)
    await house.file_watch.supersede(session.key, session.version)
    assert await state(house, session) == "editing"


async def conflict(house: House) -> Session:
    session = await edited(house)
    change(house)
    await house.ready(session, "mine", status=6)
    return session


async def test_a_choice_is_carried_out_although_the_copy_can_not_be_removed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(path: str) -> None:
        raise StorageError("The wastebasket takes no such name.", "Remove it.")

    await conflict(house)
    monkeypatch.setattr(house.storage, "delete", refuse)
    answer = await house.conflicts.resolve("report.docx", "mine", ANN)
    assert answer["savedAs"] is not None
    assert house.text() == "mine" and house.text(answer["savedAs"]) == "by a kernel"
    assert (await house.states())[-1] == "stored"


async def test_keep_mine_keeps_the_other_version_as_a_checkpoint_and_a_copy(house: House) -> None:
    session = await conflict(house)
    answer = await house.conflicts.resolve("report.docx", "mine", ANN)
    assert answer["savedAs"] == "report (changed on disk 2026-11-21 14.03.22).docx"
    assert answer["savedAs"] is not None
    assert house.text() == "mine" and house.text(answer["savedAs"]) == "by a kernel"
    assert (house.root / ".ipynb_checkpoints" / "report-checkpoint.docx").read_bytes() == docx("by a kernel")
    assert sorted(house.files()) == sorted(["report.docx", answer["savedAs"]])
    await house.ready(session, "mine and more", name="r2")
    assert house.text() == "mine and more" and len(house.files()) == 2


async def test_take_theirs_ends_the_session_and_removes_the_copy(house: House) -> None:
    session = await conflict(house)
    assert (await house.conflicts.resolve("report.docx", "theirs", ANN))["savedAs"] is None
    assert house.files() == ["report.docx"] and house.text() == "by a kernel"
    assert await state(house, session) == "closed"
    assert (await house.states())[-1] == "changed"
    await house.ready(session, "typed after the copy", name="r2")
    assert house.text() == "by a kernel" and house.text(house.copy()) == "typed after the copy"


async def test_keep_both_keeps_both(house: House) -> None:
    session = await conflict(house)
    copy = house.copy()
    assert (await house.conflicts.resolve("report.docx", "both", ANN))["savedAs"] == copy
    assert house.text() == "by a kernel" and house.text(copy) == "mine"
    assert await state(house, session) == "closed"


async def test_mine_becomes_the_file_again_when_it_was_deleted(house: House) -> None:
    await edited(house)
    session = await house.open()
    (house.root / "report.docx").unlink()
    await house.ready(session, "mine", status=6)
    answer = await house.conflicts.resolve("report.docx", "mine", ANN)
    assert answer["savedAs"] is None and house.files() == ["report.docx"] and house.text() == "mine"


async def test_a_choice_that_is_none_or_too_late_is_refused(house: House) -> None:
    with pytest.raises(ConflictError):
        await house.conflicts.resolve("report.docx", "mine", ANN)
    await conflict(house)
    with pytest.raises(BadRequestError):
        await house.conflicts.resolve("report.docx", "whatever", ANN)
    await house.conflicts.resolve("report.docx", "both", ANN)
    with pytest.raises(ConflictError):
        await house.conflicts.resolve("report.docx", "mine", ANN)
