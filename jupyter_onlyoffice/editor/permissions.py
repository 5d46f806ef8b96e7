"""The permissions of the editor: which there are, and what may be asked of them.

The names and their meaning are those of ``document.permissions`` in the published API of ONLYOFFICE Docs. The editor
in the browser keeps to them; who may write files at all is decided by Jupyter's authorizer and the file itself, which
nothing in here can widen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ..formats import Format
from ..messages import phrase

Permissions = dict[str, Any]
Mode = Literal["edit", "review", "comment", "fill", "view", "embedded"]
"""What a document is opened for; embedded: a view with nothing around it."""


@dataclass(frozen=True)
class PermissionsRequest:
    """What the hook is asked about. ``permissions`` are those that are granted if it changes nothing."""

    username: str
    name: str
    groups: tuple[str, ...] | None  #: None where the identity provider knows of no groups
    path: str
    format: str  #: the extension, in lower case
    permissions: Mapping[str, Any]


Hook = Callable[[PermissionsRequest], Any]

#: True allows something.
ALLOWING = frozenset(
    ("chat", "comment", "copy", "download", "edit", "fillForms")
    + ("modifyContentControl", "modifyFilter", "print", "protect", "review")
)
#: True takes something away.
RESTRICTING = frozenset(("deleteCommentAuthorOnly", "editCommentAuthorOnly"))
#: Lists of groups of people; "" stands for those in no group.
GROUPS = frozenset(("reviewGroups", "userInfoGroups"))
COMMENT_GROUPS = frozenset(("view", "edit", "remove"))
NAMES = ALLOWING | RESTRICTING | GROUPS | {"commentGroups"}

#: What follows ``edit`` unless it is named itself, as in the API.
_WITH_EDIT = ("comment", "fillForms", "review")
#: The permissions that each mode leaves as they are, of those that let somebody change the document.
_CHANGING: dict[Mode, tuple[str, ...]] = {
    "edit": ("edit", "review", "comment", "fillForms", "protect", "modifyFilter", "modifyContentControl"),
    "review": ("review", "comment"),
    "comment": ("comment",),
    "fill": ("fillForms",),
    "view": (),
    "embedded": (),
}


def wrong(changes: object) -> str | None:
    """What is wrong with a dictionary of permissions, in a sentence; None when nothing is."""
    if not isinstance(changes, Mapping):
        return phrase("it is no dictionary")
    for name, value in changes.items():
        if name not in NAMES:
            return phrase("there is no permission {name}", name=repr(str(name)[:60]))
        if name in ALLOWING | RESTRICTING:
            fits = isinstance(value, bool)
            needed = phrase("True or False")
        elif name in GROUPS:
            fits = _names(value)
            needed = phrase("a list of groups")
        else:
            fits = isinstance(value, Mapping) and set(value) <= COMMENT_GROUPS and all(map(_names, value.values()))
            needed = phrase("a dictionary of 'view', 'edit' and 'remove' with lists of groups")
        if not fits:
            return phrase("{name} takes {needed}", name=repr(name), needed=needed)
    return None


def _names(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(name, str) for name in value)


def most(document_format: Format, writable: bool) -> Permissions:
    """All that can be granted: what the format can do, if the person may write the file."""
    edit = writable and document_format.edit
    return {
        "chat": True,
        "comment": writable and document_format.comment,
        "copy": True,
        "download": True,
        "edit": edit,
        "fillForms": edit or (writable and document_format.fill),
        "modifyContentControl": edit,
        "modifyFilter": edit,
        "print": True,
        "protect": edit,
        "review": writable and document_format.review,
    }


def changed(permissions: Permissions, changes: Mapping[str, Any], limit: Permissions) -> Permissions:
    """``permissions`` with ``changes``, of which none reaches beyond ``limit``."""
    result = {**permissions, **changes}
    if changes.get("edit") is False:
        result.update({name: False for name in _WITH_EDIT if name not in changes})
    for name in ALLOWING:
        result[name] = bool(result.get(name)) and limit[name] is True
    return result


def modes(permissions: Permissions, document_format: Format) -> list[Mode]:
    """What the document can be opened for with these permissions, the most first."""
    able: list[tuple[Mode, bool]] = [
        ("edit", permissions["edit"]),
        ("review", permissions["review"]),
        ("fill", permissions["fillForms"] and document_format.fill),
        # The editor of forms of Docs 9.3 fails when it may only comment (seen).
        ("comment", permissions["comment"] and not document_format.form),
    ]
    return [mode for mode, possible in able if possible] + ["view"]


def narrowed(permissions: Permissions, mode: Mode) -> Permissions:
    """What of ``permissions`` the editor is told when the document is opened for ``mode``.

    A viewer keeps them: the mode, which is signed, makes the view by itself, and Docs shows "Edit current file" only to
    those who have a right to it.
    """
    if mode == "view":
        return dict(permissions)
    taken = set(_CHANGING["edit"]).difference(_CHANGING[mode])
    return {name: False if name in taken else value for name, value in permissions.items()}


def least() -> Permissions:
    """Reading, and nothing else: when nobody knows what somebody may do."""
    return {name: False for name in ALLOWING}
