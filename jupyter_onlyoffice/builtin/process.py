"""Running a converter: a program that reads files from anywhere, so it gets as little as possible.

It sees an environment of its own (none of the server's secrets), a home and a temporary folder that vanish with the
run, and limits on time, memory and the size of what it writes. A program that outlives its time is killed with its
children.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024

#: The shell sets the limits, since `preexec_fn` may dead-lock in a server with threads: core dumps, data (KiB; not
#: address space, of which the JavaScript engine in x2t reserves 9 GB without using it), size of a file (blocks of 512
#: bytes), CPU seconds. A limit that the system can not set is left out.
_LIMITED = 'ulimit -c 0; ulimit -d "$1"; ulimit -f "$2"; ulimit -t "$3"; shift 3; exec "$@"'


@dataclass(frozen=True)
class Limits:
    """What one run may use: wall seconds (CPU seconds are bounded by twice that), bytes of memory, bytes of a file."""

    seconds: float = 120.0
    memory: int = 2048 * MIB
    file_size: int = 1024 * MIB


@dataclass(frozen=True)
class Outcome:
    """How a run ended: the exit code (negative: the signal that ended it) and the end of what it printed."""

    code: int
    text: str
    timed_out: bool = False


class Runner:
    """Runs programs, blocking; ``close`` ends those under way."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def run(self, command: Sequence[str | os.PathLike[str]], folder: Path) -> Outcome:
        """Run ``command`` in ``folder``, an empty folder of its own.

        Raises OSError when it can not be started.
        """
        limits = self._limits
        home = folder / "home"
        temporary = folder / "tmp"
        for path in (home, temporary):
            path.mkdir(mode=0o700, exist_ok=True)
        shell = ["/bin/sh", "-c", _LIMITED, "sh"]
        numbers = [str(limits.memory // 1024), str(limits.file_size // 512), str(int(limits.seconds * 2) + 1)]
        output = folder / "output.txt"
        with open(output, "wb") as printed:
            with self._lock:
                if self._closed:
                    raise OSError("the server is stopping")
                process = subprocess.Popen(
                    [*shell, *numbers, *command],
                    cwd=folder,
                    env=environment(home, temporary),
                    stdin=subprocess.DEVNULL,
                    stdout=printed,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
                self._running.add(process)
            try:
                process.wait(limits.seconds)
                timed_out = False
            except subprocess.TimeoutExpired:
                timed_out = True
            finally:
                _kill(process)  # also what it may have left running
                process.wait()
                with self._lock:
                    self._running.discard(process)
        return Outcome(process.returncode, _tail(output), timed_out)

    def close(self) -> None:
        """End what is under way, and start nothing more."""
        with self._lock:
            self._closed = True
            for process in self._running:
                _kill(process)


def environment(home: Path, temporary: Path) -> dict[str, str]:
    """All that a converter is told. A proxy that nobody listens at keeps it from fetching what documents link to."""
    nowhere = "http://127.0.0.1:9"
    return {
        "PATH": os.defpath,
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "LANG": "C.UTF-8",
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "all_proxy": nowhere,
    }


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _tail(output: Path) -> str:
    with open(output, "rb") as file:
        file.seek(max(0, output.stat().st_size - 2000))
        return file.read().decode(errors="replace").strip()
