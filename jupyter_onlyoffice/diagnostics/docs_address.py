"""The legs from this server to Docs: its address, TLS, and whether Docs itself answers there."""

from __future__ import annotations

import errno
import re
import socket
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from requests.utils import get_environ_proxies

from ..docs_server.addresses import without_query
from ..messages import phrase
from . import certificates
from .case import Case, port_of
from .docs_requests import order
from .http_probe import CONNECT, Answer, NoAnswer
from .jupyter_address import LOGIN
from .leg import Leg, alone, bad, good, note

_TITLE = re.compile(r"<title[^>]*>\s*([^<]{1,60})", re.IGNORECASE)


def address(case: Case) -> Iterator[Leg]:
    """The name is resolved, and somebody listens."""
    host, port, trait = case.docs.hostname or "", port_of(case.docs), case.examined.docs_trait
    if get_environ_proxies(case.docs.geturl()).get(case.docs.scheme):
        yield _through_proxy(case, host)
        return
    place = {"host": host, "port": port, "trait": trait}
    try:
        socket.create_connection((host, port), CONNECT).close()
    except (socket.gaierror, UnicodeError):  # a name with an empty or endless part is none
        yield bad("docs-address", "doctor.address-dns", **place)
    except ConnectionRefusedError:
        yield bad("docs-address", "doctor.address-refused", **place)
    except TimeoutError:
        yield bad("docs-address", "doctor.address-timeout", seconds=f"{CONNECT:g}", **place)
    except OSError as error:
        reason = error.strerror or errno.errorcode.get(error.errno or 0) or phrase("unknown")
        yield bad("docs-address", "doctor.address-network", reason=reason, **place)
    else:
        yield good("docs-address")


def _through_proxy(case: Case, host: str) -> Leg:
    try:
        case.asking("GET", case.docs.geturl() + "/healthcheck")
    except NoAnswer as error:
        if error.reason in ("proxy", "dns", "refused", "timeout", "network"):
            return bad("docs-address", "doctor.address-proxy", host=host)
    return note("docs-address", "doctor.address-proxied", host=host)


def tls(case: Case) -> Iterator[Leg]:
    """What is spoken there, and the certificate of Docs."""
    settings, place = case.examined.settings, f"{case.docs.hostname}:{port_of(case.docs)}"
    values = {"address": place, "trait": case.examined.docs_trait}
    if case.docs.scheme == "http":
        if not _plain(case) and certificates.speaks_tls(case.docs.hostname or "", port_of(case.docs)):
            yield bad("docs-tls", "doctor.tls-needed", **values)
        else:
            yield good("docs-tls")
        return
    try:
        case.asking("GET", settings.docs_internal_url + "/healthcheck")
    except NoAnswer as error:
        if error.reason in ("timeout", "broken") and _plain(case):  # it waits for the rest of what it takes for HTTP
            error = NoAnswer("no-tls")
        if leg := _tls_fault(case, error, values):
            yield leg
            return
    yield good("docs-tls") if settings.verify else note("docs-tls", "doctor.tls-unchecked")


def _plain(case: Case) -> bool:
    """Whether plain HTTP is answered; servers of TLS say 400 to it, or hang up."""
    try:
        url = case.docs._replace(scheme="http").geturl() + "/healthcheck"
        return case.asking("GET", url).status != 400
    except NoAnswer:
        return False


def _tls_fault(case: Case, error: NoAnswer, values: Mapping[str, object]) -> Leg | None:
    host, port = case.docs.hostname or "", port_of(case.docs)
    if error.reason == "bundle":
        return bad("docs-tls", "doctor.tls-bundle", reason=error.detail)
    if error.reason == "no-tls":
        return bad("docs-tls", "doctor.tls-plain", **values)
    if error.reason == "tls":
        return bad("docs-tls", "doctor.tls-broken", reason=error.detail, **values)
    if error.reason not in ("untrusted", "expired", "host"):
        return None
    if error.reason == "untrusted" and certificates.outdated(host, port):
        error = NoAnswer("expired", "certificate has expired")
    found = {"certificate": certificates.described(host, port), "reason": error.detail, "host": host, **values}
    if error.reason == "expired":
        return bad("docs-tls", "doctor.tls-expired", **found)
    if error.reason == "host":
        return bad("docs-tls", "doctor.tls-host", **found)
    return bad("docs-tls", "doctor.tls-untrusted", **found)


