"""The legs on this side: the configuration, and the folder for what must not get lost."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator

from ..config.settings import MIB
from ..messages import listed
from ..storage.local_files import disk_error
from .case import Case, usable
from .leg import Leg, bad, good, note


def configuration(case: Case) -> Iterator[Leg]:
    """What is wrong in the configuration was found when it was read."""
    settings = case.examined.settings
    if not settings.problems:
        yield good("configuration")
        return
    worst_first = sorted(settings.problems, key=lambda problem: not problem.fatal)
    causes, remedies = (dict.fromkeys(getattr(one, words) for one in worst_first) for words in ("cause", "remedy"))
    bars = not usable(settings.docs_internal_url)
    yield Leg("configuration", not settings.fatal, listed(causes, " "), listed(remedies, " "), bars=bars)


def data_dir(case: Case) -> Iterator[Leg]:
    """A file is written and brought to the disk; the free space is compared with the largest document."""
    folder, settings = case.examined.data_dir, case.examined.settings
    file = folder / f".check-{secrets.token_hex(8)}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, b"x" * 4096)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
            file.unlink(missing_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        yield bad("data-dir", "doctor.data-dir", folder=folder, reason=error.strerror or disk_error(error).cause)
        return
    if free < settings.max_file_size:
        size = settings.max_file_size // MIB
        yield note("data-dir", "doctor.data-dir-space", folder=folder, free=free // MIB, size=size)
    else:
        yield good("data-dir")


def no_docs(case: Case) -> Iterator[Leg]:
    """Nothing else is there to be tested with the built-in editor."""
    yield note("docs-address", "doctor.no-docs")
