"""Wrong words on the command line: told on the error output, with exit code 2."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jupyter_onlyoffice._version import __version__
from jupyter_onlyoffice.cli.main import CheckApp, OnlyOfficeCommand, RecoverApp, TokenApp, WorkspaceApp, main
from jupyter_onlyoffice.config.traits import OnlyOffice


@pytest.fixture(autouse=True)
def _one_after_another(jp_environ: None) -> Iterator[None]:
    yield
    for app in (OnlyOfficeCommand, CheckApp, RecoverApp, TokenApp, WorkspaceApp):
        app.clear_instance()


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stopped:
        main(list(arguments))
    assert isinstance(stopped.value.code, int)
    return stopped.value.code


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["nonsense", "--log-level=INFO"],
        ["--nonsense"],
        ["recover", "nonsense"],
        ["check", "nonsense"],
        ["check", "--json", "--report"],
        ["token"],
        ["token", "nonsense"],
        ["token", "sign", "--nonsense"],
        ["workspace"],
        ["workspace", "nonsense"],
    ],
    ids=" ".join,
)
def test_what_is_not_understood_is_told_as_an_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err
    if wrong := [argument for argument in arguments if "nonsense" in argument]:
        assert wrong[0] in printed.err


@pytest.mark.parametrize("command", ["check", "recover", "token", "workspace"])
def test_each_command_has_a_help_of_its_own(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command, "--help") == 0
    assert "Tornado" not in capsys.readouterr().out


def test_all_help_describes_every_trait(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help-all") == 0
    printed = capsys.readouterr().out
    assert not [name for name in OnlyOffice.class_own_traits(config=True) if f"--OnlyOffice.{name}=" not in printed]
    assert "Environment: ONLYOFFICE_DOCS_URL" in printed


@pytest.mark.parametrize("command", ["check", "recover"])
def test_the_version_is_ours(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command, "--version") == 0
    assert capsys.readouterr().out.strip() == __version__
