"""A contents manager that is not on the local disk, as far as the connector can see: it takes and gives whole files."""

from __future__ import annotations

import asyncio
import os
import shutil
from typing import Any

from jupyter_server.services.contents.filecheckpoints import AsyncGenericFileCheckpoints
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupyter_server.services.contents.manager import AsyncContentsManager


class ObjectStore(AsyncContentsManager):
    """As object stores do, it renames by a copy and a deletion; each call takes a moment."""

    def __init__(self, root: str) -> None:
        options = {"root_dir": root}
        super().__init__(checkpoints_class=AsyncGenericFileCheckpoints, checkpoints_kwargs=options)
        self._root = root
        self._inner: Any = AsyncLargeFileManager(root_dir=root, delete_to_trash=False)

    async def get(
        self, path: str, content: bool = True, type: Any = None, format: Any = None, require_hash: bool = False
    ) -> Any:
        await asyncio.sleep(0)
        return await self._inner.get(path, content=content, type=type, format=format, require_hash=require_hash)

    async def save(self, model: dict[str, Any], path: str = "") -> Any:
        await asyncio.sleep(0.005)
        return await self._inner.save(model, path)

    async def delete_file(self, path: str) -> None:
        await self._inner.delete_file(path)

    async def rename_file(self, old_path: str, new_path: str) -> None:
        old, new = os.path.join(self._root, old_path), os.path.join(self._root, new_path)
        shutil.copytree(old, new, copy_function=shutil.copy) if _is_folder(old) else shutil.copy(old, new)
        await asyncio.sleep(0.005)
        shutil.rmtree(old) if _is_folder(old) else os.unlink(old)

    async def file_exists(self, path: str = "") -> bool:
        return bool(await self._inner.file_exists(path))

    async def dir_exists(self, path: str) -> bool:
        return bool(await self._inner.dir_exists(path))

    async def is_hidden(self, path: str) -> bool:
        return bool(await self._inner.is_hidden(path))


def _is_folder(path: str) -> bool:
    return os.path.isdir(path)
