"""What this server asks of Docs: results to fetch, commands, conversions.

Everything blocks and is called in threads. Facts about Docs: docs/protocol.md, sections 3, 6 and 8.
"""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from ..config.settings import Settings
from ..errors import DocsRefusedError, OnlyOfficeError
from ..messages import trouble
from .download import announced_size, download, pieces, request, store
from .requests import BAD_TOKEN, ORDER_TIMEOUT, QUESTION_TIMEOUT, DocsRequests, Header
from .signing import Signer

#: Answers of a command (docs/protocol.md, 8).
KEY_UNKNOWN, NOTHING_CHANGED = 1, 4
_COMMAND_ERRORS = {
    KEY_UNKNOWN: "docs.key-unknown",
    2: "docs.callback-refused",
    3: "docs.internal",
    NOTHING_CHANGED: "docs.nothing-changed",
    5: "docs.command-unknown",
    BAD_TOKEN: "docs.token-refused",
    7: "docs.token-expired",  # the secret was right
}
#: The errors of the converter (docs/protocol.md, 8).
PASSWORD_NEEDED = -5
_CONVERSION_ERRORS = {
    0: "conversion.cells",
    -1: "conversion.internal",
    -2: "conversion.too-slow",
    -3: "conversion.unreadable",
    -4: "conversion.not-fetched",
    PASSWORD_NEEDED: "conversion.password",
    -6: "conversion.database",
    -7: "conversion.request",
    -8: "conversion.token",
    -9: "conversion.unknown-format",
    -10: "conversion.too-large",
}
#: The first version of Docs that converts what it is sent, and how long its version is believed, in seconds.
FILES_SINCE, FILES_SECONDS = 10, 600.0
#: Seconds between two questions how far a conversion is: most take less than one.
_PAUSES = (0.25, 0.25, 0.5)
_PAUSE = 1.0


@dataclass(frozen=True)
class Converted:
    """The result of a conversion: its address at Docs, and what it is ("zip" for several pictures)."""

    url: str
    filetype: str


