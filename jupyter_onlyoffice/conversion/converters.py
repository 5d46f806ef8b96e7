"""Making another format of a stored document: by Docs or, without one, by the built-in converters (PDF only)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from ..builtin import Builtin, text
from ..config.settings import Settings
from ..docs_server.client import DocsClient
from ..docs_server.urls import Urls
from ..errors import ConversionError, ResultRejectedError
from ..formats import FORMATS, TARGET_SINCE, extension
from ..messages import trouble, words
from ..security.signed_links import Links
from ..storage.file_cache import CachedFile
from ..storage.file_info import FileInfo
from ..storage.local_files import disk_error
from ..storage.storage import Storage
from ..tasks.threads import Threads, run_in
from ..text_formats import TextFormats
from ..untrusted.validation import check_new

#: Conversions at a time, of all users: each makes Docs busy, and keeps a thread here.
AT_ONCE = 3
#: Seconds that one may take in Docs, which gives up sooner by default.
TIMEOUT = 600.0
#: How a workbook is printed: without this Docs prints its active sheet only, and with less of it whole sheets are
#: squeezed onto a page (facts of runs of its converter).
SHEETS = {
    "ignorePrintArea": True,
    "orientation": "landscape",
    "fitToWidth": 1,
    "fitToHeight": 0,
    "scale": 100,
    "headings": False,
    "gridLines": False,
    "pageSize": {"width": "210mm", "height": "297mm"},
    "margins": {"left": "17.8mm", "right": "17.8mm", "top": "19.1mm", "bottom": "19.1mm"},
}

#: What Docs reads and writes with one delimiter only, so that it can not make one of the other.
_DELIMITED = ("csv", "tsv")
_PICTURES = ("png", "jpg", "bmp", "gif")
#: All pages, in the size that they have on a screen (96 dpi): Docs packs them into a .zip.
_PAGES = {"aspect": 2, "first": False}
_TAB = 1  # its number as a delimiter in the API of the converter
#: The numbers of encodings in the API of the converter.
_CODE_PAGES = {
    **{"utf-8": 65001, "utf-16-le": 1200, "utf-16-be": 1201, "utf-32-le": 12000, "utf-32-be": 12001},
    **{f"cp{number}": number for number in (850, 866, 1250, 1251, 1252, 1253, 1255, 1256)},
    **{"shift_jis": 932, "gb18030": 936, "euc_kr": 949, "big5": 950, "euc_jp": 51932, "koi8_r": 20866},
    **{"mac_roman": 10000, "latin-1": 28591},
}

#: Called in another thread with a percentage; raises to give up.
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Made:
    """A converted document in the staging folder, and its type."""

    staged: Path
    filetype: str


class Conversion(Protocol):
    """What converts."""

    async def targets(self) -> dict[str, list[str]]:
        """For each extension those that it converts to."""
        ...

    async def convert(
        self, info: FileInfo, to: str, user: str, progress: Progress | None = None, **options: Any
    ) -> Made:
        """The document as a file of the type ``to``, in the staging folder, for whoever asked to remove.

        ``user`` is the opaque id on whose behalf Docs fetches it; ``options`` are those of Docs' converter. Raises
        ConversionError, PasswordError, DocsUnreachableError, FetchError, TooLargeError or StorageError.
        """
        ...

    def close(self) -> None:
        """Begin nothing more."""
        ...


class DocsConversion:
    """By Docs."""

    def __init__(
        self,
        settings: Settings,
        urls: Urls,
        links: Links,
        storage: Storage,
        docs: DocsClient,
        text_formats: TextFormats,
        reading: Executor,
    ) -> None:
        """``reading`` has the threads in which results are looked at."""
        self._settings = settings
        self._urls = urls
        self._links = links
        self._storage = storage
        self._docs = docs
        self._text_formats = text_formats
        self._executor = Threads(AT_ONCE, "onlyoffice-convert")
        self._reading = reading

    async def targets(self) -> dict[str, list[str]]:
        """See Conversion."""
        if self._settings.fatal:
            return {}
        major = self._docs.major or 0  # what is known of it: JupyterLab waits for this when it starts
        made = {ext: [to for to in found.targets if TARGET_SINCE.get(to, 0) <= major] for ext, found in FORMATS.items()}
        return {ext: [to for to in found if not {ext, to} <= set(_DELIMITED)] for ext, found in made.items()}

    async def convert(
        self, info: FileInfo, to: str, user: str, progress: Progress | None = None, **options: Any
    ) -> Made:
        """See Conversion."""
        ext = extension(info.path)
        served = await self._text_formats.suited(info)
        if served == to:
            return await self._copied(info, served)
        if to in ("pdf", "pdfa", *_PICTURES) and FORMATS[ext].kind == "cell":
            options.setdefault("spreadsheetLayout", SHEETS)
        if to in _PICTURES:
            options.setdefault("thumbnail", _PAGES)
        if to == "tsv":
            options.setdefault("delimiter", _TAB)
        if not served and ext in text.TEXT:
            options = {**await self._form(info, ext), **options}
        if await run_in(self._executor, self._docs.takes_files):
            made = await self._sent(info, served, ext, to, progress, options)
            if made is not None:
                return await self._checked(made)
        url = self._urls.of("file", info.path, user, served)
        return await self._checked(
            await run_in(self._executor, self._convert, served or ext, to, url, progress, options)
        )

    async def _sent(
        self, info: FileInfo, served: str, ext: str, to: str, progress: Progress | None, options: dict[str, Any]
    ) -> Made | None:
        """See _convert_here, of the document or of what Docs is given in its place."""
        local = None if served else self._storage.os_path(info.path)
        if local is not None:
            return await run_in(self._executor, self._convert_here, Path(local), ext, to, progress, options)
        copy = (await self._copied(info, served)).staged if served else await self._storage.copied(info.path)
        try:
            return await run_in(self._executor, self._convert_here, copy, served or ext, to, progress, options)
        finally:
            await run_in(self._executor, copy.unlink, missing_ok=True)

    async def _copied(self, info: FileInfo, served: str) -> Made:
        content = await self._text_formats.open(info)
        try:
            return Made(
                await copied(content, self._storage.staged(f".{served}"), partial(run_in, self._executor)), served
            )
        finally:
            content.close()

    async def _form(self, info: FileInfo, ext: str) -> dict[str, int]:
        """What Docs must be told of a text file: it takes it for UTF-8, with commas, otherwise."""
        copy = await self._storage.copied(info.path)
        try:
            encoding, delimiter = await run_in(self._executor, text.form, copy)
        finally:
            await run_in(self._executor, copy.unlink, missing_ok=True)
        page = {"codePage": _CODE_PAGES[encoding]}
        return page if ext == "txt" else {**page, "delimiter": text.DELIMITERS[delimiter]}

    def _convert_here(
        self, source: Path, ext: str, to: str, progress: Progress | None, options: dict[str, Any]
    ) -> Made | None:
        """Send the document to Docs and take the result from its answer; None where Docs is too old for that."""
        staged = self._storage.staged(f".{to}")
        key = self._links.document_keys.new()
        filetype = self._docs.convert_file(key, source, ext, to, staged, TIMEOUT, progress, **options)
        return Made(staged, filetype) if filetype is not None else None

    def _convert(self, ext: str, to: str, url: str, progress: Progress | None, options: dict[str, Any]) -> Made:
        result = self._docs.convert(
            self._links.document_keys.new("conversion"), url, ext, to, TIMEOUT, progress, **options
        )
        staged = self._storage.staged(f".{to}")
        self._docs.fetch(result.url, staged, self._settings.max_file_size, self._settings.save_timeout)
        return Made(staged, result.filetype)

    async def _checked(self, made: Made) -> Made:
        try:
            await run_in(self._reading, check_new, made.staged, made.filetype)
        except ResultRejectedError as error:
            await run_in(self._executor, made.staged.unlink, missing_ok=True)
            raise error.as_a(ConversionError, words("conversion.unfit", cause=error.cause).remedy) from error
        return made

    def close(self) -> None:
        """See Conversion."""
        self._executor.shutdown(wait=False, cancel_futures=True)


class BuiltinConversion:
    """By the converters that show documents without a Docs server: to PDF, or a picture of the first page."""

    def __init__(self, builtin: Builtin, storage: Storage, executor: Executor) -> None:
        self._builtin = builtin
        self._storage = storage
        self._executor = executor

    async def targets(self) -> dict[str, list[str]]:
        """See Conversion."""
        return {ext: ["pdf"] for ext in FORMATS if ext != "pdf" and await self._builtin.shows(ext)}

    async def convert(
        self, info: FileInfo, to: str, user: str, progress: Progress | None = None, **options: Any
    ) -> Made:
        """See Conversion."""
        if to == "png":
            return Made(await self._builtin.picture(info), to)
        view = (await self._builtin.view(info.path))[1] if to == "pdf" else None
        if view is None:
            raise trouble("conversion.not-here", source=extension(info.path), target=to)
        try:
            staged = await copied(view, self._storage.staged(".pdf"), partial(run_in, self._executor))
        finally:
            view.close()
        return Made(staged, "pdf")

    def close(self) -> None:
        """See Conversion."""


async def copied(content: CachedFile, staged: Path, run: Callable[..., Awaitable[Any]]) -> Path:
    """``staged`` with the bytes of ``content``; ``run`` calls what blocks in a thread. Raises StorageError."""
    try:
        with await run(open, staged, "wb") as file:
            async for chunk in content.read(0, content.size):
                await run(file.write, chunk)
    except OSError as error:
        await run(staged.unlink, missing_ok=True)
        raise disk_error(error) from error
    return staged
