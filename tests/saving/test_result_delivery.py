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

from ..product import FULL, Disk, Product, docx, edited, refused


class Killed(BaseException):
    """The process is; nothing of it runs any more."""


class Refusing:
    """Makes storage refuse, as a full disk does."""

    def __init__(self, product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
        self._replace = product.storage.replace
        self.refusing = True
        monkeypatch.setattr(product.storage, "replace", self.replace)

    async def replace(self, *args: Any) -> FileInfo:
        if self.refusing:
            raise FULL
        return await self._replace(*args)


async def kept_files(product: Product) -> list[str]:
    folder = product.journal.target("x").parent
    return sorted(os.listdir(folder)) if folder.exists() else []


async def test_what_storage_refuses_is_kept_and_delivered_later(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Refusing(product, monkeypatch)
    session = await product.open()
    with pytest.raises(StorageError):
        await product.ready(session, "edited")
    assert product.text() == "original"
    assert len(await product.results.waiting()) == 1
    assert (await product.sessions.get(session.key)).state == "failed"
    disk.refusing = False
    product.docs.results.clear()  # by now the address of the result is no longer good
    product.now += FIRST_RETRY
    await product.results.deliver_due()
    assert product.text() == "edited"
    assert await product.results.waiting() == [] and await kept_files(product) == []
    found = await product.sessions.get(session.key)
    assert found.state == "closed" and found.failure is None
    assert [state for state in await product.states()][-2:] == ["failed", "stored"]


async def test_a_retry_of_docs_delivers_what_is_kept_without_fetching_it_again(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Refusing(product, monkeypatch)
    session = await product.open()
    with pytest.raises(StorageError):
        await product.ready(session, "edited")
    disk.refusing = False
    await product.ready(session, "edited")
    assert len(product.docs.fetched) == 1
    assert product.text() == "edited" and product.files() == ["report.docx"]
    assert await product.results.waiting() == []


async def test_it_is_tried_again_ever_slower(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    Refusing(product, monkeypatch)
    session = await product.open()
    with pytest.raises(StorageError):
        await product.ready(session, "edited")
    pauses = []
    for _ in range(9):
        (kept,) = await product.results.waiting()
        pauses.append(kept.next_at - product.now)
        assert await product.results.deliver_due() <= FIRST_RETRY
        assert (await product.results.waiting()) == [kept], "not yet"
        product.now = kept.next_at
        await product.results.deliver_due()
    assert pauses[0] == FIRST_RETRY and pauses[-1] == LAST_RETRY
    assert pauses == sorted(pauses)


async def test_what_is_kept_survives_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Product(tmp_path)
    Refusing(before, monkeypatch)
    session = await before.open()
    with pytest.raises(StorageError):
        await before.ready(session, "edited")
    before.close()
    after = Product(tmp_path)
    after.now += FIRST_RETRY
    await after.results.deliver_due()
    assert after.text() == "edited"
    after.close()


async def test_a_crash_after_the_replacement_is_not_taken_for_a_change_from_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Product(tmp_path)
    session = await before.open()

    async def crash(*args: object) -> None:
        raise Killed

    monkeypatch.setattr(before.sessions, "stored", crash)
    with pytest.raises(Killed):
        await before.ready(session, "edited")
    before.close()
    after = Product(tmp_path)
    assert after.text() == "edited"
    await after.ready(session, "edited")  # Docs got no answer and tries again
    assert after.files() == ["report.docx"] and after.text() == "edited"
    assert (await after.sessions.get(session.key)).state == "closed"
    assert await after.results.waiting() == []
    after.close()


async def test_a_crash_before_the_replacement_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Product(tmp_path)
    session = await before.open()

    async def crash(*args: object, **options: object) -> None:
        raise Killed

    monkeypatch.setattr(before.writer, "place", crash)
    with pytest.raises(Killed):
        await before.ready(session, "edited")
    before.close()
    after = Product(tmp_path)
    assert after.text() == "original"
    await after.results.deliver_due()
    assert after.text() == "edited"
    after.close()


async def test_what_is_kept_goes_beside_a_file_that_changed_meanwhile(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Refusing(product, monkeypatch)
    session = await product.open()
    with pytest.raises(StorageError):
        await product.ready(session, "edited")
    (product.root / "report.docx").write_bytes(docx("by a kernel"))
    disk.refusing = False
    product.now += FIRST_RETRY
    await product.results.deliver_due()
    assert product.text() == "by a kernel"
    assert product.text(product.copy()) == "edited"


async def test_a_later_result_makes_the_earlier_one_superfluous(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Refusing(product, monkeypatch)
    session = await product.open()
    with pytest.raises(StorageError):
        await product.ready(session, "one", status=6, name="r1")
    disk.refusing = False
    product.now += 1
    await product.ready(session, "one and two", name="r2")
    assert await product.results.waiting() == []
    product.now += FIRST_RETRY
    await product.results.deliver_due()
    assert product.text() == "one and two" and product.files() == ["report.docx"]


async def test_what_is_kept_of_a_session_that_nobody_knows_any_more_is_a_copy(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Refusing(product, monkeypatch)
    session = await product.open()
    with pytest.raises(StorageError):
        await product.ready(session, "edited")
    disk.refusing = False
    product.forget_sessions()
    product.now += FIRST_RETRY
    await product.results.deliver_due()
    assert product.text() == "original" and product.text(product.copy()) == "edited"
    assert await product.results.waiting() == []


async def test_what_can_never_be_stored_is_not_kept(product: Product) -> None:
    session = await product.open()
    product.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = b"<html>login</html>"
    with pytest.raises(ResultRejectedError):
        await product.ready(session, "")
    assert await product.results.waiting() == [] and await kept_files(product) == []


async def test_a_fetch_that_fails_leaves_nothing_behind(product: Product) -> None:
    session = await product.open()
    product.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FetchError("Gone.", "Wait.")
    with pytest.raises(FetchError):
        await product.ready(session, "")
    assert await kept_files(product) == []


@pytest.mark.parametrize("filetype", ["", "../x", "a" * 11, "DO CX"])
async def test_a_type_that_is_none_is_refused(product: Product, filetype: str) -> None:
    session = await product.open()
    with pytest.raises(ResultRejectedError):
        await product.results.take(session, "http://docs/x", filetype, final=False)


async def test_a_server_leaves_alone_what_another_one_delivers(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Refusing(product, monkeypatch)
    session = await product.open()
    with pytest.raises(StorageError):
        await product.ready(session, "edited")
    disk.refusing = False
    product.now += FIRST_RETRY
    (kept,) = await product.results.waiting()
    with product.journal.claimed(kept) as ours:
        assert ours
        await product.results.deliver_due()
        assert product.text() == "original"
    await product.results.deliver_due()
    assert product.text() == "edited"
    with product.journal.claimed(kept) as ours:
        assert not ours


@pytest.mark.parametrize("folder", [False, True], ids=["nothing", "a folder in its place"])
async def test_a_result_that_was_stored_and_deleted_since_is_not_waited_for(
    product: Product, monkeypatch: pytest.MonkeyPatch, folder: bool
) -> None:
    Refusing(product, monkeypatch)
    session = await product.open()
    with pytest.raises(StorageError):
        await product.ready(session, "edited")
    (kept,) = await product.results.waiting()
    product.journal.target(kept.id).unlink()
    (product.root / "report.docx").unlink()
    if folder:
        (product.root / "report.docx").mkdir()
    product.now += FIRST_RETRY
    await product.results.deliver_due()
    assert await product.results.waiting() == []


def test_a_spool_that_can_not_be_made_is_a_storage_error(tmp_path: Path) -> None:
    from jupyter_onlyoffice.saving.save_journal import SaveJournal

    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        SaveJournal(tmp_path / "file" / "kept", "/").new()
    assert isinstance(disk_error(OSError(28, "No space left on device")), StorageError)


def test_a_fetch_that_a_crash_broke_off_is_swept_a_day_later(product: Product) -> None:
    _, young = product.journal.new()
    _, old = product.journal.new()
    for path in (young, old):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    product.journal.sweep()
    assert young.exists() and not old.exists()


async def test_a_force_save_that_comes_late_does_not_replace_the_copy_that_a_later_result_went_to(
    product: Product,
) -> None:
    session = await product.open()
    (product.root / "report.docx").unlink()
    product.forget(session, "one and two")
    await product.forgotten_files.recover()
    copy = product.files()[0]
    await product.ready(session, "one", status=6, name="r1", lastsave="2026-11-21T10:00:00.000Z")
    assert product.text(copy) == "one and two"


async def test_a_late_force_save_of_the_same_second_is_mended_by_the_final_save(product: Product) -> None:
    session = await product.open()
    second: dict[str, Any] = {"lastsave": "2026-11-21T10:00:00.000Z"}
    await product.ready(session, "one and two", status=6, name="r2", **second)
    await product.ready(session, "one", status=6, name="r1", **second)
    await product.ready(session, "one and two", name="r3", notmodified=True, **second)
    assert product.text() == "one and two" and product.files() == ["report.docx"]


async def test_what_seems_older_than_the_last_save_is_not_called_stored(product: Product) -> None:
    """The clock of Docs was set back, or the machines of a cluster differ: it makes saves by the time of edits."""
    session = await product.open()
    await product.ready(session, "one", status=6, name="r1", lastsave="2026-11-21T10:00:10.000Z")
    request = asyncio.create_task(product.force_saves.request("report.docx"))
    await asyncio.to_thread(product.docs.was_asked.wait, 10)
    await refused(product, session, "one and two", status=6, name="r2", lastsave="2026-11-21T10:00:05.000Z")
    assert product.text() == "one" and not request.done()
    final: dict[str, Any] = {"lastsave": "2026-11-21T10:00:05.000Z", "notmodified": True}
    await product.ready(session, "one and two", name="r3", **final)
    assert product.text() == "one and two" and product.files() == ["report.docx"]
    assert (await request)["state"] == "stored"


async def test_an_old_result_that_storage_takes_late_is_mended_by_the_final_save(product: Product, disk: Disk) -> None:
    session = await product.open()
    await refused(product, session, "one", status=6, name="r1", lastsave="2026-11-21T10:00:10.000Z")
    disk.full = False
    late: dict[str, Any] = {"lastsave": "2026-11-21T10:00:05.000Z"}  # the clock of Docs was set back
    await product.ready(session, "one and two", status=6, name="r2", **late)
    product.now += 60
    await product.results.deliver_due()
    await product.ready(session, "one and two", name="r3", notmodified=True, **late)
    assert product.text() == "one and two" and product.files() == ["report.docx"]


async def test_an_older_result_does_not_replace_a_newer_one_that_came_after_the_clock_was_set_back(
    product: Product, disk: Disk
) -> None:
    session = await edited(product)
    await refused(product, session, "older", status=6, name="r1", lastsave="2026-11-21T10:00:00Z")
    product.now -= 3600
    disk.full = False
    await product.ready(session, "newer", status=6, name="r2", lastsave="2026-11-21T10:01:00Z")
    product.now += 7200
    await product.results.deliver_due()
    assert product.text() == "newer" and await kept_files(product) == []


async def test_what_fails_while_nothing_waits_is_looked_at_in_time(product: Product) -> None:
    assert await product.results.deliver_due() <= FIRST_RETRY, "the next failure is not known yet"


async def test_another_server_leaves_alone_what_this_one_is_storing(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, ours = product.writer.place, []

    async def look(*args: Any, **options: Any) -> Any:
        other = SaveJournal(product.folder / "spool" / "kept", product.storage.scope)
        with other.claimed(other.all()[0]) as claimed:
            ours.append(not claimed)
        return await place(*args, **options)

    monkeypatch.setattr(product.writer, "place", look)
    await product.ready(await product.open(), "edited")
    assert ours == [True] and product.text() == "edited"


async def test_what_waits_does_not_wait_for_a_clock_that_was_set_back(product: Product, disk: Disk) -> None:
    session = await product.open()
    await refused(product, session)
    disk.full = False
    product.now -= 24 * 3600
    assert await product.results.deliver_due() <= LAST_RETRY
    assert product.text() == "edited"


async def crashed(folder: Path, monkeypatch: pytest.MonkeyPatch, room: str, step: str) -> tuple[Product, Session]:
    """A server that died in a save that goes beside a file that had changed; and its session."""
    before = Product(folder)
    session = await before.open()
    (before.root / "report.docx").write_bytes(docx("by a kernel"))

    async def crash(*args: object) -> None:
        raise Killed

    monkeypatch.setattr(getattr(before, room), step, crash)
    with pytest.raises(Killed):
        await before.ready(session, "edited", status=6)
    before.close()
    monkeypatch.undo()
    return Product(folder), session


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
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Refusing(product, monkeypatch)
    session = await product.open()
    with pytest.raises(StorageError):
        await product.ready(session, "one and two", status=6, name="r1")
    disk.refusing = False
    await product.ready(session, "one", status=3, name="r2")
    product.now += FIRST_RETRY
    await product.results.deliver_due()
    assert sorted(product.text(name) for name in product.files()) == ["one", "one and two", "original"]


async def test_what_has_no_place_to_go_is_kept(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await product.open()

    async def gone(*args: object, **options: object) -> FileInfo:
        raise NotFoundError("The folder does not exist.", "Choose another folder.")

    monkeypatch.setattr(product.writer, "place", gone)
    with pytest.raises(NotFoundError):
        await product.ready(session, "edited")
    monkeypatch.undo()
    product.now += FIRST_RETRY
    await product.results.deliver_due()
    assert product.text() == "edited"


async def test_a_disk_without_hard_links_keeps_results_too(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*args: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    session = await product.open()
    await product.ready(session, "edited")
    assert product.text() == "edited" and await kept_files(product) == []


@pytest.mark.parametrize("late", [False, True])
async def test_a_rename_in_the_middle_of_a_save_is_followed_or_told(
    product: Product, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    session = await product.open()
    place, replace = product.writer.place, os.replace

    def rename() -> None:
        os.rename(product.root / "report.docx", product.root / "renamed.docx")

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
        await product.renames.renamed("report.docx", "renamed.docx")
        return stored

    monkeypatch.setattr(product.writer, "place", moving)
    await product.ready(session, "edited", status=6)
    assert await product.states() == ["moved", "stored" if late else "copied"]
    assert product.text(product.events[1]["savedAs"] or "renamed.docx") == "edited"


async def test_a_disk_without_room_for_our_records_is_told_too(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await product.open()

    def full(*args: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(product.sessions._store, "update", full)
    Refusing(product, monkeypatch)
    with pytest.raises(StorageError, match="The disk is full"):
        await product.ready(session, "edited")
    assert await product.states() == ["failed"] and product.events[0]["cause"] == "The disk is full."
