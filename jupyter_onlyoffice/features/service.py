"""What the editor may ask of its host, put together."""

from __future__ import annotations

from ..people.directory import SqlitePeople
from ..shared_services import SharedServices
from .file_ids import SqliteFileIds
from .insertions import Insertions
from .mentions import Mentions
from .references import References


class Features:
    """Mentions, insertions and references to other documents."""

    def __init__(self, shared: SharedServices) -> None:
        settings, storage, log = shared.settings, shared.storage, shared.log
        people = SqlitePeople(
            settings.data_dir / "people.sqlite", shared.scope, shared.links.user_id, settings.people_provider, log
        )
        self.mentions = Mentions(people, storage, shared.events)
        self.insertions = Insertions(shared.browser_signer, storage, shared.urls, shared.text_formats)
        self.references = References(
            shared.browser_signer,
            SqliteFileIds(settings.data_dir / "files.sqlite", shared.scope, log),
            storage,
            shared.sessions,
            shared.links,
            shared.urls,
            shared.text_formats,
        )
