"""The stand-in's own page does what a genuine editor was seen doing in a host page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from ..standin import StandIn, tokens
from ..standin.connector import Connector
from .browser import PATIENCE
from .conftest import DATA, TIMINGS
from .status import undelivered

QUIET = ["onAppReady", "onInfo", "onDocumentReady", "onPluginsReady", "onDocumentStateChange", "onError", "onWarning"]


class Host:
    """The host page of the stand-in, and a connector that accepts all."""

    def __init__(self, page: Page, standin: StandIn, connector: Connector) -> None:
        self.page = page
        self.standin = standin
        self.connector = connector
        page.goto(f"{standin.url}/standin/host")

    def config(self, key: str, user: str = "u1", **editor: Any) -> dict[str, Any]:
        """A signed config."""
        config: dict[str, Any] = {
            "documentType": "word",
            "document": {
                "fileType": "docx",
                "key": key,
                "title": "sample.docx",
                "url": f"{self.connector.url}/file/sample.docx",
                "permissions": {"edit": True},
            },
            "editorConfig": {
                "callbackUrl": f"{self.connector.url}/callback?k={key}",
                "mode": "edit",
                "lang": "de",
                "user": {"id": user, "name": f"User {user}"},
                "customization": {"forcesave": True},
                **editor,
            },
        }
        return self.sign(config)

    def sign(self, config: dict[str, Any]) -> dict[str, Any]:
        """``config`` with its token."""
        return {**config, "token": tokens.sign(config, self.standin.options.secret, self.standin.options.clock())}

    def start(self, config: dict[str, Any], *names: str) -> None:
        """Construct an editor whose events of these names are handled."""
        self.page.evaluate("([config, names]) => window.openEditor(config, names)", [config, [*QUIET, *names]])

    def open(self, config: dict[str, Any], *names: str) -> None:
        """Construct an editor and wait until it is ready and has stolen the focus twice."""
        self.start(config, *names)
        self.wait_for("onPluginsReady")
        expect(self.frame.locator("body")).to_have_class(re.compile("ready"), timeout=PATIENCE)

    @property
    def frame(self) -> FrameLocator:
        """The editor's frame."""
        return self.page.frame_locator("iframe[name=frameEditor]")

    def seen(self) -> list[Any]:
        """The events that the host page got, each with its data."""
        found = self.page.evaluate("window.seen")
        assert isinstance(found, list)
        return found

    def wait_for(self, name: str, data: Any = None) -> None:
        """Wait for an event (with this data, if any)."""
        self.page.wait_for_function(
            "([name, data]) => window.seen.some(([n, d]) => n === name && (data === null || d === data))",
            arg=[name, data],
            timeout=PATIENCE,
        )

    def type(self, text: str) -> None:
        """Click into the page and type."""
        self.frame.locator("#page").click()
        self.page.keyboard.type(text)
        self.wait_for("onDocumentStateChange", True)


@pytest.fixture
def host(page: Page, standin: StandIn) -> Any:
    with Connector({"/file/sample.docx": (DATA / "sample.docx").read_bytes()}) as connector:
        yield Host(page, standin, connector)
        page.goto("about:blank")
        standin.settle()


@pytest.fixture
def slowly(standin: StandIn) -> Iterator[None]:
    """What is typed stays in the browser for longer than any test takes."""
    standin.options.timings = TIMINGS.with_(settle=3600)
    yield
    standin.options.timings = TIMINGS


def test_events_come_in_the_recorded_order(host: Host) -> None:
    host.open(host.config("order"), "onRequestUsers")
    assert host.seen() == [
        ["onAppReady", None],
        ["onRequestUsers", {"c": "info", "id": ["u1"]}],
        ["onInfo", {"mode": "edit"}],
        ["onDocumentReady", None],
        ["onPluginsReady", None],
    ]
    source = host.page.locator("iframe[name=frameEditor]").get_attribute("src") or ""
    path, _, query = source.partition("?")
    assert path.endswith("/9.3.0-138/web-apps/apps/documenteditor/main/index.html")
    assert query == (
        "_dc=9.3.0-138&lang=de&customer=ONLYOFFICE&type=desktop&frameEditorId=editor"
        f"&parentOrigin={host.standin.url}&fileType=docx"
    )
    assert host.page.evaluate("[config.editorConfig.canRequestUsers, config.editorConfig.canRename]") == [True, False]
    assert host.page.evaluate("config.document.token === config.token")


