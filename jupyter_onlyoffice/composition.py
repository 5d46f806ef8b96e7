"""The one place that makes the parts of the product, and joins them."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from jupyter_events import EventLogger
from jupyter_server.services.contents.manager import ContentsManager

from .builtin import Builtin
from .config.server_address import Listening
from .config.settings import Settings, problem
from .conversion.service import Converting
from .diagnostics import Diagnostics, ExaminedServer, Probes
from .diagnostics.editor_admission import admits
from .docs_server.client import DocsClient
from .docs_server.signing import BrowserSigner, Signer
from .docs_server.urls import Urls
from .events import SaveEvents
from .features.service import Features
from .new_documents.creating import Creating
from .new_documents.office_templates import OfficeTemplates
from .opening.service import Opening
from .saving.service import Saving
from .security.signed_links import Links, load_link_key
from .security.tokens import Clock
from .services import Services
from .sessions.activity import Activity
from .sessions.sessions import Sessions
from .sessions.sqlite_store import SqliteSessionStore
from .shared_services import SharedServices
from .sharing.service import Sharing
from .storage.contents_manager import scope_of
from .storage.storage import Storage
from .tasks.periodic import PeriodicTasks
from .tasks.threads import ThreadPools
from .text_formats import TextFormats
from .versions.service import Versions

#: Threads for disk and network. Docs holds few results at a time; each is one thread while it is fetched.
THREADS = 8
#: Threads for reading what others wrote, of which it may take long and much memory.
READERS = 2


class Others(TypedDict, total=False):
    """What tests put in the place of what is made here."""

    docs: DocsClient
    clock: Clock
    local_time: Callable[[], datetime]
    pools: ThreadPools


def build_services(
    settings: Settings,
    jupyter_url: Callable[[], str],
    contents_manager: ContentsManager,
    event_logger: EventLogger,
    log: logging.Logger,
    alive: Callable[[], None] = lambda: None,
    listening: Callable[[], Listening] = Listening,
    others: Others | None = None,
) -> Services:
    """Make the services. A data_dir that can not be used becomes a problem of the settings, nothing worse.

    ``alive`` is called as long as somebody edits; ``listening`` tells how the server listens. ``others`` are put in
    the place of what is made here.
    """
    data_dir = settings.data_dir
    settings, scratch, shared = _shared(settings, jupyter_url, contents_manager, event_logger, log, others or {})
    versions = Versions(shared)
    saving = Saving(shared, versions, contents_manager)
    features = Features(shared)
    builtin = Builtin(settings, shared.storage, saving.writer, shared.pools)
    opening = Opening(shared, saving, features, builtin)
    sharing = Sharing(shared, opening)
    converting = Converting(shared, builtin, saving.force_saves)
    templates = OfficeTemplates(settings.templates_dir, shared.storage, shared.pools.disk)
    activity = Activity(
        shared.sessions,
        shared.docs,
        shared.pools.network,
        alive,
        saving.forgotten_files.recover_key,
        saving.abandoned_sessions.end,
    )
    probes = Probes(settings.data_dir / "probes")
    examined = ExaminedServer(
        settings, data_dir, shared.links, shared.urls.base, listening, shared.signer, probes, shared.clock
    )
    saving.renames.followers += [
        features.mentions.moved,
        features.references.moved,
        opening.format_choices.moved,
        sharing.share_links.moved,
    ]
    # Without a Docs server there is nothing to fetch, and a tab of the built-in editor looks after its file itself.
    works = [saving.results.deliver_due]
    later = []
    if not settings.builtin:
        works += [saving.file_watch.look, activity.look]
        later.append(saving.forgotten_files.look)
    if sharing.allowed:
        later.append(sharing.guests.expire)
    return Services(
        shared,
        versions,
        saving,
        features,
        builtin,
        opening,
        sharing,
        converting,
        Creating(shared.storage, templates, shared.pools),
        activity,
        Diagnostics(examined, shared.browser_signer, log),
        PeriodicTasks(works, later, log),
        scratch,
    )


def _shared(
    settings: Settings,
    jupyter_url: Callable[[], str],
    contents_manager: ContentsManager,
    event_logger: EventLogger,
    log: logging.Logger,
    others: Others,
) -> tuple[Settings, Path | None, SharedServices]:
    """What the parts have in common; a temporary data_dir, if need be, comes second."""
    clock = others.get("clock", time.time)
    scope = scope_of(contents_manager)
    settings, scratch, link_key, store = _records(settings, scope, log)
    pools = others.get("pools") or ThreadPools.start(THREADS, READERS)
    links = Links(link_key, clock, scope)
    storage = Storage(contents_manager, settings.data_dir / "spool", pools.disk)
    pools.disk.submit(storage.sweep)
    signer = Signer(settings, clock)
    docs = others.get("docs") or DocsClient(settings, signer)
    browser_signer = BrowserSigner(
        settings,
        signer,
        docs.version,
        lambda token: admits(settings, links.document_keys.new("probe"), token),
        pools.network,
    )
    shared = SharedServices(
        settings=settings,
        scope=scope,
        links=links,
        signer=signer,
        browser_signer=browser_signer,
        urls=Urls(links, lambda: settings.jupyter_url or jupyter_url()),
        docs=docs,
        storage=storage,
        sessions=Sessions(store, links, clock),
        text_formats=TextFormats(storage, settings.data_dir / "cache" / "plain", pools),
        events=SaveEvents(event_logger, log),
        pools=pools,
        clock=clock,
        local_time=others.get("local_time", datetime.now),
        log=log,
    )
    return settings, scratch, shared


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