def health(case: Case) -> Iterator[Leg]:
    """Docs answers that all of it works. Also notes the time of day there."""
    before = time.time()
    ours = case.examined.clock()
    values = {"address": case.examined.settings.docs_internal_url, "trait": case.examined.docs_trait}
    try:
        answer = case.asking("GET", case.examined.settings.docs_internal_url + "/healthcheck", silence=20.0)
    except NoAnswer as error:
        yield bad("docs-health", "doctor.health-broken", reason=error.words, **values)
        return
    middle = ours + (time.time() - before) / 2
    case.answered_at = _times(answer, middle)
    yield _health(case, answer, values)


def _health(case: Case, answer: Answer, values: Mapping[str, object]) -> Leg:
    if answer.status == 200 and answer.text == "true":
        return good("docs-health")
    if answer.status == 200 and answer.text == "false":
        case.ill = True
        return alone("docs-health", "doctor.health-false", **values)
    if "Location" in answer.headers and 300 <= answer.status < 400:
        target = urljoin(f"{values['address']}/healthcheck", answer.headers["Location"])
        row = "doctor.health-login" if LOGIN.search(target) else "doctor.health-redirect"
        return bad("docs-health", row, target=_base(target), **values)
    if answer.status in (502, 503, 504):
        return bad("docs-health", "doctor.health-gateway", status=answer.status, **values)
    if answer.status in (401, 403, 404) and _commands(case):
        return note("docs-health", "doctor.health-hidden", status=answer.status, **values)
    if answer.status in (401, 403):
        return bad("docs-health", "doctor.health-refused", status=answer.status, **values)
    if elsewhere := _elsewhere(case):
        return bad("docs-health", "doctor.health-path", found=elsewhere, **values)
    if answer.status == 404:
        return bad("docs-health", "doctor.health-absent", **values)
    if answer.page:
        title = _TITLE.search(answer.text)
        named = phrase(" “{title}”", title=title[1].strip()) if title else ""
        return bad("docs-health", "doctor.health-page", title=named, status=answer.status, **values)
    return bad("docs-health", "doctor.health-other", status=answer.status, **values)


def _commands(case: Case) -> bool:
    """Whether its services answer all the same, as where a proxy keeps /healthcheck to itself."""
    try:
        return "error" in order(case, "/command", {"c": "version"})
    except NoAnswer:
        return False


def _elsewhere(case: Case) -> str:
    """Where Docs is found instead: without the path of its address, or under the usual one."""
    origin = f"{case.docs.scheme}://{case.docs.netloc}"
    tries = {origin, f"{origin}/onlyoffice", f"{origin}/docs", f"{origin}/ds-vpath", f"{origin}/documentserver"}
    for base in sorted(tries - {case.examined.settings.docs_internal_url}, key=len):
        try:
            if case.asking("GET", base + "/healthcheck").text in ("true", "false"):
                return base
        except NoAnswer:
            return ""
    return ""


def _base(target: str) -> str:
    """A redirect's target as an address to be set, without its query."""
    parts = urlsplit(without_query(target))
    return f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix('/healthcheck')}".rstrip("/")


def _times(answer: Answer, ours: float) -> tuple[float, float] | None:
    try:
        # Whole seconds, rounded down: half a second more is the best guess.
        return ours, parsedate_to_datetime(answer.headers["Date"]).timestamp() + 0.5
    except (KeyError, ValueError, TypeError):
        return None
