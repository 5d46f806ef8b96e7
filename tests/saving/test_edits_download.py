"""What is not in the file can be taken away as a file, above all when storage takes nothing."""

from __future__ import annotations

import asyncio

import pytest

from jupyter_onlyoffice.errors import DocsUnreachableError, FetchError, NotFoundError, ResultRejectedError, StorageError
from jupyter_onlyoffice.saving import force_saves
from jupyter_onlyoffice.saving.edits_download import EditsFile
from jupyter_onlyoffice.sessions.session import Session

from ..product import FULL, Disk, Product, docx, edited, refused

R1 = "http://docs/cache/files/r1/output.docx?md5=x&expires=1"
R2 = "http://docs/cache/files/r2/output.docx?md5=x&expires=1"


async def content(file: EditsFile) -> bytes:
    data = b"".join([chunk async for chunk in file.chunks])
    assert file.size in (None, len(data))
    return data


async def while_edited(product: Product, session: Session, *deliver: str) -> EditsFile:
    """Ask for it, and have Docs deliver the force save that this brings."""
    asked = asyncio.create_task(product.edits_download.newest("report.docx"))
    await asyncio.to_thread(product.docs.was_asked.wait)
    product.now += 1
    for text in deliver:
        with pytest.raises(StorageError):
            await product.ready(session, text, status=6, name="r2")
    return await asked


async def test_what_waits_on_our_disk_is_sent_and_stays_there(product: Product, disk: Disk) -> None:
    await refused(product, await product.open())
    product.docs.down = True
    held = await product.edits_download.newest("report.docx")
    assert held.name == "report.docx" and await content(held) == docx("edited")
    assert len(await product.results.waiting()) == 1


async def test_of_a_live_document_the_newest_edits_are_asked_for(product: Product, disk: Disk) -> None:
    session = await edited(product)
    await refused(product, session, "older", status=6)
    assert await content(await while_edited(product, session, "newer")) == docx("newer")
    assert product.text() == "original"


async def test_when_our_own_disk_is_full_too_it_comes_straight_from_docs(product: Product) -> None:
    session = await edited(product)
    product.docs.results[R2] = FULL
    asked = asyncio.create_task(product.edits_download.newest("report.docx"))
    await asyncio.to_thread(product.docs.was_asked.wait)
    with pytest.raises(StorageError):
        await product.ready(session, "", status=6, name="r2")
    product.docs.results[R2] = docx("edited")
    assert await content(await asked) == docx("edited")
    assert not (product.folder / "spool" / "kept").exists() or list((product.folder / "spool" / "kept").iterdir()) == []


async def test_what_could_be_stored_is_sent_from_the_file(product: Product) -> None:
    session = await edited(product)
    asked = asyncio.create_task(product.edits_download.newest("report.docx"))
    await asyncio.to_thread(product.docs.was_asked.wait)
    await product.ready(session, "edited", status=6)
    assert await content(await asked) == docx("edited")
    product.docs.answer = 4
    assert await content(await product.edits_download.newest("report.docx")) == docx("edited")


async def test_without_docs_what_is_here_will_do(product: Product, disk: Disk) -> None:
    session = await edited(product)
    await refused(product, session, "older", status=6)
    product.docs.answer = DocsUnreachableError("Docs does not answer.", "Start it.")
    assert await content(await product.edits_download.newest("report.docx")) == docx("older")


async def test_what_docs_keeps_is_fetched_and_stays_there(product: Product) -> None:
    session = await edited(product)
    await product.sessions.failed(session, FULL, final=True)
    product.forget(session, "edited")
    assert await content(await product.edits_download.newest("report.docx")) == docx("edited")
    assert list(product.docs.forgotten) == [session.key] and product.text() == "original"


async def test_an_address_that_has_expired_does_not_hide_what_docs_keeps(product: Product) -> None:
    session = await edited(product)
    product.docs.results[R1] = FULL
    await refused(product, session)
    product.docs.results[R1] = FetchError("HTTP 410", "")
    product.forget(session, "edited")
    assert await content(await product.edits_download.newest("report.docx")) == docx("edited")


async def test_a_page_of_html_is_not_sent_as_a_document(product: Product) -> None:
    session = await edited(product)
    await product.sessions.failed(session, FULL, final=True)
    product.forget(session, "")
    product.docs.results[product.docs.forgotten[session.key]] = b"<!doctype html>"
    with pytest.raises(ResultRejectedError):
        await product.edits_download.newest("report.docx")


async def test_another_format_gets_its_own_extension(product: Product, disk: Disk) -> None:
    (product.root / "old.odt").write_bytes(b"x")
    session = await product.open(path="old.odt")
    await refused(product, session)
    assert (await product.edits_download.newest("old.odt")).name == "old.docx"


async def test_what_waits_of_a_session_whose_record_is_lost_is_sent(product: Product, disk: Disk) -> None:
    await refused(product, await product.open())
    product.forget_sessions()
    assert await content(await product.edits_download.newest("report.docx")) == docx("edited")


async def test_there_may_be_nothing(product: Product, disk: Disk) -> None:
    await refused(product, await product.open())
    with pytest.raises(NotFoundError, match="Neither ONLYOFFICE Docs nor this server"):
        await product.edits_download.newest("other.docx")
    (product.root / "idle.docx").write_bytes(docx("idle"))
    await product.open(path="idle.docx")
    with pytest.raises(NotFoundError):
        await product.edits_download.newest("idle.docx")


async def test_why_there_is_nothing_is_said(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    await edited(product)
    product.docs.answer = DocsUnreachableError("Docs does not answer.", "Start it.")
    with pytest.raises(DocsUnreachableError):
        await product.edits_download.newest("report.docx")
    product.docs.answer = 0
    monkeypatch.setattr(force_saves, "WAIT_SECONDS", 0.01)
    with pytest.raises(FetchError, match="has not delivered"):
        await product.edits_download.newest("report.docx")
