"""Each of the broken set-ups: the leg, the words, and that no other leg is to blame."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_onlyoffice.diagnostics import (
    LEGS,
    Leg,
    certificates,
    conversion_check,
    editing_session,
    http_probe,
    jupyter_address,
    sizes,
)
from jupyter_onlyoffice.diagnostics.report import report
from jupyter_onlyoffice.handlers import check
from jupyter_onlyoffice.messages import TABLE

from .certificates import Authority
from .setups import NOTES, OTHER, SETUPS, SOUND, Setup, docs_certificate
from .world import World

TOKEN = re.compile(r"eyJ[\w-]{8,}|\w+\.\w{20,}\.\w{20,}")


@pytest.fixture(name="authority", scope="session")
def fixture_authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls") / "authority")


@pytest.fixture(name="world")
def fixture_world(tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Everything in order."""
    monkeypatch.setattr(conversion_check, "_PAUSE", 0.05)
    monkeypatch.setattr(conversion_check, "HOPELESS", 2.0)
    monkeypatch.setattr(sizes, "HELD", 0.2)
    monkeypatch.setattr(check, "HELD", 0.2)
    yield World(tmp_path, authority)


def sentence(code: str) -> re.Pattern[str]:
    """What the words of a row look like, whatever is filled in."""
    row = TABLE[code]
    parts = re.split(r"\{\w+\}", f"{row.cause} {row.remedy}")
    return re.compile(".+?".join(map(re.escape, parts)), re.DOTALL)


def silent(legs: list[Leg], world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing secret is in what is told: as JSON, in the report, in the log, in the records of what arrived."""
    records = [file.read_text() for file in (world.folder / "records").rglob("*.jsonl")]
    shown = report(world.examined, legs, world.diagnostics.version)
    told = "\n".join([*(json.dumps(leg.as_json()) for leg in legs), *records, shown, caplog.text])
    for secret in (world.options.secret, OTHER, "k" * 64):
        assert not secret or secret not in told
    assert not TOKEN.search(told), TOKEN.search(told)


def test_in_a_sound_set_up_every_leg_works(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with world:
        legs = world.examine()
    assert sorted(leg.leg for leg in legs) == sorted(LEGS)
    assert [leg for leg in legs if leg.ok is not True] == []
    silent(legs, world, caplog)


@pytest.mark.parametrize("setup", SETUPS, ids=lambda setup: setup.name)
def test_a_broken_set_up_is_named(
    setup: Setup, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    setup.broken(world)
    if "callback" in (setup.leg, *setup.also):
        monkeypatch.setattr(editing_session, "_CALLBACK", 1.0)
    if setup.known:
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", world.authority.bundle)
    if setup.silent:
        monkeypatch.setattr(conversion_check, "PATIENCE", 2.0)
        monkeypatch.setattr(http_probe, "SILENCE", 1.0)
        monkeypatch.setattr(http_probe, "CONNECT", 1.0)
        monkeypatch.setattr(jupyter_address, "SILENCE", 1.0)
        monkeypatch.setattr(certificates, "_SECONDS", 1.0)
    with world:
        legs = world.examine()
    failed = {leg.leg: leg for leg in legs if leg.ok is False}
    assert setup.leg in failed, [leg.as_json() for leg in legs if not leg.ok]
    leg = failed[setup.leg]
    told = f"{leg.cause} {leg.remedy}"
    assert leg.code == setup.code, told
    if setup.code:
        assert sentence(setup.code).fullmatch(told), told
    assert [word for word in setup.words if word not in told] == [], told
    assert set(failed) == {setup.leg, *setup.also}, {leg.leg: leg.cause for leg in failed.values()}
    assert all(leg.ok is None or leg.ok for name, leg in ((leg.leg, leg) for leg in legs) if name not in failed)
    silent(legs, world, caplog)


@pytest.mark.parametrize("name", SOUND)
def test_other_sound_set_ups_work_too(name: str, world: World, caplog: pytest.LogCaptureFixture) -> None:
    SOUND[name](world)
    with world:
        legs = world.examine()
    assert [leg for leg in legs if leg.ok is not True] == []
    silent(legs, world, caplog)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_authorities_of_the_environment_are_known_on_every_leg(
    variable: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    monkeypatch.setenv(variable, world.authority.bundle)
    docs_certificate("good")(world)
    with world:
        assert [leg for leg in world.examine() if leg.ok is not True] == []


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
@pytest.mark.parametrize("setup", NOTES, ids=lambda setup: setup.name)
def test_what_is_worth_a_note_is_noted(setup: Setup, world: World) -> None:
    setup.broken(world)
    with world:
        legs = {leg.leg: leg for leg in world.examine()}
    leg = legs[setup.leg]
    assert [leg for leg in legs.values() if not leg.ok] == []
    assert leg.code == setup.code
    assert [word for word in setup.words if word not in f"{leg.cause} {leg.remedy}"] == [], leg


def test_there_are_enough_of_them_and_each_is_another() -> None:
    assert len(SETUPS) >= 35
    assert len({setup.name for setup in SETUPS}) == len(SETUPS)
