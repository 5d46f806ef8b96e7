"""A contents manager of Jupyter, synchronous or asynchronous, with its refusals turned into errors of ours.

Managers are called on the event loop, as Jupyter itself does: they need not be safe for threads.
"""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.services.contents.filecheckpoints import FileCheckpoints
from jupyter_server.services.contents.filemanager import FileContentsManager
from jupyter_server.services.contents.manager import ContentsManager
from tornado.web import HTTPError

from ..errors import NotFoundError
from ..messages import phrase, trouble
from . import filenames, local_files

_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENAMETOOLONG)
_NO_FILE = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.ELOOP)


class ContentsManagerAdapter:
    """The part of a contents manager that a document needs. Paths are clean (see ``filenames.clean``)."""

    def __init__(self, contents_manager: ContentsManager) -> None:
        self._manager: Any = contents_manager
        #: Whether its files are on the local disk.
        self.local = isinstance(contents_manager, FileContentsManager)
        #: Whether making a checkpoint copies the file there and then, and may do so in a thread.
        self.copies_checkpoints = self.local and not asyncio.iscoroutinefunction(contents_manager.create_checkpoint)
        self.allow_hidden = bool(contents_manager.allow_hidden)

    async def model(self, path: str, **wanted: Any) -> dict[str, Any]:
        """The model of a file, without its content unless ``wanted`` says so.

        Raises NotFoundError (missing, hidden, outside the root), BadRequestError (a folder), NotAllowedError,
        StorageError.
        """
        with _errors():
            if not self.allow_hidden and await ensure_async(self._manager.is_hidden(path)):
                raise trouble("storage.no-file")
            model = await ensure_async(self._manager.get(path, **{"content": False, "type": "file", **wanted}))
        if model["type"] == "directory":
            raise trouble("storage.folder")
        return dict(model)

    async def exists(self, path: str) -> bool:
        """Whether there is a file or folder, hidden or not."""
        with _errors():
            return bool(await ensure_async(self._manager.exists(path)))

    async def dir_exists(self, path: str) -> bool:
        """Whether there is a folder that may be seen."""
        if not path:
            return True
        with _errors():
            if not await ensure_async(self._manager.dir_exists(path)):
                return False
            return self.allow_hidden or not await ensure_async(self._manager.is_hidden(path))

    async def files(self, path: str) -> list[str]:
        """The names of the files in a folder. Raises NotFoundError, NotAllowedError or StorageError."""
        if not await self.dir_exists(path):
            raise trouble("storage.no-folder")
        with _errors():
            model = await ensure_async(self._manager.get(path, content=True, type="directory"))
        return [str(entry["name"]) for entry in model["content"] or () if entry["type"] != "directory"]

    async def save(self, path: str, content: str) -> None:
        """Store base64 ``content``. Raises StorageError."""
        with _errors(saving=True):
            await ensure_async(self._manager.save({"type": "file", "format": "base64", "content": content}, path))

    async def delete(self, path: str) -> None:
        """Delete a file. Raises NotFoundError or StorageError."""
        with _errors(saving=True):
            await ensure_async(self._manager.delete(path))

    async def create_checkpoint(self, path: str) -> None:
        """Keep the file as it is now. Raises NotFoundError or StorageError."""
        with _errors(saving=True):
            await ensure_async(self._manager.create_checkpoint(path))

    def copy_checkpoint(self, path: str) -> None:
        """The same for a manager that ``copies_checkpoints``; blocks."""
        with _errors(saving=True):
            self._manager.create_checkpoint(path)

    def checkpoint_path(self, path: str) -> str | None:
        """Where the checkpoint of a file is kept beside it on the local disk; None when it is kept another way."""
        checkpoints: Any = self._manager.checkpoints
        if not (self.local and issubclass(type(checkpoints), FileCheckpoints)):
            return None
        try:
            return str(checkpoints.checkpoint_path("checkpoint", path))
        except (HTTPError, OSError):
            return None

    def os_path(self, path: str) -> str:
        """Where a local manager keeps the file. Raises NotFoundError for a place outside the root."""
        with _errors():
            return str(self._manager._get_os_path(path))

    def api_paths(self, os_path: str, near: str) -> list[str]:
        """Ways to name a file of a local manager, to be tried in this order; ``near`` is a path that it had. Blocks.

        A folder of ``near`` can be a symbolic link, and so can the root: the system names files by their real folders.
        """
        try:
            os.fsencode(os_path).decode("utf-8")
        except UnicodeDecodeError:  # such a name has no API path
            return []
        found: list[str] = []
        folder = near
        while folder:
            folder = filenames.split(folder)[0]
            with suppress(NotFoundError):
                base = self.os_path(folder)
                for start in (base, os.path.realpath(base)):
                    start = start.rstrip("/") + "/"
                    if os_path.startswith(start):
                        found.append(filenames.join(folder, os_path[len(start) :]))
        return list(dict.fromkeys(found))

    def before_save(self, path: str, model: dict[str, Any]) -> None:
        """Run the pre-save hooks, as the ``save`` of a local manager does. Raises StorageError when one refuses."""
        with _errors(saving=True):
            self._manager.run_pre_save_hooks(model=model, path=path)

    async def after_save(self, path: str) -> dict[str, Any]:
        """Run the post-save hooks and tell of the save, as the ``save`` of a local manager does; returns the model."""
        model = await self.model(path, type=None)
        # A hook that fails is logged by the manager. The bytes are stored all the same: called a failure, Docs would
        # deliver them again.
        with suppress(HTTPError):
            self._manager.run_post_save_hooks(model=model, os_path=self.os_path(path))
        self._manager.emit(data={"action": "save", "path": path})
        return model


@contextmanager
def _errors(saving: bool = False) -> Iterator[None]:
    try:
        yield
    except HTTPError as error:
        disk = error.__cause__
        if isinstance(disk, OSError) and disk.errno in _DISK:
            raise local_files.disk_error(disk) from error
        reason = error.log_message % error.args if error.log_message else error.reason or ""
        reason = reason.rstrip(".") or phrase("no reason given")
        if error.status_code == 404:
            raise trouble("storage.no-file") from error
        if saving or error.status_code >= 500:
            raise trouble("storage.refused", reason=reason) from error
        if error.status_code == 403:
            raise trouble("storage.forbidden", reason=reason) from error
        raise trouble("storage.not-read", reason=reason) from error
    except OSError as error:
        if not saving and error.errno in _NO_FILE or isinstance(error, FileNotFoundError):
            raise trouble("storage.no-file") from None
        raise local_files.disk_error(error) from error


def scope_of(contents_manager: ContentsManager) -> str:
    """What names the root of a contents manager in the records that servers share."""
    return str(getattr(contents_manager, "root_dir", "") or type(contents_manager).__qualname__)


def checked_path(path: str) -> str:
    """The one way to write ``path``: two ways would be two sessions for one file.

    Raises NotFoundError for a path that tries to leave the root, and for one that is not valid Unicode.
    """
    if not filenames.is_text(path):
        raise trouble("storage.no-text").as_a(NotFoundError)
    cleaned = filenames.cleaned(path)
    if "\0" in path or {".", ".."} & set(cleaned.split("/")):
        raise trouble("storage.no-file")
    return cleaned
