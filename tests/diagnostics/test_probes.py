"""Records of what arrives: what is in them, who may write them, and when they go."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from traitlets.config import Config

from jupyter_onlyoffice.config.resolving import resolve
from jupyter_onlyoffice.diagnostics import Probes
from jupyter_onlyoffice.diagnostics.probes import LIFE, MOST, Arrival
from jupyter_onlyoffice.diagnostics.token_judgement import Judgement, judge, judge_headers
from jupyter_onlyoffice.docs_server.signing import Signer
from jupyter_onlyoffice.security.signed_links import Links
from jupyter_onlyoffice.security.tokens import sign

SECRET, OTHER = "s" * 40, "o" * 40
NOW = 1_800_000_000.0
ARRIVAL = Arrival("callback", "POST", ("Host", "Authorization"), Judgement("ok", "Authorization"), agent="Node.js/6.13")


@pytest.fixture
def probes(tmp_path: Path) -> Probes:
    return Probes(tmp_path / "probes")


@pytest.fixture
def probe() -> str:
    return Links("k" * 64).document_keys.new()


def test_what_arrives_is_told_to_another_process(probes: Probes, probe: str, tmp_path: Path) -> None:
    probes.begin(probe)
    probes.record(probe, ARRIVAL)
    full = Arrival("callback", "POST", (), Judgement("missing"), body_token=Judgement("expired", seconds=7), status=1)
    probes.record(probe, full)
    assert Probes(tmp_path / "probes").arrivals(probe) == [ARRIVAL, full]
    (file,) = (tmp_path / "probes").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_nothing_is_recorded_that_nobody_waits_for(probes: Probes, probe: str, tmp_path: Path) -> None:
    probes.record(probe, ARRIVAL)
    assert probes.arrivals(probe) == [] and not (tmp_path / "probes").exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a", "x-" + "g" * 32])
def test_a_name_that_is_none_leads_to_no_file(probes: Probes, name: str) -> None:
    probes.record(name, ARRIVAL)
    assert probes.arrivals(name) == []
    with pytest.raises(ValueError):
        probes.begin(name)


def test_nobody_fills_the_disk(probes: Probes, probe: str) -> None:
    probes.begin(probe)
    for _ in range(MOST + 5):
        probes.record(probe, ARRIVAL)
    assert len(probes.arrivals(probe)) == MOST


def test_old_records_go(probes: Probes, probe: str, tmp_path: Path) -> None:
    probes.begin(probe)
    (file,) = (tmp_path / "probes").iterdir()
    os.utime(file, (time.time() - LIFE - 1,) * 2)
    other = Links("k" * 64).document_keys.new()
    probes.begin(other)
    assert [found.stem for found in (tmp_path / "probes").iterdir()] == [other]


def signer(secret: str = SECRET) -> Signer:
    return Signer(resolve(Config({"OnlyOffice": {"docs_url": "http://docs", "jwt_secret": secret}}), {}), lambda: NOW)


@pytest.mark.parametrize(
    ("token", "verdict"),
    [
        (sign({"key": "k"}, SECRET, NOW), Judgement("ok")),
        (sign({"key": "k"}, OTHER, NOW), Judgement("secret")),
        (sign({"key": "k"}, SECRET, NOW - 1000), Judgement("expired", seconds=700)),
        (sign({"key": "k", "nbf": int(NOW) + 500}, SECRET, NOW), Judgement("early", seconds=500)),
        ("not.a.token", Judgement("malformed")),
        ("", Judgement("missing")),
        (None, Judgement("missing")),
    ],
)
def test_a_token_is_judged(token: object, verdict: Judgement) -> None:
    assert judge(token, signer(), NOW) == verdict


def test_without_a_secret_every_token_is_as_good_as_another() -> None:
    assert judge("not.a.token", signer(""), NOW).state == "ok"


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ({"Authorization": f"Bearer {sign({}, SECRET, NOW)}"}, Judgement("ok", "Authorization")),
        ({"authorization": f"bearer {sign({}, SECRET, NOW)}"}, Judgement("ok", "authorization")),
        ({"X-Token": f"Bearer {sign({}, OTHER, NOW)}"}, Judgement("secret", "X-Token")),
        ({"Cookie": "a.b.c", "Host": "www.example.com"}, Judgement("missing")),
        ({"Authorization": "Basic YW5uOmFubg=="}, Judgement("missing")),
        (
            {"X-Other": f"Bearer {sign({}, OTHER, NOW)}", "Authorization": f"Bearer {sign({}, SECRET, NOW)}"},
            Judgement("ok", "Authorization"),
        ),
    ],
)
def test_the_token_is_found_in_whichever_header_it_is(headers: dict[str, str], verdict: Judgement) -> None:
    assert judge_headers(headers.items(), "Authorization", signer(), NOW) == verdict
