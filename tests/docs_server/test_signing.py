"""Signing by separate secrets, and while one of them is being changed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from jupyter_onlyoffice.config.resolving import resolve
from jupyter_onlyoffice.diagnostics.editor_admission import admits
from jupyter_onlyoffice.docs_server.client import DocsClient
from jupyter_onlyoffice.docs_server.signing import CONFIRMED_SECONDS, READ_SECONDS, BrowserSigner, Signer
from jupyter_onlyoffice.errors import ConversionError, DocsRefusedError, DocsUnreachableError, TokenError

from ..connected import Connected, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401
from ..http_server import Exchange, Site, serving
from ..standin import StandIn, tokens
from ..standin.checks import EditorError
from ..standin.engine import DocSocket

OLD, NEW, OTHER = "old-secret-" + "0" * 32, "new-secret-" + "1" * 32, "other-secret-" + "2" * 32


class Docs:
    """A Docs that accepts one secret and says which each request was signed with."""

    def __init__(self, site: Site) -> None:
        self.secret = OLD
        self.browser: str | None = ""  #: the secret for the browser; None: nobody can tell
        self.tried: list[str] = []
        self.admitted: list[str] = []
        site.answers["/command"] = lambda exchange: self._answer(exchange, {"error": 0, "version": "9.3.0"}, 6)
        done = {"endConvert": True, "fileUrl": "http://docs/x", "fileType": "pdf"}
        site.answers["/converter"] = lambda exchange: self._answer(exchange, done, -8)
        self._site = site

    def admits(self, token: str) -> bool | None:
        """Whether an editor with this token is let in."""
        self.admitted += [secret for secret in (OLD, NEW, OTHER) if _verifies(token, secret)]
        return None if self.browser is None else _verifies(token, self.browser or self.secret)

    def _answer(self, exchange: Exchange, good: dict[str, Any], bad: int) -> None:
        token = json.loads(self._site.seen[-1].body).get("token", "")
        signed = [secret for secret in (OLD, NEW, OTHER) if _verifies(token, secret)]
        self.tried += signed or ["none"]
        good = good if self.secret in signed else {"error": bad}
        exchange.send(200, json.dumps(good).encode(), Content_Type="application/json")


def _verifies(token: str, secret: str) -> bool:
    try:
        return bool(tokens.verify(token, secret, NOW))
    except tokens.TokenInvalidError:
        return False


NOW = 1_800_000_000.0


class Bench:
    """A client of that Docs with its signers, and a clock to move."""

    def __init__(self, site: Site, folder: Path, **traits: Any) -> None:
        self.docs = Docs(site)
        self.now = NOW
        given = {"docs_url": "http://docs", "docs_internal_url": site.url, "data_dir": str(folder), **traits}
        settings = resolve(Config({"OnlyOffice": given}), {})
        assert not settings.problems
        self.signer = Signer(settings, lambda: self.now)
        self.client = DocsClient(settings, self.signer)
        self.threads = ThreadPoolExecutor(2)
        self.browser = BrowserSigner(settings, self.signer, self.client.version, self.docs.admits, self.threads)

    def signed_with(self) -> str:
        """With what a config is signed now."""
        token = asyncio.run(self.browser.config({"document": {"key": "k"}}))["token"]
        return next(secret for secret in (OLD, NEW, OTHER) if _verifies(token, secret))


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.mark.parametrize(("mine", "accepted"), [(NEW, OLD), (OLD, NEW)])
def test_a_secret_is_changed_here_or_in_docs_first(site: Site, tmp_path: Path, mine: str, accepted: str) -> None:
    bench = Bench(site, tmp_path, jwt_secret=mine, jwt_accepted_secrets=[accepted])
    for now_in_docs, before in ((OLD, mine), (NEW, OLD)):
        bench.docs.secret, bench.docs.tried = now_in_docs, []
        assert bench.client.version() == "9.3.0"
        assert bench.docs.tried == list(dict.fromkeys([before, now_in_docs]))
        bench.docs.tried = []
        assert bench.client.version() == "9.3.0"
        assert bench.client.convert("k", "http://us/x", "docx", "pdf", 5).filetype == "pdf"
        assert bench.docs.tried == [now_in_docs] * 2  # remembered
        assert bench.signed_with() == now_in_docs


def test_a_conversion_finds_the_secret_by_itself(site: Site, tmp_path: Path) -> None:
    bench = Bench(site, tmp_path, jwt_secret=NEW, jwt_accepted_secrets=[OTHER, OLD])
    assert bench.client.convert("k", "http://us/x", "docx", "pdf", 5).filetype == "pdf"
    assert bench.docs.tried == [NEW, OTHER, OLD]


def test_when_docs_takes_none_of_them_the_reason_is_that(site: Site, tmp_path: Path) -> None:
    bench = Bench(site, tmp_path, jwt_secret=NEW, jwt_accepted_secrets=[OTHER])
    with pytest.raises(DocsRefusedError) as refused:
        bench.client.version()
    with pytest.raises(ConversionError) as unconverted:
        bench.client.convert("k", "http://us/x", "docx", "pdf", 5)
    assert "jwt_secret" in refused.value.remedy and "jwt_secret" in unconverted.value.remedy
    assert bench.docs.tried == [NEW, OTHER] * 2
    assert bench.signed_with() == NEW


def test_a_config_is_signed_with_what_docs_accepts_at_that_time(site: Site, tmp_path: Path) -> None:
    bench = Bench(site, tmp_path, jwt_secret=NEW, jwt_accepted_secrets=[OLD])
    assert bench.signed_with() == OLD  # it was asked
    bench.docs.tried = []
    assert bench.signed_with() == OLD and bench.docs.tried == []  # a moment ago
    bench.docs.secret = NEW
    bench.now += 60
    assert bench.signed_with() == NEW
    bench.now -= 70  # a clock that is set back does not make it believe forever
    bench.docs.tried = []
    assert bench.signed_with() == NEW and bench.docs.tried == [NEW]


def test_while_docs_does_not_answer_the_last_one_that_worked_is_taken(site: Site, tmp_path: Path) -> None:
    bench = Bench(site, tmp_path, jwt_secret=NEW, jwt_accepted_secrets=[OLD])
    assert bench.signed_with() == OLD
    site.answers.clear()
    bench.now += 60
    with pytest.raises(DocsUnreachableError):
        bench.client.version()
    assert bench.signed_with() == OLD


def test_nothing_is_asked_when_no_secret_is_being_changed(site: Site, tmp_path: Path) -> None:
    for traits in ({"jwt_secret": OLD}, {"jwt_secret": OLD, "jwt_accepted_secrets": [OLD]}):
        bench = Bench(site, tmp_path, **traits)
        assert bench.signed_with() == OLD and bench.docs.tried == []


def test_each_direction_is_signed_with_its_own_secret(site: Site, tmp_path: Path) -> None:
    bench = Bench(site, tmp_path, jwt_secret_browser=NEW, jwt_secret_inbox=OLD, jwt_secret_outbox=OTHER)
    assert bench.client.version() and bench.docs.tried == [OLD]
    bench.docs.browser = NEW
    assert bench.signed_with() == NEW and bench.docs.tried == [OLD]
    assert bench.signer.check(tokens.sign({"a": 1}, OTHER, NOW), NOW).secret.trait == "jwt_secret_outbox"
    for wrong in (OLD, NEW):
        with pytest.raises(TokenError):
            bench.signer.check(tokens.sign({"a": 1}, wrong, NOW), NOW)


def test_a_docs_without_a_secret_for_the_browser_is_given_that_of_requests(site: Site, tmp_path: Path) -> None:
    """Docs has such a setting, and has not read it since 7.2."""
    bench = Bench(site, tmp_path, jwt_secret_browser=NEW, jwt_secret_inbox=OLD, jwt_secret_outbox=OTHER)
    for _ in range(2):
        assert bench.signed_with() == OLD
    assert bench.docs.admitted == [NEW, OLD] and bench.docs.tried == []
    bench.docs.browser, bench.now = NEW, bench.now + 3
    assert bench.signed_with() == OLD  # believed for a while
    bench.now += READ_SECONDS
    bench.docs.browser = OLD
    assert bench.signed_with() == OLD and bench.docs.admitted[2:] == [OLD]


def test_a_secret_for_the_browser_is_changed_like_the_others(site: Site, tmp_path: Path) -> None:
    traits = {"jwt_secret_browser": NEW, "jwt_secret_inbox": OTHER, "jwt_secret_outbox": OTHER}
    bench = Bench(site, tmp_path, **traits, jwt_accepted_secrets=[OLD])
    for secret in (OLD, NEW):
        bench.docs.browser = secret
        assert bench.signed_with() == secret
        bench.now += CONFIRMED_SECONDS
    bench.docs.browser = "another"
    assert bench.signed_with() == NEW  # none of them: the last one that was good


def test_when_docs_cannot_be_asked_the_configured_secret_is_for_the_browser(site: Site, tmp_path: Path) -> None:
    bench = Bench(site, tmp_path, jwt_secret_browser=NEW, jwt_secret_inbox=OLD, jwt_secret_outbox=OTHER)
    bench.docs.browser = None
    assert bench.signed_with() == NEW
    assert bench.signed_with() == NEW and bench.docs.admitted == [NEW]  # once is enough for a while


def test_docs_may_sign_with_the_old_or_the_new_one(site: Site, tmp_path: Path) -> None:
    bench = Bench(site, tmp_path, jwt_secret=NEW, jwt_accepted_secrets=[OLD])
    signed = {secret: bench.signer.check(tokens.sign({"a": 1}, secret, NOW), NOW) for secret in (OLD, NEW)}
    assert [found.secret.trait for found in signed.values()] == ["jwt_accepted_secrets[0]", "jwt_secret"]
    with pytest.raises(TokenError) as caught:
        bench.signer.check(tokens.sign({"a": 1}, OTHER, NOW), NOW)
    assert caught.value.reason == "token.signature"


def test_expiry_and_leeway_are_those_of_the_configuration(site: Site, tmp_path: Path) -> None:
    bench = Bench(site, tmp_path, jwt_secret=OLD, jwt_config_expiry=600, jwt_request_expiry=45, jwt_leeway=2)

    def lifetime(sent: dict[str, Any]) -> int:
        claims = tokens.claims_of(sent["token"])
        return int(claims["exp"] - claims["iat"])

    assert lifetime(asyncio.run(bench.browser.config({"a": 1}))) == 600
    assert lifetime(asyncio.run(bench.browser.answer({"a": 1}))) == 45
    assert lifetime(bench.signer.request({"a": 1}, bench.signer.candidates()[0])[0]) == 45
    late = tokens.sign({}, OLD, NOW - 10, 7)
    with pytest.raises(TokenError, match="3 seconds"):
        bench.signer.check(late, NOW)
    assert bench.signer.check(late, NOW - 1).claims


class TestWithAServer:
    """A document is edited all the way while Docs changes its secret."""

    @pytest.fixture(params=["here first", "in docs first"])
    def jp_server_config(
        self, request: pytest.FixtureRequest, jp_server_config: dict[str, Any], standin: StandIn
    ) -> dict[str, Any]:
        standin.options.secret = OLD
        mine, accepted = (NEW, OLD) if request.param == "here first" else (OLD, NEW)
        jp_server_config["OnlyOffice"] |= {"jwt_secret": mine, "jwt_accepted_secrets": [accepted]}
        return jp_server_config

    async def test_nobody_notices(self, connected: Connected) -> None:
        standin = connected.standin
        robot = await asyncio.to_thread(standin.open, (await connected.get("open", path="sample.docx"))["config"])
        await asyncio.to_thread(robot.type, "before")
        assert (await connected.post("forcesave", path="sample.docx"))["state"] == "stored"
        standin.options.secret = NEW
        connected.services.shared.signer._worked_at = 0.0  # a restart of Docs takes a while
        await asyncio.to_thread(robot.type, "after")
        assert (await connected.post("forcesave", path="sample.docx"))["state"] == "stored"
        other = await asyncio.to_thread(standin.open, (await connected.get("open", path="sample.docx"))["config"])
        await asyncio.to_thread(other.type, "of somebody else")
        for close in (robot.close, other.close, standin.settle):
            await asyncio.to_thread(close)
        lines = connected.lines("sample.docx")
        assert {"before", "after", "of somebody else"} <= set(lines)


class TestWithSeparateSecrets:
    """All three; whether Docs reads that for the browser or not."""

    @pytest.fixture(params=["read", "not read"])
    def jp_server_config(
        self, request: pytest.FixtureRequest, jp_server_config: dict[str, Any], standin: StandIn
    ) -> dict[str, Any]:
        standin.options.inbox, standin.options.outbox = NEW, OTHER
        standin.options.browser = OLD if request.param == "read" else None
        del jp_server_config["OnlyOffice"]["jwt_secret"]
        secrets = {"jwt_secret_browser": OLD, "jwt_secret_inbox": NEW, "jwt_secret_outbox": OTHER}
        jp_server_config["OnlyOffice"] |= secrets
        return jp_server_config

    async def test_a_document_is_edited(self, connected: Connected) -> None:
        standin = connected.standin
        robot = await asyncio.to_thread(standin.open, (await connected.get("open", path="sample.docx"))["config"])
        await asyncio.to_thread(robot.type, "signed")
        assert (await connected.post("forcesave", path="sample.docx"))["state"] == "stored"
        for close in (robot.close, standin.settle):
            await asyncio.to_thread(close)
        assert "signed" in connected.lines("sample.docx")

    async def test_a_config_is_no_callback(self, connected: Connected) -> None:
        """With secrets apart, what users are given is nothing that this server believes."""
        config = (await connected.get("open", path="sample.docx"))["config"]
        with pytest.raises(TokenError):
            connected.services.shared.signer.check(config["token"], connected.services.shared.clock())
        connected.standin.options.inbox = connected.standin.options.browser = OTHER
        with pytest.raises(EditorError):
            await asyncio.to_thread(connected.standin.open, config)


def test_whether_docs_admits_a_token(standin: StandIn, tmp_path: Path) -> None:
    settings = resolve(Config({"OnlyOffice": {"docs_url": standin.url, "data_dir": str(tmp_path)}}), {})
    now, secret = standin.options.clock(), standin.options.browser_secret

    def asked(token: str, url: str = standin.url) -> bool | None:
        return admits(replace(settings, docs_internal_url=url), "nobodys-key", token)

    assert asked(tokens.sign({}, secret, now)) is True
    assert asked(tokens.sign({}, OTHER, now)) is False
    assert asked(tokens.sign({}, secret, now - 10_000)) is True  # the clocks differ, and the secret is right
    assert asked("", f"{standin.url}/nowhere") is None
    assert asked("", "http://127.0.0.1:1") is None
    assert standin.record.configs == []


def test_a_docs_that_hangs_up_says_nothing_of_a_token(monkeypatch: pytest.MonkeyPatch, standin: StandIn) -> None:
    def hangs_up(socket: DocSocket, auth: dict[str, Any]) -> None:
        socket.close()

    monkeypatch.setattr(DocSocket, "_connected", hangs_up)
    settings = resolve(Config({"OnlyOffice": {"docs_url": standin.url}}), {})
    assert admits(settings, "nobodys-key", "x") is None
