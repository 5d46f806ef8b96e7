"""Unusual names: what is asked for is what opens, and a name that nothing can hold is refused on every route."""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPResponse

from jupyter_onlyoffice.errors import OnlyOfficeError
from jupyter_onlyoffice.handlers.routes import ROUTES

from ..identity import OneUser
from ..product import Product, edited

SECRET = "realdocs-secret-0123456789abcdef0123456789"
Fetch = Callable[..., Awaitable[HTTPResponse]]
#: In pairs: each name, and the neighbour that it must not be taken for.
PAIRS = [
    (" a.docx", "a.docx"),
    ("dir /a.docx", "dir/a.docx"),
    ("\u00a0a.docx", "a.docx"),
    ("a\x01b.docx", "a b.docx"),
    ("a\tb.docx", "a b.docx"),
    ("a\nb.docx", "a b.docx"),
    ("a+b.docx", "a b.docx"),
    ("a%20b.docx", "a b.docx"),
]
#: As Python names a file whose name is the byte 0x80, and how that stands in JSON and in an address.
HALF = "half\udc80.docx"
IN_QUERY = b"half\xed\xb2\x80.docx"


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}, "identity_provider_class": OneUser},
        "OnlyOffice": {
            "docs_url": "http://docs.invalid",
            "jwt_secret": SECRET,
            "data_dir": str(tmp_path / "data"),
            "share_links": True,
        },
    }


async def test_what_is_asked_for_is_what_opens(
    jp_fetch: Fetch, http_server_client: AsyncHTTPClient, jp_root_dir: Path
) -> None:
    for name, neighbour in PAIRS:
        for path in (name, neighbour):
            (jp_root_dir / path).parent.mkdir(exist_ok=True)
            (jp_root_dir / path).write_bytes(path.encode())
        for path in (name, neighbour, name):
            opened = json.loads((await jp_fetch("onlyoffice", "open", params={"path": path})).body)
            assert opened["path"] == path
            parts = urlsplit(opened["config"]["document"]["url"])
            assert (await http_server_client.fetch(f"{parts.path}?{parts.query}")).body == path.encode()
            status = json.loads((await jp_fetch("onlyoffice", "status", params={"path": path})).body)
            assert status["document"]["path"] == path
            content = await jp_fetch("onlyoffice", "builtin", "content", params={"path": path})
            assert content.body == path.encode()
        made = await jp_fetch("onlyoffice", "shares", method="POST", body=json.dumps({"path": name, "mode": "view"}))
        assert json.loads(made.body)["path"] == name
        for path, count in ((name, 1), (neighbour, 0)):
            listed = json.loads((await jp_fetch("onlyoffice", "shares", params={"path": path})).body)["shares"]
            assert len(listed) == count


