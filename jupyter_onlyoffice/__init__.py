"""ONLYOFFICE Docs in JupyterLab."""

from __future__ import annotations

from typing import Any

from ._version import __version__ as __version__


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """What jupyter_server loads. Imported late: commands and tests need the services, not the server."""
    from .app import OnlyOfficeApp
    from .config.log_filters import hide_secrets_of_server

    hide_secrets_of_server()
    return [{"module": "jupyter_onlyoffice", "app": OnlyOfficeApp}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where the front end is, for `jupyter-builder develop`."""
    return [{"src": "labextension", "dest": "jupyter-onlyoffice"}]
