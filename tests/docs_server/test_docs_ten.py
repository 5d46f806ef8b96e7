"""The client of Docs 10: a purpose in each token, and files that are sent to its converter.

What Docs answers is as far as it is published, see docs/docs-versions.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.config.settings import Settings
from jupyter_onlyoffice.docs_server.client import DocsClient
from jupyter_onlyoffice.errors import ConversionError, DocsUnreachableError, PasswordError, StorageError, TooLargeError
from jupyter_onlyoffice.security import jws
from jupyter_onlyoffice.security.keyring import Keyring

from ..http_server import Exchange, Site, serving

LIMIT = 1024 * 1024
OLD, NEW = "o" * 40, "n" * 40


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def settings(site: Site, tmp_path: Path) -> Settings:
    return Settings(
        docs_url="https://docs.example",
        docs_internal_url=site.url,
        jupyter_url="http://jupyter/",
        keyring=Keyring.of(OLD, accepted=[NEW]),
        jwt_header="AuthorizationJwt",
        verify=True,
        data_dir=tmp_path,
        force_save=True,
        max_file_size=LIMIT,
        save_timeout=10,
    )


class Ten:
    """What a Docs 10 answers, as far as it is published."""

    def __init__(self, site: Site, version: str = "10.0.0.12") -> None:
        self.site = site
        self.answers: list[Callable[[Exchange], None]] = []
        site.answers["/command"] = lambda e: e.send(200, json.dumps({"error": 0, "version": version}).encode())
        site.answers["/converter/from-file"] = lambda e: self.answers.pop(0)(e)

    @property
    def sent(self) -> list[tuple[dict[str, Any], bytes | None]]:
        """Parameters and file of each request."""
        return [_parts(seen.body) for seen in self.site.seen if seen.path.startswith("/converter/from-file")]


def _parts(body: bytes) -> tuple[dict[str, Any], bytes | None]:
    boundary = body.split(b"\r\n", 1)[0]
    found = {}
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = head.split(b'name="')[1].split(b'"')[0].decode()
        found[name] = content[:-2]
    return json.loads(found["params"]), found.get("file")


def saying(**answer: Any) -> Callable[[Exchange], None]:
    return lambda e: e.send(200, json.dumps(answer).encode(), Content_Type="application/json")


def with_file(data: bytes, name: str = "document.pdf") -> Callable[[Exchange], None]:
    return lambda e: e.send(
        200, data, Content_Type="application/octet-stream", Content_Disposition=f'attachment; filename="{name}"'
    )


@pytest.mark.parametrize("on", [True, False])
def test_a_token_says_which_service_it_is_for_unless_told_otherwise(site: Site, settings: Settings, on: bool) -> None:
    client = DocsClient(replace(settings, operation=on))
    site.answers["/command"] = lambda e: e.send(200, b'{"error": 0, "version": "9.3.0.1"}')
    site.answers["/converter"] = lambda e: e.send(
        200, b'{"endConvert": true, "fileUrl": "http://x", "fileType": "pdf"}'
    )
    client.version()
    client.convert("k", "http://j", "docx", "pdf", 5)
    for seen, operation in zip(site.seen, ("command", "converter"), strict=True):
        body = json.loads(seen.body)
        header = jws.part(seen.headers["AuthorizationJwt"].removeprefix("Bearer "), 1)
        assert "operation" not in body and "operation" not in header["payload"]
        for claims in (jws.part(body["token"], 1), header):
            assert claims.get("operation") == (operation if on else None)


def test_a_document_is_converted_as_it_is_sent(site: Site, settings: Settings, tmp_path: Path) -> None:
    ten, source, target = Ten(site), tmp_path / "source", tmp_path / "target"
    source.write_bytes(bytes(range(256)) * 3000)
    ten.answers = [saying(endConvert=False, percent=10), saying(endConvert=False), with_file(b"%PDF-")]
    told: list[int] = []
    client = DocsClient(replace(settings, operation=False))
    assert client.takes_files()
    assert client.convert_file("k", source, "docx", "pdf", target, 20, told.append, region="de-DE") == "pdf"
    assert target.read_bytes() == b"%PDF-" and told == [10, 0]
    (first, file), (second, none), (third, nothing) = ten.sent
    assert file == source.read_bytes() and none is None and nothing is None, "sent once"
    expected = {"async": True, "key": "k", "filetype": "docx", "outputtype": "pdf", "region": "de-DE"}
    assert all({**params, "token": ""} == {**expected, "token": ""} for params in (first, second, third))
    assert jws.part(first["token"], 1)["operation"] == "converter", "which is demanded here in any case"
    assert "shardkey=k" in site.seen[-1].path


@pytest.mark.parametrize(
    ("answer", "error", "reason"),
    [
        (saying(error=-3), ConversionError, "conversion.unreadable"),
        (saying(error=-5), PasswordError, "conversion.password"),
        (lambda e: e.send(403, b"Forbidden"), ConversionError, "conversion.switched-off"),
        (lambda e: e.send(413, b"Too large"), ConversionError, "conversion.too-large"),
        (lambda e: e.send(502, b"Bad gateway"), DocsUnreachableError, "docs.invalid-answer"),
        (lambda e: e.send(200, b"{", Content_Type="application/json"), DocsUnreachableError, "docs.invalid-answer"),
        (with_file(b"x" * (LIMIT + 1)), TooLargeError, "result.too-large"),
    ],
)
def test_what_a_converter_says_of_a_file_is_told(
    site: Site, settings: Settings, tmp_path: Path, answer: Any, error: type[Exception], reason: str
) -> None:
    ten = Ten(site)
    (tmp_path / "source").write_bytes(b"text")
    ten.answers = [answer, answer]
    client = DocsClient(replace(settings, max_file_size=LIMIT))
    with pytest.raises(error) as caught:
        client.convert_file("k", tmp_path / "source", "txt", "pdf", tmp_path / "target", 20)
    assert getattr(caught.value, "reason", "") == reason
    assert not (tmp_path / "target").exists()


def test_a_converter_that_is_switched_off_is_told_also_by_its_other_address(site: Site, settings: Settings) -> None:
    site.answers["/converter"] = lambda e: e.send(403, b"Forbidden")
    with pytest.raises(ConversionError) as caught:
        DocsClient(settings).convert("k", "http://j", "docx", "pdf", 5)
    assert "convertServiceEnable" in caught.value.remedy


@pytest.mark.parametrize("version", ["9.4.0.1", "nonsense"])
def test_an_older_docs_is_sent_no_files(site: Site, settings: Settings, version: str) -> None:
    Ten(site, version)
    assert not DocsClient(settings).takes_files()


def test_a_docs_that_takes_no_files_after_all_is_not_asked_again(
    site: Site, settings: Settings, tmp_path: Path
) -> None:
    ten = Ten(site)
    (tmp_path / "source").write_bytes(b"text")
    ten.answers = [lambda e: e.send(404, b"Not found")]
    client = DocsClient(settings)
    assert client.takes_files()
    assert client.convert_file("k", tmp_path / "source", "txt", "pdf", tmp_path / "target", 20) is None
    assert not client.takes_files()


def test_a_document_that_can_not_be_read_is_told(site: Site, settings: Settings, tmp_path: Path) -> None:
    Ten(site)
    with pytest.raises(StorageError):
        DocsClient(settings).convert_file("k", tmp_path / "none", "txt", "pdf", tmp_path / "target", 20)


def test_the_other_secret_is_tried_for_a_file_too(site: Site, settings: Settings, tmp_path: Path) -> None:
    ten = Ten(site)
    (tmp_path / "source").write_bytes(b"text")
    ten.answers = [saying(error=-8), with_file(b"%PDF-")]
    client = DocsClient(settings)
    assert client.convert_file("k", tmp_path / "source", "txt", "pdf", tmp_path / "target", 20) == "pdf"
    assert [file for _, file in ten.sent] == [b"text", b"text"], "with the file each time"
