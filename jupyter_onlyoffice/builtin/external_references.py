"""Whether a document names files outside of itself, for systems where the converter cannot be kept from reading them.

x2t 10.0 embeds pictures that a document links to, from anywhere on the disk. Only formats of which it is known where
such links are can be looked through; every other is refused.
"""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat

from ..messages import trouble
from ..untrusted.zip_reader import DAMAGE, open_package
from .text import TEXT

MIB = 1024 * 1024
#: Packages (ECMA-376) that name what they link to in relationships, and only there.
_PACKAGES = frozenset(("xlsx", "xltx", "xlsm", "xltm", "pptx", "ppsx", "potx", "pptm", "ppsm", "potm"))
_MOST = 64 * MIB  #: of relationships, unpacked
_HARMLESS = "/hyperlink"  #: what a user must click
_DAMAGE: tuple[type[Exception], ...] = (*DAMAGE, expat.ExpatError)


def check_self_contained(source: Path) -> None:
    """Refuse a document that names files outside of itself, or may do so. Blocks.

    Raises ConversionError.
    """
    ext = source.suffix[1:]
    if ext in TEXT:
        return
    if ext not in _PACKAGES:
        raise trouble("builtin.unconfined")
    try:
        with open_package(source) as package:
            parts = [info for info in package.infolist() if info.filename.lower().endswith(".rels")]
            if len({info.filename.lower() for info in parts}) < len(parts) or sum(i.file_size for i in parts) > _MOST:
                raise trouble("builtin.unconfined")
            for part in parts:
                _check(package.read(part))
    except _DAMAGE as error:
        raise trouble("builtin.damaged") from error


def _check(relationships: bytes) -> None:
    def started(name: str, attributes: dict[str, str]) -> None:
        values = {key.rpartition(":")[2].lower(): value for key, value in attributes.items()}
        external = values.get("targetmode", "internal").strip().lower() != "internal"
        if external and not values.get("type", "").strip().endswith(_HARMLESS):
            raise trouble("builtin.unconfined")

    def declared(*_: object) -> None:
        raise trouble("builtin.unconfined")

    parser = expat.ParserCreate()
    parser.StartElementHandler = started
    parser.EntityDeclHandler = declared
    parser.Parse(relationships, True)
