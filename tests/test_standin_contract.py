"""The stand-in is honest: what it sends is what a genuine Docs 9.3.0 was recorded sending, field by field."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .standin import Options, StandIn, Timings, tokens
from .standin.connector import Connector, Received, Reply

DATA = Path(__file__).parent / "data"
RECORDED = json.loads((DATA / "docs-transcripts" / "requests-from-docs.json").read_text())
RETRIES = json.loads((DATA / "docs-transcripts" / "callback-retries.json").read_text())
EXCHANGES: list[dict[str, Any]] = RECORDED["exchanges"]
SAMPLE = (DATA / "sample.docx").read_bytes()

# What can't be the same: random folders, signatures, and the hash of whatever the source was.
VARYING = [
    (re.compile(r"(?<=_)\d{4}(?=/)"), "0000"),
    (re.compile(r"(?<=md5=)[\w-]{22}"), "x" * 22),
    (re.compile(r'(?<=documentSha256": ")[0-9a-f]{64}'), "0" * 64),
]


def plain(value: Any) -> Any:
    """``value`` with what varies made the same; fields as lists, for their order counts."""
    text = json.dumps(value)
    for pattern, constant in VARYING:
        text = pattern.sub(constant, text)
    return json.loads(text, object_pairs_hook=lambda pairs: [list(pair) for pair in pairs])


def assert_same(received: Received, exchange: dict[str, Any], secret: str) -> None:
    """``received`` is the recorded exchange but for what must vary."""
    recorded = exchange["headers"]
    assert [name for name, _ in received.headers] == list(recorded)
    for name, value in received.headers:
        if name not in ("Authorization", "Host"):
            assert value == recorded[name], name
    now = exchange["at"]
    bearer = received.header["Authorization"].removeprefix("Bearer ")
    assert plain(tokens.verify(bearer, secret, now)) == plain(exchange["header_token_claims"])
    if exchange["body"] is not None:
        genuine = dict(exchange["body"])
        sent = received.json
        assert plain(tokens.verify(sent["token"], secret, now)) == plain(tokens.claims_of(genuine["token"]))
        assert [name for name in sent] == [name for name in genuine]
        del sent["token"], genuine["token"]
        assert plain(sent) == plain(genuine)


class Scene:
    """A stand-in whose clock stands at the recorded moments, and a connector that records."""

    def __init__(self, standin: StandIn, connector: Connector) -> None:
        self.standin = standin
        self.connector = connector
        self._seen = 0

    def at(self, moment: float) -> None:
        """Set the time."""
        self.standin.options.clock.stop_at(moment)

    def config(self, key: str, name: str, user: str) -> dict[str, Any]:
        """A config for an editor, of the test connector's kind."""
        config: dict[str, Any] = {
            "documentType": "word",
            "document": {
                "fileType": "docx",
                "key": key,
                "title": name,
                "url": f"{self.connector.url}/file/{name}",
                "permissions": {"edit": True},
            },
            "editorConfig": {
                "callbackUrl": f"{self.connector.url}/callback?name={name}&k={key}",
                "mode": "edit",
                "user": {"id": user, "name": f"User {user}"},
            },
        }
        token = tokens.sign(config, self.standin.options.secret, self.standin.options.clock())
        return {**config, "token": token}

    def callback(self) -> Received:
        """The next callback, answered."""
        answered = self.standin.record.wait_for(
            lambda: [sent for sent in self.standin.record.callbacks if sent.accepted is not None][self._seen :]
        )
        self._seen += 1
        for received in self.connector.callbacks():
            if received.json == answered[0].body:
                return received
        raise AssertionError(f"{answered[0]} did not arrive")


@pytest.fixture
def scene() -> Iterator[Scene]:
    options = Options(
        secret=RECORDED["secret"],
        public_url="http://127.0.0.1:8890",
        timings=Timings().scaled(0),
        finished_lifetime=300,
    )
    files = {"/file/sample.docx": SAMPLE, "/file/new.docx": SAMPLE}
    with Connector(files) as connector, StandIn(options) as standin:
        yield Scene(standin, connector)


