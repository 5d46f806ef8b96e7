"""Requests that make no sense: from a page of another version, or from a program."""

from __future__ import annotations

from ...errors import BadRequestError, NotAllowedError, OnlyOfficeError, TooLargeError
from ..row import Row

_FROM_DOCS = "Look whether this request is from ONLYOFFICE Docs."

ROWS = {
    "request.fault": Row(
        OnlyOfficeError,
        "This server could not handle the request.",
        "Try again; if it stays, look at the log of the server.",
    ),
    "request.forbidden": Row(
        OnlyOfficeError,
        "{reason}.",
        "Reload the page and log in again. If it stays, ask the administrator of this server.",
    ),
    "request.refused": Row(OnlyOfficeError, "{reason}.", "Close the tab and open the document again."),
    "request.no-json": Row(BadRequestError, "The body of the request is not a JSON object.", "Send a JSON object."),
    "request.large": Row(
        TooLargeError, "The request is larger than {most} KiB.", "Choose fewer files, or shorten what is sent."
    ),
    "request.no-document": Row(BadRequestError, "The request names no document.", "Give its path."),
    "request.no-files": Row(BadRequestError, "The request names no files.", "Choose a file."),
    "request.no-version": Row(BadRequestError, "The request names no version.", "Give its number."),
    "request.no-template": Row(BadRequestError, "The request names no template.", "Give its source and its path."),
    "request.template": Row(BadRequestError, "The template is not a JSON object.", "Give its source and its path."),
    "request.mode": Row(BadRequestError, "There is no such mode.", "Ask for one of {modes}."),
    "request.ask": Row(BadRequestError, "There is no such way to ask.", "Use one of {ways}."),
    "request.paper": Row(
        BadRequestError, "The paper is neither 'A4' nor 'Letter'.", "Ask for one of them, or leave it out."
    ),
    "request.days": Row(BadRequestError, "How long the link is good is not given in days.", "Give a number."),
    "callback.incomplete": Row(BadRequestError, "The callback has no key or no status.", _FROM_DOCS),
    "callback.status": Row(
        BadRequestError, "The callback has the unknown status {status}.", "Update jupyter-onlyoffice."
    ),
    "callback.other-document": Row(
        NotAllowedError, "The callback is about another document than its link.", "Open the document again."
    ),
    "callback.no-address": Row(
        BadRequestError,
        "The callback has no address of a result.",
        _FROM_DOCS,
    ),
}
