"""What a person may do with a document, and why it is less than they asked for.

The file, its format and Jupyter's authorizer set the limit. Within it ``c.OnlyOffice.permissions`` restricts everybody,
and ``c.OnlyOffice.permissions_hook`` has the last word on each document that is opened.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ..editor import permissions
from ..editor.permissions import Hook, Mode, Permissions, PermissionsRequest
from ..formats import FORMATS, Format, extension
from ..messages import Notice, line, notice, trouble
from ..storage.file_info import FileInfo

#: How long the hook may take, in seconds; somebody waits for the document.
HOOK_SECONDS = 10.0


@dataclass(frozen=True)
class Asker:
    """Who asks. ``may_write`` is the authorizer's word on files."""

    username: str
    name: str
    may_write: bool
    groups: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Access:
    """What a person gets."""

    mode: Mode
    permissions: Permissions
    modes: list[Mode]  #: all that they may choose of
    notice: Notice | None  #: why it is less than they asked for


class AccessRules:
    """Decides. A synchronous hook runs in ``executor``."""

    def __init__(
        self, everybody: Mapping[str, Any], hook: Hook | None, executor: Executor, log: logging.Logger
    ) -> None:
        self._everybody = everybody
        self._hook = hook
        self._executor = executor
        self._log = log

    async def grant(
        self, asked: Mode, document_format: Format, info: FileInfo, asker: Asker, docs_major: int | None = None
    ) -> Access:
        """What ``asker`` gets who asks for ``asked``. ``docs_major``: the version of Docs, if known."""
        old = not document_format.written_by(docs_major)
        limit = permissions.most(document_format, asker.may_write and info.writable and not old)
        granted = permissions.changed(limit, self._everybody, limit)
        failed = False
        if self._hook:
            try:
                granted = permissions.changed(granted, await self._ask(granted, document_format, info, asker), limit)
            except Exception as error:
                # Nothing is known of what it would have refused.
                granted, failed = permissions.least(), True
                reason = line("documents.hook", path=info.path, error=repr(error))
                self._log.error("jupyter-onlyoffice: %s", reason, exc_info=error)
        modes = permissions.modes(granted, document_format)
        if asked == "embedded" or asked in modes:
            mode = asked
        elif asked == "edit":
            mode = modes[0]
        else:
            mode = "view"
        told = None
        if failed:
            told = notice("documents.hook-failed")
        elif asked not in ("view", "embedded"):
            told = _notice_of(mode, asked, document_format, info, asker, old)
        return Access(mode, permissions.narrowed(granted, mode), modes, told)

    async def check_content(self, info: FileInfo, asker: Asker) -> None:
        """Whether ``asker`` may take the content of a document elsewhere: into another format, or another document.

        Raises NotAllowedError.
        """
        found = FORMATS.get(extension(info.path))
        if found and not (await self.grant("view", found, info, asker)).permissions["download"]:
            raise trouble("documents.content-kept", name=info.name)

    async def _ask(
        self, granted: Permissions, document_format: Format, info: FileInfo, asker: Asker
    ) -> Mapping[str, Any]:
        """The changes that the hook wants. Raises what it raises, TimeoutError, or ValueError for nonsense."""
        assert self._hook is not None
        request = PermissionsRequest(
            asker.username, asker.name, asker.groups, info.path, document_format.ext, MappingProxyType(dict(granted))
        )
        answer = await asyncio.wait_for(self._call(self._hook, request), HOOK_SECONDS)
        if answer is None:
            return {}
        if problem := permissions.wrong(answer):
            raise ValueError(f"What it returned can not be used: {problem}.")
        return dict(answer)

    async def _call(self, hook: Hook, request: PermissionsRequest) -> Any:
        if inspect.iscoroutinefunction(hook) or inspect.iscoroutinefunction(getattr(hook, "__call__", None)):  # noqa: B004
            return await hook(request)
        answer = await asyncio.get_running_loop().run_in_executor(self._executor, hook, request)
        return await answer if inspect.isawaitable(answer) else answer


def _notice_of(
    mode: Mode, asked: Mode, document_format: Format, info: FileInfo, asker: Asker, old: bool
) -> Notice | None:
    if mode == asked:
        if mode == "edit" and document_format.lossy:
            return notice("documents.lossy", label=document_format.label)
        return None
    if not asker.may_write:
        return notice("documents.no-permission")
    if not info.writable:
        return notice("documents.read-only")
    if not document_format.edit:
        return notice("documents.view-only", label=document_format.label)
    if old:
        return notice("documents.old-docs", label=document_format.label, since=document_format.edit_since)
    return notice(f"documents.restricted-{mode}")
