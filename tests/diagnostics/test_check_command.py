"""``jupyter onlyoffice check``: what it prints, its exit code, and whom it listens for."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jupyter_server.serverapp import ServerApp

from jupyter_onlyoffice.cli.main import CheckApp, OnlyOfficeCommand, main
from jupyter_onlyoffice.diagnostics import LEGS, conversion_check, editing_session, jupyter_address
from jupyter_onlyoffice.security.signed_links import load_link_key

from ..connected import Connected, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401
from ..standin import StandIn

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def check(
    tmp_path: Path, standin: StandIn, jp_environ: None, free_port: int, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Run the command; its exit code, what it printed, and what it said besides."""

    def run(*arguments: str, **options: object) -> tuple[int, str, str]:
        given = {
            "ServerApp.port": free_port,
            "OnlyOffice.data_dir": tmp_path / "data",
            "OnlyOffice.docs_url": standin.url,
            "OnlyOffice.jwt_secret": standin.options.secret,
            **{name.replace("__", "."): value for name, value in options.items()},
        }
        try:
            with pytest.raises(SystemExit) as stopped:
                main(["check", "--allow-root", *(f"--{name}={value}" for name, value in given.items()), *arguments])
        finally:
            for app in (CheckApp, OnlyOfficeCommand):
                app.clear_instance()
        told = capsys.readouterr()
        assert isinstance(stopped.value.code, int)
        for secret in (standin.options.secret, load_link_key(tmp_path / "data"), "eyJ"):
            assert secret not in told.out + told.err
        return stopped.value.code, told.out, told.err

    yield run


def test_all_is_well_without_a_running_server_as_the_command_listens_itself(check: Run) -> None:
    code, out, _ = check()
    lines = [line for line in out.splitlines() if not line.startswith(" ")]
    assert [line.split()[:2] for line in lines[:-1]] == [["ok", leg] for leg in LEGS[:-1]] + [["ok", "connections:"]]
    assert lines[-1].endswith("Help > Check the Connection to ONLYOFFICE Docs.")
    assert code == 0


def test_json_is_one_list_and_nothing_else(check: Run) -> None:
    code, out, _ = check("--json")
    legs = json.loads(out)
    assert [leg["leg"] for leg in legs] == list(LEGS)
    assert all(list(leg) == ["leg", "ok", "cause", "remedy"] for leg in legs)
    assert code == 0


def test_it_tells_its_arguments(check: Run) -> None:
    code, out, _ = check("--help")
    assert code == 0 and "--json" in out and "--report" in out and "exit code" in out


def test_a_failure_is_an_exit_code(check: Run) -> None:
    code, out, _ = check("--json", OnlyOffice__jwt_secret="another-secret-0123456789abcdef0123456789")
    legs = {leg["leg"]: leg for leg in json.loads(out)}
    assert code == 1
    assert legs["jwt-inbox"]["ok"] is False and "c.OnlyOffice.jwt_secret" in legs["jwt-inbox"]["remedy"]
    assert legs["download"] == {
        "leg": "download",
        "ok": None,
        "cause": "Not tested, because jwt-inbox failed.",
        "remedy": "",
    }
    assert legs["docs-health"]["ok"] is True


def test_the_report_has_versions_addresses_and_every_leg(check: Run, standin: StandIn) -> None:
    code, out, _ = check("--report")
    assert code == 0
    assert out.startswith("jupyter-onlyoffice ") and "jupyter_server " in out and "ONLYOFFICE Docs 9.3.0.138" in out
    assert f"docs_url: {standin.url}" in out and "(derived)" in out and "JWT: jwt_secret, header" in out
    assert all(f"ok     {leg}" in out for leg in LEGS)


def test_without_docs_it_says_which_settings_make_it_one(check: Run) -> None:
    code, out, _ = check("--json", OnlyOffice__docs_url="")
    legs = json.loads(out)
    assert [leg["leg"] for leg in legs] == ["configuration", "data-dir", "docs-address"]
    assert "c.OnlyOffice.docs_url" in legs[2]["remedy"] and code == 0


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jupyter_address, "SILENCE", 0.3)
    monkeypatch.setattr(conversion_check, "HOPELESS", 0.5)
    monkeypatch.setattr(editing_session, "_CALLBACK", 0.5)


@pytest.mark.usefixtures("impatient")
def test_a_port_that_something_else_has_is_named(check: Run, free_port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        code, out, _ = check("--json")
    legs = {leg["leg"]: leg for leg in json.loads(out)}
    assert code == 1
    assert f"Port {free_port} is taken by something else" in legs["this-server"]["cause"]
    assert "c.ServerApp.port" in legs["this-server"]["remedy"]


@pytest.mark.usefixtures("impatient")
def test_an_address_that_can_not_be_listened_on_is_named(check: Run) -> None:
    code, out, _ = check("--json", ServerApp__ip="192.0.2.77")
    this_server = next(leg for leg in json.loads(out) if leg["leg"] == "this-server")
    assert code == 1 and "can" in this_server["cause"] and "c.ServerApp.ip" in this_server["remedy"]


async def test_it_examines_the_server_that_runs(connected: Connected, jp_serverapp: ServerApp) -> None:
    """The one that has the same link key, whatever port it listens on and whatever its path is."""
    settings = connected.services.shared.settings
    arguments = {
        "OnlyOffice.data_dir": settings.data_dir,
        "OnlyOffice.docs_url": settings.docs_url,
        "OnlyOffice.jwt_secret": connected.standin.options.secret,
        "OnlyOffice.jupyter_url": f"http://127.0.0.1:{jp_serverapp.port}{{base_url}}",
        "ServerApp.port": 1,
    }
    command = ("-c", "from jupyter_onlyoffice.cli.main import main; main()", "check", "--json", "--allow-root")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, *(f"--{name}={value}" for name, value in arguments.items()), stdout=subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert [leg for leg in json.loads(out) if not leg["ok"]] == []
    assert process.returncode == 0
