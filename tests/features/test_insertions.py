"""What the user picks for the editor is signed for Docs, and can be fetched by it; nothing else."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
from tornado.httpclient import AsyncHTTPClient

from ..connected import Connected, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401
from ..standin import documents


def claims(connected: Connected, answer: dict[str, Any]) -> dict[str, Any]:
    """What the token of an answer holds but for its times; checked that it is as long-lived as any request."""
    held: dict[str, Any] = jwt.decode(answer["token"], connected.standin.options.secret, algorithms=["HS256"])
    assert held.pop("exp") - held.pop("iat") == 300
    return held


async def fetched(http_server_client: AsyncHTTPClient, url: str) -> bytes:
    """As Docs does it."""
    parts = urlsplit(url)
    return (await http_server_client.fetch(f"{parts.path}?{parts.query}")).body


async def test_pictures_are_inserted(connected: Connected, http_server_client: AsyncHTTPClient) -> None:
    for name in ("a.png", "b.JPG"):
        (connected.root / name).write_bytes(name.encode())
    answer = await connected.post("insert", picked="image", c="add", paths=["a.png", "/b.JPG"])
    assert claims(connected, answer) == {name: value for name, value in answer.items() if name != "token"}
    assert set(answer) == {"c", "images", "token"} and answer["c"] == "add"
    assert [image["fileType"] for image in answer["images"]] == ["png", "jpg"]
    assert [await fetched(http_server_client, image["url"]) for image in answer["images"]] == [b"a.png", b"b.JPG"]


@pytest.mark.parametrize(
    ("picked", "command", "name"),
    [
        ("document", "compare", "sample.docx"),
        ("document", "combine", "sample.docx"),
        ("document", "insert-text", "sample.docx"),
        ("spreadsheet", "mailmerge", "sample.xlsx"),
    ],
)
async def test_a_document_is_picked(
    connected: Connected, http_server_client: AsyncHTTPClient, picked: str, command: str, name: str
) -> None:
    answer = await connected.post("insert", picked=picked, c=command, paths=[name])
    assert claims(connected, answer) == {name: value for name, value in answer.items() if name != "token"}
    assert set(answer) == {"c", "fileType", "url", "token"}
    assert (answer["c"], answer["fileType"]) == (command, name.rpartition(".")[2])
    assert await fetched(http_server_client, answer["url"]) == (connected.root / name).read_bytes()


async def test_a_table_in_a_text_file_is_given_as_a_workbook(
    connected: Connected, http_server_client: AsyncHTTPClient
) -> None:
    (connected.root / "people.csv").write_text("name;number\nAnn;007\n")
    answer = await connected.post("insert", picked="spreadsheet", c="mailmerge", paths=["people.csv"])
    assert answer["fileType"] == "xlsx"
    workbook = await fetched(http_server_client, answer["url"])
    assert documents.texts(workbook, "xlsx") == ["name\tnumber", "Ann\t007"]
    source = (await connected.post("reference", document="sample.xlsx", path="people.csv"))["data"]
    assert (source["fileType"], source["path"]) == ("xlsx", "people.csv")
    assert await fetched(http_server_client, source["url"]) == workbook


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"paths": []}, 400),
        ({"paths": "sample.docx"}, 400),
        ({"paths": [""]}, 400),
        ({"paths": [7]}, 400),
        ({"paths": ["sample.docx", "sample.docx"]}, 400),
        ({"paths": ["sample.xlsx"]}, 400),
        ({"paths": ["sample.xlsx"], "picked": "image"}, 400),
        ({"paths": ["sample.docx"], "picked": "spreadsheet"}, 400),
        ({"picked": "anything"}, 400),
        ({"c": "../x"}, 400),
        ({"c": None}, 400),
        ({"paths": ["missing.docx"]}, 404),
        ({"paths": ["../sample.docx"]}, 404),
        ({"paths": [".hidden.docx"]}, 404),
        ({"paths": ["folder.docx"]}, 400),
    ],
)
async def test_what_can_not_be_used_is_refused(connected: Connected, given: dict[str, Any], status: int) -> None:
    (connected.root / ".hidden.docx").write_bytes(b"secret")
    (connected.root / "folder.docx").mkdir()
    fields: dict[str, Any] = {"picked": "document", "c": "compare", "paths": ["sample.docx"]}
    code, answer = await connected.refused(connected.post("insert", **{**fields, **given}))
    assert code == status and answer["cause"] and answer["remedy"]


async def test_who_may_not_write_inserts_nothing(connected: Connected) -> None:
    body = json.dumps({"picked": "document", "c": "compare", "paths": ["sample.docx"]})
    connected.app.authorizer.is_authorized = lambda handler, user, action, resource: action == "read"  # type: ignore[method-assign]
    assert (await connected.refused(connected.fetch("insert", method="POST", body=body)))[0] == 403


async def test_the_editor_is_offered_pickers_where_it_edits(connected: Connected) -> None:
    assert {"insert", "references", "save-as"} <= set((await connected.get("open", path="sample.docx"))["can"])
    viewed = (await connected.get("open", path="sample.docx", mode="view"))["can"]
    assert "save-as" in viewed and not {"insert", "references"} & set(viewed)


class TestWithoutASecret:
    @pytest.fixture
    def jp_server_config(self, jp_server_config: dict[str, Any]) -> dict[str, Any]:
        jp_server_config["OnlyOffice"]["jwt_secret"] = ""
        return jp_server_config

    async def test_nothing_is_signed(self, connected: Connected) -> None:
        answer = await connected.post("insert", picked="document", c="compare", paths=["sample.docx"])
        assert set(answer) == {"c", "fileType", "url"}


def nothing_leaves(request: Any) -> dict[str, bool]:
    """Of what is called secret everything may be read, and nothing taken elsewhere."""
    return {"download": "secret" not in request.path}


class TestWhereContentMayNotLeave:
    @pytest.fixture
    def jp_server_config(self, jp_server_config: dict[str, Any]) -> dict[str, Any]:
        jp_server_config["OnlyOffice"]["permissions_hook"] = nothing_leaves
        return jp_server_config

    async def test_it_is_neither_inserted_nor_converted_nor_referred_to(self, connected: Connected) -> None:
        for ext in ("docx", "xlsx"):
            (connected.root / f"secret.{ext}").write_bytes((connected.root / f"sample.{ext}").read_bytes())
        for request in (
            connected.post("insert", picked="document", c="compare", paths=["secret.docx"]),
            connected.post("convert", path="secret.docx", to="pdf"),
            connected.post("reference", document="sample.xlsx", path="secret.xlsx"),
        ):
            code, answer = await connected.refused(request)
            assert code == 403 and "secret" in answer["cause"] and answer["remedy"]
        assert (await connected.post("insert", picked="document", c="compare", paths=["sample.docx"]))["url"]
