"""Tokens as text: every way in which one can be wrong, and what a person is told of it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jwt.utils import base64url_decode

from jupyter_onlyoffice.errors import TokenError
from jupyter_onlyoffice.security import jws
from jupyter_onlyoffice.security.jws import MAX_BODY, MAX_HEADER, decode, encode, part

SECRET = "realdocs-secret-0123456789abcdef0123456789"


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def mac(text: str, secret: str, name: str = "sha256") -> bytes:
    return hmac.new(secret.encode(), text.encode(), getattr(hashlib, name)).digest()


def made(header: object = None, claims: object = None, secret: str = SECRET, name: str = "sha256") -> str:
    """A token of anything, signed as it should be; texts are taken as they are."""
    texts = [
        value if isinstance(value, str) else json.dumps(value)
        for value in ({"alg": "HS256", "typ": "JWT"} if header is None else header, {} if claims is None else claims)
    ]
    head = ".".join(b64(text.encode()) for text in texts)
    return f"{head}.{b64(mac(head, secret, name))}"


def unsigned(algorithm: object) -> str:
    return ".".join([b64(json.dumps({"alg": algorithm, "typ": "JWT"}).encode()), b64(b'{"key":"k"}'), ""])


GOOD = made(claims={"key": "k"})


REFUSED: dict[str, tuple[str, str]] = {
    "empty": ("", "token.malformed"),
    "one part": ("x", "token.malformed"),
    "two parts": (GOOD.rpartition(".")[0], "token.malformed"),
    "four parts": (GOOD + ".x", "token.malformed"),
    "parts that are nothing": ("a.b.c", "token.malformed"),
    "empty parts": ("..", "token.malformed"),
    "not ASCII": (GOOD + "é", "token.malformed"),
    "no base64": ("!." + GOOD.partition(".")[2], "token.malformed"),
    "encrypted": (f"{GOOD}.x.y", "token.malformed"),
    "header is a list": (made(header=[]), "token.malformed"),
    "header is no JSON": (made(header="{"), "token.malformed"),
    "header is no text": (f"{b64(bytes([255, 254]))}.{GOOD.partition('.')[2]}", "token.malformed"),
    "header twice the algorithm": (made(header='{"alg":"none","alg":"HS256"}'), "token.malformed"),
    "no algorithm": (made(header={"typ": "JWT"}), "token.algorithm"),
    "none": (unsigned("none"), "token.algorithm"),
    "None": (unsigned("None"), "token.algorithm"),
    "NONE": (unsigned("NONE"), "token.algorithm"),
    "none, signed": (made(header={"alg": "none"}), "token.algorithm"),
    "empty algorithm": (unsigned(""), "token.algorithm"),
    "algorithm is null": (unsigned(None), "token.algorithm"),
    "algorithm is a list": (unsigned(["HS256"]), "token.algorithm"),
    "lower case": (made(header={"alg": "hs256"}), "token.algorithm"),
    "HS384": (made(header={"alg": "HS384"}, name="sha384"), "token.algorithm"),
    "HS512": (made(header={"alg": "HS512"}, name="sha512"), "token.algorithm"),
    "RS256": (made(header={"alg": "RS256"}), "token.algorithm"),
    "ES256": (made(header={"alg": "ES256"}), "token.algorithm"),
    "crit": (made(header={"alg": "HS256", "crit": ["exp"], "exp": 1}), "token.malformed"),
    "b64": (made(header={"alg": "HS256", "b64": False, "crit": ["b64"]}), "token.malformed"),
    "b64 alone": (made(header={"alg": "HS256", "b64": False}), "token.malformed"),
    "compressed": (made(header={"alg": "HS256", "zip": "DEF"}), "token.malformed"),
    "nested": (made(header={"alg": "HS256", "cty": "JWT"}, claims=GOOD), "token.malformed"),
    "nested without saying so": (made(claims=GOOD), "token.malformed"),
    "another type": (made(header={"alg": "HS256", "typ": "JOSE"}), "token.malformed"),
    "no signature": (GOOD.rpartition(".")[0] + ".", "token.signature"),
    "half a signature": (GOOD[:-11], "token.signature"),
    "a signature that is no base64": (GOOD[:-10], "token.malformed"),
    "a signature of something": (GOOD.rpartition(".")[0] + "." + b64(b"x" * 32), "token.signature"),
    "another secret": (made(secret=SECRET + "x"), "token.signature"),
    "empty secret": (made(secret=""), "token.signature"),
    "other claims": (
        ".".join([GOOD.split(".")[0], b64(b'{"key":"other"}'), GOOD.split(".")[2]]),
        "token.signature",
    ),
    "claims are a list": (made(claims=[1]), "token.malformed"),
    "claims are a text": (made(claims='"x"'), "token.malformed"),
    "claims are null": (made(claims="null"), "token.malformed"),
    "claims are empty": (made(claims=""), "token.malformed"),
    "claims are no JSON": (made(claims="{'a': 1}"), "token.malformed"),
    "a claim twice": (made(claims='{"key":"a","key":"b"}'), "token.malformed"),
    "a claim twice inside": (made(claims='{"payload":{"url":"a","url":"b"}}'), "token.malformed"),
    "a number that is none": (made(claims='{"a":NaN}'), "token.malformed"),
    "more depth than anybody needs": (made(claims='{"a":' + "[" * 100_000), "token.malformed"),
    "too long": ("x" * (MAX_BODY + 1), "token.long"),
    "too long, but good": (made(claims={"a": "x" * MAX_BODY}), "token.long"),
    **{
        f"{claim} is {text}": (made(claims=f'{{"{claim}":{text}}}'), "token.malformed")
        for claim in ("exp", "nbf", "iat")
        for text in ('"soon"', "true", "[]", "{}", "-1", "1e400", "Infinity", "1800000000000", "9" * 400, "9" * 5000)
    },
}


def test_the_callback_of_a_room_where_two_people_took_turns_for_a_week_is_taken() -> None:
    turn = {"documentSha256": "0" * 64, "created": "2026-11-21 19:33:43", "user": {"id": "u" * 24, "name": "Ann"}}
    claims = {"key": "k", "history": {"changes": [turn] * 40_000}}
    assert decode(encode(claims, SECRET), [SECRET])[0] == claims


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_a_plain_token_of_the_secret_is_refused(name: str) -> None:
    token, reason = REFUSED[name]
    with pytest.raises(TokenError) as caught:
        decode(token, [SECRET])
    assert caught.value.reason == reason
    shown = str(caught.value)
    assert caught.value.cause and caught.value.remedy and len(shown) < 400
    assert SECRET not in shown and not any(len(part) > 12 and part in shown for part in token[:100_000].split("."))


@pytest.mark.parametrize(
    "token",
    [
        GOOD,
        made(header={"alg": "HS256"}, claims={"key": "k"}),
        made(header={"typ": "jwt", "alg": "HS256", "kid": "1"}, claims={"key": "k"}),
        made(claims={"key": "k", "iat": None, "exp": 1.5, "nbf": 0}),
        encode({"key": "k"}, SECRET),
        jwt.encode({"key": "k"}, SECRET, algorithm="HS256"),
    ],
)
def test_what_docs_and_others_sign_is_taken(token: str) -> None:
    claims, _ = decode(token, [SECRET])
    assert claims["key"] == "k"


def test_the_one_that_signed_is_found_among_several() -> None:
    for number in range(3):
        secrets = [f"{SECRET}{place}" for place in range(3)]
        assert decode(made(secret=secrets[number]), secrets)[1] == number
    with pytest.raises(TokenError):
        decode(GOOD, [])


def test_the_length_is_looked_at_first_and_depends_on_where_it_came_from() -> None:
    long = made(claims={"history": ["x" * 300_000]})
    assert decode(long, [SECRET])
    with pytest.raises(TokenError) as caught:
        decode(long, [SECRET], MAX_HEADER)
    assert caught.value.reason == "token.long" and str(len(long)) in caught.value.cause


def test_a_long_header_is_not_parsed_as_nobody_has_signed_it_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    token = made(header={"alg": "HS256", "kid": "x" * 100_000})

    def parsed(text: object, **_: object) -> object:
        raise AssertionError

    monkeypatch.setattr(json, "loads", parsed)
    with pytest.raises(TokenError, match="header is too long"):
        decode(token, [SECRET])


@pytest.mark.parametrize("signature", [43 * "B", 1_000_000 * "B"])
def test_what_nobody_has_signed_is_not_decoded(monkeypatch: pytest.MonkeyPatch, signature: str) -> None:
    token = f"{GOOD.partition('.')[0]}.{1_000_000 * 'A'}.{signature}"
    decoded: list[int] = []

    def decoding(text: bytes | str) -> bytes:
        decoded.append(len(text))
        return base64url_decode(text)

    monkeypatch.setattr(jws, "base64url_decode", decoding)
    with pytest.raises(TokenError) as caught:
        decode(token, [SECRET])
    assert caught.value.reason == "token.signature" and max(decoded) < 100


def test_the_algorithm_is_named_if_it_is_one() -> None:
    with pytest.raises(TokenError, match="HS384"):
        decode(REFUSED["HS384"][0], [SECRET])
    with pytest.raises(TokenError) as caught:
        decode(unsigned("<script>" * 1000), [SECRET])
    assert "script" not in str(caught.value)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_three_texts_make_a_token(one: str, two: str, three: str) -> None:
    with pytest.raises(TokenError):
        decode(f"{one}.{two}.{three}", [SECRET])


@given(
    st.dictionaries(st.text(max_size=8), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
)
def test_what_is_encoded_is_decoded(claims: dict[str, object]) -> None:
    claims = {f"_{name}": value for name, value in claims.items()}
    token = encode(claims, SECRET)
    assert decode(token, [SECRET]) == (claims, 0)
    assert part(token, 1) == claims and part(token, 0) == {"alg": "HS256", "typ": "JWT"}
