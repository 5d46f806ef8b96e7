"""While somebody edits the server is active, whatever requests come; but not because of a record that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from jupyter_server.serverapp import ServerApp

from jupyter_onlyoffice.docs_server.client import DocsClient
from jupyter_onlyoffice.handlers.base import SETTING
from jupyter_onlyoffice.saving.abandoned_sessions import AbandonedSessions
from jupyter_onlyoffice.services import Services
from jupyter_onlyoffice.sessions import activity
from jupyter_onlyoffice.sessions.activity import ASK, PATIENCE, UNKNOWN, Activity

from ..product import FULL, Disk, Product, refused


class Counting:
    """Looks, and counts for how long the server was active."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.time = 0.0
        self.alive = 0
        docs = cast(DocsClient, product.docs)
        self.ended: list[str] = []
        silence = AbandonedSessions(product.sessions, product.results, product.save_events)
        self.activity = Activity(
            *(product.sessions, docs, product.executor, self._alive, self._ended, silence.end), lambda: self.time
        )

    async def _ended(self, key: str) -> None:
        self.ended.append(key)
        await self.product.forgotten_files.recover_key(key)

    def _alive(self) -> None:
        self.alive += 1

    async def counts(self, seconds: float = 0.0) -> bool:
        """Whether the server counts as active ``seconds`` later."""
        self.time += seconds
        before = self.alive
        await self.activity.look()
        return self.alive > before

    def asked(self) -> int:
        questions = [command for command, _ in self.product.docs.commands].count("info")
        return questions - 2 * len(self.ended)  # before and after it is looked for what it holds, Docs is asked again


async def test_it_counts_while_somebody_edits_and_no_longer(product: Product) -> None:
    counting = Counting(product)
    session = await product.open()
    assert not await counting.counts()
    await product.call(session, 1, users=["ann"])
    product.docs.editing.add(session.key)
    assert await counting.counts(5)
    assert await counting.counts(5) and counting.asked() == 0, "Docs has just told"
    await product.call(session, 4)
    assert not await counting.counts(5)
    await product.call(session, 1, users=["ann"])
    assert await counting.counts(5)
    await product.call(session, 1, users=[])
    assert not await counting.counts(5), "the final save is about to come, and counts by itself"


async def test_docs_is_asked_now_and_then_whether_it_is_still_so(product: Product) -> None:
    counting = Counting(product)
    await counting.counts()
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    product.docs.editing.add(session.key)
    for _ in range(100):
        assert await counting.counts(ASK / 10)
    assert counting.asked() == 10
    product.docs.editing.clear()  # it died and never told
    seconds = 0
    while await counting.counts(5):
        seconds += 5
    assert seconds <= ASK
    assert not await counting.counts(5) and counting.asked() == 11
    product.docs.editing.add(session.key)
    assert await counting.counts(ASK), "it is asked again"


async def test_what_docs_could_not_deliver_is_fetched_as_soon_as_it_is_known(product: Product) -> None:
    """The network between us was cut while the last one left, and Docs has given up."""
    counting = Counting(product)
    await counting.counts()
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    product.forget(session, "edited")
    await counting.counts(ASK)
    assert counting.ended == [session.key]
    assert product.text() == "edited" and product.docs.forgotten == {}


async def test_a_document_that_docs_has_given_up_without_a_word_does_not_stay_edited_for_good(product: Product) -> None:
    """Its database was reset, or another program was brought the last save."""
    counting = Counting(product)
    await counting.counts()
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    await counting.counts(ASK)
    assert (await product.sessions.get(session.key)).state == "editing", "it may just have been handed out"
    await counting.counts(UNKNOWN)
    assert (await product.sessions.get(session.key)).state == "closed"
    assert (await product.states())[-2:] == ["failed", "changed"]
    (entry,) = await product.unsaved_documents.waiting("ann")
    assert (entry["state"], entry["reason"], entry["savedAs"]) == ("gone", "saving.perhaps-lost", None)
    assert (await product.open()).key != session.key
    await product.sessions.told(session.key, "ann")
    assert await product.unsaved_documents.waiting("ann") == []
    await counting.counts(ASK)
    assert counting.ended == [session.key] * 2, "and is asked about no more"
    await product.ready(session, "after all")
    assert product.text(product.copy()) == "after all"


