"""What Docs could not deliver is fetched, stored, and only then deleted there."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from concurrent.futures import TimeoutError as Late

import pytest

from jupyter_onlyoffice.errors import DocsUnreachableError, FetchError, StorageError
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.tasks import periodic
from jupyter_onlyoffice.tasks.periodic import PeriodicTasks

from ..house import Disk, House, docx, refused


async def test_a_forgotten_result_becomes_the_file(house: House) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    await house.call(session, 4)  # the server was away when the 2 came
    house.forget(session, "edited")
    (recovered,) = await house.forgotten_files.recover()
    assert (recovered.path, recovered.error) == ("report.docx", None)
    assert house.text() == "edited" and house.files() == ["report.docx"]
    assert house.docs.forgotten == {}
    assert (await house.open()).key != session.key
    assert (await house.states())[-1] == "stored"


async def test_a_forgotten_result_of_a_failed_save_becomes_the_file(house: House) -> None:
    session = await house.open()
    house.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FetchError("Gone.", "Wait.")
    with pytest.raises(FetchError):
        await house.ready(session, "")
    house.forget(session, "edited")
    await house.forgotten_files.recover()
    assert house.text() == "edited"
    found = await house.sessions.get(session.key)
    assert found.state == "closed" and found.failure is None


async def test_a_file_that_has_moved_on_is_left_alone(house: House) -> None:
    session = await house.open()
    house.forget(session, "edited")
    (house.root / "report.docx").write_bytes(docx("newer"))
    await house.forgotten_files.recover()
    assert house.text() == "newer"
    assert house.text(house.copy()) == "edited"
    assert house.docs.forgotten == {}


async def test_what_is_stored_already_is_only_deleted(house: House) -> None:
    session = await house.open()
    await house.ready(session, "edited")
    house.forget(session, "edited")
    await house.forgotten_files.recover()
    assert house.files() == ["report.docx"] and house.docs.forgotten == {}


@pytest.mark.parametrize("seconds", [60, 0], ids=["later", "when the clock was set back to the same time"])
async def test_a_document_that_is_forgotten_twice_is_recovered_twice(house: House, seconds: int) -> None:
    session = await house.open()
    house.forget(session, "once")
    await house.forgotten_files.recover()
    house.now += seconds
    house.forget(session, "twice")
    await house.forgotten_files.recover()
    assert "twice" in [house.text(name) for name in house.files()]
    assert house.docs.forgotten == {}


async def test_results_of_other_integrators_are_not_touched(house: House) -> None:
    house.docs.forgotten["nextcloud-key"] = "http://docs/cache/files/forgotten/nextcloud-key/output.docx"
    assert await house.forgotten_files.recover() == []
    assert "nextcloud-key" in house.docs.forgotten
    assert ("getForgotten", "nextcloud-key") not in house.docs.commands


async def test_what_somebody_edits_again_is_left_to_docs(house: House) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    house.docs.editing.add(session.key)
    house.forget(session, "edited")
    assert await house.forgotten_files.recover() == []
    assert session.key in house.docs.forgotten


async def test_docs_may_tell_who_edits_before_it_answers(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it does: the command ``info`` is answered after its callback (source: DocsCoServer.js, sendStatusDocument)."""
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    house.forget(session, "edited")
    loop = asyncio.get_running_loop()

    def knows(key: str) -> bool:
        told = asyncio.run_coroutine_threadsafe(house.call(session, 1, users=["ann"]), loop)
        try:
            told.result(1)
        except Late:
            raise DocsUnreachableError("Docs does not answer.", "Start it.") from None
        return True

    monkeypatch.setattr(house.docs, "knows", knows)
    assert await house.forgotten_files.recover_key(session.key) is None
    assert session.key in house.docs.forgotten


async def test_who_opens_it_again_while_docs_answers_goes_on_with_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])
    house.forget(session, "edited")
    loop = asyncio.get_running_loop()

    def knows(key: str) -> bool:
        asyncio.run_coroutine_threadsafe(house.call(session, 1, users=["ann", "bob"]), loop).result(10)
        return False

    monkeypatch.setattr(house.docs, "knows", knows)
    assert await house.forgotten_files.recover_key(session.key) is None
    assert (await house.sessions.get(session.key)).state == "editing"