def test_an_edit_that_has_reached_docs_is_saved(host: Host) -> None:
    host.open(host.config("edit"))
    host.type("Hello from the browser")
    host.wait_for("onDocumentStateChange", False)
    host.page.evaluate("editor.destroyEditor()")
    sent = host.standin.record.callback(2, "edit")
    assert [edit.text for edit in host.standin.record.edits.values() if edit.key == "edit"] == [
        "Hello from the browser"
    ]
    assert sent.body["notmodified"] is False
    assert host.page.locator("#editor").count() == 1, "the element is put back"


@pytest.mark.usefixtures("slowly")
def test_an_edit_that_has_not_is_lost(host: Host) -> None:
    host.open(host.config("lost"))
    host.type("too young")
    host.page.evaluate("editor.destroyEditor()")
    host.standin.record.callback(4, "lost")
    assert not [edit for edit in host.standin.record.edits.values() if edit.key == "lost"]


def test_a_request_to_close_asks_when_an_edit_is_pending(host: Host) -> None:
    host.open(host.config("asks"), "onRequestClose")
    with undelivered(host.page):
        host.type("pending")
        host.page.evaluate("editor.requestClose()")
        expect(host.frame.locator("#modal")).to_contain_text("unsaved changes in this document will be lost")
        host.frame.get_by_role("button", name="Cancel").click()
    host.wait_for("onDocumentStateChange", False)
    assert ["onRequestClose", None] not in host.seen()
    host.page.evaluate("editor.requestClose()")
    host.wait_for("onRequestClose")


def test_the_focus_is_stolen_twice(host: Host) -> None:
    elsewhere = host.page.locator("#elsewhere")
    elsewhere.evaluate("""elsewhere => addEventListener('message', ({ data }) => {
        if (JSON.parse(data).event === 'onDocumentReady') {
            window.had = document.activeElement.name;
            elsewhere.focus();
        }
    })""")
    elsewhere.focus()
    host.start(host.config("focus"))
    host.wait_for("onPluginsReady")
    assert host.page.evaluate("window.had") == "frameEditor"
    host.frame.locator("#typed:focus").wait_for(timeout=PATIENCE)
    host.page.keyboard.type("astray")
    expect(host.frame.locator("#page")).to_contain_text("astray")
    assert elsewhere.input_value() == ""


@pytest.mark.parametrize("how", ["display: none", "height: 0"])
def test_an_editor_that_loads_hidden_stays_blank(host: Host, how: str) -> None:
    host.page.locator("#place").evaluate("(place, how) => (place.style.cssText = how)", how)
    host.start(host.config(f"blank-{how[0]}"))
    host.wait_for("onDocumentReady")
    host.page.locator("#place").evaluate("place => (place.style.cssText = '')")
    expect(host.frame.locator("body")).to_have_class(re.compile("blank"))
    expect(host.frame.locator("#page")).to_be_hidden()


def test_an_editor_that_is_merely_invisible_does_not(host: Host) -> None:
    host.page.locator("#place").evaluate("place => (place.style.visibility = 'hidden')")
    host.open(host.config("invisible"))
    host.page.locator("#place").evaluate("place => (place.style.visibility = '')")
    expect(host.frame.locator("#page")).to_be_visible()


def test_control_s_is_a_force_save_of_all_that_was_typed(host: Host) -> None:
    host.open(host.config("save"))
    host.type("saved by hand")
    host.page.keyboard.press("Control+s")
    sent = host.standin.record.callback(6, "save")
    assert sent.body["forcesavetype"] == 1
    assert sent.body["actions"] == [{"type": 2, "userid": "u1"}]
    assert "saved by hand" in host.standin.held()


