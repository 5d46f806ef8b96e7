"""The two processes that are measured, and what the kernel says about their memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .client import Client

SECRET = "a-secret-of-the-benchmark-with-more-than-32-characters"
TOKEN = "benchmark"


class Memory:
    """The resident memory of a process, in MB."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")

    def reset(self) -> float:
        """Let the peak begin anew from what is resident now, which is returned."""
        (self._folder / "clear_refs").write_text("5")
        return self.peak()

    def peak(self) -> float:
        """The most that was resident since the last reset."""
        return self._field("VmHWM")

    def _field(self, name: str) -> float:
        for line in (self._folder / "status").read_text().splitlines():
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024 / 1e6
        raise LookupError(name)


@contextmanager
def docs_process(file: Path) -> Iterator[str]:
    """A Docs that serves ``file``; its address."""
    command = [sys.executable, "-m", "bench.docs", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


@contextmanager
def jupyter_process(folder: Path, docs_url: str) -> Iterator[tuple[Client, Memory]]:
    """A ``jupyter server`` with this extension over the documents in ``folder``/root."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    extensions = {"jupyter_onlyoffice": True, "bench.probe": True}
    command = [
        *(sys.executable, "-m", "jupyter_server", "--no-browser", f"--port={port}", "--ServerApp.ip=127.0.0.1"),
        *("--ServerApp.port_retries=0", "--ServerApp.allow_root=True", f"--ServerApp.root_dir={folder / 'root'}"),
        *(f"--IdentityProvider.token={TOKEN}", f"--ServerApp.jpserver_extensions={extensions}"),
        "--log-level=WARN",
        "--LabApp.log_level=WARN",
    ]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([os.getcwd(), os.environ.get("PYTHONPATH", "")]),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "ONLYOFFICE_DOCS_URL": docs_url,
        "ONLYOFFICE_JWT_SECRET": SECRET,
    }
    with subprocess.Popen(command, env=environment, stdout=sys.stderr) as process:
        try:
            client = Client(port, TOKEN)
            deadline = time.monotonic() + 60
            while not _answers(client):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("The Jupyter server does not start.")
                time.sleep(0.2)
            yield client, Memory(process.pid)
        finally:
            process.terminate()


def _answers(client: Client) -> bool:
    try:
        client.get_json("/onlyoffice/status")
    except OSError:
        return False
    return True
