"""What ONLYOFFICE Docs delivered, or what cannot be fetched from it."""

from __future__ import annotations

from ...errors import DamagedResultError, FetchError, OnlyOfficeError, ResultRejectedError, TooLargeError
from ..remedies import FAILURES
from ..row import Row

_AGAIN = FAILURES["broken-off"][1]
_UNCHANGED = "The file is unchanged. Open the document again: Docs may still have your edits."


def _unfit(kind: type[OnlyOfficeError], reason: str) -> Row:
    return Row(kind, f"What ONLYOFFICE Docs delivered was not stored: {reason}.", _UNCHANGED)


ROWS = {
    "result.empty": _unfit(ResultRejectedError, "it is empty"),
    "result.web-page": _unfit(ResultRejectedError, "it is a web page"),
    "result.other-type": _unfit(DamagedResultError, "it is no .{filetype} file"),
    "result.no-main-part": _unfit(DamagedResultError, "it lacks the main part of its format"),
    "result.other-format": _unfit(DamagedResultError, "it is of another format"),
    "result.damaged": _unfit(DamagedResultError, "it is damaged"),
    "result.unknown-type": Row(ResultRejectedError, "The result is of an unknown type.", "Update ONLYOFFICE Docs."),
    "result.foreign": Row(
        ResultRejectedError,
        "The result is at {address}, which is not the configured ONLYOFFICE Docs.",
        "If it is, set c.OnlyOffice.docs_url to the address of Docs that the browser uses.",
    ),
    "result.too-large": Row(
        TooLargeError,
        "The document is larger than {size} MiB.",
        "Raise c.OnlyOffice.max_file_size, then save again.",
    ),
    "result.status": Row(FetchError, "The result could not be fetched from {address}: HTTP {status}.", _AGAIN),
    "result.redirects": Row(
        FetchError, "ONLYOFFICE Docs redirects the download of the result again and again.", _AGAIN
    ),
    "result.incomplete": Row(FetchError, "The result from {address} is incomplete.", _AGAIN),
    "result.slow": Row(
        FetchError, "Fetching the result took too long.", "Save again, or raise c.OnlyOffice.save_timeout."
    ),
    "result.stopping": Row(
        FetchError, "This server is being stopped.", "The edit is with Docs. Start the server again."
    ),
    **{
        f"result.failed-{name}": Row(FetchError, f"The result could not be fetched from {{address}}: {reason}.", remedy)
        for name, (reason, remedy) in FAILURES.items()
    },
}
