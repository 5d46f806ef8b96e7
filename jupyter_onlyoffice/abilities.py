"""Which features of the editor a user may use in a document.

Docs shows the buttons of a feature when the page has a handler for its event, so the front end gives handlers only for
what is named here (``can`` of the answer of ``GET onlyoffice/open``). Each route checks the rights again.
"""

from __future__ import annotations

from .editor_config import Mode


def abilities(mode: Mode, may_write: bool) -> list[str]:
    """The names of the features. ``mode`` is that of the document, ``may_write`` the user's right to files here."""
    return ["people", "links"]
