"""Whatever users, disks, networks and servers do: each edit that reached Docs is in the file, in a copy that the user
was told of, or waits on our disk; and no file is ever torn. ``scripts/soak`` does the same for as long as one likes."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings

from .__main__ import run
from .steps import SEQUENCE, Step

#: How many sequences, and after how many seconds no more are begun on a slow machine.
SEQUENCES, SECONDS = 40, 30.0


def sequence(*kinds: str) -> list[Step]:
    """Steps that wait, all of the first object there is."""
    return [Step(kind, 0, 1, True) for kind in kinds]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # what died is not tidy
def test_no_sequence_loses_an_edit() -> None:
    started = time.monotonic()
    done = edits = 0

    @settings(
        max_examples=SEQUENCES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @example(sequence("edit", "crash", "close", "start_again"))
    @example(sequence("edit", "change", "close", "edit", "restart"))
    @example(sequence("edit", "shell_rename", "lab_save", "edit", "shell_rename_folder", "close"))
    @example(sequence("edit", "restart", "shell_rename", "start_again", "close"))
    @example(sequence("edit", "save", "checkpoint", "edit", "revert", "close"))
    # A link replaces the document that it leads to, while that is edited under its own name, and under the link's.
    @example(
        [Step("link", 0, 0, True), Step("edit", 3, 1, True), Step("replace", 0, 3, True), Step("close", 0, 1, True)]
    )
    @example(
        [Step("link", 0, 0, True), Step("edit", 0, 1, True), Step("replace", 0, 3, True), Step("close", 0, 1, True)]
    )
    @given(SEQUENCE)
    def sequences(steps: list[Step]) -> None:
        nonlocal done, edits
        if time.monotonic() - started < SECONDS:
            notes: list[str] = []
            reached, lost = run(steps, notes)
            done, edits = done + 1, edits + reached
            assert not lost, "\n".join([str(lost), str([tuple(step) for step in steps]), *notes])

    sequences()
    assert edits > done, "the sequences hardly edit"
