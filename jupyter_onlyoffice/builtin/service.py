"""The built-in editor, as the routes see it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypedDict
from urllib.parse import urlencode

from ..config.settings import Settings
from ..editor.permissions import Mode
from ..errors import NotFoundError
from ..formats import Format
from ..messages import Notice, notice, trouble
from ..saving.document_writer import DocumentWriter
from ..storage.file_cache import CachedFile, FileCache
from ..storage.file_info import FileInfo
from ..storage.storage import Storage
from ..tasks.threads import ThreadPools, run_in
from . import soffice, x2t
from .confined_process import Runner
from .converter import Converter
from .saving import BuiltinSave, Saved
from .views import Views
from .workbook import SHEETLESS

#: The one format that is edited in the browser.
EDITED = "docx"


class _Shown(TypedDict):
    editor: Literal["builtin"]
    kind: Literal["docx", "pdf", "missing"]  #: what ``contentUrl`` has
    path: str
    version: str
    mode: Literal["edit", "view"]
    notice: Notice | None
    missing: Notice | None  #: why there are no pages
    contentUrl: str


class BuiltinEditor(_Shown, total=False):
    """A document is open without a Docs server: all that the built-in editor needs."""

    pagesUrl: str | None  #: of a .docx: its pages, if they can be made
    sheets: bool  #: whether the bookmarks of the pages are sheets
    mostPages: int | None  #: how many pages are made at most


class Builtin:
    """Edits .docx in the browser and shows everything else as pages."""

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        writer: DocumentWriter,
        pools: ThreadPools,
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._disk = pools.disk
        self._edits = BuiltinSave(storage, writer, pools)
        self._runner = Runner()
        self._cache = FileCache(settings.data_dir / "cache" / "views")
        self._views: Views | None = None

    async def describe(self, info: FileInfo, document_format: Format, mode: Mode, told: Notice | None) -> BuiltinEditor:
        """The answer of ``GET onlyoffice/open`` without a Docs server."""
        query = urlencode({"path": info.path, "version": info.version})
        pages = f"onlyoffice/builtin/view?{query}"
        if document_format.ext == EDITED:
            url = f"onlyoffice/builtin/content?{query}"
            return {
                "editor": "builtin",
                "kind": "docx",
                "path": info.path,
                "version": info.version,
                "mode": "edit" if mode == "edit" else "view",
                "notice": told,
                "missing": None,
                "contentUrl": url,
                "pagesUrl": pages if await self.shows(EDITED) else None,
            }
        # Notices are about editing; here it is the lack of a Docs server that rules it out before anything else does.
        told = notice("builtin.view-only", ext=EDITED) if told or mode != "view" else None
        answer: BuiltinEditor = {
            "editor": "builtin",
            "kind": "pdf",
            "path": info.path,
            "version": info.version,
            "mode": "view",
            "notice": told,
            "missing": None,
            "contentUrl": pages,
        }
        ext = document_format.ext
        converter = None if ext == "pdf" else (await self._converters()).converter(ext)
        if ext == "pdf" or converter:
            # Bookmarks are sheets there; elsewhere they are headings.
            sheets = document_format.kind == "cell" and ext not in SHEETLESS
            return {
                **answer,
                "sheets": sheets,
                "mostPages": converter.most_pages(ext) if converter else None,
            }
        return {**answer, "kind": "missing", "missing": notice("builtin.no-converter", label=document_format.label)}

    async def info(self, path: str) -> FileInfo:
        """The document whose content is to be edited.

        Raises BadRequestError for one that is not edited here, and what ``Storage.info`` raises.
        """
        _check_edited(path)
        return await self._storage.info(path)

    async def save(self, path: str, version: str, staged: Path, as_copy: bool) -> Saved:
        """See Edits.save.

        Raises BadRequestError, too, for a document that is not edited here.
        """
        _check_edited(path)
        return await self._edits.save(path, version, staged, as_copy)

    async def present(self, path: str, version: str, search: bool = False) -> FileInfo:
        """The file at ``path``; when there is none and ``search`` is true, that of ``version`` under its new name.

        Raises what ``Storage.info`` raises.
        """
        try:
            return await self._storage.info(path)
        except NotFoundError:
            found = await self._storage.find(path, version) if search else None
            if found is None:
                raise
            return found

    async def view(self, path: str, first: str = "") -> tuple[FileInfo, CachedFile | None, bool]:
        """The document, the PDF made of it (None when it is a PDF itself), and whether that is of the first rows only.

        It may be with ``first``: "1" unless all pages are there, "only" also then. Raises ConversionError, and what
        ``Storage.info`` raises.
        """
        info = await self._storage.info(path)
        if info.name.lower().endswith(".pdf"):
            return info, None, False
        views = await self._converters()
        if first and (view := await views.first(info, anew=first != "only")):
            return info, view, True
        return info, await views.open(info), False

    async def picture(self, info: FileInfo) -> Path:
        """A picture of the first page of the document, a PNG in the staging folder. Raises ConversionError."""
        return await (await self._converters()).picture(info)

    async def shows(self, ext: str) -> bool:
        """Whether ``view`` can make pages of files with the extension ``ext``."""
        return (await self._converters()).converter(ext) is not None

    def close(self) -> None:
        """End what is under way."""
        self._runner.close()

    async def _converters(self) -> Views:
        """What is installed now, as long as nothing is: a person who installs it need not restart the server."""
        if self._views is None or not self._views.any:
            found = await run_in(self._disk, self._locate)
            self._views = Views(self._storage, self._cache, found, self._disk)
        return self._views

    def _locate(self) -> list[Converter]:
        found: list[Converter] = []
        if program := soffice.locate():
            found.append(soffice.Soffice(program, self._runner))
        if folder := x2t.locate():
            found.append(x2t.X2t(folder, self._storage.staged, self._runner))
        return found


def _check_edited(path: str) -> None:
    if not path.lower().endswith(f".{EDITED}"):
        raise trouble("builtin.not-edited", ext=EDITED)
