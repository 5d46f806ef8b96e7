"""Workbooks that show values of others: found by what Docs stored, inside of this server only, and signed."""

from __future__ import annotations

import json
import logging
import sqlite3
from pathlib import Path
from typing import Any

import jwt
import pytest
from tornado.httpclient import AsyncHTTPClient

from jupyter_onlyoffice.features.file_ids import SqliteFileIds

from ..connected import Connected, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401
from .test_insertions import claims, fetched


@pytest.fixture
def workbooks(connected: Connected) -> Connected:
    """``reports/total.xlsx`` refers to others in ``data`` and beside it."""
    for name in (
        "reports/total.xlsx",
        "reports/near by.xlsx",
        "data/prices.xlsx",
        "data/rates.ods",
        "data/100%25.xlsx",
        "prices.xlsx",
    ):
        (connected.root / name).parent.mkdir(exist_ok=True)
        (connected.root / name).write_bytes((connected.root / "sample.xlsx").read_bytes())
    return connected


async def reference_of(connected: Connected, path: str) -> dict[str, str]:
    """What Docs stores of a workbook whose values are pasted into another."""
    document = (await connected.get("open", path=path))["config"]["document"]
    assert isinstance(document["referenceData"], dict)
    return dict(document["referenceData"])


async def source(connected: Connected, **given: Any) -> str:
    """The path of the source that is found."""
    return str((await connected.post("reference", **{"document": "reports/total.xlsx", **given}))["path"])


async def test_a_workbook_tells_by_what_others_refer_to_it(workbooks: Connected) -> None:
    config = (await workbooks.get("open", path="data/prices.xlsx"))["config"]
    reference = config["document"]["referenceData"]
    assert set(reference) == {"fileKey", "instanceId"} and "prices" not in reference["fileKey"]
    signed = jwt.decode(config["token"], workbooks.standin.options.secret, algorithms=["HS256"])
    assert signed["document"] == config["document"]
    assert reference == await reference_of(workbooks, "data/prices.xlsx")
    assert reference["fileKey"] != (await reference_of(workbooks, "prices.xlsx"))["fileKey"]
    assert "referenceData" not in (await workbooks.get("open", path="sample.docx"))["config"]["document"]


async def test_the_answer_is_signed_and_leads_to_the_file(
    workbooks: Connected, http_server_client: AsyncHTTPClient
) -> None:
    reference = await reference_of(workbooks, "data/prices.xlsx")
    found = await workbooks.post("reference", document="reports/total.xlsx", referenceData=reference, path="")
    data = found["data"]
    assert found["path"] == "data/prices.xlsx"
    assert claims(workbooks, data) == {name: value for name, value in data.items() if name != "token"}
    assert set(data) == {"fileType", "key", "path", "referenceData", "url", "token"}
    assert (data["fileType"], data["path"], data["referenceData"]) == ("xlsx", "../data/prices.xlsx", reference)
    assert await fetched(http_server_client, data["url"]) == (workbooks.root / "data/prices.xlsx").read_bytes()


async def test_the_key_is_that_of_the_room_or_one_that_docs_never_saw(workbooks: Connected) -> None:
    async def key() -> str:
        found = await workbooks.post("reference", document="reports/total.xlsx", path="../data/prices.xlsx")
        return str(found["data"]["key"])

    assert await key() != await key()
    opened = (await workbooks.get("open", path="data/prices.xlsx"))["key"]
    assert await key() == opened
    (workbooks.root / "data/prices.xlsx").write_bytes(b"changed on disk, which the room does not know")
    assert await key() != opened
    await workbooks.services.shared.sessions.editing(await workbooks.services.shared.sessions.get(opened), ("ann",))
    assert await key() == opened


async def test_a_source_is_found_after_it_was_renamed(workbooks: Connected) -> None:
    reference = await reference_of(workbooks, "data/prices.xlsx")
    renames = workbooks.services.saving.renames
    (workbooks.root / "data/prices.xlsx").rename(workbooks.root / "data/prices of 2026.xlsx")
    await renames.renamed("data/prices.xlsx", "data/prices of 2026.xlsx")
    (workbooks.root / "data").rename(workbooks.root / "old data")
    await renames.renamed("data", "old data")
    given = {"referenceData": reference, "path": "../data/prices.xlsx"}
    assert await source(workbooks, **given) == "old data/prices of 2026.xlsx"


