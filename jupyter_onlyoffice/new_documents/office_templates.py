"""Templates of the administrator and of the user: which there are, and the documents that are made of them.

The administrator's are the files of ``c.OnlyOffice.templates_dir`` on the server's disk; a user's are the files of a
folder that a setting names, seen through the contents manager and so never outside of what the user may read.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from ..formats import FORMATS, extension
from ..messages import trouble
from ..storage.filenames import is_text, join, split
from ..storage.local_files import CHUNK, disk_error, refused_by_disk
from ..storage.storage import Storage
from ..untrusted.xml_reader import MIB
from ..untrusted.zip_reader import DAMAGE, open_package

Source = Literal["server", "folder"]

#: How many templates of one source are offered; a folder with more is not meant for templates.
MAX_OFFERED = 500

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_CELL = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_SLIDE = "application/vnd.openxmlformats-officedocument.presentationml."
_MS = "application/vnd.ms-"
#: Extensions of templates: that of the documents made of them, and the content types of their main parts.
_DOCUMENTS: dict[str, tuple[str, str, str]] = {
    "dotx": ("docx", f"{_WORD}template.main+xml", f"{_WORD}document.main+xml"),
    "xltx": ("xlsx", f"{_CELL}template.main+xml", f"{_CELL}sheet.main+xml"),
    "potx": ("pptx", f"{_SLIDE}template.main+xml", f"{_SLIDE}presentation.main+xml"),
    "dotm": (
        "docm",
        f"{_MS}word.template.macroEnabledTemplate.main+xml",
        f"{_MS}word.document.macroEnabled.main+xml",
    ),
    "xltm": ("xlsm", f"{_MS}excel.template.macroEnabled.main+xml", f"{_MS}excel.sheet.macroEnabled.main+xml"),
    "potm": (
        "pptm",
        f"{_MS}powerpoint.template.macroEnabled.main+xml",
        f"{_MS}powerpoint.presentation.macroEnabled.main+xml",
    ),
}
#: OpenDocument templates would have to be changed as well; they are edited as what they are.
_NO_TEMPLATES = frozenset({"ott", "ots", "otp", "dot", "xlt", "pot"})
_TYPES = "[Content_Types].xml"
#: Bytes of a template and of its table of types, unpacked.
MOST_UNPACKED, _MOST_TYPES = 512 * MIB, MIB


class TemplateAnswer(TypedDict):
    """A template as one of the answer of ``GET onlyoffice/templates``; see ``Template``."""

    source: Source
    path: str
    name: str
    type: str


@dataclass(frozen=True)
class Template:
    """A file that documents can be made of. ``path``: within its source."""

    source: Source
    path: str

    @property
    def name(self) -> str:
        """Its name without extension."""
        return split(self.path)[1].rpartition(".")[0]

    @property
    def type(self) -> str:
        """The extension of documents that are made of it."""
        ext = extension(self.path)
        return _DOCUMENTS[ext][0] if ext in _DOCUMENTS else ext

    def as_json(self) -> TemplateAnswer:
        """For ``GET onlyoffice/templates``."""
        return {"source": self.source, "path": self.path, "name": self.name, "type": self.type}


class OfficeTemplates:
    """The templates of both sources. ``directory``: the administrator's, None without one."""

    def __init__(self, directory: Path | None, storage: Storage, executor: Executor) -> None:
        self._directory = directory
        self._storage = storage
        self._executor = executor

    def of_server(self) -> list[Template]:
        """The administrator's; blocks. None when the folder can not be read, of which the log tells at start."""
        if self._directory is None:
            return []
        try:
            with os.scandir(self._directory) as entries:
                return _offered("server", [entry.name for entry in entries if entry.is_file()])
        except OSError:
            return []

    async def of_folder(self, folder: str) -> list[Template]:
        """A user's. Raises NotFoundError when there is no such folder, or StorageError."""
        names = await self._storage.files(folder)
        return _offered("folder", [join(folder.strip("/"), name) for name in names])

    async def stage(self, template: Template) -> Path:
        """A copy of the template's file in the staging folder. Raises NotFoundError or StorageError."""
        if template.source == "folder":
            return await self._storage.copied(template.path)
        directory = self._directory
        if directory is None or template.path != split(template.path)[1] or template.path.startswith("."):
            raise trouble("documents.no-template")
        staged = self._storage.staged()
        try:
            await asyncio.get_running_loop().run_in_executor(
                self._executor, shutil.copyfile, directory / template.path, staged
            )
        except FileNotFoundError:
            raise trouble("documents.no-template") from None
        except OSError as error:
            raise disk_error(error) from error
        return staged


def template_of(fields: Mapping[str, object]) -> Template:
    """The template that a request names. Raises BadRequestError."""
    source, path = fields.get("source"), fields.get("path")
    if source not in ("server", "folder") or not isinstance(path, str) or not _usable(path):
        raise trouble("request.no-template")
    return Template("server" if source == "server" else "folder", path)


def become_document(ext: str, staged: Path) -> None:
    """Make the copy of a template of type ``ext`` a document, in place; blocks. Other files stay as they are.

    Raises ConversionError when the file is damaged, or more than ``MOST_UNPACKED``.
    """
    if ext not in _DOCUMENTS:
        return
    _, template_type, document_type = _DOCUMENTS[ext]
    changed = staged.with_name(f"{staged.name}.document")
    try:
        with open_package(staged) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as sink:
            entries = source.infolist()
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise ValueError("too large")
            for entry in entries:
                with source.open(entry) as part, sink.open(_header(entry), "w", force_zip64=True) as copy:
                    if entry.filename == _TYPES:
                        if entry.file_size > _MOST_TYPES:
                            raise ValueError("too many types")
                        copy.write(part.read().replace(template_type.encode(), document_type.encode()))
                    else:
                        shutil.copyfileobj(part, copy, CHUNK)
        os.replace(changed, staged)
    except DAMAGE as error:
        if isinstance(error, OSError) and refused_by_disk(error):
            raise disk_error(error) from error
        raise trouble("documents.damaged-template") from error
    finally:
        changed.unlink(missing_ok=True)


def _header(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    header = zipfile.ZipInfo(entry.filename, entry.date_time)
    header.compress_type = entry.compress_type
    header.external_attr = entry.external_attr
    return header


def _offered(source: Source, paths: Iterable[str]) -> list[Template]:
    found = [Template(source, path) for path in paths if _usable(path)]
    return sorted(found, key=lambda template: template.name.casefold())[:MAX_OFFERED]


def _usable(path: str) -> bool:
    name, ext = split(path)[1], extension(path)
    return is_text(name) and ext in FORMATS and ext not in _NO_TEMPLATES and not name.startswith((".", "~$"))
