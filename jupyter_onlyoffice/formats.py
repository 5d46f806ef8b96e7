"""The one table of file formats: what Docs can do with each, and how JupyterLab offers it.

Facts of ONLYOFFICE Docs 9.4: its published list of document formats (ONLYOFFICE/document-formats 3.2) and the API
documentation, which has added .ofd and the conversion to .xls for 10.0. Left out of that list are pictures, which no
editor opens, and the shortcuts of Google Drive, which are no documents.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypedDict

from .messages import trouble

Kind = Literal["word", "cell", "slide", "pdf", "diagram"]


class FormatAnswer(TypedDict):
    """A format as one of ``formats`` in ``GET onlyoffice/status``; see ``Format``."""

    ext: str
    kind: Kind
    label: str
    mime: list[str]
    edit: bool
    lossy: bool
    review: bool
    comment: bool
    fill: bool
    default: bool
    targets: list[str]
    working: str


@dataclass(frozen=True)
class Format:
    """A file format, known by its extension (lower case, without the dot). Every one can be viewed."""

    ext: str
    kind: Kind
    label: str
    mime: tuple[str, ...]
    edit: bool  #: Docs writes it
    lossy: bool  #: but not all that such a file can hold: what Docs does not support is gone after a save
    review: bool
    comment: bool
    fill: bool  #: its forms
    default: bool  #: a double click opens it; every other is offered by "Open With"
    targets: tuple[str, ...]  #: what Docs converts it to, the most wanted first
    since: int = 0  #: the first version of Docs that opens it, where an older one may still be in use
    edit_since: int = 0  #: the first version of Docs that writes it
    form: bool = False  #: a PDF form of ONLYOFFICE, which its name does not tell

    @property
    def working(self) -> str:
        """The format of a copy to work on, of what can only be viewed; "" where that is of no use."""
        wanted = WORKING.get(self.kind, "")
        return wanted if not self.edit and wanted in self.targets else ""

    def as_form(self) -> Format:
        """The same of a form, which has an editor of its own in Docs, and longer so."""
        return replace(self, form=True, label="PDF form", edit_since=FORM_SINCE)

    def written_by(self, major: int | None) -> bool:
        """Whether a Docs of this version writes it; None: of an unknown one.

        A Docs that can only show plain PDF files lets people draw into them all the same, and forgets it.
        """
        if major is None:
            return self.form or self.ext != "pdf"
        return major >= self.edit_since

    def as_json(self) -> FormatAnswer:
        """For ``GET onlyoffice/status``: the front end has no table of its own."""
        return {
            "ext": self.ext,
            "kind": self.kind,
            "label": self.label,
            "mime": list(self.mime),
            "edit": self.edit,
            "lossy": self.lossy,
            "review": self.review,
            "comment": self.comment,
            "fill": self.fill,
            "default": self.default,
            "targets": list(self.targets),
            "working": self.working,
        }


_OOXML_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_OOXML_CELL = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_OOXML_SLIDE = "application/vnd.openxmlformats-officedocument.presentationml."
_MS = "application/vnd.ms-"
_ODF = "application/vnd.oasis.opendocument."
_SUN = "application/vnd.sun.xml."

# What a format can do. "edit", and "lossy" for an edit that loses what Docs does not support; neither: Docs shows it
# only. "open": a double click opens it, as JupyterLab has nothing better for such files than "this is a binary file".
# Not among these are those that JupyterLab shows itself, and those whose extension mostly means something else there
# (.dot is Graphviz, .pot gettext, .key a private key). "9" and the like: the first version of Docs that opens it.
_WORD = (
    ("docx", "edit review comment open", "Word document", _OOXML_WORD + "document"),
    ("docm", "edit review comment open", "Word document with macros", _MS + "word.document.macroEnabled.12"),
    ("dotx", "edit review comment open", "Word template", _OOXML_WORD + "template"),
    ("dotm", "edit review comment open", "Word template with macros", _MS + "word.template.macroEnabled.12"),
    ("doc", "open", "Word 97-2003 document", "application/msword"),
    ("dot", "", "Word 97-2003 template", "application/msword"),
    ("odt", "lossy review comment open", "OpenDocument text", _ODF + "text"),
    ("ott", "lossy review comment open", "OpenDocument text template", _ODF + "text-template"),
    ("fodt", "", "Flat OpenDocument text", _ODF + "text-flat-xml"),
    ("rtf", "lossy review comment open", "Rich text", "application/rtf text/rtf"),
    ("txt", "lossy", "Plain text", "text/plain"),
    ("md", "9", "Markdown", "text/markdown"),
    ("html", "lossy", "Web page", "text/html"),
    ("htm", "", "Web page", "text/html"),
    ("mht", "open", "Web archive", "message/rfc822"),
    ("mhtml", "open", "Web archive", "message/rfc822"),
    ("xml", "", "Office XML", "application/xml text/xml"),
    ("epub", "lossy open", "E-book", "application/epub+zip"),
    ("fb2", "lossy open", "FictionBook", "text/fb2+xml application/x-fictionbook+xml"),
    ("pages", "8 open", "Apple Pages document", "application/vnd.apple.pages application/x-iwork-pages-sffpages"),
    ("hwp", "8 open", "Hangul document", "application/x-hwp application/x-hwp-v5"),
    ("hwpx", "8 open", "Hangul XML document", "application/x-hwpx"),
    ("hml", "9 open", "Hangul markup document", "application/x-hml"),
    ("wps", "open", "WPS document", "application/vnd.ms-works"),
    ("wpt", "open", "WPS document template", "application/vnd.ms-works"),
    ("sxw", "open", "StarOffice text", _SUN + "writer"),
    ("stw", "open", "StarOffice text template", _SUN + "writer.template"),
)
_CELL = (
    ("xlsx", "edit comment open", "Excel workbook", _OOXML_CELL + "sheet"),
    ("xlsm", "edit comment open", "Excel workbook with macros", _MS + "excel.sheet.macroEnabled.12"),
    ("xltx", "edit comment open", "Excel template", _OOXML_CELL + "template"),
    ("xltm", "edit comment open", "Excel template with macros", _MS + "excel.template.macroEnabled.12"),
    ("xlsb", "edit comment open", "Excel binary workbook", _MS + "excel.sheet.binary.macroEnabled.12"),
    ("xls", "open", "Excel 97-2003 workbook", _MS + "excel"),
    ("xlt", "open", "Excel 97-2003 template", _MS + "excel"),
    ("ods", "lossy comment open", "OpenDocument spreadsheet", _ODF + "spreadsheet"),
    ("ots", "lossy comment open", "OpenDocument spreadsheet template", _ODF + "spreadsheet-template"),
    ("fods", "", "Flat OpenDocument spreadsheet", _ODF + "spreadsheet-flat-xml"),
    ("csv", "lossy", "Comma-separated values", "text/csv application/csv text/x-comma-separated-values text/x-csv"),
    ("tsv", "lossy", "Tab-separated values", "text/tab-separated-values"),
    (
        "numbers",
        "8 open",
        "Apple Numbers sheet",
        "application/vnd.apple.numbers application/x-iwork-numbers-sffnumbers",
    ),
    ("et", "open", "WPS spreadsheet", "application/x-et"),
    ("ett", "open", "WPS spreadsheet template", "application/x-ett"),
    ("sxc", "open", "StarOffice spreadsheet", _SUN + "calc"),
)
_SLIDE = (
    ("pptx", "edit comment open", "PowerPoint presentation", _OOXML_SLIDE + "presentation"),
    (
        "pptm",
        "edit comment open",
        "PowerPoint presentation with macros",
        _MS + "powerpoint.presentation.macroEnabled.12",
    ),
    ("ppsx", "edit comment open", "PowerPoint show", _OOXML_SLIDE + "slideshow"),
    ("ppsm", "edit comment open", "PowerPoint show with macros", _MS + "powerpoint.slideshow.macroEnabled.12"),
    ("potx", "edit comment open", "PowerPoint template", _OOXML_SLIDE + "template"),
    ("potm", "edit comment open", "PowerPoint template with macros", _MS + "powerpoint.template.macroEnabled.12"),
    ("ppt", "open", "PowerPoint 97-2003 presentation", _MS + "powerpoint"),
    ("pps", "open", "PowerPoint 97-2003 show", _MS + "powerpoint"),
    ("pot", "", "PowerPoint 97-2003 template", _MS + "powerpoint"),
    ("odp", "lossy comment open", "OpenDocument presentation", _ODF + "presentation"),
    ("otp", "lossy comment open", "OpenDocument presentation template", _ODF + "presentation-template"),
    ("fodp", "", "Flat OpenDocument presentation", _ODF + "presentation-flat-xml"),
    ("odg", "9 open", "OpenDocument drawing", _ODF + "graphics"),
    ("key", "8", "Apple Keynote presentation", "application/vnd.apple.keynote application/x-iwork-keynote-sffkey"),
    ("dps", "open", "WPS presentation", "application/x-dps"),
    ("dpt", "open", "WPS presentation template", "application/x-dpt"),
    ("sxi", "open", "StarOffice presentation", _SUN + "impress"),
)
_PDF = (
    ("pdf", "edit comment fill", "PDF", "application/pdf application/x-pdf application/acrobat"),
    ("docxf", "open", "Form template", _OOXML_WORD + "document.docxf"),
    ("oform", "open", "Form", _OOXML_WORD + "document.oform"),
    ("xps", "open", "XPS", "application/vnd.ms-xpsdocument application/xps"),
    ("oxps", "open", "OpenXPS", "application/oxps"),
    ("ofd", "10 open", "Open fixed-layout document", "application/ofd"),
    ("djvu", "open", "DjVu", "image/vnd.djvu"),
)
_VISIO = "application/vnd.ms-visio."
_DIAGRAM = (
    ("vsdx", "9 open", "Visio drawing", _VISIO + "drawing application/vnd.visio"),
    ("vsdm", "9 open", "Visio drawing with macros", _VISIO + "drawing.macroEnabled.12"),
    ("vstx", "9 open", "Visio template", _VISIO + "template"),
    ("vstm", "9 open", "Visio template with macros", _VISIO + "template.macroEnabled.12"),
    ("vssx", "9 open", "Visio stencil", _VISIO + "stencil"),
    ("vssm", "9 open", "Visio stencil with macros", _VISIO + "stencil.macroEnabled.12"),
)
_ROWS: dict[Kind, tuple[tuple[str, str, str, str], ...]] = {
    "word": _WORD,
    "cell": _CELL,
    "slide": _SLIDE,
    "pdf": _PDF,
    "diagram": _DIAGRAM,
}

#: What Docs writes for each kind, besides pages (PDF) and pictures of them; what is editable everywhere comes first.
_PAGES = ("pdf", "pdfa", "png", "jpg", "bmp", "gif")
_TEXTS = ("docx", "odt", "rtf", "txt", "md", "html", "epub", "fb2", "docm", "dotx", "dotm", "ott")
_SHEETS = ("xlsx", "ods", "csv", "tsv", "xlsm", "xltx", "xltm", "ots", "xls")
_SHOWS = ("pptx", "odp", "txt", "pptm", "ppsx", "ppsm", "potx", "potm", "otp")
_TARGETS: dict[Kind, tuple[str, ...]] = {
    "word": _TEXTS + _PAGES,
    "cell": _SHEETS + _PAGES,
    "slide": _SHOWS + _PAGES,
    "pdf": _TEXTS + _PAGES,
    "diagram": _PAGES,
}
_OTHER_TARGETS = {
    "xml": _TEXTS + _SHEETS + _PAGES,
    "djvu": _PAGES,
    "oform": ("pdf",),
    **dict.fromkeys(("fodp", "dps", "dpt"), tuple(target for target in _TARGETS["slide"] if target != "txt")),
}
#: Versions of Docs before these open such files for viewing only. Docs stores plain PDF files since 8.2 (its
#: changelog); the whole number is what it is asked for.
_EDIT_SINCE = {"pdf": 9, "xlsb": 9}
#: The same of PDF forms.
FORM_SINCE = 8

#: What older versions of Docs than these do not convert to.
TARGET_SINCE = {"xls": 10}

#: Extensions that name one and the same format, so that a result of the second may replace a file of the first.
_SAME = {"htm": "html", "mhtml": "mht", "jpeg": "jpg"}


def same_format(ext: str, other: str) -> bool:
    """Whether two extensions name the same format, so that bytes of one may be stored in a file of the other."""
    ext, other = ext.lower(), other.lower()
    return _SAME.get(ext, ext) == _SAME.get(other, other)


def _format(kind: Kind, ext: str, abilities: str, label: str, mime: str) -> Format:
    can = set(abilities.split())
    targets = _OTHER_TARGETS.get(ext, _TARGETS[kind])
    return Format(
        ext=ext,
        kind=kind,
        label=label,
        mime=tuple(mime.split()),
        edit=bool(can & {"edit", "lossy"}),
        lossy="lossy" in can,
        review="review" in can,
        comment="comment" in can,
        fill="fill" in can,
        default="open" in can,
        targets=tuple(target for target in targets if not same_format(ext, target)),
        since=max((int(word) for word in can if word.isdecimal()), default=0),
        edit_since=_EDIT_SINCE.get(ext, 0),
    )


FORMATS: dict[str, Format] = {row[0]: _format(kind, *row) for kind, rows in _ROWS.items() for row in rows}

#: Extensions whose files are zip packages with XML by ECMA-376.
OOXML = frozenset(
    "docx docm dotx dotm xlsx xlsm xltx xltm pptx pptm ppsx ppsm potx potm".split()  # noqa: SIM905 - easier to read
)
#: The format of each kind that Docs edits without loss: what a copy to work on is made in.
WORKING: dict[str, str] = {"word": "docx", "cell": "xlsx", "slide": "pptx"}


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
        raise trouble("documents.unsupported" if ext else "documents.no-extension", ext=ext)
    return found