@pytest.mark.parametrize("failed", [False, True])
async def test_edits_that_are_lost_for_sure_are_called_so(product: Product, failed: bool) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    if failed:
        await product.sessions.failed(session, FULL, final=False)
    else:
        await product.call(session, 1, users=[])  # the last one left with edits, but no final save came
    counting = Counting(product)
    await counting.counts()
    await counting.counts(UNKNOWN)
    (entry,) = await product.unsaved_documents.waiting("ann")
    assert (entry["state"], entry["reason"]) == ("gone", "saving.lost")


async def test_a_server_that_was_away_for_days_claims_no_loss(product: Product) -> None:
    """Docs has forgotten a document that nobody changed, and told a server that was stopped."""
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    counting = Counting(product)
    await counting.counts()
    await counting.counts(UNKNOWN)
    assert (await product.sessions.get(session.key)).state == "closed"
    assert await product.unsaved_documents.waiting("ann") == [] and (await product.states())[-1] == "changed"


async def test_somebody_in_the_document_whom_nobody_let_in_is_named_and_believed_to_have_taken_it(
    product: Product, caplog: pytest.LogCaptureFixture
) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann", "somebody else"])
    assert "saving.strangers" in caplog.text and "report.docx" in caplog.text
    counting = Counting(product)
    await counting.counts()
    await counting.counts(UNKNOWN)
    (entry,) = await product.unsaved_documents.waiting("ann")
    assert entry["reason"] == "saving.perhaps-lost"


async def test_what_waits_on_our_disk_is_waited_for(product: Product, disk: Disk) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    await refused(product, session, status=6)
    counting = Counting(product)
    for _ in range(3):
        await counting.counts(ASK)
    assert (await product.sessions.get(session.key)).state == "editing"
    disk.full = False
    product.now += 900
    await product.results.deliver_due()
    assert product.text() == "edited", "the file, not a copy"
    await counting.counts(ASK)
    assert (await product.sessions.get(session.key)).state == "closed"


async def test_docs_that_has_the_document_but_nobody_in_it_will_tell(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    counting = Counting(product)
    product.docs.editing.add(session.key)
    product.docs.edited = lambda key: False  # type: ignore[method-assign]
    for _ in range(3):
        await counting.counts(ASK)
    assert (await product.sessions.get(session.key)).state == "editing"


async def test_what_was_told_to_an_earlier_process_is_confirmed_first(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    counting = Counting(product)
    assert not await counting.counts() and counting.asked() == 1
    product.docs.editing.add(session.key)
    assert await counting.counts(ASK)


async def test_a_docs_that_is_silent_is_believed_for_a_while(product: Product) -> None:
    counting = Counting(product)
    await counting.counts()
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    product.docs.down = True
    assert await counting.counts(1)
    assert await counting.counts(PATIENCE - 10)
    assert not await counting.counts(20)
    product.docs.down = False
    product.docs.editing.add(session.key)
    assert await counting.counts(ASK)


class TestServer:
    """As jupyter_server counts."""

    @pytest.fixture
    def jp_server_config(self, tmp_path: Path) -> dict[str, Any]:
        docs = {"docs_url": "http://docs.invalid", "jwt_secret": "s" * 32, "data_dir": str(tmp_path / "onlyoffice")}
        return {"ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}}, "OnlyOffice": docs}

    async def test_idle_culling_sees_it_without_any_request(
        self, jp_serverapp: ServerApp, jp_root_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app = jp_serverapp.web_app
        services: Services = app.settings[SETTING]
        (jp_root_dir / "report.docx").write_bytes(b"")
        monkeypatch.setattr(activity, "ASK", -1.0)
        monkeypatch.setattr(DocsClient, "edited", lambda docs, key: True)

        async def known(key: str) -> bool:
            return True

        session = await services.shared.sessions.open("report.docx", "v1", "ann", "Ann", known)
        await services.activity.look()
        last_activity: Callable[[], datetime] = app.last_activity
        before = last_activity()
        await services.shared.sessions.editing(session, ("ann",))
        assert last_activity() == before
        await services.activity.look()
        assert last_activity() > before
