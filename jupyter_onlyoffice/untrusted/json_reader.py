"""Reading the JSON that another server answers, within limits."""

from __future__ import annotations

import json
from typing import Any

import requests

#: Bytes of an answer; the longest of Docs are lists of forgotten files.
MOST = 16 * 1024 * 1024
_PIECE = 1024 * 1024


def read_json(response: requests.Response) -> Any:
    """What the content of ``response``, still to be read, says; None when it is no JSON, too long or nested too deeply.

    Raises requests.RequestException or OSError when it breaks off.
    """
    received = bytearray()
    for piece in response.iter_content(_PIECE):
        received += piece
        if len(received) > MOST:
            return None
    try:
        return json.loads(received)
    except (ValueError, RecursionError):
        return None
