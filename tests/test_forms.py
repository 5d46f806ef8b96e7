"""PDF forms: recognised, filled, submitted."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPResponse

from jupyter_onlyoffice.errors import FetchError
from jupyter_onlyoffice.features.forms import is_form
from jupyter_onlyoffice.local_files import CHUNK

from .house import House

Fetch = Callable[..., Awaitable[HTTPResponse]]
DATA = Path(__file__).with_name("data")
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


# --- answers ----------------------------------------------------------------------------------------------------


async def test_what_is_submitted_is_kept_beside_the_form_once(house: House) -> None:
    session = await house.open()
    house.docs.results["http://docs/answers"] = b'{"name": "Ann"}'
    submitted = {"forcesavetype": 3, "formsdataurl": "http://docs/answers"}
    await house.ready(session, "filled", status=6, name="r1", **submitted)
    await house.ready(session, "filled", status=6, name="r1", **submitted)
    assert house.text() == "filled"
    assert house.files() == ["report (answers 2026-11-21 14.03.22).json", "report.docx"]
    (answers,) = house.root.glob("*.json")
    assert answers.read_bytes() == b'{"name": "Ann"}'


async def test_answers_that_can_not_be_fetched_are_no_success(house: House) -> None:
    session = await house.open()
    house.docs.results["http://docs/answers"] = FetchError("Docs does not answer.", "Submit again.")
    submitted = {"forcesavetype": 3, "formsdataurl": "http://docs/answers"}
    with pytest.raises(FetchError):
        await house.ready(session, "filled", status=6, name="r1", **submitted)
    assert house.files() == ["report.docx"]
    house.docs.results["http://docs/answers"] = b"{}"
    await house.ready(session, "filled", status=6, name="r1", **submitted)
    assert len(house.files()) == 2


async def test_the_data_of_an_ordinary_force_save_is_no_answer(house: House) -> None:
    session = await house.open()
    await house.ready(session, "filled", status=6, name="r1", forcesavetype=1, formsdataurl="http://docs/answers")
    assert house.files() == ["report.docx"]
