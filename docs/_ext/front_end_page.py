"""What the front end tells by itself when something goes wrong, read from its table (labextension/src/messages)."""

from __future__ import annotations

import re
from pathlib import Path

from jupyter_onlyoffice.messages import Row
from jupyter_onlyoffice.messages.reference_page import chapter

MODULES = Path(__file__).resolve().parents[2] / "labextension" / "src" / "messages"
_COMMENT = re.compile(r"/\*\*\n \* (?P<heading>[^.]+)\.")
_ROW = re.compile(r"^  '(?P<code>[a-z-]+\.[a-z-]+)': [^>]*=> \(\{\n(?P<words>.*?)\n  \}\)", re.DOTALL | re.MULTILINE)
#: What is filled in follows in the order of its places.
_TEXT = r":\s*(?:trans\.__\(\s*)?'(?P<text>(?:[^'\\]|\\.)*)'(?P<filled>(?:,\s*\w+)*)"


def markdown() -> str:
    """A chapter for each module."""
    return "\n".join(chapter(heading, rows) for heading, rows in sorted(rows_by_module().items()))


def rows_by_module() -> dict[str, dict[str, Row]]:
    """The rows of each module, by its heading, with the names of what is filled in as the server's rows have them."""
    found = {}
    for module in MODULES.glob("*.ts"):
        source = module.read_text("utf-8")
        heading = _COMMENT.search(source)
        rows = {row["code"]: _row(row["words"]) for row in _ROW.finditer(source)}
        if heading and rows:
            found[" ".join(heading["heading"].replace("\n *", "").split())] = rows
    return found


def _row(words: str) -> Row:
    def text(part: str) -> str:
        said = re.search(part + _TEXT, words)
        if said is None:  # what somebody else says
            return f"{{{part}}}"
        plain = re.sub(r"\\(.)", r"\1", said["text"])
        names = re.findall(r"\w+", said["filled"])
        return re.sub(r"%(\d)", lambda place: f"{{{names[int(place[1]) - 1]}}}", plain)

    return Row(None, text("cause"), text("remedy"))
