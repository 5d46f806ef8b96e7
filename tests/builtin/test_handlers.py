"""The routes of the built-in editor, through a real server without a Docs server."""

from __future__ import annotations

import asyncio
import io
import json
import os
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import HTTPClientError, HTTPResponse

from jupyter_onlyoffice.builtin import soffice, views, workbook_preview, x2t
from jupyter_onlyoffice.errors import StorageError
from jupyter_onlyoffice.services import Services
from jupyter_onlyoffice.storage.storage import Storage

from .test_workbook_preview import long_workbook
from .test_x2t import pages

DATA = Path(__file__).parents[1] / "data"
Fetch = Callable[..., Awaitable[HTTPResponse]]


class ReadOnly(Authorizer):
    """Everybody may read, nobody may write."""

    def is_authorized(self, handler: JupyterHandler, user: Any, action: str, resource: str) -> bool:
        return action == "read"


@pytest.fixture
def traits() -> dict[str, Any]:
    return {}


@pytest.fixture
def server_traits() -> dict[str, Any]:
    return {}


@pytest.fixture
def jp_server_config(tmp_path: Path, traits: dict[str, Any], server_traits: dict[str, Any]) -> dict[str, Any]:
    return {
        "ServerApp": {
            "jpserver_extensions": {"jupyter_onlyoffice": True},
            "allow_unauthenticated_access": False,
            **server_traits,
        },
        "OnlyOffice": {"data_dir": str(tmp_path / "onlyoffice"), **traits},
    }


@pytest.fixture
def root(jp_root_dir: Path) -> Path:
    for ext in ("docx", "xlsx", "pdf"):
        (jp_root_dir / f"sample.{ext}").write_bytes((DATA / f"sample.{ext}").read_bytes())
    return jp_root_dir


def edited(word: str = "Farewell") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(DATA / "sample.docx") as sample, zipfile.ZipFile(buffer, "w") as package:
        for name in sample.namelist():
            # ZipInfo: by name alone the time would be in it, and two calls not always the same.
            package.writestr(zipfile.ZipInfo(name), sample.read(name).replace(b"Welcome", word.encode()))
    return buffer.getvalue()


async def opened(jp_fetch: Fetch, path: str, mode: str = "edit") -> dict[str, Any]:
    answer = json.loads((await jp_fetch("onlyoffice", "open", params={"path": path, "mode": mode})).body)
    assert isinstance(answer, dict) and answer["editor"] == "builtin"
    return answer


async def follow(jp_fetch: Fetch, answer: dict[str, Any], **options: Any) -> HTTPResponse:
    route, _, query = answer["contentUrl"].partition("?")
    return await jp_fetch(*route.split("/"), params=dict(parse_qsl(query)), request_timeout=60, **options)


async def put(jp_fetch: Fetch, path: str, version: str, body: bytes, **params: str) -> dict[str, Any]:
    params = {"path": path, "version": version, **params}
    response = await jp_fetch("onlyoffice", "builtin", "content", params=params, method="PUT", body=body)
    answer = json.loads(response.body)
    assert isinstance(answer, dict)
    return answer


async def refused(request: Awaitable[Any]) -> tuple[int, dict[str, Any]]:
    with pytest.raises(HTTPClientError) as caught:
        await request
    assert caught.value.response is not None
    return caught.value.code, json.loads(caught.value.response.body)


def spooled(services: Services) -> list[str]:
    """Files in the spool."""
    found = os.walk(services.shared.settings.data_dir / "spool")
    return [name for _, _, names in found for name in names if name != "lock"]


async def test_a_docx_is_edited(jp_fetch: Fetch, root: Path, services: Services) -> None:
    answer = await opened(jp_fetch, "sample.docx")
    assert (answer["kind"], answer["mode"], answer["notice"], answer["missing"]) == ("docx", "edit", None, None)
    response = await follow(jp_fetch, answer)
    assert response.body == (root / "sample.docx").read_bytes()
    assert response.headers["X-Onlyoffice-Version"] == answer["version"]
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Disposition"] == "attachment"
    stored = await put(jp_fetch, "sample.docx", answer["version"], edited())
    assert (root / "sample.docx").read_bytes() == edited()
    assert stored["version"] == (await opened(jp_fetch, "sample.docx"))["version"] != answer["version"]
    assert spooled(services) == []


