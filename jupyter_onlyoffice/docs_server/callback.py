"""A callback of ONLYOFFICE Docs as a typed object, made of the claims of its verified body token.

Docs can be newer or older than this project, so only what nothing can be done without is demanded: the key and the
status. Every other field that is missing or of another type than Docs gives it counts as not told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from ..messages import trouble
from ..storage.filenames import is_text

#: The longest list of changes that is kept, in characters.
MAX_LIST = 256 * 1024


class CallbackStatus(IntEnum):
    """What a callback is about (source: the API documentation of Docs, "Callback handler")."""

    EDITING = 1  #: somebody joined or left
    READY_TO_SAVE = 2  #: the last editor has left, and the result is ready
    SAVING_ERROR = 3  #: the last editor has left, and Docs could not assemble the result
    CLOSED_UNCHANGED = 4  #: the last editor has left without an edit
    FORCE_SAVED = 6  #: the result of a force save is ready; the session goes on
    FORCE_SAVE_ERROR = 7  #: Docs could not assemble the result of a force save; the session goes on


class ForceSaveType(IntEnum):
    """What caused a force save."""

    COMMAND = 0  #: the command "forcesave"
    BUTTON = 1  #: the editor's button
    TIMER = 2  #: the clock of Docs
    FORM_SUBMITTED = 3  #: somebody submitted a form


@dataclass(frozen=True)
class Callback:
    """What Docs reports about a document. Texts that it does not tell are empty."""

    key: str
    status: CallbackStatus | int  #: a number that is no CallbackStatus comes from a newer Docs
    url: str | None = ""  #: where the result is; None when what is told can be no address
    filetype: str = ""  #: the format of the result, in small letters; Docs before 7.0 does not name it
    users: tuple[str, ...] = ()  #: ids of all who edit (1), or of who made the last change or closed the document
    authors: tuple[str, ...] = ()  #: ids of those who made the changes that the result holds, each once
    not_modified: bool = False  #: whether nothing has changed since the last force save
    force_save_type: ForceSaveType | None = None
    last_save: str = ""  #: Docs' time of the youngest edit in the result
    userdata: str = ""  #: what was sent with the command that ordered the force save
    form_answers_url: str = ""  #: where the answers of a submitted form are
    changes_url: str = ""  #: where the file with the changes is
    changes: tuple[dict[str, Any], ...] = ()  #: the list of changes, in the form that the editor's history takes
    server_version: str = ""  #: the version of Docs that made ``changes``

    @classmethod
    def of_claims(cls, claims: Mapping[str, Any]) -> Callback:
        """Return the callback that verified ``claims`` are.

        Raises BadRequestError when there is no key or no status.
        """
        key, status = claims.get("key"), claims.get("status")
        if not isinstance(key, str) or isinstance(status, bool) or not isinstance(status, int):
            raise trouble("callback.incomplete")
        url, history, last_save = claims.get("url"), claims.get("history"), claims.get("lastsave")
        history = history if isinstance(history, dict) else {}
        users = _texts(claims.get("users"))
        return cls(
            key=key,
            status=_status(status),
            url=(url if isinstance(url, str) and is_text(url) else None) if url else "",
            filetype=_text(claims.get("filetype")).lower(),
            users=users,
            authors=_authors(claims, history.get("changes"), users),
            not_modified=claims.get("notmodified") is True,
            force_save_type=_force_save_type(claims.get("forcesavetype")),
            last_save=str(last_save) if last_save and isinstance(last_save, str | int | float) else "",
            userdata=_text(claims.get("userdata")),
            form_answers_url=_text(claims.get("formsdataurl")),
            changes_url=_text(claims.get("changesurl")),
            changes=_changes(history.get("changes")),
            server_version=_text(history.get("serverVersion")),
        )

    def result_url(self) -> str:
        """Return where the result is. Raises BadRequestError when that is not told, or is no address."""
        if not self.url:
            raise trouble("callback.no-address")
        return self.url


def _status(number: int) -> CallbackStatus | int:
    with suppress(ValueError):
        return CallbackStatus(number)
    return number


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""


def _texts(found: object) -> tuple[str, ...]:
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def _force_save_type(found: object) -> ForceSaveType | None:
    with suppress(ValueError):
        return ForceSaveType(found)  # type: ignore[arg-type]  # anything else is a ValueError
    return None


def _authors(claims: Mapping[str, Any], changes: object, users: Sequence[str]) -> tuple[str, ...]:
    """Who made the changes that the result holds, as far as it is told.

    ``history`` names all since the session began, ``users`` only who made the last one, or closed the document: so the
    latter counts where the former is missing.
    """
    makers = [change.get("user") for change in changes if isinstance(change, dict)] if isinstance(changes, list) else []
    found: Sequence[object] = [maker.get("id") for maker in makers if isinstance(maker, dict)]
    if not found and (claims.get("status") == CallbackStatus.FORCE_SAVED or claims.get("notmodified") is False):
        found = users
    return tuple(dict.fromkeys(user for user in found if isinstance(user, str) and user))


def _changes(found: object) -> tuple[dict[str, Any], ...]:
    """The list of changes, or none when it makes no sense, is too long or is nested too deeply."""
    if not (isinstance(found, list) and all(isinstance(change, dict) for change in found)):
        return ()
    with suppress(RecursionError):
        if len(json.dumps(found)) <= MAX_LIST:
            return tuple(found)
    return ()
