"""All that the handlers call, in one place."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from .activity import Activity
from .background import Background
from .builtin import Builtin
from .callbacks import Callbacks
from .choices import Choices
from .conflicts import Conflicts
from .conversion import Conversion
from .creating import Creating
from .docs_client import DocsClient
from .doctor import Doctor
from .documents import Documents
from .farewell import Farewell
from .features.conversions import Conversions
from .features.history import History
from .features.insertions import Insertions
from .features.mentions import Mentions
from .features.references import References
from .features.restoring import Restoring
from .features.save_as import SaveAs
from .features.shares import Shares
from .features.thumbnails import Thumbnails
from .features.versions import Versions
from .force_saves import ForceSaves
from .forgotten import Forgotten
from .held import Held
from .plain import Plain
from .renames import Renames
from .results import Results
from .rights import Rights
from .saving import Saver
from .sessions import Sessions
from .settings import Settings
from .signing import Signer
from .storage import Storage
from .titles import Titles
from .tokens import Clock, Links
from .unstored import Unstored
from .watching import Watch


@dataclass
class Rooms:
    """All that the handlers call."""

    settings: Settings
    links: Links
    signer: Signer
    storage: Storage
    sessions: Sessions
    saver: Saver
    plain: Plain
    choices: Choices
    documents: Documents
    creating: Creating
    force_saves: ForceSaves
    callbacks: Callbacks
    results: Results
    forgotten: Forgotten
    unstored: Unstored
    held: Held
    watch: Watch
    activity: Activity
    background: Background
    conflicts: Conflicts
    renames: Renames
    rights: Rights
    farewell: Farewell
    mentions: Mentions
    shares: Shares
    titles: Titles
    versions: Versions
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
    doctor: Doctor
    executor: ThreadPoolExecutor  #: for the disk
    network: ThreadPoolExecutor  #: for what waits for Docs
    clock: Clock
    scratch: Path | None = None  #: a temporary data_dir, when the configured one can not be used

    closed: bool = False  #: whether the server stops

    def close(self) -> None:
        """Let what is under way on the disk finish, then close the store; what comes from Docs is with Docs."""
        self.closed = True
        self.builtin.close()
        self.conversion.close()
        self.docs.close()
        self.network.shutdown(wait=False, cancel_futures=True)
        self.executor.shutdown(wait=True)
        self.renames.close()
        self.versions.close()
        self.sessions.close()
        self.mentions.close()
        self.references.close()
        self.shares.close()
        self.choices.close()
        if self.scratch:
            shutil.rmtree(self.scratch, ignore_errors=True)
