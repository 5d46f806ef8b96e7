"""A tab that was not told that its session has ended, as its page was away, and goes on in the old editor."""

from __future__ import annotations

import asyncio

import pytest

from jupyter_onlyoffice.errors import DocsRefusedError
from jupyter_onlyoffice.sessions.session import Session

from ..house import House, docx, edited
from .test_checkpoint_revert import revert, stored_with_checkpoint


async def changed(house: House) -> Session:
    """The file was changed while nobody had edits."""
    session = await edited(house)
    (house.root / "report.docx").write_bytes(docx("by a kernel"))
    house.docs.answer = 4
    await house.file_watch.look()
    await house.file_watch.look()
    assert (await house.sessions.get(session.key)).state == "closed"
    house.docs.answer = 0
    house.docs.ordered.clear()
    house.docs.was_asked.clear()
    return session


@pytest.mark.parametrize("reopened", [False, True], ids=["alone", "beside a tab that has opened it anew"])
async def test_its_save_is_a_copy_and_not_called_stored_without_being_so(house: House, reopened: bool) -> None:
    session = await changed(house)
    if reopened:
        await edited(house)
    await house.states()
    house.events.clear()
    saving = asyncio.create_task(house.force_saves.request("report.docx", session.key))
    await asyncio.to_thread(house.docs.was_asked.wait, 10)
    (userdata,) = house.docs.ordered
    await house.ready(session, "typed on", status=6, name="r1", userdata=userdata)
    answer = await saving
    assert (answer["state"], answer["savedAs"]) == ("stored", house.copy())
    assert house.text() == "by a kernel" and house.text(house.copy()) == "typed on"
    await house.states()
    assert ("changed", session.key) in [(event["state"], event["key"]) for event in house.events], "told once more"
    await house.ready(session, "typed on", name="r2", notmodified=True)
    assert house.text(house.copy()) == "typed on", "once"


async def test_after_a_revert_as_well(house: House) -> None:
    session = await stored_with_checkpoint(house)
    await revert(house)
    saving = asyncio.create_task(house.force_saves.request("report.docx", session.key))
    await asyncio.to_thread(house.docs.was_asked.wait, 10)
    await house.ready(session, "thrown away", status=6, name="r2", userdata=house.docs.ordered[0])
    assert (await saving)["savedAs"] == house.copy() and house.text() == "saved"


async def test_a_tab_whose_editor_docs_does_not_know_any_more_has_nothing_to_save(house: House) -> None:
    session = await changed(house)
    house.docs.answer = refusal = DocsRefusedError("Unknown.", "Open it again.")
    refusal.docs_code = 1
    assert (await house.force_saves.request("report.docx", session.key))["state"] == "unchanged"


async def test_a_key_that_nobody_knows_means_the_document_that_is_open(house: House) -> None:
    house.docs.answer = 4
    session = await edited(house)
    assert (await house.force_saves.request("report.docx", "unknown"))["state"] == "unchanged"
    assert house.docs.ordered and (await house.sessions.get(session.key)).state == "editing"
