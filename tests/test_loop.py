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


class Product:
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
def product(jp_fetch: Fetch, jp_root_dir: Path, http_server: Any, jp_serverapp: ServerApp, standin: StandIn) -> Product:
    return Product(jp_fetch, jp_root_dir, standin)


@pytest.mark.parametrize("name", ["sample.docx", "sample.xlsx", "sample.pptx"])
async def test_what_is_typed_is_in_the_file_after_closing(product: Product, name: str) -> None:
    user = await product.open(name)
    assert user.lines == documents.texts((DATA / name).read_bytes(), name.rpartition(".")[2])
    await product.do(user.type, "typed by a robot")
    await product.close(user)
    assert "typed by a robot" in product.lines(name)
    assert set(documents.texts((DATA / name).read_bytes(), name.rpartition(".")[2])) <= set(product.lines(name))
    assert product.standin.held() == []
    assert product.files() == set()


class TestDocsTen:
    """The tokens of Docs 10 say more, and it demands that ours do."""

    @pytest.fixture(name="standin")
    def fixture_ten(self) -> Iterator[StandIn]:
        options = Options(version="10.0.0", purpose_check="strict", timings=Timings().scaled(0.001), public_url=PUBLIC)
        with StandIn(options) as running:
            yield running

    async def test_a_document_is_opened_edited_saved_and_closed(self, product: Product) -> None:
        user = await product.open()
        await product.do(user.type, "first")
        body = json.dumps({"path": "sample.docx"})
        saved = json.loads((await product.fetch("onlyoffice", "forcesave", method="POST", body=body)).body)
        assert saved["state"] == "stored" and "first" in product.lines()
        await product.do(user.type, "second")
        await product.close(user)
        assert {"first", "second"} <= set(product.lines())
        assert all(sent.accepted for sent in product.standin.record.callbacks) and product.standin.held() == []


async def test_save_stores_at_once_and_the_key_goes_on(product: Product) -> None:
    user = await product.open()
    await product.do(user.type, "first")
    body = json.dumps({"path": "sample.docx"})
    saved = json.loads((await product.fetch("onlyoffice", "forcesave", method="POST", body=body)).body)
    assert saved["state"] == "stored"
    assert "first" in product.lines()
    assert (await product.config("sample.docx"))["document"]["key"] == user.key
    saved = json.loads((await product.fetch("onlyoffice", "forcesave", method="POST", body=body)).body)
    assert saved["state"] == "unchanged"
    await product.do(user.type, "second")
    assert await product.do(user.force_save) == 0
    await product.do(product.standin.record.callback, 6, user.key, True, 20.0, 1)
    assert {"first", "second"} <= set(product.lines())
    await product.close(user)
    assert product.standin.record.callback(2).body["notmodified"] is True
    assert product.files() == set()


async def test_two_users_share_a_room_and_nothing_of_either_is_lost(product: Product) -> None:
    first, second = await product.open(), await product.open()
    assert first.key == second.key
    await product.do(first.type, "from the first")
    await product.do(second.type, "from the second")
    await product.close(first)
    third = await product.open()
    assert third.key == second.key
    assert {"from the first", "from the second"} <= set(third.text)
    await product.close(second)
    await product.close(third)
    assert {"from the first", "from the second"} <= set(product.lines())


async def test_the_next_session_has_a_new_key_and_the_new_content(product: Product) -> None:
    user = await product.open()
    key = user.key
    await product.do(user.type, "from the first session")
    config = await product.config("sample.docx")
    await product.close(user)
    with pytest.raises(VersionChangedError):  # a tab that asked before the save, and opens after it
        await product.do(product.standin.open, config)
    again = await product.open()
    assert again.key != key
    assert "from the first session" in again.lines
    await product.close(again)


async def test_a_close_without_a_change_keeps_the_key(product: Product) -> None:
    user = await product.open()
    key = user.key
    await product.close(user)
    again = await product.open()
    assert again.key == key
    await product.do(again.type, "after all")
    await product.close(again)
    assert "after all" in product.lines()