class DocsClient:
    """One Docs server, as ``settings`` describe it. Safe for threads."""

    def __init__(self, settings: Settings, signer: Signer | None = None) -> None:
        self._settings = settings
        self._requests = DocsRequests(settings, signer or Signer(settings))
        self._closed = threading.Event()
        #: The first part of its version, as it was told last.
        self.major: int | None = None
        self._takes, self._asked = False, float("-inf")

    def close(self) -> None:
        """Break off what is being fetched, as Docs keeps it, and close the connections that nobody uses."""
        self._closed.set()
        self._requests.session.close()

    def fetch(self, url: str, target: Path, max_size: int, timeout: float) -> int:
        """Stream the result at ``url`` to ``target``, on the disk when this returns; its size in bytes.

        Raises ResultRejectedError for an address outside of Docs, TooLargeError above ``max_size`` bytes, FetchError
        for anything that may work another time, such as more than ``timeout`` seconds, and StorageError for a full
        disk. ``target`` then does not exist.
        """
        return download(
            self._requests.session,
            self._requests.addresses,
            url,
            target,
            max_size,
            timeout,
            auth=Header(),
            verify=self._settings.verify,
            closed=self._closed,
        )

    def stream(self, url: str, timeout: float) -> tuple[int | None, Iterator[bytes]]:
        """The size, if Docs tells it, and the content of the result at ``url``; nothing of it touches the disk.

        ``timeout`` is how long Docs may be silent, in seconds. Raises as ``fetch`` does.
        """
        session, addresses = self._requests.session, self._requests.addresses
        response = request(session, addresses, url, timeout, auth=Header(), verify=self._settings.verify)
        return announced_size(response), pieces(response)

    def command(self, c: str, **fields: Any) -> dict[str, Any]:
        """Docs' answer to a command, whatever its error code. Raises DocsUnreachableError."""
        return self._requests.post("/command", {"c": c, **fields})

    def forcesave(self, key: str, userdata: str) -> int:
        """Ask for a force save: 0 when it comes as a callback, 4 when nothing changed since the last one.

        Raises DocsRefusedError, or DocsUnreachableError.
        """
        answer = self._requests.post("/command", {"c": "forcesave", "key": key, "userdata": userdata}, ORDER_TIMEOUT)
        return _accepted(answer, NOTHING_CHANGED)

    def edited(self, key: str) -> bool:
        """Whether somebody edits the document, as far as Docs tells: before 8.2 it says only that it has the key.

        Raises DocsRefusedError, or DocsUnreachableError.
        """
        answer = self._requests.post("/command", {"c": "info", "key": key}, QUESTION_TIMEOUT)
        return _accepted(answer, KEY_UNKNOWN) == 0 and answer.get("users") != []

    def knows(self, key: str) -> bool:
        """Whether Docs has the key: somebody edits it, did so not long ago, or it has edits that it could not assemble.

        Raises DocsRefusedError, or DocsUnreachableError.
        """
        return _accepted(self._requests.post("/command", {"c": "info", "key": key}, QUESTION_TIMEOUT), KEY_UNKNOWN) == 0

    def version(self) -> str:
        """Such as "9.3.0.138". Raises DocsRefusedError, or DocsUnreachableError."""
        answer = self._requests.post("/command", {"c": "version"}, QUESTION_TIMEOUT)
        _accepted(answer)
        version = str(answer.get("version", ""))
        first = version.partition(".")[0]
        self.major = int(first) if first.isdecimal() else None
        return version

    def convert(
        self,
        key: str,
        url: str,
        filetype: str,
        outputtype: str,
        timeout: float,
        progress: Callable[[int], None] | None = None,
        **options: Any,
    ) -> Converted:
        """Have Docs convert the document at ``url``: the result, for ``fetch``.

        Docs remembers results *and failures* by ``key`` and ``outputtype`` only, so each conversion takes a new ``key``
        (Links.document_keys.new). ``progress`` is called with the percentage between two questions and gives up by
        raising. Raises ConversionError (PasswordError when a password is missing or wrong) or DocsUnreachableError.
        """
        body = {"async": True, "key": key, "url": url, "filetype": filetype, "outputtype": outputtype, **options}
        for answer in self._answers(lambda: self._requests.post("/converter", body), timeout, options, progress):
            if answer.get("endConvert") and answer.get("fileUrl"):
                return Converted(str(answer["fileUrl"]), str(answer.get("fileType") or outputtype).lstrip("."))
        raise trouble("conversion.not-in-time")

    def convert_file(
        self,
        key: str,
        source: Path,
        filetype: str,
        outputtype: str,
        target: Path,
        timeout: float,
        progress: Callable[[int], None] | None = None,
        **options: Any,
    ) -> str | None:
        """Have Docs convert the document at ``source``, which it is sent, to ``target``: the type of what that is.

        None where it takes no files after all. Docs needs no way to this server for it. The rest is as for
        ``convert`` and ``fetch``, and raises what they raise.
        """
        body = {"async": True, "key": key, "filetype": filetype, "outputtype": outputtype, **options}
        unsent = [source]

        def ask() -> dict[str, Any]:
            answer = self._requests.upload(body, unsent.pop() if unsent else None)
            return answer if isinstance(answer, dict) else {"result": answer}

        for answer in self._answers(ask, timeout, options, progress):
            if "result" not in answer:
                continue
            response = answer["result"]
            if response is None:
                self._takes = False
                return None
            with response:
                store(response, target, self._settings.max_file_size, self._settings.save_timeout, self._closed)
                return _type_of(response) or outputtype
        raise trouble("conversion.not-in-time")

    def takes_files(self) -> bool:
        """Whether it is of a version that converts what it is sent; asked again after a while."""
        if time.monotonic() >= self._asked + FILES_SECONDS:
            try:
                self.version()
            except OnlyOfficeError:
                return False
            self._takes = self.major is not None and self.major >= FILES_SINCE
            self._asked = time.monotonic()
        return self._takes

    def _answers(
        self,
        ask: Callable[[], dict[str, Any]],
        timeout: float,
        options: Mapping[str, Any],
        progress: Callable[[int], None] | None,
    ) -> Iterator[dict[str, Any]]:
        """What the converter says, asked again and again for ``timeout`` seconds. Raises ConversionError."""
        deadline = time.monotonic() + timeout
        for pause in itertools.chain(_PAUSES, itertools.repeat(_PAUSE)):
            answer = ask()
            if "error" in answer and "endConvert" not in answer:
                raise _unconverted(int(answer["error"] or 0), bool(options.get("password")))
            yield answer
            if progress:
                progress(int(answer.get("percent") or 0))
            if time.monotonic() >= deadline:
                return
            time.sleep(pause)


def _type_of(response: requests.Response) -> str:
    """The extension of the name that a file comes with; "" without one."""
    found = re.search(r"\.([A-Za-z0-9]{1,10})\"?\s*(;|$)", response.headers.get("Content-Disposition", ""))
    return found[1].lower() if found else ""


def _unconverted(error: int, had_password: bool) -> OnlyOfficeError:
    if error == PASSWORD_NEEDED and had_password:
        return trouble("conversion.wrong-password")
    return trouble(_CONVERSION_ERRORS.get(error, "conversion.error"), number=error)


def _accepted(answer: Mapping[str, Any], *allowed: int) -> int:
    """The error code of an answer, if it is 0 or ``allowed``."""
    code = int(answer.get("error") or 0)
    if code and code not in allowed:
        refusal = trouble(_COMMAND_ERRORS.get(code, "docs.error"), DocsRefusedError, number=code)
        refusal.docs_code = code
        raise refusal
    return code
