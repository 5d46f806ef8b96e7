"""The server extension."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any

from jupyter_events import EventLogger
from jupyter_server.extension.application import ExtensionApp
from traitlets.config import Config

from .composition import build_services
from .config.log_filters import hide_addresses, hide_secrets
from .config.resolving import resolve
from .config.server_address import Listening, derive_jupyter_url
from .config.traits import OnlyOffice
from .errors import StoppedError
from .handlers.base import SETTING
from .handlers.from_docs import ACTIVITY
from .handlers.routes import ROUTES
from .services import Services

CONTENTS_EVENTS = "https://events.jupyter.org/jupyter_server/contents_service/v1"


class OnlyOfficeApp(ExtensionApp):
    """Opens office files in ONLYOFFICE Docs, or in a built-in editor."""

    name = "jupyter_onlyoffice"
    description = __doc__
    load_other_extensions = True
    classes = [OnlyOffice]

    @property
    def _server(self) -> Any:
        return self.serverapp  # set before any of our methods is called, and typed loosely by jupyter_server

    def update_config(self, config: Config) -> None:
        """Take what a file or the command line says; traitlets writes it to the log."""
        hide_secrets(config)
        super().update_config(config)

    def initialize_settings(self) -> None:
        """Read the configuration and make the services."""
        server = self._server
        hide_addresses()
        # By now the server has what is in the files of all extensions, JupyterLab's among them.
        unread = set(server.config.get("OnlyOffice", ())) - set(self.config.get("OnlyOffice", ()))
        settings = resolve(self.config, os.environ, server.base_url, unread)
        services = build_services(
            settings,
            self._jupyter_url,
            server.contents_manager,
            server.event_logger,
            self.log,
            alive=self._alive,
            listening=self._listening,
        )
        for problem in services.shared.settings.problems:
            report = self.log.error if problem.fatal else self.log.warning
            report("jupyter-onlyoffice: %s", problem.as_error().line)
        self.settings[SETTING] = services
        server.event_logger.add_listener(schema_id=CONTENTS_EVENTS, listener=self._contents_changed)
        server.io_loop.add_callback(services.periodic_tasks.start)

    def initialize_handlers(self) -> None:
        """Add the routes."""
        self.handlers.extend(ROUTES)

    def _jupyter_url(self) -> str:
        # Asked when a document is opened: only then the port is certain.
        return derive_jupyter_url(os.environ, self._listening())

    def _listening(self) -> Listening:
        server = self._server
        return Listening(server.ip, server.port, server.base_url, bool(server.certfile))

    def _alive(self) -> None:
        """Somebody edits."""
        self._server.web_app.settings[ACTIVITY] = datetime.now(timezone.utc)

    async def _contents_changed(self, logger: EventLogger, schema_id: str, data: dict[str, Any]) -> None:
        """Sessions follow a file or folder that is renamed through the contents manager."""
        if data.get("action") == "rename" and data.get("source_path"):
            services: Services = self.settings[SETTING]
            with suppress(StoppedError):
                await services.saving.renames.renamed(str(data["source_path"]).strip("/"), str(data["path"]).strip("/"))

    async def stop_extension(self) -> None:
        """Let saves under way finish."""
        services: Services | None = self.settings.get(SETTING)
        if services is not None:
            await services.stop(self._server)
