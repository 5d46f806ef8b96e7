"""A result waits on our disk until storage takes it, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.errors import FetchError, NotFoundError, ResultRejectedError, StorageError
from jupyter_onlyoffice.saving.document_writer import Stored
from jupyter_onlyoffice.saving.result_delivery import FIRST_RETRY, LAST_RETRY
from jupyter_onlyoffice.saving.save_journal import SaveJournal
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.storage.file_info import FileInfo
from jupyter_onlyoffice.storage.local_files import disk_error

from ..house import FULL, Disk, House, docx, edited, refused


class Killed(BaseException):
    """The process is; nothing of it runs any more."""


class Refusing:
    """Makes storage refuse, as a full disk does."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self._replace = house.storage.replace
        self.refusing = True
        monkeypatch.setattr(house.storage, "replace", self.replace)

    async def replace(self, *args: Any) -> FileInfo:
        if self.refusing:
            raise FULL
        return await self._replace(*args)


async def kept_files(house: House) -> list[str]:
    folder = house.journal.target("x").parent
    return sorted(os.listdir(folder)) if folder.exists() else []


async def test_what_storage_refuses_is_kept_and_delivered_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Refusing(house, monkeypatch)
    session = await house.open()
    with pytest.raises(StorageError):
        await house.ready(session, "edited")
    assert house.text() == "original"
    assert len(await house.results.waiting()) == 1
    assert (await house.sessions.get(session.key)).state == "failed"
    disk.refusing = False
    house.docs.results.clear()  # by now the address of the result is no longer good
    house.now += FIRST_RETRY
    await house.results.deliver_due()
    assert house.text() == "edited"
    assert await house.results.waiting() == [] and await kept_files(house) == []
    found = await house.sessions.get(session.key)
    assert found.state == "closed" and found.failure is None
    assert [state for state in await house.states()][-2:] == ["failed", "stored"]


async def test_a_retry_of_docs_delivers_what_is_kept_without_fetching_it_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Refusing(house, monkeypatch)
    session = await house.open()
    with pytest.raises(StorageError):
        await house.ready(session, "edited")
    disk.refusing = False
    await house.ready(session, "edited")
    assert len(house.docs.fetched) == 1
    assert house.text() == "edited" and house.files() == ["report.docx"]
    assert await house.results.waiting() == []


