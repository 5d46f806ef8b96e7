"""Where Docs most likely reaches this server, told from how it listens."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Listening:
    """How this server listens: what the default of ``jupyter_url`` is derived from."""

    ip: str = "localhost"
    port: int = 8888
    base_url: str = "/"
    tls: bool = False


def derive_jupyter_url(environ: Mapping[str, str], listening: Listening) -> str:
    """Where Docs most likely reaches this server when ``jupyter_url`` is not set."""
    public = environ.get("JUPYTERHUB_PUBLIC_URL", "")  # set by JupyterHub 5 and later when it knows its own address
    if public:
        return public.rstrip("/") + "/"
    host = listening.ip or "*"
    if host in ("*", "0.0.0.0", "::"):
        host = _own_address()
    elif host == "localhost":
        # Docs resolves "localhost" to ::1 first on some systems, where a server bound to 127.0.0.1 does not listen.
        host = "127.0.0.1"
    if ":" in host:
        host = f"[{host}]"
    scheme = "https" if listening.tls else "http"
    return f"{scheme}://{host}:{listening.port}{listening.base_url.rstrip('/')}/"


def _own_address() -> str:
    # The host's name would not do: on Debian it leads to 127.0.1.1. Connecting a datagram socket sends nothing.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))  # any address outside (RFC 5737)
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
