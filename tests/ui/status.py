"""The status line at the bottom edge of a document's tab, and steps that the tests of the editor share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Locator, Page, Route, expect

from ..standin import StandIn, documents
from .browser import PATIENCE
from .lab import Editor, Lab


def open_at(lab: Lab, folder: Path, *names: str) -> list[Editor]:
    """Load JupyterLab in ``folder`` with the tabs of the last test forgotten, and double-click these files."""
    lab.open(f"lab/tree/{quote(folder.name)}")
    expect(lab.page.locator(".jp-BreadCrumbs").first).to_contain_text(folder.name, timeout=PATIENCE)
    return [lab.open_file(name) for name in names]


def open_ready(lab: Lab, folder: Path, name: str = "sample.docx") -> Editor:
    """A document, ready for typing."""
    (editor,) = open_at(lab, folder, name)
    editor.wait_ready()
    wait_state(editor, "clean")
    return editor


def line(editor: Editor) -> Locator:
    """The status line."""
    return editor.widget.locator(".jp-OnlyOffice-status")


def wait_state(editor: Editor, state: str) -> None:
    """Wait for loading, clean, unsaved, held, saving, stored, failed or closed."""
    expect(line(editor)).to_have_attribute("data-state", state, timeout=PATIENCE)


def key_of(standin: StandIn) -> str:
    """The key of the document that became ready last; the check of the connection, which may run beside it, is none."""
    probes = {
        config["document"]["key"]
        for config in standin.record.configs
        if "/onlyoffice/probe" in config["editorConfig"].get("callbackUrl", "")
    }
    ready = [event.key for event in standin.record.events if event.name == "onDocumentReady"]
    return [key for key in ready if key not in probes][-1]


def text_of(path: Path) -> str:
    """The text of a document on disk."""
    return "\n".join(documents.texts(path.read_bytes(), path.suffix[1:]))


def wait_text(standin: StandIn, path: Path, text: str) -> None:
    """Wait until Docs has brought ``text`` into a file, and was answered."""
    standin.record.wait_for(lambda: text in text_of(path), what=f"{text} in {path.name}")
    standin.settle()


def split_right(lab: Lab, name: str, beside: Editor) -> None:
    """Drag the tab of ``name`` over the editor ``beside`` to its right edge."""
    tab, frame = lab.tab(name).bounding_box(), beside.iframe.bounding_box()
    assert tab and frame
    mouse = lab.page.mouse
    mouse.move(tab["x"] + 40, tab["y"] + 10)
    mouse.down()
    mouse.move(tab["x"] + 60, tab["y"] + 60, steps=6)
    mouse.move(frame["x"] + frame["width"] - 60, frame["y"] + frame["height"] / 2, steps=12)
    mouse.up()


FRAME_PAGE = re.compile(r"editor/main/index\.html")  #: where the frame of an editor is


def stop_answers(page: Page) -> None:
    """What the editor sends goes nowhere from now on."""
    frame = next(frame for frame in page.frames if FRAME_PAGE.search(frame.url))
    frame.evaluate("WebSocket.prototype.send = function () {}")


@contextmanager
def undelivered(page: Page) -> Iterator[None]:
    """What the page's one editor sends, is sent at the end of the block: until then no edit reaches Docs."""
    frame = next(frame for frame in page.frames if FRAME_PAGE.search(frame.url))
    frame.evaluate("""() => {
        const send = WebSocket.prototype.send;
        const kept = [];
        WebSocket.prototype.send = function (data) { kept.push([this, data]); };
        window.goOn = () => {
            WebSocket.prototype.send = send;
            kept.forEach(([socket, data]) => socket.send(data));
        };
    }""")
    yield
    frame.evaluate("window.goOn()")


@contextmanager
def held_back(page: Page, address: str | re.Pattern[str]) -> Iterator[None]:
    """What the page asks of such an address is asked at the end of the block."""
    waiting: list[Route] = []
    over = False

    def handle(route: Route) -> None:
        if over:
            route.continue_()
        else:
            waiting.append(route)

    page.route(address, handle)
    yield
    over = True
    for route in waiting:
        route.continue_()


@contextmanager
def loaded_anew(editor: Editor) -> Iterator[None]:
    """In the block the editor's frame is loaded again; the block ends when the document is shown."""
    editor.frame.locator("body").evaluate("body => body.classList.add('before')")
    yield
    expect(editor.frame.locator("body:not(.before)")).to_be_attached(timeout=PATIENCE)
    editor.wait_ready()
    wait_state(editor, "clean")