@pytest.mark.parametrize(
    ("name", "sheets", "most"), [("sample.xlsx", True, 1500), ("sample.pdf", False, None), ("a.csv", False, 1500)]
)
async def test_a_view_says_whether_its_bookmarks_are_sheets(
    jp_fetch: Fetch, root: Path, name: str, sheets: bool, most: int | None
) -> None:
    (root / "a.csv").write_text("a,b\n")
    answer = await opened(jp_fetch, name)
    assert (answer["kind"], answer["sheets"], answer["mostPages"]) == ("pdf", sheets, most)


async def test_a_docx_says_where_its_pages_are(
    jp_fetch: Fetch, root: Path, monkeypatch: pytest.MonkeyPatch, services: Services
) -> None:
    answer = await opened(jp_fetch, "sample.docx")
    assert (await follow(jp_fetch, {"contentUrl": answer["pagesUrl"]})).body.startswith(b"%PDF-")
    monkeypatch.setattr(services.builtin, "_views", None)
    monkeypatch.setattr(services.builtin, "_locate", list)
    assert (await opened(jp_fetch, "sample.docx"))["pagesUrl"] is None


async def test_only_what_can_be_edited_is_offered_to_be_made(jp_fetch: Fetch) -> None:
    status = json.loads((await jp_fetch("onlyoffice", "status")).body)
    assert status["create"] == ["docx"]


@pytest.mark.parametrize("name", ["sample.xlsx", "sample.pdf"])
async def test_a_view_says_what_would_make_it_editable(jp_fetch: Fetch, root: Path, name: str) -> None:
    told = (await opened(jp_fetch, name))["notice"]
    assert told["code"] == "connect" and "ONLYOFFICE Docs server" in told["cause"]


async def test_who_asked_for_a_view_is_not_told_how_to_edit(jp_fetch: Fetch, root: Path) -> None:
    assert (await opened(jp_fetch, "sample.xlsx", mode="view"))["notice"] is None


async def test_a_name_of_any_kind(jp_fetch: Fetch, root: Path) -> None:
    name = "100% #1 'ü\" &?.docx"
    os.replace(root / "sample.docx", root / name)
    answer = await opened(jp_fetch, name)
    assert (await follow(jp_fetch, answer)).body == (root / name).read_bytes()
    await put(jp_fetch, name, answer["version"], edited())
    assert (root / name).read_bytes() == edited()


async def test_others_are_shown_as_pages(jp_fetch: Fetch, root: Path) -> None:
    answer = await opened(jp_fetch, "sample.xlsx")
    assert (answer["kind"], answer["mode"]) == ("pdf", "view")
    whole = await follow(jp_fetch, answer)
    assert whole.body.startswith(b"%PDF-") and whole.headers["X-Onlyoffice-Version"] == answer["version"]
    part = await follow(jp_fetch, answer, headers={"Range": "bytes=1-3"})
    assert (part.code, part.body) == (206, b"PDF")
    assert part.headers["Content-Range"] == f"bytes 1-3/{len(whole.body)}"


async def test_a_pdf_is_shown_as_it_is(jp_fetch: Fetch, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing_installed(monkeypatch)
    answer = await opened(jp_fetch, "sample.pdf")
    assert answer["kind"] == "pdf"
    assert (await follow(jp_fetch, answer)).body == (root / "sample.pdf").read_bytes()


async def test_a_range_outside_the_file(jp_fetch: Fetch, root: Path) -> None:
    answer = await opened(jp_fetch, "sample.pdf")
    response = await follow(jp_fetch, answer, headers={"Range": "bytes=99999999-"}, raise_error=False)
    assert response.code == 416
    assert response.headers["Content-Range"] == f"bytes */{(DATA / 'sample.pdf').stat().st_size}"


async def test_a_docx_can_be_opened_for_viewing(jp_fetch: Fetch, root: Path) -> None:
    answer = await opened(jp_fetch, "sample.docx", mode="view")
    assert (answer["kind"], answer["mode"]) == ("docx", "view")


def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soffice, "locate", lambda: None)
    monkeypatch.setattr(x2t, "locate", lambda: None)


