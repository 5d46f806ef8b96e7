"""The one place that makes all that the handlers call, and joins it."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from jupyter_events import EventLogger
from jupyter_server.services.contents.manager import ContentsManager

from .builtin import Builtin
from .config.server_address import Listening
from .config.settings import Settings, problem
from .conversion.converters import BuiltinConversion, Conversion, DocsConversion
from .conversion.jobs import Conversions
from .conversion.save_as import SaveAs
from .conversion.thumbnails import Thumbnails
from .diagnostics import Diagnostics, ExaminedServer, Probes
from .diagnostics.editor_admission import admits
from .docs_server.client import DocsClient
from .docs_server.signing import BrowserSigner, Signer
from .docs_server.urls import Urls
from .events import SaveEvents
from .features.file_ids import SqliteFileIds
from .features.insertions import Insertions
from .features.mentions import Mentions
from .features.references import References
from .new_documents.creating import Creating
from .new_documents.office_templates import OfficeTemplates
from .opening.access_rules import AccessRules
from .opening.document_opener import DocumentOpener
from .opening.lossy_format_choice import LossyFormatChoices
from .opening.titles import Titles
from .people.directory import SqlitePeople
from .saving.abandoned_sessions import AbandonedSessions
from .saving.callbacks import Callbacks
from .saving.checkpoint_revert import CheckpointRevert
from .saving.conflicts import Conflicts
from .saving.document_writer import DocumentWriter
from .saving.edits_download import EditsDownload
from .saving.file_watch import FileWatch
from .saving.force_saves import ForceSaves
from .saving.forgotten_files import ForgottenFiles
from .saving.form_submissions import Forms
from .saving.recovery_copies import RecoveryCopies
from .saving.rename_guard import RenameGuard
from .saving.renames import Renames
from .saving.reopening_after_failure import ReopeningAfterFailure
from .saving.restoring import Restoring
from .saving.result_delivery import ResultDelivery
from .saving.result_fetcher import ResultFetcher
from .saving.save_journal import SaveJournal
from .saving.shutdown_save import ShutdownSave
from .saving.unsaved_documents import UnsavedDocuments
from .security.signed_links import Links, load_link_key
from .security.tokens import Clock
from .services import Services
from .sessions.activity import Activity
from .sessions.sessions import Sessions
from .sessions.sqlite_store import SqliteSessionStore
from .sharing.share_links import Shares, ShareStore
from .storage.storage import Storage, scope_of
from .tasks.periodic import PeriodicTasks
from .tasks.threads import Threads
from .text_formats import TextFormats
from .versions.history import History
from .versions.recorder import VersionRecorder, open_shelf

#: Threads for disk and network. Docs holds few results at a time; each is one thread while it is fetched.
THREADS = 8
#: Threads for reading what others wrote, of which it may take long and much memory.
READERS = 2


def build_services(
    settings: Settings,
    jupyter_url: Callable[[], str],
    contents_manager: ContentsManager,
    event_logger: EventLogger,
    log: logging.Logger,
    clock: Clock = time.time,
    alive: Callable[[], None] = lambda: None,
    listening: Callable[[], Listening] = Listening,
) -> Services:
    """Make the services. A data_dir that can not be used becomes a problem of the settings, nothing worse.

    ``alive`` is called as long as somebody edits; ``listening`` tells how the server listens.
    """
    data_dir = settings.data_dir
    scope = scope_of(contents_manager)
    settings, scratch, link_key, store = _records(settings, scope, log)
    executor = Threads(THREADS, "onlyoffice")
    # Slow results must not keep Docs from its downloads, so what waits for Docs has threads of its own.
    network = Threads(THREADS, "onlyoffice-docs")
    # And so that neither a hook that hangs nor what is hard to read keeps anybody from their documents.
    hooks = Threads(THREADS, "onlyoffice-hooks")
    reading = Threads(READERS, "onlyoffice-reading")
    links = Links(link_key, clock, scope)
    storage = Storage(contents_manager, settings.data_dir / "spool", executor)
    executor.submit(storage.sweep)
    signer = Signer(settings, clock)
    docs = DocsClient(settings, signer)
    browser_signer = BrowserSigner(
        settings, signer, docs.version, lambda token: admits(settings, links.document_keys.new("probe"), token), network
    )
    sessions = Sessions(store, links, clock)
    text_formats = TextFormats(storage, settings.data_dir / "cache" / "plain", executor, reading)
    writer = DocumentWriter(storage, executor, text_formats=text_formats, reading=reading)
    events = SaveEvents(event_logger, log)
    force_saves = ForceSaves(sessions, docs, network, events)
    builtin = Builtin(settings, storage, writer, executor, reading)
    journal = SaveJournal(settings.data_dir / "spool" / "kept", scope)
    executor.submit(journal.sweep)
    renames = Renames(sessions, storage, docs, events, executor, network)
    recovery_copies = RecoveryCopies(sessions, writer, reading)
    fetcher = ResultFetcher(settings, scope, journal, docs, executor, network, clock)
    archive = open_shelf(settings, scope, storage, links, log, clock)
    versions = VersionRecorder(archive, storage, docs, executor, network, log)
    storage.keeper = versions
    renames.followers.append(versions.moved)
    results = ResultDelivery(
        fetcher, journal, sessions, storage, writer, recovery_copies, force_saves, renames, versions, events, executor
    )
    checkpoint_revert = CheckpointRevert(sessions, results, events)
    if not settings.builtin:  # whose editor compares when it saves
        checkpoint_revert.notice(contents_manager)
    RenameGuard(sessions, storage, results, writer, renames).notice(contents_manager)
    forgotten_files = ForgottenFiles(links, sessions, results, docs, events, network, log)
    file_watch = FileWatch(sessions, storage, results, renames, force_saves, events)
    # Without a Docs server there is nothing to fetch, and a tab of the built-in editor looks after its file itself.
    abandoned = AbandonedSessions(sessions, results, events)
    activity = Activity(sessions, docs, network, alive, forgotten_files.recover_key, abandoned.end)
    works = [results.deliver_due] if settings.builtin else [results.deliver_due, file_watch.look, activity.look]
    later = [] if settings.builtin else [forgotten_files.look]
    people = SqlitePeople(settings.data_dir / "people.sqlite", scope, links.user_id, settings.people_provider, log)
    mentions = Mentions(people, storage, events)
    share_store = ShareStore(settings.data_dir / "shares.sqlite", scope, log)
    renames.followers += [writer.moved, mentions.moved]
    urls = Urls(links, lambda: settings.jupyter_url or jupyter_url())
    probes = Probes(settings.data_dir / "probes")
    examined = ExaminedServer(settings, data_dir, links, urls.base, listening, signer, probes, clock)
    file_ids = SqliteFileIds(settings.data_dir / "files.sqlite", scope, log)
    references = References(browser_signer, file_ids, storage, sessions, links, urls, text_formats)
    renames.followers.append(references.moved)
    format_choices = LossyFormatChoices(settings.data_dir / "choices.sqlite", scope, storage, log)
    renames.followers.append(format_choices.moved)
    forms = Forms(settings, storage, sessions, docs, events, executor, network, reading)
    access_rules = AccessRules(settings.permissions, settings.permissions_hook, hooks, log)
    reopening = ReopeningAfterFailure(sessions, results, forgotten_files, storage, docs, events, network, log)
    document_opener = DocumentOpener(
        settings,
        browser_signer,
        urls,
        storage,
        sessions,
        renames,
        access_rules,
        forms,
        links,
        docs,
        builtin,
        file_watch,
        mentions,
        reopening,
        references,
        text_formats,
        format_choices,
        clock,
    )
    shares = Shares(
        settings.share_links, share_store, links, storage, document_opener, access_rules, docs, network, log, clock
    )
    renames.followers.append(shares.moved)
    if settings.share_links:
        later.append(shares.expire)
    conversion: Conversion = DocsConversion(settings, urls, links, storage, docs, text_formats, reading)
    if settings.builtin:
        conversion = BuiltinConversion(builtin, storage, executor)
    history = History(browser_signer, versions, storage, text_formats, docs, urls, network)
    callbacks = Callbacks(sessions, renames, results, forms, versions, events)
    return Services(
        settings=settings,
        links=links,
        signer=signer,
        storage=storage,
        sessions=sessions,
        writer=writer,
        text_formats=text_formats,
        format_choices=format_choices,
        document_opener=document_opener,
        creating=Creating(storage, OfficeTemplates(settings.templates_dir, storage, executor), executor, reading),
        force_saves=force_saves,
        callbacks=callbacks,
        results=results,
        forgotten_files=forgotten_files,
        unsaved_documents=UnsavedDocuments(sessions, results, forgotten_files, force_saves),
        edits_download=EditsDownload(
            sessions, results, journal, forgotten_files, force_saves, storage, docs, executor, network
        ),
        file_watch=file_watch,
        activity=activity,
        periodic_tasks=PeriodicTasks(works, later, log),
        conflicts=Conflicts(sessions, storage, results, versions, events),
        renames=renames,
        access_rules=access_rules,
        shutdown_save=ShutdownSave(sessions, force_saves, results.underway, log),
        mentions=mentions,
        shares=shares,
        titles=Titles(sessions, docs, network, log),
        versions=versions,
        history=history,
        thumbnails=Thumbnails(storage, conversion, settings.data_dir / "cache" / "pictures", executor),
        restoring=Restoring(
            settings,
            history,
            versions,
            sessions,
            storage,
            text_formats,
            results,
            force_saves,
            docs,
            events,
            executor,
            network,
            reading,
        ),
        builtin=builtin,
        conversion=conversion,
        conversions=Conversions(conversion, storage, sessions, force_saves, links, executor, log),
        save_as=SaveAs(settings, storage, docs, network, reading),
        insertions=Insertions(browser_signer, storage, urls, text_formats),
        references=references,
        docs=docs,
        diagnostics=Diagnostics(examined, browser_signer, log),
        executor=executor,
        network=network,
        hooks=hooks,
        reading=reading,
        clock=clock,
        log=log,
        scratch=scratch,
    )


def _records(
    settings: Settings, scope: str, log: logging.Logger
) -> tuple[Settings, Path | None, str, SqliteSessionStore]:
    """The key of our links and the store of sessions; in a temporary data_dir, which comes second, if need be.

    Without the records of a broken store what waits on our disk or with Docs is recovered by its key.
    """
    scratch: Path | None = None
    try:
        link_key = load_link_key(settings.data_dir)
    except OSError as error:
        unusable = problem("configuration.data-dir", reason=error.strerror or error)
        scratch = Path(tempfile.mkdtemp(prefix="jupyter-onlyoffice-"))
        settings = replace(settings, data_dir=scratch, problems=(*settings.problems, unusable))
        link_key = load_link_key(scratch)
    store = SqliteSessionStore(settings.data_dir / "sessions.sqlite", scope, log)
    return settings, scratch, link_key, store
