"""Making new documents: blank ones in the user's language, and copies of templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypedDict

from ..errors import OnlyOfficeError
from ..formats import extension
from ..messages import Notice, trouble
from ..storage.filenames import join
from ..storage.local_files import disk_error, removed
from ..storage.storage import Storage
from ..tasks.threads import ThreadPools, run_in
from . import blank
from .locales import Paper, locale_of, paper_of
from .office_templates import OfficeTemplates, Template, TemplateAnswer, become_document

#: What a file's name can not hold: JupyterLab's rule (a colon would begin another drive's path), the disk's, and what
#: no terminal or web page should be given.
_FORBIDDEN = re.compile(r"[/\\:\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Wish:
    """How a new document shall be. ``paper`` None: as is usual for ``language``, a BCP 47 tag."""

    language: str = "en-US"
    paper: Paper | None = None
    name: str = ""  #: without an extension, or with the right one; empty for the default


class Offered(TypedDict):
    """The answer of ``GET onlyoffice/templates``."""

    templates: list[TemplateAnswer]
    names: dict[str, str]  #: the name that a new document of each type would get
    problem: Notice | None  #: why those of the folder are missing


class Created(TypedDict):
    """The answer of ``POST onlyoffice/create``."""

    path: str
    name: str


class Creating:
    """Makes new documents in storage."""

    def __init__(self, storage: Storage, templates: OfficeTemplates, pools: ThreadPools) -> None:
        self._storage = storage
        self._templates = templates
        self._disk = pools.disk
        self._reading = pools.reading

    async def offered(self, folder: str, language: str) -> Offered:
        """The answer of ``GET onlyoffice/templates``; ``problem`` says why those of ``folder`` are missing."""
        row = locale_of(language)
        templates = await run_in(self._disk, self._templates.of_server)
        problem: Notice | None = None
        if folder:
            try:
                templates = [*await self._templates.of_folder(folder), *templates]
            except OnlyOfficeError as error:
                problem = {"code": error.code, "reason": error.reason, "cause": error.cause, "remedy": error.remedy}
        return {
            "templates": [template.as_json() for template in templates],
            "names": {kind: row.name_of(kind) for kind in blank.KINDS},
            "problem": problem,
        }

    async def blank(self, directory: str, kind: str, wish: Wish) -> Created:
        """Make an empty document in ``directory``; a name that is taken gets a number.

        Raises BadRequestError for a kind that can not be created or a name that is none, NotFoundError (no such
        folder), NotAllowedError or StorageError.
        """
        if kind not in blank.KINDS:
            raise trouble("documents.type", types=", ".join(blank.KINDS))
        default = locale_of(wish.language).name_of(kind)
        staged = self._storage.staged(f".{kind}")
        paper = wish.paper or paper_of(wish.language)
        return await self._create(
            directory,
            wish.name or default,
            kind,
            staged,
            partial(blank.make, kind, wish.language, paper, staged),
            self._disk,
        )

    async def copy(self, directory: str, template: Template, wish: Wish) -> Created:
        """Make a document of a template in ``directory``; by default with the template's name.

        Raises what ``blank`` raises, NotFoundError without the template, or ConversionError when it is damaged.
        """
        _checked(wish.name or template.name)  # before the copying
        staged = await self._templates.stage(template)
        return await self._create(
            directory,
            wish.name or template.name,
            template.type,
            staged,
            partial(become_document, extension(template.path), staged),
            self._reading,
        )

    async def _create(
        self, directory: str, name: str, ext: str, staged: Path, fill: Callable[[], None], threads: Executor
    ) -> Created:
        try:
            name = _checked(name)
            if extension(name) != ext:
                name = f"{name}.{ext}"
            try:
                await run_in(threads, fill)
            except OSError as error:
                raise disk_error(error) from error
            info = await self._storage.create(join(directory.strip("/"), name), staged)
        except BaseException:
            await run_in(self._disk, partial(removed, staged))
            raise
        return {"path": info.path, "name": info.name}


def _checked(name: str) -> str:
    name = name.strip()
    if not name or _FORBIDDEN.search(name):
        raise trouble("documents.name")
    return name
