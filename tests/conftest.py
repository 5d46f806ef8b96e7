"""What the tests of rooms share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .house import Disk, House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    rooms = House(tmp_path)
    yield rooms
    rooms.close()


@pytest.fixture
def disk(house: House, monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(house, monkeypatch)
