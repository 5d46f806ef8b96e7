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

from ..product import ANN, Disk, Product, docx, refused


async def edited(product: Product) -> Session:
    """A document that somebody edits."""
    session = await product.open()
    await product.file_watch.opened(session)
    await product.call(session, 1, users=["ann"])
    return session


def change(product: Product, text: str = "by a kernel") -> None:
    (product.root / "report.docx").write_bytes(docx(text))


async def look(product: Product) -> None:
    """Twice: a change is believed when it stays."""
    await product.file_watch.look()
    await product.file_watch.look()


async def state(product: Product, session: Session) -> str:
    return (await product.sessions.get(session.key)).state


async def test_an_unedited_document_opens_anew_when_its_file_changes(product: Product) -> None:
    session = await edited(product)
    product.docs.answer = 4
    await look(product)
    assert await state(product, session) == "editing"
    change(product)
    await look(product)
    assert await state(product, session) == "closed"
    assert (await product.states())[-1] == "changed"
    assert (await product.open()).key != session.key
    assert product.files() == ["report.docx"]


async def test_a_viewer_follows_too_and_docs_is_not_even_asked(product: Product) -> None:
    session = await product.open()
    await product.file_watch.opened(session)
    change(product)
    await look(product)
    assert await state(product, session) == "closed"
    assert not product.docs.was_asked.is_set()


async def test_a_file_that_is_still_being_written_is_waited_for(product: Product) -> None:
    session = await edited(product)
    product.docs.answer = 4
    for size in range(3):
        change(product, "x" * size)
        await product.file_watch.look()
    assert await state(product, session) == "editing"
    await product.file_watch.look()
    assert await state(product, session) == "closed"


async def test_edits_that_docs_holds_are_stored_beside_the_changed_file(product: Product) -> None:
    session = await edited(product)
    change(product)
    product.docs.answer = 0
    await look(product)
    assert product.docs.was_asked.is_set()
    await product.ready(session, "edited", status=6)
    assert product.text() == "by a kernel" and product.text(product.copy()) == "edited"
    assert await state(product, session) == "editing"
    product.docs.was_asked.clear()
    await look(product)
    assert not product.docs.was_asked.is_set()  # the user has been told, and decides


async def test_a_large_document_that_docs_assembles_for_long_is_not_taken_for_unedited(product: Product) -> None:
    session = await edited(product)
    change(product)
    await look(product)
    product.docs.answer = 4  # as the one that was ordered is under way
    await look(product)
    assert await state(product, session) == "editing"
    await product.ready(session, "edited", status=6)
    assert product.text(product.copy()) == "edited"
    assert (await product.sessions.get(session.key)).conflict, "the user has the choice"


async def test_a_save_that_docs_never_made_does_not_keep_a_document_from_following_its_file(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await edited(product)
    change(product)
    await look(product)
    product.docs.answer = 4
    monkeypatch.setattr("jupyter_onlyoffice.saving.force_saves.ASSEMBLING", -1.0)
    await product.file_watch.look()
    assert await state(product, session) == "closed"


async def test_docs_is_not_asked_again_and_again_for_what_storage_refuses(product: Product, disk: Disk) -> None:
    session = await edited(product)
    change(product)
    await look(product)
    await refused(product, session, status=6)
    product.docs.was_asked.clear()
    await look(product)
    assert not product.docs.was_asked.is_set(), "each result that came would wait on our disk"
    disk.full = False
    product.now += 60
    await product.results.deliver_due()
    assert product.text(product.copy()) == "edited"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (DocsRefusedError("Unknown.", "", 1), "closed"),
        (DocsRefusedError("Wrong token.", "", 6), "editing"),
        (DocsUnreachableError("Down.", ""), "editing"),
    ],
)
async def test_a_docs_that_does_not_know_the_document_holds_no_edits(
    product: Product, answer: Exception, expected: str
) -> None:
    session = await edited(product)
    product.docs.answer = answer
    change(product)
    await look(product)
    assert await state(product, session) == expected


async def test_our_own_saves_are_no_change_from_outside(product: Product) -> None:
    session = await edited(product)
    await product.ready(session, "edited", status=6)
    await look(product)
    assert await state(product, session) == "editing"