async def test_a_source_that_took_the_place_of_another_keeps_its_own_name(workbooks: Connected) -> None:
    first, second = [await reference_of(workbooks, name) for name in ("prices.xlsx", "data/prices.xlsx")]
    (workbooks.root / "prices.xlsx").replace(workbooks.root / "data/prices.xlsx")
    await workbooks.services.saving.renames.renamed("prices.xlsx", "data/prices.xlsx")
    assert await source(workbooks, referenceData=first) == "data/prices.xlsx"
    status, _ = await workbooks.refused(workbooks.post("reference", document="a.xlsx", referenceData=second))
    assert status == 404


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("../data/prices.xlsx", "data/prices.xlsx"),
        ("..\\data\\prices.xlsx", "data/prices.xlsx"),
        ("near by.xlsx", "reports/near by.xlsx"),
        ("near%20by.xlsx", "reports/near by.xlsx"),
        ("/data/100%25.xlsx", "data/100%25.xlsx"),
        ("./near by.xlsx", "reports/near by.xlsx"),
        ("/data/prices.xlsx", "data/prices.xlsx"),
        ("/home/ann/near by.xlsx", "reports/near by.xlsx"),
        ("C:\\Users\\ann\\near by.xlsx", "reports/near by.xlsx"),
        ("file:///C:\\Users\\ann\\near by.xlsx", "reports/near by.xlsx"),
        ("file:///data/prices.xlsx", "data/prices.xlsx"),
        ("../data/rates.ods", "data/rates.ods"),
    ],
)
async def test_a_source_is_found_by_its_path(workbooks: Connected, path: str, found: str) -> None:
    foreign = {"fileKey": "7", "instanceId": "https://elsewhere.example"}
    assert await source(workbooks, path=path) == found
    assert await source(workbooks, path=path, referenceData=foreign) == found
    unknown = {**await reference_of(workbooks, "prices.xlsx"), "fileKey": "0123456789abcdef"}
    assert await source(workbooks, path=path, referenceData=unknown) == found


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"path": "https://elsewhere.example/prices.xlsx"}, 403),
        ({"path": "HTTP://169.254.169.254/x.xlsx"}, 403),
        ({"path": "ftp://elsewhere.example/prices.xlsx"}, 403),
        ({"path": "../../outside.xlsx"}, 404),
        ({"path": "../../../etc/passwd"}, 404),
        ({"path": "missing.xlsx"}, 404),
        ({"path": ".hidden.xlsx"}, 404),
        ({"path": "C:"}, 404),
        ({"path": ".."}, 404),
        ({"path": ""}, 404),
        ({}, 404),
        ({"referenceData": "text"}, 404),
        ({"referenceData": {"fileKey": "7", "instanceId": "https://elsewhere.example"}}, 404),
        ({"path": "../sample.docx"}, 400),
        ({"path": "total.xlsx"}, 400),
        ({"document": "", "path": "total.xlsx"}, 400),
    ],
)
async def test_what_is_no_source_is_refused(workbooks: Connected, given: dict[str, Any], status: int) -> None:
    (workbooks.root / "reports/.hidden.xlsx").write_bytes(b"secret")
    (workbooks.root.parent / "outside.xlsx").write_bytes(b"secret")
    request = workbooks.post("reference", **{"document": "reports/total.xlsx", **given})
    code, answer = await workbooks.refused(request)
    assert code == status and answer["cause"] and answer["remedy"]


async def test_the_path_is_told_as_the_workbook_sees_it(workbooks: Connected) -> None:
    answer = await workbooks.post("reference", document="total.xlsx", path="data/prices.xlsx")
    assert answer["data"]["path"] == "data/prices.xlsx"
    answer = await workbooks.post("reference", document="reports/total.xlsx", path="near by.xlsx")
    assert answer["data"]["path"] == "near by.xlsx"


async def test_who_may_not_write_is_told_nothing(workbooks: Connected) -> None:
    body = json.dumps({"document": "reports/total.xlsx", "path": "../prices.xlsx"})
    workbooks.app.authorizer.is_authorized = lambda handler, user, action, resource: action == "read"  # type: ignore[method-assign]
    assert (await workbooks.refused(workbooks.fetch("reference", method="POST", body=body)))[0] == 403


async def test_documents_open_although_the_records_are_damaged(workbooks: Connected) -> None:
    folder = workbooks.services.shared.settings.data_dir
    (folder / "files.sqlite").mkdir()
    assert "referenceData" not in (await workbooks.get("open", path="prices.xlsx"))["config"]["document"]
    (folder / "files.sqlite").rmdir()
    (folder / "files.sqlite").write_bytes(b"no database" * 1000)
    assert "referenceData" in (await workbooks.get("open", path="prices.xlsx"))["config"]["document"]
    assert (folder / "files.broken").exists()
    assert await source(workbooks, path="../prices.xlsx") == "prices.xlsx"
    await workbooks.services.saving.renames.renamed("prices.xlsx", "prices 2.xlsx")


def test_servers_with_other_roots_share_the_records(tmp_path: Path) -> None:
    here, there = (
        SqliteFileIds(tmp_path / "files.sqlite", scope, logging.getLogger()) for scope in ("/here", "/there")
    )
    name = here.of("a.xlsx")
    assert there.of("a.xlsx") != name and there.path(name) is None and here.path(name) == "a.xlsx"
    there.moved("a.xlsx", "b.xlsx")
    here.moved("a", "c")  # no folder of it
    assert here.path(name) == "a.xlsx"
    here.close()
    there.close()
    with pytest.raises(sqlite3.ProgrammingError):
        here.of("a.xlsx")
