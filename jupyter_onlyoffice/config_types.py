"""Kinds of values in the configuration that traitlets does not have."""

from __future__ import annotations

import json
from typing import Any

from traitlets import Dict


class JsonDict(Dict):
    """A dictionary; in the environment, or on the command line, it is JSON."""

    def from_string(self, s: str) -> dict[str, Any]:
        """Raises ValueError when ``s`` is no JSON object."""
        value = json.loads(s)
        if not isinstance(value, dict):
            raise ValueError("This is no JSON object.")
        return value
