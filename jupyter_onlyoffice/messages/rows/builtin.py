"""Showing and editing documents without an ONLYOFFICE Docs server, and text files with one."""

from __future__ import annotations

from ...errors import BadRequestError, ConflictError, ConversionError, ResultRejectedError, TooLargeError
from ..row import Row

_OPEN_ELSEWHERE = "Open it in the program that made it"


def _no_sheet(reason: str) -> Row:
    return Row(ConversionError, f"The file cannot be edited as a sheet: {reason}.", "Edit it as text, with JupyterLab.")


ROWS = {
    "builtin.changed": Row(
        ConflictError,
        "The file changed on disk since it was opened here, so it was not overwritten.",
        "Save your version as a copy, or open the file again to see what is new in it.",
    ),
    "builtin.parts-lost": Row(
        ResultRejectedError,
        "Saving would lose parts of the document: {parts}. The file was left as it was.",
        "Save your version as a copy and compare the two, or edit the file in another program.",
    ),
    "builtin.unreadable-result": Row(
        ResultRejectedError,
        "What the editor made is no readable document. The file was left as it was.",
        "Undo the last change and save again, or save your version as a copy.",
    ),
    "builtin.not-edited": Row(
        BadRequestError,
        "The built-in editor edits .{ext} files only.",
        "Connect an ONLYOFFICE Docs server for the others.",
    ),
    "builtin.too-large": Row(
        TooLargeError,
        "The document is larger than {size} MiB, which c.OnlyOffice.max_file_size allows.",
        "Make it smaller, or have the administrator raise the limit.",
    ),
    "builtin.view-only": Row(
        None,
        "Without an ONLYOFFICE Docs server only documents of the type .{ext} can be edited; this is a view.",
        "Connect an ONLYOFFICE Docs server to edit the other formats, too.",
        "connect",
    ),
    "builtin.no-converter": Row(
        None,
        "Showing files of the type “{label}” needs a converter, and none is installed on the Jupyter server.",
        'Install one there: pip install "jupyter-onlyoffice[convert]" (Linux), or LibreOffice. '
        "Or connect an ONLYOFFICE Docs server, which also edits it.",
    ),
    "builtin.not-converted": Row(
        ConversionError, "Nothing on this server converts this document.", "Open it again to see what to do."
    ),
    "builtin.password": Row(
        ConversionError,
        "The document is protected with a password.",
        f"{_OPEN_ELSEWHERE} and save it without the password, or connect an ONLYOFFICE Docs server, which asks for it.",
    ),
    "builtin.damaged": Row(
        ConversionError,
        "The document cannot be read: it is damaged, or of another format than its name says.",
        f"{_OPEN_ELSEWHERE} and save it again, or restore an earlier version.",
    ),
    "builtin.large-content": Row(
        ConversionError,
        "The content of the document is too large to be shown here.",
        f"{_OPEN_ELSEWHERE}, or split it into smaller ones.",
    ),
    "builtin.slow": Row(
        ConversionError,
        "Making the pages of this document takes too long.",
        f"{_OPEN_ELSEWHERE}, split it, or connect an ONLYOFFICE Docs server.",
    ),
    "builtin.broken-down": Row(
        ConversionError,
        "The converter ({program}) broke down over this document ({end}).",
        f"{_OPEN_ELSEWHERE}. It may be damaged, or need more memory than one conversion may use.",
    ),
    "builtin.unconfined": Row(
        ConversionError,
        "The document may name files outside of itself, and this system cannot keep the converter from reading them.",
        "Install LibreOffice on the Jupyter server, or run it on Linux 5.13 or newer with Landlock (Docker 20.10.10 or "
        "newer lets containers use it).",
    ),
    "builtin.no-font": Row(
        ConversionError,
        "The pages cannot be drawn because no font is installed on the Jupyter server.",
        "Install one there, for example the Debian package fonts-dejavu-core, and restart the server.",
    ),
    "text.too-large": Row(
        ConversionError,
        "The file is larger than {size} MiB, the most that keeps its form in an editor.",
        "Edit it as text, with JupyterLab, or work on a copy.",
    ),
    "text.rows": _no_sheet("it has more rows than a sheet can have"),
    "text.columns": _no_sheet("it has more columns than a sheet can have"),
    "text.long-cell": _no_sheet("it has a cell with more characters than one in a sheet can have"),
    "text.characters": _no_sheet("it holds characters that a sheet cannot hold"),
    "text.unreadable-result": Row(
        ConversionError,
        "The result of ONLYOFFICE Docs is no workbook that can be read.",
        "It is kept as it is, in a copy beside the file.",
    ),
}
