"""What these tests change for the whole process is as it was for the tests after them."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from jupyter_onlyoffice import farewell, force_saves

LOGGERS = [logging.getLogger(name) for name in ("tornado.access", "tornado.application", "tornado.general")]


@pytest.fixture(autouse=True)
def process_as_it_was() -> Iterator[None]:
    """Waits and log levels."""
    waits, levels = (force_saves.WAIT_SECONDS, farewell.LIMIT), [logger.level for logger in LOGGERS]
    yield
    force_saves.WAIT_SECONDS, farewell.LIMIT = waits
    for logger, level in zip(LOGGERS, levels, strict=True):
        logger.setLevel(level)
