"""PDF forms: recognised, filled, submitted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPResponse

from jupyter_onlyoffice.errors import FetchError, ResultRejectedError
from jupyter_onlyoffice.saving.form_submissions import is_form
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.storage.local_files import CHUNK

from ..product import Product, docx

Fetch = Callable[..., Awaitable[HTTPResponse]]
DATA = Path(__file__).parents[1] / "data"
FORM = (DATA / "sample.pdf").read_bytes()
PLAIN = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Note (ONLYOFFICEFORM) >>\nendobj\n%%EOF\n"
EMPTY_FORM = (
    b"%PDF-1.7\r%\xcd\xca\xd2\xa9\r1 0 obj\n<<\n/ONLYOFFICEFORM [ 0 5 ]\n>>\nstream\r\nhello\r\nendstream\n%%EOF\n"
)


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (FORM[:1024], True),
        (EMPTY_FORM, True),
        (PLAIN, False),
        (b"", False),
        # Written anew by another program: the mark is in a stream, or the comment is another.
        (b"%PDF-1.7\r%\xcd\xca\xd2\xa9\r1 0 obj\n<< /Length 9 >>\nstream\r\n/ONLYOFFICEFORM", False),
        (b"%PDF-1.7\n1 0 obj\n<<\n/ONLYOFFICEFORM [ 0 5 ]\n>>", False),
    ],
)
def test_a_form_is_told_by_its_first_object(head: bytes, form: bool) -> None:
    assert is_form(head) is form


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, object]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}},
        "OnlyOffice": {
            "docs_url": "http://127.0.0.1:9",
            "jwt_secret": "realdocs-secret-0123456789abcdef0123456789",
            "data_dir": str(tmp_path / "data"),
        },
    }


@pytest.mark.parametrize(
    ("name", "content", "form"), [("a.pdf", FORM, True), ("A.PDF", PLAIN, False), ("b.txt", FORM, False)]
)
async def test_a_file_is_told_to_be_a_form_or_none(
    jp_fetch: Fetch, jp_root_dir: Path, name: str, content: bytes, form: bool
) -> None:
    (jp_root_dir / name).write_bytes(content)
    answer = await jp_fetch("onlyoffice", "form", params={"path": name})
    assert json.loads(answer.body) == {"form": form}


async def test_a_file_whose_name_begins_with_a_blank_is_not_taken_for_its_neighbour(
    jp_fetch: Fetch, jp_root_dir: Path
) -> None:
    (jp_root_dir / " a.pdf").write_bytes(FORM)
    (jp_root_dir / "a.pdf").write_bytes(PLAIN)
    assert json.loads((await jp_fetch("onlyoffice", "form", params={"path": " a.pdf"})).body) == {"form": True}


async def opened(jp_fetch: Fetch, root: Path, content: bytes, **query: str) -> dict[str, Any]:
    (root / "form.pdf").write_bytes(content)
    answer = await jp_fetch("onlyoffice", "open", params={"path": "form.pdf", **query})
    found: dict[str, Any] = json.loads(answer.body)
    return found


async def test_fields_are_found_across_the_seam_of_two_pieces(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    padded = EMPTY_FORM.ljust(CHUNK - 4, b" ")
    assert (await opened(jp_fetch, jp_root_dir, padded + b"/AcroForm 7 0 R"))["mode"] == "fill"
    assert (await opened(jp_fetch, jp_root_dir, padded + b" /AcroFor 7 0 R"))["mode"] == "edit"


def rights(answer: dict[str, Any]) -> tuple[bool, bool, bool]:
    permissions = answer["config"]["document"]["permissions"]
    return answer["config"]["document"]["isForm"], permissions["edit"], permissions["fillForms"]


async def test_a_form_opens_for_filling(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    answer = await opened(jp_fetch, jp_root_dir, FORM)
    assert answer["mode"] == "fill" and rights(answer) == (True, False, True)
    assert answer["config"]["editorConfig"]["mode"] == "edit" and answer["config"]["editorConfig"]["callbackUrl"]
    assert {"edit", "fill", "view"} <= set(answer["modes"])
    assert answer["config"]["editorConfig"]["customization"]["submitForm"] is True


async def test_only_who_fills_in_a_form_can_submit_it(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    for mode in ("edit", "view"):
        answer = await opened(jp_fetch, jp_root_dir, FORM, mode=mode)
        assert "submitForm" not in answer["config"]["editorConfig"]["customization"]


async def test_a_form_can_be_edited_and_viewed(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    assert rights(await opened(jp_fetch, jp_root_dir, FORM, mode="edit")) == (True, True, True)
    viewed = await opened(jp_fetch, jp_root_dir, FORM, mode="view")
    assert viewed["config"]["editorConfig"]["mode"] == "view"


async def test_a_form_that_has_no_fields_yet_opens_for_editing(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    answer = await opened(jp_fetch, jp_root_dir, EMPTY_FORM)
    assert answer["mode"] == "edit" and rights(answer) == (True, True, True)


async def test_any_other_pdf_opens_for_viewing(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    answer = await opened(jp_fetch, jp_root_dir, PLAIN)
    assert answer["mode"] == "view" and rights(answer) == (False, False, False)


# --- submissions ------------------------------------------------------------------------------------------------

ANSWERS = "http://docs/answers"
FILLED, KEPT = "report (filled 2026-11-21 14.03.22).docx", "report (answers 2026-11-21 14.03.22).json"
BEFORE, SUBMITTED, AFTER = (f"2026-11-21T14:0{minute}:00.000Z" for minute in (1, 3, 5))


async def filling(product: Product, fill: bool = True) -> Session:
    session = await product.open()
    await product.sessions.opened_for(session, fill)
    await product.call(session, 1, users=["ann"])
    return session


async def submit(product: Product, session: Session, name: str = "submitted", lastsave: str = SUBMITTED) -> None:
    product.docs.results.setdefault(ANSWERS, b'{"name": "Ann"}')
    await product.ready(
        session, "locked", status=6, name=name, forcesavetype=3, formsdataurl=ANSWERS, lastsave=lastsave
    )


async def test_what_is_submitted_is_stored_beside_the_form_once_and_the_form_stays(product: Product) -> None:
    session = await filling(product)
    await submit(product, session)
    await submit(product, session)
    assert product.files() == [KEPT, FILLED, "report.docx"]
    assert (product.root / KEPT).read_bytes() == b'{"name": "Ann"}'
    assert product.text(FILLED) == "locked" and product.text() == "original"
    states = await product.states()
    assert "stored" in states and "copied" not in states


@pytest.mark.parametrize("notmodified", [False, True])
async def test_the_final_save_that_follows_a_submission_leaves_the_form_blank(
    product: Product, notmodified: bool
) -> None:
    session = await filling(product)
    await submit(product, session)
    await product.ready(session, "filled", name="final", lastsave=SUBMITTED, notmodified=notmodified)
    assert product.text() == "original" and product.files() == [KEPT, FILLED, "report.docx"]
    assert (await product.open()).key != session.key  # the next one fills in a blank form


async def test_a_save_that_is_ordered_after_a_submission_is_answered_and_leaves_the_form_blank(
    product: Product,
) -> None:
    session = await filling(product)
    await submit(product, session)
    waiting = asyncio.create_task(product.force_saves.request("report.docx"))
    await asyncio.to_thread(product.docs.was_asked.wait, 10)
    (userdata,) = product.docs.ordered
    await product.ready(session, "filled", status=6, name="r2", forcesavetype=0, userdata=userdata, lastsave=SUBMITTED)
    assert (await waiting)["state"] == "stored"
    assert product.text() == "original" and len(product.files()) == 3


async def test_what_was_saved_before_a_submission_is_taken_back(product: Product) -> None:
    session = await filling(product)
    await product.ready(session, "half filled", status=6, name="r1", forcesavetype=1, lastsave=BEFORE)
    await product.ready(session, "more filled", status=6, name="r2", forcesavetype=1, lastsave=BEFORE)
    assert product.text() == "more filled"
    await submit(product, session)
    assert product.text() == "original"
    await product.ready(session, "filled", name="final", lastsave=SUBMITTED)
    assert product.text() == "original" and product.files() == [KEPT, FILLED, "report.docx"]
    assert not list((product.folder / "forms").iterdir())


async def test_a_form_that_was_changed_on_disk_is_not_taken_back(product: Product) -> None:
    session = await filling(product)
    await product.ready(session, "half filled", status=6, name="r1", forcesavetype=1, lastsave=BEFORE)
    (product.root / "report.docx").write_bytes(docx("by somebody else"))
    await submit(product, session)
    assert product.text() == "by somebody else" and len(product.files()) == 3


async def test_what_is_filled_in_after_a_submission_is_a_copy_and_not_the_form(product: Product) -> None:
    session = await filling(product)
    await submit(product, session)
    product.conflicts._now = product.writer._now = lambda: datetime(2026, 11, 21, 15, 0, 0)
    await product.ready(session, "more", status=6, name="r2", forcesavetype=0, lastsave=AFTER)
    await product.ready(session, "even more", name="final", lastsave=AFTER)
    copies = [name for name in product.files() if name not in (KEPT, FILLED, "report.docx")]
    assert [product.text(copy) for copy in copies] == ["even more"]
    assert product.text() == "original" and "copied" in await product.states()


async def test_a_form_that_is_closed_unsubmitted_keeps_what_was_filled_in(product: Product) -> None:
    session = await filling(product)
    await product.ready(session, "half filled", status=6, name="r1", forcesavetype=1, lastsave=BEFORE)
    await product.ready(session, "filled", name="final", lastsave=AFTER)
    assert product.text() == "filled" and product.files() == ["report.docx"]
    assert not list((product.folder / "forms").iterdir())


async def test_who_edits_the_form_meanwhile_loses_nothing_by_a_submission(product: Product) -> None:
    session = await filling(product)
    await product.sessions.opened_for(session, False)
    await submit(product, session)
    await product.ready(session, "a new field", name="final", lastsave=AFTER)
    assert product.text() == "a new field" and product.text(FILLED) == "locked"


async def test_who_opens_a_form_while_somebody_still_shows_a_submitted_one_gets_a_blank_one(product: Product) -> None:
    session = await filling(product)
    await submit(product, session)
    other = await product.open("ben")
    assert other.key != session.key
    await product.sessions.opened_for(other, False)
    await product.ready(other, "a new field", name="edited", lastsave=AFTER)
    await product.ready(session, "filled", name="final", lastsave=SUBMITTED)
    assert product.text() == "a new field" and product.files() == [KEPT, FILLED, "report.docx"]


async def test_who_opens_a_form_after_a_submission_without_an_edit_gets_a_new_key(product: Product) -> None:
    session = await filling(product)
    await submit(product, session)
    await product.call(session, 4)
    assert (await product.open()).key != session.key


@pytest.mark.parametrize("missing", [ANSWERS, "http://docs/cache/files/submitted/output.docx?md5=x&expires=1"])
async def test_a_submission_that_can_not_be_fetched_is_no_success_and_leaves_nothing(
    product: Product, missing: str
) -> None:
    session = await filling(product)
    product.docs.results[missing] = FetchError("Docs does not answer.", "Submit again.")
    with pytest.raises(FetchError):
        await submit(product, session)
    assert product.files() == ["report.docx"]
    product.docs.results[missing] = b"{}" if missing == ANSWERS else docx("locked")
    await submit(product, session)
    assert product.files() == [KEPT, FILLED, "report.docx"]


async def test_a_submission_that_is_no_document_is_refused(product: Product) -> None:
    session = await filling(product)
    product.docs.results["http://docs/cache/files/submitted/output.docx?md5=x&expires=1"] = b"<html>Sign in</html>"
    with pytest.raises(ResultRejectedError):
        await submit(product, session)
    assert product.files() == ["report.docx"]


async def test_the_data_of_an_ordinary_force_save_is_no_answer(product: Product) -> None:
    session = await product.open()
    await product.ready(session, "filled", status=6, name="r1", forcesavetype=1, formsdataurl="http://docs/answers")
    assert product.files() == ["report.docx"] and product.text() == "filled"
