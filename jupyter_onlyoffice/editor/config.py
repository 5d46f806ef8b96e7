"""From a document, a user and rights to the config that api.js takes. Pure: no disk, no network, no clock of its own.

The shape is that of the published API of ONLYOFFICE Docs; what is signed is exactly what is sent (signing.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, TypedDict

from ..formats import Format
from . import settings as editor_settings
from .permissions import GROUPS, Mode, Permissions
from .settings import Policy, Values

MAX_TITLE = 128  # characters, by the API
MAX_NAME = 128
UTF8 = 65001  # its number among code pages

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


class ReferenceName(TypedDict):
    """``document.referenceData``: what workbooks refer to a file by."""

    fileKey: str
    instanceId: str


class ActionTarget(TypedDict):
    """A place in a document."""

    type: str  #: "bookmark" or "comment"
    data: str


class ActionLink(TypedDict):
    """A link to a place in a document, as Docs makes it and takes it back."""

    action: ActionTarget


@dataclass(frozen=True)
class Document:
    """What is opened."""

    key: str
    name: str
    format: Format
    download_url: str
    callback_url: str
    reference: ReferenceName | None = None  #: by what workbooks refer to it
    served: str = ""  #: the type of what Docs is given in the place of the file, if it is not the file itself


@dataclass(frozen=True)
class Person:
    """Who opens it; ``id`` is opaque."""

    id: str
    name: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preferences:
    """What JupyterLab passes on: its language (a BCP 47 tag), its theme, the user's settings of the editor."""

    lang: str = "en"
    dark: bool = False
    editor: Values = field(default_factory=dict)
    favorite: bool | None = None  #: None where there are no favourites, so no star in the editor

    @classmethod
    def of(cls, lang: str, theme: str, settings: str = "", favorite: str = "") -> Preferences:
        """From a request's arguments; what makes no sense becomes the default."""
        lang = lang.replace("_", "-")
        return cls(
            lang if _LANGUAGE.fullmatch(lang) else "en",
            theme == "dark",
            editor_settings.read(settings),
            {"true": True, "false": False}.get(favorite),
        )


def editor_config(
    document: Document,
    person: Person,
    mode: Mode,
    permissions: Permissions,
    preferences: Preferences,
    policy: Policy,
    force_save: bool,
    docs_major: int | None,
    action: ActionLink | None = None,
) -> dict[str, Any]:
    """The config of one editor, unsigned.

    ``docs_major``: the version of Docs if known; older ones lack features. ``action``: the place to open it at.
    """
    values = policy.effective(preferences.editor)
    changes = mode not in ("view", "embedded")
    kind: str = document.format.kind
    if kind == "pdf" and docs_major is not None and docs_major < 8:
        kind = "word"  # the document type "pdf" came with 8.0
    plain_pdf = document.format.ext == "pdf" and not document.format.form
    inner: dict[str, Any] = {
        "key": document.key,
        "title": shortened(document.name),
        "fileType": document.served or document.format.ext,
        "url": document.download_url,
        "permissions": permissions,
    }
    if document.served == "txt":
        inner["options"] = {"codePage": UTF8}  # which else the editor may ask the user for
    if preferences.favorite is not None:
        inner["info"] = {"favorite": preferences.favorite}
    if document.format.kind == "pdf":
        inner["isForm"] = document.format.form  # left out, the editor first loads a probe page
    if document.reference:
        inner["referenceData"] = document.reference
    dark = preferences.dark if values["theme"] == "auto" else values["theme"] == "dark"
    editor: dict[str, Any] = {
        "mode": "edit" if changes else "view",
        "lang": preferences.lang,
        "user": _user(person, permissions),
        "coEditing": _co_editing(changes, values, "coEditing" in policy.fixed or plain_pdf),
        "customization": {
            **editor_settings.customization(values),
            "anonymous": {"request": False},
            "close": {"visible": True},
            "feedback": False,
            "forcesave": force_save and changes,
            "uiTheme": "default-dark" if dark else "default-light",
        },
    }
    if document.format.form and mode == "fill":
        editor["customization"]["submitForm"] = True  # without it there is no button for it
    if action:
        editor["actionLink"] = action
    if changes:
        editor["callbackUrl"] = document.callback_url
    return {
        "type": "embedded" if mode == "embedded" else "desktop",
        "documentType": kind,
        "width": "100%",
        "height": "100%",
        "document": inner,
        "editorConfig": editor,
    }


def _co_editing(changes: bool, values: Values, fixed: bool) -> dict[str, Any]:
    """For viewers "fast" is the live view: they see what others type.

    Always given, as the editor for PDF files takes "strict" for its default, which keeps edits in the browser until
    the user saves; there it can not be changed either, as the editor would prefer what it was once set to.
    """
    if not changes:
        return {"mode": "fast", "change": False}
    return {"mode": values["coEditing"], "change": not fixed}


def _user(person: Person, permissions: Permissions) -> dict[str, str]:
    user = {"id": person.id, "name": person.name[:MAX_NAME]}
    if person.groups and any(name in permissions for name in (*GROUPS, "commentGroups")):
        user["group"] = ",".join(person.groups)
    return user


def shortened(name: str) -> str:
    """``name`` as a title, which has a limit."""
    if len(name) <= MAX_TITLE:
        return name
    stem, dot, ext = name.rpartition(".")
    return stem[: MAX_TITLE - len(ext) - 2] + "…" + dot + ext
