"""From the addresses that Docs writes into its requests to the one where this server reaches Docs.

Docs builds the address of a result from the host that the *browser* used, and a request that reaches us can be
forged, so such an address is never used as it is: only its path and query are taken, behind an address from our
configuration.
"""

from __future__ import annotations

from urllib.parse import SplitResult, unquote, urlsplit

from ..errors import OnlyOfficeError
from ..messages import trouble

_PORTS = {"http": 80, "https": 443}


class Addresses:
    """``public`` is where the browser reaches Docs (it may be a mere path), ``internal`` where we do."""

    def __init__(self, public: str, internal: str) -> None:
        self.internal = internal.rstrip("/")
        self._bases = [urlsplit(base.rstrip("/")) for base in dict.fromkeys((public, internal)) if base]

    def rewrite(self, url: str) -> str:
        """``url``, reached at the internal address.

        Raises ResultRejectedError when it does not belong to Docs.
        """
        try:
            parts = urlsplit(url)
            base = next((base for base in self._bases if _within(parts, base)), None)
        except ValueError:
            base = None
        if base is None:
            raise foreign(url)
        path = parts.path
        if base.path and (path == base.path or path.startswith(base.path + "/")):
            path = path[len(base.path) :]
        return self.internal + path + (f"?{parts.query}" if parts.query else "")


def foreign(url: str) -> OnlyOfficeError:
    """The refusal of an address that is not Docs'."""
    return trouble("result.foreign", address=without_query(url))


def without_query(url: str) -> str:
    """``url`` for a person to read: without its signature, and without a user name or password."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "an address that is none"
    return f"{parts.scheme}://{host}{port}{parts.path}"


def _within(parts: SplitResult, base: SplitResult) -> bool:
    if parts.scheme not in _PORTS or parts.username is not None or parts.password is not None:
        return False
    if ".." in unquote(parts.path).replace("\\", "/").split("/") or not parts.path.startswith("/"):
        return False
    if not base.hostname:  # the browser reaches Docs under the host of Jupyter: any name, but always this path
        return parts.path.startswith(base.path + "/")
    if parts.hostname != base.hostname:
        return False
    # Some proxies drop the port; one that is written must be the right one.
    return parts.port is None or parts.port == (base.port or _PORTS[base.scheme])