async def test_it_is_tried_again_ever_slower(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    Refusing(house, monkeypatch)
    session = await house.open()
    with pytest.raises(StorageError):
        await house.ready(session, "edited")
    pauses = []
    for _ in range(9):
        (kept,) = await house.results.waiting()
        pauses.append(kept.next_at - house.now)
        assert await house.results.deliver_due() <= FIRST_RETRY
        assert (await house.results.waiting()) == [kept], "not yet"
        house.now = kept.next_at
        await house.results.deliver_due()
    assert pauses[0] == FIRST_RETRY and pauses[-1] == LAST_RETRY
    assert pauses == sorted(pauses)


async def test_what_is_kept_survives_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = House(tmp_path)
    Refusing(before, monkeypatch)
    session = await before.open()
    with pytest.raises(StorageError):
        await before.ready(session, "edited")
    before.close()
    after = House(tmp_path)
    after.now += FIRST_RETRY
    await after.results.deliver_due()
    assert after.text() == "edited"
    after.close()


async def test_a_crash_after_the_replacement_is_not_taken_for_a_change_from_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = House(tmp_path)
    session = await before.open()

    async def crash(*args: object) -> None:
        raise Killed

    monkeypatch.setattr(before.sessions, "stored", crash)
    with pytest.raises(Killed):
        await before.ready(session, "edited")
    before.close()
    after = House(tmp_path)
    assert after.text() == "edited"
    await after.ready(session, "edited")  # Docs got no answer and tries again
    assert after.files() == ["report.docx"] and after.text() == "edited"
    assert (await after.sessions.get(session.key)).state == "closed"
    assert await after.results.waiting() == []
    after.close()


async def test_a_crash_before_the_replacement_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = House(tmp_path)
    session = await before.open()

    async def crash(*args: object, **options: object) -> None:
        raise Killed

    monkeypatch.setattr(before.writer, "place", crash)
    with pytest.raises(Killed):
        await before.ready(session, "edited")
    before.close()
    after = House(tmp_path)
    assert after.text() == "original"
    await after.results.deliver_due()
    assert after.text() == "edited"
    after.close()


async def test_what_is_kept_goes_beside_a_file_that_changed_meanwhile(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Refusing(house, monkeypatch)
    session = await house.open()
    with pytest.raises(StorageError):
        await house.ready(session, "edited")
    (house.root / "report.docx").write_bytes(docx("by a kernel"))
    disk.refusing = False
    house.now += FIRST_RETRY
    await house.results.deliver_due()
    assert house.text() == "by a kernel"
    assert house.text(house.copy()) == "edited"


async def test_a_later_result_makes_the_earlier_one_superfluous(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Refusing(house, monkeypatch)
    session = await house.open()
    with pytest.raises(StorageError):
        await house.ready(session, "one", status=6, name="r1")
    disk.refusing = False
    house.now += 1
    await house.ready(session, "one and two", name="r2")
    assert await house.results.waiting() == []
    house.now += FIRST_RETRY
    await house.results.deliver_due()
    assert house.text() == "one and two" and house.files() == ["report.docx"]


async def test_what_is_kept_of_a_session_that_nobody_knows_any_more_is_a_copy(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Refusing(house, monkeypatch)
    session = await house.open()
    with pytest.raises(StorageError):
        await house.ready(session, "edited")
    disk.refusing = False
    house.forget_sessions()
    house.now += FIRST_RETRY
    await house.results.deliver_due()
    assert house.text() == "original" and house.text(house.copy()) == "edited"
    assert await house.results.waiting() == []


async def test_what_can_never_be_stored_is_not_kept(house: House) -> None:
    session = await house.open()
    house.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = b"<html>login</html>"
    with pytest.raises(ResultRejectedError):
        await house.ready(session, "")
    assert await house.results.waiting() == [] and await kept_files(house) == []


async def test_a_fetch_that_fails_leaves_nothing_behind(house: House) -> None:
    session = await house.open()
    house.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FetchError("Gone.", "Wait.")
    with pytest.raises(FetchError):
        await house.ready(session, "")
    assert await kept_files(house) == []


@pytest.mark.parametrize("filetype", ["", "../x", "a" * 11, "DO CX"])
async def test_a_type_that_is_none_is_refused(house: House, filetype: str) -> None:
    session = await house.open()
    with pytest.raises(ResultRejectedError):
        await house.results.take(session, "http://docs/x", filetype, final=False)


async def test_a_server_leaves_alone_what_another_one_delivers(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Refusing(house, monkeypatch)
    session = await house.open()
    with pytest.raises(StorageError):
        await house.ready(session, "edited")
    disk.refusing = False
    house.now += FIRST_RETRY
    (kept,) = await house.results.waiting()
    with house.journal.claimed(kept) as ours:
        assert ours
        await house.results.deliver_due()
        assert house.text() == "original"
    await house.results.deliver_due()
    assert house.text() == "edited"
    with house.journal.claimed(kept) as ours:
        assert not ours


@pytest.mark.parametrize("folder", [False, True], ids=["nothing", "a folder in its place"])
async def test_a_result_that_was_stored_and_deleted_since_is_not_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch, folder: bool
) -> None:
    Refusing(house, monkeypatch)
    session = await house.open()
    with pytest.raises(StorageError):
        await house.ready(session, "edited")
    (kept,) = await house.results.waiting()
    house.journal.target(kept.id).unlink()
    (house.root / "report.docx").unlink()
    if folder:
        (house.root / "report.docx").mkdir()
    house.now += FIRST_RETRY
    await house.results.deliver_due()
    assert await house.results.waiting() == []


def test_a_spool_that_can_not_be_made_is_a_storage_error(tmp_path: Path) -> None:
    from jupyter_onlyoffice.saving.save_journal import SaveJournal

    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        SaveJournal(tmp_path / "file" / "kept", "/").new()
    assert isinstance(disk_error(OSError(28, "No space left on device")), StorageError)


def test_a_fetch_that_a_crash_broke_off_is_swept_a_day_later(house: House) -> None:
    _, young = house.journal.new()
    _, old = house.journal.new()
    for path in (young, old):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    house.journal.sweep()
    assert young.exists() and not old.exists()


async def test_a_force_save_that_comes_late_does_not_replace_the_copy_that_a_later_result_went_to(house: House) -> None:
    session = await house.open()
    (house.root / "report.docx").unlink()
    house.forget(session, "one and two")
    await house.forgotten_files.recover()
    copy = house.files()[0]
    await house.ready(session, "one", status=6, name="r1", lastsave="2026-11-21T10:00:00.000Z")
    assert house.text(copy) == "one and two"


async def test_a_late_force_save_of_the_same_second_is_mended_by_the_final_save(house: House) -> None:
    session = await house.open()
    second: dict[str, Any] = {"lastsave": "2026-11-21T10:00:00.000Z"}
    await house.ready(session, "one and two", status=6, name="r2", **second)
    await house.ready(session, "one", status=6, name="r1", **second)
    await house.ready(session, "one and two", name="r3", notmodified=True, **second)
    assert house.text() == "one and two" and house.files() == ["report.docx"]


async def test_what_seems_older_than_the_last_save_is_not_called_stored(house: House) -> None:
    """The clock of Docs was set back, or the machines of a cluster differ: it makes saves by the time of edits."""
    session = await house.open()
    await house.ready(session, "one", status=6, name="r1", lastsave="2026-11-21T10:00:10.000Z")
    request = asyncio.create_task(house.force_saves.request("report.docx"))
    await asyncio.to_thread(house.docs.was_asked.wait, 10)
    await refused(house, session, "one and two", status=6, name="r2", lastsave="2026-11-21T10:00:05.000Z")
    assert house.text() == "one" and not request.done()
    final: dict[str, Any] = {"lastsave": "2026-11-21T10:00:05.000Z", "notmodified": True}
    await house.ready(session, "one and two", name="r3", **final)
    assert house.text() == "one and two" and house.files() == ["report.docx"]
    assert (await request)["state"] == "stored"


async def test_an_old_result_that_storage_takes_late_is_mended_by_the_final_save(house: House, disk: Disk) -> None:
    session = await house.open()
    await refused(house, session, "one", status=6, name="r1", lastsave="2026-11-21T10:00:10.000Z")
    disk.full = False
    late: dict[str, Any] = {"lastsave": "2026-11-21T10:00:05.000Z"}  # the clock of Docs was set back
    await house.ready(session, "one and two", status=6, name="r2", **late)
    house.now += 60
    await house.results.deliver_due()
    await house.ready(session, "one and two", name="r3", notmodified=True, **late)
    assert house.text() == "one and two" and house.files() == ["report.docx"]


async def test_an_older_result_does_not_replace_a_newer_one_that_came_after_the_clock_was_set_back(
    house: House, disk: Disk
) -> None:
    session = await edited(house)
    await refused(house, session, "older", status=6, name="r1", lastsave="2026-11-21T10:00:00Z")
    house.now -= 3600
    disk.full = False
    await house.ready(session, "newer", status=6, name="r2", lastsave="2026-11-21T10:01:00Z")
    house.now += 7200
    await house.results.deliver_due()
    assert house.text() == "newer" and await kept_files(house) == []


async def test_what_fails_while_nothing_waits_is_looked_at_in_time(house: House) -> None:
    assert await house.results.deliver_due() <= FIRST_RETRY, "the next failure is not known yet"


async def test_another_server_leaves_alone_what_this_one_is_storing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, ours = house.writer.place, []

    async def look(*args: Any, **options: Any) -> Any:
        other = SaveJournal(house.folder / "spool" / "kept", house.storage.scope)
        with other.claimed(other.all()[0]) as claimed:
            ours.append(not claimed)
        return await place(*args, **options)

    monkeypatch.setattr(house.writer, "place", look)
    await house.ready(await house.open(), "edited")
    assert ours == [True] and house.text() == "edited"


async def test_what_waits_does_not_wait_for_a_clock_that_was_set_back(house: House, disk: Disk) -> None:
    session = await house.open()
    await refused(house, session)
    disk.full = False
    house.now -= 24 * 3600
    assert await house.results.deliver_due() <= LAST_RETRY
    assert house.text() == "edited"


async def crashed(folder: Path, monkeypatch: pytest.MonkeyPatch, room: str, step: str) -> tuple[House, Session]:
    """A server that died in a save that goes beside a file that had changed; and its session."""
    before = House(folder)
    session = await before.open()
    (before.root / "report.docx").write_bytes(docx("by a kernel"))

    async def crash(*args: object) -> None:
        raise Killed

    monkeypatch.setattr(getattr(before, room), step, crash)
    with pytest.raises(Killed):
        await before.ready(session, "edited", status=6)
    before.close()
    monkeypatch.undo()
    return House(folder), session


@pytest.mark.parametrize(("room", "step"), [("sessions", "stored"), ("results", "_tell")])
async def test_a_crash_after_a_copy_was_made_is_not_taken_for_a_save_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: str, step: str
) -> None:
    after, session = await crashed(tmp_path, monkeypatch, room, step)
    await after.results.deliver_due()
    assert await after.states() == ["copied"]
    told = after.events[0]["savedAs"]
    assert after.text(told) == "edited" and await after.results.waiting() == []
    await after.ready(session, "edited again", name="r2")
    assert after.text() == "by a kernel"
    after.close()


async def test_what_docs_could_not_assemble_does_not_push_out_what_waits(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Refusing(house, monkeypatch)
    session = await house.open()
    with pytest.raises(StorageError):
        await house.ready(session, "one and two", status=6, name="r1")
    disk.refusing = False
    await house.ready(session, "one", status=3, name="r2")
    house.now += FIRST_RETRY
    await house.results.deliver_due()
    assert sorted(house.text(name) for name in house.files()) == ["one", "one and two", "original"]


async def test_what_has_no_place_to_go_is_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await house.open()

    async def gone(*args: object, **options: object) -> FileInfo:
        raise NotFoundError("The folder does not exist.", "Choose another folder.")

    monkeypatch.setattr(house.writer, "place", gone)
    with pytest.raises(NotFoundError):
        await house.ready(session, "edited")
    monkeypatch.undo()
    house.now += FIRST_RETRY
    await house.results.deliver_due()
    assert house.text() == "edited"


async def test_a_disk_without_hard_links_keeps_results_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*args: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    session = await house.open()
    await house.ready(session, "edited")
    assert house.text() == "edited" and await kept_files(house) == []


@pytest.mark.parametrize("late", [False, True])
async def test_a_rename_in_the_middle_of_a_save_is_followed_or_told(
    house: House, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    session = await house.open()
    place, replace = house.writer.place, os.replace

    def rename() -> None:
        os.rename(house.root / "report.docx", house.root / "renamed.docx")

    def renaming(source: Any, target: Any) -> None:
        if str(target).endswith("root/report.docx"):
            rename()
        replace(source, target)

    async def moving(*args: Any, **options: Any) -> Stored:
        if not late:
            monkeypatch.setattr(os, "replace", renaming)
        stored = await place(*args, **options)
        if late:
            rename()
        await house.renames.renamed("report.docx", "renamed.docx")
        return stored

    monkeypatch.setattr(house.writer, "place", moving)
    await house.ready(session, "edited", status=6)
    assert await house.states() == ["moved", "stored" if late else "copied"]
    assert house.text(house.events[1]["savedAs"] or "renamed.docx") == "edited"


async def test_a_disk_without_room_for_our_records_is_told_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await house.open()

    def full(*args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(house.sessions._store, "update", full)
    Refusing(house, monkeypatch)
    with pytest.raises(StorageError, match="The disk is full"):
        await house.ready(session, "edited")
    assert await house.states() == ["failed"] and house.events[0]["cause"] == "The disk is full."