async def test_a_file_that_is_gone_or_a_save_that_failed_is_left_to_its_save(product: Product) -> None:
    session = await edited(product)
    (product.root / "report.docx").unlink()
    await look(product)
    assert await state(product, session) == "editing"


async def test_a_document_is_watched_until_it_is_closed_or_long_forgotten(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await product.open()
    await product.file_watch.opened(session)
    await product.sessions.end(session)
    await product.file_watch.look()
    later = await product.open()
    await product.file_watch.opened(later)
    monkeypatch.setattr("jupyter_onlyoffice.saving.file_watch.INTEREST", -1.0)
    change(product)
    await look(product)
    assert await state(product, later) == "open"


async def test_a_result_that_was_stored_meanwhile_is_no_change(product: Product) -> None:
    session = await edited(product)
    await product.file_watch.supersede(session.key, session.version)
    assert await state(product, session) == "editing"


async def conflict(product: Product) -> Session:
    session = await edited(product)
    change(product)
    await product.ready(session, "mine", status=6)
    return session


async def test_a_choice_is_carried_out_although_the_copy_can_not_be_removed(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(path: str) -> None:
        raise StorageError("The wastebasket takes no such name.", "Remove it.")

    await conflict(product)
    monkeypatch.setattr(product.storage, "delete", refuse)
    answer = await product.conflicts.resolve("report.docx", "mine", ANN)
    assert answer["savedAs"] is not None
    assert product.text() == "mine" and product.text(answer["savedAs"]) == "by a kernel"
    assert (await product.states())[-1] == "stored"


async def test_keep_mine_keeps_the_other_version_as_a_checkpoint_and_a_copy(product: Product) -> None:
    session = await conflict(product)
    answer = await product.conflicts.resolve("report.docx", "mine", ANN)
    assert answer["savedAs"] == "report (changed on disk 2026-11-21 14.03.22).docx"
    assert answer["savedAs"] is not None
    assert product.text() == "mine" and product.text(answer["savedAs"]) == "by a kernel"
    assert (product.root / ".ipynb_checkpoints" / "report-checkpoint.docx").read_bytes() == docx("by a kernel")
    assert sorted(product.files()) == sorted(["report.docx", answer["savedAs"]])
    await product.ready(session, "mine and more", name="r2")
    assert product.text() == "mine and more" and len(product.files()) == 2


async def test_take_theirs_ends_the_session_and_removes_the_copy(product: Product) -> None:
    session = await conflict(product)
    assert (await product.conflicts.resolve("report.docx", "theirs", ANN))["savedAs"] is None
    assert product.files() == ["report.docx"] and product.text() == "by a kernel"
    assert await state(product, session) == "closed"
    assert (await product.states())[-1] == "changed"
    await product.ready(session, "typed after the copy", name="r2")
    assert product.text() == "by a kernel" and product.text(product.copy()) == "typed after the copy"


async def test_keep_both_keeps_both(product: Product) -> None:
    session = await conflict(product)
    copy = product.copy()
    assert (await product.conflicts.resolve("report.docx", "both", ANN))["savedAs"] == copy
    assert product.text() == "by a kernel" and product.text(copy) == "mine"
    assert await state(product, session) == "closed"


async def test_mine_becomes_the_file_again_when_it_was_deleted(product: Product) -> None:
    await edited(product)
    session = await product.open()
    (product.root / "report.docx").unlink()
    await product.ready(session, "mine", status=6)
    answer = await product.conflicts.resolve("report.docx", "mine", ANN)
    assert answer["savedAs"] is None and product.files() == ["report.docx"] and product.text() == "mine"


async def test_a_choice_that_is_none_or_too_late_is_refused(product: Product) -> None:
    with pytest.raises(ConflictError):
        await product.conflicts.resolve("report.docx", "mine", ANN)
    await conflict(product)
    with pytest.raises(BadRequestError):
        await product.conflicts.resolve("report.docx", "whatever", ANN)
    await product.conflicts.resolve("report.docx", "both", ANN)
    with pytest.raises(ConflictError):
        await product.conflicts.resolve("report.docx", "mine", ANN)
