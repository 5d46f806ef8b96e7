"""Save As: what the editor offers becomes a new file; what a page may make up does no harm."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from jupyter_onlyoffice.conversion.save_as import named
from jupyter_onlyoffice.errors import BadRequestError

from ..connected import Connected, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401
from ..standin import documents


def offer(connected: Connected, content: bytes, filetype: str) -> str:
    """The address of a result that the editor has made."""
    core = connected.standin.core
    return core.results.put(
        "k_1", f"output.{filetype}", content, core.base, "k", connected.standin.faults.next_result()
    )


async def test_what_the_editor_made_becomes_a_new_file(connected: Connected) -> None:
    (connected.root / "sub").mkdir()
    url = offer(connected, b"%PDF-1.7 a copy", "pdf")
    for name in ("report.pdf", "report 1.pdf"):  # a name that is taken gets a number
        saved = await connected.post("saveas", url=url, title="report.pdf", fileType="pdf", path="sub")
        assert saved == {"path": f"sub/{name}", "name": name}
        assert (connected.root / "sub" / name).read_bytes() == b"%PDF-1.7 a copy"
    assert connected.staged() == []


async def test_it_can_be_of_any_format(connected: Connected) -> None:
    content = documents.blank("cell")
    saved = await connected.post(
        "saveas", url=offer(connected, content, "xlsx"), title="a.xlsx", fileType="xlsx", path="/"
    )
    assert (connected.root / saved["path"]).read_bytes() == content


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "http://127.0.0.1:1/cache/files/o.pdf",
        "//elsewhere.example/o.pdf",
        "",
        "javascript:alert(1)",
    ],
)
async def test_only_docs_is_asked_for_it(connected: Connected, url: str) -> None:
    status, _ = await connected.refused(connected.post("saveas", url=url, title="a.pdf", fileType="pdf", path=""))
    assert status == 422 and connected.new() == set() and connected.staged() == []


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"fileType": "p/df"}, 400),
        ({"fileType": ""}, 400),
        ({"title": ""}, 400),
        ({"title": "../..//."}, 400),
        ({"path": "nowhere"}, 404),
        ({"path": ".."}, 404),
        ({"fileType": "docx"}, 422),  # the bytes are a PDF
    ],
)
async def test_what_makes_no_sense_is_refused(connected: Connected, given: dict[str, str], status: int) -> None:
    fields: dict[str, Any] = {"title": "a.pdf", "fileType": "pdf", "path": "", "url": offer(connected, b"%PDF-", "pdf")}
    code, answer = await connected.refused(connected.post("saveas", **{**fields, **given}))
    assert code == status and answer["cause"] and answer["remedy"]
    assert connected.new() == set() and connected.staged() == []


async def test_an_offer_that_has_expired_says_what_to_do(connected: Connected) -> None:
    url = offer(connected, b"%PDF-", "pdf")
    connected.standin.options.clock.advance(1000)
    code, answer = await connected.refused(connected.post("saveas", url=url, title="a.pdf", fileType="pdf", path=""))
    assert code == 503 and "Save the copy again" in answer["remedy"]


async def test_the_editors_own_event_can_be_stored(connected: Connected) -> None:
    config = (await connected.get("open", path="sample.docx"))["config"]
    user = await asyncio.to_thread(connected.standin.open, config)
    event = await asyncio.to_thread(user.download_as, "txt")
    saved = await connected.post("saveas", title="sample.txt", path="", **event)
    assert "Welcome to ONLYOFFICE" in "".join(connected.lines(saved["path"]))
    await asyncio.to_thread(user.close)
    await asyncio.to_thread(connected.standin.settle)


async def test_a_page_without_the_right_to_write_stores_nothing(connected: Connected) -> None:
    body = json.dumps({"url": "x", "title": "a.pdf", "fileType": "pdf", "path": ""})
    connected.app.authorizer.is_authorized = lambda handler, user, action, resource: action == "read"  # type: ignore[method-assign]
    assert (await connected.refused(connected.fetch("saveas", method="POST", body=body)))[0] == 403


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Report.PDF", "Report.pdf"),
        ("Report", "Report.pdf"),
        ("v1.2", "v1.2.pdf"),
        ("../../etc/passwd", "etc passwd.pdf"),
        ("a\x00b\nc.pdf", "a b c.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        ("ü" * 200 + ".pdf", "ü" * 125 + ".pdf"),
    ],
)
def test_a_title_gives_a_name_and_nothing_more(title: str, name: str) -> None:
    assert named(title, "pdf") == name


@pytest.mark.parametrize("title", ["", " ", ".", "...", "/", "\x07"])
def test_a_title_that_is_none_is_refused(title: str) -> None:
    with pytest.raises(BadRequestError):
        named(title, "pdf")
