"""The one table of file formats: what Docs can do with each, and how JupyterLab offers it.

Source of the abilities: ONLYOFFICE's published list of document formats and the API documentation of Docs 9.
``lossy`` marks formats that Docs can write but not without loss, so a document keeps only what Docs supports of it.
``default`` says that a double click opens the editor; every other format is offered by "Open With".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .errors import UnsupportedFormatError

Kind = Literal["word", "cell", "slide", "pdf"]


@dataclass(frozen=True)
class Format:
    """A file format, known by its extension (lower case, without the dot)."""

    ext: str
    kind: Kind
    label: str
    mime: tuple[str, ...]
    edit: bool
    lossy: bool
    default: bool
    view: bool = True

    def as_json(self) -> dict[str, object]:
        """For ``GET onlyoffice/status``: the front end has no table of its own."""
        return {
            "ext": self.ext,
            "kind": self.kind,
            "label": self.label,
            "mime": list(self.mime),
            "view": self.view,
            "edit": self.edit,
            "lossy": self.lossy,
            "default": self.default,
        }


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_CELL = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_SLIDE = "application/vnd.openxmlformats-officedocument.presentationml."
_MS = "application/vnd.ms-"
_ODF = "application/vnd.oasis.opendocument."

# edit: Docs writes it back without loss, a double click opens it.
# lossy: Docs writes it back with loss. view: Docs only shows it. The office formats among the last two open on a double
# click too where JupyterLab itself has nothing better to show than "this is a binary file".
_EDIT, _LOSSY, _VIEW = "edit", "lossy", "view"
_ROWS: tuple[tuple[str, Kind, str, str, str, bool], ...] = (
    ("docx", "word", "Word document", _WORD + "document", _EDIT, True),
    ("docm", "word", "Word document with macros", _MS + "word.document.macroEnabled.12", _EDIT, True),
    ("dotx", "word", "Word template", _WORD + "template", _EDIT, True),
    ("dotm", "word", "Word template with macros", _MS + "word.template.macroEnabled.12", _EDIT, True),
    ("doc", "word", "Word 97-2003 document", "application/msword", _VIEW, True),
    ("dot", "word", "Word 97-2003 template", "application/msword", _VIEW, True),
    ("odt", "word", "OpenDocument text", _ODF + "text", _LOSSY, False),
    ("ott", "word", "OpenDocument text template", _ODF + "text-template", _LOSSY, False),
    ("fodt", "word", "Flat OpenDocument text", _ODF + "text-flat-xml", _VIEW, False),
    ("rtf", "word", "Rich text", "application/rtf", _LOSSY, False),
    ("txt", "word", "Plain text", "text/plain", _LOSSY, False),
    ("html", "word", "Web page", "text/html", _LOSSY, False),
    ("htm", "word", "Web page", "text/html", _VIEW, False),
    ("mht", "word", "Web archive", "message/rfc822", _VIEW, False),
    ("mhtml", "word", "Web archive", "message/rfc822", _VIEW, False),
    ("epub", "word", "E-book", "application/epub+zip", _LOSSY, False),
    ("fb2", "word", "FictionBook", "text/fb2+xml", _LOSSY, False),
    ("wps", "word", "WPS document", "application/vnd.ms-works", _VIEW, False),
    ("xlsx", "cell", "Excel workbook", _CELL + "sheet", _EDIT, True),
    ("xlsm", "cell", "Excel workbook with macros", _MS + "excel.sheet.macroEnabled.12", _EDIT, True),
    ("xltx", "cell", "Excel template", _CELL + "template", _EDIT, True),
    ("xltm", "cell", "Excel template with macros", _MS + "excel.template.macroEnabled.12", _EDIT, True),
    ("xlsb", "cell", "Excel binary workbook", _MS + "excel.sheet.binary.macroEnabled.12", _VIEW, True),
    ("xls", "cell", "Excel 97-2003 workbook", _MS + "excel", _VIEW, True),
    ("xlt", "cell", "Excel 97-2003 template", _MS + "excel", _VIEW, True),
    ("ods", "cell", "OpenDocument spreadsheet", _ODF + "spreadsheet", _LOSSY, False),
    ("ots", "cell", "OpenDocument spreadsheet template", _ODF + "spreadsheet-template", _LOSSY, False),
    ("fods", "cell", "Flat OpenDocument spreadsheet", _ODF + "spreadsheet-flat-xml", _VIEW, False),
    ("csv", "cell", "Comma-separated values", "text/csv", _LOSSY, False),
    ("pptx", "slide", "PowerPoint presentation", _SLIDE + "presentation", _EDIT, True),
    (
        "pptm",
        "slide",
        "PowerPoint presentation with macros",
        _MS + "powerpoint.presentation.macroEnabled.12",
        _EDIT,
        True,
    ),
    ("ppsx", "slide", "PowerPoint show", _SLIDE + "slideshow", _EDIT, True),
    (
        "ppsm",
        "slide",
        "PowerPoint show with macros",
        _MS + "powerpoint.slideshow.macroEnabled.12",
        _EDIT,
        True,
    ),
    ("potx", "slide", "PowerPoint template", _SLIDE + "template", _EDIT, True),
    (
        "potm",
        "slide",
        "PowerPoint template with macros",
        _MS + "powerpoint.template.macroEnabled.12",
        _EDIT,
        True,
    ),
    ("ppt", "slide", "PowerPoint 97-2003 presentation", _MS + "powerpoint", _VIEW, True),
    ("pps", "slide", "PowerPoint 97-2003 show", _MS + "powerpoint", _VIEW, True),
    ("pot", "slide", "PowerPoint 97-2003 template", _MS + "powerpoint", _VIEW, True),
    ("odp", "slide", "OpenDocument presentation", _ODF + "presentation", _LOSSY, False),
    ("otp", "slide", "OpenDocument presentation template", _ODF + "presentation-template", _LOSSY, False),
    ("fodp", "slide", "Flat OpenDocument presentation", _ODF + "presentation-flat-xml", _VIEW, False),
    ("pdf", "pdf", "PDF", "application/pdf", _VIEW, False),
    ("xps", "pdf", "XPS", "application/vnd.ms-xpsdocument", _VIEW, False),
    ("oxps", "pdf", "OpenXPS", "application/oxps", _VIEW, False),
    ("djvu", "pdf", "DjVu", "image/vnd.djvu", _VIEW, False),
)

FORMATS: dict[str, Format] = {
    ext: Format(ext, kind, label, (mime,), can != _VIEW, can == _LOSSY, default)
    for ext, kind, label, mime, can, default in _ROWS
}

#: Extensions whose files are zip packages by ECMA-376.
OOXML = frozenset(
    "docx docm dotx dotm xlsx xlsm xltx xltm pptx pptm ppsx ppsm potx potm".split()  # noqa: SIM905 - easier to read
)

#: What "New" offers: the extension, and the name of a new file.
CREATE: dict[str, str] = {"docx": "New document", "xlsx": "New spreadsheet", "pptx": "New presentation"}
CREATE_LABELS: dict[str, str] = {"docx": "Document", "xlsx": "Spreadsheet", "pptx": "Presentation"}

#: Extensions that name one and the same format, so that a result of the second may replace a file of the first.
_SAME = {"htm": "html", "mhtml": "mht", "jpeg": "jpg"}


def extension(path: str) -> str:
    """The extension of ``path`` in lower case without the dot; "" without one."""
    name = path.rpartition("/")[2]
    stem, dot, ext = name.rpartition(".")
    return ext.lower() if dot and stem else ""


def format_of(path: str) -> Format:
    """The format of ``path``.

    Raises UnsupportedFormatError when no editor takes it.
    """
    ext = extension(path)
    found = FORMATS.get(ext)
    if found is None:
        what = f"Files of type .{ext}" if ext else "Files without an extension"
        raise UnsupportedFormatError(
            f"{what} can not be opened in ONLYOFFICE.",
            "Open it with another editor of JupyterLab (Open With), or convert it to a format such as .docx first.",
        )
    return found


def same_format(ext: str, other: str) -> bool:
    """Whether two extensions name the same format, so that bytes of one may be stored in a file of the other."""
    ext, other = ext.lower(), other.lower()
    return _SAME.get(ext, ext) == _SAME.get(other, other)
