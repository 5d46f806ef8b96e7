"""Files and folders, on the disk and in any contents manager."""

from __future__ import annotations

from ...errors import BadRequestError, ConflictError, NotAllowedError, NotFoundError, StorageError
from ..row import Row

_PERMISSION = "Give it write permission on the file and its folder, then save again."
_DATA_DIR = "Look whether the folder c.OnlyOffice.data_dir can be written and has free space."

ROWS = {
    "storage.disk-full": Row(StorageError, "The disk is full.", "Free some space, then save again."),
    "storage.quota": Row(
        StorageError, "Your disk quota is used up.", "Delete files you no longer need, then save again."
    ),
    "storage.read-only-disk": Row(
        StorageError, "The disk is read-only.", "Ask the administrator why, or save a copy in another folder."
    ),
    "storage.no-permission": Row(StorageError, "This server may not write there.", _PERMISSION),
    "storage.mounted": Row(
        StorageError, "The file is mounted by itself, so it cannot be replaced.", "Mount its folder instead."
    ),
    "storage.long-name": Row(
        StorageError, "The name or path is too long for this disk.", "Give the file a shorter name."
    ),
    "storage.folder-gone": Row(StorageError, "The folder no longer exists.", "Make the folder again, then save again."),
    "storage.disk": Row(
        StorageError, "The disk reports: {reason}.", "The document is unchanged; save again when this is mended."
    ),
    "storage.read-only": Row(
        StorageError,
        "The file or its folder is read-only.",
        "Give this server write permission on both, then save again.",
    ),
    "storage.changed": Row(ConflictError, "The file changed on disk while it was edited.", "Compare both versions."),
    "storage.changed-while-read": Row(StorageError, "The file was changed while it was being read.", "Open it again."),
    "storage.unreadable": Row(NotAllowedError, "This server may not read the file.", "Give it read permission."),
    "storage.no-file": Row(NotFoundError, "The file does not exist.", "Look whether it was renamed, moved or deleted."),
    "storage.no-text": Row(
        BadRequestError,
        "A name or text is not valid Unicode, like that of a file whose name is not in UTF-8.",
        "Rename the file, in a shell if need be.",
    ),
    "storage.not-a-file": Row(BadRequestError, "This is not a file.", "Choose a file."),
    "storage.folder": Row(BadRequestError, "This is a folder, not a file.", "Choose a file."),
    "storage.no-folder": Row(NotFoundError, "The folder does not exist.", "Choose another folder."),
    "storage.hidden-name": Row(
        NotAllowedError, "This name cannot be used.", "Choose one that does not begin with a dot."
    ),
    "storage.refused": Row(
        StorageError, "Storage refused: {reason}.", "Look at the log of the server, then save again."
    ),
    "storage.forbidden": Row(NotAllowedError, "Storage refused: {reason}.", "Ask for the permission to open it."),
    "storage.not-read": Row(BadRequestError, "Storage refused: {reason}.", "Choose another file."),
    "storage.spool": Row(
        StorageError,
        "The folder for files under way cannot be written: {reason}.",
        "Free some space, or let c.OnlyOffice.data_dir name a folder that this server may write.",
    ),
    "storage.upload": Row(
        StorageError,
        "The document could not be taken: {reason}.",
        "Free some space in the folder c.OnlyOffice.data_dir, and save again.",
    ),
    "storage.records-full": Row(
        StorageError,
        "The disk is full.",
        "Free some space on the disk of c.OnlyOffice.data_dir, and look whether that folder can be written.",
    ),
    "storage.records": Row(
        StorageError,
        "The records of {what} report: {error}.",
        "Free some space on the disk of c.OnlyOffice.data_dir, and look whether that folder can be written.",
    ),
    "storage.version-not-kept": Row(None, "A version was not kept ({what}): {error}.", _DATA_DIR),
    "storage.broken-records": Row(
        None,
        "The file {file} of c.OnlyOffice.data_dir is broken ({error}) and was put aside as {aside}.",
        "Look whether the disk is sound, then delete what was put aside: a new one is in use.",
    ),
    "storage.lost-records": Row(
        None,
        "The file {file} of c.OnlyOffice.data_dir was deleted or replaced while it was in use.",
        "It has what it had before: nothing is lost. Look what deletes it.",
    ),
    "storage.record-unknown": Row(
        StorageError,
        "The record of this document cannot be read: it is damaged, or of a newer release.",
        "Update jupyter-onlyoffice.",
    ),
    "storage.no-checkpoint": Row(
        None,
        "No checkpoint of {path} could be made: {error}.",
        "Look whether the folder of checkpoints can be written; the edit itself is stored.",
    ),
}
