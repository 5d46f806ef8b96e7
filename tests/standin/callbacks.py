"""Callbacks to the connector: their bodies as recorded, their two tokens, and when Docs tries again."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import Executor
from typing import Any

from . import tokens, wire
from .faults import Faults, Ordered
from .options import Options
from .record import Record, SentCallback

UNSET: Any = object()  # a field that is not sent; None is sent as null
_HEADER_LIMIT = 7168  # characters of the Authorization header from which on Docs drops the long fields

JOINED = 1
LEFT = 0
FORCE_SAVE_CLICKED = 2


def body(key: str, status: int, **fields: Any) -> dict[str, Any]:
    """A callback's body without its token, its fields in the order in which Docs writes them."""
    order = (
        *("url", "changesurl", "history", "users", "actions", "userdata", "lastsave"),
        *("notmodified", "forcesavetype", "filetype", "formsdataurl"),
    )
    unknown = set(fields) - set(order)
    assert not unknown, unknown
    sent = {name: fields[name] for name in order if fields.get(name, UNSET) is not UNSET}
    return {"key": key, "status": status, **sent}


class Sender:
    """Delivers callbacks."""

    def __init__(self, options: Options, record: Record, faults: Faults, executor: Executor) -> None:
        self._options = options
        self._record = record
        self._faults = faults
        self._executor = executor
        self._answered = asyncio.Condition()

    async def send(self, url: str, claims: dict[str, Any]) -> bool:
        """Deliver one callback and say whether the connector accepted it. Only a final save is tried again."""
        pauses = self._options.timings.retries if claims["status"] in (2, 3) else ()
        attempt = 1
        while True:
            sent = await self._try(url, claims, attempt)
            if sent.accepted or not _transient(sent) or attempt > len(pauses):
                return bool(sent.accepted)
            await asyncio.sleep(pauses[attempt - 1])
            attempt += 1

    async def _try(self, url: str, claims: dict[str, Any], attempt: int) -> SentCallback:
        fault = self._faults.next_callback(claims["status"], claims["key"])
        if fault and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        elif fault and fault.kind == "hold":
            await self._faults.wait()
        elif fault and fault.kind == "reorder":
            async with self._answered:
                await self._answered.wait()
        if fault and fault.kind == "double":
            twice = (self._post(url, claims, attempt, None) for _ in range(2))
            sent, _ = await asyncio.gather(*twice)
        else:
            sent = await self._post(url, claims, attempt, fault)
        async with self._answered:
            self._answered.notify_all()
        return sent

    async def _post(self, url: str, claims: dict[str, Any], attempt: int, fault: Ordered | None) -> SentCallback:
        headers, sent_body = self._signed(claims, fault)
        sent = SentCallback(self._options.clock(), url, headers, sent_body, attempt)
        self._record.callbacks.append(sent)
        self._record.changed()
        try:
            if fault and fault.kind == "lose":
                raise wire.NoAnswerError("lost on the way")
            answer = await asyncio.get_running_loop().run_in_executor(
                self._executor,
                lambda: wire.request(
                    "POST",
                    url,
                    headers,
                    tokens.dumps(sent_body).encode(),
                    self._options.callback_timeout,
                    self._options.caution,
                ),
            )
            if fault and fault.kind == "lose-answer":
                raise wire.NoAnswerError("answer lost on the way")
        except wire.NoAnswerError as error:
            sent.answer = str(error)
            sent.accepted = False
        else:
            sent.status = answer.status
            sent.answer = answer.body.decode("utf-8", "replace")
            sent.accepted = answer.status == 200 and _says_zero(sent.answer)
        self._record.changed()
        return sent

    def _signed(self, claims: dict[str, Any], fault: Ordered | None) -> tuple[dict[str, str], dict[str, Any]]:
        """The headers in Docs' order, and the body with its token before ``filetype``."""
        secret = self._options.outbox_secret
        now = self._options.clock()
        if fault and fault.kind == "wrong-secret":
            secret = "another-secret-0123456789abcdef0123456789abcdef"
        if fault and fault.kind == "expired":
            now -= 2 * tokens.LIFETIME
        sent = {name: value for name, value in claims.items() if name != "filetype"}
        bearer = ""
        if self._options.is_ten:  # what it says there is not published as far as it could be read
            claims = {**claims, "operation": "callback"}
        if secret and not (fault and fault.kind == "no-token"):
            forged = fault is not None and fault.kind == "unsigned"
            sent["token"] = tokens.unsigned(claims, now) if forged else tokens.sign(claims, secret, now)
            bearer = tokens.unsigned({"payload": claims}, now) if forged else self._header_token(claims, secret, now)
        if "filetype" in claims:
            sent["filetype"] = claims["filetype"]
        if fault and fault.kind == "tampered":
            sent.update(status=2, key=f"{claims['key']}-other", url="http://foreign.example/evil.docx")
        headers = {
            "Accept": wire.ACCEPT,
            "Content-Type": "application/json",
            "User-Agent": wire.USER_AGENT,
            "Connection": "Keep-Alive",
        }
        if bearer:
            headers[self._options.jwt_header] = f"Bearer {bearer}"
        headers["Content-Length"] = str(len(tokens.dumps(sent).encode()))
        headers["Accept-Encoding"] = wire.ENCODINGS
        return headers, sent

    @staticmethod
    def _header_token(claims: dict[str, Any], secret: str, now: float) -> str:
        token = tokens.sign({"payload": claims}, secret, now)
        if len(token) >= _HEADER_LIMIT:
            short = {name: value for name, value in claims.items() if name not in ("changesurl", "history")}
            token = tokens.sign({"payload": short}, secret, now)
        return token


def _says_zero(answer: str) -> bool:
    """Whether the answer is JSON with an ``error`` that is the number 0: nothing else is sure to be taken for it."""
    try:
        found = json.loads(answer)
    except ValueError:
        return False
    error = found.get("error") if isinstance(found, dict) else None
    return type(error) is int and error == 0


def _transient(sent: SentCallback) -> bool:
    return sent.status is None or sent.status == 429 or sent.status >= 500
