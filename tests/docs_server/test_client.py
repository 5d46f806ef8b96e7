"""The client of Docs, against a real HTTP server that redirects, truncates, drips, lies and refuses."""

from __future__ import annotations

import errno
import gzip
import json
import os
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from jupyter_onlyoffice.config.settings import Settings
from jupyter_onlyoffice.docs_server import download
from jupyter_onlyoffice.docs_server.client import Converted, DocsClient
from jupyter_onlyoffice.errors import (
    ConversionError,
    DocsRefusedError,
    DocsUnreachableError,
    FetchError,
    PasswordError,
    ResultRejectedError,
    StorageError,
    TooLargeError,
)
from jupyter_onlyoffice.messages import trouble
from jupyter_onlyoffice.security import tokens
from jupyter_onlyoffice.security.keyring import Keyring

from ..http_server import Exchange, Site, serving

SECRET = "a-secret-of-more-than-32-characters-for-tests"
MIB = 1024 * 1024
LIMIT = 4 * MIB
SIGNED = "?md5=SIGNATURE&expires=1"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def foreign() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def settings(site: Site, tmp_path: Path) -> Settings:
    return Settings(
        docs_url="https://docs.example",
        docs_internal_url=site.url,
        jupyter_url="http://jupyter/",
        keyring=Keyring.of(SECRET),
        jwt_header="AuthorizationJwt",
        verify=True,
        data_dir=tmp_path,
        force_save=True,
        max_file_size=LIMIT,
        save_timeout=10,
    )


@pytest.fixture
def docs(settings: Settings) -> DocsClient:
    return DocsClient(settings)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "result"


def fetch(docs: DocsClient, target: Path, path: str = "/cache/o.docx", timeout: float = 10) -> int:
    return docs.fetch(f"https://docs.example{path}{SIGNED}", target, LIMIT, timeout)


def answering(status: int, data: Any, **headers: str) -> Callable[[Exchange], None]:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return lambda exchange: exchange.send(status, body, **headers)


def chunked(*chunks: bytes, whole: bool = True) -> Callable[[Exchange], None]:
    def answer(exchange: Exchange) -> None:
        exchange.start(200, Transfer_Encoding="chunked")
        for chunk in chunks:
            exchange.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        if whole:
            exchange.wfile.write(b"0\r\n\r\n")
        else:
            exchange.close_connection = True

    return answer


# Fetching results


def test_a_result_is_fetched_from_the_internal_address(docs: DocsClient, site: Site, target: Path) -> None:
    data = os.urandom(3 * MIB + 5)
    site.answers["/cache/o.docx"] = answering(200, data)
    assert fetch(docs, target) == len(data)
    assert target.read_bytes() == data and target.stat().st_mode & 0o777 == 0o600
    headers = site.seen[0].headers
    assert site.seen[0].path == f"/cache/o.docx{SIGNED}"
    assert headers["Accept-Encoding"] == "identity" and "Authorization" not in headers


