"""The whole loop without a browser: robots in the stand-in open, edit, save and close documents of a real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import HTTPResponse

from .standin import Options, Robot, StandIn, Timings, documents
from .standin.rooms import VersionChangedError

DATA = Path(__file__).parent / "data"
PUBLIC = "http://docs.example:8080"  # where browsers reach Docs; only its internal address answers
Fetch = Callable[..., Awaitable[HTTPResponse]]


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn(Options(timings=Timings().scaled(0.001), public_url=PUBLIC)) as running:
        yield running


@pytest.fixture
def jp_server_config(
    tmp_path: Path, standin: StandIn, http_server_port: tuple[Any, int], jp_base_url: str
) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}, "allow_unauthenticated_access": False},
        "OnlyOffice": {
            "data_dir": str(tmp_path / "onlyoffice"),
            "docs_url": PUBLIC,
            "docs_internal_url": f"http://127.0.0.1:{standin.core.port}",
            "jupyter_url": f"http://127.0.0.1:{http_server_port[1]}{jp_base_url}",
            "jwt_secret": standin.options.secret,
        },
    }


class House:
    """Our server, its files, and the stand-in."""

    def __init__(self, fetch: Fetch, root: Path, standin: StandIn) -> None:
        self.fetch = fetch
        self.root = root
        self.standin = standin
        for sample in DATA.glob("sample.*"):
            (root / sample.name).write_bytes(sample.read_bytes())

    async def config(self, path: str) -> dict[str, Any]:
        """What ``open`` gives to a browser."""
        answer = json.loads((await self.fetch("onlyoffice", "open", params={"path": path})).body)
        assert isinstance(answer["config"], dict)
        return dict(answer["config"])

    async def open(self, path: str = "sample.docx") -> Robot:
        """A user who has opened a document."""
        return await asyncio.to_thread(self.standin.open, await self.config(path))

    async def do(self, action: Callable[..., Any], *arguments: Any) -> Any:
        """Let a robot act, while our server answers."""
        return await asyncio.to_thread(action, *arguments)

    async def close(self, robot: Robot) -> None:
        """Close, and wait until Docs has nothing more to tell."""
        await self.do(robot.close)
        await self.do(self.standin.settle)

    def lines(self, name: str = "sample.docx") -> list[str]:
        """What a file says."""
        return documents.texts((self.root / name).read_bytes(), name.rpartition(".")[2])

    def files(self) -> set[str]:
        """The names of all files but the samples."""
        return {path.name for path in self.root.iterdir() if path.is_file()} - {path.name for path in DATA.iterdir()}


@pytest.fixture
def house(jp_fetch: Fetch, jp_root_dir: Path, http_server: Any, jp_serverapp: ServerApp, standin: StandIn) -> House:
    return House(jp_fetch, jp_root_dir, standin)


@pytest.mark.parametrize("name", ["sample.docx", "sample.xlsx", "sample.pptx"])
async def test_what_is_typed_is_in_the_file_after_closing(house: House, name: str) -> None:
    user = await house.open(name)
    assert user.lines == documents.texts((DATA / name).read_bytes(), name.rpartition(".")[2])
    await house.do(user.type, "typed by a robot")
    await house.close(user)
    assert "typed by a robot" in house.lines(name)
    assert set(documents.texts((DATA / name).read_bytes(), name.rpartition(".")[2])) <= set(house.lines(name))
    assert house.standin.held() == []
    assert house.files() == set()


class TestDocsTen:
    """The tokens of Docs 10 say more, and it demands that ours do."""

    @pytest.fixture(name="standin")
    def fixture_ten(self) -> Iterator[StandIn]:
        options = Options(version="10.0.0", purpose_check="strict", timings=Timings().scaled(0.001), public_url=PUBLIC)
        with StandIn(options) as running:
            yield running

    async def test_a_document_is_opened_edited_saved_and_closed(self, house: House) -> None:
        user = await house.open()
        await house.do(user.type, "first")
        body = json.dumps({"path": "sample.docx"})
        saved = json.loads((await house.fetch("onlyoffice", "forcesave", method="POST", body=body)).body)
        assert saved["state"] == "stored" and "first" in house.lines()
        await house.do(user.type, "second")
        await house.close(user)
        assert {"first", "second"} <= set(house.lines())
        assert all(sent.accepted for sent in house.standin.record.callbacks) and house.standin.held() == []


async def test_save_stores_at_once_and_the_key_goes_on(house: House) -> None:
    user = await house.open()
    await house.do(user.type, "first")
    body = json.dumps({"path": "sample.docx"})
    saved = json.loads((await house.fetch("onlyoffice", "forcesave", method="POST", body=body)).body)
    assert saved["state"] == "stored"
    assert "first" in house.lines()
    assert (await house.config("sample.docx"))["document"]["key"] == user.key
    saved = json.loads((await house.fetch("onlyoffice", "forcesave", method="POST", body=body)).body)
    assert saved["state"] == "unchanged"
    await house.do(user.type, "second")
    assert await house.do(user.force_save) == 0
    await house.do(house.standin.record.callback, 6, user.key, True, 20.0, 1)
    assert {"first", "second"} <= set(house.lines())
    await house.close(user)
    assert house.standin.record.callback(2).body["notmodified"] is True
    assert house.files() == set()


async def test_two_users_share_a_room_and_nothing_of_either_is_lost(house: House) -> None:
    first, second = await house.open(), await house.open()
    assert first.key == second.key
    await house.do(first.type, "from the first")
    await house.do(second.type, "from the second")
    await house.close(first)
    third = await house.open()
    assert third.key == second.key
    assert {"from the first", "from the second"} <= set(third.text)
    await house.close(second)
    await house.close(third)
    assert {"from the first", "from the second"} <= set(house.lines())


async def test_the_next_session_has_a_new_key_and_the_new_content(house: House) -> None:
    user = await house.open()
    key = user.key
    await house.do(user.type, "from the first session")
    config = await house.config("sample.docx")
    await house.close(user)
    with pytest.raises(VersionChangedError):  # a tab that asked before the save, and opens after it
        await house.do(house.standin.open, config)
    again = await house.open()
    assert again.key != key
    assert "from the first session" in again.lines
    await house.close(again)


async def test_a_close_without_a_change_keeps_the_key(house: House) -> None:
    user = await house.open()
    key = user.key
    await house.close(user)
    again = await house.open()
    assert again.key == key
    await house.do(again.type, "after all")
    await house.close(again)
    assert "after all" in house.lines()


@pytest.mark.parametrize("fault", ["lose", "lose-answer", "double"])
async def test_a_final_save_that_docs_sends_again_is_stored_once(house: House, fault: Any) -> None:
    user = await house.open()
    house.standin.faults.callback(fault, status=2)
    await house.do(user.type, "once")
    await house.close(user)
    assert house.lines().count("once") == 1
    assert house.files() == set()
    assert house.standin.held() == []


async def test_callbacks_out_of_order_lose_nothing(house: House) -> None:
    user = await house.open()
    await house.do(house.standin.settle)
    house.standin.faults.callback("reorder", status=6)
    await house.do(user.type, "saved late")
    await house.do(user.force_save)
    await house.do(user.type, "and closed")
    await house.close(user)
    found = set(house.lines())
    for name in house.files():
        found |= set(house.lines(name))
    assert {"saved late", "and closed"} <= found
    assert "and closed" in house.lines()


@pytest.mark.parametrize("fault", ["wrong-secret", "unsigned", "no-token", "expired"])
async def test_a_forged_save_changes_nothing(house: House, fault: Any) -> None:
    user = await house.open()
    house.standin.faults.callback(fault, status=2)
    await house.do(user.type, "forged")
    await house.close(user)
    assert house.standin.record.callback(2, accepted=False).status == 403
    assert (house.root / "sample.docx").read_bytes() == (DATA / "sample.docx").read_bytes()


@pytest.mark.parametrize(
    ("fault", "given"),
    [
        ("html", {}),
        ("empty", {}),
        ("truncated", {}),
        ("corrupt", {}),
        ("redirect", {"target": "http://127.0.0.1:9/evil.docx"}),
        ("foreign-host", {"target": "http://127.0.0.1:9"}),
        ("status", {"code": 410}),
    ],
)
async def test_a_bad_result_replaces_nothing_and_the_edit_is_there_at_the_next_opening(
    house: House, fault: Any, given: dict[str, Any]
) -> None:
    user = await house.open()
    key = user.key
    house.standin.faults.result(fault, times=1, **given)
    await house.do(user.type, "still there")
    await house.close(user)
    assert (house.root / "sample.docx").read_bytes() == (DATA / "sample.docx").read_bytes()
    assert "still there" in house.standin.held()
    again = await house.open()
    assert "still there" in house.lines() and house.standin.held() == [], "what Docs had kept is fetched first"
    assert again.key != key and "still there" in again.lines
    await house.do(again.type, "and more")
    await house.close(again)
    assert {"still there", "and more"} <= set(house.lines())
    assert len(house.files()) == (1 if fault == "corrupt" else 0)


async def test_two_who_open_a_document_with_a_failed_save_at_once_meet_in_one_room(house: House) -> None:
    user = await house.open()
    house.standin.faults.result("status", code=410)
    await house.do(user.type, "still there")
    await house.close(user)
    first, second = await asyncio.gather(house.config("sample.docx"), house.config("sample.docx"))
    assert first["document"]["key"] == second["document"]["key"] != user.key
    assert "still there" in house.lines() and house.files() == set()


async def test_a_final_save_whose_result_has_expired_is_fetched_when_docs_keeps_it(house: House) -> None:
    user = await house.open()
    house.standin.options.result_lifetime = -1
    await house.do(user.type, "delivered late")
    await house.close(user)
    house.standin.options.result_lifetime = 900
    tries = [sent for sent in house.standin.record.callbacks if sent.kind == 2]
    assert [sent.status for sent in tries] == [503] * 4 and "410" in tries[0].answer
    assert "delivered late" not in house.lines() and "delivered late" in house.standin.held()
    again = await house.open()
    assert "delivered late" in again.lines and "delivered late" in house.lines()
    assert house.standin.held() == [] and house.files() == set()


async def test_a_result_of_another_type_goes_beside_the_file(house: House) -> None:
    user = await house.open()
    house.standin.faults.result("wrong-type", target="txt")
    await house.do(user.type, "as text")
    await house.close(user)
    assert (house.root / "sample.docx").read_bytes() == (DATA / "sample.docx").read_bytes()
    (copy,) = house.files()
    assert copy.endswith(".txt")
    assert b"as text" in (house.root / copy).read_bytes()


async def test_an_outage_of_docs_loses_no_edit_that_had_reached_it(house: House) -> None:
    user = await house.open()
    key = user.key
    await house.do(user.type, "before the outage")
    await house.do(house.standin.down)
    assert (await house.config("sample.docx"))["document"]["key"] == key
    await house.do(house.standin.up)
    await house.do(house.standin.record.callback, 2)
    await house.do(house.standin.settle)
    assert "before the outage" in house.lines()
