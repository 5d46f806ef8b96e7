"""Which features of the editor a user may use in a document.

Docs shows the buttons of a feature when the page has a handler for its event, so the front end gives handlers only for
what is named here (``can`` of the answer of ``GET onlyoffice/open``). Each route checks the rights again.
"""

from __future__ import annotations

from collections.abc import Collection

from .permissions import Mode


def abilities(
    mode: Mode,
    may_write: bool,
    modes: Collection[Mode] = (),
    share: bool = False,
    history: bool = False,
    download: bool = True,
) -> list[str]:
    """The names of the features.

    ``mode`` is what the document is opened for, ``modes`` what it could be; ``may_write``: the user may change files;
    ``share``: links for guests are allowed on this server; ``history``: versions of documents are kept; ``download``:
    the user may take the document's content elsewhere.
    """
    if mode == "embedded":
        return []
    can = ["people", "links", "favorite"]
    if share and download:
        can.append("share")
    if may_write:
        can += ["rename", "create"]  # to create also beside a document that is only viewed
    if may_write and download:
        can.append("save-as")
    if may_write and mode == "edit":
        can += ["insert", "references"]
    if mode == "view" and any(other != "view" for other in modes):
        can.append("edit")
    if history:
        can += ["history", "restore"] if may_write and mode == "edit" else ["history"]
    return can
