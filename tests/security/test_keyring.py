"""The secrets, and which is for what."""

from __future__ import annotations

from jupyter_onlyoffice.security.keyring import Keyring

ONE, BROWSER, INBOX, OUTBOX, OLD = "one" * 12, "browser" * 6, "inbox" * 8, "outbox" * 7, "old" * 12


def values(secrets: object) -> list[str]:
    assert isinstance(secrets, tuple)
    return [secret.value for secret in secrets]


def test_one_secret_is_for_everything() -> None:
    ring = Keyring.of(ONE)
    assert {ring.browser.value, ring.inbox.value, ring.outbox.value} == {ONE}
    assert values(ring.to_docs()) == values(ring.from_docs()) == [ONE]
    assert [secret.trait for secret in ring] == ["jwt_secret"]


def test_each_direction_can_have_its_own() -> None:
    ring = Keyring.of(ONE, browser=BROWSER, inbox=INBOX, outbox=OUTBOX)
    assert (ring.browser.value, ring.inbox.value, ring.outbox.value) == (BROWSER, INBOX, OUTBOX)
    assert (values(ring.to_docs()), values(ring.from_docs())) == ([INBOX], [OUTBOX])
    assert not ring.follows
    assert [secret.trait for secret in ring] == ["jwt_secret_inbox", "jwt_secret_outbox", "jwt_secret_browser"]


def test_the_browser_goes_by_the_inbox_as_docs_does_unless_told_otherwise() -> None:
    ring = Keyring.of(ONE, inbox=INBOX)
    assert (ring.browser.value, ring.outbox.value) == (INBOX, ONE)
    assert ring.follows and Keyring.of(ONE, browser=ONE).follows


def test_accepted_ones_follow_in_their_order_and_none_comes_twice() -> None:
    ring = Keyring.of(ONE, outbox=OUTBOX, accepted=[OLD, ONE, OUTBOX, OLD])
    assert values(ring.to_docs()) == [ONE, OLD, OUTBOX]
    assert values(ring.from_docs()) == [OUTBOX, OLD, ONE]
    assert {secret.value: secret.trait for secret in ring}[OLD] == "jwt_accepted_secrets[0]"


def test_without_a_secret_nothing_is_signed_or_verified_whatever_is_accepted() -> None:
    ring = Keyring.of(accepted=[OLD])
    assert ring.to_docs() == ring.from_docs() == ()


def test_no_secret_is_in_its_repr() -> None:
    shown = repr(Keyring.of(ONE, browser=BROWSER, inbox=INBOX, outbox=OUTBOX, accepted=[OLD]))
    assert not any(secret in shown for secret in (ONE, BROWSER, INBOX, OUTBOX, OLD))
    assert "jwt_accepted_secrets[0]" in shown