async def test_what_is_not_there_is_not_replaced_by_its_neighbour(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    (jp_root_dir / "a.docx").write_bytes(b"a")
    for path in (" a.docx", "\x01a.docx", "\ta.docx"):
        with pytest.raises(HTTPClientError) as caught:
            await jp_fetch("onlyoffice", "open", params={"path": path})
        assert caught.value.code == 404


async def test_no_name_with_a_control_character_is_made(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    for name in ("a\x01b", "a\nb", "a\x7fb", "\x1b[31mred"):
        body = json.dumps({"path": "", "type": "docx", "name": name})
        with pytest.raises(HTTPClientError) as caught:
            await jp_fetch("onlyoffice", "create", method="POST", body=body)
        assert caught.value.response
        assert (caught.value.code, json.loads(caught.value.response.body)["reason"]) == (400, "documents.name")
    assert not {name for name in os.listdir(jp_root_dir) if name.endswith(".docx")}


def make_half(folder: Path) -> None:
    """A file whose name is not in UTF-8."""
    with open(os.path.join(os.fsencode(folder), b"half\x80.docx"), "wb") as file:
        file.write(b"x")


#: Of each route that takes a path: how it is asked, and the names of what holds one.
ASKED: dict[str, list[tuple[str, ...]]] = {
    "status": [("GET", "path")],
    "open": [("GET", "path")],
    "form": [("GET", "path")],
    "held": [("GET", "path")],
    "shares": [("GET", "path"), ("POST", "path")],
    "history": [("GET", "path")],
    "history/version": [("GET", "path")],
    "thumbnail": [("GET", "path")],
    "templates": [("GET", "folder")],
    "builtin/content": [("GET", "path"), ("PUT", "path")],
    "builtin/version": [("GET", "path")],
    "builtin/view": [("GET", "path")],
    "create": [("POST", "path"), ("POST", "name")],
    "choice": [("POST", "path"), ("POST", "copy")],
    "forcesave": [("POST", "path")],
    "resolve": [("POST", "path")],
    "retry": [("POST", "path")],
    "mentions": [("POST", "path")],
    "convert": [("POST", "path"), ("POST", "folder")],
    "saveas": [("POST", "path"), ("POST", "title")],
    "title": [("POST", "path")],
    "insert": [("POST", "paths")],
    "reference": [("POST", "document"), ("POST", "path")],
    "history/restore": [("POST", "path")],
}


async def test_a_name_that_is_not_unicode_is_refused_on_every_route_with_a_reason(
    jp_fetch: Fetch, jp_root_dir: Path
) -> None:
    make_half(jp_root_dir)
    (jp_root_dir / "a.docx").write_bytes(b"a")
    usual = {"path": "a.docx", "mode": "view", "emails": ["x"], "to": "pdf", "picked": "document", "version": 1}
    for route, ways in ASKED.items():
        for method, name in ways:
            value: Any = [HALF] if name == "paths" else HALF
            options: dict[str, Any] = {"method": method}
            if method in ("GET", "PUT"):
                options["params"] = {"version": "1", name: IN_QUERY}
            if method == "POST":
                options["body"] = json.dumps({**usual, name: value})
            elif method == "PUT":
                options["body"] = b"x"
            with pytest.raises(HTTPClientError) as caught:
                await jp_fetch("onlyoffice", *route.split("/"), **options)
            assert caught.value.response, route
            answer = json.loads(caught.value.response.body)
            assert (caught.value.code, answer["reason"]) == (400, "storage.no-text"), f"{method} {route} {name}"
    assert {f"/onlyoffice/{route}" for route in ASKED} <= {pattern for pattern, _ in ROUTES}


async def test_a_folder_with_a_name_that_is_not_unicode_is_listed(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    (jp_root_dir / "t").mkdir()
    (jp_root_dir / "t" / "letter.docx").write_bytes(b"a")
    make_half(jp_root_dir / "t")
    offered = json.loads((await jp_fetch("onlyoffice", "templates", params={"folder": "t"})).body)
    assert [one["path"] for one in offered["templates"]] == ["t/letter.docx"]


async def test_an_edit_is_stored_when_its_file_was_given_a_name_that_is_not_unicode(product: Product) -> None:
    session = await edited(product)
    root = os.fsencode(product.root)
    os.rename(os.path.join(root, b"report.docx"), os.path.join(root, b"half\x80.docx"))
    await product.ready(session, "edited")
    names = os.listdir(root)
    assert b"half\x80.docx" in names and len(names) == 2
    (kept,) = [name for name in names if name != b"half\x80.docx" and not name.startswith(b".")]
    assert product.text(kept.decode()) == "edited"


async def test_records_refuse_a_name_that_is_not_unicode(product: Product) -> None:
    await product.open()
    with pytest.raises(OnlyOfficeError, match="Unicode"):
        await product.sessions.current(HALF)
    with pytest.raises(OnlyOfficeError, match="Unicode"):
        await product.storage.info(HALF)
    await product.renames.renamed("report.docx", HALF)  # which only a program can ask for
