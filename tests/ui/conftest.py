"""Fixtures of the browser tests: a Docs stand-in, real Jupyter servers, Chromium.

A module shares one stand-in, one JupyterLab and one browser profile; each test gets a page of its own, and its own
folder of files if it asks for ``folder``. A test that stops or breaks a server asks for ``fresh_lab``. A failing test
leaves a screenshot of each of its pages, and what the pages and the server logged, in the folder ``UI_SCREENSHOTS``
(or ``test-results``).
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page

from ..standin import Options, StandIn, Timings
from .browser import PATIENCE, chromium
from .jupyter import JupyterServer
from .lab import Lab

DATA = Path(__file__).parent.parent / "data"
SCREENSHOTS = Path(os.environ.get("UI_SCREENSHOTS", Path(__file__).parents[2] / "test-results"))

#: Quick, but slow enough for a person's or a test's next action to come before an edit has reached Docs.
TIMINGS = Timings().scaled(0.3).with_(settle=1.2, focus_again=0.75, lost=10)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder are browser tests."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.ui)


@pytest.fixture
def jp_asyncio_loop() -> None:
    """In the place of pytest-jupyter's: its loop would be Playwright's, which it would close."""


@pytest.fixture
def jp_server_cleanup() -> None:
    """In the place of pytest-jupyter's: there is no server in this process."""


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. Closed with the folder's last test: Playwright's event loop would be in the way of async tests."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def standin() -> Iterator[StandIn]:
    """Docs."""
    with StandIn(Options(timings=TIMINGS)) as running:
        yield running


def traits_for(standin: StandIn) -> dict[str, object]:
    """The two lines of configuration that connect a Jupyter server to ``standin``."""
    return {"docs_url": standin.url, "jwt_secret": standin.options.secret}


@pytest.fixture(scope="module")
def lab_server(tmp_path_factory: pytest.TempPathFactory, standin: StandIn) -> Iterator[JupyterServer]:
    """JupyterLab, for a module."""
    with JupyterServer(tmp_path_factory.mktemp("lab"), traits_for(standin)) as running:
        yield running


@pytest.fixture(scope="module")
def notebook_server(tmp_path_factory: pytest.TempPathFactory, standin: StandIn) -> Iterator[JupyterServer]:
    """Notebook 7, for a module."""
    with JupyterServer(tmp_path_factory.mktemp("notebook"), traits_for(standin), app="notebook") as running:
        yield running


@pytest.fixture
def fresh_lab(tmp_path: Path, standin: StandIn) -> Iterator[JupyterServer]:
    """JupyterLab for one test, which may stop it."""
    with JupyterServer(tmp_path / "lab", traits_for(standin)) as running:
        yield running


@pytest.fixture(autouse=True)
def clean_standin(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave no fault and nothing under way to the next test."""
    yield
    if "standin" in request.fixturenames:
        standin: StandIn = request.getfixturevalue("standin")
        standin.faults.clear()
        standin.release()


@pytest.fixture
def folder(request: pytest.FixtureRequest, lab_server: JupyterServer) -> Path:
    """A folder of this test in the module's JupyterLab, with the sample documents."""
    name = re.sub(r"\W+", "-", request.node.name)[:40].strip("-")
    path = lab_server.root / name
    path.mkdir()
    for sample in DATA.glob("sample.*"):
        shutil.copyfile(sample, path / sample.name)
    return path


def new_profile(browser: Browser) -> BrowserContext:
    """A browser profile: a user at a machine."""
    profile = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    profile.set_default_timeout(PATIENCE)
    return profile


@pytest.fixture(scope="module")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile, for a module: JupyterLab's code is fetched once."""
    found = new_profile(browser)
    yield found
    found.close()


@pytest.fixture
def pages(request: pytest.FixtureRequest) -> Iterator[Callable[[BrowserContext], Page]]:
    """Make a page in a profile. Its log and, if the test fails, its picture are kept; it is closed with the test."""
    profiles: list[BrowserContext] = []
    logged: list[str] = []

    def make(profile: BrowserContext) -> Page:
        profiles.append(profile)
        page = profile.new_page()
        page.on("console", lambda message: logged.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: logged.append(f"page error: {error}"))
        return page

    yield make
    opened = [page for profile in profiles for page in profile.pages]  # those that the test's pages opened, too
    if getattr(request.node, "failed", False):
        _keep(request, opened, logged)
    for page in opened:
        page.close()


@pytest.fixture
def page(pages: Callable[[BrowserContext], Page], profile: BrowserContext) -> Page:
    """A fresh page in the module's profile."""
    return pages(profile)


@pytest.fixture
def new_page(browser: Browser, pages: Callable[[BrowserContext], Page]) -> Iterator[Callable[[], Page]]:
    """Make a page in a profile of its own: another user, or another machine."""
    profiles: list[BrowserContext] = []

    def make() -> Page:
        profiles.append(new_profile(browser))
        return pages(profiles[-1])

    yield make
    for profile in profiles:
        profile.close()


@pytest.fixture
def lab(page: Page, lab_server: JupyterServer) -> Lab:
    """The module's JupyterLab, not loaded yet, in a fresh page."""
    return Lab(page, lab_server)


def _keep(request: pytest.FixtureRequest, pages: list[Page], logged: list[str]) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "-", request.node.name)[:80]
    for number, page in enumerate(pages, 1):
        try:
            page.screenshot(path=SCREENSHOTS / f"{name}-{number}.png", timeout=10_000)
        except Error as error:
            logged.append(f"no screenshot of page {number}: {error}")
    servers = [value for value in request.node.funcargs.values() if isinstance(value, JupyterServer)]
    logs = "\n".join(server.log()[-20_000:] for server in servers)
    (SCREENSHOTS / f"{name}.log").write_text("\n".join(logged) + "\n\n" + logs)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Tell the fixtures of a test, at their end, that it failed."""
    report = yield
    if report.failed:
        item.failed = True  # type: ignore[attr-defined]
    return report
