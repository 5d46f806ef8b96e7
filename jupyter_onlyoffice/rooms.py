"""All that the handlers call, in one place."""

from __future__ import annotations

import logging
import shutil
import time
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
from .threads import Threads, at_once
from .titles import Titles
from .tokens import Clock, Links
from .unstored import Unstored
from .watching import Watch

#: Seconds that the stores have to close, however late it is: they take a few milliseconds.
LEAST = 0.5


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
                "choices": self.choices.close,
            },
            max(end - time.monotonic(), LEAST),
            self.log,
        )
        if self.scratch:
            shutil.rmtree(self.scratch, ignore_errors=True)