def test_two_users_see_each_other(host: Host, new_page: Any) -> None:
    host.open(host.config("both", "anna"))
    other = Host(new_page(), host.standin, host.connector)
    other.open(host.config("both", "ben"))
    host.type("from Anna")
    other.type("from Ben")
    for one in (host, other):
        expect(one.frame.locator("#page")).to_contain_text("from Anna", timeout=PATIENCE)
        expect(one.frame.locator("#page")).to_contain_text("from Ben", timeout=PATIENCE)
        expect(one.frame.locator("#users")).to_have_text("User anna, User ben")
    assert host.standin.users("both") == ["anna", "ben"]
    other.page.goto("about:blank")


def test_a_refresh_switches_the_key_without_a_reload(host: Host) -> None:
    first = host.config("first")
    host.open(first)
    host.type("delivered")
    host.wait_for("onDocumentStateChange", False)
    fresh = host.config("second")
    host.page.evaluate("config => editor.refreshFile(config)", fresh)
    joined = host.standin.record.callback(1, "second")
    final = host.standin.record.callback(2, "first")
    assert final.at > joined.at, "the old key's result comes after the switch"
    expect(host.frame.locator("#page")).not_to_contain_text("delivered")
    assert [name for name, _ in host.seen()].count("onDocumentReady") == 1


@pytest.mark.usefixtures("slowly")
def test_a_refresh_drops_what_is_pending(host: Host) -> None:
    host.open(host.config("before"))
    host.type("pending")
    host.page.evaluate("config => editor.refreshFile(config)", host.config("after"))
    host.wait_for("onDocumentStateChange", False)
    host.standin.record.callback(4, "before")


@pytest.mark.parametrize(("permissions", "code"), [(None, -20), ({"edit": False}, -23)])
def test_a_refresh_with_other_permissions_is_refused(host: Host, permissions: Any, code: int) -> None:
    host.open(host.config(f"rights{code}"))
    changed = host.config("changed")
    del changed["token"]
    changed["document"].pop("permissions")
    if permissions:
        changed["document"]["permissions"] = permissions
    host.page.evaluate("config => editor.refreshFile(config)", host.sign(changed))
    host.page.wait_for_function(
        "code => window.seen.some(([n, d]) => n === 'onError' && d.errorCode === code)", arg=code
    )


def test_a_key_that_was_just_stored_asks_for_a_fresh_one(host: Host) -> None:
    robot = host.standin.open(host.config("stored"))
    robot.type("stored")
    robot.close()
    host.standin.record.callback(2, "stored")
    host.start(host.config("stored"), "onRequestRefreshFile")
    host.wait_for("onRequestRefreshFile")
    host.page.evaluate("config => editor.refreshFile(config)", host.config("fresh"))
    host.wait_for("onPluginsReady")
    assert [name for name, _ in host.seen()] == [
        *("onAppReady", "onRequestRefreshFile", "onInfo", "onDocumentReady", "onPluginsReady")
    ]


def test_a_changed_token_is_an_error_in_the_editor(host: Host) -> None:
    config = host.config("token")
    config["document"]["permissions"] = {"edit": True, "print": True}
    host.start(config)
    host.wait_for("onError")
    assert [
        "onError",
        {"errorCode": -23, "errorDescription": "You are trying to perform an action you do not have rights for."},
    ] in host.seen()
    expect(host.frame.locator("#modal")).to_contain_text('Press "OK" to close the editor')


def test_a_switch_of_the_editor_that_nobody_handles_reloads_the_host(host: Host) -> None:
    host.open(host.config("switch"))
    host.page.evaluate("window.marked = true")
    with host.page.expect_navigation():
        host.standin.emit("switch", "onSwitchEditorType", {"type": "mobile", "restart": True})
    assert host.page.evaluate("window.marked") is None
    host.standin.record.callback(4, "switch")


def test_it_connects_again_after_docs_was_down(host: Host) -> None:
    host.open(host.config("outage"))
    host.type("before")
    host.wait_for("onDocumentStateChange", False)
    with host.standin.outage():
        expect(host.frame.locator("#state")).to_contain_text("Connection is lost", timeout=PATIENCE)
    host.standin.record.wait_for(lambda: host.standin.users("outage"))
    expect(host.frame.locator("#page")).to_contain_text("before")
