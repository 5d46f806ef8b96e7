"""Which addresses of results are Docs', and how they are reached from here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_onlyoffice.docs_server.addresses import Addresses, without_query
from jupyter_onlyoffice.errors import ResultRejectedError


@pytest.mark.parametrize(
    ("public", "internal", "url", "expected"),
    [
        ("https://docs.example", "http://docs:80", "https://docs.example/cache/f/o.docx?md5=x", "http://docs:80/cache/f/o.docx?md5=x"),
        ("https://docs.example", "http://docs:80", "http://docs.example/cache/f", "http://docs:80/cache/f"),
        ("https://docs.example", "http://docs:80", "https://DOCS.example:443/cache/f", "http://docs:80/cache/f"),
        ("https://docs.example", "http://docs:80", "http://docs/cache/f?a=b", "http://docs:80/cache/f?a=b"),
        ("http://localhost:8080", "http://localhost:8080", "http://localhost:8080/c", "http://localhost:8080/c"),
        ("http://localhost:8080", "http://localhost:8080", "http://localhost/c", "http://localhost:8080/c"),
        ("https://x.example/docs", "http://docs", "https://x.example/docs/cache/f?a=1", "http://docs/cache/f?a=1"),
        ("https://x.example/docs", "http://docs/in", "https://x.example/docs/cache/f", "http://docs/in/cache/f"),
        ("https://x.example/docs", "http://docs/in", "https://x.example/cache/f", "http://docs/in/cache/f"),
        ("https://x.example/docs", "http://docs", "https://x.example/docsearch", "http://docs/docsearch"),
        ("/docs", "http://docs", "https://hub.example/docs/cache/f", "http://docs/cache/f"),
        ("http://[::1]:8080", "http://docs", "http://[::1]:8080/f", "http://docs/f"),
        ("http://d", "http://d", "http://d/a%20b/%C3%A9?md5=a%2Fb&x=1#f", "http://d/a%20b/%C3%A9?md5=a%2Fb&x=1"),
    ],
)  # fmt: skip
def test_a_result_of_docs_is_reached_at_the_internal_address(
    public: str, internal: str, url: str, expected: str
) -> None:
    assert Addresses(public, internal).rewrite(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/cache/f",
        "https://docs.example.evil.example/cache/f",
        "https://docs.example@evil.example/cache/f",
        "https://user:password@docs.example/cache/f",
        "https://evil.example\\@docs.example/cache/f",
        "https://docs.example:8443/cache/f",
        "http://docs:8888/cache/f",
        "https://docs.example:99999/f",
        "file://docs.example/etc/passwd",
        "ftp://docs.example/cache/f",
        "//docs.example/cache/f",
        "/cache/f",
        "https://docs.example",
        "https://docs.example/cache/../../admin",
        "https://docs.example/cache/%2e%2e/admin",
        "https://docs.example/cache/..%5Cadmin",
        "https://[::1/f",
        "http://169.254.169.254/latest/meta-data",
        "",
        "nonsense",
    ],
)
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ResultRejectedError, match="not the configured"):
        Addresses("https://docs.example", "http://docs:80").rewrite(url)


@pytest.mark.parametrize(
    "url", ["https://hub.example/other/f", "https://hub.example/docs", "https://hub.example/docs/../f"]
)
def test_below_a_mere_path_only_that_path_is_docs(url: str) -> None:
    with pytest.raises(ResultRejectedError):
        Addresses("/docs", "http://docs").rewrite(url)


@given(st.text(max_size=60))
def test_whatever_is_accepted_is_reached_at_docs(tail: str) -> None:
    for start in ("https://docs.example/", "https://docs.example", "http://docs", ""):
        try:
            rewritten = Addresses("https://docs.example", "http://docs:80").rewrite(start + tail)
        except ResultRejectedError:
            continue
        assert rewritten.startswith("http://docs:80/")


def test_what_people_read_has_no_signature_and_no_password() -> None:
    assert without_query("https://u:p@docs.example:8443/f?md5=secret#x") == "https://docs.example:8443/f"
    assert without_query("https://[::1/f?md5=secret") == "an address that is none"
