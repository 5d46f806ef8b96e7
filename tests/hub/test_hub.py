"""Users of a JupyterHub open, edit and save a document; all that Docs fetches and brings comes through the proxy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.hub.hub import OLD_KIND, PASSWORD, Hub
from tests.standin import StandIn
from tests.standin.server import texts

pytestmark = [pytest.mark.hub, pytest.mark.ui]

SAMPLE = Path(__file__).resolve().parents[2] / "docs" / "samples" / "report.docx"
LOADING = 60_000  # milliseconds: JupyterLab loads through two processes on a busy machine


def log_in(page: Page, hub: Hub, user: str) -> None:
    page.goto(f"{hub.url}hub/login")
    page.fill("#username_input", user)
    page.fill("#password_input", PASSWORD)
    page.click("#login_submit")
    page.wait_for_url(lambda url: "/login" not in url)


@pytest.mark.parametrize(
    ("user", "server"),
    [
        pytest.param("alice", "", id="the newer kind of single-user server"),
        pytest.param("bob", "", id="the older kind of single-user server"),
        pytest.param("alice", "paper", id="a named server"),
    ],
)
def test_a_user_edits_a_document_together_with_another(
    hub: Hub, docs: StandIn, page: Page, user: str, server: str
) -> None:
    assert (user in OLD_KIND) == (user == "bob")
    hub.start(user, server)
    name = f"report of {server or user}.docx"
    document = hub.home(user) / name
    shutil.copy(SAMPLE, document)
    address = hub.server_url(user, server)

    log_in(page, hub, user)
    page.goto(f"{address}lab?reset", timeout=LOADING)
    page.locator(f'.jp-DirListing-item[title^="Name: {name}"]').dblclick(timeout=LOADING)
    editor = page.frame_locator('iframe[name="frameEditor"]')
    expect(editor.locator("body.ready")).to_be_attached(timeout=LOADING)
    editor.locator("#page").click()
    typed = f"Typed by {user} in {server or 'the browser'}."
    page.keyboard.type(typed)
    docs.record.wait_for(lambda: typed in [edit.text for edit in docs.record.edits.values()])

    config = hub.json(f"{address}onlyoffice/open?path={name.replace(' ', '%20')}&mode=edit")["config"]
    robot = docs.open(config)
    robot.type("Typed by the robot.")
    assert typed in robot.text, "both are in one room"
    robot.close()

    page.locator("#jp-main-dock-panel .lm-TabBar-tab.jp-mod-current .lm-TabBar-tabCloseIcon").click()
    stored = docs.record.callback(2, config["document"]["key"])
    lines = texts(document.read_bytes(), "docx")
    assert {typed, "Typed by the robot."} <= set(lines)
    assert "Ferry landing" in lines, "the rest of the document is still there"
    fetched = [download.url for download in docs.record.downloads if download.status == 200]
    assert stored.url.startswith(address) and fetched[-1].startswith(address), "through the hub's proxy"
    assert user not in config["editorConfig"]["user"]["id"]


def test_an_edit_outlives_a_server_that_the_hub_has_stopped(hub: Hub, docs: StandIn) -> None:
    hub.start("carol")
    document = hub.home("carol") / "report.docx"
    shutil.copy(SAMPLE, document)
    open_url = f"{hub.server_url('carol')}onlyoffice/open?path=report.docx&mode=edit"
    config = hub.json(open_url)["config"]
    key = config["document"]["key"]
    robot = docs.open(config)
    robot.type("Typed before the server was stopped.")
    hub.stop("carol")
    robot.close()
    refused = docs.record.callback(2, key, accepted=False)
    assert refused.status is not None and refused.status >= 400, "the hub itself answers for a stopped server"
    assert document.read_bytes() == SAMPLE.read_bytes()

    hub.start("carol")
    again = docs.open(hub.json(open_url)["config"])
    assert "Typed before the server was stopped." in again.text
    if again.key == key:  # else the server has fetched and stored it by itself before
        again.close()
        docs.record.callback(2, key)
    assert "Typed before the server was stopped." in texts(document.read_bytes(), "docx")
