"""Fixtures that many tests share: rooms without a server, those of a server, and their threads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from jupyter_server.serverapp import ServerApp

from jupyter_onlyoffice.handlers.base import SETTING
from jupyter_onlyoffice.services import Services

from .product import Disk, Product

# Whoever uses jupyter-onlyoffice here, or is behind a proxy, has settings that are not for the tests.
for name in list(os.environ):
    if name.startswith(("ONLYOFFICE_", "JUPYTERHUB_", "JUPYTER_TOKEN")):
        del os.environ[name]
for name in ("no_proxy", "NO_PROXY"):
    os.environ[name] = ",".join(filter(None, [os.environ.get(name), "127.0.0.1", "localhost"]))


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    services = Product(tmp_path)
    yield services
    services.close()


@pytest.fixture
def disk(product: Product, monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(product, monkeypatch)


@pytest.fixture
def services(jp_serverapp: ServerApp) -> Services:
    found: Services = jp_serverapp.web_app.settings[SETTING]
    return found


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as executor:
        yield executor
