"""An editor starts when its tab is shown, whole, or says why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Response, Route, expect

from ..standin import StandIn
from .browser import PATIENCE
from .lab import Lab
from .status import FRAME_PAGE, held_back, key_of, line, loaded_anew, open_at, open_ready, split_right, wait_state

API = "**/web-apps/apps/api/documents/api.js*"
FRAMES = "iframe[name=frameEditor]"


def _keeps_in_front(name: str) -> Callable[[Response], bool]:
    """Tells the answer with which JupyterLab has stored a layout with this tab in front."""

    def found(response: Response) -> bool:
        if response.request.method != "PUT" or "/lab/api/workspaces/" not in response.url:
            return False
        stored: Any = response.request.post_data_json
        return str(stored["data"]["layout-restorer:data"]["main"]["current"]).endswith(name)

    return found


def test_a_restored_tab_starts_its_editor_only_when_it_is_shown(lab: Lab, folder: Path) -> None:
    first, second = open_at(lab, folder, "sample.docx", "sample.xlsx")
    wait_state(first, "clean")
    wait_state(second, "clean")
    with lab.page.expect_response(_keeps_in_front("sample.xlsx")):  # the layout is stored a second after a change
        lab.tab("sample.docx").click()
        lab.tab("sample.xlsx").click()
    lab.open("lab", reset=False)
    lab.editor("sample.xlsx").wait_ready()
    expect(lab.tab("sample.docx")).to_be_visible()
    expect(lab.page.locator(FRAMES)).to_have_count(1)

    lab.tab("sample.docx").click()
    shown = lab.editor("sample.docx").wait_ready()
    expect(shown.paper).to_contain_text("Welcome")
    expect(lab.page.locator(FRAMES)).to_have_count(2)


def test_a_tab_that_is_hidden_while_it_loads_is_not_blank(lab: Lab, folder: Path) -> None:
    first, second = open_at(lab, folder, "sample.docx", "sample.xlsx")
    second.wait_ready()
    expect(first.frame.locator("body")).to_have_class(re.compile("ready"), timeout=PATIENCE)
    expect(first.iframe).not_to_be_visible()
    lab.tab("sample.docx").click()
    expect(first.frame.locator("body")).not_to_have_class(re.compile("blank"))
    expect(first.paper).to_contain_text("Welcome")
    first.type("not blank").wait_delivered()


def test_an_unreachable_docs_is_explained_and_can_be_tried_again(lab: Lab, folder: Path) -> None:
    lab.page.route(API, lambda route: route.abort())
    (editor,) = open_at(lab, folder, "sample.docx")
    alert = editor.widget.get_by_role("alert")
    expect(alert).to_contain_text("The editor could not be loaded from 127.0.0.1", timeout=PATIENCE)
    expect(alert).to_contain_text("What to do: Check that the Docs server is running")
    wait_state(editor, "closed")

    lab.page.unroute(API)
    alert.get_by_role("button", name="Try again").click()
    editor.wait_ready()
    expect(alert).to_have_count(0)


def test_a_docs_url_that_is_something_else_is_explained(lab: Lab, folder: Path) -> None:
    lab.page.route(API, lambda route: route.fulfill(body="", content_type="text/javascript"))
    (editor,) = open_at(lab, folder, "sample.docx")
    expect(editor.widget.get_by_role("alert")).to_contain_text("Check c.OnlyOffice.docs_url", timeout=PATIENCE)


def test_an_editor_that_never_becomes_ready_is_explained(lab: Lab, folder: Path) -> None:
    lab.page.clock.install()
    with held_back(lab.page, FRAME_PAGE):
        (editor,) = open_at(lab, folder, "sample.docx")
        expect(editor.iframe).to_have_count(1, timeout=PATIENCE)
        lab.page.clock.fast_forward(16_000)
        expect(line(editor)).to_contain_text("Still loading")
        lab.page.clock.fast_forward(46_000)
        alert = editor.widget.get_by_role("alert")
        expect(alert).to_contain_text("not ready after 60 s")

        alert.get_by_role("button", name="Wait on").click()
        expect(alert).to_have_count(0)
    editor.wait_ready()
    wait_state(editor, "clean")


def test_an_error_of_the_editor_is_explained(lab: Lab, folder: Path, standin: StandIn) -> None:
    lab.page.route("**/onlyoffice/open*", _break_the_token)
    (editor,) = open_at(lab, folder, "sample.docx")
    alert = editor.widget.get_by_role("alert")
    expect(alert).to_contain_text("Docs refused the signature of this server", timeout=PATIENCE)
    expect(alert).to_contain_text("JWT_SECRET")
    lab.page.unroute("**/onlyoffice/open*")
    alert.get_by_role("button", name="Try again").click()
    editor.wait_ready()


def _break_the_token(route: Route) -> None:
    answer = route.fetch()
    body = answer.json()
    body["config"]["token"] = body["config"]["token"][:-4] + "AAAA"
    route.fulfill(response=answer, json=body)


def test_a_file_that_is_gone_is_explained(lab: Lab, folder: Path) -> None:
    lab.page.route(
        "**/onlyoffice/open*",
        lambda route: route.fulfill(
            status=404,
            json={
                "error": "not-found",
                "message": "It is gone. Look for it.",
                "cause": "It is gone.",
                "remedy": "Look.",
            },
        ),
    )
    (editor,) = open_at(lab, folder, "sample.docx")
    alert = editor.widget.get_by_role("alert")
    expect(alert).to_contain_text("“sample.docx” cannot be opened", timeout=PATIENCE)
    expect(alert).to_contain_text("It is gone.")
    expect(alert.get_by_role("button", name="Try again")).to_be_visible()
    expect(alert.get_by_role("button", name="Check the connection")).to_have_count(0)


def test_an_editor_whose_frame_is_gone_says_so_and_starts_again(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    editor.iframe.evaluate("frame => frame.remove()")
    alert = editor.widget.get_by_role("alert")
    expect(alert).to_contain_text("The frame with the editor is not in the page any more", timeout=PATIENCE)
    alert.get_by_role("button", name="Try again").click()
    editor.wait_ready()


def test_api_js_gets_a_copy_of_the_config(lab: Lab, folder: Path) -> None:
    lab.page.add_init_script(
        """
        const json = Response.prototype.json;
        Response.prototype.json = async function () {
          const value = await json.call(this);
          if (this.url.includes('onlyoffice/open')) {
            window.answered = value;
            window.asAnswered = JSON.stringify(value);
          }
          return value;
        };
        """
    )
    open_ready(lab, folder)
    assert lab.page.evaluate("JSON.stringify(window.answered) === window.asAnswered")
    assert "config" in lab.page.evaluate("window.answered")


def test_the_editor_may_not_reload_jupyterlab(lab: Lab, folder: Path, standin: StandIn) -> None:
    editor = open_ready(lab, folder)
    lab.page.evaluate("window.sameJupyterLab = true")
    with loaded_anew(editor):
        standin.emit(key_of(standin), "onSwitchEditorType", {"type": "mobile", "restart": True})
    assert lab.page.evaluate("window.sameJupyterLab")


def test_theme_and_language_are_passed_on(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    assert "lang=en" in (editor.iframe.get_attribute("src") or "")
    expect(editor.iframe).to_have_css("color-scheme", "light")
    expect(editor.frame.locator("body")).to_have_class(re.compile("theme-white|default-light|theme-light"))
    try:
        lab.main_menu("Settings", "Theme", "JupyterLab Dark")
        expect(editor.iframe).to_have_css("color-scheme", "dark")
        dark = lab.open_file("sample.pptx").wait_ready()
        expect(dark.iframe).to_have_css("color-scheme", "dark")
        expect(dark.frame.locator("body")).to_have_class(re.compile("theme-night|default-dark|theme-dark"))
    finally:
        lab.main_menu("Settings", "Theme", "JupyterLab Light")
        expect(lab.page.locator("body[data-jp-theme-light=true]")).to_have_count(1)


def test_moving_the_tab_to_a_side_bar_keeps_the_document(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    widget = lab.tab("sample.docx").get_attribute("data-id")
    with loaded_anew(editor):
        lab.context_menu(lab.tab("sample.docx"), "Move Widget To", "Move to Right Sidebar")
    with loaded_anew(editor):
        lab.context_menu(
            lab.page.locator(f'.jp-SideBar .lm-TabBar-tab[data-id="{widget}"]'), "Move Widget To", "Move to Main Area"
        )
    editor.type("after the moves").wait_delivered()


def test_a_tab_dragged_over_an_editor_can_be_dropped(lab: Lab, folder: Path) -> None:
    first, _ = open_at(lab, folder, "sample.docx", "sample.xlsx")
    second = lab.editor("sample.xlsx").wait_ready()
    wait_state(second, "clean")
    split_right(lab, "sample.docx", second)
    expect(first.iframe).to_be_visible()
    expect(second.iframe).to_be_visible()
    expect(lab.page.locator(".lm-mod-drag-image")).to_have_count(0)


def test_an_older_docs_gets_a_new_editor_for_a_new_key(lab: Lab, folder: Path, standin: StandIn) -> None:
    version = standin.options.version
    standin.options.version = "8.2.2"
    try:
        editor = open_ready(lab, folder)
        first = editor.iframe.get_attribute("src")
        standin.emit(key_of(standin), "onOutdatedVersion", None)
        expect(editor.iframe).not_to_have_attribute("src", first or "", timeout=PATIENCE)
        editor.wait_ready()
        editor.type("with the new key").wait_delivered()
    finally:
        standin.options.version = version


def test_jupyterlab_starts_without_the_server_extension(lab: Lab, folder: Path) -> None:
    lab.page.route("**/onlyoffice/status*", lambda route: route.fulfill(status=404, body="<html>"))
    lab.open("lab")
    expect(lab.file(folder.name)).to_be_visible(timeout=PATIENCE)
    toast = lab.page.locator(".Toastify__toast")
    expect(toast).to_contain_text("Office documents cannot be opened", timeout=PATIENCE)
    toast.get_by_role("button", name="Details").click()
    expect(lab.dialog()).to_contain_text("jupyter server extension enable")
