"""How a document is worked on by who opens it: as which format, in which mode, and what Docs is given for it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..editor.permissions import Mode
from ..errors import ConversionError
from ..formats import Format, format_of
from ..messages import Notice, notice
from ..saving.form_submissions import Forms
from ..storage.file_info import FileInfo
from ..text_formats import TextFormats
from .access_rules import Access, AccessRules, Asker
from .answers import AccessNotice, FormatQuestion, WorkingCopy
from .docs_version import DocsVersion, check_version
from .lossy_format_choice import Ask, LossyFormatChoices

VIEWED = notice("documents.viewed")


@dataclass(frozen=True)
class Granted:
    """What somebody may do with a document."""

    format: Format
    access: Access
    docs_major: int | None
    #: The answer in the place of the document, when the user has to choose first how to work on it.
    question: FormatQuestion | WorkingCopy | None = None


class DocumentAccess:
    """Decides it."""

    def __init__(
        self,
        access_rules: AccessRules,
        forms: Forms,
        text_formats: TextFormats,
        format_choices: LossyFormatChoices,
        docs_version: DocsVersion,
    ) -> None:
        self._access_rules = access_rules
        self._forms = forms
        self._text_formats = text_formats
        self._format_choices = format_choices
        self._docs_version = docs_version

    async def of_builtin(self, info: FileInfo, mode: Mode | None, asker: Asker) -> Access:
        """What ``asker`` gets of the built-in editor."""
        return await self._access_rules.grant(mode or "edit", format_of(info.path), info, asker)

    async def decide(self, info: FileInfo, mode: Mode | None, asker: Asker, ask: Ask) -> Granted:
        """What ``asker`` gets who asks for ``mode``; None: to edit, or to fill a form that has fields.

        Raises UnsupportedFormatError, and what reading the document raises.
        """
        document_format = format_of(info.path)
        major = await self._docs_version.major(document_format)
        check_version(document_format, major)
        document_format = await self._forms.format(info, document_format)
        if mode is None:
            mode = "fill" if document_format.form and await self._forms.has_fields(info) else "edit"
        access = await self._access_rules.grant(mode, document_format, info, asker, major)
        question = None
        if access.mode == "edit" and document_format.lossy:
            chosen, question = await self._format_choices.asked(info.path, document_format, ask)
            if not question and chosen and chosen.how != "edit":
                access = await self._only_shown(info, document_format, asker, VIEWED)
        return Granted(document_format, access, major, question)

    async def served(self, info: FileInfo, document_format: Format, asker: Asker, access: Access) -> tuple[str, Access]:
        """The type of what Docs is given in the place of a text file; one for which there is nothing is only shown."""
        served = self._text_formats.served(info.path)
        if not served:
            return "", access
        try:
            (await self._text_formats.open(info)).close()
        except ConversionError as error:
            reason = notice("documents.as-it-is", cause=error.cause, remedy=error.remedy)
            return "", await self._only_shown(info, document_format, asker, reason)
        return served, access

    async def shown_notice(self, access: Access, document_format: Format, path: str) -> Notice | AccessNotice | None:
        """The notice of ``access``, with the offer of a copy to work on where that is what it takes."""
        told = access.notice
        if not told or told["reason"] != "documents.view-only" or not document_format.working:
            return told
        if not access.permissions["download"]:
            return told
        return {**told, "copy": {"to": document_format.working, "made": await self._format_choices.copy_of(path)}}

    async def _only_shown(self, info: FileInfo, document_format: Format, asker: Asker, reason: Notice) -> Access:
        return replace(await self._access_rules.grant("view", document_format, info, asker), notice=reason)
