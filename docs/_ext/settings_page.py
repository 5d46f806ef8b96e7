"""The page of all settings, made from the traits."""

from __future__ import annotations

import re
from typing import Any

from traitlets import Bool, Dict, Enum, Float, Int, List, Unicode, Union

from jupyter_onlyoffice.config.traits import OnlyOffice

_KINDS = (
    (Enum, "one of the words below"),
    (Bool, "`True` or `False`"),
    (Int, "whole number"),
    (Float, "number"),
    (List, "list"),
    (Dict, "dictionary"),
    (Union, "function, or its dotted name"),
    (Unicode, "text"),
)
_VARIABLE = re.compile(r"\s*Environment: (?P<name>\w+)(?P<form>[^.]*)\.$")


def markdown() -> str:
    """A list of all settings, then each with type, default, environment variable and help."""
    traits = OnlyOffice.class_own_traits(config=True)
    traits = {name: traits[name] for name in vars(OnlyOffice) if name in traits}  # in the order of the source
    rows = [
        f"| `c.OnlyOffice.{name}` | `{trait.metadata['env']}` | {_default(trait)} |" for name, trait in traits.items()
    ]
    table = ["| setting | environment variable | default |", "| --- | --- | --- |", *rows]
    return "\n".join([*table, "", *(_entry(name, trait) for name, trait in traits.items())])


def _entry(name: str, trait: Any) -> str:
    text, form = _help(trait)
    return f"""
````{{confval}} {name}
:type: {_kind(trait)}
:default: {_default(trait)}

{text}

In the environment: `{trait.metadata["env"]}`{form}
````
"""


def _help(trait: Any) -> tuple[str, str]:
    """What it means, and the form that it takes in the environment."""
    found = _VARIABLE.search(trait.help)
    text = trait.help[: found.start()] if found else trait.help
    return _marked(text), _marked(found["form"]) if found else ""


def _marked(text: str) -> str:
    """``text`` with 'values', {dictionaries} and [lists] as code."""
    return re.sub(r"'[^']*'|\{[^}]*\}|\[[^\]]*\]", lambda found: f"`{found[0].strip(chr(39))}`", text)


def _kind(trait: Any) -> str:
    if isinstance(trait, Enum):
        return ", ".join(f"`{value}`" for value in trait.values or ())
    return next((words for kind, words in _KINDS if isinstance(trait, kind)), trait.info())


def _default(trait: Any) -> str:
    value = trait.metadata.get("default", trait.default())
    return "none" if value in ("", None) or value == {} or value == [] else f"`{value!r}`"
