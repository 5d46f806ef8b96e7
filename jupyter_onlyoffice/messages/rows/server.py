"""What the server does by itself, as its log tells of it."""

from __future__ import annotations

from ..row import Row

_FAULT = "Report what follows in the log, if it comes again: it is a fault of jupyter-onlyoffice."
_STOPPED = "The stop went on without it; what ONLYOFFICE Docs holds is fetched after the next start."

ROWS = {
    "server.background": Row(None, "A background task failed; it is tried again.", _FAULT),
    "server.one-of-many": Row(None, "A background task failed for {what}; it is tried again.", _FAULT),
    "server.result": Row(None, "A result of {path} could not be stored; it is tried again.", _FAULT),
    "server.settling": Row(None, "The last edits of {path} could not be looked for before it was opened.", _FAULT),
    "server.rename": Row(None, "A rename of {path} was not followed everywhere.", _FAULT),
    "server.conversion": Row(None, "A conversion failed.", _FAULT),
    "server.stop": Row(None, "At the stop of the server, ending {step} failed: {error}.", _STOPPED),
    "server.stop-late": Row(None, "At the stop of the server, {step} did not end in time.", _STOPPED),
}
