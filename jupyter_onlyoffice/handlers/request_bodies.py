"""Bodies of requests: taken only from who may send one, up to a limit for each route, and parsed only below it.

tornado itself takes a body of any size into memory before it makes a handler. Here the handler comes first: its
``prepare`` decides whether anything is kept of what follows. What nobody wants is thrown away as it comes, rather than
cutting the connection, so that the sender gets an answer which says why.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable
from typing import Any, ClassVar, cast

from tornado.web import HTTPError, RequestHandler, stream_request_body

from ..messages import trouble
from ..storage import filenames

KIB = 1024
#: Bytes of a body, unless a route says otherwise: a path has 4 KiB at most, a message of a mention 2,000 characters.
USUAL = 64 * KIB
#: How much of a body is thrown away before the connection is cut all the same.
THROWN_AWAY = 64 * KIB * KIB
#: How deep JSON may be nested: what Docs sends of a session's changes is about six deep.
NESTING = 32


@stream_request_body
class Receiving(RequestHandler):
    """A handler that takes bodies of at most ``MOST_BODY`` bytes, from those whom ``admits`` lets in."""

    MOST_BODY: ClassVar[int] = USUAL

    def initialize(self) -> None:
        """Nothing has come yet."""
        self.received = 0  #: bytes of the body, also of one that is thrown away
        self._kept: bytearray | None = None

    async def prepare(self, **_: Any) -> None:
        """Find out who asks, before anything is taken of the body; a refusal is answered when the body is over."""
        connection: Any = self.request.connection
        connection.set_max_body_size(max(THROWN_AWAY, self.MOST_BODY))
        try:
            if (prepared := super().prepare()) is not None:
                await prepared
            if not self._finished and await self.admits():
                self._kept = bytearray()
        except HTTPError as error:
            self._refuse(error)

    async def admits(self) -> bool:
        """Whether the body of this request is wanted. Who is refused here must be refused by the method as well."""
        return False

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        """Keep it, if it is wanted and not too much."""
        self.received += len(chunk)
        if self._kept is not None and self.received <= self.MOST_BODY:
            self._kept += chunk
        elif self._kept:
            self._kept.clear()
        return None

    @property
    def wanted(self) -> bool:
        """Whether whoever sends the body was let in."""
        return self._kept is not None

    @property
    def body(self) -> bytes:
        """What was sent; empty when nobody was to send anything. Raises TooLargeError."""
        if self._kept is None:
            return b""
        if self.received > self.MOST_BODY:
            raise trouble("request.large", most=self.MOST_BODY // KIB)
        return bytes(self._kept)

    def asked(self, name: str, default: str = "") -> str:
        """An argument of the query as it was sent. Raises BadRequestError when it is not in UTF-8.

        tornado's ``get_query_argument`` takes away blanks at both ends, and makes blanks of control characters: then
        another file is meant.
        """
        return (self.all_asked(name) or [default])[-1]

    def all_asked(self, name: str) -> list[str]:
        """All arguments of this name. Raises BadRequestError when one is not in UTF-8."""
        try:
            return [value.decode() for value in self.request.query_arguments.get(name, [])]
        except UnicodeDecodeError:
            raise trouble("storage.no-text") from None

    def _refuse(self, error: HTTPError) -> None:
        def refuse(*_: object) -> None:
            raise error

        # At once it would end in a connection that is cut, as the body was not read.
        setattr(self, (self.request.method or "").lower(), refuse)


def json_object(handler: Receiving) -> dict[str, Any]:
    """The body of the request.

    Raises TooLargeError, and BadRequestError when it is no JSON object, nested too deeply, or has text that is none.
    """
    body = handler.body
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise trouble("request.no-json")
    _check(found)
    return cast("dict[str, Any]", found)


def _check(found: dict[str, Any]) -> None:
    """Raises BadRequestError for what would break whoever works with it later."""
    level: list[Any] = [found]
    for _ in range(NESTING):
        below: list[Any] = []
        for value in level:
            if isinstance(value, str):
                if not filenames.is_text(value):
                    raise trouble("storage.no-text")
            elif isinstance(value, dict):
                below += value
                below += value.values()
            elif isinstance(value, list):
                below += value
        if not below:
            return
        level = below
    raise trouble("request.no-json")


def path_of(value: object) -> str:
    """The path as sessions know it: two ways to write it would be two sessions for one file."""
    path = filenames.cleaned(value) if isinstance(value, str) else ""
    if not path:
        raise trouble("request.no-document")
    return path
