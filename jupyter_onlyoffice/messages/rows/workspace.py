"""ONLYOFFICE Workspace, asked by a provider who hosts it."""

from __future__ import annotations

from ...errors import OnlyOfficeError, TokenError, WorkspaceError
from ..row import Row

_KEYS = "Compare the machine key (core.machinekey) and the clocks of both machines."

ROWS = {
    "workspace.no-address": Row(
        OnlyOfficeError,
        "ONLYOFFICE Workspace cannot be asked without an address and a machine key.",
        "Its address is not given: use --url or {variable}.",
    ),
    "workspace.no-key": Row(
        OnlyOfficeError,
        "ONLYOFFICE Workspace cannot be asked without an address and a machine key.",
        "Use --key-file or {variable}.",
    ),
    "workspace.no-file": Row(OnlyOfficeError, "{file} cannot be read: {reason}.", "Name a file that you may read."),
    "workspace.certificate": Row(
        WorkspaceError,
        "The certificate of ONLYOFFICE Workspace cannot be verified.",
        "Give the file of its authority (--ca-bundle).",
    ),
    "workspace.silent": Row(
        WorkspaceError,
        "ONLYOFFICE Workspace does not answer at {address} ({error}).",
        "Check the address, and that its API system runs.",
    ),
    "workspace.signature-refused": Row(
        WorkspaceError,
        "ONLYOFFICE Workspace refuses the signature.",
        "Compare the machine key with its core.machinekey, and the clocks of both machines.",
    ),
    "workspace.said": Row(
        WorkspaceError,
        "ONLYOFFICE Workspace answered with status {status}: {said}.",
        "Check the name of the portal and the values.",
    ),
    "workspace.status": Row(
        WorkspaceError,
        "ONLYOFFICE Workspace answered with status {status}.",
        "Check the name of the portal and the values.",
    ),
    "workspace.no-signature": Row(
        TokenError,
        "The header is no signature of ONLYOFFICE Workspace.",
        "Sign as 'ASC pkey:datetime:hash'.",
    ),
    "workspace.time": Row(TokenError, "The signature has a time that does not exist.", _KEYS),
    "workspace.other-key": Row(TokenError, "The signature was not made with this machine key.", _KEYS),
    "workspace.expired": Row(TokenError, "The signature has expired, or is not yet valid.", _KEYS),
}
