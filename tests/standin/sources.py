"""Fetching the documents that are to be opened or converted, as Docs does."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from dataclasses import replace
from urllib.parse import urlsplit

from . import tokens, wire
from .options import Options
from .record import Download, Record

_TRIES = 3
_TIMEOUT = 120.0  # seconds


class SourceError(Exception):
    """The source can't be downloaded."""


class SourceTooLargeError(SourceError):
    """It is larger than Docs fetches."""


class Sources:
    """Downloads from the connector."""

    def __init__(self, options: Options, record: Record, executor: Executor) -> None:
        self._options = options
        self._record = record
        self._executor = executor

    async def fetch(self, url: str) -> bytes:
        """The bytes at ``url``.

        Raises SourceError after the third try; SourceTooLargeError, and for a forbidden host, at once.
        """
        if not await asyncio.get_running_loop().run_in_executor(self._executor, self.allowed, url):
            raise SourceError(url)
        for attempt in range(1, _TRIES + 1):
            try:
                content = await asyncio.get_running_loop().run_in_executor(self._executor, self._try, url)
            except wire.TooLargeError:
                raise SourceTooLargeError(url) from None
            if content is not None:
                return content
            if attempt < _TRIES:
                await asyncio.sleep(self._options.timings.download_retry)
        raise SourceError(url)

    def allowed(self, url: str) -> bool:
        """Whether the host is known and not forbidden."""
        host = urlsplit(url).hostname or ""
        return host not in self._options.blocked_hosts and wire.resolvable(host)

    def _try(self, url: str) -> bytes | None:
        headers = {"Accept": wire.ACCEPT, "User-Agent": wire.USER_AGENT, "Connection": "Keep-Alive"}
        if self._options.outbox_secret and self._options.asks_orders:
            claims = {"payload": {"url": url}, **({"operation": "download"} if self._options.is_ten else {})}
            token = tokens.sign(claims, self._options.outbox_secret, self._options.clock())
            headers[self._options.jwt_header] = f"Bearer {token}"
        headers["Accept-Encoding"] = wire.ENCODINGS
        download = Download(url, headers)
        self._record.downloads.append(download)
        try:
            caution = replace(self._options.caution, limit=self._options.max_download)
            answer = wire.follow(url, headers, _TIMEOUT, caution=caution)
        except wire.NoAnswerError:
            return None
        finally:
            self._record.changed()
        download.status = answer.status
        download.size = len(answer.body)
        if answer.status not in (200, 206) or len(answer.body) > self._options.max_download:
            return None
        return answer.body
