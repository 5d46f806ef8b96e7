"""Programs of others get little: few variables, little time, little memory, a small disk."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from jupyter_onlyoffice.builtin.confined_process import MIB, Limits, Runner

SHELL = ("/bin/sh", "-c")


def test_what_a_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONLYOFFICE_JWT_SECRET", "secret-of-the-server")
    outcome = Runner().run([*SHELL, "env; pwd; test -w $HOME && test -w $TMPDIR"], tmp_path)
    assert outcome.code == 0 and not outcome.timed_out
    assert "secret-of-the-server" not in outcome.text
    assert f"HOME={tmp_path}/home" in outcome.text and str(tmp_path) in outcome.text.splitlines()
    assert "https_proxy=http://127.0.0.1:9" in outcome.text


def test_exit_codes_and_signals_are_told(tmp_path: Path) -> None:
    assert Runner().run([*SHELL, "exit 93"], tmp_path).code == 93
    assert Runner().run([*SHELL, "kill -11 $$"], tmp_path).code == -11


def test_a_program_out_of_time_is_killed_with_its_children(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    outcome = Runner(Limits(seconds=1)).run([*SHELL, f"sleep 60 & echo $! > {pid}; wait"], tmp_path)
    assert outcome.timed_out
    assert _dies(int(pid.read_text()))


def test_what_a_program_leaves_running_is_killed(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    assert Runner().run([*SHELL, f"sleep 60 >/dev/null 2>&1 & echo $! > {pid}"], tmp_path).code == 0
    assert _dies(int(pid.read_text()))


def test_memory_is_limited(tmp_path: Path) -> None:
    limits = Limits(memory=64 * MIB)
    outcome = Runner(limits).run(["/usr/bin/env", "perl", "-e", "my $x = 'a' x (256 << 20)"], tmp_path)
    assert outcome.code != 0


def test_the_size_of_a_file_is_limited(tmp_path: Path) -> None:
    large = tmp_path / "large"
    limits = Limits(file_size=MIB)
    assert Runner(limits).run([*SHELL, f"dd if=/dev/zero of={large} bs=65536 count=64"], tmp_path).code != 0
    assert large.stat().st_size <= 2 * MIB


def test_a_closed_runner_ends_what_runs_and_starts_nothing(tmp_path: Path) -> None:
    runner, started = Runner(), tmp_path / "started"
    codes: list[int] = []
    thread = threading.Thread(
        target=lambda: codes.append(runner.run([*SHELL, f": > {started}; sleep 60"], tmp_path).code)
    )
    thread.start()
    while not started.exists():
        thread.join(0.01)
    runner.close()
    thread.join(30)
    assert codes == [-9]
    with pytest.raises(OSError, match="stopping"):
        runner.run([*SHELL, "true"], tmp_path)


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    assert Runner().run([tmp_path / "nothing"], tmp_path).code == 127


def _dies(pid: int) -> bool:
    """Nobody is told of the end of somebody else's child."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.01)
    return False
