"""The list of events, made from their schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_events.yaml import load

import jupyter_onlyoffice

_SCHEMAS = Path(jupyter_onlyoffice.__file__).parent / "events"


def markdown() -> str:
    """Each event with its fields."""
    return "\n\n".join(_event(load(file)) for file in sorted(_SCHEMAS.glob("*.yaml")))


def _event(schema: dict[str, Any]) -> str:
    rows = [_row(name, field, name in schema["required"]) for name, field in schema["properties"].items()]
    table = ["| field | type | |", "| --- | --- | --- |", *rows]
    return "\n".join([f"### {schema['title']}", "", f"`{schema['$id']}`", "", schema["description"], "", *table])


def _row(name: str, field: dict[str, Any], required: bool) -> str:
    kinds = field.get("type", "")
    kind = " or ".join(kinds) if isinstance(kinds, list) else kinds
    if "enum" in field:
        kind = ", ".join(f"`{value}`" for value in field["enum"])
    words = " ".join(str(field.get("description", "")).split())
    return f"| `{name}`{'' if required else ' (optional)'} | {kind} | {words} |"