def test_netrc_and_cookies_add_nothing_to_a_request(
    docs: DocsClient, site: Site, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password mine")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    site.answers["/cache/o.docx"] = answering(200, b"x", Set_Cookie="session=1")
    site.answers["/command"] = answering(200, {"error": 0})
    for _ in range(2):
        fetch(docs, target)
        docs.command("version")
    for exchange in site.seen:
        assert "Authorization" not in exchange.headers and "Cookie" not in exchange.headers


@pytest.mark.parametrize("whole", [True, False])
def test_a_result_of_unknown_length_must_end_properly(docs: DocsClient, site: Site, target: Path, whole: bool) -> None:
    site.answers["/cache/o.docx"] = chunked(b"one", b"two" * MIB, whole=whole)
    if whole:
        assert fetch(docs, target) == 3 + 3 * MIB
    else:
        with pytest.raises(FetchError, match="broke off"):
            fetch(docs, target)
        assert not target.exists()


def test_a_compressed_result_is_unpacked_though_not_asked_for(docs: DocsClient, site: Site, target: Path) -> None:
    data = b"text " * MIB
    site.answers["/cache/o.docx"] = answering(200, gzip.compress(data[:LIMIT]), Content_Encoding="gzip")
    assert fetch(docs, target) == LIMIT and target.read_bytes() == data[:LIMIT]
    site.answers["/cache/o.docx"] = answering(200, gzip.compress(data), Content_Encoding="gzip")
    with pytest.raises(TooLargeError):
        fetch(docs, target)
    site.answers["/cache/o.docx"] = answering(200, b"no gzip at all", Content_Encoding="gzip")
    with pytest.raises(FetchError, match="content encoding"):
        fetch(docs, target)
    assert not target.exists()


def test_a_truncated_result_is_noticed(docs: DocsClient, site: Site, target: Path) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.start(200, Content_Length="100000")
        exchange.wfile.write(b"x" * 99_999)
        exchange.close_connection = True

    site.answers["/cache/o.docx"] = answer
    with pytest.raises(FetchError):
        fetch(docs, target)
    assert not target.exists()


def test_a_truncated_result_is_noticed_even_if_the_library_does_not(
    docs: DocsClient, site: Site, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.answers["/cache/o.docx"] = answering(200, b"x" * 1000)
    real = download._copy

    def counts_wrong(response: requests.Response, *rest: Any) -> int:
        monkeypatch.setattr(response.raw, "tell", lambda: 999)
        return real(response, *rest)

    monkeypatch.setattr(download, "_copy", counts_wrong)
    with pytest.raises(FetchError, match="incomplete"):
        fetch(docs, target)
    assert not target.exists()


def test_a_result_can_pass_through_without_a_disk(docs: DocsClient, site: Site) -> None:
    def stream(path: str) -> tuple[int | None, bytes]:
        size, pieces = docs.stream(f"https://docs.example{path}{SIGNED}", 10)
        return size, b"".join(pieces)

    site.answers["/cache/sized"] = answering(200, b"x" * 100)
    site.answers["/cache/unsized"] = chunked(b"ab", b"c")
    site.answers["/cache/torn"] = chunked(b"ab", whole=False)
    site.answers["/cache/short"] = lambda exchange: exchange.start(200, Content_Length="10")
    assert stream("/cache/sized") == (100, b"x" * 100)
    assert stream("/cache/unsized") == (None, b"abc")
    for path in ("/cache/torn", "/cache/short", "/cache/none"):
        with pytest.raises(FetchError) as caught:
            stream(path)
        assert "SIGNATURE" not in str(caught.value)
    with pytest.raises(ResultRejectedError):
        docs.stream("https://elsewhere.example/x", 10)


@pytest.mark.parametrize("answer", [answering(200, b"x" * (LIMIT + 1)), chunked(b"x" * MIB, b"x" * LIMIT)])
def test_a_result_above_the_limit_is_not_taken(
    docs: DocsClient, site: Site, target: Path, answer: Callable[[Exchange], None]
) -> None:
    site.answers["/cache/o.docx"] = answer
    with pytest.raises(TooLargeError, match="4 MiB"):
        fetch(docs, target)
    assert not target.exists()


def test_a_result_that_drips_meets_the_time_limit(docs: DocsClient, site: Site, target: Path) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.start(200, Content_Length="1000000")
        while not site.done.wait(0.02):
            exchange.wfile.write(b"x")
            exchange.wfile.flush()

    site.answers["/cache/o.docx"] = answer
    with pytest.raises(FetchError, match="took too long"):
        fetch(docs, target, timeout=0.3)
    assert not target.exists()


def test_a_result_that_is_being_fetched_does_not_hold_up_a_stop(docs: DocsClient, site: Site, target: Path) -> None:
    def answer(exchange: Exchange) -> None:
        exchange.start(200, Content_Length="1000000")
        docs.close()
        while not site.done.wait(0.02):
            exchange.wfile.write(b"x")
            exchange.wfile.flush()

    site.answers["/cache/o.docx"] = answer
    with pytest.raises(FetchError, match="being stopped"):
        fetch(docs, target, timeout=60)
    assert not target.exists()


@pytest.mark.parametrize("head", [True, False])
def test_a_silent_server_meets_the_time_limit(docs: DocsClient, site: Site, target: Path, head: bool) -> None:
    def answer(exchange: Exchange) -> None:
        if head:
            exchange.start(200, Content_Length="1000000")
        site.done.wait(30)

    site.answers["/cache/o.docx"] = answer
    with pytest.raises(FetchError, match="does not answer in time"):
        fetch(docs, target, timeout=0.2)
    assert not target.exists()


@pytest.mark.parametrize("status", [204, 206, 304, 401, 404, 410, 500, 503])
def test_any_other_status_is_a_failure_to_fetch(docs: DocsClient, site: Site, target: Path, status: int) -> None:
    site.answers["/cache/o.docx"] = answering(status, b"")
    with pytest.raises(FetchError, match=f"HTTP {status}") as raised:
        fetch(docs, target)
    assert "SIGNATURE" not in str(raised.value) and not target.exists()


def test_a_redirect_within_docs_is_followed(docs: DocsClient, site: Site, target: Path) -> None:
    site.answers["/cache/o.docx"] = answering(302, b"", Location="/moved/o.docx?md5=2")
    site.answers["/moved/o.docx"] = answering(307, b"", Location="https://docs.example/again?md5=3")
    site.answers["/again"] = answering(200, b"result")
    assert fetch(docs, target) == 6
    assert [exchange.path for exchange in site.seen][1:] == ["/moved/o.docx?md5=2", "/again?md5=3"]


def test_a_redirect_to_a_foreign_host_is_never_followed(
    docs: DocsClient, site: Site, foreign: Site, target: Path
) -> None:
    foreign.answers["/o.docx"] = answering(200, b"stolen")
    for location in (f"{foreign.url}/o.docx", "//169.254.169.254/latest", "file:///etc/passwd"):
        site.answers["/cache/o.docx"] = answering(302, b"", Location=location)
        with pytest.raises(ResultRejectedError):
            fetch(docs, target)
    assert foreign.seen == [] and not target.exists()


def test_a_redirect_to_what_is_no_address_is_a_failure_to_fetch(docs: DocsClient, site: Site, target: Path) -> None:
    site.answers["/cache/o.docx"] = answering(302, b"", Location="http://[none")
    with pytest.raises(FetchError):
        fetch(docs, target)


def test_a_result_on_a_foreign_host_is_never_asked_for(docs: DocsClient, foreign: Site, target: Path) -> None:
    with pytest.raises(ResultRejectedError) as raised:
        docs.fetch(f"{foreign.url}/o.docx{SIGNED}", target, LIMIT, 10)
    assert foreign.seen == [] and "SIGNATURE" not in str(raised.value)


def test_an_endless_redirect_is_given_up(docs: DocsClient, site: Site, target: Path) -> None:
    site.answers["/cache/o.docx"] = answering(302, b"", Location="/cache/o.docx")
    with pytest.raises(FetchError, match="again and again"):
        fetch(docs, target)
    assert len(site.seen) == download.REDIRECTS + 1


def test_no_error_shows_the_signed_address(settings: Settings, target: Path) -> None:
    docs = DocsClient(replace(settings, docs_internal_url="http://127.0.0.1:1"))
    with pytest.raises(FetchError, match="no connection") as raised:
        fetch(docs, target)
    assert "SIGNATURE" not in str(raised.value)
    assert raised.value.__cause__ is None and raised.value.__suppress_context__


@pytest.mark.parametrize(("call", "number"), [("write", errno.ENOSPC), ("fsync", errno.EIO), ("open", errno.EDQUOT)])
def test_a_disk_that_refuses_is_not_blamed_on_docs(
    docs: DocsClient, site: Site, target: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    site.answers["/cache/o.docx"] = answering(200, b"x" * 1000)
    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(StorageError):
        fetch(docs, target)
    monkeypatch.undo()
    assert not target.exists()


def test_short_writes_lose_nothing(docs: DocsClient, site: Site, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:1000]))
    site.answers["/cache/o.docx"] = answering(200, bytes(range(256)) * 20)
    assert fetch(docs, target) == 5120
    monkeypatch.undo()
    assert target.read_bytes() == bytes(range(256)) * 20


def test_a_proxy_of_the_environment_is_used(
    settings: Settings, site: Site, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = DocsClient(replace(settings, docs_internal_url="http://docs.invalid"))
    monkeypatch.setenv("http_proxy", site.url)
    site.answers["/cache/o.docx"] = answering(200, b"through the proxy")
    assert fetch(docs, target) == 17
    assert site.seen[0].path.startswith("http://docs.invalid/cache/o.docx")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    docs = DocsClient(replace(settings, docs_internal_url="https://docs.invalid"))
    with pytest.raises(FetchError, match="the proxy does not connect"):
        fetch(docs, target)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    )
    arguments = [*command.split(), "-keyout", str(folder / "pem"), "-out", str(folder / "crt")]
    subprocess.run(arguments, check=True, capture_output=True)
    with open(folder / "pem", "a") as both:
        both.write((folder / "crt").read_text())
    return folder / "pem"


def test_certificates_are_checked_against_the_configured_authority(
    settings: Settings, target: Path, certificate: Path
) -> None:
    from http.server import HTTPServer

    server = HTTPServer(("127.0.0.1", 0), Exchange)
    server.answers = {"/cache/o.docx": answering(200, b"secure")}  # type: ignore[attr-defined]
    server.seen = []  # type: ignore[attr-defined]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    settings = replace(settings, docs_internal_url=f"https://127.0.0.1:{server.server_port}")
    try:
        with pytest.raises(FetchError, match="certificate is not trusted") as raised:
            fetch(DocsClient(settings), target)
        assert "ca_bundle" in raised.value.remedy
        assert fetch(DocsClient(replace(settings, verify=str(certificate.with_name("crt")))), target) == 6
        with pytest.warns(Warning, match="Unverified HTTPS"):
            assert fetch(DocsClient(replace(settings, verify=False)), target) == 6
        with pytest.raises(FetchError, match="could not be made"):
            fetch(DocsClient(replace(settings, verify="/nowhere/ca.pem")), target)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# Commands


def test_a_command_carries_both_tokens(docs: DocsClient, site: Site) -> None:
    site.answers["/command"] = answering(200, {"error": 0, "key": "k"})
    assert docs.command("drop", key="k&1", users=["a"]) == {"error": 0, "key": "k"}
    seen = site.seen[0]
    body = json.loads(seen.body)
    token = tokens.verify(body.pop("token"), SECRET, time.time())
    assert body == {"c": "drop", "key": "k&1", "users": ["a"]}
    assert {name: token[name] for name in body} == body and token["exp"] - token["iat"] == 300
    scheme, _, header = seen.headers["AuthorizationJwt"].partition(" ")
    assert scheme == "Bearer" and tokens.verify(header, SECRET, time.time())["payload"] == body
    assert seen.path == "/command?shardkey=k%261" and seen.headers["Accept"] == "application/json"


def test_without_a_secret_there_are_no_tokens(settings: Settings, site: Site) -> None:
    site.answers["/command"] = answering(200, {"error": 0, "version": "9.3.0.138"})
    assert DocsClient(replace(settings, keyring=Keyring())).version() == "9.3.0.138"
    assert json.loads(site.seen[0].body) == {"c": "version"} and "AuthorizationJwt" not in site.seen[0].headers
    assert site.seen[0].path == "/command"


@pytest.mark.parametrize("status", [404, 405])
def test_the_address_of_older_versions_is_found_and_remembered(docs: DocsClient, site: Site, status: int) -> None:
    site.answers["/command"] = answering(status, b"Cannot POST /command")
    site.answers["/coauthoring/CommandService.ashx"] = answering(200, {"error": 0, "version": "7.2.0"})
    assert docs.version() == docs.version() == "7.2.0"
    old = "/coauthoring/CommandService.ashx"
    assert [exchange.path for exchange in site.seen] == ["/command", old, old]
    # After an update of Docs the new one is found again.
    del site.answers[old]
    site.answers["/command"] = answering(200, {"error": 0, "version": "9.3"})
    with pytest.raises(DocsUnreachableError, match="no ONLYOFFICE Docs"):
        docs.version()
    assert docs.version() == "9.3"


@pytest.mark.parametrize(("error", "result"), [(0, 0), (4, 4)])
def test_a_force_save_says_whether_a_result_will_come(docs: DocsClient, site: Site, error: int, result: int) -> None:
    site.answers["/command"] = answering(200, {"error": error, "key": "k"})
    assert docs.forcesave("k", "mine") == result
    assert json.loads(site.seen[0].body)["userdata"] == "mine"


@pytest.mark.parametrize("error", [1, 2, 3, 5, 6, 7, 99])
def test_a_refused_force_save_says_why(docs: DocsClient, site: Site, error: int) -> None:
    site.answers["/command"] = answering(200, {"error": error})
    with pytest.raises(DocsRefusedError) as raised:
        docs.forcesave("k", "")
    assert raised.value.docs_code == error
    assert ("jwt_secret" in raised.value.remedy) == (error == 6)
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize(
    ("answer", "edited"),
    [
        ({"error": 1}, False),
        ({"error": 0}, True),
        ({"error": 0, "users": ["ann"]}, True),
        ({"error": 0, "users": []}, False),
    ],
)
def test_docs_is_asked_whether_somebody_edits(
    docs: DocsClient, site: Site, answer: dict[str, Any], edited: bool
) -> None:
    site.answers["/command"] = answering(200, answer)
    assert docs.edited("k") is edited


def test_docs_is_asked_whether_it_knows_a_key(docs: DocsClient, site: Site) -> None:
    for error, known in ((0, True), (1, False)):
        site.answers["/command"] = answering(200, {"error": error})
        assert docs.knows("k") is known
    site.answers["/command"] = answering(200, {"error": 6})
    with pytest.raises(DocsRefusedError):
        docs.knows("k")


@pytest.mark.parametrize(
    "answer", [b'{"error": 0, "keys": [' + b'"x",' * (5 * MIB) + b'"x"]}', b"[" * 200_000], ids=["long", "deep"]
)
def test_an_answer_that_is_longer_or_deeper_than_any_of_docs_is_no_answer(
    docs: DocsClient, site: Site, answer: bytes
) -> None:
    site.answers["/command"] = answering(200, answer)
    with pytest.raises(DocsUnreachableError, match="no valid answer"):
        docs.command("getForgottenList")


@pytest.mark.parametrize(
    "answer",
    [
        answering(200, b"<html>login</html>"),
        answering(200, ["a", "list"]),
        answering(302, b"", Location="/login"),
        answering(500, {"error": 0}),
        answering(403, b""),
    ],
)
def test_an_answer_that_is_not_of_docs_is_reported(
    docs: DocsClient, site: Site, answer: Callable[[Exchange], None]
) -> None:
    site.answers["/command"] = answer
    with pytest.raises(DocsUnreachableError, match="no valid answer"):
        docs.version()
    assert len(site.seen) == 1


def test_docs_that_is_away_is_unreachable(settings: Settings) -> None:
    docs = DocsClient(replace(settings, docs_internal_url="http://127.0.0.1:1"))
    with pytest.raises(DocsUnreachableError, match="no connection") as raised:
        docs.version()
    assert "docs_internal_url" in raised.value.remedy


# Conversions


def convert(docs: DocsClient, timeout: float = 10, **options: Any) -> Converted:
    return docs.convert("k1", "http://jupyter/a.odt", "odt", "docx", timeout, **options)


def test_a_conversion_is_asked_for_again_until_it_is_done(
    docs: DocsClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    answers = [{"endConvert": False, "percent": 50}, {"endConvert": True, "fileUrl": "https://docs.example/r"}]
    site.answers["/converter"] = lambda exchange: answering(200, answers.pop(0))(exchange)
    told: list[int] = []
    assert convert(docs, progress=told.append, region="de-DE") == Converted("https://docs.example/r", "docx")
    assert told == [50]
    bodies = [json.loads(exchange.body) for exchange in site.seen]
    assert [{**body, "token": ""} for body in bodies] == [
        {
            "async": True,
            "key": "k1",
            "url": "http://jupyter/a.odt",
            "filetype": "odt",
            "outputtype": "docx",
            "region": "de-DE",
            "token": "",
        }
    ] * 2
    assert site.seen[0].path == "/converter?shardkey=k1"


@pytest.mark.parametrize("error", [0, -1, -2, -3, -4, -6, -7, -8, -9, -10, -99])
def test_a_failed_conversion_says_why(docs: DocsClient, site: Site, error: int) -> None:
    site.answers["/ConvertService.ashx"] = answering(200, {"error": error})
    with pytest.raises(ConversionError, match="could not be converted: ") as raised:
        convert(docs)
    assert raised.value.remedy and ("jwt_secret" in raised.value.remedy) == (error == -8)
    assert raised.value.code == "conversion"


@pytest.mark.parametrize(("options", "said"), [({}, "is protected"), ({"password": "wrong"}, "is wrong")])
def test_a_password_is_asked_for(docs: DocsClient, site: Site, options: dict[str, Any], said: str) -> None:
    site.answers["/converter"] = answering(200, {"error": -5})
    with pytest.raises(PasswordError, match=said) as raised:
        convert(docs, **options)
    assert raised.value.code == "password"


def test_the_result_tells_its_own_type(docs: DocsClient, site: Site) -> None:
    done = {"endConvert": True, "fileUrl": "https://docs.example/r", "fileType": ".zip", "percent": 100}
    site.answers["/converter"] = answering(200, done)
    assert convert(docs).filetype == "zip"


def test_who_asked_for_a_conversion_can_give_up(docs: DocsClient, site: Site) -> None:
    def give_up(percent: int) -> None:
        raise KeyboardInterrupt

    site.answers["/converter"] = answering(200, {"endConvert": False, "percent": 0})
    with pytest.raises(KeyboardInterrupt):
        convert(docs, progress=give_up)
    assert len(site.seen) == 1


def test_a_conversion_that_takes_too_long_is_given_up(docs: DocsClient, site: Site) -> None:
    site.answers["/converter"] = answering(200, {"endConvert": False})
    with pytest.raises(ConversionError, match="in time"):
        convert(docs, timeout=0)


def test_every_error_of_a_request_is_told_as_what_it_is() -> None:
    kinds: list[Exception] = [
        requests.exceptions.SSLError(),
        requests.exceptions.ProxyError(),
        requests.exceptions.ConnectTimeout(),
        requests.exceptions.ConnectionError(),
        requests.exceptions.InvalidURL(),
        OSError(),
    ]
    told = [trouble(f"docs.failed-{download.failure(kind)}", address="http://docs").cause for kind in kinds]
    assert len(set(told)) == 5 and all("http://docs" in cause for cause in told)
