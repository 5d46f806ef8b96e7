"""The list of formats, made from the one table of them."""

from __future__ import annotations

from jupyter_onlyoffice.formats import FORMATS, Format, Kind

_TITLES: dict[Kind, str] = {
    "word": "Texts",
    "cell": "Tables",
    "slide": "Presentations",
    "pdf": "Pages and forms",
    "diagram": "Diagrams",
}


def markdown() -> str:
    """A section with a table for each kind of document."""
    return "\n\n".join(f"## {title}\n\n{_table(kind)}" for kind, title in _TITLES.items())


def _table(kind: Kind) -> str:
    rows = [_row(one) for one in FORMATS.values() if one.kind == kind]
    head = ["| extension | format | editing | double click | Docs |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *rows])


def _row(one: Format) -> str:
    editing = "viewing only" if not one.edit else "with losses" if one.lossy else "keeps everything"
    since = f"{one.since} or newer" if one.since else ""
    if one.edit_since:
        since = f"edits from {one.edit_since}"
    return f"| `.{one.ext}` | {one.label} | {editing} | {'yes' if one.default else ''} | {since} |"
