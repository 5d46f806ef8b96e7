"""Asking over HTTP, and telling apart why there is no answer. Blocks; called in threads."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from ..messages import phrase
from .probes import AGENT

Reason = Literal[
    "dns",
    "refused",
    "timeout",
    "network",  # no route
    "proxy",
    "untrusted",
    "expired",
    "host",  # the certificate is for another one
    "no-tls",  # plain HTTP where TLS is expected
    "tls",  # the handshake fails
    "bundle",  # our list of authorities can not be used
    "broken",  # it hangs up, or speaks no HTTP
]
#: Seconds to connect, and of silence.
CONNECT, SILENCE = 5.0, 10.0
#: Bytes of an answer that are looked at.
MOST = 4 * 1024 * 1024
#: What OpenSSL calls it when the other side does not speak TLS.
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "UNKNOWN_PROTOCOL")
#: X509_V_ERR_CERT_NOT_YET_VALID, _CERT_HAS_EXPIRED; _HOSTNAME_MISMATCH, _IP_ADDRESS_MISMATCH
_TIMES, _NAMES = (9, 10), (62, 64)


_WORDS: Mapping[Reason, str] = {
    "dns": phrase("its name is not known"),
    "refused": phrase("nothing listens there"),
    "timeout": phrase("it does not answer in time"),
    "network": phrase("there is no way to it"),
    "proxy": phrase("the proxy does not connect"),
    "untrusted": phrase("its certificate is not trusted"),
    "expired": phrase("its certificate is out of date"),
    "host": phrase("its certificate is for another name"),
    "no-tls": phrase("it speaks plain HTTP"),
    "tls": phrase("the TLS handshake fails"),
    "bundle": phrase("the list of authorities cannot be used"),
    "broken": phrase("it hangs up"),
}


class NoAnswer(Exception):
    """Why there is no answer; ``detail`` has no secret in it."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    @property
    def words(self) -> str:
        """The same for a person: the detail, or what kind of failure it is."""
        return self.detail or _WORDS[self.reason]


@dataclass(frozen=True)
class Answer:
    """An answer; of its content no more than ``MOST`` bytes."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The content as text."""
        return self.content.decode("utf-8", "replace").strip()

    @property
    def page(self) -> bool:
        """Whether it is a web page, not data."""
        beginning = self.text[:200].lower()
        return "html" in self.headers.get("Content-Type", "").lower() or beginning.startswith(("<!doctype", "<html"))


class _NoAuth(AuthBase):
    """With an explicit auth requests does not look into .netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


@dataclass(frozen=True)
class HttpProbe:
    """``verify`` as requests takes it; ``proxies``: whether those of the environment are used."""

    verify: bool | str = True
    proxies: bool = True

    def __call__(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: bytes | Iterator[bytes] | None = None,
        silence: float | None = None,
    ) -> Answer:
        """One request, no redirect followed. Raises NoAnswer."""
        with requests.Session() as session:
            session.trust_env = self.proxies
            try:
                with session.request(
                    method,
                    url,
                    headers={"User-Agent": AGENT, **(headers or {})},
                    json=json,
                    data=data,
                    auth=_NoAuth(),
                    timeout=(CONNECT, silence or SILENCE),
                    verify=self.verify,
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    content = response.raw.read(MOST, decode_content=True)
                    return Answer(response.status_code, response.headers, content)
            except (requests.RequestException, HTTPError, OSError, ValueError) as error:
                raise why(error) from None


def why(error: BaseException) -> NoAnswer:
    """What kind of failure ``error`` is."""
    if isinstance(error, requests.exceptions.ProxyError):
        return NoAnswer("proxy")
    chain = list(_chain(error))
    for found in chain:
        if isinstance(found, ssl.SSLCertVerificationError):
            return _certificate(found)
        if isinstance(found, ssl.SSLError):
            plain = any(word in f"{found.reason} {found}".upper() for word in _NO_TLS)
            return NoAnswer("no-tls" if plain else "tls", (found.reason or "").lower().replace("_", " "))
    for found in chain:
        if isinstance(found, socket.gaierror | UnicodeError):
            return NoAnswer("dns")
        if isinstance(found, ConnectionRefusedError):
            return NoAnswer("refused")
        if isinstance(found, ConnectionResetError | BrokenPipeError):
            return NoAnswer("broken")
        if isinstance(found, TimeoutError | requests.Timeout):
            return NoAnswer("timeout")
        if isinstance(found, OSError) and found.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL):
            return NoAnswer("network", found.strerror or "")
        if isinstance(found, OSError) and "CA certificate bundle" in str(found):
            return NoAnswer("bundle", phrase("it is not there"))
    return NoAnswer("broken")


def _certificate(error: ssl.SSLCertVerificationError) -> NoAnswer:
    detail = error.verify_message.rstrip(".")
    if error.verify_code in _NAMES:
        return NoAnswer("host", detail)
    return NoAnswer("expired" if error.verify_code in _TIMES else "untrusted", detail)


def _chain(error: object, depth: int = 8) -> Iterator[BaseException]:
    """``error`` and all that caused it: requests and urllib3 wrap each other."""
    if not isinstance(error, BaseException) or not depth:
        return
    yield error
    inner = [error.__cause__, error.__context__, getattr(error, "reason", None), *error.args]
    for found in inner:
        if found is not error:
            yield from _chain(found, depth - 1)
