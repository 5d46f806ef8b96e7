"""Whether Docs lets in an editor that has this token: asked as editors do, by their websocket."""

from __future__ import annotations

from ..config.settings import Settings
from .http_probe import NoAnswer
from .websocket import DocsWebSocket, NoUpgrade, Refused

#: Docs has found the signature right, and the token too old by its clock.
EXPIRED = 4005


def admits(settings: Settings, key: str, token: str) -> bool | None:
    """Whether Docs believes the signature of ``token``; None when that can not be found out. Blocks.

    ``key`` is a document key that is nobody's: nothing is opened.
    """
    try:
        websocket = DocsWebSocket(settings, key)
    except (NoUpgrade, NoAnswer):
        return None
    try:
        websocket.enter(token)
        return None if websocket.sockjs else True
    except Refused as error:
        return error.code == EXPIRED
    except NoAnswer:
        return None
    finally:
        websocket.close()
