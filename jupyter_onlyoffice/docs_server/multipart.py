"""A form with a file as HTTP sends it (multipart/form-data, RFC 7578), streamed from the disk."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path

CHUNK = 256 * 1024


class Form:
    """The body of a request: ``fields``, and ``file`` under the name ``filename``. Can be sent several times.

    Names are of this program and contain nothing that would have to be escaped. Raises OSError for a file that can not
    be read.
    """

    def __init__(self, fields: Mapping[str, str], file: Path | None = None, filename: str = "document") -> None:
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._file = file
        head = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        self._tail = f"--{boundary}--\r\n".encode()
        self._size = 0
        if file is not None:
            self._size = os.stat(file).st_size
            head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
            head += "Content-Type: application/octet-stream\r\n\r\n"
            self._tail = b"\r\n" + self._tail
        self._head = head.encode()

    def __len__(self) -> int:
        """Its size in bytes."""
        return len(self._head) + self._size + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        """Its bytes. Raises OSError when the file has become shorter meanwhile, as the size was announced."""
        yield self._head
        if self._file is not None:
            left = self._size
            with open(self._file, "rb") as file:
                while left:
                    piece = file.read(min(CHUNK, left))
                    if not piece:
                        raise OSError("The file became shorter while it was sent.")
                    left -= len(piece)
                    yield piece
        yield self._tail
