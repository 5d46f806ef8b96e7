"""What Docs could not assemble whole, or what arrives damaged, is put beside the file, never over it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.errors import DamagedResultError, FetchError, ResultRejectedError, StorageError
from jupyter_onlyoffice.saving.result_delivery import FIRST_RETRY
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.storage.file_info import FileInfo

from ..product import Product, docx


def torn(text: str) -> bytes:
    return docx(text)[:-40]


def scrambled(text: str) -> bytes:
    return docx(text).replace(text.encode(), text.swapcase().encode())


async def bad(product: Product, session: Session, content: bytes, status: int = 2, name: str = "r1") -> None:
    """A result that is damaged."""
    product.docs.results[f"http://docs/cache/files/{name}/output.docx?md5=x&expires=1"] = content
    with pytest.raises(DamagedResultError):
        await product.ready(session, "", status=status, name=name)


def copies(product: Product) -> list[bytes]:
    """What the files beside the original hold."""
    return [(product.root / name).read_bytes() for name in product.files() if name != "report.docx"]


@pytest.mark.parametrize("damage", [torn, scrambled])
@pytest.mark.parametrize("status", [2, 6])
async def test_a_damaged_result_is_kept_beside_the_file_and_docs_keeps_its_own(
    product: Product, damage: Any, status: int
) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    await bad(product, session, damage("edited"), status)
    assert product.text() == "original" and copies(product) == [damage("edited")]
    assert product.copy().startswith("report (recovered, damaged ") and product.copy().endswith(".docx")
    assert (await product.states())[-1] == "failed" and product.events[-1]["savedAs"] == product.copy()
    found = await product.sessions.get(session.key)
    assert found.state == ("failed" if status == 2 else "editing")
    assert found.failure is not None and product.copy() in found.failure.remedy
    assert ("still in the editor" if status == 6 else "Open the document again") in found.failure.remedy
    assert (await product.open()).key == session.key
    assert await product.results.waiting() == []


async def test_the_same_damaged_bytes_make_one_copy(tmp_path: Path) -> None:
    product = Product(tmp_path)
    session = await product.open()
    await bad(product, session, torn("edited"))
    await bad(product, session, torn("edited"))
    product.close()
    product = Product(tmp_path)
    await bad(product, session, torn("edited"), name="r2")
    assert copies(product) == [torn("edited")]
    await bad(product, session, torn("edited by others"), name="r3")
    assert sorted(copies(product)) == sorted([torn("edited"), torn("edited by others")])
    product.close()


async def test_a_forgotten_result_that_is_good_becomes_the_file_after_all(product: Product) -> None:
    session = await product.open()
    await bad(product, session, torn("edited"))
    product.forget(session, "edited")
    await product.forgotten_files.recover()
    assert product.text() == "edited" and copies(product) == [torn("edited")]
    assert product.docs.forgotten == {} and (await product.open()).key != session.key


async def test_a_forgotten_result_that_is_damaged_too_does_not_block_the_document_for_ever(product: Product) -> None:
    session = await product.open()
    await bad(product, session, torn("edited"))
    product.forget(session, "")
    product.docs.results[product.docs.forgotten[session.key]] = torn("edited")
    (found,) = await product.forgotten_files.recover()
    assert found.error is not None and product.copy() in found.error.remedy
    assert product.text() == "original" and copies(product) == [torn("edited")]
    assert (await product.states())[-1] == "copied" and product.events[-1]["savedAs"] == product.copy()
    fresh = await product.open()
    assert fresh.key != session.key, "Docs would load the damaged file under the old key"
    assert session.key in product.docs.forgotten, "it may have been damaged on the way"
    assert [told["savedAs"] for told in await product.unsaved_documents.waiting()] == [product.copy()]
    told = len(product.events)
    product.now += 3600
    await product.forgotten_files.recover()
    assert session.key in product.docs.forgotten and len(product.events) == told, "nothing new"
    product.now += 24 * 3600
    await product.forgotten_files.recover()
    assert product.docs.forgotten == {} and copies(product) == [torn("edited")]
    assert (await product.open()).key == fresh.key


async def test_a_forgotten_result_that_was_damaged_on_the_way_is_stored_when_it_arrives_whole(product: Product) -> None:
    session = await product.open()
    product.forget(session, "edited")
    url = product.docs.forgotten[session.key]
    product.docs.results[url] = torn("edited")
    await product.forgotten_files.recover()
    product.docs.results[url] = docx("edited")
    product.now += 3600
    await product.forgotten_files.recover()
    assert product.docs.forgotten == {}
    assert "edited" in [product.text(name) for name in product.files() if "damaged" not in name]


async def test_of_damaged_force_saves_one_copy_is_kept_and_a_good_one_becomes_the_file(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    await bad(product, session, torn("one"), 6, "r1")
    await bad(product, session, torn("one and two"), 6, "r2")
    assert copies(product) == [torn("one and two")]
    await product.ready(session, "one and two", status=6, name="r3")
    assert product.text() == "one and two"
    found = await product.sessions.get(session.key)
    assert found.failure is None and found.copy_path is None


async def test_a_copy_of_a_final_save_or_one_that_somebody_changed_does_not_give_way(product: Product) -> None:
    session = await product.open()
    await bad(product, session, torn("one"), 6, "r1")
    (product.root / product.copy()).write_bytes(b"mended by a person")
    await bad(product, session, torn("one and two"), 2, "r2")
    await product.call(session, 1, users=["ann"])
    await bad(product, session, torn("one and two"), 6, "r3")
    await bad(product, session, torn("one, two and three"), 6, "r4")
    assert sorted(copies(product)) == sorted([b"mended by a person", torn("one and two"), torn("one, two and three")])


async def test_a_damaged_result_waits_on_our_disk_while_no_copy_can_be_made(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await product.open()

    async def full(*args: object) -> FileInfo:
        raise StorageError("The disk is full.", "Free some space.")

    monkeypatch.setattr(product.storage, "create", full)
    product.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = torn("edited")
    with pytest.raises(StorageError):
        await product.ready(session, "")
    assert len(await product.results.waiting()) == 1
    monkeypatch.undo()
    product.now += FIRST_RETRY
    await product.results.deliver_due()
    assert copies(product) == [torn("edited")] and await product.results.waiting() == []
    assert (await product.sessions.get(session.key)).state == "failed"


async def test_a_late_result_that_is_damaged_is_kept_too(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "first")
    await bad(product, session, torn("late"), name="r2")
    assert product.text() == "first" and copies(product) == [torn("late")]


async def test_a_failed_force_save_of_docs_is_told_and_keeps_the_session(product: Product) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    await product.call(session, 7, users=["ann"], forcesavetype=0)
    found = await product.sessions.get(session.key)
    assert found.state == "editing" and found.failure is not None
    assert (await product.states())[-1] == "failed"
    assert product.text() == "original"


async def test_a_document_that_docs_could_not_assemble_leaves_the_original_alone(product: Product) -> None:
    session = await product.open()
    with pytest.raises(ResultRejectedError):  # answered with 0, Docs would delete the changes
        await product.call(session, 3, users=["ann"], notmodified=False)
    assert product.files() == ["report.docx"]
    assert product.text() == "original"
    assert (await product.states())[-1] == "failed"
    assert (await product.open()).key == session.key


async def test_what_docs_could_save_of_a_broken_document_goes_beside_it(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "half", status=3)
    await product.ready(session, "half", status=3)
    await product.ready(session, "half", status=3, name="r2")
    assert product.text() == "original"
    assert product.copy().startswith("report (recovered ") and product.text(product.copy()) == "half"
    assert (await product.states())[-1] == "copied"
    assert "could not assemble" in product.events[-1]["cause"] and product.events[-1]["savedAs"] == product.copy()
    assert (await product.open()).key != session.key


async def test_what_docs_could_save_of_a_broken_document_can_be_damaged_as_well(product: Product) -> None:
    session = await product.open()
    await bad(product, session, torn("half"), 3)
    assert product.text() == "original" and copies(product) == [torn("half")]
    assert (await product.open()).key == session.key


async def test_what_docs_could_assemble_of_a_force_save_goes_beside_the_file_and_the_session_goes_on(
    product: Product,
) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    await product.ready(session, "half", status=7)
    await product.ready(session, "half", status=7)
    assert product.text() == "original" and product.text(product.copy()) == "half"
    assert (await product.states())[-1] == "failed" and product.events[-1]["savedAs"] == product.copy()
    await product.ready(session, "half and more", status=7, name="r2")
    assert product.text(product.copy()) == "half and more"
    found = await product.sessions.get(session.key)
    assert found.state == "editing" and found.failure is not None and "could not assemble" in found.failure.cause
    await product.ready(session, "whole", name="r3")
    assert product.text() == "whole" and product.text(product.copy()) == "half and more"


@pytest.mark.parametrize("status", [6, 7])
async def test_a_damaged_result_never_takes_the_place_of_a_whole_recovery_copy(product: Product, status: int) -> None:
    session = await product.open()
    await product.call(session, 1, users=["ann"])
    await product.ready(session, "what there was", status=7, name="r1")
    await bad(product, session, torn("edited"), status=6, name="r2")
    assert sorted(copies(product)) == sorted([docx("what there was"), torn("edited")])
    (whole,) = [name for name in product.files() if name.startswith("report (recovered 2")]
    assert product.text(whole) == "what there was"
    await product.ready(session, "and more", status=status, name="r3")
    for name in product.files():
        if "damaged" not in name:
            product.text(name)  # not torn


async def test_a_force_save_that_docs_can_neither_assemble_nor_deliver_is_told(product: Product) -> None:
    session = await product.open()
    product.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FetchError("Not found.", "Wait.")
    await product.ready(session, "", status=7)
    assert product.files() == ["report.docx"]
    assert (await product.states()) == ["failed"] and "could not assemble" in product.events[0]["cause"]


async def test_a_document_that_was_renamed_and_can_not_be_assembled_is_told_under_its_new_name(
    product: Product,
) -> None:
    session = await product.open()
    (product.root / "report.docx").rename(product.root / "thesis.docx")
    await product.sessions.moved("report.docx", "thesis.docx")
    with pytest.raises(ResultRejectedError):
        await product.call(session, 3, users=["ann"])
    assert (await product.states())[-1] == "failed" and product.events[-1]["path"] == "thesis.docx"
    assert (await product.open(path="thesis.docx")).key == session.key and product.text("thesis.docx") == "original"
    await product.ready(session, "half", status=3)
    (name,) = [name for name in product.files() if name.startswith("thesis (recovered ")]
    assert product.text(name) == "half" and product.text("thesis.docx") == "original"


async def test_a_broken_document_of_which_nothing_is_new_makes_no_copy(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "original", status=3)
    assert product.files() == ["report.docx"]
    assert (await product.states())[-1] == "stored"


async def test_what_docs_could_save_but_we_can_not_fetch_stays_with_docs(product: Product) -> None:
    session = await product.open()
    product.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = FetchError("Gone.", "Wait.")
    with pytest.raises(FetchError):
        await product.ready(session, "", status=3)
    assert (await product.open()).key == session.key


async def test_a_pdf_without_its_end_does_not_become_the_file(product: Product) -> None:
    (product.root / "a.pdf").write_bytes(whole := b"%PDF-1.7\n" + b"annotated " * 500 + b"\n%%EOF\n")
    session = await product.open(path="a.pdf")
    url = "http://docs/cache/files/r1/output.pdf?md5=x&expires=1"
    product.docs.results[url] = whole[:3000]
    with pytest.raises(DamagedResultError):
        await product.call(session, 2, url=url, filetype="pdf")
    assert (product.root / "a.pdf").read_bytes() == whole
    (copy,) = [name for name in product.files() if name.startswith("a (recovered, damaged")]
    assert (product.root / copy).read_bytes() == whole[:3000]
    product.docs.results[url := url.replace("r1", "r2")] = whole + b"% a line more\n"
    await product.call(session, 2, url=url, filetype="pdf")
    assert (product.root / "a.pdf").read_bytes() == product.docs.results[url]
