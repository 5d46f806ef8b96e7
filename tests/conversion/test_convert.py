"""Conversions, through a real server and the stand-in's converter: what is asked, what is stored, what goes wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

import pytest
from jupyter_server.serverapp import ServerApp

from jupyter_onlyoffice.builtin import Builtin
from jupyter_onlyoffice.conversion import converters
from jupyter_onlyoffice.conversion import jobs as conversions
from jupyter_onlyoffice.conversion.converters import BuiltinConversion, Made
from jupyter_onlyoffice.conversion.jobs import Wish
from jupyter_onlyoffice.errors import BusyError, ConversionError, NotFoundError, StorageError
from jupyter_onlyoffice.formats import FORMATS
from jupyter_onlyoffice.storage.file_cache import CachedFile
from jupyter_onlyoffice.storage.file_info import FileInfo
from jupyter_onlyoffice.text_formats import service

from ..connected import Connected, ReadersOnly, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401
from ..standin import Options, StandIn, Timings, tokens


async def ended(connected: Connected, job: dict[str, Any]) -> dict[str, Any]:
    """The job when it has ended."""
    while job["state"] == "running":
        job = await connected.get("convert", id=job["id"])
    return job


async def convert(connected: Connected, path: str, to: str, **wish: Any) -> dict[str, Any]:
    return await ended(connected, await connected.post("convert", path=path, to=to, **{"folder": "", **wish}))


def asked(connected: Connected) -> list[dict[str, Any]]:
    """What the converter was asked for, each conversion once."""
    bodies = [json.loads(one.body) for one in connected.standin.record.requests if one.path.startswith("/converter")]
    distinct = {tokens.dumps({**body, "token": ""}): body for body in bodies}
    return list(distinct.values())


def slow(connected: Connected) -> None:
    """Conversions take a minute from now on."""
    options = connected.standin.options
    options.timings = options.timings.with_(conversion=60.0)


async def test_a_document_is_converted_into_a_new_file_beside_it(connected: Connected) -> None:
    (connected.root / "sub").mkdir()
    (connected.root / "sub" / "v1.2 Zahlen ü.docx").write_bytes((connected.root / "sample.docx").read_bytes())
    job = await convert(connected, "sub/v1.2 Zahlen ü.docx", "txt", folder="sub")
    assert (job["state"], job["percent"], job["path"]) == ("done", 100, "sub/v1.2 Zahlen ü.txt")
    assert "Welcome to ONLYOFFICE" in "".join(connected.lines("sub/v1.2 Zahlen ü.txt"))
    assert connected.staged() == []


class TestDocsTen:
    """What is to be converted is sent to Docs, which needs no way to this server for it."""

    @pytest.fixture(name="standin", params=["validate", "strict"])
    def fixture_ten(self, request: pytest.FixtureRequest) -> Iterator[StandIn]:
        options = Options(
            version="10.0.0", purpose_check=request.param, converter_reaches=False, timings=Timings().scaled(0.001)
        )
        with StandIn(options) as running:
            yield running

    async def test_a_document_is_sent_and_its_result_taken(self, connected: Connected) -> None:
        job = await convert(connected, "sample.docx", "txt")
        assert (job["state"], job["path"]) == ("done", "sample.txt"), job
        assert "Welcome to ONLYOFFICE" in "".join(connected.lines("sample.txt"))
        assert len(connected.standin.record.uploads) == 1 and not connected.standin.record.downloads
        assert connected.staged() == []

    async def test_a_table_is_sent_as_the_workbook_that_an_editor_would_get(self, connected: Connected) -> None:
        (connected.root / "table.csv").write_text("code;name\n00123;Ann\n", "utf-8")
        job = await convert(connected, "table.csv", "pdf")
        assert job["state"] == "done", job
        assert len(connected.standin.record.uploads) == 1 and not connected.standin.record.downloads
        assert connected.staged() == []

    async def test_a_password_is_asked_for(self, connected: Connected) -> None:
        job = await convert(connected, "password.docx", "pdf")
        assert job["error"]["error"] == "password"
        password = connected.standin.options.password
        assert (await convert(connected, "password.docx", "pdf", password=password))["state"] == "done"
        assert connected.staged() == []

    async def test_what_only_docs_ten_makes_is_offered_once_its_version_is_known(self, connected: Connected) -> None:
        assert "xls" not in (await connected.services.converting.conversions.targets())["xlsx"]
        await convert(connected, "sample.docx", "txt")
        assert "xls" in (await connected.services.converting.conversions.targets())["xlsx"]

    async def test_a_converter_that_is_only_for_the_editors_of_docs_says_so(self, connected: Connected) -> None:
        connected.standin.options.converts_for_others = False
        job = await convert(connected, "sample.docx", "txt")
        assert job["state"] == "failed" and "convertServiceEnable" in job["error"]["remedy"]
        assert connected.staged() == []


async def test_nothing_is_overwritten(connected: Connected) -> None:
    before = (connected.root / "sample.pdf").read_bytes()
    job = await convert(connected, "sample.docx", "pdf")
    assert (job["path"], job["name"]) == ("sample 1.pdf", "sample 1.pdf")
    assert (connected.root / "sample.pdf").read_bytes() == before
    assert (connected.root / "sample 1.pdf").read_bytes().startswith(b"%PDF-")


async def test_every_conversion_has_a_key_of_its_own(connected: Connected) -> None:
    for _ in range(2):
        await convert(connected, "sample.xlsx", "pdf", region="de-DE")
    await convert(connected, "sample.docx", "pdf")
    first, second, third = asked(connected)
    assert len({first["key"], second["key"], third["key"]}) == 3
    assert first["region"] == "de-DE" and "password" not in first
    assert first["spreadsheetLayout"] == converters.SHEETS and "spreadsheetLayout" not in third
    assert first["filetype"] == "xlsx" and first["outputtype"] == "pdf" and first["async"] is True


async def test_what_the_converter_must_be_told(connected: Connected) -> None:
    await convert(connected, "sample.xlsx", "png")
    await convert(connected, "sample.xlsx", "tsv")
    pictures, table = asked(connected)
    assert pictures["thumbnail"] == {"aspect": 2, "first": False} and "spreadsheetLayout" in pictures
    assert table["delimiter"] == 1 and "thumbnail" not in table


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", "Straße;Zahl\nHaupt;1\n".encode("cp1252"), {"codePage": 1252, "delimiter": 2}),
        ("a.csv", "Straße,Zahl\nHaupt,1\n".encode(), {"codePage": 65001, "delimiter": 4}),
        ("a.csv", "Straße\tZahl\nHaupt\t1\n".encode("utf-16"), {"codePage": 1200, "delimiter": 1}),
        ("a.csv", b"\xfe\xff" + "a,b\n1,2\n".encode("utf-16-be"), {"codePage": 1201, "delimiter": 4}),
        ("a.txt", "Straße".encode("cp1252"), {"codePage": 1252}),
        ("a.csv", "Имя;Город\nЁлка;Москва\n".encode("cp1251"), {"codePage": 1251, "delimiter": 2}),
        ("a.csv", "Имя|Город\nЁлка|Москва\n".encode(), {"codePage": 65001, "delimiter": 4}),
    ],
)
async def test_a_text_too_large_for_an_editor_is_read_as_it_was_written(
    connected: Connected, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, told: dict[str, int]
) -> None:
    monkeypatch.setattr(service, "LIMIT", 0)
    (connected.root / name).write_bytes(content)
    assert (await convert(connected, name, "pdf"))["state"] == "done"
    (body,) = asked(connected)
    assert {name: body[name] for name in ("codePage", "delimiter") if name in body} == told
    assert body["filetype"] == name.rpartition(".")[2] and "&as=" not in body["url"]
    assert connected.staged() == []


async def test_the_values_of_a_table_stay_what_they_are(connected: Connected) -> None:
    (connected.root / "a.csv").write_bytes(b"id;when\r\n00123;1.2.2026\r\n")
    assert (await convert(connected, "a.csv", "xlsx"))["state"] == "done"
    assert connected.lines("a.xlsx") == ["id\twhen", "00123\t1.2.2026"] and asked(connected) == []
    assert (await convert(connected, "a.csv", "pdf"))["state"] == "done"
    (body,) = asked(connected)
    assert body["filetype"] == "xlsx" and "delimiter" not in body and "spreadsheetLayout" in body
    assert "00123\t1.2.2026" in connected.lines("a.pdf")


async def test_a_document_without_a_word_is_an_empty_text(connected: Connected) -> None:
    connected.standin.faults.result("empty")
    job = await convert(connected, "sample.docx", "txt")
    assert job["state"] == "done" and (connected.root / "sample.txt").read_bytes() == b""


async def test_what_failed_can_be_tried_again(connected: Connected) -> None:
    connected.standin.faults.conversion()
    job = await convert(connected, "sample.docx", "pdf")
    assert job["state"] == "failed" and job["error"]["error"] == "conversion" and job["error"]["remedy"]
    assert (await convert(connected, "sample.docx", "pdf"))["state"] == "done"


async def test_a_password_is_asked_for_until_it_is_right(connected: Connected) -> None:
    job = await convert(connected, "password.docx", "pdf")
    assert (job["state"], job["error"]["error"]) == ("failed", "password")
    assert "protected" in job["error"]["cause"]
    job = await convert(connected, "password.docx", "pdf", password="guessed")
    assert job["error"]["error"] == "password" and "wrong" in job["error"]["cause"]
    job = await convert(connected, "password.docx", "pdf", password="secret")
    assert job["path"] == "password.pdf"


async def test_what_is_being_edited_is_in_the_result(connected: Connected) -> None:
    config = (await connected.get("open", path="sample.docx"))["config"]
    user = await asyncio.to_thread(connected.standin.open, config)
    await asyncio.to_thread(user.type, "typed a moment ago")
    await asyncio.to_thread(connected.standin.record.callback, 1)
    await convert(connected, "sample.docx", "txt")
    assert "typed a moment ago" in connected.lines("sample.txt")
    await asyncio.to_thread(user.close)
    await asyncio.to_thread(connected.standin.settle)


async def test_a_result_for_the_browser_is_streamed_under_its_name(connected: Connected) -> None:
    (connected.root / "Größe, 1.docx").write_bytes((connected.root / "sample.docx").read_bytes())
    job = await convert(connected, "Größe, 1.docx", "pdf", folder=None)
    assert (job["state"], job["path"], job["name"]) == ("done", None, "Größe, 1.pdf")
    for _ in range(2):  # a browser may ask twice
        answer = await connected.fetch("converted", params={"id": job["id"]})
        assert answer.body.startswith(b"%PDF-")
        assert answer.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote('Größe, 1.pdf', safe='')}"
        assert answer.headers["Content-Type"] == "application/octet-stream"
    assert len(connected.staged()) == 1 and connected.new() == {"Größe, 1.docx"}
    await connected.services.converting.conversions.close()
    assert connected.staged() == []
    assert (await connected.refused(connected.get("convert", id=job["id"])))[0] == 404


async def test_a_stored_result_is_not_sent(connected: Connected) -> None:
    job = await convert(connected, "sample.docx", "pdf")
    assert (await connected.refused(connected.fetch("converted", params={"id": job["id"]})))[0] == 404


async def test_results_are_not_kept_for_ever(connected: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversions, "KEPT", 0.0)
    job = await connected.services.converting.conversions.start("ann", Wish("sample.docx", "pdf", None))
    assert job.task
    await job.task
    assert len(connected.staged()) == 1
    ended = asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, ended.set)  # after what is due at once
    await ended.wait()
    assert connected.staged() == []
    with pytest.raises(NotFoundError):
        connected.services.converting.conversions.job("ann", job.id)


async def test_a_user_sees_their_own_conversions_only(connected: Connected) -> None:
    job = await connected.services.converting.conversions.start("ann", Wish("sample.docx", "pdf", None))
    assert connected.services.converting.conversions.job("ann", job.id) is job
    for request in (
        connected.get("convert", id=job.id),
        connected.fetch("convert", params={"id": job.id}, method="DELETE"),
    ):
        assert (await connected.refused(request))[0] == 404
    assert job.task
    await job.task
    assert job.staged and (await connected.refused(connected.fetch("converted", params={"id": job.id})))[0] == 404


async def test_a_conversion_can_be_given_up(connected: Connected) -> None:
    slow(connected)
    job = await connected.post("convert", path="sample.docx", to="pdf", folder="")
    given_up = json.loads((await connected.fetch("convert", params={"id": job["id"]}, method="DELETE")).body)
    assert given_up["state"] == "cancelled"
    await connected.services.converting.conversions.close()
    assert connected.new() == set() and connected.staged() == []


async def test_a_question_is_answered_before_the_end(connected: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversions, "PATIENCE", 0.0)
    slow(connected)
    job = await connected.post("convert", path="sample.docx", to="pdf", folder="")
    assert await connected.get("convert", id=job["id"]) == job
    assert (job["state"], job["percent"], job["error"]) == ("running", 0, None)
    await connected.services.converting.conversions.close()


async def test_what_comes_too_late_to_be_given_up_stays(connected: Connected) -> None:
    job = await convert(connected, "sample.docx", "pdf")
    answer = await connected.fetch("convert", params={"id": job["id"]}, method="DELETE")
    assert json.loads(answer.body)["state"] == "done" and connected.new() == {"sample 1.pdf"}


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"path": "sample.docx", "to": "xlsx"}, 400),
        ({"path": "sample.docx", "to": "docx"}, 400),
        ({"path": "sample.docx", "to": "../x"}, 400),
        ({"path": "sample.docx"}, 400),
        ({"path": "", "to": "pdf"}, 400),
        ({"path": "missing.docx", "to": "pdf"}, 404),
        ({"path": "../sample.docx", "to": "pdf"}, 404),
        ({"path": "sample.docx", "to": "pdf", "password": "x" * 256}, 400),
    ],
)
async def test_what_can_not_be_converted_is_refused(connected: Connected, wish: dict[str, str], status: int) -> None:
    assert (await connected.refused(connected.post("convert", **wish)))[0] == status
    assert asked(connected) == []


async def test_a_folder_that_is_none_is_told(connected: Connected) -> None:
    job = await convert(connected, "sample.docx", "pdf", folder="nowhere")
    assert (job["state"], job["error"]["error"]) == ("failed", "not-found")
    assert connected.staged() == []


async def test_docs_that_is_away_is_told(connected: Connected) -> None:
    await asyncio.to_thread(connected.standin.down)
    job = await convert(connected, "sample.docx", "pdf")
    assert (job["state"], job["error"]["error"]) == ("failed", "docs-unreachable")
    await asyncio.to_thread(connected.standin.up)


@pytest.mark.parametrize("fault", ["html", "empty", "truncated", "corrupt", "foreign-host", "status"])
async def test_a_bad_result_is_not_stored(connected: Connected, fault: Any) -> None:
    connected.standin.faults.result(fault, code=410)
    job = await convert(connected, "sample.docx", "dotx")
    assert job["state"] == "failed" and job["error"]["cause"] and job["error"]["remedy"]
    assert connected.new() == set() and connected.staged() == []


class TestOfAReader:
    @pytest.fixture
    def jp_server_config(self, jp_server_config: dict[str, Any]) -> dict[str, Any]:
        jp_server_config["ServerApp"]["authorizer_class"] = ReadersOnly
        return jp_server_config

    async def test_nothing_is_stored_but_can_be_downloaded(self, connected: Connected) -> None:
        request = connected.post("convert", path="sample.docx", to="pdf", folder="")
        assert (await connected.refused(request))[0] == 403
        job = await convert(connected, "sample.docx", "pdf", folder=None)
        assert (await connected.fetch("converted", params={"id": job["id"]})).body.startswith(b"%PDF-")


async def test_a_user_has_so_many_at_a_time(connected: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversions, "AT_ONCE", 2)
    slow(connected)
    jobs = [
        await connected.services.converting.conversions.start("ann", Wish("sample.docx", "pdf", None)) for _ in range(2)
    ]
    with pytest.raises(BusyError):
        await connected.services.converting.conversions.start("ann", Wish("sample.docx", "pdf", None))
    other = await connected.services.converting.conversions.start("bob", Wish("sample.docx", "pdf", None))
    await connected.services.converting.conversions.close()
    assert all(job.as_json()["state"] == "cancelled" for job in (*jobs, other))


async def test_a_fault_of_ours_ends_the_job(
    connected: Connected, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: Any, **__: Any) -> Made:
        raise KeyError("a bug")

    monkeypatch.setattr(connected.services.converting.conversion, "convert", fail)
    job = await convert(connected, "sample.docx", "pdf")
    assert (job["state"], job["error"]["error"]) == ("failed", "storage")


async def test_a_result_of_another_type_says_so(connected: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    async def pictures(*_: Any, **__: Any) -> Made:
        staged = connected.services.shared.storage.staged(".zip")
        staged.write_bytes(b"PK")
        return Made(staged, "zip")

    monkeypatch.setattr(connected.services.converting.conversion, "convert", pictures)
    assert (await convert(connected, "sample.docx", "pdf"))["path"] == "sample (pdf).zip"


async def test_the_page_is_told_what_converts_to_what(connected: Connected) -> None:
    targets = {found["ext"]: found["targets"] for found in (await connected.get("status"))["formats"]}
    assert {"pdf", "odt"} <= set(targets["docx"]) and "docx" not in targets["docx"]
    assert "docx" in targets["odt"] and "csv" in targets["xlsx"] and "odp" in targets["ppt"]
    assert "tsv" in targets["xlsx"] and "tsv" not in targets["csv"]  # Docs has one delimiter for both
    assert set(targets) == set(FORMATS)


class FakeBuiltin:
    """Shows .docx files as ``view``."""

    def __init__(self, view: Path, executor: Executor) -> None:
        self._view = view
        self._executor = executor

    async def shows(self, ext: str) -> bool:
        return ext == "docx"

    async def view(self, path: str) -> tuple[FileInfo, CachedFile]:
        return FileInfo(path, path, 1, "v", True), CachedFile(self._open(), self._executor)

    def _open(self) -> BinaryIO:
        return open(self._view, "rb")


@pytest.fixture
def without_docs(connected: Connected, tmp_path: Path) -> BuiltinConversion:
    """Makes a PDF of 3 MB."""
    (tmp_path / "view.pdf").write_bytes(b"%PDF-" + b"x" * 3_000_000)
    builtin: Any = FakeBuiltin(tmp_path / "view.pdf", connected.services.shared.pools.disk)
    return BuiltinConversion(builtin, connected.services.shared.storage, connected.services.shared.pools.disk)


DOCUMENT = FileInfo("a.docx", "a.docx", 1, "v", True)


async def test_without_docs_the_builtin_converters_make_pdf(without_docs: BuiltinConversion, tmp_path: Path) -> None:
    assert await without_docs.targets() == {"docx": ["pdf"]}
    result = await without_docs.convert(DOCUMENT, "pdf", "ann")
    assert result.staged.read_bytes() == (tmp_path / "view.pdf").read_bytes() and result.filetype == "pdf"
    result.staged.unlink()
    with pytest.raises(ConversionError):
        await without_docs.convert(DOCUMENT, "odt", "ann")
    without_docs.close()


async def test_a_disk_that_refuses_is_told(
    connected: Connected, without_docs: BuiltinConversion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connected.services.shared.storage, "staged", lambda suffix: tmp_path / "gone" / "view.pdf")
    with pytest.raises(StorageError):
        await without_docs.convert(DOCUMENT, "pdf", "ann")


class TestWithoutDocs:
    @pytest.fixture
    def jp_server_config(self, tmp_path: Path) -> dict[str, Any]:
        return {
            "ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}},
            "OnlyOffice": {"data_dir": str(tmp_path / "onlyoffice"), "docs_url": ""},
        }

    async def test_what_no_converter_takes_is_not_offered(
        self,
        connected: Connected,
        jp_serverapp: ServerApp,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        async def shows(builtin: Builtin, ext: str) -> bool:
            return False

        monkeypatch.setattr(Builtin, "shows", shows)
        assert not any(found["targets"] for found in (await connected.get("status"))["formats"])
        request = connected.post("convert", path="sample.docx", to="pdf", folder="")
        assert (await connected.refused(request))[0] == 400
