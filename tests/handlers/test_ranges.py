"""The Range header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_onlyoffice.handlers.ranges import NotSatisfiable, byte_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("bytes=0-3", (0, 4)),
        ("bytes=2-", (2, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-30", (0, 10)),
        ("bytes=5-99", (5, 10)),
        ("bytes=-", None),
        ("bytes=5-2", None),
        ("bytes=0-1,3-4", None),
        ("lines=0-1", None),
        (f"bytes=2-{'9' * 5000}", (2, 10)),
        (f"bytes={'0' * 5000}2-{'0' * 5000}3", (2, 4)),
        (f"bytes=-{'9' * 5000}", (0, 10)),
        ("bytes=٠-٣", None),
    ],
)
def test_one_range(header: str | None, expected: tuple[int, int] | None) -> None:
    assert byte_range(header, 10) == expected


@pytest.mark.parametrize(
    "header", ["bytes=10-", "bytes=10-20", "bytes=-0", f"bytes={'9' * 5000}-", f"bytes={'8' * 5000}-{'9' * 5000}"]
)
def test_a_range_outside_the_file_can_not_be_satisfied(header: str) -> None:
    with pytest.raises(NotSatisfiable):
        byte_range(header, 10)


def test_an_empty_file_has_no_ranges() -> None:
    with pytest.raises(NotSatisfiable):
        byte_range("bytes=-1", 0)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 40))
def test_a_range_never_leaves_the_file(first: int, last: int, size: int) -> None:
    try:
        found = byte_range(f"bytes={first}-{last}", size)
    except NotSatisfiable:
        assert first >= size
    else:
        assert found is None or 0 <= found[0] < found[1] <= size
