"""The list of commands, made from the commands."""

from __future__ import annotations

from jupyter_onlyoffice.cli.main import OnlyOfficeCommand


def markdown() -> str:
    """A table of ``jupyter onlyoffice ...`` and what each does."""
    rows = [f"| `jupyter onlyoffice {name}` | {text} |" for name, (_, text) in OnlyOfficeCommand.subcommands.items()]
    return "\n".join(["| command | what it does |", "| --- | --- |", *rows])
