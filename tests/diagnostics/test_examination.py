"""How tests are run: as soon as they can, each for itself, none without an end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from jupyter_onlyoffice.diagnostics import examination
from jupyter_onlyoffice.diagnostics.case import Case, ExaminedServer
from jupyter_onlyoffice.diagnostics.diagnostics import Diagnostics
from jupyter_onlyoffice.diagnostics.examination import Examination
from jupyter_onlyoffice.diagnostics.http_probe import HttpProbe
from jupyter_onlyoffice.diagnostics.leg import Leg, alone, bad, good
from jupyter_onlyoffice.errors import BusyError

from .test_setups import fixture_authority, fixture_world  # noqa: F401
from .world import World

LOG = logging.getLogger("test")
Work = Callable[[Case], Iterator[Leg]]


def says(*legs: Leg) -> Work:
    return lambda case: iter(legs)


async def examined(*tests: examination.Test) -> dict[str, Leg]:
    case = Case(cast(ExaminedServer, None), HttpProbe())
    return {leg.leg: leg async for leg in Examination(case, tests, LOG).legs()}


async def test_what_builds_on_a_failure_is_not_tested_and_says_which() -> None:
    legs = await examined(
        examination.Test(("c",), says(good("c")), ("b",)),
        examination.Test(("a",), says(bad("a", "doctor.here-unbound", port=1, reason="so"))),
        examination.Test(("b",), says(good("b")), ("a",)),
        examination.Test(("d",), says(good("d")), after=("c",)),
    )
    assert [(name, legs[name].ok) for name in "abcd"] == [("a", False), ("b", None), ("c", None), ("d", True)]
    assert legs["c"].cause == "Not tested, because a failed."


async def test_some_failures_do_not_keep_others_from_being_tested() -> None:
    first = examination.Test(("a",), says(alone("a", "doctor.clock-untold")))
    legs = await examined(first, examination.Test(("b",), says(good("b")), ("a",)))
    assert (legs["a"].ok, legs["b"].ok) == (False, True)


async def test_the_rest_of_a_test_that_ends_early_is_not_tested() -> None:
    legs = await examined(examination.Test(("a", "b"), says(bad("a", "doctor.clock-untold"))))
    assert (legs["b"].ok, legs["b"].cause) == (None, "Not tested, because a failed.")


async def test_a_fault_of_ours_is_told_as_one(caplog: pytest.LogCaptureFixture) -> None:
    def breaks(case: Case) -> Iterator[Leg]:
        yield good("a")
        raise ZeroDivisionError

    legs = await examined(examination.Test(("a", "b"), breaks), examination.Test(("c",), says(good("c"))))
    assert (legs["a"].ok, legs["b"].ok, legs["c"].ok) == (True, False, True)
    assert "ZeroDivisionError, see the log" in legs["b"].cause
    assert "doctor.fault" in caplog.text


async def test_a_test_that_does_not_end_is_given_up() -> None:
    over = threading.Event()

    def waits(case: Case) -> Iterator[Leg]:
        over.wait()
        yield good("a")

    legs = await examined(examination.Test(("a",), waits, limit=0.1), examination.Test(("b",), says(good("b"))))
    over.set()
    assert "longer than 0.1 s" in legs["a"].cause and legs["b"].ok


async def test_there_is_one_examination_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "jupyter_onlyoffice.diagnostics.diagnostics.TESTS",
        (examination.Test(("configuration",), says(good("configuration"))),),
    )
    with world:
        diagnostics: Diagnostics = world.diagnostics
        first: Any = diagnostics.examine()
        assert (await anext(first)).leg == "configuration"
        with pytest.raises(BusyError):
            await anext(diagnostics.examine())
        assert [leg async for leg in first] == []
        assert [leg.leg async for leg in diagnostics.examine()] == ["configuration"]
