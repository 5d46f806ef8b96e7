"""Who waits for which force save, with the real store, storage and saving; only Docs is replaced."""

from __future__ import annotations

import asyncio

import pytest

from jupyter_onlyoffice.errors import ConflictError, DocsRefusedError, ResultRejectedError
from jupyter_onlyoffice.saving.force_saves import NEVER, ForceSaveAnswer

from ..product import Product


async def test_a_force_save_waits_until_the_result_is_stored(product: Product) -> None:
    session = await product.open()
    request = asyncio.create_task(product.force_saves.request("report.docx"))
    await asyncio.to_thread(product.docs.was_asked.wait, 10)
    await product.ready(session, "edited", status=6)
    answer = await request
    assert answer["state"] == "stored"
    assert answer["storedAt"] is not None and answer["storedAt"].startswith("2027-")
    assert answer["savedAs"] is None
    assert product.text() == "edited"


async def test_a_second_force_save_waits_for_the_one_that_docs_is_making(product: Product) -> None:
    session = await product.open()
    first = asyncio.create_task(product.force_saves.request("report.docx"))
    await asyncio.to_thread(product.docs.was_asked.wait, 10)
    product.docs.answer = 4
    product.docs.was_asked.clear()
    second = asyncio.create_task(product.force_saves.request("report.docx"))
    await asyncio.to_thread(product.docs.was_asked.wait, 10)
    await product.call(session, 7)
    for request in (first, second):
        with pytest.raises(ResultRejectedError):
            await request
    await product.ready(session, "edited", status=6)
    assert (await product.force_saves.request("report.docx"))["state"] == "unchanged"


async def ordered(product: Product) -> asyncio.Task[ForceSaveAnswer]:
    """A force save that Docs has taken."""
    product.docs.was_asked.clear()
    request = asyncio.create_task(product.force_saves.request("report.docx"))
    await asyncio.to_thread(product.docs.was_asked.wait, 10)
    while any(NEVER in orders.values() for orders in product.force_saves._orders.values()):
        await asyncio.to_thread(int)  # its answer is on its way from another thread
    return request


async def test_a_force_save_is_not_called_stored_by_the_result_of_one_before_it(product: Product) -> None:
    session = await product.open()
    first = await ordered(product)
    second = await ordered(product)  # after another edit
    one, two = product.docs.ordered
    product.docs.answer = 4
    third = await ordered(product)  # after none: what Docs assembles for the second has all
    await product.ready(session, "one", status=6, name="r1", userdata=one)
    assert (await first)["state"] == "stored"
    assert not second.done() and not third.done()
    await product.ready(session, "one and two", status=6, name="r2", userdata=two)
    assert (await second)["state"] == (await third)["state"] == "stored"
    assert (await product.force_saves.request("report.docx"))["state"] == "unchanged"


async def test_a_result_that_docs_sends_again_has_its_first_number(product: Product) -> None:
    session = await product.open()
    first = await ordered(product)
    await product.call(session, 7, userdata=product.docs.ordered[0])
    with pytest.raises(ResultRejectedError):
        await first
    second = await ordered(product)
    await product.ready(session, "edited", status=6, userdata=product.docs.ordered[0])
    assert (await second)["state"] == "stored"


@pytest.mark.parametrize("userdata", [None, 5, "by another", "{prefix}x"])
async def test_a_result_that_was_not_ordered_here_is_what_there_is(product: Product, userdata: object) -> None:
    session = await product.open()
    request = await ordered(product)
    if isinstance(userdata, str):
        userdata = userdata.replace("{prefix}", product.docs.ordered[0].partition("-")[0] + "-")
    await product.ready(session, "edited", status=6, userdata=userdata)
    assert (await request)["state"] == "stored"


async def test_a_force_save_tells_why_the_result_was_not_stored(product: Product) -> None:
    session = await product.open()
    request = asyncio.create_task(product.force_saves.request("report.docx"))
    await asyncio.to_thread(product.docs.was_asked.wait, 10)
    await product.call(session, 7)
    with pytest.raises(ResultRejectedError):
        await request


async def test_a_force_save_without_news_or_of_a_document_that_is_not_open_changes_nothing(product: Product) -> None:
    assert (await product.force_saves.request("report.docx"))["state"] == "unchanged"
    await product.open()
    product.docs.answer = 4
    assert (await product.force_saves.request("report.docx"))["state"] == "unchanged"
    product.docs.answer = DocsRefusedError("Key unknown.", "", 1)
    assert (await product.force_saves.request("report.docx"))["state"] == "unchanged"


async def test_a_force_save_that_docs_refuses_is_told(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    product.docs.answer = DocsRefusedError("Wrong token.", "Mend it.", 6)
    with pytest.raises(DocsRefusedError):
        await product.force_saves.request("report.docx")
    product.docs.answer = DocsRefusedError("Key unknown.", "", 1)
    with pytest.raises(ConflictError):
        await product.force_saves.request("report.docx")


async def test_a_force_save_that_takes_long_is_pending(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_onlyoffice.saving.force_saves.WAIT_SECONDS", 0.01)
    await product.open()
    assert (await product.force_saves.request("report.docx"))["state"] == "pending"
