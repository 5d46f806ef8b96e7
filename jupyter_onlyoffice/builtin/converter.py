"""What all converters share: what is asked of them, and why it may fail, in words for a person."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ..errors import ConversionError
from .process import Outcome

_OPEN_ELSEWHERE = "Open it in the program that made it"


class Converter(Protocol):
    """A program that makes a PDF of an office file, or a picture of its first page."""

    name: str  #: with its version: a newer one may draw differently

    def takes(self, ext: str) -> bool:
        """Whether it reads files with the extension ``ext``."""
        ...

    def convert(self, source: Path, target: Path, folder: Path) -> None:
        """Make ``target``, a .pdf or .png, of ``source``; ``folder`` is an empty one for whatever it needs. Blocks.

        Raises ConversionError, or OSError when the program can not be started.
        """
        ...


def password_needed() -> ConversionError:
    """The document is encrypted."""
    return ConversionError(
        "The document is protected with a password.",
        f"{_OPEN_ELSEWHERE} and save it without the password, or connect an ONLYOFFICE Docs server, which asks for it.",
    )


def damaged() -> ConversionError:
    """The file can not be read as what its name says."""
    return ConversionError(
        "The document can not be read: it is damaged, or of another format than its name says.",
        f"{_OPEN_ELSEWHERE} and save it again, or restore an earlier version.",
    )


def too_large() -> ConversionError:
    """The content goes beyond the limits, as a small file that unpacks to gigabytes does."""
    return ConversionError(
        "The content of the document is too large to be shown here.",
        f"{_OPEN_ELSEWHERE}, or split it into smaller ones.",
    )


def ended_badly(outcome: Outcome, program: str) -> ConversionError:
    """The program ran out of time or memory, or broke down."""
    if outcome.timed_out:
        return ConversionError(
            "Making the pages of this document takes too long.",
            f"{_OPEN_ELSEWHERE}, split it, or connect an ONLYOFFICE Docs server.",
        )
    end = f"signal {-outcome.code}" if outcome.code < 0 else f"code {outcome.code}"
    return ConversionError(
        f"The converter ({program}) broke down over this document ({end}).",
        f"{_OPEN_ELSEWHERE}. It may be damaged, or need more memory than one conversion may use.",
    )
