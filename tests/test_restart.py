"""A real server that stops, or dies, while documents are edited and saved."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from .standin import Options, Robot, StandIn, Timings, documents

DATA = Path(__file__).parent / "data"
SECONDS = 60.0
#: Seconds within which a server has stopped: JupyterHub gives ten, and this machine may be busy.
STOP = 20.0


class Server:
    """``jupyter server`` with this extension, in a process of its own."""

    def __init__(self, home: Path, traits: dict[str, object]) -> None:
        self.root = home / "files"
        self.root.mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.home = home
        (home / "jupyter_server_config.py").write_text(
            f"c.ServerApp.ip = '127.0.0.1'\nc.ServerApp.port = {self.port}\nc.ServerApp.port_retries = 0\n"
            "c.ServerApp.open_browser = False\nc.ServerApp.allow_root = True\n"
            f"c.ServerApp.root_dir = {str(self.root)!r}\n"
            "c.ServerApp.jpserver_extensions = {'jupyter_onlyoffice': True}\nc.IdentityProvider.token = 'token'\n"
            f"c.OnlyOffice.update({traits!r})\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

        self.environment = {
            **os.environ,
            "JUPYTER_CONFIG_DIR": str(home),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        }

    def start(self) -> None:
        """Start, and wait until it answers."""
        with open(self.home / "log", "ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "jupyter_server"], env=self.environment, stdout=log, stderr=log
            )
        wait_for(lambda: self.get("onlyoffice/status") is not None)

    def end(self, how: signal.Signals, limit: float = SECONDS) -> int | None:
        """Stop or kill it, and wait until it is gone: its exit code."""
        if self._process is None:
            return None
        self._process.send_signal(how)
        code = self._process.wait(limit)
        self._process = None
        return code

    @property
    def records(self) -> Path:
        """Those of open documents."""
        return self.home / "data" / "onlyoffice" / "sessions.sqlite"

    def get(self, route: str, **query: str) -> Any:
        """The answer to a request; None when there is none."""
        url = f"http://127.0.0.1:{self.port}/{route}?{urllib.parse.urlencode(query)}"
        request = urllib.request.Request(url, headers={"Authorization": "token token"})
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return json.loads(answer.read())
        except (urllib.error.URLError, OSError):
            return None

    def lines(self, name: str = "sample.docx") -> list[str]:
        """What a file says."""
        return documents.texts((self.root / name).read_bytes(), "docx")

    def log(self) -> str:
        """What it wrote."""
        return (self.home / "log").read_text("utf-8", "replace")


def wait_for(condition: Callable[[], object]) -> None:
    """Look again and again: other processes tell nothing."""

    async def look() -> None:
        while not condition():  # noqa: ASYNC110 - there is no event
            await asyncio.sleep(0.05)

    asyncio.run(asyncio.wait_for(look(), SECONDS))


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn(Options(timings=Timings().scaled(0.02))) as running:
        yield running


@pytest.fixture
def server(tmp_path: Path, standin: StandIn) -> Iterator[Server]:
    home = tmp_path / "home"
    home.mkdir()
    running = Server(home, {"docs_url": standin.url, "jwt_secret": standin.options.secret})
    (running.root / "sample.docx").write_bytes((DATA / "sample.docx").read_bytes())
    running.start()
    yield running
    running.end(signal.SIGKILL)


def opened(server: Server, standin: StandIn) -> Robot:
    return standin.open(server.get("onlyoffice/open", path="sample.docx")["config"])


def test_what_is_edited_when_the_server_stops_is_stored_first(server: Server, standin: StandIn) -> None:
    user = opened(server, standin)
    user.type("typed before the stop")
    server.end(signal.SIGTERM)
    assert "typed before the stop" in server.lines()
    assert "Traceback" not in server.log()


def test_a_result_that_is_on_its_way_when_the_server_stops_is_stored_first(server: Server, standin: StandIn) -> None:
    user = opened(server, standin)
    user.type("typed before the stop")
    slow = standin.faults.result("slow", seconds=1.0)
    user.close()
    standin.record.wait_for(lambda: slow.met, SECONDS)
    server.end(signal.SIGTERM)
    standin.settle()
    assert [sent.status for sent in standin.record.callbacks if sent.kind == 2] == [200]
    assert "typed before the stop" in server.lines() and standin.held() == []
    assert "Traceback" not in server.log()


def test_a_stop_does_not_wait_for_a_docs_that_is_gone(server: Server, standin: StandIn) -> None:
    user = opened(server, standin)
    user.type("typed before the stop")
    standin.run(standin.core.down())
    server.end(signal.SIGTERM)
    assert "was not stored before the stop" in server.log()


def test_what_docs_could_not_deliver_is_in_the_file_after_the_next_start(server: Server, standin: StandIn) -> None:
    user = opened(server, standin)
    user.type("typed while the server was away")
    server.end(signal.SIGKILL)
    user.close()
    standin.settle()
    assert standin.held() != []
    server.start()
    wait_for(lambda: "typed while the server was away" in server.lines())
    wait_for(lambda: standin.held() == [])
    assert [name for name in os.listdir(server.root) if not name.startswith(".")] == ["sample.docx"]


@contextmanager
def locked(server: Server) -> Iterator[None]:
    """Another process has the records for itself, and does not let go."""
    other = sqlite3.connect(server.records, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.close()


@contextmanager
def overwritten(server: Server) -> Iterator[None]:
    server.records.write_bytes(b"no database at all" * 5000)
    yield


@contextmanager
def frozen(standin: StandIn) -> Iterator[None]:
    """Docs takes requests and answers none."""
    asked, go_on = threading.Event(), threading.Event()

    async def freeze() -> None:
        asked.set()
        go_on.wait()

    thread = threading.Thread(target=standin.run, args=(freeze(),))
    thread.start()
    assert asked.wait(SECONDS)
    yield
    go_on.set()
    thread.join()


@pytest.mark.parametrize("trouble", ["locked", "overwritten", "frozen"])
def test_a_stop_ends_and_jupyter_cleans_up_whatever_is_out_of_order(
    server: Server, standin: StandIn, trouble: str
) -> None:
    opened(server, standin).type("typed before the stop")
    troubles = {"locked": locked(server), "overwritten": overwritten(server), "frozen": frozen(standin)}
    with troubles[trouble]:
        # Jupyter ends its loop, and with that the process, after its own cleaning up only.
        assert server.end(signal.SIGTERM, STOP) == 0
    log = server.log()
    assert "Traceback" not in log, log
    if trouble == "overwritten":  # the records are made anew, of what the server knows
        assert "typed before the stop" in server.lines()
    else:
        assert "[saving.stop-" in log, log


def recover(server: Server) -> subprocess.CompletedProcess[str]:
    """``jupyter onlyoffice recover``, as a person runs it while no server does."""
    command = [sys.executable, "-c", "from jupyter_onlyoffice.cli.main import main; main(['recover'])"]
    return subprocess.run(command, env=server.environment, capture_output=True, text=True, timeout=SECONDS, check=False)


def test_a_person_can_recover_by_hand(server: Server, standin: StandIn) -> None:
    user = opened(server, standin)
    user.type("typed while the server was away")
    server.end(signal.SIGKILL)
    user.close()
    standin.settle()
    first, second = recover(server), recover(server)
    assert "sample.docx: stored what ONLYOFFICE Docs had kept." in first.stdout and first.returncode == 0, first
    assert "typed while the server was away" in server.lines()
    assert "holds no edits" in second.stdout and second.returncode == 0
    standin.run(standin.core.down())
    third = recover(server)
    assert "cannot be used" in third.stdout and third.returncode == 1
    assert "Traceback" not in first.stderr + second.stderr + third.stderr
