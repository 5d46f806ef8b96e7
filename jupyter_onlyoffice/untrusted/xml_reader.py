"""Reading XML that somebody else wrote, within limits: of its bytes, of one token, of its depth, of the time it takes.

A token is what stands between two brackets: a tag with its attributes, a comment. Expat before 2.6 begins one that has
not ended anew with each piece that it is given, which takes minutes for one of 50 MB in small pieces; so the pieces
grow with it, and it may not be that long.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

KIB, MIB = 1024, 1024 * 1024
#: Between the namespace and the name of an element or attribute.
SEPARATOR = "}"
_PIECE = 64 * KIB

Start = Callable[[str, dict[str, str]], object]
Call = Callable[[str], object]


class ForeignXmlError(ValueError):
    """It is not well-formed, or beyond the limits."""


@dataclass(frozen=True)
class Limits:
    """How much is read: bytes of all of it and of one token, and the seconds of work that may take.

    Of work, not of the clock: on a busy machine an honest document takes long, too.
    """

    size: int
    token: int = 4 * MIB
    seconds: float = 120.0


USUAL = Limits(512 * MIB)
#: Of what is kept in memory as a tree, and how many elements may be within each other there.
SMALL, DEPTH = Limits(16 * MIB, MIB, 20.0), 256


def read_xml(
    source: IO[bytes],
    start: Start | None = None,
    end: Call | None = None,
    text: Call | None = None,
    limits: Limits = USUAL,
) -> None:
    """Call ``start`` (name, attributes), ``end`` (name) and ``text`` for what ``source`` holds, as it comes.

    Names are those of expat: namespace, ``SEPARATOR``, name. Raises ForeignXmlError, also for a document type: no
    document of an office has one, and with one a few bytes can mean many.
    """
    parser = expat.ParserCreate(namespace_separator=SEPARATOR)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    deadline = time.thread_time() + limits.seconds
    read = pending = 0
    try:
        while piece := source.read(max(_PIECE, min(pending, limits.token - pending))):
            read += len(piece)
            if read > limits.size:
                raise ForeignXmlError("too much XML")
            parser.Parse(piece, False)
            pending = read - max(parser.CurrentByteIndex, 0)
            if pending > limits.token:
                raise ForeignXmlError("a tag that does not end")
            if time.thread_time() > deadline:
                raise ForeignXmlError("XML that takes too long")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ForeignXmlError(str(error)) from error


def xml_tree(source: IO[bytes], limits: Limits = SMALL) -> ElementTree.Element:
    """All of it as a tree, whose names are those of ElementTree. Raises ForeignXmlError."""
    builder = ElementTree.TreeBuilder()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEPTH:
            raise ForeignXmlError("too many elements within each other")
        builder.start(_named(name), {_named(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_named(name))

    read_xml(source, start, end, builder.data, limits)
    return builder.close()


def _named(name: str) -> str:
    return "{" + name if SEPARATOR in name else name


def _refuse_document_type(*_: object) -> None:
    raise ForeignXmlError("a document type")
