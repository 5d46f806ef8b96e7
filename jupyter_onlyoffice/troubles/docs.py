"""What ONLYOFFICE Docs does not do, or not as it should."""

from __future__ import annotations

from ..errors import DocsUnreachableError
from .row import Row

ROWS = {
    "docs.absent": Row(
        DocsUnreachableError,
        "There is no ONLYOFFICE Docs at {address}.",
        "Check c.OnlyOffice.docs_internal_url (or docs_url), its port and path included.",
    ),
}
