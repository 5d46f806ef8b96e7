"""The check of the connection: what it shows when all is well, what a browser alone can find, and when it comes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from ..standin import StandIn
from .browser import PATIENCE
from .conftest import DATA, traits_for
from .jupyter import TOKEN, JupyterServer
from .lab import Lab
from .relay import Relay

COMMAND = "Check the Connection to ONLYOFFICE Docs"
TAB = "Connection to Docs"


@pytest.fixture(scope="module")
def relay(standin: StandIn) -> Iterator[Relay]:
    """What the browsers reach Docs through, in some of the tests; the Jupyter server needs no proxy."""
    with Relay(standin.url) as running:
        yield running


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory, standin: StandIn, relay: Relay) -> Iterator[JupyterServer]:
    """A JupyterLab whose Docs is behind that proxy."""
    traits = {**traits_for(standin), "docs_url": relay.url, "docs_internal_url": standin.url}
    with JupyterServer(tmp_path_factory.mktemp("behind"), traits) as running:
        for name in ("sample.docx", "sample.xlsx"):
            (running.root / name).write_bytes((DATA / name).read_bytes())
        yield running


def panel(page: Page) -> Locator:
    return page.locator(".jp-OnlyOffice-doctor")


def wait_summary(page: Page, words: str) -> None:
    """Wait until the check has ended, with these words at its top."""
    expect(panel(page).locator(".jp-OnlyOffice-doctor-summary")).to_have_text(words, timeout=PATIENCE)


def leg(page: Page, name: str) -> Locator:
    return panel(page).locator(f'[data-leg="{name}"]')


def expect_states(page: Page, **states: str) -> None:
    for name, state in states.items():
        expect(leg(page, name.replace("_", "-"))).to_have_attribute("data-state", state)


def test_everything_works_and_the_report_says_so_without_a_secret(lab: Lab, standin: StandIn) -> None:
    scripts: list[str] = []
    lab.page.on("request", lambda request: scripts.append(request.url))
    lab.open()
    assert not any("connection-check" in url for url in scripts), "loaded before anybody wanted it"
    lab.main_menu("Help", COMMAND)
    wait_summary(lab.page, "Everything works")
    assert any("connection-check" in url for url in scripts)
    expect(panel(lab.page).get_by_role("list")).to_have_count(3)
    expect(panel(lab.page).get_by_role("listitem")).to_have_count(23)
    expect_states(lab.page, browser_editor="works", browser_callback="works", jwt_outbox="works")
    expect(panel(lab.page).locator("iframe")).to_have_count(0)

    lab.page.get_by_role("button", name="Copy Report").click()
    expect(lab.page.get_by_text("The report is copied.")).to_be_visible(timeout=PATIENCE)
    lab.page.context.grant_permissions(["clipboard-read"])
    report = lab.page.evaluate("navigator.clipboard.readText()")
    lab.page.context.clear_permissions()
    assert re.search(r"browser-editor: OK\n", report) and standin.options.version in report
    assert standin.options.secret not in report and TOKEN not in report


def test_it_comes_by_itself_when_a_document_cannot_be_opened_for_the_first_time(
    page: Page, behind: JupyterServer, relay: Relay
) -> None:
    lab = Lab(page, behind)
    relay.up = False
    try:
        editor = lab.open().open_file("sample.docx")
        wait_summary(page, "1 of 23 things does not work")
        expect(leg(page, "browser-address")).to_contain_text(f"no answer from Docs at {relay.url}.")
        expect(leg(page, "browser-address")).to_contain_text("c.OnlyOffice.docs_url")
        expect_states(page, browser_editor="untested", docs_health="works", callback="works")
        expect(editor.widget.get_by_role("alert")).to_be_visible()

        lab.close_tab(TAB)
        second = lab.open_file("sample.xlsx")
        button = second.widget.get_by_role("button", name="Check the connection")
        expect(button).to_be_visible(timeout=PATIENCE)
        expect(lab.tab(TAB)).to_have_count(0)
        button.click()
        wait_summary(page, "1 of 23 things does not work")
    finally:
        relay.up = True
    page.get_by_role("button", name="Check again").click()
    wait_summary(page, "Everything works")
    lab.tab("sample.xlsx").click()
    second.widget.get_by_role("button", name="Try again").click()
    second.wait_ready()


def test_a_proxy_that_takes_no_web_sockets_is_found(page: Page, behind: JupyterServer, relay: Relay) -> None:
    relay.upgrades = False
    try:
        Lab(page, behind).open().main_menu("Help", COMMAND)
        wait_summary(page, "1 of 23 things does not work")
    finally:
        relay.upgrades = True
    expect(leg(page, "browser-websocket")).to_contain_text("the headers Upgrade and Connection")
    expect_states(page, browser_editor="works", websocket="works")


@pytest.mark.parametrize(
    ("directive", "broken", "untested"),
    [("script-src", "browser-api", "browser-editor"), ("frame-src", "browser-editor", "browser-download")],
)
def test_a_policy_that_forbids_docs_is_named(
    lab: Lab, standin: StandIn, directive: str, broken: str, untested: str
) -> None:
    policy = f"{directive} 'self' 'unsafe-inline' 'unsafe-eval'"
    lab.page.add_init_script(
        f"""addEventListener('DOMContentLoaded', () => {{
          const meta = document.createElement('meta');
          meta.httpEquiv = 'Content-Security-Policy';
          meta.content = "{policy}";
          document.head.append(meta);
        }})"""
    )
    lab.open().main_menu("Help", COMMAND)
    wait_summary(lab.page, "1 of 23 things does not work")
    expect(leg(lab.page, broken)).to_contain_text(f"Add {standin.url} to {directive}")
    expect(leg(lab.page, untested)).to_have_attribute("data-state", "untested")


def test_a_docs_that_forbids_to_be_framed_is_found_by_its_header(lab: Lab, standin: StandIn) -> None:
    standin.options.page_headers = {"X-Frame-Options": "DENY"}
    try:
        lab.open().main_menu("Help", COMMAND)
        wait_summary(lab.page, "1 of 23 things does not work")
    finally:
        standin.options.page_headers = {}
    expect(leg(lab.page, "browser-editor")).to_contain_text("by its header X-Frame-Options: DENY.")


def test_a_docs_without_tls_is_named_on_a_page_with_it(page: Page, tmp_path: Path, standin: StandIn) -> None:
    traits = {**traits_for(standin), "docs_url": "http://docs.example", "docs_internal_url": standin.url}
    with JupyterServer(tmp_path / "lab", traits) as server:

        def serve(route: Route) -> None:
            """In the place of a proxy with TLS."""
            url = route.request.url.replace("https://lab.example/", server.url)
            given = {name: value for name, value in route.request.headers.items() if name not in ("origin", "referer")}
            answer = route.fetch(url=url, headers={**given, "authorization": f"token {TOKEN}"})
            route.fulfill(response=answer)

        page.route("https://lab.example/**", serve)
        page.goto("https://lab.example/lab?reset", timeout=PATIENCE)
        lab = Lab(page, server).wait_ready()
        lab.main_menu("Help", COMMAND)
        expect(leg(page, "browser-address")).to_have_attribute("data-state", "broken", timeout=PATIENCE)
        expect(leg(page, "browser-address")).to_contain_text("https")
        expect(leg(page, "browser-address")).to_contain_text("c.OnlyOffice.docs_url")
        expect_states(page, browser_api="untested", browser_editor="untested")
        page.unroute_all(behavior="ignoreErrors")  # the server's own part of the check may still go on
