"""HTTP as Docs speaks it: its headers in its order, no redirects unless asked for. Blocking; run it in a thread."""

from __future__ import annotations

import gzip
import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

ACCEPT = "application/json, text/plain, */*"
USER_AGENT = "Node.js/6.13"
ENCODINGS = "gzip, compress, deflate, br"


@dataclass
class Answer:
    """What the connector answered."""

    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes


class NoAnswerError(Exception):
    """Refused, dropped, timed out, or not HTTP."""


class TooLargeError(Exception):
    """More is announced than may come; the connection was dropped."""


@dataclass(frozen=True)
class Caution:
    """What Docs looks at before it calls somebody, and of the answer."""

    certificates: bool = False
    private: bool = True  # whether private addresses are called
    loopback: bool = True  # whether this machine is called
    limit: int | None = None  # bytes that may be announced


def request(
    method: str, url: str, headers: dict[str, str], body: bytes | None, timeout: float, caution: Caution = Caution()
) -> Answer:
    """Send one request with exactly these ``headers``, and ``Host`` last.

    Raises NoAnswerError, or TooLargeError.
    """
    parts = urlsplit(url)
    try:
        if not caution.loopback and parts.hostname in ("127.0.0.1", "localhost"):
            raise NoAnswerError("nothing listens in the container")
        if not caution.private and not _public(parts.hostname or ""):
            raise NoAnswerError("private address")
        connection = _connect(parts.scheme, parts.hostname or "", parts.port, timeout, caution.certificates)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.putheader("Host", parts.netloc.rpartition("@")[2])
            connection.endheaders(body)
            response = connection.getresponse()
            if caution.limit is not None and (response.length or 0) > caution.limit:
                raise TooLargeError
            data = response.read()
            received = {name.lower(): value for name, value in response.getheaders()}
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswerError(f"{type(error).__name__}: {error}") from error
    if received.get("content-encoding") == "gzip":
        data = gzip.decompress(data)
    return Answer(response.status, received, data)


def follow(url: str, headers: dict[str, str], timeout: float, hops: int = 5, caution: Caution = Caution()) -> Answer:
    """GET ``url``, redirects followed as Docs does: to a login page too.

    Raises NoAnswerError, or TooLargeError.
    """
    for _ in range(hops):
        answer = request("GET", url, headers, None, timeout, caution)
        location = answer.headers.get("location")
        if answer.status not in (301, 302, 303, 307, 308) or not location:
            return answer
        url = urljoin(url, location)
    raise NoAnswerError("too many redirects")


def resolvable(host: str) -> bool:
    """Whether Docs knows the name."""
    try:
        return bool(socket.getaddrinfo(host, None))
    except OSError:
        return False


def _public(host: str) -> bool:
    addresses = {str(found[4][0]) for found in socket.getaddrinfo(host, None)}
    return all(ipaddress.ip_address(address).is_global for address in addresses)


def _connect(
    scheme: str, host: str, port: int | None, timeout: float, certificates: bool
) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        if not certificates:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=context)
    return http.client.HTTPConnection(host, port, timeout=timeout)
