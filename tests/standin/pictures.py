"""A picture of a page, in black and white: a bar for each line of text."""

from __future__ import annotations

import struct
import zlib

WIDTH, HEIGHT = 300, 400
_MARGIN, _LINE = 30, 12


def page(lines: list[str]) -> bytes:
    """A PNG of a page that says ``lines``, as far as they fit."""
    rows = [b"\xff" * WIDTH for _ in range(HEIGHT)]
    for number, line in enumerate(lines[: (HEIGHT - 2 * _MARGIN) // _LINE]):
        length = min(3 * len(line), WIDTH - 2 * _MARGIN)
        bar = b"\xff" * _MARGIN + b"\x66" * length + b"\xff" * (WIDTH - _MARGIN - length)
        top = _MARGIN + number * _LINE
        rows[top : top + _LINE // 2] = [bar] * (_LINE // 2)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)  # 8 bits of grey
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    chunks = [(b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
