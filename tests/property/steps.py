"""The steps that a sequence is made of, and how hypothesis draws them."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import strategies

from tests.standin.faults import CallbackFault, ResultFault

FAULTS: tuple[CallbackFault, ...] = (
    *("lose", "lose-answer", "double", "delay", "hold", "reorder"),
    *("wrong-secret", "unsigned", "no-token", "expired", "tampered"),
)
RESULT_FAULTS: tuple[ResultFault, ...] = (
    *("html", "empty", "truncated", "corrupt", "damaged", "redirect", "foreign-host", "status", "slow", "wrong-type"),
)


class Step(NamedTuple):
    """What happens, two numbers that choose to whom and how, and whether all waits until its consequences are over."""

    kind: str
    a: int
    b: int
    wait: bool


#: Every kind, the frequent ones several times.
KINDS = (
    *("open",) * 4,
    *("edit",) * 12,
    *("save", "save", "lab_save", "lab_save", *("close",) * 5, "reload"),
    *("change", "change", "delete", "rename", "rename_folder", "choose", "restore"),
    *("checkpoint", "checkpoint", "revert", "revert"),
    *("shell_rename", "shell_rename", "shell_rename", "shell_rename_folder", "put_aside", "replace"),
    *("restart", "crash", "crash", "crash", "start_again", "start_again", "disk", "docs"),
    *("fault", "fault", "bad_result", "bad_result", "bad_forgotten", "conversion", "reopen", "reopen"),
    *("replay", "let_go", "later", "earlier", "tick", "tick"),
    *("records", "records", "folder", "link", "docs_lost", "foreign"),
)

STEP = strategies.builds(
    Step, strategies.sampled_from(KINDS), strategies.integers(0, 59), strategies.integers(0, 59), strategies.booleans()
)
SEQUENCE = strategies.lists(STEP, min_size=10, max_size=60)
