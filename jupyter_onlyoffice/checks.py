"""Whether a result can be what it claims to be, before it replaces anything.

Cheap for files of any size: of a zip package only the table of contents and the start of one part are read, which is
enough to notice a page of HTML, an empty or a torn file. Sums over the whole content would take as long as the
download.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from .errors import ResultRejectedError
from .formats import OOXML

#: The main part of each family of OOXML; Microsoft's own programs sometimes number it.
_MAIN_PARTS = {
    "do": re.compile(r"word/document\d*\.xml"),
    "xl": re.compile(r"xl/workbook\d*\.xml"),
    "pp": re.compile(r"ppt/presentation\d*\.xml"),
    "po": re.compile(r"ppt/presentation\d*\.xml"),
}
_ODF = {
    "odt": "text",
    "ott": "text",
    "ods": "spreadsheet",
    "ots": "spreadsheet",
    "odp": "presentation",
    "otp": "presentation",
}
_HTML_LIKE = frozenset(("html", "htm", "xhtml", "mht", "mhtml"))
_HTML = re.compile(rb"\s*(<!--.*?-->\s*)*(<!doctype html|<html|<head|<body|<script)", re.IGNORECASE | re.DOTALL)
_MAGIC = {"pdf": b"%PDF-", "rtf": b"{\\rtf"}
#: An OOXML document with a password is no zip but an OLE file that holds the encrypted zip ([MS-OFFCRYPTO] 2.3.4).
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Bytes at the beginning of a result that are looked at.
HEAD = 1024


def check_result(staged: Path, filetype: str) -> None:
    """Look at a result of the type ``filetype`` (an extension).

    Raises ResultRejectedError when it is empty, an HTML page, torn, or of another format.
    """
    with open(staged, "rb") as file:
        head = file.read(HEAD)
    check_head(head, filetype)
    if filetype in OOXML:
        if not head.startswith(_OLE) and b"<" not in _start_of_main_part(
            staged, _MAIN_PARTS[filetype[:2]], "[Content_Types].xml"
        ):
            raise _rejected("its main part is damaged")
    elif filetype in _ODF:
        family = f"application/vnd.oasis.opendocument.{_ODF[filetype]}".encode()
        _start_of_main_part(staged, re.compile(r"content\.xml"), "mimetype", family)
    elif filetype == "epub":
        _start_of_main_part(staged, re.compile(r"META-INF/container\.xml"), "mimetype", b"application/epub+zip")
    elif _MAGIC.get(filetype, b"") not in head:
        raise _rejected(f"it is no .{filetype} file")


def check_head(head: bytes, filetype: str) -> None:
    """Look at the beginning of a result only. Raises ResultRejectedError when it is empty or an HTML page."""
    if not head:
        raise _rejected("it is empty")
    if filetype not in _HTML_LIKE and _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise _rejected("it is a web page")


def _start_of_main_part(staged: Path, main: re.Pattern[str], named: str, content: bytes = b"") -> bytes:
    """Of a package that also has the part ``named``, beginning with ``content``."""
    try:
        with zipfile.ZipFile(staged) as package:
            parts = [part for part in package.infolist() if main.fullmatch(part.filename)]
            if not parts or named not in package.NameToInfo:
                raise _rejected("it lacks the main part of its format")
            with package.open(named) as part:
                if not part.read(256).startswith(content):
                    raise _rejected("it is of another format")
            with package.open(parts[0]) as part:
                return part.read(256)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise _rejected("its package is damaged") from error


def _rejected(reason: str) -> ResultRejectedError:
    return ResultRejectedError(
        f"The result of ONLYOFFICE Docs was not stored: {reason}.",
        "The file is unchanged. Open the document again: Docs may still have your edits.",
    )
