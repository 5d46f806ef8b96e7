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

from .addresses import Addresses, without_query
from .errors import FetchError, TooLargeError
from .local_files import disk_error

CHUNK = 1024 * 1024
#: After so many bytes the disk may begin to write, instead of having all to do at the end.
WRITE_BEHIND = 4 * CHUNK
#: How many redirects within Docs are followed.
REDIRECTS = 3
#: Seconds to connect, and of silence.
CONNECT_TIMEOUT, READ_TIMEOUT = 10.0, 30.0
_AGAIN = "Save again; if that fails too, look at the log of Docs. Until then the edit is with Docs."


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
    deadline = time.monotonic() + timeout
    with request(session, addresses, url, timeout, auth, verify) as response:
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
        except (requests.RequestException, HTTPError, OSError) as error:
            cause, remedy = trouble(error)
            raise FetchError(
                f"The result could not be fetched from {without_query(address)}: {cause}.", remedy
            ) from None
        if response.status_code == 200:
            return response
        response.close()
        if not response.is_redirect:
            raise FetchError(
                f"The result could not be fetched from {without_query(address)}: HTTP {response.status_code}.", _AGAIN
            )
        url = urljoin(address, response.headers["Location"])
    raise FetchError("ONLYOFFICE Docs redirects the download of the result again and again.", _AGAIN)


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
        target.unlink(missing_ok=True)
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
            raise FetchError("This server is being stopped.", "The edit is with Docs. Start the server again.")
        if time.monotonic() > deadline:
            raise FetchError("Fetching the result took too long.", "Save again, or raise c.OnlyOffice.save_timeout.")
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
    return int(announced) if announced.isdecimal() else None


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
        raise FetchError(f"The result from {address} is incomplete.", _AGAIN)


def _broken(error: HTTPError, address: str) -> FetchError:
    cause, remedy = trouble(error)
    return FetchError(f"The result could not be fetched from {address}: {cause}.", remedy)


def _too_large(max_size: int) -> TooLargeError:
    return TooLargeError(
        f"The document is larger than {max_size // (1024 * 1024)} MiB.",
        "Raise c.OnlyOffice.max_file_size, then save again.",
    )


def trouble(error: Exception) -> tuple[str, str]:
    """Cause and remedy of a failed request; without the text of ``error``, which can contain a signed address."""
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not trusted", "Set c.OnlyOffice.ca_bundle to the authority that signed it."
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not connect", "Check HTTP_PROXY, HTTPS_PROXY and NO_PROXY."
    if isinstance(error, requests.Timeout | ReadTimeoutError):
        return "it does not answer in time", "Look whether Docs is overloaded or stopped."
    if isinstance(error, requests.ConnectionError):
        return "no connection", "Look whether Docs runs, and check c.OnlyOffice.docs_internal_url."
    if isinstance(error, DecodeError):
        return "its content encoding is damaged", "Look at the proxy between this server and Docs."
    if isinstance(error, HTTPError):
        return "the connection broke off", _AGAIN
    return "the request could not be made", "Check c.OnlyOffice.docs_internal_url, verify_tls and ca_bundle."
