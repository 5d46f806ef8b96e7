"""What ONLYOFFICE Docs does not do, or not as it should."""

from __future__ import annotations

from ...errors import DocsRefusedError, DocsUnreachableError
from ..remedies import CHECK_SECRET, FAILURES
from ..row import Row

_LOG = "Look at the log of Docs."
ROWS = {
    "docs.absent": Row(
        DocsUnreachableError,
        "There is no ONLYOFFICE Docs at {address}.",
        "Check c.OnlyOffice.docs_internal_url (or docs_url), its port and path included.",
    ),
    "docs.invalid-answer": Row(
        DocsUnreachableError,
        "ONLYOFFICE Docs at {address} gives no valid answer (HTTP {status}).",
        "Look at the log of Docs, and whether c.OnlyOffice.docs_internal_url names Docs itself.",
    ),
    "docs.silent": Row(
        DocsUnreachableError, "ONLYOFFICE Docs does not answer in time.", "Look whether it is overloaded."
    ),
    **{
        f"docs.failed-{name}": Row(
            DocsUnreachableError, f"ONLYOFFICE Docs at {{address}} cannot be used: {reason}.", remedy
        )
        for name, (reason, remedy) in FAILURES.items()
    },
    "docs.key-unknown": Row(DocsRefusedError, "ONLYOFFICE Docs does not know this document.", _LOG),
    "docs.callback-refused": Row(DocsRefusedError, "ONLYOFFICE Docs does not accept the callback address.", _LOG),
    "docs.internal": Row(DocsRefusedError, "ONLYOFFICE Docs had an internal error.", _LOG),
    "docs.nothing-changed": Row(DocsRefusedError, "ONLYOFFICE Docs has no changes to save.", _LOG),
    "docs.command-unknown": Row(DocsRefusedError, "ONLYOFFICE Docs does not know this command.", _LOG),
    "docs.token-expired": Row(
        DocsRefusedError,
        "By the clock of ONLYOFFICE Docs the token of this server has expired.",
        "Set the clocks of both machines right (NTP); they may differ by a minute.",
    ),
    "docs.token-refused": Row(DocsRefusedError, "ONLYOFFICE Docs does not accept the token.", CHECK_SECRET),
    "docs.error": Row(DocsRefusedError, "ONLYOFFICE Docs reports error {number}.", _LOG),
}
