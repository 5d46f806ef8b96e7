"""From a document, a user and rights to the config that api.js takes. Pure: no disk, no network, no clock of its own.

The shape is that of the published API of ONLYOFFICE Docs; what is signed is exactly what is sent (protocol notes, 2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from .formats import Format
from .tokens import CONFIG_SECONDS, sign

Mode = Literal["edit", "view"]

MAX_TITLE = 128  # characters, by the API
MAX_NAME = 128

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True)
class Document:
    """What is opened."""

    key: str
    name: str
    format: Format
    download_url: str
    callback_url: str


@dataclass(frozen=True)
class Person:
    """Who opens it; ``id`` is opaque."""

    id: str
    name: str


@dataclass(frozen=True)
class Preferences:
    """What JupyterLab passes on: its language (a BCP 47 tag) and its theme."""

    lang: str = "en"
    dark: bool = False

    @classmethod
    def of(cls, lang: str, theme: str) -> Preferences:
        """From a request's arguments; what makes no sense becomes the default."""
        lang = lang.replace("_", "-")
        return cls(lang if _LANGUAGE.fullmatch(lang) else "en", theme == "dark")


def editor_config(
    document: Document,
    person: Person,
    mode: Mode,
    preferences: Preferences,
    force_save: bool,
    docs_major: int | None,
    action: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The config of one editor, unsigned.

    ``docs_major``: the version of Docs if known; older ones lack features. ``action``: the place to open it at.
    """
    edit = mode == "edit"
    kind: str = document.format.kind
    if kind == "pdf" and docs_major is not None and docs_major < 8:
        kind = "word"  # the document type "pdf" came with 8.0
    inner: dict[str, Any] = {
        "key": document.key,
        "title": _shortened(document.name),
        "fileType": document.format.ext,
        "url": document.download_url,
        "permissions": {
            "chat": True,
            "comment": edit and document.format.comment,
            "copy": True,
            "download": True,
            "edit": edit,
            "fillForms": edit,
            "print": True,
            "protect": edit,
            "review": edit and document.format.review,
        },
    }
    if document.format.kind == "pdf":
        inner["isForm"] = False  # left out, the editor first loads a probe page
    editor: dict[str, Any] = {
        "mode": mode,
        "lang": preferences.lang,
        "user": {"id": person.id, "name": person.name[:MAX_NAME]},
        "customization": {
            "anonymous": {"request": False},
            "feedback": False,
            "forcesave": force_save and edit,
            "macros": False,
            "plugins": False,
            "uiTheme": "default-dark" if preferences.dark else "default-light",
        },
    }
    if action:
        editor["actionLink"] = action
    if edit:
        editor["callbackUrl"] = document.callback_url
    return {
        "type": "desktop",
        "documentType": kind,
        "width": "100%",
        "height": "100%",
        "document": inner,
        "editorConfig": editor,
    }


def signed(config: dict[str, Any], secret: str, now: float) -> dict[str, Any]:
    """``config`` with its token over all of it; as it is when Docs runs without a secret."""
    return {**config, "token": sign(config, secret, now, CONFIG_SECONDS)} if secret else config


def _shortened(name: str) -> str:
    if len(name) <= MAX_TITLE:
        return name
    stem, dot, ext = name.rpartition(".")
    return stem[: MAX_TITLE - len(ext) - 2] + "…" + dot + ext
