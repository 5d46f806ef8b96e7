"""No link, token or secret is in any log, whatever goes wrong and at whatever level."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPResponse
from tornado.simple_httpclient import HTTPStreamClosedError
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigList, DeferredConfigString

from jupyter_onlyoffice.config.log_filters import hide_addresses, hide_secrets, without_values
from jupyter_onlyoffice.config.resolving import resolve
from jupyter_onlyoffice.handlers.base import DocsHandler
from jupyter_onlyoffice.handlers.routes import ROUTES
from jupyter_onlyoffice.messages import trouble
from jupyter_onlyoffice.security.signed_links import Purpose
from jupyter_onlyoffice.security.tokens import sign

from .. import connected as fixtures
from ..connected import Connected

fixture_connected, fixture_standin = fixtures.fixture_connected, fixtures.fixture_standin
fixture_jp_server_config = fixtures.fixture_jp_server_config
SECRET = "sEcReT-0123456789-0123456789-0123456789"
#: The routes that a link leads to, its purpose, and the methods that they take.
LINKED: dict[str, tuple[Purpose, tuple[str, ...]]] = {
    "download": ("download", ("GET", "HEAD")),
    "file": ("file", ("GET", "HEAD")),
    "version": ("version", ("GET", "HEAD")),
    "changes": ("changes", ("GET", "HEAD")),
    "callback": ("callback", ("POST",)),
    "probe": ("probe", ("GET", "HEAD", "POST")),
    "share": ("share", ("GET",)),
}
#: Those that take it in the body.
IN_BODY = ("share/open", "share/state")


def test_every_route_for_docs_and_guests_is_tried_here() -> None:
    routes = {path.removeprefix("/onlyoffice/") for path, handler in ROUTES if issubclass(handler, DocsHandler)}
    assert routes == {*LINKED, *IN_BODY, r"share/page\.(js|css)"}


class Outside:
    """Docs, or anybody: asks with no cookie, and remembers what must not be in a log."""

    def __init__(self, client: AsyncHTTPClient, connected: Connected, app: ServerApp) -> None:
        self._client = client
        self._connected = connected
        self._base = urlsplit(app.connection_url).path.rstrip("/")
        self.hidden = {
            connected.standin.options.secret,
            (connected.services.shared.settings.data_dir / "link_key").read_text(),
        }

    def token(self, purpose: Purpose, key: str) -> str:
        token = self._connected.services.shared.links.make(purpose, key, "user")
        self.hidden |= {token, token.rpartition(".")[2]}
        return token

    def signed(self, payload: dict[str, Any], secret: str = "") -> str:
        token = sign(payload, secret or self._connected.standin.options.secret, self._connected.services.shared.clock())
        self.hidden |= {token, token.rpartition(".")[2]}
        return token

    async def ask(self, route: str, method: str, token: str, **options: Any) -> HTTPResponse | None:
        """The answer; None when there is none."""
        address = f"{self._base}/onlyoffice/{route}?token={token}"
        headers = {"Referer": address, **options.pop("headers", {})}
        body = options.pop("body", json.dumps({"token": token}) if method == "POST" else None)
        try:
            return await self._client.fetch(
                address, method=method, body=body, headers=headers, allow_nonstandard_methods=True, **options
            )
        except HTTPClientError as error:
            return error.response
        except HTTPStreamClosedError:
            return None


@pytest.fixture
def outside(http_server_client: AsyncHTTPClient, connected: Connected, jp_serverapp: ServerApp) -> Outside:
    return Outside(http_server_client, connected, jp_serverapp)


@pytest.fixture
def said(outside: Outside, caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Everything that was written, by anything and at any level, once it is clear that nothing hidden is in it."""
    caplog.set_level(logging.DEBUG)

    def text() -> str:
        for hidden in outside.hidden:
            assert hidden not in caplog.text and quote(hidden) not in caplog.text
        return caplog.text

    return text


