"""What must not be in any log: the secrets in Jupyter's configuration, and the signatures in addresses.

At the level DEBUG traitlets writes the whole configuration, again with each extension that is linked, and urllib3 every
address that is fetched.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from jupyter_server.serverapp import ServerApp
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigList, DeferredConfigString

from .traits import OnlyOffice

_HIDDEN = "[secret]"
_VALUES = re.compile(r"=[^&#\s'\"]*")
#: Those of the loggers of urllib3 that write addresses.
_FETCHING = ("urllib3.connectionpool", "urllib3.poolmanager", "urllib3.util.retry")


class _Text(str):
    """A string that is not printed."""

    def __repr__(self) -> str:
        return repr(_HIDDEN)


class _DeferredText(DeferredConfigString):
    """The same for what stands on the command line."""

    def __repr__(self) -> str:
        return repr(_HIDDEN)


class _DeferredList(DeferredConfigList):
    """The same for what stands there several times."""

    def __repr__(self) -> str:
        return repr([_HIDDEN])


def hide_secrets(config: Config) -> None:
    """Make the secrets in ``config`` values that are as good, but are not printed."""
    section = config.get("OnlyOffice")
    if not isinstance(section, dict):
        return
    for name in OnlyOffice.class_traits(secret=True):
        if name in section:
            section[name] = _hidden(section[name])


def hide_secrets_of_server() -> None:
    """The same in the server that loads us, before it links any extension."""
    # In the commands the one application is another, and the server none of its kind: initialized() sees no difference.
    server: Any = ServerApp._instance
    if isinstance(server, ServerApp):
        hide_secrets(server.config)
        hide_secrets(server.cli_config)


def _hidden(value: Any) -> Any:
    if isinstance(value, DeferredConfigString):
        return _DeferredText(value)
    if isinstance(value, DeferredConfigList):
        return _DeferredList(value)
    if isinstance(value, list):
        return [_hidden(item) for item in value]
    return _Text(value) if isinstance(value, str) else value


def without_values(address: str) -> str:
    """``address`` with the names in its query only: our links, and those of Docs, are good by what is signed there."""
    path, mark, query = address.partition("?")
    return path + mark + _VALUES.sub(f"={_HIDDEN}", query) if mark else address


def hide_addresses() -> None:
    """Keep what is signed in addresses out of what urllib3 writes."""
    for name in _FETCHING:
        logger = logging.getLogger(name)
        if _FILTER not in logger.filters:
            logger.addFilter(_FILTER)


class _WithoutValues(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(without_values(part) if isinstance(part, str) else part for part in record.args)
        return True


_FILTER = _WithoutValues()
