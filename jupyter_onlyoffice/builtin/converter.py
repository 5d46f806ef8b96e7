"""What all converters share: what is asked of them, and why it may fail, in words for a person."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ..errors import OnlyOfficeError
from ..messages import phrase, trouble
from .confined_process import Outcome


class Converter(Protocol):
    """A program that makes a PDF of an office file, or a picture of its first page."""

    name: str  #: with its version: a newer one may draw differently

    def takes(self, ext: str) -> bool:
        """Whether it reads files with the extension ``ext``."""
        ...

    def most_pages(self, ext: str) -> int | None:
        """How many pages it makes of a file with the extension ``ext``, whatever more there is; None: all."""
        ...

    def convert(self, source: Path, target: Path, folder: Path) -> None:
        """Make ``target``, a .pdf or .png, of ``source``; ``folder`` is an empty one for whatever it needs. Blocks.

        Raises ConversionError, or OSError when the program can not be started.
        """
        ...


def ended_badly(outcome: Outcome, program: str) -> OnlyOfficeError:
    """The program ran out of time or memory, or broke down."""
    if outcome.timed_out:
        return trouble("builtin.slow")
    code = outcome.code
    end = phrase("signal {number}", number=-code) if code < 0 else phrase("code {number}", number=code)
    return trouble("builtin.broken-down", program=program, end=end)
