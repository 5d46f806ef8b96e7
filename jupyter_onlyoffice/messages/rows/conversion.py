"""Making other formats of a document, and pictures of it."""

from __future__ import annotations

from ...errors import (
    BadRequestError,
    BusyError,
    ConversionError,
    NotAllowedError,
    NotFoundError,
    PasswordError,
    StorageError,
)
from ..remedies import CHECK_SECRET
from ..row import Row

_LOG = "Look at the log of Docs."
_FREE = "Free some space in the folder c.OnlyOffice.data_dir, and try again."


def _failed(reason: str, remedy: str) -> Row:
    return Row(ConversionError, f"The document could not be converted: {reason}.", remedy)


ROWS = {
    "conversion.cells": _failed("its sheets have more cells than Docs accepts", "Split the document."),
    "conversion.internal": _failed("Docs had an internal error", _LOG),
    "conversion.too-slow": _failed("it took Docs too long", "Try again later, or split the document."),
    "conversion.unreadable": _failed(
        "it is damaged, of another format than its name says, or has no such conversion",
        "Open the document in ONLYOFFICE Docs and save it from there.",
    ),
    "conversion.not-fetched": _failed(
        "Docs could not fetch the document from this server",
        "Look whether Docs reaches this server at c.OnlyOffice.jupyter_url.",
    ),
    "conversion.database": _failed("the database of Docs failed", _LOG),
    "conversion.request": _failed(
        "Docs does not understand the request", "Look whether Docs is of a version that knows both formats."
    ),
    "conversion.switched-off": _failed(
        "Docs refuses to convert for other servers (HTTP 403)",
        "Set services.CoAuthoring.server.convertServiceEnable of Docs to true, if it is off, and let its IP filter "
        "(ipfilter), or the proxy before it, allow this server.",
    ),
    "conversion.token": _failed("Docs does not accept the token", CHECK_SECRET),
    "conversion.unknown-format": _failed(
        "Docs cannot tell the format of the document", "Rename the file to the extension of its format."
    ),
    "conversion.too-large": _failed(
        "its content is larger than Docs accepts", "Split the document, or raise the limits of Docs."
    ),
    "conversion.error": _failed("error {number}", _LOG),
    "conversion.wrong-password": Row(
        PasswordError, "The password of the document is wrong.", "Enter the one that opens it."
    ),
    "conversion.password": Row(
        PasswordError, "The document is protected with a password.", "Enter the password that opens it."
    ),
    "conversion.not-in-time": Row(
        ConversionError, "The document could not be converted in time.", "Try again later, or split the document."
    ),
    "conversion.unfit": Row(ConversionError, "{cause}", "Try again; if that fails too, look at the log of Docs."),
    "conversion.not-here": Row(
        ConversionError, "A .{source} file cannot be made a .{target}.", "Choose another format."
    ),
    "conversion.no-such": Row(
        BadRequestError, "A .{source} file cannot be converted to .{target} here.", "Choose another format."
    ),
    "conversion.long-password": Row(BadRequestError, "The password is too long.", "It has at most {most} characters."),
    "conversion.busy": Row(BusyError, "Too many conversions are under way.", "Wait until some of them have ended."),
    "conversion.forgotten": Row(NotFoundError, "This conversion is not known any more.", "Convert the document again."),
    "conversion.nothing": Row(NotFoundError, "There is nothing to download.", "Convert the document again."),
    "conversion.fault": Row(StorageError, "The conversion failed on this server.", "See its log."),
    "conversion.no-folder": Row(NotAllowedError, "You may not create files here.", "Download the document instead."),
    "conversion.no-preview": Row(
        ConversionError, "The document is too large for a preview.", "Open it to see what is in it."
    ),
    "conversion.no-picture": Row(
        ConversionError, "ONLYOFFICE Docs made no picture of this document.", "Open it instead."
    ),
    "conversion.picture-not-kept": Row(StorageError, "The picture could not be kept: {reason}.", _FREE),
    "conversion.pages-not-made": Row(StorageError, "The pages of the document could not be made: {reason}.", _FREE),
}
