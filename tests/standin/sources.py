"""Fetching the documents that are to be opened or converted, as Docs does."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor

from . import tokens, wire
from .options import Options
from .record import Download, Record

_TRIES = 3
_TIMEOUT = 120.0  # seconds


class SourceError(Exception):
    """The source can't be downloaded."""


class Sources:
    """Downloads from the connector."""

    def __init__(self, options: Options, record: Record, executor: Executor) -> None:
        self._options = options
        self._record = record
        self._executor = executor

    async def fetch(self, url: str) -> bytes:
        """The bytes at ``url``.

        Raises SourceError after the third try.
        """
        for attempt in range(1, _TRIES + 1):
            content = await asyncio.get_running_loop().run_in_executor(self._executor, self._try, url)
            if content is not None:
                return content
            if attempt < _TRIES:
                await asyncio.sleep(self._options.timings.download_retry)
        raise SourceError(url)

    def _try(self, url: str) -> bytes | None:
        headers = {"Accept": wire.ACCEPT, "User-Agent": wire.USER_AGENT, "Connection": "Keep-Alive"}
        if self._options.outbox_secret:
            token = tokens.sign({"payload": {"url": url}}, self._options.outbox_secret, self._options.clock())
            headers[self._options.jwt_header] = f"Bearer {token}"
        headers["Accept-Encoding"] = wire.ENCODINGS
        download = Download(url, headers)
        self._record.downloads.append(download)
        try:
            answer = wire.follow(url, headers, _TIMEOUT)
        except wire.NoAnswerError:
            return None
        finally:
            self._record.changed()
        download.status = answer.status
        download.size = len(answer.body)
        if answer.status not in (200, 206) or len(answer.body) > self._options.max_download:
            return None
        return answer.body
