"""Sentences of the table that a page can say in another language: they remember how they read before being filled in.

An answer carries them as they are, in English, and beside them in ``words`` what the page needs to look each up in the
catalogue of its user's language. A sentence into which nothing is filled in needs nothing: it is its own key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

_NAMES = re.compile(r"\{(\w+)")


class FilledSentence(TypedDict):
    """A sentence for a page: what it looks up in its catalogue, and what it fills in."""

    text: str
    values: dict[str, str | FilledSentence]


class Translatable(str):
    """A sentence that is filled in: ``text`` is the one of the table, ``values`` what stands for its names."""

    __slots__ = ("text", "values")
    text: str
    values: dict[str, object]

    def __new__(cls, text: str, values: Mapping[str, object]) -> Translatable:
        """Raises KeyError for a name without a value."""
        self = super().__new__(cls, text.format_map(values))
        self.text = text
        self.values = {name: values[name] for name in _NAMES.findall(text)}
        return self

    def __getnewargs__(self) -> tuple[str, dict[str, object]]:  # type: ignore[override]
        """For a copy."""
        return self.text, self.values

    def as_json(self) -> FilledSentence:
        """For a page: what it looks up, and what it fills in."""
        values: dict[str, str | FilledSentence] = {
            name: v.as_json() if isinstance(v, Translatable) and v.values else str(v) for name, v in self.values.items()
        }
        return {"text": self.text, "values": values}

    @classmethod
    def of_json(cls, found: Mapping[str, Any]) -> Translatable:
        """What ``as_json`` made of it. Raises KeyError, AttributeError or TypeError for anything else."""
        values = {n: cls.of_json(v) if isinstance(v, Mapping) else v for n, v in found["values"].items()}
        return cls(found["text"], values)


def phrase(text: str, /, **values: object) -> Translatable:
    """Words to be filled into a sentence, which catalogues have, too: they find ``text`` here, so it is a literal.

    Raises KeyError for a name without a value.
    """
    return Translatable(text, values)


def listed(parts: Iterable[str], separator: str) -> str:
    """Words one after the other, each of which can be said in another language."""
    values = {f"one{number}": part for number, part in enumerate(parts)}
    return Translatable(separator.join(f"{{{name}}}" for name in values), values)


def words_of(cause: object, remedy: object) -> dict[str, FilledSentence] | None:
    """What a page needs to say both in another language; None when nothing is filled in."""
    found = {"cause": cause, "remedy": remedy}
    return {
        name: said.as_json() for name, said in found.items() if isinstance(said, Translatable) and said.values
    } or None


def translatable(body: Any) -> Any:
    """An answer with the ``words`` of every trouble in it."""
    if isinstance(body, dict):
        made = {key: translatable(value) for key, value in body.items()}
        if "cause" in body and "words" not in body and (words := words_of(body["cause"], body.get("remedy"))):
            made["words"] = words
        return made
    if isinstance(body, (list, tuple)):
        return [translatable(value) for value in body]
    return body
