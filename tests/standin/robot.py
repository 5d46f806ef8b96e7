"""Users without a browser."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from .editor import Editor
from .history import Revision

if TYPE_CHECKING:
    from .server import Core

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, T]], T]
_ids = itertools.count(1)


class Robot:
    """A user who opens a document, types, saves and closes, on any thread but the connector's event loop.

    What is typed is first in the robot's "browser" (``pending``), and reaches Docs with ``deliver``: an edit that has
    not is lost when the robot leaves, as in a genuine editor.
    """

    def __init__(self, core: Core, run: Run[Any]) -> None:
        self._core = core
        self._run = run
        self.messages: list[dict[str, Any]] = []
        self.pending: list[dict[str, str]] = []
        self.lines: list[str] = []
        self.editing = False
        self._others: dict[str, str] = {}

        async def make() -> Editor:
            return Editor(core, core.base, self._told)

        self._editor: Editor = run(make())

    def _told(self, message: dict[str, Any]) -> None:
        if message["type"] == "edit":
            self._others[message["id"]] = message["text"]
        self.messages.append(message)
        self._core.record.changed()

    def open(self, config: dict[str, Any]) -> Robot:
        """Open the document of a signed config, or switch to another one as ``refreshFile`` does.

        Raises EditorError, or VersionChangedError where a page would get ``onRequestRefreshFile``.
        """
        self.pending.clear()  # refreshFile drops them silently
        opened = self._run(self._editor.open(config))
        self.lines = opened.lines
        self._others = {edit["id"]: edit["text"] for edit in opened.typed}
        self.editing = opened.editing
        return self

    @property
    def text(self) -> list[str]:
        """The lines of the document as this user sees it, those of other users included."""
        return [*self._others.values(), *(edit["text"] for edit in self.pending), *self.lines]

    @property
    def key(self) -> str:
        """The document key."""
        return self._editor.room.key if self._editor.room else ""

    def type(self, text: str, deliver: bool = True) -> str:
        """Type a paragraph and give its id in the stand-in's record of edits."""
        edit = {"id": f"robot-{next(_ids)}", "text": text}
        self.pending.append(edit)
        if deliver:
            self.deliver()
        return edit["id"]

    def deliver(self) -> None:
        """What was typed reaches Docs: the state would turn false."""
        edits, self.pending = self.pending, []

        async def edit() -> None:
            self._editor.edit(edits)

        self._run(edit())
        self._others.update({edit["id"]: edit["text"] for edit in edits})

    def force_save(self) -> int:
        """Press Save in the editor; its code: 0 ordered (status 6 follows), 4 nothing new."""
        self.deliver()

        async def save() -> int:
            return self._editor.force_save()

        return int(self._run(save()))

    def download_as(self, extension: str) -> dict[str, str]:
        """The data of ``onDownloadAs``, with which ``onRequestSaveAs`` begins too."""
        return dict(self._run(self._editor.download_as(extension)))

    def open_history(self) -> None:
        """Open the version history: that leaves the room."""
        self.deliver()

        async def leave() -> None:
            self._editor.leave()

        self._run(leave())

    def show_version(self, data: dict[str, Any], listed_version: str | None = None) -> Revision:
        """What the data of ``setHistoryData`` shows.

        Raises EditorError.
        """
        shown = self._run(self._editor.show_version(data, listed_version))
        assert isinstance(shown, Revision)
        return shown

    def close(self) -> None:
        """Wait until Docs has all, then close the tab: status 2 follows, or 4 when nothing was changed."""
        self.deliver()
        self.leave()

    def leave(self) -> None:
        """Close the browser as it is: what is pending is lost."""
        self.pending.clear()

        async def leave() -> None:
            self._editor.close()

        self._run(leave())