def test_opening_and_closing_without_a_change(scene: Scene) -> None:
    download, joined, left = EXCHANGES[0], EXCHANGES[1], EXCHANGES[2]
    key = joined["body"]["key"]
    scene.at(joined["at"])
    user = scene.standin.open(scene.config(key, "sample.docx", "u1"))
    assert_same(scene.callback(), joined, RECORDED["secret"])
    scene.at(left["at"])
    user.close()
    assert_same(scene.callback(), left, RECORDED["secret"])

    scene.at(download["at"])
    scene.standin.open(scene.config("another", "sample.docx", "u1"))
    requests = [received for received in scene.connector.received if received.method == "GET"]
    host = EXCHANGES[0]["headers"]["Host"]
    here = requests[-1].header["Host"]
    exchange = json.loads(json.dumps(download).replace(host, here))
    assert_same(requests[-1], exchange, RECORDED["secret"])


def test_closing_after_an_edit(scene: Scene) -> None:
    exchange = EXCHANGES[3]
    scene.at(exchange["at"] - 20)
    user = scene.standin.open(scene.config(exchange["body"]["key"], "sample.docx", "u1"))
    scene.callback()
    scene.at(1795289434.4)  # 19:30:34, the recorded time of the change
    user.type("Typed")
    scene.at(exchange["at"])
    user.close()
    assert_same(scene.callback(), exchange, RECORDED["secret"])


def test_two_users_the_info_command_and_force_saves(scene: Scene) -> None:
    informed, with_data, commanded, clicked, left, final, afterwards = EXCHANGES[4:11]
    key = informed["body"]["key"]
    scene.at(informed["at"])
    alice = scene.standin.open(scene.config(key, "new.docx", "alice"))
    scene.callback()
    assert command(scene, c="info", key=key) == {"key": key, "error": 0}
    assert_same(scene.callback(), informed, RECORDED["secret"])
    bob = scene.standin.open(scene.config(key, "new.docx", "bob"))
    scene.callback()
    scene.at(with_data["at"])
    command(scene, c="info", key=key, userdata="my-ud")
    assert_same(scene.callback(), with_data, RECORDED["secret"])

    scene.at(1795289623.5)
    alice.type("Alice was here")
    for moment in (1795289628.5, 1795289629.5):
        scene.at(moment)
        bob.type("and so was Bob")
    scene.at(commanded["at"])
    assert command(scene, c="forcesave", key=key, userdata="fs-userdata-1")["error"] == 0
    assert_same(scene.callback(), commanded, RECORDED["secret"])
    assert command(scene, c="forcesave", key=key)["error"] == 4

    scene.at(1795289641.5)
    bob.type("once more")
    scene.at(clicked["at"])
    assert bob.force_save() == 0
    assert_same(scene.callback(), clicked, RECORDED["secret"])

    scene.at(left["at"])
    alice.close()
    assert_same(scene.callback(), left, RECORDED["secret"])
    scene.at(final["at"])
    bob.close()
    assert_same(scene.callback(), final, RECORDED["secret"])
    scene.at(afterwards["at"])
    assert command(scene, c="info", key=key)["error"] == 0
    assert_same(scene.callback(), afterwards, RECORDED["secret"])


def test_closing_a_document_that_was_forgotten(scene: Scene) -> None:
    exchange = EXCHANGES[11]
    key = exchange["body"]["key"]
    scene.at(exchange["at"] - 60)
    scene.connector.reply = lambda body: (500, b"", {}) if body["status"] == 2 else (200, b'{"error":0}', {})
    user = scene.standin.open(scene.config(key, "new.docx", "u1"))
    user.type("kept")
    user.close()
    scene.standin.record.wait_for(lambda: key in scene.standin.forgotten)
    scene.connector.reply = lambda body: (200, b'{"error":0}', {})
    before = len(scene.standin.record.downloads)

    scene.at(1795289870.2031)  # the recorded `lastsave`, 17 ms before the callback
    user = scene.standin.open(scene.config(key, "new.docx", "u1"))
    assert "kept" in user.lines
    assert {"type": "warning", "code": -104} in user.messages
    assert len(scene.standin.record.downloads) == before
    user.close()
    sent = scene.standin.record.callback(2, key)
    received = next(one for one in scene.connector.callbacks(2) if one.json == sent.body)
    assert_same(received, exchange, RECORDED["secret"])
    scene.standin.record.wait_for(lambda: key not in scene.standin.forgotten)


