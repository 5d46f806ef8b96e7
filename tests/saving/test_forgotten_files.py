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

from ..product import Disk, Product, docx, refused


async def test_a_forgotten_result_becomes_the_file(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    await product.call(session, 4)  # the server was away when the 2 came
    product.forget(session, "edited")
    (recovered,) = await product.forgotten_files.recover()
    assert (recovered.path, recovered.error) == ("report.docx", None)
    assert product.text() == "edited" and product.files() == ["report.docx"]
    assert product.docs.forgotten == {}
    assert (await product.open()).key != session.key
    assert (await product.states())[-1] == "stored"


async def test_a_forgotten_result_of_a_failed_save_becomes_the_file(product: Product) -> None:
    session = await product.open()
    product.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FetchError("Gone.", "Wait.")
    with pytest.raises(FetchError):
        await product.ready(session, "")
    product.forget(session, "edited")
    await product.forgotten_files.recover()
    assert product.text() == "edited"
    found = await product.sessions.get(session.key)
    assert found.state == "closed" and found.failure is None


async def test_a_file_that_has_moved_on_is_left_alone(product: Product) -> None:
    session = await product.open()
    product.forget(session, "edited")
    (product.root / "report.docx").write_bytes(docx("newer"))
    await product.forgotten_files.recover()
    assert product.text() == "newer"
    assert product.text(product.copy()) == "edited"
    assert product.docs.forgotten == {}


async def test_what_is_stored_already_is_only_deleted(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "edited")
    product.forget(session, "edited")
    await product.forgotten_files.recover()
    assert product.files() == ["report.docx"] and product.docs.forgotten == {}


@pytest.mark.parametrize("seconds", [60, 0], ids=["later", "when the clock was set back to the same time"])
async def test_a_document_that_is_forgotten_twice_is_recovered_twice(product: Product, seconds: int) -> None:
    session = await product.open()
    product.forget(session, "once")
    await product.forgotten_files.recover()
    product.now += seconds
    product.forget(session, "twice")
    await product.forgotten_files.recover()
    assert "twice" in [product.text(name) for name in product.files()]
    assert product.docs.forgotten == {}


async def test_results_of_other_integrators_are_not_touched(product: Product) -> None:
    product.docs.forgotten["nextcloud-key"] = "http://docs/cache/files/forgotten/nextcloud-key/output.docx"
    assert await product.forgotten_files.recover() == []
    assert "nextcloud-key" in product.docs.forgotten
    assert ("getForgotten", "nextcloud-key") not in product.docs.commands


async def test_what_somebody_edits_again_is_left_to_docs(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    product.docs.editing.add(session.key)
    product.forget(session, "edited")
    assert await product.forgotten_files.recover() == []
    assert session.key in product.docs.forgotten


async def test_docs_may_tell_who_edits_before_it_answers(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it does: the command ``info`` is answered after its callback (source: DocsCoServer.js, sendStatusDocument)."""
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    product.forget(session, "edited")
    loop = asyncio.get_running_loop()

    def knows(key: str) -> bool:
        told = asyncio.run_coroutine_threadsafe(product.call(session, 1, users=["ann"]), loop)
        try:
            told.result(1)
        except Late:
            raise DocsUnreachableError("Docs does not answer.", "Start it.") from None
        return True

    monkeypatch.setattr(product.docs, "knows", knows)
    assert await product.forgotten_files.recover_key(session.key) is None
    assert session.key in product.docs.forgotten


async def test_who_opens_it_again_while_docs_answers_goes_on_with_it(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    product.forget(session, "edited")
    loop = asyncio.get_running_loop()

    def knows(key: str) -> bool:
        asyncio.run_coroutine_threadsafe(product.call(session, 1, users=["ann", "bob"]), loop).result(10)
        return False

    monkeypatch.setattr(product.docs, "knows", knows)
    assert await product.forgotten_files.recover_key(session.key) is None
    assert (await product.sessions.get(session.key)).state == "editing"


async def test_what_we_believe_to_be_edited_but_docs_does_not_is_recovered(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])  # then the server was killed, and heard nothing more
    product.forget(session, "edited")
    await product.forgotten_files.recover()
    assert product.text() == "edited" and product.docs.forgotten == {}
    assert (await product.sessions.get(session.key)).state == "closed"


async def test_a_key_of_ours_whose_record_is_lost_is_recovered_under_a_name_that_says_so(product: Product) -> None:
    session = await product.open()
    product.forget_sessions()
    product.forget(session, "edited")
    await product.forgotten_files.recover()
    (name,) = [name for name in product.files() if name.startswith("recovered document")]
    assert product.text(name) == "edited" and name.endswith(".docx")


@pytest.mark.parametrize("tail", ["", f"{'0' * 32}", f"{'0' * 32}-{'0' * 24}"])
async def test_a_key_that_only_begins_like_ours_does_not_bring_a_file_into_the_home_of_the_user(
    product: Product, tail: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Another user of the same Docs can give a document any key, and let Docs forget it."""
    key = (await product.open()).key.partition("-")[0] + f"-{tail}"
    product.docs.forgotten[key] = "http://docs/cache/files/forgotten/evil/output.docx"
    product.docs.results[product.docs.forgotten[key]] = docx("a macro")
    for _ in range(2):
        assert await product.forgotten_files.recover() == []
    assert product.files() == ["report.docx"] and key in product.docs.forgotten
    assert ("getForgotten", key) not in product.docs.commands and ("deleteForgotten", key) not in product.docs.commands
    assert caplog.text.count("saving.foreign-key") == 1 and product.forgotten_files.foreign == {key}


async def test_what_the_doctor_or_a_conversion_left_with_docs_is_no_document(product: Product) -> None:
    for use in ("probe", "conversion", "version", "reference"):
        key = product.links.document_keys.new(use)
        product.docs.forgotten[key] = f"http://docs/cache/files/forgotten/{use}/output.docx"
        product.docs.results[product.docs.forgotten[key]] = docx(use)
    assert await product.forgotten_files.recover() == []
    assert product.files() == ["report.docx"]


async def test_a_key_of_an_older_version_is_known_by_its_record(product: Product) -> None:
    info = await product.storage.info("report.docx")
    session = Session(f"{product.links.instance}-{'a' * 32}", "report.docx", info.version, product.now)
    await product.sessions._run(product.sessions._store.open, session)
    product.forget(session, "edited")
    await product.forgotten_files.recover()
    assert product.text() == "edited" and product.docs.forgotten == {}


async def test_a_document_under_the_root_of_another_server_is_left_to_it(product: Product) -> None:
    session = await product.open()
    with sqlite3.connect(product.folder / "sessions.sqlite") as db:
        db.execute("UPDATE sessions SET scope = '/another/root'")
    db.close()
    product.forget(session, "edited")
    assert await product.forgotten_files.recover() == []
    assert product.files() == ["report.docx"] and session.key in product.docs.forgotten


async def test_nothing_is_deleted_at_docs_before_it_is_safe(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await product.open()
    product.forget(session, "edited")

    async def refuse(*args: object) -> None:
        raise StorageError("The disk is full.", "Make room.")

    monkeypatch.setattr(product.storage, "replace", refuse)
    (recovered,) = await product.forgotten_files.recover()
    assert "The disk is full." in str(recovered.error)
    assert session.key in product.docs.forgotten
    monkeypatch.undo()
    product.now += 3600
    await product.results.deliver_due()
    await product.forgotten_files.recover()
    assert product.text() == "edited" and product.files() == ["report.docx"] and product.docs.forgotten == {}


async def test_a_docs_that_does_not_answer_is_asked_another_time(product: Product) -> None:
    product.docs.down = True
    with pytest.raises(DocsUnreachableError):
        await product.forgotten_files.recover()
    await product.forgotten_files.delete("some-key")


async def test_the_background_recovers_at_start_and_goes_on_after_a_fault(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periodic, "START", 0.0)
    monkeypatch.setattr(periodic, "PAUSE", 0.0)
    session = await product.open()
    product.forget(session, "edited")
    tried: list[str] = []

    async def fault() -> float:
        tried.append("deliver")
        raise ZeroDivisionError

    work = PeriodicTasks([fault], [product.forgotten_files.look], logging.getLogger("test"))
    work.start()
    while product.docs.forgotten or len(tried) < 2:  # noqa: ASYNC110 - the background tells nobody
        await asyncio.sleep(0)
    await work.stop()
    assert product.text() == "edited"


async def test_the_background_waits_while_docs_is_down(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "START", 0.0)
    product.docs.down = True
    work = PeriodicTasks([], [product.forgotten_files.look], logging.getLogger("test"))
    work.start()
    while not product.docs.commands:  # noqa: ASYNC110 - the background tells nobody
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    await work.stop()
    assert len(product.docs.commands) == 1


async def test_all_is_looked_at_every_hour_and_what_failed_sooner_ever_more_rarely(product: Product) -> None:
    await product.forgotten_files.look()
    session = await product.open()
    product.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FetchError("Gone.", "Wait.")
    with pytest.raises(FetchError):
        await product.ready(session, "")
    product.docs.commands.clear()
    asked: list[float] = []
    start = product.now
    for _ in range(120):
        await product.forgotten_files.look()
        if ("getForgotten", session.key) in product.docs.commands:
            asked.append((product.now - start) / 60)
            product.docs.commands = [told for told in product.docs.commands if told[0] != "getForgotten"]
        product.now += 60
    assert asked == [1, 3, 7, 15, 31, 63]
    assert [command for command, _ in product.docs.commands].count("getForgottenList") == 1
    product.forget(session, "edited")
    product.now += 3600
    await product.forgotten_files.look()
    assert product.text() == "edited" and (await product.sessions.get(session.key)).state == "closed"


async def test_the_looks_do_not_wait_for_a_clock_that_was_set_back(product: Product, disk: Disk) -> None:
    session = await product.open()
    await refused(product, session)
    await product.forgotten_files.look()
    disk.full = False
    product.now -= 24 * 3600
    product.forget(session, "edited")
    product.docs.commands.clear()
    await product.forgotten_files.look()
    assert ("getForgottenList", None) in product.docs.commands
    assert product.text() == "edited"


async def test_docs_need_not_keep_what_storage_took_in_the_end(product: Product, disk: Disk) -> None:
    """Within the hour the document may be edited on: then what Docs keeps would come as a copy of old edits."""
    await product.forgotten_files.look()
    session = await product.open()
    await refused(product, session)
    product.forget(session, "edited")  # Docs has given up
    disk.full = False
    product.now += 15
    await product.results.deliver_due()
    assert product.text() == "edited"
    link = product.docs.results.pop(product.docs.forgotten[session.key])
    product.docs.results[product.docs.forgotten[session.key]] = FetchError("Docs does not answer.", "Wait.")
    await product.forgotten_files.look()
    assert session.key in product.docs.forgotten
    product.docs.results[product.docs.forgotten[session.key]] = link
    await product.forgotten_files.look()
    assert product.docs.forgotten == {} and product.files() == ["report.docx"]


async def test_what_storage_refuses_is_not_fetched_again_and_again(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await product.open()
    product.forget(session, "edited")

    async def refuse(*args: object) -> None:
        raise StorageError("The disk is full.", "Make room.")

    monkeypatch.setattr(product.storage, "replace", refuse)
    for _ in range(3):
        (recovered,) = await product.forgotten_files.recover()
        assert recovered.path == "report.docx" and recovered.error is not None
    assert len(product.docs.fetched) == 1 and len(await product.results.waiting()) == 1
