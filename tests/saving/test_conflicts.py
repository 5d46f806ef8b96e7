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

from ..house import ANN, House, docx

BOB, CEM = Chooser("bob", "Bob"), Chooser("cem", "Cem")


def history(*users: str) -> dict[str, Any]:
    """Whose changes a result holds, as Docs tells it; the last one is also who is named in ``users``."""
    changes = [{"created": "2026-11-21 14:00:00", "user": {"id": user, "name": user.title()}} for user in users]
    return {"history": {"changes": changes, "serverVersion": "9.3.0"}}


async def conflict(house: House, *authors: str, text: str = "edits") -> Session:
    """Ann, Bob and Cem have it open; ``authors`` edited it, and a kernel changed the file."""
    for user in ("ann", "bob", "cem"):
        session = await house.open(user)
    await house.call(session, 1, users=["ann", "bob", "cem"])
    (house.root / "report.docx").write_bytes(docx("by a kernel"))
    await house.ready(session, text, status=6, **history(*authors))
    return await house.sessions.get(session.key)


async def waiting(house: House, who: Chooser) -> list[tuple[str | None, bool]]:
    return [(entry["savedAs"], entry["conflict"]) for entry in await house.unsaved_documents.waiting(who.user)]


async def test_who_edited_nothing_does_not_decide(house: House) -> None:
    session = await conflict(house, "ann")
    copy = house.copy()
    for choice in ("theirs", "mine", "both"):
        with pytest.raises(NotAllowedError):
            await house.conflicts.resolve("report.docx", choice, BOB, session.key)
    assert house.text(copy) == "edits" and house.text() == "by a kernel"
    assert (await house.sessions.get(session.key)).conflict == copy, "Ann is still asked"
    assert await waiting(house, ANN) == [(copy, True)]
    assert await waiting(house, BOB) == [(copy, False)]
    await house.states()
    assert house.events[-1]["authors"] == ["ann"]


async def test_taking_the_one_on_disk_leaves_the_edits_of_others_in_the_copy_and_tells_them(house: House) -> None:
    session = await conflict(house, "ann", "bob")
    copy = house.copy()
    answer = await house.conflicts.resolve("report.docx", "theirs", ANN, session.key)
    assert answer == {"choice": "theirs", "savedAs": copy}
    assert house.text() == "by a kernel" and house.text(copy) == "edits"
    assert await waiting(house, BOB) == [(copy, False)]
    assert await waiting(house, ANN) == []
    assert (await house.states())[-2:] == ["changed", "copied"]
    assert "Ann has chosen" in house.events[-1]["cause"]
    await house.sessions.told(session.key, "bob")
    assert await waiting(house, BOB) == []


async def test_one_author_alone_may_throw_their_own_edits_away(house: House) -> None:
    session = await conflict(house, "bob")
    answer = await house.conflicts.resolve("report.docx", "theirs", BOB, session.key)
    assert answer == {"choice": "theirs", "savedAs": None}
    assert house.files() == ["report.docx"] and await waiting(house, BOB) == []


async def test_a_program_that_writes_all_the_time_leaves_no_copies_of_choices_that_could_not_be_carried_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await conflict(house, "ann")
    files, create = house.files(), house.storage.create

    async def written_on(path: str, staged: Path) -> FileInfo:
        made = await create(path, staged)
        (house.root / "report.docx").write_bytes(docx("by a kernel, again"))
        return made

    monkeypatch.setattr(house.storage, "create", written_on)
    with pytest.raises(ConflictError):
        await house.conflicts.resolve("report.docx", "mine", ANN, session.key)
    assert house.files() == files and house.text() == "by a kernel, again"
    assert (await house.sessions.get(session.key)).conflict


async def test_a_question_is_still_the_same_when_its_folder_was_renamed_meanwhile(house: House) -> None:
    session = await conflict(house, "ann")
    copy = house.copy()
    (house.root / "new").mkdir()
    for name in ("report.docx", copy):
        (house.root / name).rename(house.root / "new" / name)
    await house.renames.renamed("report.docx", "new/report.docx")
    await house.renames.renamed(copy, f"new/{copy}")
    answer = await house.conflicts.resolve("new/report.docx", "mine", ANN, session.key, copy)
    assert answer["choice"] == "mine" and house.text("new/report.docx") == "edits"


async def test_a_copy_that_somebody_went_on_with_stays_whatever_is_decided_about_the_edits(house: House) -> None:
    session = await conflict(house, "ann")
    copy = house.copy()
    went_on = await house.open("bob", copy)
    await house.ready(went_on, "edits, and Bob's", name="r2")
    answer = await house.conflicts.resolve("report.docx", "theirs", ANN, session.key)
    assert answer == {"choice": "theirs", "savedAs": copy}, "Ann is told that it is still there"
    assert house.text() == "by a kernel" and house.text(copy) == "edits, and Bob's"


