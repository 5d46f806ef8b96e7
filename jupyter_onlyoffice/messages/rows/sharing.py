"""Share links, and people to mention in comments."""

from __future__ import annotations

from ...errors import BadRequestError, BusyError, LinkError, NotAllowedError, NotFoundError
from ..row import Row

ROWS = {
    "share.off": Row(
        NotAllowedError,
        "Share links are not allowed on this server.",
        "Ask its administrator (c.OnlyOffice.share_links).",
    ),
    "share.mode": Row(BadRequestError, "There is no such way to share.", "Choose 'view', 'comment' or 'edit'."),
    "share.days": Row(BadRequestError, "A link cannot be good for so long.", "Choose between 1 and {most} days."),
    "share.format": Row(
        BadRequestError, "Files of the type “{label}” cannot be shared for this.", "Share it for viewing."
    ),
    "share.beyond-yours": Row(
        NotAllowedError, "You may not do this with the document yourself.", "Share it for viewing."
    ),
    "share.not-yours": Row(NotFoundError, "There is no such link of yours.", "Look at the list anew."),
    "share.over": Row(LinkError, "This link has expired or was revoked.", "Ask whoever gave it to you for a new one."),
    "share.invalid": Row(
        LinkError, "This link has expired, or is not complete.", "Ask whoever gave it to you for a new one."
    ),
    "share.no-name": Row(BadRequestError, "Everybody in a document has a name.", "Give yours."),
    "share.crowded": Row(
        BusyError,
        "More than {most} guests have come by this link within a day.",
        "Come again tomorrow, or ask whoever gave it to you for another one.",
    ),
    "share.not-shown": Row(
        BadRequestError, "This document cannot be shown here.", "Ask whoever gave you the link for the file."
    ),
    "guest.offline": Row(None, "The server cannot be reached.", "Check your connection and open the document again."),
    "guest.script": Row(None, "The editor could not be loaded.", "Try again later."),
    "guest.ended": Row(None, "This version of the document has ended.", "Open it again in some minutes."),
    "guest.refused": Row(
        None, "The document cannot be opened: {reason}.", "Ask whoever gave you the link to open it, too."
    ),
    "guest.not-stored": Row(
        None,
        "The last edits are not in the file yet: the server cannot write it now.",
        "They are kept, and it is tried again. Tell whoever gave you the link.",
    ),
    "mention.nobody": Row(BadRequestError, "The request names nobody.", "Mention somebody of the list in the comment."),
    "mention.no-place": Row(
        BadRequestError, "The link leads to no place in a document.", "Make it anew in the editor."
    ),
    "mention.broken-link": Row(
        BadRequestError, "The link to a place in the document is broken.", "Open the document without it."
    ),
    "mention.provider": Row(
        None,
        "c.OnlyOffice.people_provider failed, so only those who were here before can be mentioned.",
        "Mend the function: what follows in the log says where it failed.",
    ),
}
