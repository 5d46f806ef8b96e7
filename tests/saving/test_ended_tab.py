"""A tab that was not told that its session has ended, as its page was away, and goes on in the old editor."""

from __future__ import annotations

import asyncio

import pytest

from jupyter_onlyoffice.errors import DocsRefusedError
from jupyter_onlyoffice.sessions.session import Session

from ..product import Product, docx, edited
from .test_checkpoint_revert import revert, stored_with_checkpoint


async def changed(product: Product) -> Session:
    """The file was changed while nobody had edits."""
    session = await edited(product)
    (product.root / "report.docx").write_bytes(docx("by a kernel"))
    product.docs.answer = 4
    await product.file_watch.look()
    await product.file_watch.look()
    assert (await product.sessions.get(session.key)).state == "closed"
    product.docs.answer = 0
    product.docs.ordered.clear()
    product.docs.was_asked.clear()
    return session


@pytest.mark.parametrize("reopened", [False, True], ids=["alone", "beside a tab that has opened it anew"])
async def test_its_save_is_a_copy_and_not_called_stored_without_being_so(product: Product, reopened: bool) -> None:
    session = await changed(product)
    if reopened:
        await edited(product)
    await product.states()
    product.events.clear()
    saving = asyncio.create_task(product.force_saves.request("report.docx", session.key))
    await asyncio.to_thread(product.docs.was_asked.wait, 10)
    (userdata,) = product.docs.ordered
    await product.ready(session, "typed on", status=6, name="r1", userdata=userdata)
    answer = await saving
    assert (answer["state"], answer["savedAs"]) == ("stored", product.copy())
    assert product.text() == "by a kernel" and product.text(product.copy()) == "typed on"
    await product.states()
    assert ("changed", session.key) in [(event["state"], event["key"]) for event in product.events], "told once more"
    await product.ready(session, "typed on", name="r2", notmodified=True)
    assert product.text(product.copy()) == "typed on", "once"


async def test_after_a_revert_as_well(product: Product) -> None:
    session = await stored_with_checkpoint(product)
    await revert(product)
    saving = asyncio.create_task(product.force_saves.request("report.docx", session.key))
    await asyncio.to_thread(product.docs.was_asked.wait, 10)
    await product.ready(session, "thrown away", status=6, name="r2", userdata=product.docs.ordered[0])
    assert (await saving)["savedAs"] == product.copy() and product.text() == "saved"


async def test_a_tab_whose_editor_docs_does_not_know_any_more_has_nothing_to_save(product: Product) -> None:
    session = await changed(product)
    product.docs.answer = refusal = DocsRefusedError("Unknown.", "Open it again.")
    refusal.docs_code = 1
    assert (await product.force_saves.request("report.docx", session.key))["state"] == "unchanged"


async def test_a_key_that_nobody_knows_means_the_document_that_is_open(product: Product) -> None:
    product.docs.answer = 4
    session = await edited(product)
    assert (await product.force_saves.request("report.docx", "unknown"))["state"] == "unchanged"
    assert product.docs.ordered and (await product.sessions.get(session.key)).state == "editing"
