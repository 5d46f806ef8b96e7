"""A report to copy into a question or an issue: versions, addresses and every leg, and nothing secret."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from .._version import __version__
from ..docs_server.addresses import without_query
from .case import ExaminedServer
from .leg import Leg

_PACKAGES = ("jupyter_server", "jupyterlab", "notebook", "jupyterhub", "tornado", "requests", "PyJWT")


def report(examined: ExaminedServer, legs: Iterable[Leg], docs_version: str = "") -> str:
    """As text. Blocks."""
    settings, listening = examined.settings, examined.listening()
    lines = [
        f"jupyter-onlyoffice {__version__}",
        f"Python {platform.python_version()} on {platform.platform()}",
        *(f"{name} {found}" for name in _PACKAGES if (found := _version(name))),
        f"ONLYOFFICE Docs {docs_version or 'of an unknown version'}",
        "",
        f"docs_url: {_address(settings.docs_url)}",
        f"docs_internal_url: {_address(settings.docs_internal_url)}",
        f"jupyter_url: {_address(examined.jupyter_url())}{'' if settings.jupyter_url else ' (derived)'}",
        f"listening: {listening.ip or '*'}:{listening.port}{listening.base_url}{' with TLS' if listening.tls else ''}",
        f"JWT: {_secrets(examined)}, header {settings.jwt_header}",
        f"verify: {'own authorities' if isinstance(settings.verify, str) else settings.verify}",
        f"data_dir: {examined.data_dir}",
        "",
        *(shown(leg) for leg in legs),
    ]
    return "\n".join(lines).rstrip() + "\n"


def shown(leg: Leg) -> str:
    """One leg for a person; what helps is in a line of its own."""
    mark = {True: "ok    ", False: "FAILED", None: "-     "}[leg.ok]
    first = f"{mark} {leg.leg}: {leg.cause}" if leg.cause else f"{mark} {leg.leg}"
    return f"{first}\n       {leg.remedy}" if leg.remedy and leg.ok is not None else first


def _secrets(examined: ExaminedServer) -> str:
    """Which are set, by their traits."""
    return ", ".join(dict.fromkeys(secret.trait for secret in examined.settings.keyring)) or "no secret"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _address(url: str) -> str:
    if not url:
        return "not set"
    return without_query(url) if "://" in url else url
