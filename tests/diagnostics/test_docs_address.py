"""What stands between this server and Docs that no stand-in can be: proxies of the environment, silent machines."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from jupyter_onlyoffice.diagnostics import Leg, docs_address, editing_session, jupyter_address
from jupyter_onlyoffice.diagnostics.case import Case
from jupyter_onlyoffice.diagnostics.http_probe import HttpProbe

from .proxy import Faults, Proxy, Reply
from .test_setups import fixture_authority, fixture_world  # noqa: F401
from .world import World


def address_of(world: World) -> Leg:
    with world:
        return next(leg for leg in world.examine() if leg.leg == "docs-address")


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("no_proxy", "NO_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")


@pytest.mark.usefixtures("proxied")
def test_a_proxy_of_the_environment_that_does_not_connect_is_named(world: World) -> None:
    leg = address_of(world)
    assert (leg.ok, leg.code) == (False, "doctor.address-proxy")
    assert "127.0.0.1 to NO_PROXY" in leg.remedy


@pytest.mark.usefixtures("proxied")
def test_a_proxy_of_the_environment_that_connects_is_noted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world, Proxy(world.standin.core.port, Faults()) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        legs = {leg.leg: leg for leg in world.examine()}
    assert (legs["docs-address"].ok, legs["docs-address"].code) == (True, "doctor.address-proxied")


@pytest.mark.usefixtures("proxied")
def test_a_proxy_of_the_environment_that_opens_no_websocket_is_no_fault_of_docs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world, Proxy(world.standin.core.port, Faults(replies=(Reply(405),))) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        (leg,) = editing_session.session(Case(world.examined, HttpProbe(), version="9.3.0"))
    assert (leg.leg, leg.ok, leg.code) == ("websocket", None, "doctor.socket-proxied")
    assert "127.0.0.1 to NO_PROXY" in leg.remedy


@pytest.fixture
def deaf() -> Iterator[int]:
    """A port that takes no connection and refuses none: those that it may keep waiting are there already."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        yield int(server.getsockname()[1])


def test_a_machine_that_does_not_answer_is_named(world: World, deaf: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs_address, "CONNECT", 0.3)
    world.traits["docs_url"] = f"http://127.0.0.1:{deaf}"
    leg = address_of(world)
    assert (leg.ok, leg.code) == (False, "doctor.address-timeout")
    assert f"port {deaf} within 0.3 s" in leg.cause and "firewall" in leg.remedy


def test_a_network_without_a_way_there_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*arguments: object) -> socket.socket:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "create_connection", unreachable)
    (leg,) = docs_address.address(_case(world))
    assert (leg.ok, leg.code) == (False, "doctor.address-network")
    assert "Network is unreachable" in leg.cause


def test_localhost_is_not_the_address_for_a_docs_elsewhere(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not asked for by a request: Docs has the name of another machine, and nothing of it ever arrived."""
    case = _case(world)
    case.looked = True
    monkeypatch.setattr(jupyter_address, "_docs_is_here", lambda case: False)
    (leg,) = jupyter_address.this_server(case)
    assert (leg.ok, leg.code) == (False, "doctor.here-localhost")
    assert "takes for itself" in leg.cause and "c.ServerApp.ip" in leg.remedy


@pytest.mark.parametrize(
    ("host", "private"), [("127.0.0.1", True), ("192.168.1.5", True), ("93.184.216.34", False), ("no.invalid", False)]
)
def test_private_addresses_are_told_from_public_ones(host: str, private: bool) -> None:
    assert jupyter_address.is_private(host) is private


@pytest.mark.parametrize(
    ("host", "loopback"), [("localhost", True), ("127.0.0.5", True), ("::1", True), ("example.com", False)]
)
def test_the_machine_itself_is_told_from_others(host: str, loopback: bool) -> None:
    assert jupyter_address.is_loopback(host) is loopback


def _case(world: World) -> Case:
    with world:
        return Case(world.examined, HttpProbe(True))
