"""The leg that tells whether ``jupyter_url`` leads to this server, as far as that can be seen from here."""

from __future__ import annotations

import ipaddress
import json
import re
import socket
from collections.abc import Iterator
from contextlib import suppress

from ..config.server_address import derive_jupyter_url
from ..docs_server.addresses import without_query
from . import certificates
from .case import Case, ExaminedServer, Finding, port_of, usable
from .http_probe import Answer, HttpProbe, NoAnswer
from .leg import Leg, alone, bad, good, note
from .samples import text_of

LOGIN = re.compile(r"/hub(/|$)|login|oauth|signin|auth", re.IGNORECASE)
#: Seconds that this server may be silent.
SILENCE = 5.0
#: Rows for what asking can fail with.
_ROWS = {
    "dns": "doctor.here-dns",
    "timeout": "doctor.here-timeout",
    "network": "doctor.here-timeout",
    "untrusted": "doctor.here-untrusted",
    "expired": "doctor.here-expired",
    "host": "doctor.here-host",
    "no-tls": "doctor.here-plain",
}


def this_server(case: Case) -> Iterator[Leg]:
    """What stands in the way; only a note when Docs gets through all the same."""
    finding = look(case)
    reached = bool(case.downloads)
    if finding and reached:
        yield note("this-server", "doctor.here-docs-only", address=case.examined.jupyter_url())
    elif finding:
        yield alone("this-server", finding[0], **finding[1])
    elif not reached and is_loopback(case.here.hostname or "") and not _docs_is_here(case):
        docs = case.docs.hostname or ""
        yield alone("this-server", "doctor.here-localhost", address=case.examined.jupyter_url(), docs=docs)
    else:
        yield good("this-server")


def look(case: Case) -> Finding | None:
    """The row of what is wrong with ``jupyter_url``; asked once in an examination."""
    if not case.looked:
        case.not_here = case.examined.blocked or _look(case)
        case.looked = True
    return case.not_here


def _look(case: Case) -> Finding | None:
    base, probe = case.examined.jupyter_url(), case.new_probe()
    values: dict[str, object] = {"address": base, "host": case.here.hostname, "port": port_of(case.here)}
    try:
        # Not through proxies of our environment: Docs does not know them.
        answer = HttpProbe(True, proxies=False)("GET", case.examined.link(probe), silence=SILENCE)
    except NoAnswer as error:
        return _silent(case, error, values)
    if answer.status == 200 and answer.content == text_of(probe):
        return None
    return _stranger(case, answer, values)


def _silent(case: Case, error: NoAnswer, values: dict[str, object]) -> Finding:
    host, port, listening = case.here.hostname or "", port_of(case.here), case.examined.listening()
    if error.reason == "refused":
        if port != listening.port and answers(case.examined, derive_jupyter_url({}, listening)):
            return "doctor.here-port", {**values, "own": listening.port}
        if is_loopback(listening.ip) and not is_loopback(host) and port == listening.port:
            return "doctor.here-only-local", {**values, "ip": listening.ip}
        return "doctor.here-refused", values
    text_formats = f"http:{case.examined.jupyter_url().partition(':')[2]}"
    if error.reason in ("timeout", "broken") and case.here.scheme == "https" and answers(case.examined, text_formats):
        return "doctor.here-plain", values  # a server that waits for the rest of what it takes for HTTP
    if error.reason in ("broken", "tls") and case.here.scheme == "http" and certificates.speaks_tls(host, port):
        return "doctor.here-tls", values
    if error.reason == "untrusted" and certificates.outdated(host, port):
        error = NoAnswer("expired", "certificate has expired")
    if error.reason in ("untrusted", "expired", "host"):
        values = {**values, "certificate": certificates.described(host, port), "reason": error.detail}
    return _ROWS.get(error.reason, "doctor.here-broken"), values


def _stranger(case: Case, answer: Answer, values: dict[str, object]) -> Finding:
    """What else answered."""
    base_url = case.examined.listening().base_url
    values = {**values, "status": answer.status, "base_url": base_url}
    location = answer.headers.get("Location", "")
    if 300 <= answer.status < 400 and location:
        row = "doctor.here-login" if LOGIN.search(location) else "doctor.here-redirect"
        return row, {**values, "target": without_query(location) if "://" in location else location.partition("?")[0]}
    if answer.status == 403 and _says(answer, "link"):
        return "doctor.here-other", values
    if answer.status in (403, 404, 405) and case.here.path.rstrip("/") != base_url.rstrip("/"):
        return "doctor.here-path", {**values, "path": case.here.path}
    if answer.status == 403:
        return "doctor.here-forbidden", values
    if answer.status in (502, 503, 504):
        return "doctor.here-gateway", values
    if answer.status in (401, 424) or (answer.status == 200 and answer.page):
        return "doctor.here-login", {**values, "target": values["address"]}
    return "doctor.here-stranger", values


def _says(answer: Answer, code: str) -> bool:
    try:
        found = json.loads(answer.content)
    except ValueError:
        return False
    return isinstance(found, dict) and found.get("error") == code


def unreached(case: Case, leg: str) -> Leg:
    """Why nothing of Docs arrived, as far as that can be told from this side."""
    address, host, finding = case.examined.jupyter_url(), case.here.hostname or "", look(case)
    values = {"address": address, "host": host}
    if case.callback_host_refused:
        return bad(leg, "doctor.unreached-host", **values)
    if not case.trusted and is_private(host):
        row = "doctor.unreached-unsigned" if is_loopback(host) else "doctor.unreached-private"
        return bad(leg, row, **values)
    if finding and finding[0] in ("doctor.here-untrusted", "doctor.here-expired", "doctor.here-host"):
        certificate, reason = finding[1]["certificate"], finding[1]["reason"]
        return bad(leg, "doctor.unreached-tls", address=address, certificate=certificate, reason=reason)
    if not finding and is_loopback(host):
        return bad(leg, "doctor.unreached-loopback", **values)
    row = "doctor.unreached-inside" if not finding and is_private(host) else "doctor.unreached"
    return bad(leg, row, **values)


def answers(examined: ExaminedServer, base: str) -> bool:
    """Whether a server with our link key is at ``base``. Blocks."""
    probe = examined.links.document_keys.new("probe")
    with suppress(NoAnswer):
        answer = HttpProbe(False, proxies=False)("GET", examined.link_at(base, probe), silence=SILENCE)
        return answer.content == text_of(probe)
    return False


def is_loopback(host: str) -> bool:
    """Whether ``host`` is always the machine itself."""
    if host.lower().rstrip(".") == "localhost":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def is_private(host: str) -> bool:
    """Whether ``host`` is, or is resolved here to, an address that Docs refuses without a JWT."""
    try:
        found = {str(item[4][0]) for item in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return any(not ipaddress.ip_address(address.partition("%")[0]).is_global for address in found)


def _docs_is_here(case: Case) -> bool:
    """Whether Docs is on this machine: only its own addresses can be bound to."""
    if not usable(case.examined.settings.docs_internal_url):
        return True  # the leg of the configuration tells of that
    try:
        found = socket.getaddrinfo(case.docs.hostname, None, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError):
        return True  # nobody knows; the leg of its address tells of that
    for family, kind, protocol, _, place in found:
        with socket.socket(family, kind, protocol) as tried, suppress(OSError):
            tried.bind((place[0], 0))
            return True
    return False
