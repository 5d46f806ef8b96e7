"""Faults that a test can order: of callbacks on their way, of results, of conversions."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal

CallbackFault = Literal[
    "lose",  # the connector never gets it; Docs sees no answer
    "lose-answer",  # the connector gets it; Docs sees no answer
    "double",  # two at the same moment
    "delay",  # `seconds` late
    "hold",  # until `release()`
    "reorder",  # until the next callback of any kind has been answered
    "wrong-secret",
    "unsigned",  # "alg": "none"
    "no-token",  # neither in the body nor in the header
    "expired",
    "tampered",  # the unsigned body says something else than the token
]
ResultFault = Literal[
    "html",  # a login page
    "empty",
    "truncated",  # the connection breaks in the middle
    "corrupt",  # the first half, as if it were all
    "damaged",  # the same, but Docs itself has no more than that
    "redirect",
    "foreign-host",
    "status",
    "slow",
    "wrong-type",
]


@dataclass
class Ordered:
    """A fault that waits for its occasion."""

    kind: str
    status: int | None = None
    key: str | None = None
    times: int = 1
    seconds: float = 0.0
    target: str = ""
    code: int = 500
    met: int = 0  # how often a request has come upon it; of results only


@dataclass
class Faults:
    """The faults that have been ordered and not yet happened. Order on any thread; they happen on the stand-in's."""

    callbacks: list[Ordered] = field(default_factory=list)
    results: list[Ordered] = field(default_factory=list)
    conversions: list[Ordered] = field(default_factory=list)
    forgotten: list[Ordered] = field(default_factory=list)
    _held: list[asyncio.Event] = field(default_factory=list, repr=False)

    def callback(
        self,
        kind: CallbackFault,
        status: int | None = None,
        key: str | None = None,
        times: int = 1,
        seconds: float = 0.0,
    ) -> None:
        """The next ``times`` tries to deliver a callback (of this status, for this key) go wrong."""
        self.callbacks.append(Ordered(kind, status, key, times, seconds))

    def result(
        self, kind: ResultFault, times: int = 1, target: str = "", code: int = 500, seconds: float = 0.0
    ) -> Ordered:
        """The next ``times`` results that are made are bad.

        ``target`` is where a redirect leads, the foreign host ("http://evil.example:81") or the wrong type's extension;
        ``code`` the HTTP status instead of 200; ``seconds`` how long a slow one takes to begin.
        """
        fault = Ordered(kind, times=times, target=target, code=code, seconds=seconds)
        self.results.append(fault)
        return fault

    def keeping(
        self, kind: ResultFault, times: int = 1, target: str = "", code: int = 500, seconds: float = 0.0
    ) -> None:
        """The same for the next ``times`` that a forgotten result is fetched."""
        self.forgotten.append(Ordered(kind, times=times, target=target, code=code, seconds=seconds))

    def conversion(self, times: int = 1, partial: bool = False) -> None:
        """The next ``times`` results can't be assembled: status 3 or 7, and -3 from the converter.

        ``partial``: the callback has the address of a result all the same, of what could be assembled.
        """
        self.conversions.append(Ordered("partial" if partial else "fails", times=times))

    def clear(self) -> None:
        """Forget what was ordered and let go what is held."""
        for faults in (self.callbacks, self.results, self.conversions, self.forgotten):
            faults.clear()

    def next_callback(self, status: int, key: str) -> Ordered | None:
        """The fault of this try, used up."""
        for fault in self.callbacks:
            if fault.status in (None, status) and fault.key in (None, key):
                return self._use(self.callbacks, fault)
        return None

    def next_result(self) -> Ordered | None:
        """The fault of the result that is being made, used up."""
        return self._use(self.results, self.results[0]) if self.results else None

    def next_forgotten(self) -> Ordered | None:
        """The fault of the forgotten result that is asked for, used up."""
        return self._use(self.forgotten, self.forgotten[0]) if self.forgotten else None

    def next_conversion(self) -> Ordered | None:
        """The fault of this conversion, used up."""
        return self._use(self.conversions, self.conversions[0]) if self.conversions else None

    async def wait(self) -> None:
        """Hold a callback until it is released."""
        event = asyncio.Event()
        self._held.append(event)
        await event.wait()

    def let_go(self) -> None:
        """Release all that is held. On the stand-in's thread."""
        held, self._held = self._held, []
        for event in held:
            event.set()

    @staticmethod
    def _use(faults: list[Ordered], fault: Ordered) -> Ordered:
        fault.times -= 1
        if fault.times <= 0:
            faults.remove(fault)
        return fault
