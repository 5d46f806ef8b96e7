"""Opening and making documents, and what one may do with them."""

from __future__ import annotations

from ...errors import BadRequestError, ConversionError, NotAllowedError, NotFoundError, UnsupportedFormatError
from ..row import Row

_CONVERT = "Update Docs, or convert the file to another format."
_MORE = "Ask the administrator of this server if you need more."


def _restricted(what: str) -> Row:
    return Row(None, f"You may {what}.", _MORE, "restricted")


ROWS = {
    "documents.unsupported": Row(
        UnsupportedFormatError,
        "Files of type .{ext} cannot be opened in ONLYOFFICE.",
        "Open it with another editor of JupyterLab (Open With), or convert it to a format such as .docx first.",
    ),
    "documents.no-extension": Row(
        UnsupportedFormatError,
        "Files without an extension cannot be opened in ONLYOFFICE.",
        "Open it with another editor of JupyterLab (Open With), or convert it to a format such as .docx first.",
    ),
    "documents.newer-docs": Row(
        UnsupportedFormatError,
        "Files of the type “{label}” need ONLYOFFICE Docs {since} or newer; the connected one is of version {major}.",
        _CONVERT,
    ),
    "documents.viewed": Row(
        None, "You chose to view this document.", "To edit it, choose again how to work on this document."
    ),
    "documents.as-it-is": Row(None, "{cause} So it opens for viewing.", "{remedy}"),
    "documents.lossy": Row(
        None,
        "Saving keeps only what ONLYOFFICE and the format “{label}” both know.",
        "For a document that must keep everything, work on a copy.",
    ),
    "documents.no-permission": Row(None, "You may read this document but not change it.", "Ask its owner to let you."),
    "documents.read-only": Row(
        None,
        "This file or its folder is read-only.",
        "Save a copy elsewhere, or make both writable and open it again.",
    ),
    "documents.view-only": Row(
        None,
        "Files of the type “{label}” open for viewing.",
        "To edit it, work on a copy of a format such as .docx, .xlsx or .pptx.",
    ),
    "documents.old-docs": Row(
        None,
        "Files of the type “{label}” open for viewing: ONLYOFFICE Docs edits them from version {since}.",
        _CONVERT,
    ),
    "documents.restricted-edit": _restricted("edit this document"),
    "documents.restricted-review": _restricted("suggest changes to this document, which are tracked"),
    "documents.restricted-comment": _restricted("comment on this document but not change it"),
    "documents.restricted-fill": _restricted("fill the form in this document but not change it"),
    "documents.restricted-view": _restricted("read this document but not change it"),
    "documents.hook-failed": Row(
        None,
        "What you may do with this document could not be found out, so it opens for viewing.",
        "Ask the administrator to look into the log of the Jupyter server.",
    ),
    "documents.hook": Row(
        None,
        "c.OnlyOffice.permissions_hook failed, so {path} opens for viewing: {error}.",
        "Mend the function: what follows in the log says where it failed.",
    ),
    "documents.content-kept": Row(
        NotAllowedError,
        "You may read “{name}” but not take its content elsewhere.",
        "Ask the administrator of this server if you need to.",
    ),
    "documents.not-yours": Row(NotAllowedError, "You may not change this document.", "Ask its owner to let you."),
    "documents.no-choice": Row(BadRequestError, "This is none of the choices.", "Choose one of {choices}."),
    "documents.type": Row(BadRequestError, "A file of this type cannot be created.", "Choose one of {types}."),
    "documents.name": Row(
        BadRequestError,
        "A name cannot be empty or contain '/', '\\', ':' or control characters.",
        "Choose another name.",
    ),
    "documents.no-template": Row(NotFoundError, "The template does not exist.", "Choose another one."),
    "documents.damaged-template": Row(
        ConversionError, "The template is damaged, too large or protected by a password.", "Choose another one."
    ),
}
