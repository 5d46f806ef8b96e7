"""What can go wrong, as one small tree.

Every error that reaches a person says what happened (``cause``) and what can be done about it (``remedy``), in a
sentence each. ``status`` is the HTTP status that a route answers with, ``code`` a stable word for programs. For Docs
the status has a meaning of its own: it tries a final save again after a 503, never after a 4xx.
"""

from __future__ import annotations

from typing import ClassVar, TypedDict, TypeVar

Kind = TypeVar("Kind", bound="OnlyOfficeError")


class ErrorAnswer(TypedDict):
    """The body of an error answer."""

    error: str  #: the code of its kind
    reason: str  #: the row of the table, "" when it is none of it
    message: str  #: cause and remedy, which JupyterLab shows by itself
    cause: str
    remedy: str


class OnlyOfficeError(Exception):
    """Base of all errors of this project."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"
    reason = ""  #: the row of the table that it comes from (``troubles``)

    def __init__(self, cause: str, remedy: str = "") -> None:
        super().__init__(cause, remedy)
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.cause} {self.remedy}".strip()

    @property
    def line(self) -> str:
        """For the log and the command line: with the code to look it up by."""
        return f"{self} [{self.reason}]" if self.reason else str(self)

    def as_a(self, kind: type[Kind], remedy: str | None = None) -> Kind:
        """The same as an error of another kind, perhaps with what helps just now."""
        error = kind(self.cause, self.remedy if remedy is None else remedy)
        error.reason = self.reason
        return error

    def as_json(self) -> ErrorAnswer:
        """Return the body of an error answer."""
        return {
            "error": self.code,
            "reason": self.reason,
            "message": str(self),
            "cause": self.cause,
            "remedy": self.remedy,
        }


class ConfigurationError(OnlyOfficeError):
    """A trait has a value that can not work."""

    code = "configuration"


class BadRequestError(OnlyOfficeError):
    """The request itself makes no sense: no JSON, a folder instead of a file, a missing field."""

    status = 400
    code = "bad-request"


class UnsupportedFormatError(BadRequestError):
    """No editor for this kind of file."""

    code = "unsupported-format"


class NotAllowedError(OnlyOfficeError):
    """The contents manager or the authorizer refuses."""

    status = 403
    code = "not-allowed"


class LinkError(NotAllowedError):
    """One of our own signed links is forged, expired, or used for something else."""

    code = "link"


class TokenError(NotAllowedError):
    """A JWT of Docs is missing or does not verify with the configured secret."""

    code = "token"


class NotFoundError(OnlyOfficeError):
    """The file does not exist, or may not be seen."""

    status = 404
    code = "not-found"


class ConflictError(OnlyOfficeError):
    """The file changed on disk since it was read."""

    status = 409
    code = "conflict"


class TooLargeError(OnlyOfficeError):
    """More bytes than ``c.OnlyOffice.max_file_size``."""

    status = 413
    code = "too-large"


class BusyError(OnlyOfficeError):
    """The user has asked for more at a time than one user may."""

    status = 429
    code = "busy"


class ResultRejectedError(OnlyOfficeError):
    """What Docs delivered must not replace the file, however often it is tried."""

    status = 422
    code = "result-rejected"


class DamagedResultError(ResultRejectedError):
    """The same, but it may hold edits: it is a file of sorts, torn or scrambled."""


class ConversionError(OnlyOfficeError):
    """A converter could not make the wanted format."""

    status = 422
    code = "conversion"


class PasswordError(ConversionError):
    """The document is encrypted, and its password is missing or wrong: the user is asked for it."""

    code = "password"


class StorageError(OnlyOfficeError):
    """The contents manager or the disk refused; trying again may help."""

    status = 503
    code = "storage"


class NotArrivedError(StorageError):
    """Docs takes for saved what did not reach the file; cause and remedy are those of then."""


class StoppedError(OnlyOfficeError, RuntimeError):
    """The server is being stopped: what is wanted of it now is no fault, and is for after its next start."""

    status = 503
    code = "stopping"


class FetchError(OnlyOfficeError):
    """The result could not be fetched from Docs; trying again may help."""

    status = 503
    code = "fetch"


class DocsUnreachableError(OnlyOfficeError):
    """Docs does not answer at ``c.OnlyOffice.docs_internal_url``."""

    status = 502
    code = "docs-unreachable"


class DocsRefusedError(OnlyOfficeError):
    """Docs answered a command or a conversion with an error code.

    ``docs_code`` is that number (protocol: command 1 key unknown, 2 callback URL, 3 internal, 4 nothing changed, 5 bad
    command, 6 bad token).
    """

    status = 502
    code = "docs-refused"

    def __init__(self, cause: str, remedy: str = "", docs_code: int = 0) -> None:
        super().__init__(cause, remedy)
        self.docs_code = docs_code


class WorkspaceError(OnlyOfficeError):
    """ONLYOFFICE Workspace can not be reached, or refused what it was asked."""

    status = 502
    code = "workspace"
