"""What the administrator has set, and can not be used."""

from __future__ import annotations

from ..errors import ConfigurationError
from .row import Row

ROWS = {
    "configuration.data-dir": Row(
        ConfigurationError,
        "The folder c.OnlyOffice.data_dir can not be used: {reason}.",
        "Name a folder that the user of this server may write to, on a disk with free space.",
    ),
}
