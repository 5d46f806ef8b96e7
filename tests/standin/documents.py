"""Documents as the stand-in's editor sees them: lines of text, and lines that users typed into them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from . import packages, pictures

_BLANKS = Path(__file__).resolve().parents[2] / "jupyter_onlyoffice" / "templates"
_OOXML_OF = {"word": "docx", "cell": "xlsx", "slide": "pptx", "pdf": "pdf"}
_PACKAGES = {
    *("docx", "docm", "dotx", "dotm", "xlsx", "xlsm", "xltx", "xltm", "pptx", "pptm", "ppsx", "ppsm", "potx", "potm"),
    *("odt", "ott", "ods", "ots", "odp", "otp"),
}
_PLAIN = {"txt", "csv", "tsv", "md", "html", "rtf", "pdf"}  # text, or formats where a line at the end does no harm


class UnconvertibleError(Exception):
    """No way from this source to the wanted format."""


def blank(kind: str) -> bytes:
    """The empty document that Docs opens for a file of no bytes."""
    return (_BLANKS / f"new.{_OOXML_OF[kind]}").read_bytes()


def torn(data: bytes) -> bool:
    """Whether it begins like a package and is none: no editor opens that."""
    return data.startswith(b"PK") and not zipfile.is_zipfile(io.BytesIO(data))


def texts(data: bytes, extension: str) -> list[str]:
    """The lines of a document; whatever is no package is taken for text, as Docs takes a web page for a .docx."""
    if extension in _PACKAGES:
        try:
            return packages.texts(data)
        except (zipfile.BadZipFile, packages.NotInsertableError, ElementTree.ParseError):
            pass
    if extension == "pdf":
        return [line[2:].decode("utf-8") for line in data.splitlines() if line.startswith(b"% ")]
    return _decode(data).splitlines()


def assemble(source: bytes, extension: str, kind: str, lines: list[str], ooxml: bool = False) -> tuple[str, bytes]:
    """The extension and the bytes of ``source`` with ``lines`` typed into it.

    A format that can't be written falls back to OOXML with the text only, as every other does when ``ooxml`` is set.
    """
    target = _OOXML_OF[kind]
    native = extension in _PACKAGES or extension in _PLAIN
    if native and not (ooxml and not _is_ooxml(extension)):
        if extension in _PLAIN:
            return extension, _append(source, extension, lines)
        try:
            return extension, packages.insert(source or blank(kind), lines)
        except (zipfile.BadZipFile, packages.NotInsertableError):
            target = extension if _is_ooxml(extension) else target
    text = [line for line in texts(source, extension) if line.strip()] if source else []
    return target, packages.insert(blank(kind), [*lines, *text])


def convert(source: bytes, extension: str, target: str) -> bytes:
    """The document in another format, by the most trivial means.

    Raises UnconvertibleError.
    """
    kind = _kind(target)
    if extension == target or (_is_ooxml(extension) and _is_ooxml(target) and _kind(extension) == kind):
        return source
    lines = texts(source, extension)
    if target in _PLAIN:
        return _append(b"%PDF-1.4\n" if target == "pdf" else b"", target, lines)
    if target in ("png", "jpg", "gif", "bmp"):
        return pictures.page(lines)
    if kind and _is_ooxml(target):
        return packages.insert(blank(kind), lines)
    raise UnconvertibleError(f"{extension} to {target}")


def _kind(extension: str) -> str:
    return {"d": "word", "x": "cell", "p": "slide"}.get(extension[:1], "") if _is_ooxml(extension) else ""


def _is_ooxml(extension: str) -> bool:
    return extension in _PACKAGES and not extension.startswith(("od", "ot"))


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _append(source: bytes, extension: str, lines: list[str]) -> bytes:
    newline = b"\r\n" if b"\r\n" in source else b"\n"
    mark = b"% " if extension == "pdf" else b""
    if source and not source.endswith(b"\n"):
        source += newline
    return source + b"".join(mark + line.encode() + newline for line in lines)
