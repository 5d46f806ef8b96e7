"""Docs' JWT and our own links."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_onlyoffice.errors import LinkError, TokenError
from jupyter_onlyoffice.security.keyring import Secret
from jupyter_onlyoffice.security.signed_links import LINK_SECONDS, Links, load_link_key
from jupyter_onlyoffice.security.tokens import sign, verified, verify

SECRET = "realdocs-secret-0123456789abcdef0123456789"
NOW = 1_800_000_000.0


def test_what_is_signed_verifies_and_the_claims_are_not_changed() -> None:
    claims = {"document": {"key": "k"}, "n": [1, None]}
    token = sign(claims, SECRET, NOW)
    assert "iat" not in claims
    found = verify(token, SECRET, NOW)
    assert {**found, "iat": 0, "exp": 0} == {**claims, "iat": 0, "exp": 0}
    assert jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_exp": False, "verify_iat": False})


def test_a_short_secret_works_without_a_warning() -> None:
    assert verify(sign({"a": 1}, "short", NOW), "short", NOW)["a"] == 1


def taken(claims: dict[str, Any], now: float = NOW, leeway: float = 60) -> bool:
    token = jwt.encode(claims, SECRET, algorithm="HS256")
    try:
        return bool(verified(token, [Secret("jwt_secret", SECRET)], now, leeway).claims)
    except TokenError as error:
        assert SECRET not in str(error) and token not in str(error)
        raise


def test_times_are_checked_with_the_leeway_that_docs_allows() -> None:
    token = sign({}, SECRET, NOW, 300)
    assert verify(token, SECRET, NOW + 359)
    with pytest.raises(TokenError):
        verify(token, SECRET, NOW + 361)
    early = {"nbf": NOW + 61}
    with pytest.raises(TokenError):
        taken(early)
    assert taken(early, NOW + 2)


@pytest.mark.parametrize(
    ("claims", "leeway", "reason", "seconds"),
    [
        ({"exp": NOW - 61}, 60, "token.expired", "61 seconds"),
        ({"exp": NOW - 3600}, 60, "token.expired", "3600 seconds"),
        ({"exp": NOW - 0.5}, 0, "token.expired", "1 seconds"),
        ({"nbf": NOW + 125, "exp": NOW + 425}, 60, "token.early", "125 seconds"),
        ({"nbf": NOW + 1}, 0, "token.early", "1 seconds"),
    ],
)
def test_by_how_much_the_clocks_differ_is_said(
    claims: dict[str, Any], leeway: float, reason: str, seconds: str
) -> None:
    with pytest.raises(TokenError) as caught:
        taken(claims, leeway=leeway)
    assert caught.value.reason == reason and seconds in caught.value.cause
    assert "jwt_leeway" in caught.value.remedy
    assert taken(claims, leeway=3600)


def test_a_token_from_the_future_is_taken() -> None:
    """As Docs does: an edit is not refused because one clock is ahead."""
    claims = {"iat": NOW + 4000, "exp": NOW + 4300}
    assert taken(claims)


def test_a_link_allows_one_purpose_for_one_document_and_lives_for_days() -> None:
    moment = [NOW]
    links = Links("a" * 64, lambda: moment[0])
    token = links.make("callback", "key-1", "user-1")
    moment[0] += 20 * 24 * 3600
    link = links.check(token, "callback")
    assert (link.purpose, link.key, link.user) == ("callback", "key-1", "user-1")
    with pytest.raises(LinkError):
        links.check(token, "download")
    moment[0] += LINK_SECONDS
    with pytest.raises(LinkError):
        links.check(token, "callback")


def test_a_link_of_another_installation_or_signed_by_docs_is_refused() -> None:
    links, other = Links("a" * 64), Links("b" * 64)
    with pytest.raises(LinkError):
        links.check(other.make("download", "k", "u"), "download")
    with pytest.raises(LinkError):
        links.check(sign({"use": "download", "doc": "k", "sub": "u", "iss": links.instance}, SECRET, NOW), "download")
    assert links.instance != other.instance


def test_keys_carry_the_instance_and_never_repeat() -> None:
    links = Links("a" * 64)
    keys = {links.document_keys.new() for _ in range(100)}
    assert len(keys) == 100
    for key in keys:
        assert key.startswith(links.instance + "-")
        assert len(key) <= 128 and set(key) <= set("0123456789abcdef-")
        assert len(key.split("-")[1]) == 32


def test_a_key_proves_who_made_it_and_for_what() -> None:
    links = Links("a" * 64)
    key = links.document_keys.new()
    assert links.document_keys.made_here(key) and not Links("b" * 64).document_keys.made_here(key)
    for use in ("probe", "conversion", "version", "reference"):
        assert not links.document_keys.made_here(links.document_keys.new(use))
    changed = f"{key[:-1]}{'0' if key[-1] != '0' else '1'}"
    body = key.rpartition("-")[0]
    for other in (changed, body, f"{body}-", f"{links.instance}-évil", "", f"{links.instance}-{'0' * 32}"):
        assert not links.document_keys.made_here(other)


def test_user_ids_are_stable_and_opaque() -> None:
    links = Links("a" * 64)
    assert links.user_id("alice") == Links("a" * 64).user_id("alice")
    assert links.user_id("alice") != links.user_id("bob") != Links("b" * 64).user_id("bob")
    assert "alice" not in links.user_id("alice")


@given(st.text(max_size=200))
def test_no_text_passes_for_a_link(text: str) -> None:
    with pytest.raises(LinkError):
        Links("a" * 64).check(text, "download")


def test_the_link_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = load_link_key(folder)
    assert len(key) == 64
    assert load_link_key(folder) == key
    assert stat.S_IMODE((folder / "link_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert os.listdir(folder) == ["link_key"]


def test_a_torn_link_key_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "link_key").write_text("abc")
    key = load_link_key(tmp_path)
    assert len(key) == 64 and load_link_key(tmp_path) == key
    assert os.listdir(tmp_path) == ["link_key"]


def test_servers_that_start_together_agree_on_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = "f" * 64
    link = os.link

    def late(source: Path, target: Path) -> None:
        (tmp_path / "link_key").write_text(other)
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    assert load_link_key(tmp_path) == other