@pytest.mark.parametrize("fault", ["lose", "lose-answer", "double"])
async def test_a_final_save_that_docs_sends_again_is_stored_once(product: Product, fault: Any) -> None:
    user = await product.open()
    product.standin.faults.callback(fault, status=2)
    await product.do(user.type, "once")
    await product.close(user)
    assert product.lines().count("once") == 1
    assert product.files() == set()
    assert product.standin.held() == []


async def test_callbacks_out_of_order_lose_nothing(product: Product) -> None:
    user = await product.open()
    await product.do(product.standin.settle)
    product.standin.faults.callback("reorder", status=6)
    await product.do(user.type, "saved late")
    await product.do(user.force_save)
    await product.do(user.type, "and closed")
    await product.close(user)
    found = set(product.lines())
    for name in product.files():
        found |= set(product.lines(name))
    assert {"saved late", "and closed"} <= found
    assert "and closed" in product.lines()


@pytest.mark.parametrize("fault", ["wrong-secret", "unsigned", "no-token", "expired"])
async def test_a_forged_save_changes_nothing(product: Product, fault: Any) -> None:
    user = await product.open()
    product.standin.faults.callback(fault, status=2)
    await product.do(user.type, "forged")
    await product.close(user)
    assert product.standin.record.callback(2, accepted=False).status == 403
    assert (product.root / "sample.docx").read_bytes() == (DATA / "sample.docx").read_bytes()


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
    product: Product, fault: Any, given: dict[str, Any]
) -> None:
    user = await product.open()
    key = user.key
    product.standin.faults.result(fault, times=1, **given)
    await product.do(user.type, "still there")
    await product.close(user)
    assert (product.root / "sample.docx").read_bytes() == (DATA / "sample.docx").read_bytes()
    assert "still there" in product.standin.held()
    again = await product.open()
    assert "still there" in product.lines() and product.standin.held() == [], "what Docs had kept is fetched first"
    assert again.key != key and "still there" in again.lines
    await product.do(again.type, "and more")
    await product.close(again)
    assert {"still there", "and more"} <= set(product.lines())
    assert len(product.files()) == (1 if fault == "corrupt" else 0)


async def test_two_who_open_a_document_with_a_failed_save_at_once_meet_in_one_room(product: Product) -> None:
    user = await product.open()
    product.standin.faults.result("status", code=410)
    await product.do(user.type, "still there")
    await product.close(user)
    first, second = await asyncio.gather(product.config("sample.docx"), product.config("sample.docx"))
    assert first["document"]["key"] == second["document"]["key"] != user.key
    assert "still there" in product.lines() and product.files() == set()


async def test_a_final_save_whose_result_has_expired_is_fetched_when_docs_keeps_it(product: Product) -> None:
    user = await product.open()
    product.standin.options.result_lifetime = -1
    await product.do(user.type, "delivered late")
    await product.close(user)
    product.standin.options.result_lifetime = 900
    tries = [sent for sent in product.standin.record.callbacks if sent.kind == 2]
    assert [sent.status for sent in tries] == [503] * 4 and "410" in tries[0].answer
    assert "delivered late" not in product.lines() and "delivered late" in product.standin.held()
    again = await product.open()
    assert "delivered late" in again.lines and "delivered late" in product.lines()
    assert product.standin.held() == [] and product.files() == set()


async def test_a_result_of_another_type_goes_beside_the_file(product: Product) -> None:
    user = await product.open()
    product.standin.faults.result("wrong-type", target="txt")
    await product.do(user.type, "as text")
    await product.close(user)
    assert (product.root / "sample.docx").read_bytes() == (DATA / "sample.docx").read_bytes()
    (copy,) = product.files()
    assert copy.endswith(".txt")
    assert b"as text" in (product.root / copy).read_bytes()


async def test_an_outage_of_docs_loses_no_edit_that_had_reached_it(product: Product) -> None:
    user = await product.open()
    key = user.key
    await product.do(user.type, "before the outage")
    await product.do(product.standin.down)
    assert (await product.config("sample.docx"))["document"]["key"] == key
    await product.do(product.standin.up)
    await product.do(product.standin.record.callback, 2)
    await product.do(product.standin.settle)
    assert "before the outage" in product.lines()
