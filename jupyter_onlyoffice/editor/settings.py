"""The settings of the editor that a user has in JupyterLab and an administrator can set for everybody.

Source of what they do, and of their limits: the published API of Docs, ``editorConfig.customization`` and
``editorConfig.coEditing``. Where a user changes one of them inside the editor, Docs keeps that in the browser and
prefers it; only ``coEditing``, ``macros`` and ``plugins`` can really be fixed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]

#: Characters of JSON that a browser may send.
MAX_LENGTH = 4000

DEFAULTS: Values = {
    "coEditing": "fast",
    "autosave": True,
    "compactHeader": False,
    "compactToolbar": False,
    "spellcheck": True,
    "macros": True,
    "plugins": True,
    "zoom": 100,
    "unit": "auto",
    "theme": "auto",
}


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _one_of(*choices: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in choices


def _zoom(value: object) -> bool:
    """Percent; -1 fits the page, -2 its width."""
    return isinstance(value, int) and not isinstance(value, bool) and (10 <= value <= 500 or value in (-1, -2))


_FITS: dict[str, Callable[[object], bool]] = {
    "coEditing": _one_of("fast", "strict"),
    "autosave": _flag,
    "compactHeader": _flag,
    "compactToolbar": _flag,
    "spellcheck": _flag,
    "macros": _flag,
    "plugins": _flag,
    "zoom": _zoom,
    "unit": _one_of("auto", "cm", "pt", "inch"),
    "theme": _one_of("auto", "light", "dark"),
}


def wrong(values: Mapping[Any, Any]) -> list[str]:
    """The names in ``values`` that are no settings, or have no value that can be used."""
    return [str(name)[:60] for name, value in values.items() if name not in _FITS or not _FITS[name](value)]


def accepted(values: Mapping[Any, Any]) -> dict[str, Any]:
    """What of ``values`` can be used."""
    return {name: value for name, value in values.items() if name in _FITS and _FITS[name](value)}


def read(text: str) -> dict[str, Any]:
    """The settings that a browser sent as JSON; what makes no sense is left out."""
    try:
        values = json.loads(text) if 0 < len(text) <= MAX_LENGTH else {}
    except ValueError:
        values = {}
    return accepted(values) if isinstance(values, dict) else {}


@dataclass(frozen=True)
class Policy:
    """What the administrator set: values for everybody, and what a document may run."""

    fixed: Values = field(default_factory=dict)
    macros: bool = False
    plugins: bool = False

    def effective(self, user: Values) -> dict[str, Any]:
        """The values that count for a user who has these settings."""
        values = {**DEFAULTS, **user, **self.fixed}
        return {
            **values,
            "macros": self.macros and values["macros"],
            "plugins": self.plugins and values["plugins"],
        }


def customization(values: Values) -> dict[str, Any]:
    """The part of ``editorConfig.customization`` that these settings make."""
    result: dict[str, Any] = {
        "compactHeader": values["compactHeader"],
        "features": {"spellcheck": values["spellcheck"]},
        "macros": values["macros"],
        "macrosMode": "warn",
        "plugins": values["plugins"],
    }
    if values["coEditing"] == "strict" and not values["autosave"]:
        result["autosave"] = False  # fast co-editing does not work without it
    if values["compactToolbar"]:  # what is left out is the default of the mode: compact for viewers
        result["compactToolbar"] = True
    if values["zoom"] != DEFAULTS["zoom"]:
        result["zoom"] = values["zoom"]
    if values["unit"] != "auto":
        result["unit"] = values["unit"]
    return result
