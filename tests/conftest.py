"""Fixtures that many tests share: rooms without a server, those of a server, and their threads."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from jupyter_server.serverapp import ServerApp

from jupyter_onlyoffice.handlers.base import SETTING
from jupyter_onlyoffice.rooms import Rooms

from .house import Disk, House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    rooms = House(tmp_path)
    yield rooms
    rooms.close()


@pytest.fixture
def disk(house: House, monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(house, monkeypatch)


@pytest.fixture
def rooms(jp_serverapp: ServerApp) -> Rooms:
    found: Rooms = jp_serverapp.web_app.settings[SETTING]
    return found


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as executor:
        yield executor
