"""Whether a result can be what it claims to be, before it replaces anything.

Cheap for files of any size: of a zip package the table of contents is read, and so much of the text and of the
pictures that it is all of most documents (:data:`SUMMED`); sums over the whole of a large one would take as long as the
download.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from ..formats import OOXML
from ..messages import trouble
from .zip_reader import DAMAGE, open_package

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
#: Each comment ends at its first end: else many of them could be read in more ways than can be tried.
_HTML = re.compile(rb"\s*(<!--((?!-->).)*-->\s*)*(<!doctype html|<html|<head|<body|<script)", re.IGNORECASE | re.DOTALL)
_PLAIN = frozenset(("txt", "csv", "tsv", "md"))
_MAGIC = {"pdf": b"%PDF-", "rtf": b"{\\rtf"}
#: An OOXML document with a password is no zip but an OLE file that holds the encrypted zip ([MS-OFFCRYPTO] 2.3.4).
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Bytes at the beginning of a result that are looked at.
HEAD = 1024
#: How many bytes of a package, unpacked, are compared with their check sums: of its text, and of everything else; and
#: how many at a time.
SUMMED, CHUNK = {True: 64 * 1024 * 1024, False: 16 * 1024 * 1024}, 256 * 1024
_TEXT = (".xml", ".rels")


def check_result(staged: Path, filetype: str) -> None:
    """Look at a result of the type ``filetype`` (an extension).

    Raises ResultRejectedError when it is empty or an HTML page, DamagedResultError when it is torn, scrambled, or of
    another format.
    """
    with open(staged, "rb") as file:
        head = file.read(HEAD)
    check_head(head, filetype)
    if filetype in OOXML:
        if not head.startswith(_OLE):
            _check_package(staged, _MAIN_PARTS[filetype[:2]], "[Content_Types].xml", starts=b"<")
    elif filetype == "xlsb":  # a package like those, but its parts are no XML
        _check_package(staged, re.compile(r"xl/workbook\.bin"), "[Content_Types].xml")
    elif filetype in _ODF:
        family = f"application/vnd.oasis.opendocument.{_ODF[filetype]}".encode()
        _check_package(staged, re.compile(r"content\.xml"), "mimetype", family)
    elif filetype == "epub":
        _check_package(staged, re.compile(r"META-INF/container\.xml"), "mimetype", b"application/epub+zip")
    elif _MAGIC.get(filetype, b"") not in head:
        raise trouble("result.other-type", filetype=filetype)


def check_whole(staged: Path, filetype: str) -> None:
    """The same for one that may replace a file: of a PDF its end is there, too."""
    check_result(staged, filetype)
    if filetype == "pdf":
        with open(staged, "rb") as file:
            file.seek(max(staged.stat().st_size - HEAD, 0))
            if b"%%EOF" not in file.read():
                raise trouble("result.damaged")


def check_new(staged: Path, filetype: str) -> None:
    """The same for one that replaces nothing: there, a text without a word is no sign of trouble."""
    if filetype not in _PLAIN or staged.stat().st_size:
        check_result(staged, filetype)


def check_head(head: bytes, filetype: str) -> None:
    """Look at the beginning of a result only. Raises ResultRejectedError when it is empty or an HTML page."""
    if not head:
        raise trouble("result.empty")
    if filetype not in _HTML_LIKE and _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise trouble("result.web-page")


def _check_package(staged: Path, main: re.Pattern[str], named: str, content: bytes = b"", starts: bytes = b"") -> None:
    """Of a package that also has the part ``named``, beginning with ``content``; ``starts`` is in its main part."""
    try:
        with open_package(staged) as package:
            parts = [part for part in package.infolist() if main.fullmatch(part.filename)]
            if not parts or named not in package.NameToInfo:
                raise trouble("result.no-main-part")
            with package.open(named) as part:
                if not part.read(256).startswith(content):
                    raise trouble("result.other-format")
            with package.open(parts[0]) as part:
                if starts not in part.read(256):
                    raise trouble("result.damaged")
            _check_sums(package, parts[0])
    except DAMAGE as error:
        raise trouble("result.damaged") from error


def _check_sums(package: zipfile.ZipFile, main: zipfile.ZipInfo) -> None:
    """Read parts to their end, where zipfile compares the sum; first those without which the document does not open."""
    left = dict(SUMMED)
    for info in sorted(package.infolist(), key=lambda info: info is not main):
        text = info.filename.endswith(_TEXT)
        if info.file_size <= left[text]:
            left[text] -= info.file_size
            with package.open(info) as part:
                while part.read(CHUNK):
                    pass
