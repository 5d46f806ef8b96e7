"""The opening of documents, put together."""

from __future__ import annotations

from ..builtin import Builtin
from ..features.service import Features
from ..saving.service import Saving
from ..shared_services import SharedServices
from .access_rules import AccessRules
from .docs_version import DocsVersion
from .document_access import DocumentAccess
from .document_opener import DocumentOpener
from .editor_answer import EditorAnswer
from .lossy_format_choice import LossyFormatChoices
from .session_start import SessionStart
from .titles import Titles


class Opening:
    """Who may do what with a document, and the editor's answer."""

    def __init__(self, shared: SharedServices, saving: Saving, features: Features, builtin: Builtin) -> None:
        settings, sessions, storage, log = shared.settings, shared.sessions, shared.storage, shared.log
        reopening = saving.reopening_after_failure
        self.format_choices = LossyFormatChoices(settings.data_dir / "choices.sqlite", shared.scope, storage, log)
        self.access_rules = AccessRules(settings.permissions, settings.permissions_hook, shared.pools.hooks, log)
        self.docs_version = DocsVersion(shared.docs, reopening.ask, shared.clock)
        self.document_opener = DocumentOpener(
            settings,
            shared.links,
            sessions,
            DocumentAccess(
                self.access_rules, saving.forms, shared.text_formats, self.format_choices, self.docs_version
            ),
            SessionStart(storage, sessions, saving.renames, reopening, saving.file_watch),
            EditorAnswer(settings, shared.browser_signer, shared.urls, shared.links, features.references, shared.clock),
            features.mentions,
            builtin,
        )
        self.titles = Titles(sessions, shared.docs, shared.pools.network, log)
