"""The signature of ONLYOFFICE Workspace, and its API for portals, against a server that verifies every request."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from jupyter_onlyoffice.cli.workspace_command import ADDRESS, KEY, run
from jupyter_onlyoffice.errors import TokenError, WorkspaceError
from jupyter_onlyoffice.workspace import Hosting, signature, verify

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "workspace-vectors.json").read_text("utf-8"))["vectors"]
MIB = 1024 * 1024
MACHINE_KEY = "1234567890"


def seconds(at: str) -> float:
    return datetime.strptime(at, "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc).timestamp()


def forms(standard: str) -> dict[str, str]:
    """A hash as OpenSSL writes it, in all the forms that are seen."""
    url_safe = standard.replace("+", "-").replace("/", "_")
    return {
        "standard": standard,
        "standard, no padding": standard.rstrip("="),
        "url-safe": url_safe,
        "url-safe, no padding": url_safe.rstrip("="),
        "UrlTokenEncode": url_safe.rstrip("=") + str(url_safe.count("=")),
    }


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["datetime"] for vector in VECTORS])
def test_signatures_are_those_of_openssl(vector: dict[str, str]) -> None:
    header = signature(vector["key"], seconds(vector["datetime"]), vector["pkey"])
    assert header == f"ASC {vector['pkey']}:{vector['datetime']}:{forms(vector['hash'])['url-safe, no padding']}"


@pytest.mark.parametrize("form", list(forms("")))
@pytest.mark.parametrize("vector", VECTORS, ids=[vector["datetime"] for vector in VECTORS])
def test_every_published_form_is_verified(vector: dict[str, str], form: str) -> None:
    header = f"ASC {vector['pkey']}:{vector['datetime']}:{forms(vector['hash'])[form]}"
    assert verify(header, vector["key"], seconds(vector["datetime"])) == vector["pkey"]


def test_two_signatures_of_one_moment_differ() -> None:
    assert signature(MACHINE_KEY, 0) != signature(MACHINE_KEY, 0)


@pytest.mark.parametrize("offset", [-60, 0, 300, 360])
def test_a_signature_is_good_for_five_minutes_and_a_minute_of_difference(offset: int) -> None:
    assert verify(signature(MACHINE_KEY, 1e9, "abc"), MACHINE_KEY, 1e9 + offset) == "abc"


@pytest.mark.parametrize("offset", [-61, 361, 86400])
def test_a_signature_of_another_time_is_refused(offset: int) -> None:
    with pytest.raises(TokenError, match="expired"):
        verify(signature(MACHINE_KEY, 1e9), MACHINE_KEY, 1e9 + offset)


@pytest.mark.parametrize(
    "change",
    [
        lambda header: header.replace("ASC ", "Bearer "),
        lambda header: header[:-1],
        lambda header: header + "2",
        lambda header: header + "==",
        lambda header: header[:-3] + "!!!",
        lambda header: header.replace("abc:", "abd:"),
        lambda header: header.replace(":2001", ":2002"),
        lambda header: header.replace(":20010909014640:", ":20019999999999:"),
        lambda header: "ASC abc",
        lambda header: "",
    ],
)
def test_what_was_changed_is_refused(change: Any) -> None:
    with pytest.raises(TokenError):
        verify(change(signature(MACHINE_KEY, 1e9, "abc")), MACHINE_KEY, 1e9)


def test_another_key_is_refused() -> None:
    with pytest.raises(TokenError, match="machine key"):
        verify(signature("other", 1e9), MACHINE_KEY, 1e9)


# --- the API ----------------------------------------------------------------------------------------------------


class ApiSystem(BaseHTTPRequestHandler):
    """Verifies each request and says what it got."""

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_DELETE = do_GET

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status = 200
        said: dict[str, Any] = {"method": self.command, "route": parts.path, "query": dict(parse_qsl(parts.query))}
        said["body"] = json.loads(body) if body else None
        try:
            verify(self.headers.get("Authorization", ""), MACHINE_KEY, datetime.now(timezone.utc).timestamp())
        except TokenError as error:
            status, said = 401, {"error": error.cause}
        name = (said.get("body") or {}).get("portalName")
        if name == "taken":
            status, said = 400, {"error": "portalNameExist", "message": "Portal already exists"}
        content = {"html": b"<html>", "deep": b"[" * 200_000}.get(str(name)) or json.dumps(said).encode()
        if name == "long":
            content = json.dumps(["x" * MIB] * 17).encode()
        self.send_response(302 if name == "moved" else status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Location", "http://elsewhere.example/")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        return None


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), ApiSystem)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/apisystem/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_call_of_the_api(address: str) -> None:
    hosting = Hosting(address, MACHINE_KEY)
    owner = {"firstName": "Ann", "lastName": "Doe", "email": "ann@example.com"}
    tariff = {"activeUsers": 50, "dueDate": "2027-07-13"}
    calls: list[tuple[Any, str, str, dict[str, Any], dict[str, Any] | None]] = [
        (hosting.portals(), "GET", "portal/get", {}, None),
        (hosting.portals("a b"), "GET", "portal/get", {"portalName": "a b"}, None),
        (
            hosting.register("acme", "Ann", "Doe", "ann@example.com", language="de"),
            "POST",
            "portal/register",
            {},
            {"portalName": "acme", **owner, "language": "de"},
        ),
        (hosting.remove("acme"), "DELETE", "portal/remove", {"portalName": "acme"}, None),
        (hosting.status("acme", False), "PUT", "portal/status", {}, {"portalName": "acme", "status": False}),
        (hosting.validate_name("acme"), "POST", "portal/validateportalname", {}, {"portalName": "acme"}),
        (hosting.tariff("acme"), "GET", "tariff/get", {"portalName": "acme"}, None),
        (hosting.set_tariff("acme", **tariff), "PUT", "tariff/set", {}, {"portalName": "acme", **tariff}),
    ]
    for got, method, route, query, body in calls:
        assert got == {"method": method, "route": f"/apisystem/api/{route}", "query": query, "body": body}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        *[("taken", "already exists"), ("html", "status 200"), ("moved", "status 302")],
        *[("long", "status 200"), ("deep", "status 200")],
    ],
)
def test_a_refusal_is_told(address: str, name: str, said: str) -> None:
    with pytest.raises(WorkspaceError, match=said):
        Hosting(address, MACHINE_KEY).validate_name(name)


def test_another_machine_key_is_told(address: str) -> None:
    with pytest.raises(WorkspaceError, match=r"core\.machinekey"):
        Hosting(address, "other").portals()


def test_an_address_where_nothing_answers_is_told() -> None:
    with pytest.raises(WorkspaceError, match="does not answer"):
        Hosting("http://127.0.0.1:9", MACHINE_KEY).portals()


# --- by hand ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "route", "body"),
    [
        (["get"], "portal/get", None),
        (["get", "acme"], "portal/get", None),
        (
            [
                "register",
                "acme",
                "--first-name",
                "A",
                "--last-name",
                "B",
                "--email",
                "a@b.c",
                "--language",
                "de",
            ],
            "portal/register",
            {"portalName": "acme", "firstName": "A", "lastName": "B", "email": "a@b.c", "language": "de"},
        ),
        (["remove", "acme", "--yes"], "portal/remove", None),
        (["status", "acme", "on"], "portal/status", {"portalName": "acme", "status": True}),
        (["validate", "acme"], "portal/validateportalname", {"portalName": "acme"}),
        (["tariff", "acme"], "tariff/get", None),
        (
            ["set-tariff", "acme", "--active-users", "5", "--max-file-size", "1048576"],
            "tariff/set",
            {"portalName": "acme", "activeUsers": 5, "maxFileSize": 1048576},
        ),
    ],
)
def test_the_command_prints_the_answer(
    address: str, capsys: pytest.CaptureFixture[str], arguments: list[str], route: str, body: object
) -> None:
    assert run(arguments, {ADDRESS: address, KEY: MACHINE_KEY}) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["route"].endswith(route) and printed["body"] == body


def test_the_command_takes_the_key_from_a_file_and_never_prints_it(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "key"
    file.write_text("wrong-secret-key\n")
    assert run(["--url", address, "--key-file", str(file), "get"], {}) == 1
    told = capsys.readouterr()
    assert "machine key" in told.err and "wrong-secret-key" not in told.err + told.out
    assert run(["--key-file", str(tmp_path / "none"), "--url", address, "get"], {}) == 1
    assert "No such file" in capsys.readouterr().err


@pytest.mark.parametrize("environ", [{}, {ADDRESS: "http://127.0.0.1:9"}, {KEY: "x"}])
def test_the_command_says_what_is_missing(environ: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["get"], environ) == 1
    assert "without an address and a machine key" in capsys.readouterr().err
