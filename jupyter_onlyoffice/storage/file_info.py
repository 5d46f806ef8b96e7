"""What is known of a file without reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FileInfo:
    """A file as storage holds it now. ``version`` is opaque, changes whenever the file does; ``size`` is in bytes."""

    path: str
    name: str
    size: int
    version: str
    writable: bool


def version_of_model(model: Mapping[str, Any]) -> str:
    """The version of a file that is not on the local disk; "" where its manager does not tell the size."""
    size = model.get("size")
    return "" if size is None else f"{model.get('last_modified')}-{size}-{model.get('hash') or ''}"
