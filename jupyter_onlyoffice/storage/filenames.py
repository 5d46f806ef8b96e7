"""Names of files: what is put beside a document must fit the disk, and must not take a name that is in use."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

#: The longest name of a file on the usual disks (Linux NAME_MAX), in bytes of UTF-8.
MAX_NAME_BYTES = 255


def is_text(name: str) -> bool:
    """Whether ``name`` is valid Unicode.

    Python makes halves of surrogate pairs of the bytes of a name that is not in UTF-8, and JSON can hold them. No
    database, token or address takes such a name.
    """
    try:
        name.isascii() or name.encode()
    except UnicodeEncodeError:
        return False
    return True


def cleaned(path: str) -> str:
    """``path`` as sessions know it, without slashes at its ends or twice: two ways would be two sessions for a file."""
    return "/".join(part for part in path.split("/") if part)


def split(path: str) -> tuple[str, str]:
    """Folder ("" for the root) and name of a contents manager's path."""
    folder, _, name = path.rpartition("/")
    return folder, name


def join(folder: str, name: str) -> str:
    """The contents manager's path of ``name`` in ``folder``."""
    return f"{folder}/{name}" if folder else name


def moved(path: str, old: str, new: str) -> str:
    """``path`` after a rename of the file or folder ``old`` to ``new``."""
    return new + path[len(old) :] if f"{path}/".startswith(f"{old}/") else path


def with_suffix(name: str, addition: str, ext: str | None = None) -> str:
    """``name`` with ``addition`` before its extension, which ``ext`` replaces, cut to fit the disk.

    Only the last dot counts, so "v1.2 report.docx" stays readable, and the extension is never cut.
    """
    stem, dot, old = name.rpartition(".")
    if not stem:
        stem, dot, old = name, "", ""
    ending = addition + (f".{ext}" if ext is not None else dot + old)
    room = MAX_NAME_BYTES - len(os.fsencode(ending))
    shortened = os.fsencode(stem)[: max(room, 0)]
    if len(shortened) < len(os.fsencode(stem)):
        stem = shortened.decode("utf-8", "ignore")  # the cut can split a character; what is left of it is dropped
    return stem + ending


def numbered(name: str) -> Iterator[str]:
    """``name``, "name 1", "name 2" ..., the way JupyterLab numbers new files.

    Not the contents manager's ``increment_filename``: that puts the number before the *first* dot and can make a name
    too long for the disk.
    """
    yield with_suffix(name, "")
    for number in itertools.count(1):
        yield with_suffix(name, f" {number}")
