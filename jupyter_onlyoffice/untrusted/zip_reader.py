"""Opening zip packages that somebody else wrote, within limits."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Bytes of the largest table of contents that is read: some 40,000 parts.
MOST_CONTENTS = 4 * 1024 * 1024
#: How parts may be packed: all that offices know (ISO/IEC 21320-1). Of anything else zipfile unpacks all that it has
#: read at once, and not only as much as it is asked for: a few bytes can be gigabytes.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
#: What zipfile raises for packages that are torn, scrambled or made to do harm, and reading their parts may.
DAMAGE: tuple[type[Exception], ...] = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(ValueError, LookupError, ArithmeticError, NotImplementedError, RuntimeError),
)


@contextmanager
def open_package(path: Path) -> Iterator[zipfile.ZipFile]:
    """The package at ``path``. Raises one of ``DAMAGE``, also inside, where parts are read."""
    with _Limited(open(path, "rb", buffering=0)) as file, zipfile.ZipFile(file) as package:
        file.limited = False
        if any(part.compress_type not in _PACKED for part in package.infolist()):
            raise zipfile.BadZipFile("packed in another way")
        yield package


class _Limited(io.BufferedReader):
    """A file of which not too much is read at once: zipfile takes the table of contents so, however large it is."""

    limited = True

    def read(self, size: int | None = -1, /) -> bytes:
        """As usual, up to a size."""
        if not self.limited:
            return super().read(size)
        data = super().read(min(size, MOST_CONTENTS + 1) if size is not None and size >= 0 else MOST_CONTENTS + 1)
        if len(data) > MOST_CONTENTS:
            raise zipfile.BadZipFile("too many parts")
        return data
