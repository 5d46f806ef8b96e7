"""The secrets that this server and Docs sign with: which of them for what, and which are accepted besides.

Docs knows three (docs/protocol.md, 2 and 3): ``browser`` for what the browser hands to Docs (the config of an editor),
``inbox`` for what this server asks of Docs (commands, conversions), ``outbox`` for what Docs asks of this server
(callbacks, downloads). Since 7.2 it verifies the browser's tokens with its secret for the inbox (source:
ONLYOFFICE/server, tenantManager.js), so ours for the browser is that of the inbox unless another one is set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Secret:
    """A secret, and the trait that it comes from, by which people are told of it."""

    trait: str  #: such as "jwt_secret", "jwt_secret_inbox" or "jwt_accepted_secrets[0]"
    value: str = field(repr=False)

    def __bool__(self) -> bool:
        return bool(self.value)

    @property
    def weak(self) -> bool:
        """Whether it can be guessed."""
        return 0 < len(self.value.encode()) < 32


#: For requests of a server whose Docs runs without JWT.
NO_SECRET = Secret("jwt_secret", "")


@dataclass(frozen=True)
class Keyring:
    """All secrets of one Docs server. Its ``repr`` shows none of them.

    ``accepted`` are others that are good too, while one is being changed: the old or the new one. They are tried in
    their order after the configured one, in both directions; ``signing.Signer`` remembers which one Docs took last.
    """

    browser: Secret = NO_SECRET
    inbox: Secret = NO_SECRET
    outbox: Secret = NO_SECRET
    accepted: tuple[Secret, ...] = ()

    @classmethod
    def of(
        cls, secret: str = "", *, browser: str = "", inbox: str = "", outbox: str = "", accepted: Iterable[str] = ()
    ) -> Keyring:
        """From the values of the traits, where an empty one stands for the one secret."""
        one = Secret("jwt_secret", secret)
        to_docs = Secret("jwt_secret_inbox", inbox) if inbox else one
        return cls(
            Secret("jwt_secret_browser", browser) if browser else to_docs,
            to_docs,
            Secret("jwt_secret_outbox", outbox) if outbox else one,
            tuple(Secret(f"jwt_accepted_secrets[{number}]", value) for number, value in enumerate(accepted)),
        )

    def __iter__(self) -> Iterator[Secret]:
        """Each secret once, under its first name."""
        return iter(_each(self.inbox, self.outbox, self.browser, *self.accepted))

    def to_docs(self) -> tuple[Secret, ...]:
        """With what our requests may be signed, the configured one first; empty when they are not signed."""
        return _each(self.inbox, *self.accepted) if self.inbox else ()

    def for_browser(self) -> tuple[Secret, ...]:
        """With what may be signed what the browser hands to Docs, the configured one first."""
        return _each(self.browser, self.inbox, *self.accepted) if self.browser else ()

    def from_docs(self) -> tuple[Secret, ...]:
        """With what the requests of Docs may be signed; empty when they need not be."""
        return _each(self.outbox, *self.accepted) if self.outbox else ()

    @property
    def follows(self) -> bool:
        """Whether what is signed for the browser goes by which secret Docs accepts of our requests.

        Else Docs has to be asked as an editor does: some read a secret of their own for it, and newer ones do not.
        """
        return self.browser.value == self.inbox.value


def _each(*secrets: Secret) -> tuple[Secret, ...]:
    found: dict[str, Secret] = {}
    for secret in filter(None, secrets):
        found.setdefault(secret.value, secret)
    return tuple(found.values())
