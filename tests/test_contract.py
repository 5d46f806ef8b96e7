"""Every recorded exchange of a genuine Docs 9.3.0, replayed byte for byte against our routes."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from jupyter_server.serverapp import ServerApp

from jupyter_onlyoffice.handlers.base import SETTING
from jupyter_onlyoffice.security.signed_links import Purpose
from jupyter_onlyoffice.services import Services
from jupyter_onlyoffice.sessions.session import Session

from .standin import packages, tokens, wire
from .standin.connector import Connector

DATA = Path(__file__).parent / "data"
RECORDED = json.loads((DATA / "docs-transcripts" / "requests-from-docs.json").read_text())
EXCHANGES: list[dict[str, Any]] = RECORDED["exchanges"]
SECRET: str = RECORDED["secret"]
DOCS = "http://127.0.0.1:8890"  # where the recorded Docs was, as the browser saw it
SAMPLE = (DATA / "sample.docx").read_bytes()


def callbacks(key: str) -> list[dict[str, Any]]:
    """The recorded callbacks for keys that begin with ``key``, in order."""
    return [one for one in EXCHANGES if one["body"] and one["body"]["key"].startswith(key)]


def result(text: str) -> bytes:
    """A document that says ``text``."""
    return packages.insert(SAMPLE, [text])


@pytest.fixture
def docs() -> Iterator[Connector]:
    """Serves results where our server looks for them: at the internal address of Docs."""
    with Connector() as running:
        yield running


@pytest.fixture
def jp_server_config(tmp_path: Path, docs: Connector) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}, "allow_unauthenticated_access": False},
        "OnlyOffice": {
            "data_dir": str(tmp_path / "onlyoffice"),
            "docs_url": DOCS,
            "docs_internal_url": docs.url,
            "jwt_secret": SECRET,
        },
    }


class Replay:
    """Our server, and recorded requests sent to it as they were, but for the address."""

    def __init__(self, services: Services, root: Path, docs: Connector, address: str) -> None:
        self.services = services
        self.root = root
        self.docs = docs
        self._address = address
        self.link_key = ""
        self._file = root / "report.docx"
        self._file.write_bytes(SAMPLE)

    async def session(self, key: str) -> None:
        """The document of this key was opened here."""
        info = await self.services.shared.storage.info("report.docx")
        self.services.shared.sessions._store.open(Session(key, "report.docx", info.version, 0.0))
        self.link_key = key

    async def now(self) -> Session:
        """The session as it is now."""
        return await self.services.shared.sessions.get(self.link_key)

    def lines(self, name: str = "report.docx") -> list[str]:
        """What a file says."""
        return packages.texts((self.root / name).read_bytes())

    def files(self) -> list[str]:
        """The files beside the document."""
        return sorted(path.name for path in self.root.iterdir() if path.is_file())

    async def send(self, exchange: dict[str, Any], content: bytes | None = None, host: str = "") -> wire.Answer:
        """Send the recorded request; ``content`` is what Docs serves at its result's address."""
        purpose: Purpose = "callback" if exchange["kind"] == "callback" else "download"
        self.services.shared.clock = lambda: float(exchange["at"])
        body = exchange["body"]
        if body and body.get("url") and content is not None:
            self.docs.files[urlsplit(body["url"]).path] = content
        link = self.services.shared.links.make(purpose, self.link_key, "u1")
        url = f"{self._address}onlyoffice/{purpose}?token={link}&{urlsplit(exchange['path']).query}"
        headers = {name: value for name, value in exchange["headers"].items() if name != "Host"}
        raw = tokens.dumps(body).encode() if body else None
        if raw is not None:
            headers["Content-Length"] = str(len(raw))  # the recorded one, unless a test changed the body
        return await asyncio.to_thread(_request, exchange["method"], url, headers, raw, host)

    async def accepted(self, exchange: dict[str, Any], content: bytes | None = None) -> Session:
        """Send a callback that must be accepted."""
        answer = await self.send(exchange, content)
        assert (answer.status, json.loads(answer.body)) == (200, {"error": 0})
        return await self.now()


def _request(method: str, url: str, headers: dict[str, str], body: bytes | None, host: str) -> wire.Answer:
    if not host:
        return wire.request(method, url, headers, body, 30)
    # As through a name that the server does not know itself by.
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", body, {**headers, "Host": host})
        response = connection.getresponse()
        return wire.Answer(response.status, {}, response.read())
    finally:
        connection.close()


@pytest.fixture
def replay(
    jp_serverapp: ServerApp,
    jp_root_dir: Path,
    jp_base_url: str,
    http_server_port: tuple[Any, int],
    http_server: Any,
    docs: Connector,
) -> Replay:
    services: Services = jp_serverapp.web_app.settings[SETTING]
    return Replay(services, jp_root_dir, docs, f"http://127.0.0.1:{http_server_port[1]}{jp_base_url}")


