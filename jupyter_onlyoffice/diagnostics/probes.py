"""Records of what reaches the server through the connection check's own links.

They are files in the data directory, one a probe, so that the command line, which is another process, sees what the
running server received. They hold names of headers and verdicts on tokens, never a token or a secret.
"""

from __future__ import annotations

import json
import os
import re
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from .token_judgement import Judgement

Kind = Literal["download", "size", "callback", "post"]
#: Seconds after which a record goes.
LIFE = 3600.0
#: Arrivals of one probe that are recorded: Docs makes a few, and nobody may fill the disk.
MOST = 60
_ID = re.compile(r"[0-9A-Za-z]+-[0-9a-f]{32}(-[0-9a-f]{24})?")


@dataclass(frozen=True)
class Arrival:
    """A request that came by a link of the connection check."""

    kind: Kind
    method: str
    headers: tuple[str, ...]  #: their names
    token: Judgement  #: that of the header
    body_token: Judgement | None = None
    key_fits: bool = True  #: of a callback
    status: int | None = None  #: of a callback
    host: str = ""
    scheme: str = ""
    remote: str = ""
    agent: str = ""
    size: int = 0  #: bytes of the body
    held: float | None = None  #: seconds until the other side gave up a download that was held back
    refused: str = ""  #: the error that it was answered with
    at: float = 0.0

    @property
    def from_docs(self) -> bool:
        """Whether it can be a request of Docs: not one that the connection check made himself."""
        return not self.agent.startswith(AGENT)


#: Begins the User-Agent of the connection check's own requests.
AGENT = "jupyter-onlyoffice-doctor"


class Probes:
    """The records. Everything blocks, a little."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, probe: str) -> None:
        """From now on arrivals of ``probe`` are recorded. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.sweep()
        os.close(os.open(self._file(probe), os.O_WRONLY | os.O_CREAT, 0o600))

    def sweep(self) -> None:
        """Remove what is old."""
        oldest = time.time() - LIFE
        for file in self._folder.glob("*.jsonl"):
            with suppress(OSError):
                if file.stat().st_mtime < oldest:
                    file.unlink()

    def record(self, probe: str, arrival: Arrival) -> None:
        """Note an arrival, if anybody waits for it."""
        with suppress(OSError, ValueError):
            if len(self.arrivals(probe)) >= MOST:
                return
            descriptor = os.open(self._file(probe), os.O_WRONLY | os.O_APPEND)
            try:
                os.write(descriptor, (json.dumps(asdict(arrival)) + "\n").encode())
            finally:
                os.close(descriptor)

    def arrivals(self, probe: str) -> list[Arrival]:
        """What has arrived, in its order."""
        try:
            lines = self._file(probe).read_text(encoding="utf-8").split("\n")[:-1]
        except (OSError, ValueError):
            return []
        return [_arrival(json.loads(line)) for line in lines]

    def known(self, probe: str) -> bool:
        """Whether somebody waits for it."""
        with suppress(ValueError):
            return self._file(probe).exists()
        return False

    def _file(self, probe: str) -> Path:
        if not _ID.fullmatch(probe):
            raise ValueError("no name of a probe")
        return self._folder / f"{probe}.jsonl"


def _arrival(found: dict[str, object]) -> Arrival:
    token, body = found.pop("token"), found.pop("body_token")
    headers = found.pop("headers")
    assert isinstance(token, dict) and isinstance(headers, list)
    return Arrival(
        token=Judgement(**token),
        body_token=Judgement(**body) if isinstance(body, dict) else None,
        headers=tuple(headers),
        **found,  # type: ignore[arg-type]  # as it was written
    )
