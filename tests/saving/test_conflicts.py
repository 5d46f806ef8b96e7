"""Several people and one document that was edited and changed on disk: who decides, and what the others are told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.errors import ConflictError, NotAllowedError
from jupyter_onlyoffice.saving.conflicts import Chooser
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.storage.file_info import FileInfo

from ..product import ANN, Product, docx

BOB, CEM = Chooser("bob", "Bob"), Chooser("cem", "Cem")


def history(*users: str) -> dict[str, Any]:
    """Whose changes a result holds, as Docs tells it; the last one is also who is named in ``users``."""
    changes = [{"created": "2026-11-21 14:00:00", "user": {"id": user, "name": user.title()}} for user in users]
    return {"history": {"changes": changes, "serverVersion": "9.3.0"}}


async def conflict(product: Product, *authors: str, text: str = "edits") -> Session:
    """Ann, Bob and Cem have it open; ``authors`` edited it, and a kernel changed the file."""
    for user in ("ann", "bob", "cem"):
        session = await product.open(user)
    await product.call(session, 1, users=["ann", "bob", "cem"])
    (product.root / "report.docx").write_bytes(docx("by a kernel"))
    await product.ready(session, text, status=6, **history(*authors))
    return await product.sessions.get(session.key)


async def waiting(product: Product, who: Chooser) -> list[tuple[str | None, bool]]:
    return [(entry["savedAs"], entry["conflict"]) for entry in await product.unsaved_documents.waiting(who.user)]


async def test_who_edited_nothing_does_not_decide(product: Product) -> None:
    session = await conflict(product, "ann")
    copy = product.copy()
    for choice in ("theirs", "mine", "both"):
        with pytest.raises(NotAllowedError):
            await product.conflicts.resolve("report.docx", choice, BOB, session.key)
    assert product.text(copy) == "edits" and product.text() == "by a kernel"
    assert (await product.sessions.get(session.key)).conflict == copy, "Ann is still asked"
    assert await waiting(product, ANN) == [(copy, True)]
    assert await waiting(product, BOB) == [(copy, False)]
    await product.states()
    assert product.events[-1]["authors"] == ["ann"]


async def test_taking_the_one_on_disk_leaves_the_edits_of_others_in_the_copy_and_tells_them(product: Product) -> None:
    session = await conflict(product, "ann", "bob")
    copy = product.copy()
    answer = await product.conflicts.resolve("report.docx", "theirs", ANN, session.key)
    assert answer == {"choice": "theirs", "savedAs": copy}
    assert product.text() == "by a kernel" and product.text(copy) == "edits"
    assert await waiting(product, BOB) == [(copy, False)]
    assert await waiting(product, ANN) == []
    assert (await product.states())[-2:] == ["changed", "copied"]
    assert "Ann has chosen" in product.events[-1]["cause"]
    await product.sessions.told(session.key, "bob")
    assert await waiting(product, BOB) == []


async def test_one_author_alone_may_throw_their_own_edits_away(product: Product) -> None:
    session = await conflict(product, "bob")
    answer = await product.conflicts.resolve("report.docx", "theirs", BOB, session.key)
    assert answer == {"choice": "theirs", "savedAs": None}
    assert product.files() == ["report.docx"] and await waiting(product, BOB) == []


async def test_a_program_that_writes_all_the_time_leaves_no_copies_of_choices_that_could_not_be_carried_out(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await conflict(product, "ann")
    files, create = product.files(), product.storage.create

    async def written_on(path: str, staged: Path) -> FileInfo:
        made = await create(path, staged)
        (product.root / "report.docx").write_bytes(docx("by a kernel, again"))
        return made

    monkeypatch.setattr(product.storage, "create", written_on)
    with pytest.raises(ConflictError):
        await product.conflicts.resolve("report.docx", "mine", ANN, session.key)
    assert product.files() == files and product.text() == "by a kernel, again"
    assert (await product.sessions.get(session.key)).conflict


async def test_a_question_is_still_the_same_when_its_folder_was_renamed_meanwhile(product: Product) -> None:
    session = await conflict(product, "ann")
    copy = product.copy()
    (product.root / "new").mkdir()
    for name in ("report.docx", copy):
        (product.root / name).rename(product.root / "new" / name)
    await product.renames.renamed("report.docx", "new/report.docx")
    await product.renames.renamed(copy, f"new/{copy}")
    answer = await product.conflicts.resolve("new/report.docx", "mine", ANN, session.key, copy)
    assert answer["choice"] == "mine" and product.text("new/report.docx") == "edits"


async def test_a_copy_that_somebody_went_on_with_stays_whatever_is_decided_about_the_edits(product: Product) -> None:
    session = await conflict(product, "ann")
    copy = product.copy()
    went_on = await product.open("bob", copy)
    await product.ready(went_on, "edits, and Bob's", name="r2")
    answer = await product.conflicts.resolve("report.docx", "theirs", ANN, session.key)
    assert answer == {"choice": "theirs", "savedAs": copy}, "Ann is told that it is still there"
    assert product.text() == "by a kernel" and product.text(copy) == "edits, and Bob's"


async def test_a_copy_that_somebody_went_on_with_stays_when_it_has_become_the_file(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await conflict(product, "ann")
    copy, copied = product.copy(), product.storage.copied

    async def slow(path: str) -> Path:
        taken = await copied(path)
        if path == copy:
            (product.root / copy).write_bytes(docx("of a program, meanwhile"))
        return taken

    monkeypatch.setattr(product.storage, "copied", slow)
    await product.conflicts.resolve("report.docx", "mine", ANN, session.key)
    assert product.text() == "edits" and product.text(copy) == "of a program, meanwhile"


async def test_where_docs_does_not_tell_who_edited_nobody_loses_anything(product: Product) -> None:
    session = await conflict(product)
    await product.sessions._change(session.key, authors=())
    copy = product.copy()
    await product.conflicts.resolve("report.docx", "theirs", BOB, session.key)
    assert product.text(copy) == "edits"
    assert await waiting(product, ANN) == await waiting(product, CEM) == [(copy, False)]


@pytest.mark.parametrize(
    ("first", "late", "words"),
    [
        ("mine", "theirs", "the file holds the edits"),
        ("theirs", "mine", "stays as it was changed on disk"),
        ("both", "theirs", "its edits stay in the copy"),
    ],
)
async def test_a_late_answer_is_told_what_was_decided_and_by_whom(
    product: Product, first: str, late: str, words: str
) -> None:
    session = await conflict(product, "ann", "bob")
    copy = product.copy()
    decided = await product.conflicts.resolve("report.docx", first, ANN, session.key, copy)
    files = product.files()
    with pytest.raises(ConflictError, match=f"Ann has chosen already.*{words}"):
        await product.conflicts.resolve("report.docx", late, BOB, session.key, copy)
    assert product.files() == files
    assert await product.conflicts.resolve("report.docx", first, BOB, session.key, copy) == decided


async def test_two_answers_at_once_are_carried_out_once(product: Product) -> None:
    session = await conflict(product, "ann")
    copy = product.copy()
    await product.conflicts.resolve("report.docx", "theirs", ANN, session.key, copy)
    answer = await product.conflicts.resolve("report.docx", "theirs", ANN, session.key, copy)
    assert answer == {"choice": "theirs", "savedAs": None}


async def test_an_answer_about_an_earlier_copy_decides_nothing_about_a_later_one(product: Product) -> None:
    session = await conflict(product, "ann", "bob")
    copy = product.copy()
    await product.conflicts.resolve("report.docx", "mine", ANN, session.key, copy)
    product.writer._now = lambda: datetime(2026, 11, 21, 15, 0, 0)
    (product.root / "report.docx").write_bytes(docx("by a kernel again"))
    await product.ready(session, "more edits", status=6, name="r2", **history("ann", "bob"))
    later = (await product.sessions.get(session.key)).copy_path or ""
    assert later != copy
    with pytest.raises(ConflictError, match="Ann has chosen already"):
        await product.conflicts.resolve("report.docx", "theirs", BOB, session.key, copy)
    assert product.text(later) == "more edits" and product.text() == "by a kernel again"


async def test_after_everybody_left_both_are_kept_and_a_late_answer_says_so(product: Product) -> None:
    session = await conflict(product, "ann")
    copy = product.copy()
    await product.ready(session, "edits and more", name="r2", **history("ann"))
    with pytest.raises(ConflictError, match="nothing to decide"):
        await product.conflicts.resolve("report.docx", "theirs", ANN, session.key, copy)
    assert product.text(copy) == "edits and more"


async def test_every_author_is_told_of_a_copy_each_for_themselves(product: Product) -> None:
    session = await conflict(product, "ann", "bob")
    copy = product.copy()
    await product.ready(session, "edits", name="r2", **history("ann", "bob"))
    await product.sessions.told(session.key, "ann")
    assert await waiting(product, ANN) == []
    assert await waiting(product, BOB) == [(copy, False)]
    assert await waiting(product, CEM) == [(copy, False)], "the same person may have another id in another browser"
    await product.sessions.told(session.key, "cem")
    assert await waiting(product, CEM) == []
    assert await waiting(product, BOB) == [(copy, False)]
    await product.sessions.told(session.key, "bob")
    assert not (await product.sessions.outstanding())


async def test_a_new_author_of_a_copy_that_is_known_is_told_of_it(product: Product) -> None:
    session = await conflict(product, "ann")
    copy = product.copy()
    await product.sessions.told(session.key, "ann")
    assert not await product.sessions.outstanding()
    await product.ready(session, "with Bob's", status=6, name="r2", **history("ann", "bob"))
    assert await waiting(product, BOB) == [(copy, True)]
    assert await waiting(product, ANN) == []