async def test_what_we_believe_to_be_edited_but_docs_does_not_is_recovered(house: House) -> None:
    session = await house.open()
    await house.call(session, 1, users=["ann"])  # then the server was killed, and heard nothing more
    house.forget(session, "edited")
    await house.forgotten_files.recover()
    assert house.text() == "edited" and house.docs.forgotten == {}
    assert (await house.sessions.get(session.key)).state == "closed"


async def test_a_key_of_ours_whose_record_is_lost_is_recovered_under_a_name_that_says_so(house: House) -> None:
    session = await house.open()
    house.forget_sessions()
    house.forget(session, "edited")
    await house.forgotten_files.recover()
    (name,) = [name for name in house.files() if name.startswith("recovered document")]
    assert house.text(name) == "edited" and name.endswith(".docx")


@pytest.mark.parametrize("tail", ["", f"{'0' * 32}", f"{'0' * 32}-{'0' * 24}"])
async def test_a_key_that_only_begins_like_ours_does_not_bring_a_file_into_the_home_of_the_user(
    house: House, tail: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Another user of the same Docs can give a document any key, and let Docs forget it."""
    key = (await house.open()).key.partition("-")[0] + f"-{tail}"
    house.docs.forgotten[key] = "http://docs/cache/files/forgotten/evil/output.docx"
    house.docs.results[house.docs.forgotten[key]] = docx("a macro")
    for _ in range(2):
        assert await house.forgotten_files.recover() == []
    assert house.files() == ["report.docx"] and key in house.docs.forgotten
    assert ("getForgotten", key) not in house.docs.commands and ("deleteForgotten", key) not in house.docs.commands
    assert caplog.text.count("saving.foreign-key") == 1 and house.forgotten_files.foreign == {key}


async def test_what_the_doctor_or_a_conversion_left_with_docs_is_no_document(house: House) -> None:
    for use in ("probe", "conversion", "version", "reference"):
        key = house.links.document_keys.new(use)
        house.docs.forgotten[key] = f"http://docs/cache/files/forgotten/{use}/output.docx"
        house.docs.results[house.docs.forgotten[key]] = docx(use)
    assert await house.forgotten_files.recover() == []
    assert house.files() == ["report.docx"]


async def test_a_key_of_an_older_version_is_known_by_its_record(house: House) -> None:
    info = await house.storage.info("report.docx")
    session = Session(f"{house.links.instance}-{'a' * 32}", "report.docx", info.version, house.now)
    await house.sessions._run(house.sessions._store.open, session)
    house.forget(session, "edited")
    await house.forgotten_files.recover()
    assert house.text() == "edited" and house.docs.forgotten == {}


async def test_a_document_under_the_root_of_another_server_is_left_to_it(house: House) -> None:
    session = await house.open()
    with sqlite3.connect(house.folder / "sessions.sqlite") as db:
        db.execute("UPDATE sessions SET scope = '/another/root'")
    db.close()
    house.forget(session, "edited")
    assert await house.forgotten_files.recover() == []
    assert house.files() == ["report.docx"] and session.key in house.docs.forgotten


async def test_nothing_is_deleted_at_docs_before_it_is_safe(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await house.open()
    house.forget(session, "edited")

    async def refuse(*args: object) -> None:
        raise StorageError("The disk is full.", "Make room.")

    monkeypatch.setattr(house.storage, "replace", refuse)
    (recovered,) = await house.forgotten_files.recover()
    assert "The disk is full." in str(recovered.error)
    assert session.key in house.docs.forgotten
    monkeypatch.undo()
    house.now += 3600
    await house.results.deliver_due()
    await house.forgotten_files.recover()
    assert house.text() == "edited" and house.files() == ["report.docx"] and house.docs.forgotten == {}


async def test_a_docs_that_does_not_answer_is_asked_another_time(house: House) -> None:
    house.docs.down = True
    with pytest.raises(DocsUnreachableError):
        await house.forgotten_files.recover()
    await house.forgotten_files.delete("some-key")


async def test_the_background_recovers_at_start_and_goes_on_after_a_fault(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periodic, "START", 0.0)
    monkeypatch.setattr(periodic, "PAUSE", 0.0)
    session = await house.open()
    house.forget(session, "edited")
    tried: list[str] = []

    async def fault() -> float:
        tried.append("deliver")
        raise ZeroDivisionError

    work = PeriodicTasks([fault], [house.forgotten_files.look], logging.getLogger("test"))
    work.start()
    while house.docs.forgotten or len(tried) < 2:  # noqa: ASYNC110 - the background tells nobody
        await asyncio.sleep(0)
    await work.stop()
    assert house.text() == "edited"


async def test_the_background_waits_while_docs_is_down(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "START", 0.0)
    house.docs.down = True
    work = PeriodicTasks([], [house.forgotten_files.look], logging.getLogger("test"))
    work.start()
    while not house.docs.commands:  # noqa: ASYNC110 - the background tells nobody
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    await work.stop()
    assert len(house.docs.commands) == 1


async def test_all_is_looked_at_every_hour_and_what_failed_sooner_ever_more_rarely(house: House) -> None:
    await house.forgotten_files.look()
    session = await house.open()
    house.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FetchError("Gone.", "Wait.")
    with pytest.raises(FetchError):
        await house.ready(session, "")
    house.docs.commands.clear()
    asked: list[float] = []
    start = house.now
    for _ in range(120):
        await house.forgotten_files.look()
        if ("getForgotten", session.key) in house.docs.commands:
            asked.append((house.now - start) / 60)
            house.docs.commands = [told for told in house.docs.commands if told[0] != "getForgotten"]
        house.now += 60
    assert asked == [1, 3, 7, 15, 31, 63]
    assert [command for command, _ in house.docs.commands].count("getForgottenList") == 1
    house.forget(session, "edited")
    house.now += 3600
    await house.forgotten_files.look()
    assert house.text() == "edited" and (await house.sessions.get(session.key)).state == "closed"


async def test_the_looks_do_not_wait_for_a_clock_that_was_set_back(house: House, disk: Disk) -> None:
    session = await house.open()
    await refused(house, session)
    await house.forgotten_files.look()
    disk.full = False
    house.now -= 24 * 3600
    house.forget(session, "edited")
    house.docs.commands.clear()
    await house.forgotten_files.look()
    assert ("getForgottenList", None) in house.docs.commands
    assert house.text() == "edited"


async def test_docs_need_not_keep_what_storage_took_in_the_end(house: House, disk: Disk) -> None:
    """Within the hour the document may be edited on: then what Docs keeps would come as a copy of old edits."""
    await house.forgotten_files.look()
    session = await house.open()
    await refused(house, session)
    house.forget(session, "edited")  # Docs has given up
    disk.full = False
    house.now += 15
    await house.results.deliver_due()
    assert house.text() == "edited"
    link = house.docs.results.pop(house.docs.forgotten[session.key])
    house.docs.results[house.docs.forgotten[session.key]] = FetchError("Docs does not answer.", "Wait.")
    await house.forgotten_files.look()
    assert session.key in house.docs.forgotten
    house.docs.results[house.docs.forgotten[session.key]] = link
    await house.forgotten_files.look()
    assert house.docs.forgotten == {} and house.files() == ["report.docx"]


async def test_what_storage_refuses_is_not_fetched_again_and_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await house.open()
    house.forget(session, "edited")

    async def refuse(*args: object) -> None:
        raise StorageError("The disk is full.", "Make room.")

    monkeypatch.setattr(house.storage, "replace", refuse)
    for _ in range(3):
        (recovered,) = await house.forgotten_files.recover()
        assert recovered.path == "report.docx" and recovered.error is not None
    assert len(house.docs.fetched) == 1 and len(await house.results.waiting()) == 1
