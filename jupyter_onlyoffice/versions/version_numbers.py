"""Which version a document is now: one that is recorded, or the next one. Everything here blocks."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ..formats import extension
from ..security.tokens import Clock
from ..storage.file_info import FileInfo
from ..storage.storage import Storage
from .version_records import Version, VersionStore


class VersionNumbers:
    """Numbers the versions of ``store``, under the lock of whoever calls; ``new_key`` makes a fresh document key.

    ``beside``: new versions are kept beside their documents.
    """

    def __init__(
        self, store: VersionStore, storage: Storage, beside: bool, new_key: Callable[[], str], clock: Clock
    ) -> None:
        self._store = store
        self._storage = storage
        self._beside = beside
        self._new_key = new_key
        self._clock = clock

    def current(self, info: FileInfo) -> tuple[Version, list[Version]]:
        """What the document is now (the version stored last, or what somebody else made of it) and all versions."""
        versions = self._store.of(info.path) or self._of_renamed(info)
        if versions and versions[-1].content == info.version:
            return versions[-1], versions
        fresh = self.fresh(info, versions)
        os_path = self._storage.os_path(info.path)
        if os_path is not None:
            with suppress(OSError):
                fresh = replace(fresh, created=os.stat(os_path).st_mtime)
        return fresh, versions

    def _of_renamed(self, info: FileInfo) -> list[Version]:
        """The versions of a document that was renamed while nobody had it open: it is the very same file."""
        for version in self._store.holding(info.version):
            old = self._storage.os_path(version.path)
            if old and not os.path.lexists(old):
                self._store.moved(version.path, info.path)
                return self._store.of(info.path)
        return []

    def fresh(self, info: FileInfo, versions: list[Version], **told: Any) -> Version:
        """The version after ``versions``, not recorded yet; ``told`` are further fields of it."""
        fields: dict[str, Any] = {
            "key": self._new_key(),
            "path": info.path,
            "number": versions[-1].number + 1 if versions else 1,
            "created": self._clock(),
            "content": info.version,
            "size": info.size,
            "filetype": extension(info.path),
            "place": info.path.rpartition("/")[0] if self._beside else None,
        }
        return Version(**{**fields, **told})
