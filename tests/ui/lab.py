"""JupyterLab and Notebook 7 as a user sees them: page objects for the browser tests."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import quote

from playwright.sync_api import FrameLocator, Locator, Page, TimeoutError, expect

from .browser import PATIENCE
from .jupyter import TOKEN, JupyterServer


class Editor:
    """The stand-in's editor inside a document's tab."""

    def __init__(self, page: Page, widget: Locator) -> None:
        self.page = page
        self.widget = widget  #: the document's widget: frame and status line

    @property
    def iframe(self) -> Locator:
        """The frame's element in the host page."""
        return self.widget.locator("iframe[name=frameEditor]")

    @property
    def frame(self) -> FrameLocator:
        """The frame's document."""
        return self.widget.frame_locator("iframe[name=frameEditor]")

    @property
    def paper(self) -> Locator:
        """All text of the document, that of other users included."""
        return self.frame.locator("#page")

    def wait_ready(self) -> Editor:
        """Wait until the document is shown."""
        expect(self.frame.locator("body")).to_have_class(re.compile(r"\bready\b"), timeout=PATIENCE)
        expect(self.frame.locator("#page")).to_be_visible(timeout=PATIENCE)
        return self

    def type(self, text: str) -> Editor:
        """Click into the document and type a paragraph."""
        self.paper.click()
        expect(self.frame.locator("#typed")).to_be_focused(timeout=PATIENCE)
        self.page.keyboard.type(text)
        expect(self.paper).to_contain_text(text, timeout=PATIENCE)
        return self

    def wait_delivered(self) -> Editor:
        """Wait until Docs has all that was typed."""
        expect(self.frame.locator("#state")).to_have_text(re.compile("All changes saved"), timeout=PATIENCE)
        return self


class Lab:
    """A JupyterLab (or Notebook 7) in a page."""

    def __init__(self, page: Page, server: JupyterServer) -> None:
        self.page = page
        self.server = server

    def open(self, path: str = "lab", reset: bool = True) -> Lab:
        """Load it, signed in, and wait until it can be used; ``reset`` forgets the tabs of the last time."""
        query = f"token={TOKEN}" + ("&reset" if reset else "")
        self.page.goto(f"{self.server.url}{path}?{query}", timeout=PATIENCE)
        self.wait_ready()
        if reset:  # what comes last, with the keyboard: it would close the palette that a test has opened
            expect(self.page.locator(".jp-Launcher")).to_be_visible()
        return self

    def wait_ready(self) -> Lab:
        """Wait until JupyterLab can be used."""
        expect(self.page.locator("#jupyterlab-splash")).to_have_count(0, timeout=PATIENCE)
        expect(self.page.locator("#main, #main-panel").first).to_be_visible(timeout=PATIENCE)
        return self

    def open_document(self, path: str) -> Editor:
        """Load JupyterLab with a document open, as by a link to it."""
        self.open(f"lab/tree/{quote(path)}", reset=False)
        return self.editor(path.rpartition("/")[2])

    # The file browser

    def file(self, name: str) -> Locator:
        """A file's row in the file browser."""
        return self.page.locator(".jp-DirListing-item").filter(
            has=self.page.locator(".jp-DirListing-itemText", has_text=_exactly(name))
        )

    def open_file(self, name: str) -> Editor:
        """Double-click a file and wait for its tab."""
        expect(self.file(name)).to_be_visible(timeout=PATIENCE)
        self.file(name).dblclick()
        return self.editor(name)

    def choose(self, *labels: str) -> None:
        """Choose in the open menu, through its submenus."""
        for label in labels:
            item = self.page.locator(".lm-Menu-item:visible").filter(
                has=self.page.locator(".lm-Menu-itemLabel", has_text=_exactly(label))
            )
            item.last.click(timeout=PATIENCE)

    def main_menu(self, title: str, *labels: str) -> None:
        """Choose in the main menu."""
        bar = self.page.locator("#jp-MainMenu .lm-MenuBar-item, #menu-panel .lm-MenuBar-item")
        bar.filter(has_text=_exactly(title)).click(timeout=PATIENCE)
        self.choose(*labels)

    def context_menu(self, of: Locator, *labels: str) -> None:
        """Choose in the context menu of something."""
        of.click(button="right", timeout=PATIENCE)
        self.choose(*labels)

    def palette(self, label: str) -> Locator:
        """Search in the command palette; the commands found.

        It is opened again if it closes at once: it does when something else takes the focus, as the file browser
        does when JupyterLab has just started.
        """
        field = self.page.locator(".lm-CommandPalette-input")
        for patience in (3000, 3000, PATIENCE):
            self.main_menu("View", "Activate Command Palette")
            with suppress(TimeoutError):
                field.fill(label, timeout=patience)
                break
        return self.page.locator(".lm-CommandPalette-item").filter(has_text=label)

    # Tabs

    def tab(self, name: str) -> Locator:
        """The tab of a document in the main area."""
        return self.page.locator("#jp-main-dock-panel .lm-TabBar-tab").filter(
            has=self.page.locator(".lm-TabBar-tabLabel", has_text=_exactly(name))
        )

    def editor(self, name: str) -> Editor:
        """The editor in the tab of ``name``."""
        expect(self.tab(name)).to_be_visible(timeout=PATIENCE)
        return Editor(self.page, self.page.locator(f'[id="{self.tab(name).get_attribute("data-id")}"]'))

    def close_tab(self, name: str) -> None:
        """Close a tab by its cross, and wait until it is gone."""
        self.tab(name).locator(".lm-TabBar-tabCloseIcon").click(timeout=PATIENCE)
        expect(self.tab(name)).to_have_count(0, timeout=PATIENCE)

    def dialog(self) -> Locator:
        """JupyterLab's open dialog."""
        return self.page.locator(".jp-Dialog")

    def accept(self) -> None:
        """Press the main button of the open dialog."""
        self.page.locator(".jp-Dialog button.jp-mod-accept").click(timeout=PATIENCE)


def _exactly(text: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(text)}\s*$")
