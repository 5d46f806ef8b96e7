"""All that the handlers call, in one place."""

from __future__ import annotations

import logging
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from .builtin import Builtin
from .config.settings import Settings
from .conversion.converters import Conversion
from .conversion.jobs import Conversions
from .conversion.save_as import SaveAs
from .conversion.thumbnails import Thumbnails
from .diagnostics import Diagnostics
from .docs_server.client import DocsClient
from .docs_server.signing import Signer
from .features.insertions import Insertions
from .features.mentions import Mentions
from .features.references import References
from .new_documents.creating import Creating
from .opening.access_rules import AccessRules
from .opening.document_opener import DocumentOpener
from .opening.lossy_format_choice import LossyFormatChoices
from .opening.titles import Titles
from .saving.callbacks import Callbacks
from .saving.conflicts import Conflicts
from .saving.document_writer import DocumentWriter
from .saving.edits_download import EditsDownload
from .saving.file_watch import FileWatch
from .saving.force_saves import ForceSaves
from .saving.forgotten_files import ForgottenFiles
from .saving.renames import Renames
from .saving.restoring import Restoring
from .saving.result_delivery import ResultDelivery
from .saving.shutdown_save import ShutdownSave
from .saving.unsaved_documents import UnsavedDocuments
from .security.signed_links import Links
from .security.tokens import Clock
from .sessions.activity import Activity
from .sessions.sessions import Sessions
from .sharing.share_links import Shares
from .storage.storage import Storage
from .tasks.periodic import PeriodicTasks
from .tasks.threads import Threads, at_once
from .text_formats import TextFormats
from .versions.history import History
from .versions.recorder import VersionRecorder

#: Seconds that the stores have to close, however late it is: they take a few milliseconds.
LEAST = 0.5


@dataclass
class Services:
    """All that the handlers call."""

    settings: Settings
    links: Links
    signer: Signer
    storage: Storage
    sessions: Sessions
    writer: DocumentWriter
    text_formats: TextFormats
    format_choices: LossyFormatChoices
    document_opener: DocumentOpener
    creating: Creating
    force_saves: ForceSaves
    callbacks: Callbacks
    results: ResultDelivery
    forgotten_files: ForgottenFiles
    unsaved_documents: UnsavedDocuments
    edits_download: EditsDownload
    file_watch: FileWatch
    activity: Activity
    periodic_tasks: PeriodicTasks
    conflicts: Conflicts
    renames: Renames
    access_rules: AccessRules
    shutdown_save: ShutdownSave
    mentions: Mentions
    shares: Shares
    titles: Titles
    versions: VersionRecorder
    history: History
    restoring: Restoring
    thumbnails: Thumbnails
    builtin: Builtin
    conversion: Conversion
    conversions: Conversions
    save_as: SaveAs
    insertions: Insertions
    references: References
    docs: DocsClient
    diagnostics: Diagnostics
    executor: Threads  #: for the disk
    network: Threads  #: for what waits for Docs
    hooks: Threads  #: for hooks of the administrator
    reading: Threads  #: for reading what others wrote
    clock: Clock
    log: logging.Logger
    scratch: Path | None = None  #: a temporary data_dir, when the configured one can not be used

    closed: bool = False  #: whether the server stops

    def close(self, seconds: float = 10.0) -> None:
        """Let what is under way on the disk finish, then close the stores, within about ``seconds``; blocks.

        What comes from Docs is with Docs. What does not end in time is left to the end of the process: files are
        replaced in one step, and records changed in one.
        """
        self.closed = True
        end = time.monotonic() + seconds
        for threads in (self.network, self.hooks):
            threads.shutdown(wait=False, cancel_futures=True)
        self.reading.shutdown(wait=False)
        at_once(
            {
                "the views": self.builtin.close,
                "the conversions": self.conversion.close,
                "the connections with ONLYOFFICE Docs": self.docs.close,
                "files under way": self.executor.shutdown,
            },
            seconds / 2,
            self.log,
        )
        at_once(
            {
                "the files of open documents": self.renames.close,
                "versions": self.versions.close,
                "open documents": self.sessions.close,
                "people": self.mentions.close,
                "names of files": self.references.close,
                "share links": self.shares.close,
                "choices": self.format_choices.close,
            },
            max(end - time.monotonic(), LEAST),
            self.log,
        )
        if self.scratch:
            shutil.rmtree(self.scratch, ignore_errors=True)
