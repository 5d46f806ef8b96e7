"""What the editor asks for: pictures, sources of values, versions, copies."""

from __future__ import annotations

from ...errors import (
    BadRequestError,
    ConfigurationError,
    ConflictError,
    FetchError,
    NotAllowedError,
    NotFoundError,
    ResultRejectedError,
)
from ..row import Row

_CHOOSE = "Choose it anew: Data > External links > Change source."

ROWS = {
    "insert.nothing": Row(BadRequestError, "The request names nothing that can be inserted.", "Reload the page."),
    "insert.not-one": Row(BadRequestError, "The request does not name one file.", "Choose a file."),
    "insert.no-image": Row(
        BadRequestError, "“{name}” cannot be used here.", "Choose a picture, for example a .png or .jpg file."
    ),
    "insert.no-document": Row(
        BadRequestError, "“{name}” cannot be used here.", "Choose a text document, for example a .docx file."
    ),
    "insert.no-spreadsheet": Row(
        BadRequestError, "“{name}” cannot be used here.", "Choose a spreadsheet, for example an .xlsx file."
    ),
    "reference.other-site": Row(
        NotAllowedError, "Values of other sites are not fetched.", "Copy the file to this Jupyter server."
    ),
    "reference.not-found": Row(NotFoundError, "“{name}” was not found on this server.", _CHOOSE),
    "reference.source-not-found": Row(NotFoundError, "The source of the values was not found on this server.", _CHOOSE),
    "reference.no-spreadsheet": Row(
        BadRequestError, "“{name}” is no spreadsheet.", "Choose a spreadsheet as the source."
    ),
    "reference.itself": Row(BadRequestError, "A workbook cannot be its own source.", "Choose another one."),
    "history.off": Row(
        ConfigurationError,
        "No versions of documents are kept on this server.",
        "Set c.OnlyOffice.versions, or ask its administrator to.",
    ),
    "history.gone": Row(
        NotFoundError,
        "This version is no longer kept.",
        "Close the history and open it again to see which are.",
    ),
    "history.not-stored": Row(
        ConflictError,
        "The last edits of the document are not stored yet, so no version was restored.",
        "Wait a moment and try again. If it stays, close the history and save the document.",
    ),
    "history.changed": Row(
        ConflictError,
        "The file changed on disk while it was edited, so no version was restored.",
        "Choose first which of both is to stay: close the history and look at the message in the tab.",
    ),
    "history.other-format": Row(
        BadRequestError,
        "This version is of another format than the document.",
        "Save it as a copy instead.",
    ),
    "save-as.no-type": Row(
        BadRequestError, "The new file has no type that is known.", "Choose another format in the editor."
    ),
    "save-as.no-name": Row(BadRequestError, "The new file has no name.", "Enter one in the editor."),
    "save-as.not-fetched": Row(
        FetchError, "{cause}", "Save the copy again: what the editor offers is gone after 15 minutes."
    ),
    "save-as.unfit": Row(ResultRejectedError, "{cause}", "Nothing was stored. Save the copy again."),
}
