"""Save As: what the editor made of its document becomes a new file.

Address, title and type come from the page, so none of them is believed: the address must be one of Docs, the title
gives no more than a name, and the bytes must be of the type.
"""

from __future__ import annotations

import re
from pathlib import Path

from ..config.settings import Settings
from ..docs_server.client import DocsClient
from ..errors import FetchError, OnlyOfficeError, ResultRejectedError
from ..messages import trouble, words
from ..storage import filenames
from ..storage.file_info import FileInfo
from ..storage.storage import Storage
from ..tasks.threads import ThreadPools, run_in
from ..untrusted.validation import check_new

_TYPE = re.compile(r"[a-z0-9]{1,8}")
#: What no name may have: separators, and what no terminal or web page should be given.
_UNFIT = re.compile(r"[/\\\x00-\x1f\x7f]+")


class SaveAs:
    """Stores results that the editor offers."""

    def __init__(self, settings: Settings, storage: Storage, docs: DocsClient, pools: ThreadPools) -> None:
        self._settings = settings
        self._storage = storage
        self._docs = docs
        self._network = pools.network
        self._reading = pools.reading

    async def save(self, url: str, title: str, filetype: str, folder: str) -> FileInfo:
        """Store the result at ``url`` as ``title`` in ``folder``; a name that is taken gets a number.

        Raises BadRequestError for a title or type that is none, ResultRejectedError for an address outside of Docs or
        a result of another type, NotFoundError for a folder that is none, FetchError, TooLargeError or StorageError.
        """
        filetype = filetype.lower().lstrip(".")
        if not _TYPE.fullmatch(filetype):
            raise trouble("save-as.no-type")
        name = named(title, filetype)
        if not await self._storage.dir_exists(folder):
            raise trouble("storage.no-folder")
        staged = self._storage.staged(f".{filetype}")
        try:
            await run_in(self._network, self._fetch, url, staged)
            await run_in(self._reading, self._check, staged, filetype)
            return await self._storage.create(filenames.join(folder.strip("/"), name), staged)
        finally:
            await run_in(self._network, staged.unlink, missing_ok=True)

    def _fetch(self, url: str, staged: Path) -> None:
        limits = self._settings.max_file_size, self._settings.save_timeout
        try:
            self._docs.fetch(url, staged, *limits)
        except FetchError as error:
            raise error.as_a(FetchError, words("save-as.not-fetched", cause=error.cause).remedy) from None
        except ResultRejectedError as error:
            raise _unfit(error) from None

    def _check(self, staged: Path, filetype: str) -> None:
        try:
            check_new(staged, filetype)
        except ResultRejectedError as error:
            raise _unfit(error) from None


def _unfit(error: ResultRejectedError) -> OnlyOfficeError:
    return error.as_a(ResultRejectedError, words("save-as.unfit", cause=error.cause).remedy)


def named(title: str, filetype: str) -> str:
    """The name of a new file, which ends in ``filetype``.

    Raises BadRequestError when nothing of ``title`` can be one.
    """
    name = _UNFIT.sub(" ", title).lstrip(". ").rstrip()
    stem, dot, ext = name.rpartition(".")
    if dot and ext.lower() == filetype:
        name = stem.strip()
    if not name:
        raise trouble("save-as.no-name")
    return filenames.with_suffix(f"{name}.{filetype}", "")
