"""The command ``jupyter onlyoffice``."""

from __future__ import annotations

import asyncio
import inspect
import logging
import os
import sys
from typing import Any, NoReturn

from jupyter_core.application import JupyterApp
from jupyter_server.serverapp import ServerApp

from .._version import __version__
from ..composition import build_services
from ..config.resolving import resolve
from ..config.traits import OnlyOffice
from ..errors import OnlyOfficeError
from ..handlers.base import SETTING
from ..messages import line
from ..services import Services
from .check_command import Form, check
from .token_command import run as run_token
from .workspace_command import run as run_workspace

#: The forms of the answer of ``check`` that have an option.
FORMS: tuple[Form, ...] = ("json", "report")


class _OnServer(JupyterApp):
    """A command whose arguments are those of ``jupyter server``."""

    def initialize(self, argv: Any = None) -> None:
        """Help and version are this command's own; a word that is no option is wrong."""
        self._argv: list[str] = sys.argv[2:] if argv is None else list(argv)
        if {"--help", "-h", "--help-all"} & set(self._argv):
            print(inspect.cleandoc(self.description))
            self.exit(0)
        if "--version" in self._argv:
            print(self.version)
            self.exit(0)
        if self._argv and not self._argv[0].startswith("-"):
            _refuse(self.name.replace("-", " "), self._argv[0])


def _refuse(command: str, words: str) -> NoReturn:
    print(f"{command}: {words!r} is not understood. Try: {command} --help", file=sys.stderr)
    raise SystemExit(2)


class RecoverApp(_OnServer):
    """Bring edits to safety that are still with ONLYOFFICE Docs, or wait on this disk; the server does it by itself.

    Run it where the server runs: as its user, in its folder (or with --root-dir), with its configuration.
    """

    name = "jupyter-onlyoffice-recover"
    version = __version__
    description = __doc__

    def start(self) -> None:
        """Recover, and say what became of each document; the exit code is 1 when something remains."""
        server: Any = ServerApp()
        server.initialize(argv=self._argv, find_extensions=False, new_httpserver=False)
        services = server.web_app.settings.get(SETTING)
        if services is None:  # the extension is not switched on here
            settings = resolve(server.config, os.environ, server.base_url)
            services = build_services(settings, lambda: "", server.contents_manager, server.event_logger, server.log)
        try:
            remains = asyncio.run(_recover(services))
        finally:
            services.close()
        self.exit(1 if remains else 0)


async def _recover(services: Services) -> bool:
    await services.periodic_tasks.stop()  # what is delivered here is told here
    remains = False
    for kept in await services.saving.results.waiting():
        error = await services.saving.results.deliver(kept)
        print(f"{kept.path}: {error.line if error else 'stored what waited on this disk.'}")
        remains = remains or bool(error)
    if services.shared.settings.builtin:
        print("No Docs server is configured (c.OnlyOffice.docs_url), so none was asked.")
        return remains
    try:
        recovered = await services.saving.forgotten_files.recover(to_the_end=True)
    except OnlyOfficeError as error:
        print(error.line)
        return True
    for found in recovered:
        print(f"{found.path}: {found.error.line if found.error else 'stored what ONLYOFFICE Docs had kept.'}")
        remains = remains or bool(found.error)
    for key in sorted(services.saving.forgotten_files.foreign):
        print(line("saving.foreign-key", document=key[:128]))
    if not recovered:
        print("ONLYOFFICE Docs holds no edits of yours that it could not deliver.")
    return remains


class CheckApp(_OnServer):
    """Test the connection with ONLYOFFICE Docs, leg by leg; what is wrong is named with what helps.

    Run it where the server runs: as its user and with its configuration, best while it runs. --json prints one list of
    {leg, ok, cause, remedy}, --report a text to copy. The exit code is 0 only when every leg works.
    """

    name = "jupyter-onlyoffice-check"
    version = __version__
    description = __doc__

    def initialize(self, argv: Any = None) -> None:
        """Arguments are --json or --report, and those of ``jupyter server``: --config and any trait."""
        super().initialize(argv)
        forms: list[Form] = [form for form in FORMS if f"--{form}" in self._argv]
        if len(forms) > 1:
            _refuse("jupyter onlyoffice check", "--json --report")
        self._form: Form = forms[0] if forms else "list"
        self._argv = [argument for argument in self._argv if argument not in ("--json", "--report")]

    def start(self) -> None:
        """Test, and print."""
        server: Any = ServerApp()
        server.log_level = logging.WARNING
        server.jpserver_extensions = {SETTING: True}  # ours alone, with its configuration
        server.initialize(argv=self._argv, find_extensions=False, new_httpserver=False)
        services: Services = server.web_app.settings[SETTING]
        config = next(iter(server.extension_manager.extension_apps[SETTING])).config

        def settle(base_url: str) -> str:
            return resolve(config, os.environ, base_url).jupyter_url

        try:
            code = asyncio.run(check(services, server, settle, self._form))
        finally:
            services.close()
        self.exit(code)


class WorkspaceApp(JupyterApp):
    """Make, list, switch and remove portals of ONLYOFFICE Workspace; for providers who host it."""

    name = "jupyter-onlyoffice-workspace"
    version = __version__
    description = __doc__

    def initialize(self, argv: Any = None) -> None:
        """Its arguments are its own, not traits: ``--help`` lists them."""
        self._argv = sys.argv[2:] if argv is None else list(argv)

    def start(self) -> None:
        """Do it; the exit code is 1 when Workspace refuses."""
        self.exit(run_workspace(self._argv))


class TokenApp(JupyterApp):
    """Sign and decode the tokens that ONLYOFFICE Docs and this server exchange, by hand; for administrators."""

    name = "jupyter-onlyoffice-token"
    version = __version__
    description = __doc__

    def initialize(self, argv: Any = None) -> None:
        """Its arguments are its own, not traits: ``--help`` lists them."""
        self._argv = sys.argv[2:] if argv is None else list(argv)

    def start(self) -> None:
        """Do it; the exit code is 1 for a token that this server would refuse."""
        self.exit(run_token(self._argv))


class OnlyOfficeCommand(JupyterApp):
    """Commands of jupyter-onlyoffice; --help-all describes the settings of the server as well."""

    name = "jupyter-onlyoffice"
    version = __version__
    description = __doc__
    classes = [OnlyOffice]  # for --help-all: that of `jupyter server` knows no traits of extensions
    subcommands = {
        "check": (CheckApp, (CheckApp.__doc__ or "").partition(";")[0] + "."),
        "recover": (RecoverApp, (RecoverApp.__doc__ or "").partition(";")[0] + "."),
        "token": (TokenApp, (TokenApp.__doc__ or "").partition(";")[0] + "."),
        "workspace": (WorkspaceApp, (WorkspaceApp.__doc__ or "").partition(";")[0] + "."),
    }

    def start(self) -> None:
        """Run the subcommand, or list them."""
        super().start()
        if self.subapp is None and self.extra_args:
            _refuse("jupyter onlyoffice", self.extra_args[0])
        elif self.subapp is None:
            self.print_help()


main = OnlyOfficeCommand.launch_instance
