"""The legs that an editing session proves, opened as an editor does: websocket, the config's token, a callback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from ..docs_server.callback import CallbackStatus
from .case import Case, ExaminedServer
from .http_probe import NoAnswer
from .jupyter_address import unreached
from .leg import Leg, alone, bad, good, put_off
from .probes import Arrival
from .websocket import DocsWebSocket, NoUpgrade, Refused

#: Why Docs closes a connection (ONLYOFFICE/server, constants.js).
_SHUTDOWN, _DENIED, _EXPIRED, _TOKEN, _DROPPED = 4001, 4004, 4005, 4006, 4007
#: "licenseType" of an editor that may only view, as there are too many: connections, or users.
FULL = (5, 8, 9, 10)
#: The same where the licence is not good, or not any more; also "resultType" of a licence.
ENDED = (1, 2, 6, 11, 16)
_PERMISSIONS = {"edit": True}
#: Seconds for the answer to an editor, for a callback, and for the one of our leaving.
_ANSWER, _CALLBACK, _FAREWELL = 10.0, 8.0, 3.0


def session(case: Case) -> Iterator[Leg]:
    """Open a document of our own for editing, and leave."""
    try:
        yield from _session(case)
    finally:
        case.session_over.set()


def _session(case: Case) -> Iterator[Leg]:
    probe, settings = case.new_probe(), case.examined.settings
    values = {"address": settings.docs_internal_url}
    try:
        websocket = DocsWebSocket(settings, probe, case.version)
    except NoUpgrade as error:
        refused = 300 <= error.status < 400 or error.status in (401, 403)
        row = "doctor.socket-refused" if refused else "doctor.socket-upgrade"
        row = "doctor.socket-absent" if error.status == 404 else row
        yield bad("websocket", row, status=error.status, **values)
        return
    except NoAnswer as error:
        if error.reason == "proxy":  # browsers do not use it
            yield put_off("websocket", "doctor.socket-proxied", "docs-address", host=case.docs.hostname)
            return
        yield bad("websocket", "doctor.socket-silent", reason=error.words, **values)
        return
    yield good("websocket")
    try:
        yield from _editor(case, probe, websocket)
    except (NoUpgrade, NoAnswer, Refused):
        yield bad("jwt-browser", "doctor.browser-silent")
    finally:
        websocket.close()


def _editor(case: Case, probe: str, websocket: DocsWebSocket) -> Iterator[Leg]:
    """What an editor does first. Raises NoAnswer when Docs falls silent."""
    settings = case.examined.settings
    # A secret of its own for the browser is tried as it is configured; documents open with another one, too.
    ring, signer = settings.keyring, case.examined.signer
    own = None if ring.follows else ring.browser
    config = signer.browser(_config(case, probe), settings.config_expiry, own)
    token = str(config.get("token", ""))
    refused = _enter(websocket, token)
    if token and _lets_anybody_in(case):
        yield alone("jwt-browser", "doctor.browser-off", trait=settings.keyring.browser.trait)
        case.open_to_all = True
        if refused:  # what Docs does not ask for it checks all the same, so without it
            yield from _unsigned(case, probe)
            return
    if refused:
        yield _refusal(case, refused)
    else:
        yield from _verdict(case, probe, websocket, _opened(websocket, _auth(case, probe, config, token)))


def _unsigned(case: Case, probe: str) -> Iterator[Leg]:
    websocket = DocsWebSocket(case.examined.settings, probe, case.version)
    try:
        websocket.enter("")
        yield from _verdict(case, probe, websocket, _opened(websocket, _auth(case, probe, _config(case, probe), "")))
    finally:
        websocket.close()


def _enter(websocket: DocsWebSocket, token: str) -> int:
    """The code that we are refused with; 0 when we are let in."""
    try:
        websocket.enter(token)
    except Refused as error:
        return error.code or _TOKEN
    return 0


def _lets_anybody_in(case: Case) -> bool:
    """Whether Docs asks for no token."""
    try:
        websocket = DocsWebSocket(case.examined.settings, case.examined.links.document_keys.new("probe"), case.version)
    except (NoUpgrade, NoAnswer):
        return False
    try:
        websocket.enter("")
        return not websocket.sockjs  # there it shows only later
    except (Refused, NoAnswer):
        return False
    finally:
        websocket.close()


def _refusal(case: Case, code: int) -> Leg:
    secret = case.examined.settings.keyring.browser
    if not secret:
        return bad("jwt-browser", "doctor.browser-none", trait=secret.trait)
    if code == _EXPIRED:
        return bad("jwt-browser", "doctor.browser-clock")
    if code == _DENIED:
        return bad("jwt-browser", "doctor.browser-denied")
    if code == _SHUTDOWN:
        return bad("jwt-browser", "doctor.browser-shutdown")
    if code != _TOKEN:
        return bad("jwt-browser", "doctor.browser-closed", code=code)
    return bad("jwt-browser", "doctor.browser-secret", trait=secret.trait)


def _opened(websocket: DocsWebSocket, message: dict[str, Any]) -> dict[str, Any]:
    """What Docs answered to an editor: its "auth", or why it closes the connection."""
    websocket.say(message)
    for told in websocket.heard(_ANSWER):
        if told.get("type") in ("auth", "disconnectReason", "drop"):
            return told
    return {}


def _verdict(case: Case, probe: str, websocket: DocsWebSocket, told: dict[str, Any]) -> Iterator[Leg]:
    """What Docs answered to an editor; then whether it calls."""
    code = int(told.get("code") or 0)
    if code != _DROPPED and told.get("type") != "auth":
        if not case.open_to_all:
            yield _refusal(case, code) if code else bad("jwt-browser", "doctor.browser-silent")
        return
    case.callback_host_refused = code == _DROPPED
    case.connection = int(told.get("licenseType") or 0)
    if not case.open_to_all:
        yield good("jwt-browser")
    if case.callback_host_refused or case.connection in (*FULL, *ENDED):
        return
    case.callback = _arrived(case, probe, _CALLBACK, CallbackStatus.EDITING)
    with suppress(NoAnswer):
        websocket.say({"type": "close"})
    if case.callback:
        _arrived(case, probe, _FAREWELL, CallbackStatus.CLOSED_UNCHANGED)


def called(case: Case) -> Iterator[Leg]:
    """Whether the session caused a callback, and what it was worth."""
    case.session_over.wait(_CALLBACK + _FAREWELL + _ANSWER)
    if case.connection in FULL:
        yield put_off("callback", "doctor.callback-full", "connections")
    elif case.connection in ENDED:
        yield put_off("callback", "doctor.callback-ended", "connections")
    elif case.callback:
        yield callback(case.examined, case.callback)
    elif case.downloads:
        yield bad("callback", "doctor.callback-none", address=case.examined.jupyter_url())
    else:
        yield unreached(case, "callback")


def callback(examined: ExaminedServer, arrival: Arrival, leg: str = "callback") -> Leg:
    """The verdict on a callback."""
    token, secret = arrival.body_token, examined.settings.keyring.outbox
    if examined.signer.verifies and (token is None or token.state == "missing"):
        return bad(leg, "doctor.callback-unsigned", trait=secret.trait)
    if token and token.state in ("secret", "malformed"):
        return bad(leg, "doctor.callback-secret", trait=examined.outbox_trait)
    if token and token.state in ("expired", "early"):
        return bad(leg, "doctor.callback-clock", seconds=token.seconds)
    if not arrival.key_fits:
        return bad(leg, "doctor.callback-key")
    return good(leg)


def _arrived(case: Case, probe: str, seconds: float, status: CallbackStatus) -> Arrival | None:
    """The callback of this status, or any that could not be read."""
    deadline = time.monotonic() + seconds
    while True:
        found = [one for one in case.arrivals(probe, "callback") if one.status in (status, None)]
        if found or time.monotonic() > deadline:
            return found[0] if found else None
        time.sleep(0.1)


def _config(case: Case, probe: str) -> dict[str, Any]:
    return {
        "documentType": "word",
        "document": {
            "key": probe,
            "title": "check.docx",
            "fileType": "docx",
            "url": case.examined.link(probe, "docx"),
            "permissions": _PERMISSIONS,
        },
        "editorConfig": {"mode": "edit", "callbackUrl": case.examined.link(probe), "user": _user(case)},
    }


def _user(case: Case) -> dict[str, str]:
    return {"id": case.examined.links.user_id(case.username), "name": "jupyter-onlyoffice check"}


def _auth(case: Case, probe: str, config: dict[str, Any], token: str) -> dict[str, Any]:
    """As an editor introduces itself, but without the order to open the document, which would be converted."""
    user = _user(case)
    message = {
        "type": "auth",
        "docid": probe,
        "documentCallbackUrl": config["editorConfig"]["callbackUrl"],
        "token": "check",  # any: what counts is jwtOpen
        "user": {"id": user["id"], "username": user["name"]},
        "editorType": 0,
        "lastOtherSaveTime": -1,
        "block": [],
        "view": False,
        "isCloseCoAuthoring": False,
        "mode": "edit",
        "permissions": dict(_PERMISSIONS),
        "encrypted": False,
        "timezoneOffset": 0,
        "coEditingMode": "fast",
    }
    return {**message, "jwtOpen": token} if token else message
