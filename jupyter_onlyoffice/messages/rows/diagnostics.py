"""What the doctor finds: on the way between browser, this server and ONLYOFFICE Docs (`jupyter onlyoffice check`)."""

from __future__ import annotations

from ...errors import BusyError, NotAllowedError
from ..row import Row
from .legs import editors, files, here, inbox, reaching

ROWS = {
    "doctor.busy": Row(
        BusyError,
        "The connection is being checked already.",
        "Wait until that is done, about a minute at the most.",
    ),
    "doctor.readers": Row(
        NotAllowedError,
        "You may not change documents on this server, so you may not check its connection either.",
        "Ask who runs this server.",
    ),
    "doctor.untested": Row(None, "Not tested, because {because} failed.", ""),
    "doctor.fault": Row(
        None,
        "This could not be tested: {reason}.",
        "Check again; if it happens again, report it with the report of the check.",
    ),
    **reaching.ROWS,
    **inbox.ROWS,
    **here.ROWS,
    **files.ROWS,
    **editors.ROWS,
}
