"""What is measured, round by round."""

from __future__ import annotations

import http.client
import os
import shutil
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from jupyter_onlyoffice.security import tokens

from .client import Client
from .processes import SECRET, Memory

BIG = "big.docx"


@dataclass
class Transfers:
    """Seconds, MB and milliseconds of each round."""

    download: list[float] = field(default_factory=list)
    files: list[float] = field(default_factory=list)
    save: list[float] = field(default_factory=list)
    plain: list[float] = field(default_factory=list)
    added_download: list[float] = field(default_factory=list)
    added_files: list[float] = field(default_factory=list)
    added_save: list[float] = field(default_factory=list)
    stall_download: list[float] = field(default_factory=list)
    stall_save: list[float] = field(default_factory=list)

    def ratio(self) -> float:
        """The median over the rounds of what a save takes against the plain download beside it."""
        return statistics.median(save / plain for save, plain in zip(self.save, self.plain, strict=True))


class Transferring:
    """Downloads and saves of one document, through the routes that Docs uses."""

    def __init__(self, client: Client, memory: Memory, docs_url: str, folder: Path, name: str = BIG) -> None:
        self._client, self._memory, self._docs_url, self._folder, self._name = client, memory, docs_url, folder, name
        config = client.get_json(client.open_path(name))["config"]
        self._download = urlsplit(config["document"]["url"])
        self._callback = config["editorConfig"]["callbackUrl"]
        self._key = config["document"]["key"]
        self._results = 0

    def download(self, transfers: Transfers) -> None:
        """Through our route."""
        before = self._begin()
        transfers.download.append(self._timed(f"{self._download.path}?{self._download.query}"))
        transfers.added_download.append(self._memory.peak() - before)
        transfers.stall_download.append(self._lag())

    def files(self, transfers: Transfers) -> None:
        """Through Jupyter's own route."""
        before = self._begin()
        transfers.files.append(self._timed(f"/files/{self._name}"))
        transfers.added_files.append(self._memory.peak() - before)

    def save(self, transfers: Transfers) -> None:
        """By a callback, to the moment when Docs hears that it is stored."""
        os.sync()
        before = self._begin()
        started = time.perf_counter()
        body = {"key": self._key, "status": 6, "filetype": "docx", "users": ["u"], "url": self._result()}
        body["token"] = tokens.sign(body, SECRET, time.time())
        answer = self._client.post_json(self._callback, body)
        transfers.save.append(time.perf_counter() - started)
        transfers.added_save.append(self._memory.peak() - before)
        transfers.stall_save.append(self._lag())
        if answer != {"error": 0}:
            raise RuntimeError(f"The save was refused: {answer}")

    def plain(self, transfers: Transfers) -> None:
        """The same bytes, received in this process, written and synced to the same disk."""
        os.sync()
        target = self._folder / "plain"
        url = urlsplit(self._result())
        started = time.perf_counter()
        connection = http.client.HTTPConnection(url.netloc)
        connection.request("GET", url.path)
        with open(target, "wb") as file:
            shutil.copyfileobj(connection.getresponse(), file, 1024 * 1024)
            file.flush()
            os.fsync(file.fileno())
        transfers.plain.append(time.perf_counter() - started)
        connection.close()
        target.unlink()

    def _result(self) -> str:
        self._results += 1
        return f"{self._docs_url}/cache/files/{self._key}/{self._results}/output.docx"

    def _timed(self, path: str) -> float:
        started = time.perf_counter()
        self._client.download(path)
        return time.perf_counter() - started

    def _begin(self) -> float:
        self._lag()
        return self._memory.reset()

    def _lag(self) -> float:
        return float(self._client.get_json("/bench/lag")["lag"])


def transfers(client: Client, memory: Memory, docs_url: str, folder: Path, rounds: int) -> Transfers:
    """Pairs in alternating order, so that neither side always goes first; the first round is not counted."""
    document = Transferring(client, memory, docs_url, folder)
    counted = Transfers()
    for number in range(rounds + 1):
        result = counted if number else Transfers()
        pairs = ((document.download, document.files), (document.save, document.plain))
        for first, second in pairs:
            for measure in (first, second) if number % 2 else (second, first):
                measure(result)
    return counted


@dataclass(frozen=True)
class Opens:
    """Seconds of each request, one after another; and requests a second, several at once."""

    seconds: list[float]
    per_second: float

    def percentile(self, percent: int) -> float:
        """In milliseconds."""
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[percent - 1] * 1000


def opens(client: Client, names: list[str], count: int, parallel: int = 4) -> Opens:
    """Open ``names`` in turn: each the first time with a new session, then into that one."""
    for name in names[:2]:
        client.get_json(client.open_path(name))
    seconds = _open(client, names, count)
    started = time.perf_counter()
    with ThreadPoolExecutor(parallel) as pool:
        for future in [pool.submit(_open, client, names, count // parallel) for _ in range(parallel)]:
            future.result()
    return Opens(seconds, count // parallel * parallel / (time.perf_counter() - started))


def _open(client: Client, names: list[str], count: int) -> list[float]:
    connection = client.connection()
    seconds = []
    for number in range(count):
        started = time.perf_counter()
        client.get_json(client.open_path(names[number % len(names)]), connection)
        seconds.append(time.perf_counter() - started)
    connection.close()
    return seconds
