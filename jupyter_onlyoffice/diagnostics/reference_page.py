"""The legs as a page of the documentation, in Markdown (MyST): what each tests, what can be wrong, what helps."""

from __future__ import annotations

from collections.abc import Iterator

from ..messages.reference_page import chapter
from ..messages.rows.diagnostics import ROWS
from .leg import LEGS

#: What each leg tests, and with which words its rows begin.
ABOUT: dict[str, tuple[str, tuple[str, ...]]] = {
    "configuration": ("The settings can be read, and fit together; what is wrong is told as it is at the start.", ()),
    "data-dir": ("The folder for what must not get lost can be written to, and has room.", ("data-dir",)),
    "docs-address": ("This server finds the machine of Docs, and something listens there.", ("no-docs", "address")),
    "docs-tls": ("What is spoken there, and the certificate of Docs, as this server sees it.", ("tls",)),
    "docs-health": ("It is ONLYOFFICE Docs that answers, and it says that it works.", ("health",)),
    "docs-version": ("Docs is new enough, for everything or at all.", ("version",)),
    "jwt-inbox": ("Docs accepts what this server asks, and refuses what is signed otherwise.", ("inbox",)),
    "clock": ("The clocks of both machines agree, within 30 seconds.", ("clock",)),
    "this-server": ("`jupyter_url` leads to this server, as far as that can be seen from here.", ("here",)),
    "download": ("Docs fetches a small signed file from this server and converts it.", ("unreached", "download")),
    "jwt-outbox": ("The token that came with that request is there, in its header, and right.", ("outbox",)),
    "result": ("What Docs made of the file is where Docs says, and can be fetched.", ("result",)),
    "size-limits": ("Large files get to Docs, and large callbacks through the proxy before this server.", ("size",)),
    "websocket": ("The connection that editors work over can be opened, from this server.", ("socket",)),
    "jwt-browser": ("Docs accepts what this server signs for editors, and nobody else.", ("browser",)),
    "callback": ("A document that is opened over that connection makes Docs call back.", ("callback",)),
    "connections": ("There is room for one more who edits, and the licence is good.", ("connections",)),
}


def markdown() -> str:
    """A chapter a leg, in the order of the check."""
    return "\n".join(_chapters())


def _chapters() -> Iterator[str]:
    for leg in LEGS:
        about, beginnings = ABOUT[leg]
        rows = {code: row for code, row in ROWS.items() if beginning(code) in beginnings}
        table = chapter("", rows).partition("\n")[2].strip() if rows else ""
        yield f"### {leg}\n\n{about}\n\n{table}\n"


def beginning(code: str) -> str:
    """Which leg a row is about: its first word, or its first two."""
    name = code.partition(".")[2]
    return next((two for two in ("data-dir", "no-docs") if name.startswith(two)), name.partition("-")[0])
