"""What the doctor makes of answers that no sound Docs gives: at its services, its websocket, its licence."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
import requests
import websocket
from tornado.httputil import HTTPHeaders
from traitlets.config import Config

from jupyter_onlyoffice.config.resolving import resolve
from jupyter_onlyoffice.config.server_address import Listening
from jupyter_onlyoffice.diagnostics import (
    ExaminedServer,
    Probes,
    conversion_check,
    docs_acceptance,
    docs_address,
    editing_session,
    limits,
)
from jupyter_onlyoffice.diagnostics import websocket as wire
from jupyter_onlyoffice.diagnostics.case import Case
from jupyter_onlyoffice.diagnostics.http_probe import Answer, HttpProbe, NoAnswer, why
from jupyter_onlyoffice.diagnostics.leg import Leg
from jupyter_onlyoffice.docs_server.signing import Signer
from jupyter_onlyoffice.security.signed_links import Links

from ..http_server import Exchange, Site, serving
from .test_probes import ARRIVAL


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


@pytest.fixture
def case(tmp_path: Path, site: Site) -> Case:
    traits = {"docs_url": site.url, "jwt_secret": "s" * 40, "jupyter_url": "http://127.0.0.1:1/"}
    settings = resolve(Config({"OnlyOffice": traits}), {})
    signer, probes = Signer(settings), Probes(tmp_path / "probes")
    examined = ExaminedServer(
        settings, tmp_path, Links("k" * 64), lambda: settings.jupyter_url, Listening, signer, probes, lambda: 1e9
    )
    return Case(examined, HttpProbe())


def replies(*answers: dict[str, Any] | bytes) -> Callable[[Exchange], None]:
    """One answer after another; the last one again and again."""
    left = list(answers)

    def reply(exchange: Exchange) -> None:
        found = left.pop(0) if len(left) > 1 else left[0]
        exchange.send(200, found if isinstance(found, bytes) else json.dumps(found).encode())

    return reply


def only(legs: Iterator[Leg]) -> tuple[str, bool | None, str]:
    (leg,) = legs
    return leg.leg, leg.ok, leg.code


@pytest.mark.parametrize("answer", [b"<html>", b"[1]"])
def test_a_command_service_that_gives_no_answer_is_named(case: Case, site: Site, answer: bytes) -> None:
    site.answers["/command"] = replies(answer)
    assert only(docs_acceptance.accepted(case)) == ("jwt-inbox", False, "doctor.inbox-silent")


def test_an_error_of_the_command_service_is_named(case: Case, site: Site) -> None:
    site.answers["/command"] = replies({"error": 3})
    assert only(docs_acceptance.accepted(case)) == ("jwt-inbox", False, "doctor.inbox-strange")


def test_a_newer_docs_says_itself_that_a_token_has_expired(case: Case, site: Site) -> None:
    site.answers["/command"] = replies({"error": 7})
    case.answered_at = (1000.0, 1500.0)
    assert only(docs_acceptance.accepted(case)) == ("jwt-inbox", False, "doctor.inbox-clock")


def test_a_docs_that_tells_neither_version_nor_time_is_noted(case: Case, site: Site) -> None:
    site.answers["/command"] = replies({"error": 0})
    assert only(docs_acceptance.version(case)) == ("docs-version", True, "doctor.version-untold")
    site.answers["/command"] = replies(b"<html>")
    assert only(docs_acceptance.version(case)) == ("docs-version", True, "doctor.version-untold")
    assert only(docs_acceptance.clock(case)) == ("clock", True, "doctor.clock-untold")


@pytest.mark.parametrize(
    ("answer", "ok", "code"),
    [
        (b"<html>", True, ""),
        ({"license": None}, True, ""),
        ({"license": {"users_count": 5}, "server": {"resultType": 3}}, True, "doctor.connections-limit"),
        ({"license": {"end_date": "2025-01-01T0"}, "server": {"resultType": 2}}, False, "doctor.connections-ended"),
    ],
)
def test_a_licence_is_read(case: Case, site: Site, answer: Any, ok: bool, code: str) -> None:
    site.answers["/command"] = replies(answer)
    assert only(limits.connections(case)) == ("connections", ok, code)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"error": -8}, "doctor.download-token"),
        ({"error": -6}, "doctor.download-failed"),
        ({"error": -77}, "doctor.download-failed"),
        ({"endConvert": False, "percent": 0}, "doctor.unreached"),
    ],
)
def test_a_conversion_that_does_not_end_well_is_named(
    case: Case, site: Site, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], code: str
) -> None:
    monkeypatch.setattr(conversion_check, "HOPELESS", 0.1)
    monkeypatch.setattr(conversion_check, "_PAUSE", 0.01)
    case.session_over.set()
    site.answers["/converter"] = replies(answer)
    assert only(conversion_check.fetching(case)) == ("download", False, code)


@pytest.mark.parametrize("error", [None, -4])
def test_a_file_that_was_asked_for_and_did_not_arrive_is_named(case: Case, error: int | None) -> None:
    case.downloads = [ARRIVAL]
    leg = conversion_check._download(case, conversion_check.Converted(error=error))
    assert leg.code == ("doctor.download-cut" if error else "doctor.download-slow")


@pytest.mark.parametrize("status", [500, 400])
def test_some_other_failure_of_what_answers_is_told_with_its_status(case: Case, site: Site, status: int) -> None:
    site.answers["/healthcheck"] = lambda exchange: exchange.send(status, b"")
    (leg,) = docs_address.health(case)
    assert leg.code == "doctor.health-other" and str(status) in leg.cause


def test_a_websocket_that_is_none_is_named(case: Case, site: Site) -> None:
    site.answers["/healthcheck"] = replies(b"true")
    (leg,) = editing_session.session(case)
    assert leg.code == "doctor.socket-absent"  # nothing of that path is there


class FakeSocket:
    """Says what it is given to say."""

    def __init__(self, *packets: str | int) -> None:
        self.packets, self.sent = list(packets), list[str]()  # a number is the code that it closes with

    def settimeout(self, seconds: float) -> None:
        assert seconds > 0

    def recv_data(self) -> tuple[int, bytes]:
        if not self.packets:
            raise OSError
        packet = self.packets.pop(0)
        if isinstance(packet, int):
            return websocket.ABNF.OPCODE_CLOSE, packet.to_bytes(2, "big")
        return websocket.ABNF.OPCODE_TEXT, packet.encode()

    def send(self, packet: str) -> None:
        self.sent.append(packet)

    def close(self, timeout: float) -> None:
        pass


def talk(*packets: str | int) -> tuple[wire.DocsWebSocket, FakeSocket]:
    found, fake = wire.DocsWebSocket.__new__(wire.DocsWebSocket), FakeSocket(*packets)
    found._socket = cast(Any, fake)
    return found, fake


def test_pings_are_answered_and_noise_is_passed_over() -> None:
    found, fake = talk("2", '42["other"]', '42["message",{"type":"auth"}]', 1000)
    assert list(found.heard(5)) == [{"type": "auth"}]
    assert fake.sent == ["3"]


def test_sockjs_has_messages_only_and_closes_with_the_reason() -> None:
    found, fake = talk('{"type":"license"}', 4005)
    found.sockjs = True
    found.enter("token")
    found.say({"type": "auth"})
    assert fake.sent == ['{"type": "auth"}']
    assert [told.get("code", told["type"]) for told in found.heard(5)] == ["license", 4005]


@pytest.mark.parametrize(("packet", "code"), [('44{"data":{"code":4006}}', 4006), ("44{}", 0), ("44nonsense", 0)])
def test_a_refusal_is_told_with_its_code(packet: str, code: int) -> None:
    found, _ = talk(packet)
    with pytest.raises(wire.Refused) as caught:
        found.enter("token")
    assert caught.value.code == code


def test_silence_is_told() -> None:
    found, _ = talk()
    with pytest.raises(NoAnswer):
        found.enter("")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"type": "disconnectReason", "code": 4004}, "doctor.browser-denied"),
        ({"type": "disconnectReason", "code": 4006}, "doctor.browser-secret"),
        ({"type": "disconnectReason", "code": 4010}, "doctor.browser-closed"),
        ({}, "doctor.browser-silent"),
    ],
)
def test_an_editor_that_is_not_let_in_is_named(case: Case, told: dict[str, Any], code: str) -> None:
    found, _ = talk()
    assert only(editing_session._verdict(case, "probe", found, told)) == ("jwt-browser", False, code)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (requests.exceptions.ProxyError(), "proxy"),
        (ConnectionResetError(), "broken"),
        (OSError(113, "No route to host"), "network"),
        (OSError("Could not find a suitable TLS CA certificate bundle"), "bundle"),
        (ValueError("anything"), "broken"),
    ],
)
def test_failures_are_told_apart(error: Exception, reason: str) -> None:
    assert why(error).reason == reason


def test_a_page_is_told_from_data() -> None:
    assert Answer(200, HTTPHeaders({"Content-Type": "text/html"}), b"").page
    assert Answer(200, HTTPHeaders(), b" <!DOCTYPE html>").page
    assert not Answer(200, HTTPHeaders(), b"PK").page
