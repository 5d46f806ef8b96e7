"""Fetching one result of Docs to the disk: only from Docs, only so much, only so long, and whole or not at all."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import requests
from requests.auth import AuthBase
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError

from ..errors import OnlyOfficeError
from ..messages import trouble
from ..storage.local_files import disk_error, removed
from .addresses import Addresses, without_query

CHUNK = 1024 * 1024
#: Digits of the longest size that is believed: Python raises an error for numbers of thousands.
_DIGITS = 18
#: After so many bytes the disk may begin to write, instead of having all to do at the end.
WRITE_BEHIND = 4 * CHUNK
#: How many redirects within Docs are followed.
REDIRECTS = 3
#: Seconds to connect, and of silence.
CONNECT_TIMEOUT, READ_TIMEOUT = 10.0, 30.0
#: What the errors of a request mean; the first that fits. The names are those of rows: docs.failed-*, result.failed-*.
_FAILURES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((requests.exceptions.SSLError,), "certificate"),
    ((requests.exceptions.ProxyError,), "proxy"),
    ((requests.Timeout, ReadTimeoutError), "timeout"),
    ((requests.ConnectionError,), "connection"),
    ((DecodeError,), "encoding"),
    ((HTTPError,), "broken-off"),
)


def download(
    session: requests.Session,
    addresses: Addresses,
    url: str,
    target: Path,
    max_size: int,
    timeout: float,
    auth: AuthBase,
    verify: bool | str,
    closed: threading.Event,
) -> int:
    """See ``DocsClient.fetch``. Silence near the end can make it up to 30 s longer than ``timeout``."""
    begun = time.monotonic()
    with request(session, addresses, url, timeout, auth, verify) as response:
        return store(response, target, max_size, timeout - (time.monotonic() - begun), closed)


def store(response: requests.Response, target: Path, max_size: int, timeout: float, closed: threading.Event) -> int:
    """Stream the content of ``response`` to ``target``; the rest is as for ``download``."""
    deadline = time.monotonic() + timeout
    return _store(response, without_query(response.url), target, max_size, deadline, closed)


def pieces(response: requests.Response) -> Iterator[bytes]:
    """The content of ``response`` as it arrives.

    Raises FetchError when it breaks off or is not complete.
    """
    address = without_query(response.url)
    try:
        while data := _read(response)(CHUNK, decode_content=_encoded(response)):
            yield data
        _check_complete(response, address)
    except HTTPError as error:
        raise _broken(error, address) from None
    finally:
        response.close()


def request(
    session: requests.Session, addresses: Addresses, url: str, timeout: float, auth: AuthBase, verify: bool | str
) -> requests.Response:
    """The answer of Docs at ``url``, its content still to be read.

    Raises ResultRejectedError for an address outside of Docs, FetchError.
    """
    for _ in range(REDIRECTS + 1):
        address = addresses.rewrite(url)
        try:
            response = session.get(
                address,
                headers={"Accept-Encoding": "identity"},
                auth=auth,
                verify=verify,
                timeout=(min(CONNECT_TIMEOUT, timeout), min(READ_TIMEOUT, timeout)),
                allow_redirects=False,
                stream=True,
            )
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:  # it looks at redirects, too
            raise trouble(f"result.failed-{failure(error)}", address=without_query(address)) from None
        if response.status_code == 200:
            return response
        response.close()
        if not response.is_redirect:
            raise trouble("result.status", address=without_query(address), status=response.status_code)
        url = urljoin(address, response.headers["Location"])
    raise trouble("result.redirects")


def _store(
    response: requests.Response, address: str, target: Path, max_size: int, deadline: float, closed: threading.Event
) -> int:
    if (announced_size(response) or 0) > max_size:
        raise _too_large(max_size)
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            size = _copy(response, descriptor, max_size, deadline, closed)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        _check_complete(response, address)
        return size
    except BaseException as error:
        removed(target)
        if isinstance(error, HTTPError):  # its text contains the signed address
            raise _broken(error, address) from None
        if isinstance(error, OSError):
            raise disk_error(error) from error
        raise


def _copy(response: requests.Response, descriptor: int, max_size: int, deadline: float, closed: threading.Event) -> int:
    read, encoded = _read(response), _encoded(response)
    size = begun = 0
    while data := read(CHUNK, decode_content=encoded):
        size += len(data)
        if size > max_size:
            raise _too_large(max_size)
        if closed.is_set():
            raise trouble("result.stopping")
        if time.monotonic() > deadline:
            raise trouble("result.slow")
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        if size - begun >= WRITE_BEHIND and hasattr(os, "posix_fadvise"):
            # What Linux is told that we do not need it begins to write out at once, and this call does not wait.
            os.posix_fadvise(descriptor, begun, size - begun, os.POSIX_FADV_DONTNEED)
            begun = size
    return size


def announced_size(response: requests.Response) -> int | None:
    """How many bytes Docs says that it sends."""
    announced = response.headers.get("Content-Length", "")
    return int(announced) if announced.isdecimal() and len(announced) <= _DIGITS else None


def _encoded(response: requests.Response) -> bool:
    return response.headers.get("Content-Encoding", "identity").lower() != "identity"


def _read(response: requests.Response) -> Callable[..., bytes]:
    # read1 gives what has arrived, so a deadline is seen even when bytes only drip.
    raw = response.raw
    read: Callable[..., bytes] = getattr(raw, "read1", raw.read)
    return read


def _check_complete(response: requests.Response, address: str) -> None:
    announced = announced_size(response)
    if announced is not None and response.raw.tell() != announced:
        raise trouble("result.incomplete", address=address)


def _broken(error: HTTPError, address: str) -> OnlyOfficeError:
    return trouble(f"result.failed-{failure(error)}", address=address)


def _too_large(max_size: int) -> OnlyOfficeError:
    return trouble("result.too-large", size=max_size // (1024 * 1024))


def failure(error: Exception) -> str:
    """What is wrong with a request that failed, as the table calls it; its own text can contain a signed address."""
    for kinds, name in _FAILURES:
        if isinstance(error, kinds):
            return name
    return "request"
