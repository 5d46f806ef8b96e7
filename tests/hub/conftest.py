"""Fixtures of the tests on a JupyterHub: the hub, Docs, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.hub.hub import Hub, find_proxy
from tests.standin import Options, StandIn, Timings


# pytest-jupyter makes a loop and ends a server for every test. Here Playwright runs a loop of its own in this thread,
# and the servers are other processes.
@pytest.fixture(autouse=True)
def jp_asyncio_loop() -> None:
    """No loop for each test."""


@pytest.fixture(autouse=True)
def jp_server_cleanup() -> None:
    """No server to end after each test."""


@pytest.fixture(scope="package")
def docs() -> Iterator[StandIn]:
    """A stand-in for Docs that takes a third of the time that a genuine one takes."""
    with StandIn(Options(timings=Timings().scaled(0.3))) as standin:
        yield standin


@pytest.fixture(scope="package")
def hub(docs: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A running hub whose users work with ``docs``."""
    environ = {"ONLYOFFICE_DOCS_URL": docs.url, "ONLYOFFICE_JWT_SECRET": docs.options.secret}
    with Hub(tmp_path_factory.mktemp("hub"), find_proxy(), environ) as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; gone when these tests end, as other tests need a thread without a running loop."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chromium, "Chromium is missing: scripts/test installs it."
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-quic"])
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a visitor whom the hub does not know yet."""
    context = browser.new_context()
    context.set_default_timeout(60_000)  # milliseconds: several servers start beside it
    yield context.new_page()
    context.close()