async def test_what_is_missing_is_named_and_found_once_installed(
    jp_fetch: Fetch, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing_installed(monkeypatch)
    answer = await opened(jp_fetch, "sample.xlsx")
    assert answer["kind"] == "missing"
    assert 'pip install "jupyter-onlyoffice[convert]"' in answer["missing"]["remedy"]
    assert "LibreOffice" in answer["missing"]["remedy"] and "Excel workbook" in answer["missing"]["cause"]
    status, error = await refused(follow(jp_fetch, answer))
    assert (status, error["error"]) == (422, "conversion")
    monkeypatch.undo()
    assert (await opened(jp_fetch, "sample.xlsx"))["kind"] == "pdf"


async def test_libreoffice_comes_first(services: Services, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.touch()
    monkeypatch.setattr(soffice, "locate", lambda: program)
    names = [converter.name.split()[0] for converter in services.builtin._locate()]
    assert names == ["soffice", "x2t"]


async def test_a_document_changed_on_disk_is_not_overwritten(jp_fetch: Fetch, root: Path, services: Services) -> None:
    version = (await opened(jp_fetch, "sample.docx"))["version"]
    (root / "sample.docx").write_bytes(b"theirs")
    status, error = await refused(put(jp_fetch, "sample.docx", version, edited()))
    assert (status, error["error"]) == (409, "conflict") and error["remedy"]
    assert (root / "sample.docx").read_bytes() == b"theirs"
    stored = await put(jp_fetch, "sample.docx", version, edited(), copy="1")
    assert (root / stored["savedAs"]).read_bytes() == edited()
    assert spooled(services) == []


async def test_lost_parts_are_refused(jp_fetch: Fetch, root: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(DATA / "sample.docx") as sample, zipfile.ZipFile(buffer, "w") as package:
        for name in sample.namelist():
            if "charts/" not in name:
                package.writestr(name, sample.read(name))
    version = (await opened(jp_fetch, "sample.docx"))["version"]
    status, error = await refused(put(jp_fetch, "sample.docx", version, buffer.getvalue()))
    assert status == 422 and "charts" in error["cause"]
    assert (root / "sample.docx").read_bytes() == (DATA / "sample.docx").read_bytes()


@pytest.mark.parametrize(
    ("path", "status"),
    [("sample.xlsx", 400), ("missing.docx", 404), ("../outside.docx", 404), ("", 400), (".hidden.docx", 404)],
)
async def test_what_is_not_edited_here(jp_fetch: Fetch, root: Path, path: str, status: int) -> None:
    (root / ".hidden.docx").write_bytes(b"x")
    get = jp_fetch("onlyoffice", "builtin", "content", params={"path": path})
    assert (await refused(get))[0] == status
    # What is not there any more is another matter: its edit is kept beside where it was.
    if not path.startswith(("missing", ".hidden")):
        assert (await refused(put(jp_fetch, path, "1", edited())))[0] == status


async def test_the_edit_of_a_deleted_document_is_kept(jp_fetch: Fetch, root: Path) -> None:
    version = (await opened(jp_fetch, "sample.docx"))["version"]
    (root / "sample.docx").unlink()
    stored = await put(jp_fetch, "sample.docx", version, edited())
    assert stored["savedAs"].startswith("sample (recovered ")
    assert (root / stored["savedAs"]).read_bytes() == edited()


async def test_a_tab_learns_what_became_of_its_file(jp_fetch: Fetch, root: Path) -> None:
    async def seen(**query: str) -> dict[str, Any]:
        params = {"path": "sample.docx", "version": version, **query}
        return dict(json.loads((await jp_fetch("onlyoffice", "builtin", "version", params=params)).body))

    version = (await opened(jp_fetch, "sample.docx"))["version"]
    assert await seen() == {"path": "sample.docx", "version": version}
    (root / "sample.docx").rename(root / "thesis.docx")
    assert (await refused(seen()))[0] == 404
    assert await seen(search="1") == {"path": "thesis.docx", "version": version}
    (root / "sample.docx").write_bytes(edited())
    assert (await seen())["version"] != version
    (root / "sample.docx").unlink()
    (root / "thesis.docx").unlink()
    assert (await refused(seen(search="1")))[0] == 404


@pytest.mark.parametrize("traits", [{"max_file_size": 70_000}])
async def test_too_large_a_document_is_refused_in_words(jp_fetch: Fetch, root: Path, services: Services) -> None:
    version = (await opened(jp_fetch, "sample.docx"))["version"]
    status, error = await refused(put(jp_fetch, "sample.docx", version, b"x" * 5_000_000))
    assert (status, error["error"]) == (413, "too-large")
    assert spooled(services) == []


@pytest.mark.parametrize("traits", [{"max_file_size": 2_000_000}])
async def test_a_length_that_is_not_told_is_counted(jp_fetch: Fetch, root: Path, services: Services) -> None:
    async def body(write: Callable[[bytes], Awaitable[None]]) -> None:
        for _ in range(29):
            await write(b"x" * 65_536)

    options = {"params": {"path": "sample.docx", "version": "1"}, "method": "PUT", "body_producer": body}
    status, error = await refused(jp_fetch("onlyoffice", "builtin", "content", **options))
    assert status == 409  # counted, and below the limit: looked at
    services.shared.settings = type(services.shared.settings)(
        **{**vars(services.shared.settings), "max_file_size": 1_000_000}
    )
    status, error = await refused(jp_fetch("onlyoffice", "builtin", "content", **options))
    assert (status, error["error"]) == (413, "too-large")
    assert spooled(services) == []


async def test_a_disk_that_takes_no_upload(
    jp_fetch: Fetch, root: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = (await opened(jp_fetch, "sample.docx"))["version"]
    for error in (StorageError("The folder can not be written."), OSError(28, "No space left on device")):

        def staged(self: Storage, suffix: str = "", error: Exception = error) -> Path:
            raise error

        monkeypatch.setattr(Storage, "staged", staged)
        status, answer = await refused(put(jp_fetch, "sample.docx", version, edited()))
        assert (status, answer["error"]) == (503, "storage")


async def test_a_sender_who_goes_away_leaves_nothing(
    jp_fetch: Fetch,
    jp_serverapp: ServerApp,
    jp_base_url: str,
    jp_auth_header: dict[str, str],
    root: Path,
    services: Services,
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", jp_serverapp.port)
    head = (
        f"PUT {jp_base_url}onlyoffice/builtin/content?path=sample.docx HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: {jp_auth_header['Authorization']}\r\nContent-Length: 9000000\r\n\r\n"
    )
    writer.write(head.encode() + b"x" * 3_000_000)
    await writer.drain()
    await _until(lambda: spooled(services) != [])
    writer.close()
    await writer.wait_closed()
    await _until(lambda: spooled(services) == [])


@pytest.mark.parametrize("server_traits", [{"authorizer_class": ReadOnly}])
async def test_who_may_not_write_is_refused_before_the_body_is_taken(
    jp_fetch: Fetch, root: Path, services: Services
) -> None:
    answer = await opened(jp_fetch, "sample.docx")
    assert answer["mode"] == "view" and answer["notice"]["code"] == "no-permission"
    assert (await follow(jp_fetch, answer)).code == 200
    with pytest.raises(HTTPClientError) as caught:
        await put(jp_fetch, "sample.docx", answer["version"], edited())
    assert caught.value.code == 403
    assert spooled(services) == []


@pytest.mark.parametrize("route", ["content", "view", "version"])
async def test_a_stranger_gets_nothing(
    http_server_client: Any, jp_base_url: str, jp_serverapp: ServerApp, root: Path, services: Services, route: str
) -> None:
    url = f"{jp_base_url}onlyoffice/builtin/{route}?path=sample.docx"
    with pytest.raises(HTTPClientError) as caught:
        await http_server_client.fetch(url)
    assert caught.value.code == 403
    with pytest.raises(HTTPClientError) as caught:
        await http_server_client.fetch(url, method="PUT", body=edited())
    assert caught.value.code in (403, 405)
    assert (root / "sample.docx").read_bytes() == (DATA / "sample.docx").read_bytes()
    assert spooled(services) == []


async def test_a_conversion_under_way_does_not_outlive_the_server(services: Services) -> None:
    services.builtin.close()
    with pytest.raises(OSError, match="stopping"):
        services.builtin._runner.run(["true"], services.shared.settings.data_dir)


async def _until(condition: Callable[[], bool]) -> None:
    """Nobody tells of files that are made or removed."""
    for _ in range(3000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to be")


async def test_the_first_pages_of_a_long_workbook_come_before_the_rest(
    jp_fetch: Fetch, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_SMALL", 0)
    monkeypatch.setattr(workbook_preview, "_LONG", 1000)
    (root / "long.xlsx").write_bytes(long_workbook(900))
    answer = await opened(jp_fetch, "long.xlsx")
    answer_first = {**answer, "contentUrl": f"{answer['contentUrl']}&first=1"}
    first = await follow(jp_fetch, answer_first)
    assert first.headers["X-Onlyoffice-Part"] == "first" and first.headers["X-Onlyoffice-Version"] == answer["version"]
    whole = await follow(jp_fetch, answer)
    assert "X-Onlyoffice-Part" not in whole.headers
    assert 0 < pages(first.body) < pages(whole.body)
    assert (await follow(jp_fetch, answer_first)).body == whole.body  # as it is there by now
    only = await follow(jp_fetch, {**answer, "contentUrl": f"{answer['contentUrl']}&first=only"})
    assert only.body == first.body
    short = await opened(jp_fetch, "sample.xlsx")
    response = await follow(jp_fetch, {**short, "contentUrl": f"{short['contentUrl']}&first=1"})
    assert response.body.startswith(b"%PDF-") and "X-Onlyoffice-Part" not in response.headers
