"""``scripts/soak``: run many sequences with fresh randomness."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import sys
import tempfile
import time
import warnings
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from ..test_kill import FULL_SIZE, kill_often
from .steps import SEQUENCE, Step
from .world import World

SCRATCH = "/dev/shm" if os.path.isdir("/dev/shm") else None  # a kill does not harm what the system has cached


def run(steps: list[Step], notes: list[str] | None = None, remote: bool = False) -> tuple[int, list[str]]:
    """How many edits reached Docs in this sequence, and what was lost."""
    with tempfile.TemporaryDirectory(prefix="soak-", dir=SCRATCH) as home, World(Path(home), remote) as world:
        for step in steps:
            world.do(step)
        lost = world.end()
        if notes is not None:
            notes += world.notes
        return world.edits(), lost


def soak(count: int, number: int, remote: bool = False) -> int:
    """Run ``count`` sequences; 1 when anything was lost."""
    done = edits = losses = 0
    started = time.monotonic()

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(SEQUENCE)
    def sequences(steps: list[Step]) -> None:
        nonlocal done, edits, losses
        notes: list[str] = []
        try:
            reached, lost = run(steps, notes, remote)
        except Exception as error:  # a fault of the test, or a server that hangs: nothing was shown
            reached, lost = 0, [f"{type(error).__name__}: {error}"]
        done, edits, losses = done + 1, edits + reached, losses + len(lost)
        if lost:
            print(f"\nsequence {done} of seed {number}: {lost}\n{[tuple(step) for step in steps]}")
            print("\n".join(notes), flush=True)
        if done % 100 == 0:
            print(f"{done} sequences in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)

    sequences()
    print(f"{done} sequences, {edits} edits, {losses} lost", flush=True)
    return int(losses > 0)


def kill(count: int, number: int) -> int:
    """Kill a server ``count`` times; 1 when a file was torn or an edit did not arrive."""
    with tempfile.TemporaryDirectory(prefix="soak-") as home:
        try:
            print(kill_often(Path(home) / "home", count, FULL_SIZE, number))
        except (AssertionError, OSError, TimeoutError, asyncio.TimeoutError, zipfile.BadZipFile) as error:
            print(f"seed {number}: {type(error).__name__}: {error}\n{count} kills, 1 lost", flush=True)
            return 1
    print(f"{count} kills, {count} edits, 0 lost", flush=True)
    return 0


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="scripts/soak", description=__doc__)
    parser.add_argument("sequences", type=int, nargs="?", default=1000)
    parser.add_argument("--seed", type=int, default=secrets.randbits(32), help="to repeat a run")
    parser.add_argument("--kill", type=int, default=0, metavar="N", help="kill a real server N times instead")
    parser.add_argument("--remote", action="store_true", help="with documents in an object store")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    code = kill(given.kill, given.seed) if given.kill else soak(given.sequences, given.seed, given.remote)
    os._exit(code)  # not waiting for the threads of servers that "died"


if __name__ == "__main__":
    main()