async def test_opened_and_closed_without_a_change(replay: Replay) -> None:
    joined, left = callbacks("kdocx1795289350865")
    await replay.session(joined["body"]["key"])
    session = await replay.accepted(joined)
    assert (session.state, session.users) == ("editing", ("u1",))
    session = await replay.accepted(left)
    assert (session.state, session.users) == ("open", ())
    assert (replay.root / "report.docx").read_bytes() == SAMPLE


async def test_an_edit_is_stored_and_the_key_ends(replay: Replay) -> None:
    (final,) = callbacks("kdocx1795289412459")
    await replay.session(final["body"]["key"])
    session = await replay.accepted(final, result("the edit"))
    assert session.state == "closed"
    assert "the edit" in replay.lines()
    assert replay.files() == ["report.docx"]


async def test_a_session_of_two_users_with_force_saves(replay: Replay) -> None:
    informed, with_data, commanded, clicked, left, final, afterwards = callbacks("co1795289575957")
    await replay.session(informed["body"]["key"])
    assert (await replay.accepted(informed)).users == ("alice",)
    assert (await replay.accepted(with_data)).users == ("alice", "bob")

    session = await replay.accepted(commanded, result("by command"))
    assert (session.state, session.users) == ("editing", ("alice", "bob"))
    assert "by command" in replay.lines()

    session = await replay.accepted(clicked, result("by button"))
    assert session.state == "editing"
    assert "by button" in replay.lines()

    assert (await replay.accepted(left)).users == ("bob",)
    # "notmodified": the force save had it all, so the result need not be there any more.
    session = await replay.accepted(final)
    assert session.state == "closed"
    assert "by button" in replay.lines()
    session = await replay.accepted(afterwards)
    assert session.state == "closed"
    assert replay.files() == ["report.docx"]


async def test_a_forgotten_document_is_closed(replay: Replay) -> None:
    (final,) = callbacks("f500")
    await replay.session(final["body"]["key"])
    session = await replay.accepted(final, result("was forgotten"))
    assert session.state == "closed"
    assert "was forgotten" in replay.lines()


async def test_conversions_that_failed(replay: Replay) -> None:
    commanded, clicked, final = callbacks("gx2tfail")
    await replay.session(commanded["body"]["key"])
    for exchange in (commanded, clicked):
        session = await replay.accepted(exchange)
        assert session.failure is not None
        assert session.state != "closed"
    # Refused, for good: Docs keeps the changes under the key only then.
    answer = await replay.send(final)
    assert 400 <= answer.status < 500
    session = await replay.now()
    assert session.state == "failed"
    assert (replay.root / "report.docx").read_bytes() == SAMPLE


async def test_the_download_needs_a_token_for_its_own_address(replay: Replay) -> None:
    exchange = EXCHANGES[0]
    await replay.session("k")
    answer = await replay.send(exchange)  # the recorded token is for the recorded address
    assert answer.status == 403
    assert json.loads(answer.body)["error"] == "token"

    link = replay.services.shared.links.make("download", "k", "u1")
    url = f"{replay._address}onlyoffice/download?token={link}"
    token = tokens.sign({"payload": {"url": url}}, SECRET, exchange["at"])
    headers = {**exchange["headers"], "Authorization": f"Bearer {token}"}
    del headers["Host"]
    answer = await asyncio.to_thread(wire.request, "GET", url, headers, None, 30)
    assert answer.status == 200
    assert answer.body == SAMPLE


@pytest.mark.parametrize("exchange", EXCHANGES[1:], ids=lambda one: f"{one['body']['status']}-{one['body']['key']}")
async def test_a_recorded_callback_that_comes_too_late_is_refused(replay: Replay, exchange: dict[str, Any]) -> None:
    await replay.session(exchange["body"]["key"])
    late = {**exchange, "at": exchange["at"] + tokens.LIFETIME + tokens.LEEWAY + 2}
    answer = await replay.send(late, result("late"))
    assert answer.status == 403
    assert json.loads(answer.body)["error"] == "token"
    assert (replay.root / "report.docx").read_bytes() == SAMPLE


async def test_the_fields_are_those_of_the_token(replay: Replay) -> None:
    (final,) = callbacks("kdocx1795289412459")
    await replay.session(final["body"]["key"])
    replay.docs.files["/evil.docx"] = result("evil")
    replay.docs.files[urlsplit(final["body"]["url"]).path] = result("genuine")
    forged = {**final["body"], "url": f"{DOCS}/evil.docx", "filetype": "txt", "status": 4}
    await replay.accepted({**final, "body": forged})
    assert "genuine" in replay.lines()
    assert replay.files() == ["report.docx"]


async def test_a_callback_by_the_link_of_another_document_is_refused(replay: Replay) -> None:
    (final,) = callbacks("kdocx1795289412459")
    await replay.session(final["body"]["key"])
    replay.link_key = "another"
    answer = await replay.send(final, result("stolen"))
    assert answer.status == 403
    assert (replay.root / "report.docx").read_bytes() == SAMPLE


async def test_docs_may_know_us_by_any_name(replay: Replay) -> None:
    joined, _ = callbacks("kdocx1795289350865")
    await replay.session(joined["body"]["key"])
    answer = await replay.send(joined, host="host.docker.internal:8888")
    assert answer.status == 200
