"""The files that Docs is given to try with."""

from __future__ import annotations

from ..new_documents.blank import TEMPLATES


def text_of(probe: str) -> bytes:
    """A text that nobody else serves."""
    return f"jupyter-onlyoffice {probe}\n".encode()


def document() -> bytes:
    """A blank text document. Blocks."""
    return (TEMPLATES / "new.docx").read_bytes()
