"""Edits on their way into the file, and what happens when they cannot get there."""

from __future__ import annotations

from ...errors import (
    BadRequestError,
    ConflictError,
    DamagedResultError,
    FetchError,
    NotAllowedError,
    NotFoundError,
    ResultRejectedError,
    StoppedError,
    StorageError,
)
from ..row import Row

_COMPARE = "Look for the copy beside it, and compare both."

ROWS = {
    "saving.changed": Row(
        ConflictError,
        "The file changed on disk while it was edited.",
        "Compare it with the copy beside it, which holds the edits, and choose which one stays.",
    ),
    "saving.deleted": Row(
        NotFoundError, "The file was deleted or moved away while it was edited.", "Look for its copy."
    ),
    "saving.ended": Row(ConflictError, "The document had been saved and closed before this result came.", _COMPARE),
    "saving.reverted": Row(
        ConflictError,
        "The document was reverted to its checkpoint while it was edited.",
        "The copy beside it holds the edits up to then. Delete it if you do not want them.",
    ),
    "saving.other-format": Row(
        ConflictError,
        "ONLYOFFICE Docs delivered a .{filetype} file, which cannot replace this one.",
        "Open the copy beside it, which holds the edits.",
    ),
    "saving.encoding": Row(
        ConflictError,
        "The file is in the encoding {encoding}, which has no “{character}”.",
        "Open the copy beside it, which is in UTF-8, or leave out what the encoding lacks.",
    ),
    "saving.incomplete": Row(
        ResultRejectedError,
        "ONLYOFFICE Docs could not assemble the whole document; this is what it could.",
        "Compare it with the file, and open the document again: Docs may still have the rest.",
    ),
    "saving.submitted": Row(
        ConflictError,
        "The form had been submitted before this was filled in, so the form is as it was.",
        "Look for the copy beside it, which holds what was filled in.",
    ),
    "saving.form-kept": Row(
        StorageError,
        "{path} was submitted, and holds what was filled in, as it was saved before ({error}).",
        "Take the blank form from the version history.",
    ),
    "saving.kept-damaged": Row(
        DamagedResultError, "What ONLYOFFICE Docs had kept of the document is damaged.", _COMPARE
    ),
    "saving.not-assembled": Row(
        ResultRejectedError,
        "ONLYOFFICE Docs could not assemble the document, so it is not saved yet.",
        "Save again, or close the tab: Docs then tries once more. Your edits are still in the editor.",
    ),
    "saving.not-assembled-at-last": Row(
        ResultRejectedError,
        "ONLYOFFICE Docs could not assemble the document, so its last edits are not in the file.",
        "Open the document again: Docs may still have them. Otherwise the file is as it was stored last.",
    ),
    "saving.still-in-editor": Row(
        ResultRejectedError,
        "{cause}",
        "Your edits are still in the editor. Save again after the next edit, or close the tab.",
    ),
    "saving.copied": Row(None, "{cause}", "{remedy} What arrived is in the copy “{name}”."),
    "saving.not-delivered": Row(FetchError, "ONLYOFFICE Docs has not delivered the document yet.", "Try again later."),
    "saving.nothing-held": Row(
        NotFoundError,
        "Neither ONLYOFFICE Docs nor this server holds edits of this document that are not in its file.",
        "Download the file itself, from the file browser.",
    ),
    "saving.nothing-to-fetch": Row(
        NotFoundError,
        "ONLYOFFICE Docs has no result of this document to fetch.",
        "Open the document: Docs shows what it still has of it. Then save it.",
    ),
    "saving.nothing-new": Row(
        StorageError,
        "ONLYOFFICE Docs has nothing new of this document, but its last save did not arrive.",
        "Change something and save again, or close the document: then Docs delivers it.",
    ),
    "saving.older": Row(
        StorageError,
        "ONLYOFFICE Docs delivered a save of edits that are older than those in the file.",
        "Closing the document stores all of them. Should this come again and again, look at the clock of Docs.",
    ),
    "saving.waiting": Row(
        StorageError,
        "Storage has not taken the document yet.",
        "Look whether its folder can be written and has room; this server tries again by itself.",
    ),
    "saving.edits-gone": Row(
        None,
        "ONLYOFFICE Docs does not have the edits any more that could not be stored.",
        "The document opens as it was stored last. Look at the log of Docs, and for copies beside the file.",
    ),
    "saving.lost": Row(
        StorageError,
        "ONLYOFFICE Docs has lost the last edits of the document before they reached its file.",
        "Look for copies beside the file, and have the administrator look at the log of Docs.",
    ),
    "saving.perhaps-lost": Row(
        StorageError,
        "ONLYOFFICE Docs has ended the document without a word: edits since its last save may be missing.",
        "Look whether the file has what you typed last. The administrator finds the reason in the log of Docs.",
    ),
    "saving.strangers": Row(
        None,
        "Somebody edits {path} whom this server did not let in.",
        "Another program has the secret of ONLYOFFICE Docs and the key of the document: give one Docs server only to"
        " people who may see each other's documents, and change the secret if it leaked.",
    ),
    "saving.key-unknown": Row(
        ConflictError,
        "ONLYOFFICE Docs does not know this document any more, perhaps after a restart.",
        "Copy what you typed last, close the tab and open the document again.",
    ),
    "saving.no-session": Row(
        NotFoundError, "No document was opened here with this key.", "Open the document again in JupyterLab."
    ),
    "saving.foreign-key": Row(
        None,
        "ONLYOFFICE Docs keeps a result under the key {document}, which only begins like those of this server.",
        "It is left alone, as another user of the secret may have made it. An older version of this server made keys"
        " that prove nothing: if its record is lost, let an administrator of Docs look at it.",
    ),
    "saving.no-choice": Row(BadRequestError, "The choice is not 'mine', 'theirs' or 'both'.", "Choose one of them."),
    "saving.decided": Row(
        ConflictError, "There is nothing to decide any more.", "Look at the file and the copies beside it."
    ),
    "saving.decided-mine": Row(
        ConflictError,
        "{name} has chosen already: the file holds the edits that were made here.",
        "What was on disk is in the copy beside it.",
    ),
    "saving.decided-theirs": Row(
        ConflictError,
        "{name} has chosen already: the file stays as it was changed on disk.",
        "Edits of others are in the copy beside it. Open it to bring them into the file.",
    ),
    "saving.decided-both": Row(
        ConflictError,
        "{name} has chosen already: the file stays as it was changed on disk, and its edits stay in the copy.",
        "Open the copy beside it to go on with the edits.",
    ),
    "saving.not-yours": Row(
        NotAllowedError,
        "Only those who edited the document choose which version its file holds.",
        "Both are kept until they have chosen: the file, and the copy beside it with their edits.",
    ),
    "saving.stopping": Row(StoppedError, "This server is being stopped.", "Start it again."),
    "saving.fault": Row(StorageError, "This server failed while it stored the document.", "See its log."),
    "saving.stop-unread": Row(
        None,
        "What is edited was not stored before the stop, as the records of open documents cannot be read: {reason}.",
        "Start the server again: Docs keeps the edits until it can deliver them.",
    ),
    "saving.stop-too-short": Row(
        None,
        "ONLYOFFICE Docs did not deliver every open document in time for the stop.",
        "Start the server again: Docs keeps the edits until it can deliver them.",
    ),
}
