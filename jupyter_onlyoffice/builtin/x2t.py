"""``x2t``, ONLYOFFICE's own converter, from the PyPI package document-builder (the extra [convert]; AGPL-3.0).

Only the program is used, as a subprocess: the package's Python module would add a watermark to what it saves, and is
never imported. Facts about the program are from runs of version 10.0.0: its parameters and exit codes are those that
Docs uses.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

from ..errors import OnlyOfficeError
from ..formats import FORMATS, OOXML
from ..messages import trouble
from .confined_process import Outcome, Runner, UnconfinedError
from .converter import ended_badly
from .external_references import check_self_contained
from .outline import Outline, UnknownFormError
from .text import DELIMITERS, TEXT, normalise
from .workbook import SHEETLESS, bookmarks, sheets_of

MIB = 1024 * 1024
PDF, PICTURE, XLSX = 513, 1029, 257
#: Of a workbook it makes so many pages, and leaves out the rest without a word.
MOST_PAGES = 1500
#: A PNG of the first page that fits into so many pixels, in its own shape.
_THUMBNAIL = (
    "<m_oThumbnail><format>4</format><aspect>1</aspect><first>true</first>"
    "<width>600</width><height>800</height></m_oThumbnail>"
)
UTF8 = 46  # its number in the table of encodings of Docs
#: How much XML a package may unpack to: the limits that Docs itself has. A larger one is refused before it is read.
_INPUT_LIMITS = (
    ("docx;dotx;docm;dotm", 50 * MIB),
    ("xlsx;xltx;xlsm;xltm", 300 * MIB),
    ("pptx;ppsx;potx;pptm;ppsm;potm", 50 * MIB),
)
#: How much wider the page of each sheet is than that of the one before, in millimetres; and the first one. That tells
#: which sheet a page is of: the PDF says it in no other way, and sheets without cells have no page.
_STEP, _WIDTH, _HEIGHT = 0.001, 210, 297
#: More sheets than this are not told apart.
_MOST_SHEETS = 1000
#: Every sheet, as wide as the page, with its headings and grid: a sheet as one knows it. Without this only the active
#: sheet is printed, torn into columns of pages; with an incomplete layout whole sheets are squeezed onto a page.
_SHEETS = {
    "spreadsheetLayout": {
        "ignorePrintArea": True,
        "orientation": "landscape",
        "fitToWidth": 1,
        "fitToHeight": 0,
        "scale": 100,
        "headings": True,
        "gridLines": True,
        "margins": {"left": "10mm", "right": "10mm", "top": "10mm", "bottom": "10mm"},
        "sheetsProps": [
            {"pageMargins": {}, "pageSetup": {"width": round(_WIDTH + number * _STEP, 3), "height": _HEIGHT}}
            for number in range(_MOST_SHEETS)
        ],
    }
}


def locate() -> Path | None:
    """The folder of the programs, if the package is installed; it is not imported."""
    spec = importlib.util.find_spec("docbuilder")
    for place in (spec.submodule_search_locations if spec else None) or ():
        folder = Path(place) / "lib"
        if os.access(folder / "x2t", os.X_OK) and os.access(folder / "docbuilder", os.X_OK):
            return folder
    return None


class X2t:
    """The converter in ``folder``; ``staged`` makes the path of a folder that is removed after a crash."""

    def __init__(self, folder: Path, staged: Callable[[str], Path], runner: Runner) -> None:
        self._folder = folder
        self._staged = staged
        self._runner = runner
        self._fonts: Path | None = None
        self._fonts_lock = threading.Lock()
        try:
            version = importlib.metadata.version("document-builder")
        except importlib.metadata.PackageNotFoundError:  # put there by other means
            version = str((folder / "x2t").stat().st_mtime_ns)
        self.name = f"x2t {version} with sheets"

    def takes(self, ext: str) -> bool:
        """See Converter."""
        return True  # every format of the table: it is the converter of Docs

    def most_pages(self, ext: str) -> int | None:
        """See Converter."""
        return MOST_PAGES if FORMATS[ext].kind == "cell" else None

    def convert(self, source: Path, target: Path, folder: Path) -> None:
        """See Converter."""
        fonts = self._prepared_fonts()
        extra: list[tuple[str, object]] = []
        if source.suffix[1:] in TEXT:
            text = folder / f"text{source.suffix}"
            delimiter = normalise(source, text)
            source, extra = text, [("m_nCsvTxtEncoding", UTF8), ("m_nCsvDelimiter", DELIMITERS[delimiter])]
        parameters = folder / "parameters.xml"
        parameters.write_text(_parameters(source, target, folder / "tmp", fonts, extra), encoding="utf-8")
        outcome = self._run(source, [self._folder / "x2t", parameters], folder, fonts.parent)
        # Its exit codes: 80 and 88 it failed, 89 it can not read the file, 90 and 91 a password, 93 beyond the limits.
        if outcome.code in (90, 91):
            raise trouble("builtin.password")
        if outcome.code == 93:
            raise trouble("builtin.large-content")
        if outcome.code in (80, 88, 89):
            raise trouble("builtin.damaged")
        if outcome.code or outcome.timed_out:
            raise self._broken(outcome.code) or ended_badly(outcome, self.name)
        if not target.is_file():
            raise trouble("builtin.damaged")
        if target.suffix == ".pdf":
            self._name_sheets(source, target, folder, fonts)

    def _name_sheets(self, source: Path, target: Path, folder: Path, fonts: Path) -> None:
        """Add bookmarks to the pages of a workbook, one for each sheet, as LibreOffice does; none unless it is sure."""
        ext = source.suffix[1:]
        if FORMATS[ext].kind != "cell" or ext in SHEETLESS:
            return
        workbook = source
        if ext not in OOXML:
            workbook = folder / "sheets.xlsx"
            parameters = folder / "sheets.xml"
            text = _parameters(source, workbook, folder / "tmp", fonts, [])
            parameters.write_text(text, encoding="utf-8")
            self._run(source, [self._folder / "x2t", parameters], folder, fonts.parent)
        sheets = sheets_of(workbook)
        if sheets is None:
            return
        with open(target, "r+b") as file, suppress(UnknownFormError):
            outline = Outline(file)
            found = bookmarks(sheets, [_sheet_of(size) for size in outline.sizes()])
            if found:
                outline.add(found)

    def _run(self, source: Path, command: list[Path], folder: Path, fonts: Path) -> Outcome:
        """Run x2t where it sees nothing but the document; it would embed any file that the document names."""
        reads = (self._folder, fonts)
        try:
            return self._runner.run(command, folder, reads)
        except UnconfinedError:
            check_self_contained(source)
            return self._runner.run(command, folder, reads, confine=False)

    def _prepared_fonts(self) -> Path:
        """The folder with the list of fonts, without which no page can be drawn.

        ``docbuilder`` writes that list beside itself, that is into site-packages; so a copy of it (130 KB) is run from
        a folder of ours, with links to everything that it needs. Nothing is converted or saved by it. Once for each
        start of the server: fonts may have been installed since.
        """
        with self._fonts_lock:
            if self._fonts is None or not self._fonts.is_dir():
                home = self._staged("-x2t")
                home.mkdir(mode=0o700)
                for entry in self._folder.iterdir():
                    if entry.name not in ("docbuilder", "DoctRenderer.config"):
                        (home / entry.name).symlink_to(entry)
                shutil.copy2(self._folder / "docbuilder", home)
                fonts = home / "font-list"
                fonts.mkdir()
                (home / "DoctRenderer.config").write_text(_settings(self._folder / "sdkjs", fonts), encoding="utf-8")
                script = home / "nothing.docbuilder"
                script.write_text('builder.CreateFile("docx");\nbuilder.CloseFile();\n', encoding="utf-8")
                work = home / "work"
                work.mkdir()
                outcome = self._runner.run([home / "docbuilder", script], work, confine=False)
                if not (fonts / "AllFonts.js").is_file():
                    shutil.rmtree(home, ignore_errors=True)
                    raise ended_badly(outcome, "docbuilder")
                self._fonts = fonts
            return self._fonts

    def _broken(self, code: int) -> OnlyOfficeError | None:
        """Without any font x2t is ended by a signal."""
        listing = (self._fonts / "AllFonts.js").read_text("utf-8", "replace") if self._fonts else ""
        if code < 0 and ".ttf" not in listing.lower() and ".otf" not in listing.lower():
            return trouble("builtin.no-font")
        return None


def _sheet_of(size: tuple[float, float]) -> int | None:
    """The number of the sheet whose page has this width and height in points."""
    steps = (min(size) / 72 * 25.4 - _WIDTH) / _STEP
    return round(steps) if abs(steps - round(steps)) < 0.25 else None


def _parameters(source: Path, target: Path, temporary: Path, fonts: Path, extra: list[tuple[str, object]]) -> str:
    values: list[tuple[str, object]] = [
        ("m_sFileFrom", source),
        ("m_sFileTo", target),
        ("m_nFormatTo", {".png": PICTURE, ".xlsx": XLSX}.get(target.suffix, PDF)),
        ("m_sTempDir", temporary),
        ("m_sAllFontsPath", fonts / "AllFonts.js"),
        ("m_sFontDir", fonts),
        ("m_bIsNoBase64", "true"),
        ("m_sJsonParams", json.dumps(_SHEETS)),  # other than sheets know no layout and leave it alone
        *extra,
    ]
    limits = "".join(
        f'<m_oInputLimit type="{kinds}"><m_oZip uncompressed="{size}" template="*.xml"/></m_oInputLimit>'
        for kinds, size in _INPUT_LIMITS
    )
    # It would fetch pictures that a document links to, with curl, from whatever address the document names.
    options = (
        "<options><allowNetworkRequest>false</allowNetworkRequest><allowPrivateIP>false</allowPrivateIP></options>"
    )
    fields = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in values)
    if target.suffix == ".png":
        fields += _THUMBNAIL
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f"<TaskQueueDataConvert>{fields}<m_oInputLimits>{limits}</m_oInputLimits>{options}</TaskQueueDataConvert>"
    )


def _settings(sdk: Path, fonts: Path) -> str:
    """The settings file of docbuilder: the one it comes with, but the list of fonts goes to our folder."""
    scripts = ("common/Native/native.js", "common/Native/jquery_native.js", "vendor/xregexp/xregexp-all-min.js")
    files = "".join(f"<file>{escape(str(sdk / script))}</file>" for script in scripts)
    places = f"<allfonts>{escape(str(fonts))}/AllFonts.js</allfonts><sdkjs>{escape(str(sdk))}</sdkjs>"
    return f"<Settings>{files}{places}</Settings>"
