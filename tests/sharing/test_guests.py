"""What the links in a guest's config are good for, and for how long; servers that share a data_dir."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from jupyter_events import EventLogger
from jupyter_server.services.contents.filemanager import AsyncFileContentsManager
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPResponse

from jupyter_onlyoffice.composition import build_services
from jupyter_onlyoffice.errors import LinkError, NotAllowedError
from jupyter_onlyoffice.opening.access_rules import Asker
from jupyter_onlyoffice.people.directory import Mention
from jupyter_onlyoffice.security import jws
from jupyter_onlyoffice.security.signed_links import LINK_SECONDS
from jupyter_onlyoffice.security.tokens import sign
from jupyter_onlyoffice.services import Services
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.sessions.sessions import MOST_NAMES
from jupyter_onlyoffice.sessions.sqlite_store import SqliteSessionStore
from jupyter_onlyoffice.sharing import share_links
from jupyter_onlyoffice.sharing.share_links import DAY, MOST_KEYS, ShareAnswer

from ..connected import Connected
from ..connected import fixture_connected as fixture_connected
from ..connected import fixture_standin as fixture_standin
from ..people.test_people import people
from ..standin import StandIn

Fetch = Callable[..., Awaitable[HTTPResponse]]
OWNER = Asker("zoe", "Zoë", True)


@pytest.fixture
def jp_server_config(
    tmp_path: Path, standin: StandIn, http_server_port: tuple[Any, int], jp_base_url: str
) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}},
        "OnlyOffice": {
            "data_dir": str(tmp_path / "onlyoffice"),
            "docs_url": standin.url,
            "jupyter_url": f"http://127.0.0.1:{http_server_port[1]}{jp_base_url}",
            "jwt_secret": standin.options.secret,
            "share_links": True,
        },
    }


class Guest:
    """Somebody who came by a share link, and knows all that their browser was given."""

    def __init__(self, connected: Connected, client: AsyncHTTPClient, mode: str) -> None:
        self.services = connected.services
        self.standin = connected.standin
        self._client = client
        self._mode = mode
        self.share: ShareAnswer
        self.config: dict[str, Any] = {}

    async def enter(self, days: float = 7) -> Guest:
        """Open the document by a new link."""
        self.share = await self.services.sharing.share_links.make("sample.docx", self._mode, OWNER, days)
        self.config = await self.open()
        return self

    async def open(self, guest: str = "g1", name: str = "Gabi") -> dict[str, Any]:
        """The config for ``guest``."""
        route = self.share["url"].replace("share?", "share/open?")
        body = json.dumps({"name": name, "guest": guest})
        answer = await self._client.fetch(f"/a%40b/{route}", method="POST", body=body)
        config: dict[str, Any] = json.loads(answer.body)["config"]
        return config

    async def read(self, url: str, signed: bool = True, **options: Any) -> int:
        """The status of fetching ``url``: as Docs does, or as a browser."""
        headers = options.pop("headers", {})
        if signed:
            token = sign({"payload": {"url": url}}, self.standin.options.secret, self.services.shared.clock())
            headers |= {"Authorization": f"Bearer {token}"}
        parts = urlsplit(url)
        answer = await self._client.fetch(
            f"{parts.path}?{parts.query}", headers=headers, raise_error=False, follow_redirects=False, **options
        )
        return answer.code

    async def revoke(self) -> None:
        """As the owner does."""
        await self.services.sharing.guests.revoke(self.share["id"], OWNER.username)

    def links(self) -> dict[str, dict[str, Any]]:
        """What the tokens of the links say that are anywhere in the config, by their route."""
        found: dict[str, dict[str, Any]] = {}
        values: list[Any] = [self.config]
        while values:
            value = values.pop()
            values += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
            if isinstance(value, str) and "/onlyoffice/" in value:
                parts = urlsplit(value)
                found[parts.path.rpartition("/")[2]] = jws.part(parse_qs(parts.query)["token"][0], 1)
        return found

    @property
    def url(self) -> str:
        """The link by which Docs reads the document."""
        return str(self.config["document"]["url"])


@pytest.fixture
def mode() -> str:
    return "edit"


@pytest.fixture
def guest(connected: Connected, http_server_client: AsyncHTTPClient, mode: str) -> Guest:
    return Guest(connected, http_server_client, mode)


async def test_only_docs_reads_by_the_link_that_a_guest_was_given(guest: Guest) -> None:
    await guest.enter()
    assert await guest.read(guest.url, signed=False) == 403
    assert await guest.read(guest.url, signed=False, headers={"Authorization": "Basic eDp5"}) == 403
    assert await guest.read(guest.url) == 200
    assert await guest.read(guest.url, headers={"Range": "bytes=0-9"}) == 206


async def test_a_revoked_link_reads_nothing_any_more(guest: Guest) -> None:
    await guest.enter()
    await guest.revoke()
    assert await guest.read(guest.url) == 403
    assert await guest.read(guest.url, method="HEAD") == 403
    assert await guest.read(guest.url, headers={"Range": "bytes=0-9"}) == 403


async def test_a_link_that_has_ended_by_itself_reads_nothing_any_more(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    await guest.enter(days=2)
    monkeypatch.setattr(
        guest.services.sharing.share_links, "_clock", lambda: guest.services.shared.clock() + 2 * DAY + 1
    )
    assert await guest.read(guest.url) == 403


async def test_where_share_links_are_no_longer_allowed_those_of_before_read_nothing(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    await guest.enter()
    monkeypatch.setattr(guest.services.sharing.share_links, "_allowed", False)
    assert await guest.read(guest.url) == 403


async def test_every_link_of_a_guest_is_bound_to_the_share_and_lives_no_longer(guest: Guest) -> None:
    await guest.enter(days=0.01)
    links, now = guest.links(), guest.services.shared.clock()
    assert set(links) == {"download", "callback"}
    assert {link["share"] for link in links.values()} == {guest.share["id"]}
    assert links["download"]["exp"] <= now + 0.01 * DAY + 1
    assert links["callback"]["exp"] > now + LINK_SECONDS - 60  # nothing is read by it
    assert jws.part(guest.config["token"], 1)["exp"] <= now + 0.01 * DAY + 1


async def test_what_a_guest_typed_is_stored_although_their_link_was_revoked(guest: Guest, connected: Connected) -> None:
    await guest.enter()
    robot = await _in_thread(guest.standin.open, guest.config)
    await _in_thread(robot.type, "typed by a guest")
    await guest.revoke()
    await _in_thread(robot.close)
    await _in_thread(guest.standin.settle)
    assert "typed by a guest" in connected.lines("sample.docx")
    # With the session the callback link has ended, too.
    key = guest.config["document"]["key"]
    assert (await guest.services.shared.sessions.get(key)).state == "closed"
    secret, now = guest.standin.options.secret, guest.services.shared.clock()
    body = json.dumps({"token": sign({"key": key, "status": 1, "users": ["x"]}, secret, now)})
    url = guest.config["editorConfig"]["callbackUrl"]
    assert await guest.read(url, signed=False, method="POST", body=body) == 403


@pytest.mark.parametrize("mode", ["view", "comment"])
async def test_a_guest_who_may_only_look_has_links_as_narrow(guest: Guest) -> None:
    await guest.enter()
    assert all(link["share"] for link in guest.links().values()) and guest.links()["download"]["signed"] is True


async def test_a_link_brings_only_so_many_guests_a_day(guest: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(share_links, "MOST_GUESTS", 3)
    await guest.enter()
    for name in ("g2", "g3"):
        await guest.open(name)
    with pytest.raises(HTTPClientError) as caught:
        await guest.open("g4")
    assert caught.value.code == 429
    await guest.open("g1")  # who was here comes in
    now = guest.services.shared.clock
    monkeypatch.setattr(guest.services.sharing.share_links, "_clock", lambda: now() + DAY + 1)
    await guest.open("g4")


async def test_the_record_of_a_session_does_not_grow_with_those_who_come(product: Any) -> None:
    session = await product.open("ann")
    await product.call(session, 1, users=["ann"])
    for number in range(MOST_NAMES + 50):
        session = await product.open(f"guest{number}")
    assert len(session.names) == MOST_NAMES
    assert session.people() == ["Ann"]  # who edits is known
    assert f"guest{MOST_NAMES + 49}" in session.names


def test_of_a_link_it_is_known_who_came_to_its_last_documents(tmp_path: Path) -> None:
    store = share_store(tmp_path)
    store.add(share_links.Share("s", "a.docx", "view", "zoe", 0.0, 10 * DAY))
    for number in range(MOST_KEYS + 3):
        assert store.admit("s", "u", float(number))
        store.came("s", f"key{number}", "u", float(number))
    assert {key for key, _ in store.delete("s")} == {f"key{number}" for number in range(3, MOST_KEYS + 3)}
    store.close()


def share_store(folder: Path, scope: str = "/") -> share_links.ShareStore:
    return share_links.ShareStore(folder / "shares.sqlite", scope, logging.getLogger())


@pytest.fixture
def neighbour(connected: Connected, tmp_path: Path) -> Iterator[Services]:
    """Another server of the same data_dir, which serves another folder with a file of the same name."""
    root = tmp_path / "neighbour"
    root.mkdir()
    (root / "sample.docx").write_bytes((connected.root / "sample.docx").read_bytes())
    manager = AsyncFileContentsManager(root_dir=str(root))
    services = build_services(
        connected.services.shared.settings, lambda: "http://x/", manager, EventLogger(), logging.getLogger()
    )
    yield services
    services.close()


async def test_a_share_link_opens_nothing_on_another_server_of_the_data_dir(guest: Guest, neighbour: Services) -> None:
    await guest.enter()
    token = parse_qs(urlsplit(guest.share["url"]).query)["token"][0]
    assert (await guest.services.sharing.share_links.of_token(token)).path == "sample.docx"
    with pytest.raises(LinkError):
        await neighbour.sharing.share_links.of_token(token)
    with pytest.raises(LinkError):
        await neighbour.sharing.share_links.check(guest.share["id"])
    assert await neighbour.sharing.share_links.list(OWNER.username) == []
    with pytest.raises(Exception, match="no such link"):
        await neighbour.sharing.guests.revoke(guest.share["id"], OWNER.username)
    await neighbour.sharing.share_links.moved("sample.docx", "other.docx")
    assert [one["path"] for one in await guest.services.sharing.share_links.list(OWNER.username)] == ["sample.docx"]


async def test_a_link_to_a_file_opens_nothing_on_another_server_of_the_data_dir(
    guest: Guest, neighbour: Services
) -> None:
    token = neighbour.shared.links.make("file", "sample.docx", "zoe")
    assert neighbour.shared.links.check(token, "file").key == "sample.docx"
    with pytest.raises(NotAllowedError):
        guest.services.shared.links.check(token, "file")


async def test_the_record_of_a_document_is_not_overwritten_by_another_server(tmp_path: Path) -> None:
    here, there = (SqliteSessionStore(tmp_path / "sessions.sqlite", scope) for scope in ("/", "/other"))
    here.open(Session("key", "a.docx", "1", 0.0))
    there.update(Session("key", "b.docx", "2", 0.0, state="closed"))
    assert here.get("key") == Session("key", "a.docx", "1", 0.0) and there.get("key") is None
    here.close()
    there.close()


async def test_people_and_mentions_are_those_of_one_server(tmp_path: Path) -> None:
    here, there = people(tmp_path), people(tmp_path, scope="/other")
    here.saw("zoe", "Zoë")
    here.add_mention("bob", Mention("a.docx", "Zoë", "look", None, "2026"))
    assert there.find() == [] and there.mentions("bob") == []
    there.saw("zoe", "Zoë of there")
    there.moved("a.docx", "b.docx")
    ((number, mention),) = here.mentions("bob")
    there.forget_mentions("bob", [number])
    assert mention.path == "a.docx" and len(here.mentions("bob")) == 1
    assert [person.name for person in here.find()] == ["Zoë"]
    here.close()
    there.close()


def test_records_that_do_not_tell_their_server_are_not_believed(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "shares.sqlite") as db:
        db.executescript(
            "CREATE TABLE shares (id TEXT PRIMARY KEY, path TEXT NOT NULL, mode TEXT NOT NULL, owner TEXT NOT NULL,"
            " made_at REAL NOT NULL, expires_at REAL NOT NULL);"
            "CREATE TABLE guests (share TEXT NOT NULL REFERENCES shares (id) ON DELETE CASCADE, key TEXT, user TEXT);"
            "INSERT INTO shares VALUES ('old', 'a.docx', 'edit', 'zoe', 0, 1e12);"
            "INSERT INTO guests VALUES ('old', 'k', 'u');"
        )
    with sqlite3.connect(tmp_path / "people.sqlite") as db:
        db.executescript(
            "CREATE TABLE people (id TEXT PRIMARY KEY, username TEXT NOT NULL, record TEXT NOT NULL);"
            "CREATE TABLE mentions (number INTEGER PRIMARY KEY, recipient TEXT, path TEXT, record TEXT);"
            """INSERT INTO people VALUES ('id-old', 'old', '{"name": "Old", "image": ""}');"""
        )
    links, known = share_store(tmp_path), people(tmp_path)
    assert links.get("old") is None and links.of("zoe") == [] and known.find() == []
    fresh = share_links.Share("new", "a.docx", "view", "zoe", 0.0, 1e12)
    links.add(fresh)
    known.saw("zoe", "Zoë")
    links.close()
    known.close()
    links = share_store(tmp_path)
    assert links.get("new") == fresh and [person.name for person in people(tmp_path).find()] == ["Zoë"]
    links.close()


async def _in_thread(function: Callable[..., Any], *arguments: Any) -> Any:
    import asyncio

    return await asyncio.to_thread(function, *arguments)


async def test_who_opens_a_document_while_its_link_is_revoked_is_told_that_the_link_is_over(
    guest: Guest, connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    guest.share = await connected.services.sharing.share_links.make("sample.docx", "edit", OWNER, 7)
    opened = connected.services.opening.document_opener.open

    async def revoked_meanwhile(*args: Any, **options: Any) -> Any:
        answer = await opened(*args, **options)
        await guest.revoke()
        return answer

    monkeypatch.setattr(connected.services.opening.document_opener, "open", revoked_meanwhile)
    with pytest.raises(HTTPClientError) as caught:
        await guest.open()
    assert caught.value.response and json.loads(caught.value.response.body)["reason"] == "share.over"


async def test_the_name_of_a_guest_turns_no_other_text_around_and_is_not_invisible(
    guest: Guest, connected: Connected
) -> None:
    guest.share = await connected.services.sharing.share_links.make("sample.docx", "edit", OWNER, 7)
    assert (await guest.open(name="Ga\u202ebi\0 \u2066"))["editorConfig"]["user"]["name"] == "Gabi (guest)"
    with pytest.raises(HTTPClientError) as caught:
        await guest.open(name="\u200b\u2060")
    assert caught.value.response and json.loads(caught.value.response.body)["reason"] == "share.no-name"
