"""All that stores edits, put together."""

from __future__ import annotations

from jupyter_server.services.contents.manager import ContentsManager

from ..shared_services import SharedServices
from ..versions.service import Versions
from .abandoned_sessions import AbandonedSessions
from .callbacks import Callbacks
from .checkpoint_revert import CheckpointRevert
from .conflicts import Conflicts
from .document_writer import DocumentWriter
from .edits_download import EditsDownload
from .file_watch import FileWatch
from .force_saves import ForceSaves
from .forgotten_files import ForgottenFiles
from .form_submissions import Forms
from .recovery_copies import RecoveryCopies
from .rename_guard import RenameGuard
from .renames import Renames
from .reopening_after_failure import ReopeningAfterFailure
from .restoring import Restoring
from .result_delivery import ResultDelivery
from .result_fetcher import ResultFetcher
from .result_placement import ResultPlacement
from .save_journal import SaveJournal
from .shutdown_save import ShutdownSave
from .unsaved_documents import UnsavedDocuments
from .version_file import VersionFile


class Saving:
    """Callbacks, results on their way into storage, recovery, renames, versions brought back."""

    def __init__(self, shared: SharedServices, versions: Versions, contents_manager: ContentsManager) -> None:
        settings, sessions, storage = shared.settings, shared.sessions, shared.storage
        docs, events, pools, log = shared.docs, shared.events, shared.pools, shared.log
        self.journal = SaveJournal(settings.data_dir / "spool" / "kept", shared.scope)
        pools.disk.submit(self.journal.sweep)
        self.writer = DocumentWriter(storage, pools, text_formats=shared.text_formats)
        self.force_saves = ForceSaves(sessions, docs, pools.network, events)
        self.renames = Renames(sessions, storage, docs, events, pools)
        self.results = ResultDelivery(
            ResultFetcher(settings, shared.scope, self.journal, docs, pools, shared.clock),
            ResultPlacement(storage, self.writer, RecoveryCopies(sessions, self.writer, pools.reading), self.renames),
            sessions,
            self.force_saves,
            self.renames,
            versions.recorder,
            events,
            pools,
        )
        self.checkpoint_revert = CheckpointRevert(sessions, self.results, events)
        if not settings.builtin:  # whose editor compares when it saves
            self.checkpoint_revert.notice(contents_manager)
        RenameGuard(sessions, storage, self.results, self.writer, self.renames).notice(contents_manager)
        self.forgotten_files = ForgottenFiles(shared.links, sessions, self.results, docs, events, pools.network, log)
        self.file_watch = FileWatch(sessions, storage, self.results, self.renames, self.force_saves, events)
        self.abandoned_sessions = AbandonedSessions(sessions, self.results, events)
        self.forms = Forms(settings, storage, sessions, docs, events, pools, shared.local_time)
        self.callbacks = Callbacks(sessions, self.renames, self.results, self.forms, versions.recorder, events)
        self.conflicts = Conflicts(sessions, storage, self.results, versions.recorder, events, shared.local_time)
        self.reopening_after_failure = ReopeningAfterFailure(
            sessions, self.results, self.forgotten_files, storage, docs, events, pools.network, log
        )
        self.unsaved_documents = UnsavedDocuments(sessions, self.results, self.forgotten_files, self.force_saves)
        self.edits_download = EditsDownload(
            sessions, self.results, self.journal, self.forgotten_files, self.force_saves, storage, docs, pools
        )
        self.restoring = Restoring(
            versions.history,
            VersionFile(settings, versions.recorder, storage, shared.text_formats, docs, pools),
            sessions,
            storage,
            self.results,
            self.force_saves,
            versions.recorder,
            events,
        )
        self.shutdown_save = ShutdownSave(sessions, self.force_saves, self.results.underway, log)
        self.renames.followers += [versions.recorder.moved, self.writer.moved]
