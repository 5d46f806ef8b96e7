"""Saying in a visitor's language what JupyterLab's page does not say for them: on the page of a guest."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from .translatable import Translatable

LOCALE = Path(__file__).parents[1] / "locale"

Texts = Mapping[str, list[str]]
"""A catalogue: the English text, and its translation as the first of a list."""

#: The longest header that is looked at, in characters.
_LONGEST = 200
_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d+)?))?\s*")


@cache
def languages() -> dict[str, Path]:
    """The catalogues of the package by their language, such as "de"."""
    return {path.parts[-3].partition("_")[0]: path for path in LOCALE.glob("*/LC_MESSAGES/*.json")}


@cache
def texts(language: str) -> Texts:
    """The catalogue of a language, read once; empty for one without."""
    path = languages().get(language)
    found: dict[str, list[str]] = json.loads(path.read_text("utf-8")) if path else {}
    return found


def language_of(accepted: str) -> str:
    """The language that suits ``accepted``, the header Accept-Language of a browser; English without one."""
    wanted: list[tuple[float, str]] = []
    for part in accepted[:_LONGEST].split(","):
        if found := _TAG.fullmatch(part):
            wanted.append((float(found[2] or 1), found[1].lower()))
    ranked = [language for weight, language in sorted(wanted, key=lambda one: -one[0]) if weight]
    return next((language for language in ranked if language == "en" or language in languages()), "en")


def say(text: str, catalogue: Texts) -> str:
    """A text or a sentence of the table, by a catalogue; as it is where that lacks it."""
    if not isinstance(text, Translatable):
        return catalogue.get(text, [text])[0]
    values = {name: say(value, catalogue) if isinstance(value, str) else value for name, value in text.values.items()}
    return str(Translatable(catalogue.get(text.text, [text.text])[0], values))
