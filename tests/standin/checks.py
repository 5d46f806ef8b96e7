"""What Docs checks in the config that an editor starts with, or is refreshed with.

Docs demands key, url, permissions, callback and mode of the token, compares the permissions in depth and takes all else
from the token, whatever the browser says (source: ONLYOFFICE/server, DocsCoServer.js, validateAuthToken and
fillDataFromJwt). The stand-in refuses what differs there, too: it would not be what the connector meant.
"""

from __future__ import annotations

import json
from typing import Any

from . import tokens

TOKEN_MALFORMED = (-20, "The document security token is not correctly formed.")
TOKEN_EXPIRED = (-21, "The document security token has expired.")
NO_RIGHTS = (-23, "You are trying to perform an action you do not have rights for.")
NOT_DOWNLOADABLE = (-4, "Download failed.")


#: What makes a token another one than that of a config: of a request, of an image, of a version.
FOREIGN = ("url", "key", "payload", "version")


class EditorError(Exception):
    """The editor shows this and stays closed: ``onError`` with its number and text."""

    def __init__(self, error: tuple[int, str]) -> None:
        super().__init__(*error)
        self.code, self.description = error


def effective(config: dict[str, Any], first: dict[str, Any] | None) -> dict[str, Any]:
    """The config that counts: a refresh keeps the rights, mode, language, user and type of the first."""
    if first is None:
        return config
    document = {**config["document"]}
    for name in ("permissions", "fileType"):
        if name in first["document"]:
            document[name] = first["document"][name]
    editor = {**first["editorConfig"], "callbackUrl": config.get("editorConfig", {}).get("callbackUrl")}
    return {**first, "document": document, "editorConfig": editor, "token": config.get("token")}


def check(config: dict[str, Any], secret: str, now: float) -> None:
    """Compare ``config`` with its token.

    Raises EditorError.
    """
    if not secret:
        return
    try:
        claims = tokens.verify(config.get("token"), secret, now)
    except tokens.TokenExpiredError:
        raise EditorError(TOKEN_EXPIRED) from None
    except tokens.TokenInvalidError:
        raise EditorError(TOKEN_MALFORMED) from None
    if "operation" in claims:  # from 10.0 on a purpose of requests only
        raise EditorError(TOKEN_MALFORMED)
    document, editor = config["document"], config.get("editorConfig", {})
    signed, signed_editor = claims.get("document"), claims.get("editorConfig") or {}
    if not isinstance(signed, dict) or any(name in claims for name in FOREIGN):
        raise EditorError(TOKEN_MALFORMED)
    if any(signed.get(name) is None or signed[name] != document.get(name) for name in ("key", "url")):
        raise EditorError(TOKEN_MALFORMED)
    if editor.get("callbackUrl") and signed_editor.get("callbackUrl") != editor["callbackUrl"]:
        raise EditorError(TOKEN_MALFORMED)
    if editor.get("mode", "edit") != "view" and signed_editor.get("mode", "edit") != editor.get("mode", "edit"):
        raise EditorError(NO_RIGHTS)
    sent, granted = document.get("permissions"), signed.get("permissions")
    if sent is not None and granted is None:
        raise EditorError(TOKEN_MALFORMED)
    if granted is not None and _exactly(granted) != _exactly(sent):
        raise EditorError(NO_RIGHTS)


def _exactly(value: object) -> str:
    """For a comparison as JavaScript's isDeepStrictEqual makes it, to which 1 is not true."""
    return json.dumps(value, sort_keys=True)