async def test_requests_that_are_refused(connected: Connected, outside: Outside, said: Callable[[], str]) -> None:
    for route, (purpose, methods) in LINKED.items():
        token, other = outside.token(purpose, "no-such-key"), outside.token("callback", "k")
        for method in methods:
            wrong = outside.signed({"payload": {}}, SECRET)
            for headers in ({}, {"Authorization": f"Bearer {wrong}"}, {"Range": f"bytes=0-{'9' * 5000}"}):
                await outside.ask(route, method, token, headers=headers)
            await outside.ask(route, method, token + "x")
            await outside.ask(route, method, other if purpose != "callback" else outside.token("file", "k"))
            await outside.ask(route, method, token, body="{" if method == "POST" else None)
        await outside.ask(route, "PUT", token, body="")
        await outside.ask(route, "DELETE", token)
    for route in IN_BODY:
        await outside.ask(route, "POST", outside.token("share", "none"))
    assert said().count(" 405 PUT ") == len(LINKED) and "404 GET" in said() and "[secret]" in said()


async def test_faults_of_ours(
    connected: Connected, outside: Outside, said: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = {route: outside.token(purpose, "key") for route, (purpose, _) in LINKED.items()}
    tokens |= {route: outside.token("share", "key") for route in IN_BODY}

    def fault(*_: Any) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(connected.services.shared.links, "check", fault)
    sharing = connected.services.sharing
    for part, name in ((sharing.share_links, "of_token"), (sharing.guests, "open"), (sharing.guests, "stored")):
        monkeypatch.setattr(part, name, fault)
    for route, token in tokens.items():
        for method in LINKED[route][1] if route in LINKED else ("POST",):
            answer = await outside.ask(route, method, token)
            assert answer is not None and answer.code >= 500, (route, method, answer)
    assert said().count("Uncaught exception") == 15


@pytest.mark.parametrize("error", [trouble("storage.changed-while-read"), ZeroDivisionError("a fault")])
async def test_a_download_that_breaks_off(
    connected: Connected, outside: Outside, said: Callable[[], str], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    config = (await connected.get("open", path="sample.docx"))["config"]

    async def breaks(path: str, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        yield b"PK"
        raise error

    monkeypatch.setattr(connected.services.shared.storage, "read", breaks)
    assert await outside.ask("download", "GET", outside.token("download", config["document"]["key"])) is None
    assert ("an answer was broken off" in said()) != ("ZeroDivisionError" in said())


async def test_results_that_are_fetched_and_those_that_are_not(
    connected: Connected, outside: Outside, said: Callable[[], str]
) -> None:
    config = (await connected.get("open", path="sample.docx"))["config"]
    outside.hidden |= {urlsplit(config[part][name]).query for part, name in ADDRESSES}
    key, docs = config["document"]["key"], connected.standin.url
    for number, where in enumerate((docs, "http://127.0.0.1:9", "http://elsewhere.invalid")):
        signature = f"siGnaTure{number}"
        outside.hidden.add(signature)
        url = f"{where}/cache/files/data/{key}/output.docx/output.docx?md5={signature}&expires=99"
        claims = {"key": key, "status": 2, "url": url, "filetype": "docx", "users": ["u"]}
        body = json.dumps({**claims, "token": outside.signed(claims)})
        answer = await outside.ask("callback", "POST", outside.token("callback", key), body=body)
        assert answer is not None and answer.code >= 400
    assert "/output.docx?md5=[secret]&expires=[secret] HTTP" in said(), "urllib3 writes what it fetches"


ADDRESSES = (("document", "url"), ("editorConfig", "callbackUrl"))


def test_of_an_address_the_names_are_left() -> None:
    assert without_values("/a/b?token=x.y.z&as=csv") == "/a/b?token=[secret]&as=[secret]"
    assert without_values("/a/b") == "/a/b"
    assert without_values("/a?%74oken=x") == "/a?%74oken=[secret]"


def test_what_others_of_this_process_fetch_is_logged_without_signatures_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    hide_addresses()
    hide_addresses()
    with pytest.raises(requests.ConnectionError):
        requests.get("http://127.0.0.1:9/a?md5=siGnaTure", timeout=5)
    assert "siGnaTure" not in caplog.text and len(logging.getLogger("urllib3.connectionpool").filters) == 1


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("jwt_secret", SECRET, SECRET),
        ("jwt_secret", DeferredConfigString(SECRET), SECRET),
        ("jwt_secret_outbox", SECRET, SECRET),
        ("jwt_accepted_secrets", [SECRET], [SECRET]),
        ("jwt_accepted_secrets", DeferredConfigString(f"{SECRET} {SECRET}"), [SECRET, SECRET]),
        ("jwt_accepted_secrets", DeferredConfigList([SECRET, SECRET]), [SECRET, SECRET]),
    ],
)
def test_a_secret_in_the_configuration_is_used_and_not_printed(name: str, value: object, taken: object) -> None:
    config = Config({"OnlyOffice": {name: value, "docs_url": "http://docs"}, "Other": {"jwt_secret": 1}})
    hide_secrets(config)
    merged = Config()
    merged.merge(config)
    assert SECRET not in repr(config) + repr(merged) + str(merged) and "http://docs" in repr(merged)
    settings = resolve(merged, {})
    found = [secret.value for secret in settings.keyring]
    assert (taken if isinstance(taken, list) else [taken]) == list(dict.fromkeys(found)) * (
        len(taken) if isinstance(taken, list) else 1
    )


def test_a_configuration_without_ours_is_left_alone() -> None:
    config = Config({"ServerApp": {"port": 1}})
    hide_secrets(config)
    assert config == {"ServerApp": {"port": 1}}


def test_a_real_server_writes_no_secret_at_the_level_debug(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (tmp_path / "own.py").write_text(
        f"c.OnlyOffice.jwt_secret = {SECRET!r}\nc.OnlyOffice.docs_url = 'http://127.0.0.1:9'\n"
        f"c.ServerApp.port = {port}\n"
        "c.ServerApp.allow_root = True\nc.ServerApp.open_browser = False\nc.IdentityProvider.token = 't'\n"
        "c.Application.log_level = 'DEBUG'\n"  # with this traitlets writes the configuration
    )
    (tmp_path / "jupyter_onlyoffice_config.py").write_text(f"c.OnlyOffice.jwt_secret_outbox = 'outbox-{SECRET}'\n")
    (tmp_path / "jupyter_lab_config.py").write_text("c.OnlyOffice.force_save = False\n")
    (tmp_path / "jupyter_server_config.d").mkdir()
    enabled = {"ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}}}
    (tmp_path / "jupyter_server_config.d" / "own.json").write_text(json.dumps(enabled))
    command = [sys.executable, "-m", "jupyterlab", "--debug", "--config", str(tmp_path / "own.py")]
    command += [f"--OnlyOffice.jwt_accepted_secrets=old-{SECRET}", "--ServerApp.root_dir", str(tmp_path)]
    places = {f"JUPYTER_{name}_DIR": str(tmp_path) for name in ("CONFIG", "DATA", "RUNTIME")}
    with open(tmp_path / "log", "w+b") as log:
        process = subprocess.Popen(command, env={**os.environ, **places}, stdout=log, stderr=log)
        try:
            status = wait_for(lambda: status_of(port), process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        log.seek(0)
        text = log.read().decode()
    # All three secrets are in force, and no other problem; what is in JupyterLab's own file is not, and is named.
    assert [found["reason"] for found in status["problems"]] == ["configuration.unread"]
    assert "jupyter_lab_config.py: force_save." in status["problems"][0]["cause"] and status["forceSave"] is True
    assert "Config changed" in text and SECRET not in text


def status_of(port: int) -> Any:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/onlyoffice/status", headers={"Authorization": "token t"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())
    except (urllib.error.URLError, OSError):
        return None


def wait_for(look: Callable[[], Any], process: subprocess.Popen[bytes]) -> Any:
    while (found := look()) is None:
        assert process.poll() is None
    return found
