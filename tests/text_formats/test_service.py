"""Text files through a real server and the stand-in: opened as what Docs edits best, stored in their own form."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from jupyter_onlyoffice.errors import StorageError
from jupyter_onlyoffice.text_formats import conversion, service
from jupyter_onlyoffice.untrusted.validation import check_result

from ..connected import Connected, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401
from ..standin import Robot

TABLE = 'Kennung;Name;Preis\r\n00123;"Größe; Farbe";1,50\r\n12345678901234567890;"Müller";2024-01-05\r\n'.encode(
    "cp1252"
)
CHECKPOINT = ".ipynb_checkpoints/data-checkpoint.csv"
TEXT = "caf\u00e9\r\n\r\n00123\tend\r\n".encode("cp1252")


@pytest.fixture
def files(connected: Connected) -> Connected:
    (connected.root / "data.csv").write_bytes(TABLE)
    (connected.root / "notes.txt").write_bytes(TEXT)
    return connected


async def opened(files: Connected, name: str) -> tuple[Robot, dict[str, Any]]:
    answer = await files.get("open", path=name)
    return await asyncio.to_thread(files.standin.open, answer["config"]), answer


def here(url: str) -> str:
    """The address as the client of our tests wants it."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


async def closed(files: Connected, robot: Robot) -> None:
    await asyncio.to_thread(robot.close)
    await asyncio.to_thread(files.standin.settle)


async def test_a_table_is_edited_as_a_workbook_and_stays_a_table(files: Connected, tmp_path: Path) -> None:
    robot, answer = await opened(files, "data.csv")
    document = answer["config"]["document"]
    assert (document["fileType"], document["title"]) == ("xlsx", "data.csv")
    assert answer["config"]["documentType"] == "cell"
    assert answer["mode"] == "edit" and document["permissions"]["comment"] is False
    assert robot.lines[1:] == ["00123\tGröße; Farbe\t1.5", "12345678901234567890\tMüller\t45296"]
    await asyncio.to_thread(robot.type, "neu, 100 €")
    assert (await files.post("forcesave", path="data.csv"))["state"] == "stored"
    once = TABLE + "neu, 100 €;;\r\n".encode("cp1252")
    assert (files.root / "data.csv").read_bytes() == once
    await asyncio.to_thread(robot.type, "0042")
    await closed(files, robot)
    # The stand-in puts what is typed where its sheet ended, always in the same order.
    assert (files.root / "data.csv").read_bytes() == once + b"0042;;\r\n"
    assert files.new() == {"data.csv", "notes.txt", CHECKPOINT} and files.staged() == []
    assert (files.root / CHECKPOINT).read_bytes() == TABLE


async def test_a_text_is_given_in_utf_8_and_stays_as_it_was(files: Connected) -> None:
    robot, answer = await opened(files, "notes.txt")
    document = answer["config"]["document"]
    assert (document["fileType"], document["options"]) == ("txt", {"codePage": 65001})
    assert robot.lines == ["café", "", "00123\tend"]
    await asyncio.to_thread(robot.type, "typed")
    await closed(files, robot)
    assert (files.root / "notes.txt").read_bytes() == TEXT + b"typed\r\n"


async def test_what_docs_gets_can_be_fetched_in_parts(files: Connected, http_server_client: AsyncHTTPClient) -> None:
    url = here((await files.get("open", path="data.csv"))["config"]["document"]["url"])
    whole = (await http_server_client.fetch(url)).body
    assert zipfile.ZipFile(io.BytesIO(whole)).testzip() is None
    part = await http_server_client.fetch(url, headers={"Range": "bytes=2-9"})
    assert part.code == 206 and part.body == whole[2:10]
    head = await http_server_client.fetch(url, method="HEAD")
    assert head.headers["Content-Length"] == str(len(whole))
    assert (await http_server_client.fetch(url.partition("&as=")[0])).body == TABLE


