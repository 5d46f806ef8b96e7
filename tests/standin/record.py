"""What the stand-in has seen and sent, for the tests to look at and to wait for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass
class Edit:
    """One paragraph that a user typed. ``text`` is as much of it as Docs has."""

    id: str
    key: str
    user: str
    text: str


@dataclass
class SentCallback:
    """One try to deliver a callback. ``status`` is None without an answer."""

    at: float
    url: str
    headers: dict[str, str]
    body: dict[str, Any]
    attempt: int = 1
    status: int | None = None
    answer: str = ""
    accepted: bool | None = None  # None while it is under way

    @property
    def key(self) -> str:
        """The document key."""
        return str(self.body["key"])

    @property
    def kind(self) -> int:
        """The status of the document, as in the protocol's table."""
        return int(self.body["status"])


@dataclass
class Download:
    """One try to fetch a source. ``status`` is None without an answer."""

    url: str
    headers: dict[str, str]
    status: int | None = None
    size: int = 0


@dataclass
class Request:
    """A request that the stand-in received."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HostMessage:
    """What went between an editor and its host page: an event out, or a command (method call) in."""

    key: str
    user: str
    name: str
    data: Any


@dataclass
class Record:
    """Everything, in the order in which it happened. Appended to on the stand-in's thread, read on any."""

    edits: dict[str, Edit] = field(default_factory=dict)
    callbacks: list[SentCallback] = field(default_factory=list)
    downloads: list[Download] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    events: list[HostMessage] = field(default_factory=list)
    commands: list[HostMessage] = field(default_factory=list)
    damaged: dict[str, list[str]] = field(default_factory=dict)  # lines of what Docs itself has damaged, by its SHA-256
    configs: list[dict[str, Any]] = field(default_factory=list)  # with which editors were opened
    uploads: list[str] = field(default_factory=list)  # the keys of what was converted as it was sent
    _changed: threading.Condition = field(default_factory=threading.Condition, repr=False)

    def changed(self) -> None:
        """Wake up those who wait."""
        with self._changed:
            self._changed.notify_all()

    def wait_for(self, found: Callable[[], T | None], timeout: float = 60.0, what: str = "") -> T:
        """What ``found`` returns once that is true (neither None, False nor empty).

        Raises TimeoutError after ``timeout`` seconds.
        """
        deadline = time.monotonic() + timeout
        with self._changed:
            while not (result := found()):
                if not self._changed.wait(deadline - time.monotonic()):
                    raise TimeoutError(f"Waited {timeout} s in vain for {what or found}; callbacks: {self.told()}")
            return result

    def callback(
        self, status: int, key: str | None = None, accepted: bool | None = True, timeout: float = 60.0, skip: int = 0
    ) -> SentCallback:
        """The callback of this ``status`` (and ``key``), as soon as it has been answered.

        ``accepted`` None takes one that was refused too; ``skip`` passes over earlier ones.
        """

        def found() -> SentCallback | None:
            fitting = [
                sent
                for sent in self.callbacks
                if sent.kind == status
                and key in (None, sent.key)
                and sent.accepted is not None
                and accepted in (None, sent.accepted)
            ]
            return fitting[skip] if len(fitting) > skip else None

        return self.wait_for(found, timeout, f"status {status} of {key or 'any key'}")

    def told(self) -> list[str]:
        """The callbacks in short, for messages: "2 key-1 200"."""
        return [f"{sent.kind} {sent.key} {sent.status}" for sent in list(self.callbacks)]
