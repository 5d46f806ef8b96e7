"""The JSON models of contents managers that take and give whole files: base64, made and read piece by piece.

Such a manager holds the file in memory; we add no more than its interface asks for, and encode in threads, in pieces
that leave the event loop its turns.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

#: Bytes encoded at a time; a multiple of 3, so that the pieces join to one valid base64 text.
PIECE = 3 * 256 * 1024


def encode(staged: Path) -> str:
    """The file as base64 without line breaks."""
    with open(staged, "rb") as file:
        return "".join(base64.b64encode(piece).decode("ascii") for piece in iter(lambda: file.read(PIECE), b""))


def decode(model: Mapping[str, Any]) -> Iterator[bytes]:
    """The bytes of a file model, in pieces."""
    content = model["content"] or ""
    if model.get("format") != "base64":
        yield str(content).encode("utf-8")
        return
    rest = ""
    for start in range(0, len(content), PIECE):
        text = rest + "".join(content[start : start + PIECE].split())  # some managers break the lines
        whole = len(text) - len(text) % 4
        rest = text[whole:]
        yield base64.b64decode(text[:whole])


class PendingModel(dict[str, Any]):
    """What pre-save hooks get for a file that is stored without going through memory.

    Most hooks look at ``type`` and leave; only for one that asks for ``content`` the file is read.
    """

    def __init__(self, staged: Path) -> None:
        super().__init__(type="file", format="base64", content=None)
        self._staged = staged
        self._original: str | None = None

    def __getitem__(self, key: str) -> Any:
        if key == "content" and super().__getitem__(key) is None:
            self._original = encode(self._staged)
            super().__setitem__(key, self._original)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """As of any dict."""
        try:
            return self[key]
        except KeyError:
            return default

    def write_changes(self) -> None:
        """Give the staged file the content that a hook has put in its place."""
        content = super().get("content")
        if content is self._original or content is None:
            return
        with open(self._staged, "wb") as file:
            file.writelines(decode({"content": content, "format": super().get("format")}))