async def test_a_file_that_a_sheet_can_not_hold_opens_as_it_is_for_viewing(
    files: Connected, http_server_client: AsyncHTTPClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    (files.root / "bell.csv").write_bytes(b"a,\x07\n")
    monkeypatch.setattr(service, "LIMIT", 50)
    for name, reason in (("bell.csv", "characters"), ("data.csv", "larger than")):
        answer = await files.get("open", path=name)
        document = answer["config"]["document"]
        assert answer["mode"] == "view" and document["fileType"] == "csv"
        assert answer["notice"]["code"] == "as-it-is" and reason in answer["notice"]["cause"]
        assert (await http_server_client.fetch(here(document["url"]))).body == (files.root / name).read_bytes()
        with pytest.raises(HTTPClientError) as refused:
            await http_server_client.fetch(here(document["url"]) + "&as=xlsx")
        assert refused.value.code == 422


async def test_what_the_encoding_can_not_hold_goes_beside_the_file(files: Connected) -> None:
    robot, _ = await opened(files, "data.csv")
    await asyncio.to_thread(robot.type, "漢字")
    for _ in range(2):  # the copy is gone on with
        await asyncio.to_thread(robot.type, "more")
        saved = await files.post("forcesave", path="data.csv")
        assert saved["savedAs"].startswith("data (edited ")
    await closed(files, robot)
    (copy,) = files.new() - {"data.csv", "notes.txt"}
    assert (files.root / "data.csv").read_bytes() == TABLE
    kept = (files.root / copy).read_bytes().decode("utf-8-sig")
    assert kept.startswith(TABLE.decode("cp1252")) and "漢字;;\r\n" in kept and kept.count("more") == 2


async def test_a_file_that_changed_on_disk_gets_a_copy_of_its_own_form(files: Connected) -> None:
    robot, _ = await opened(files, "data.csv")
    await asyncio.to_thread(robot.type, "typed")
    (files.root / "data.csv").write_bytes(TABLE.replace(b"00123", b"00124"))
    await closed(files, robot)
    (copy,) = files.new() - {"data.csv", "notes.txt"}
    assert copy.endswith(".csv")
    assert (files.root / copy).read_bytes() == TABLE + b"typed;;\r\n"


@pytest.mark.parametrize("folder", [False, True], ids=["gone", "a folder in its place"])
async def test_edits_of_a_file_that_is_gone_are_in_a_workbook(files: Connected, tmp_path: Path, folder: bool) -> None:
    robot, _ = await opened(files, "data.csv")
    await asyncio.to_thread(robot.type, "typed")
    (files.root / "data.csv").unlink()
    if folder:
        (files.root / "data.csv").mkdir()
    await closed(files, robot)
    (copy,) = files.new() - {"notes.txt"}
    assert copy.startswith("data (recovered ") and copy.endswith(".xlsx")
    check_result(files.root / copy, "xlsx")
    assert {"typed", "Kennung\tName\tPreis"} <= set(files.lines(copy))


@pytest.mark.parametrize("filetype", ["xlsx", "csv"])  # Docs before 7.0 names no type, so the file's is taken
async def test_a_result_is_known_by_its_bytes(files: Connected, tmp_path: Path, filetype: str) -> None:
    services = files.services
    info = await services.shared.storage.info("data.csv")
    view = await services.shared.text_formats.open(info)
    staged = services.shared.storage.staged()
    staged.write_bytes(b"".join([chunk async for chunk in view.read(0, view.size)]))
    view.close()
    stored = await services.saving.writer.place("data.csv", staged, filetype, info.version)
    assert not stored.is_copy and (files.root / "data.csv").read_bytes() == TABLE


async def test_a_result_that_can_not_be_read_as_a_table_is_kept_as_it_is(files: Connected) -> None:
    services = files.services
    staged = services.shared.storage.staged()
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")
    staged.write_bytes(result.getvalue())
    info = await services.shared.storage.info("data.csv")
    stored = await services.saving.writer.place("data.csv", staged, "xlsx", info.version)
    assert stored.is_copy and stored.info.path == "data.xlsx"
    assert (files.root / "data.xlsx").read_bytes() == result.getvalue()
    assert (files.root / "data.csv").read_bytes() == TABLE and files.staged() == []


async def test_a_copy_of_another_format_is_not_gone_on_with(files: Connected) -> None:
    services = files.services
    (files.root / "data (recovered).xlsx").write_bytes(b"another")
    staged = services.shared.storage.staged()
    staged.write_bytes((files.root / "sample.xlsx").read_bytes())
    stored = await services.saving.writer.place("data.csv", staged, "xlsx", None, copy_path="data (recovered).xlsx")
    assert stored.is_copy and stored.info.path.endswith(".csv")
    assert (files.root / "data (recovered).xlsx").read_bytes() == b"another"


async def test_a_full_disk_is_tried_again(files: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    services = files.services
    info = await services.shared.storage.info("data.csv")
    for step in ("serve", "restore"):
        monkeypatch.setattr(service, step, full)
    with pytest.raises(StorageError):
        await services.shared.text_formats.open(info)
    staged = services.shared.storage.staged()
    staged.write_bytes((files.root / "sample.xlsx").read_bytes())
    with pytest.raises(StorageError):
        await services.saving.writer.place("data.csv", staged, "xlsx", info.version)
    assert (files.root / "data.csv").read_bytes() == TABLE and files.staged() == [staged.name]


async def test_what_was_made_once_is_not_made_again(files: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(serve: Callable[..., None]) -> Callable[..., None]:
        def count(source: Path, ext: str, target: Path) -> None:
            made.append(ext)
            serve(source, ext, target)

        return count

    monkeypatch.setattr(service, "serve", counted(conversion.serve))
    for _ in range(3):
        await files.get("open", path="data.csv")
    assert made == ["csv"]
    (files.root / "data.csv").write_bytes(TABLE + b"more\r\n")
    await files.get("open", path="data.csv")
    assert made == ["csv", "csv"]
