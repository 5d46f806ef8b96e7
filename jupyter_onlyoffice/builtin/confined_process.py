"""Running a converter: a program that reads files from anywhere, so it gets as little as possible.

It sees an environment of its own (none of the server's secrets), a home and a temporary folder that vanish with the
run, and limits on time, memory and the size of what it writes. Of the disk it sees that folder, the programs and fonts
of the system and what it is allowed by name (confined.py): a document may name files of its reader as its pictures.
A program that outlives its time is killed with its children.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024

#: What programs need of a system: themselves, their libraries and fonts. Not /proc, which leads to every other place.
SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store"),
    *(f"/etc/{name}" for name in ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "fonts", "libreoffice")),
    *(f"/etc/{name}" for name in ("localtime", "locale.alias", "nsswitch.conf", "passwd", "group")),
    *("/var/cache/fontconfig", "/sys/devices/system/cpu", "/dev/zero", "/dev/random", "/dev/urandom"),
)
_DEVICES = ("/dev/null",)
_CONFINED = Path(__file__).with_name("confined.py")
#: Its exit code when it cannot confine anything.
_UNCONFINED = 125


class UnconfinedError(Exception):
    """The system has no way to confine a program, so none was started."""


@dataclass(frozen=True)
class Limits:
    """What one run may use: wall seconds (CPU seconds are bounded by twice that), bytes of memory, bytes of a file."""

    seconds: float = 120.0
    memory: int = 2048 * MIB
    file_size: int = 1024 * MIB

    def by_name(self) -> dict[str, int]:
        """As the system's limits; not of address space, of which the JavaScript engine in x2t reserves 9 GB unused."""
        return {"CORE": 0, "DATA": self.memory, "FSIZE": self.file_size, "CPU": int(self.seconds * 2) + 1}


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

    def run(
        self,
        command: Sequence[str | os.PathLike[str]],
        folder: Path,
        reads: Sequence[Path] = (),
        sockets: Sequence[Path] = (),
        confine: bool = True,
    ) -> Outcome:
        """Run ``command`` in ``folder``, an empty folder of its own; beside the system's files it reads only ``reads``.

        In ``sockets`` it may make sockets.

        Raises UnconfinedError when the system can not see to that, unless ``confine`` is false, and OSError when the
        program can not be started.
        """
        home = folder / "home"
        temporary = folder / "tmp"
        for path in (home, temporary):
            path.mkdir(mode=0o700, exist_ok=True)
        told = {
            "confine": confine,
            "limits": self._limits.by_name(),
            "reads": [*SYSTEM, *map(str, reads)],
            "writes": [*_DEVICES, str(folder)],
            "sockets": [*map(str, sockets)],
        }
        output = folder / "output.txt"
        with open(output, "wb") as printed:
            with self._lock:
                if self._closed:
                    raise OSError("the server is stopping")
                process = subprocess.Popen(
                    # Not by `preexec_fn`, which may dead-lock in a server with threads.
                    [sys.executable, "-I", "-S", _CONFINED, json.dumps(told), *command],
                    cwd=folder,
                    env=environment(home, temporary),
                    stdin=subprocess.DEVNULL,
                    stdout=printed,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
                self._running.add(process)
            try:
                process.wait(self._limits.seconds)
                timed_out = False
            except subprocess.TimeoutExpired:
                timed_out = True
            finally:
                _kill(process)  # also what it may have left running
                process.wait()
                with self._lock:
                    self._running.discard(process)
        if confine and process.returncode == _UNCONFINED:
            raise UnconfinedError
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