def test_a_conversion_that_fails(scene: Scene) -> None:
    commanded, clicked, final = EXCHANGES[12:15]
    key = commanded["body"]["key"]
    scene.at(commanded["at"])
    user = scene.standin.open(scene.config(key, "new.docx", "u1"))
    scene.callback()
    scene.standin.faults.conversion(times=3)
    scene.at(1795290157.5)
    user.type("one")
    scene.at(commanded["at"])
    assert command(scene, c="forcesave", key=key, userdata="u7")["error"] == 0
    assert_same(scene.callback(), commanded, RECORDED["secret"])
    scene.at(1795290165.5)
    user.type("two")
    scene.at(clicked["at"])
    user.force_save()
    assert_same(scene.callback(), clicked, RECORDED["secret"])
    scene.at(final["at"])
    user.close()
    assert_same(scene.callback(), final, RECORDED["secret"])
    assert key not in scene.standin.forgotten


def test_every_recorded_exchange_is_compared() -> None:
    kinds = [exchange["body"]["status"] if exchange["body"] else "download" for exchange in EXCHANGES]
    assert kinds == ["download", 1, 4, 2, 1, 1, 6, 6, 1, 2, 4, 2, 7, 7, 3]


ANSWERS: dict[str, Reply] = {
    "500": (500, b"", {}),
    "404": (404, b"", {}),
    "err1": (200, b'{"error":1}', {"Content-Type": "application/json"}),
    "drop": None,
    "empty": (200, b"", {}),
    "html": (200, b"<html></html>", {"Content-Type": "text/html"}),
    "str0": (200, b'{"error":"0"}', {"Content-Type": "application/json"}),
    "redir": (302, b"", {"Location": "/login"}),
    "401": (401, b"", {}),
    "slow": (200, b'{"error":0}', {"Content-Type": "application/json"}),
    "all500": (500, b"", {}),
    "allerr1": (200, b'{"error":1}', {"Content-Type": "application/json"}),
}


@pytest.mark.parametrize(
    "observed", RETRIES["observed"], ids=lambda seen: f"{seen['connector_answers']}-{seen['status']}"
)
def test_retries(scene: Scene, observed: dict[str, Any]) -> None:
    answers, status = observed["connector_answers"], observed["status"]
    answer = ANSWERS[answers]
    scene.connector.reply = lambda body: (
        answer if answers.startswith("all") or body["status"] == status else (200, b'{"error":0}', {})
    )
    user = scene.standin.open(scene.config("k", "new.docx", "u1"))
    if status in (2, 6):
        user.type("typed")
    if status == 6:
        # The second of the two recorded was ordered anew.
        for userdata in ("first", "second"):
            assert command(scene, c="forcesave", key="k", userdata=userdata)["error"] == 0
            scene.standin.record.callback(6, accepted=False, skip=0 if userdata == "first" else 1)
            scene.standin.settle()
    user.close()
    expected = len(observed["seconds_after_first"])
    scene.standin.record.callback(4 if status in (1, 4) else 2, accepted=None, skip=expected - 1 if status == 2 else 0)
    scene.standin.settle()
    sent = scene.connector.callbacks(status)
    assert len(sent) == expected
    assert {json.dumps(plain_body(one)) for one in sent} == {json.dumps(plain_body(sent[0]))}
    if status == 2:
        stored = answers == "slow"
        assert ("k" in scene.standin.forgotten) is not stored
    if status == 6:
        assert [one.json["userdata"] for one in sent] == ["first", "first"]
        assert scene.connector.callbacks(2)[0].json["notmodified"] is False


def plain_body(received: Received) -> Any:
    """The body without its token: the same at every try, url included."""
    return {name: value for name, value in received.json.items() if name != "token"}


def test_the_pauses_between_retries_are_those_recorded() -> None:
    for observed in RETRIES["observed"]:
        times = observed["seconds_after_first"]
        if observed["status"] == 2 and len(times) > 1:
            pauses = tuple(round(later - earlier) for earlier, later in zip(times, times[1:], strict=False))
            assert pauses == Timings().retries


def command(scene: Scene, **fields: Any) -> dict[str, Any]:
    """Send a command to the stand-in, signed in the body."""
    body = {"token": tokens.sign(fields, scene.standin.options.secret, scene.standin.options.clock())}
    url = f"http://127.0.0.1:{scene.standin.core.port}/command?shardkey={fields.get('key', '')}"
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode()), timeout=20) as answer:
        found = json.load(answer)
    assert isinstance(found, dict)
    return found