async def test_a_copy_that_somebody_went_on_with_stays_when_it_has_become_the_file(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await conflict(house, "ann")
    copy, copied = house.copy(), house.storage.copied

    async def slow(path: str) -> Path:
        taken = await copied(path)
        if path == copy:
            (house.root / copy).write_bytes(docx("of a program, meanwhile"))
        return taken

    monkeypatch.setattr(house.storage, "copied", slow)
    await house.conflicts.resolve("report.docx", "mine", ANN, session.key)
    assert house.text() == "edits" and house.text(copy) == "of a program, meanwhile"


async def test_where_docs_does_not_tell_who_edited_nobody_loses_anything(house: House) -> None:
    session = await conflict(house)
    await house.sessions._change(session.key, authors=())
    copy = house.copy()
    await house.conflicts.resolve("report.docx", "theirs", BOB, session.key)
    assert house.text(copy) == "edits"
    assert await waiting(house, ANN) == await waiting(house, CEM) == [(copy, False)]


@pytest.mark.parametrize(
    ("first", "late", "words"),
    [
        ("mine", "theirs", "the file holds the edits"),
        ("theirs", "mine", "stays as it was changed on disk"),
        ("both", "theirs", "its edits stay in the copy"),
    ],
)
async def test_a_late_answer_is_told_what_was_decided_and_by_whom(
    house: House, first: str, late: str, words: str
) -> None:
    session = await conflict(house, "ann", "bob")
    copy = house.copy()
    decided = await house.conflicts.resolve("report.docx", first, ANN, session.key, copy)
    files = house.files()
    with pytest.raises(ConflictError, match=f"Ann has chosen already.*{words}"):
        await house.conflicts.resolve("report.docx", late, BOB, session.key, copy)
    assert house.files() == files
    assert await house.conflicts.resolve("report.docx", first, BOB, session.key, copy) == decided


async def test_two_answers_at_once_are_carried_out_once(house: House) -> None:
    session = await conflict(house, "ann")
    copy = house.copy()
    await house.conflicts.resolve("report.docx", "theirs", ANN, session.key, copy)
    answer = await house.conflicts.resolve("report.docx", "theirs", ANN, session.key, copy)
    assert answer == {"choice": "theirs", "savedAs": None}


async def test_an_answer_about_an_earlier_copy_decides_nothing_about_a_later_one(house: House) -> None:
    session = await conflict(house, "ann", "bob")
    copy = house.copy()
    await house.conflicts.resolve("report.docx", "mine", ANN, session.key, copy)
    house.writer._now = lambda: datetime(2026, 11, 21, 15, 0, 0)
    (house.root / "report.docx").write_bytes(docx("by a kernel again"))
    await house.ready(session, "more edits", status=6, name="r2", **history("ann", "bob"))
    later = (await house.sessions.get(session.key)).copy_path or ""
    assert later != copy
    with pytest.raises(ConflictError, match="Ann has chosen already"):
        await house.conflicts.resolve("report.docx", "theirs", BOB, session.key, copy)
    assert house.text(later) == "more edits" and house.text() == "by a kernel again"


async def test_after_everybody_left_both_are_kept_and_a_late_answer_says_so(house: House) -> None:
    session = await conflict(house, "ann")
    copy = house.copy()
    await house.ready(session, "edits and more", name="r2", **history("ann"))
    with pytest.raises(ConflictError, match="nothing to decide"):
        await house.conflicts.resolve("report.docx", "theirs", ANN, session.key, copy)
    assert house.text(copy) == "edits and more"


async def test_every_author_is_told_of_a_copy_each_for_themselves(house: House) -> None:
    session = await conflict(house, "ann", "bob")
    copy = house.copy()
    await house.ready(session, "edits", name="r2", **history("ann", "bob"))
    await house.sessions.told(session.key, "ann")
    assert await waiting(house, ANN) == []
    assert await waiting(house, BOB) == [(copy, False)]
    assert await waiting(house, CEM) == [(copy, False)], "the same person may have another id in another browser"
    await house.sessions.told(session.key, "cem")
    assert await waiting(house, CEM) == []
    assert await waiting(house, BOB) == [(copy, False)]
    await house.sessions.told(session.key, "bob")
    assert not (await house.sessions.outstanding())


async def test_a_new_author_of_a_copy_that_is_known_is_told_of_it(house: House) -> None:
    session = await conflict(house, "ann")
    copy = house.copy()
    await house.sessions.told(session.key, "ann")
    assert not await house.sessions.outstanding()
    await house.ready(session, "with Bob's", status=6, name="r2", **history("ann", "bob"))
    assert await waiting(house, BOB) == [(copy, True)]
    assert await waiting(house, ANN) == []
