"""A look at the certificate that somebody shows, whether it is trusted or not. Blocks."""

from __future__ import annotations

import socket
import ssl
import time
from datetime import datetime, timezone
from typing import Any

from ..messages import phrase

#: Seconds for a handshake.
_SECONDS = 3.0
#: OpenSSL's X509_V_FLAG_NO_CHECK_TIME, for which Python has no name.
_NO_CHECK_TIME = 0x200000


def speaks_tls(host: str, port: int) -> bool:
    """Whether a handshake succeeds there."""
    try:
        return bool(_shown(host, port))
    except OSError:
        return False


def described(host: str, port: int) -> str:
    """Whose it is, who signed it and until when it is good, in words; of one that can not be had, that."""
    try:
        found = _decoded(host, port, _shown(host, port))
    except (OSError, ValueError):
        return phrase("of which nothing else is known")
    names = [value for kind, value in found.get("subjectAltName", ()) if kind in ("DNS", "IP Address")]
    subject, issuer = _name(found.get("subject", ())), _name(found.get("issuer", ()))
    until = _time(found.get("notAfter", ""))
    if names:
        return phrase(
            "of {subject}, issued by {issuer}, good until {until}, for {names}",
            subject=subject,
            issuer=issuer,
            until=until,
            names=", ".join(names[:5]),
        )
    return phrase("of {subject}, issued by {issuer}, good until {until}", subject=subject, issuer=issuer, until=until)


def outdated(host: str, port: int) -> bool:
    """Whether it has expired: of one that is not trusted either, OpenSSL tells only that."""
    try:
        return ssl.cert_time_to_seconds(_decoded(host, port, _shown(host, port))["notAfter"]) < time.time()
    except (OSError, ValueError, KeyError):
        return False


def _shown(host: str, port: int) -> bytes:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection((host, port), _SECONDS) as raw, context.wrap_socket(raw, server_hostname=host) as tls:
        return tls.getpeercert(binary_form=True) or b""


def _decoded(host: str, port: int, certificate: bytes) -> dict[str, Any]:
    """Python decodes only what it trusts, so just this certificate is trusted, whatever the date is."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags = ssl.VerifyFlags(ssl.VERIFY_X509_PARTIAL_CHAIN | _NO_CHECK_TIME)
    context.load_verify_locations(cadata=certificate)
    with socket.create_connection((host, port), _SECONDS) as raw, context.wrap_socket(raw, server_hostname=host) as tls:
        return dict(tls.getpeercert() or {})


def _time(moment: str) -> str:
    """A time of OpenSSL, which has English months, as it is read in any language."""
    try:
        return f"{datetime.fromtimestamp(ssl.cert_time_to_seconds(moment), timezone.utc):%Y-%m-%d %H:%M} UTC"
    except ValueError:
        return moment or "?"


def _name(parts: Any) -> str:
    """The common name, or all that there is."""
    found = {key: value for part in parts for key, value in part}
    return str(found.get("commonName") or ", ".join(found.values())) or phrase("nobody")
