"""The legs that a conversion proves: Docs fetches from this server, with which token, and this server from Docs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from ..config.settings import MIB
from ..docs_server.addresses import Addresses, without_query
from ..errors import ResultRejectedError
from ..messages import phrase
from .case import Case, port_of
from .docs_acceptance import USUAL_OTHER
from .docs_requests import FORBIDDEN, TOO_LARGE, order
from .http_probe import NoAnswer
from .jupyter_address import look, unreached
from .leg import Leg, alone, bad, good

#: Seconds for a conversion: the first one after Docs was started takes some twenty.
PATIENCE = 40.0
#: The same when this server does not even reach itself.
HOPELESS = 12.0
_PAUSE = 0.4
#: The same to wait for the session of an editor, which has begun long before.
_SESSION = 20.0
_DOWNLOAD, _TOKEN = -4, -8
_REASONS = {
    -1: phrase("it had an internal error"),
    -2: phrase("it took too long"),
    -3: phrase("its converter failed"),
    -6: phrase("its database or message queue failed"),
    -7: phrase("it does not understand the request"),
    -9: phrase("it cannot tell the format of a text"),
    -10: phrase("a text of a few bytes is too large for it"),
}


@dataclass(frozen=True)
class Converted:
    """How a conversion ended: with the address of the result, an error of Docs, or (None) not in time."""

    url: str = ""
    error: int | None = None


def convert(
    case: Case, probe: str, kind: str = "", patience: float = PATIENCE, enough: Callable[[], bool] = lambda: False
) -> Converted:
    """Have Docs fetch and convert our probe, until that is ``enough``. Raises NoAnswer."""
    fields = {"async": True, "key": probe, "url": case.examined.link(probe, kind), "filetype": "txt"}
    deadline = time.monotonic() + patience
    while True:
        last = enough() or time.monotonic() > deadline
        answer = order(case, "/converter", {**fields, "outputtype": "docx"})
        if "error" in answer and "endConvert" not in answer:
            return Converted(error=int(answer["error"] or 0))
        if answer.get("endConvert") and answer.get("fileUrl"):
            return Converted(str(answer["fileUrl"]))
        if last:
            return Converted()
        time.sleep(_PAUSE)


def fetching(case: Case) -> Iterator[Leg]:
    """A text is made a document."""
    patience = HOPELESS if look(case) or case.ill else PATIENCE
    probe = case.new_probe()
    try:
        converted = convert(case, probe, patience=patience)
    except NoAnswer as error:
        row = {TOO_LARGE: "doctor.download-large", FORBIDDEN: "doctor.download-refused"}.get(
            error.detail or "", "doctor.download-silent"
        )
        yield bad("download", row, reason=error.words)
        return
    case.downloads = case.arrivals(probe, "download")
    yield _download(case, converted)
    if case.downloads:
        yield _outbox(case)
    if converted.url:
        yield _result(case, converted.url)


def _download(case: Case, converted: Converted) -> Leg:
    address = case.examined.jupyter_url()
    if converted.url and case.downloads:
        return good("download")
    if converted.url:
        return bad("download", "doctor.download-elsewhere", address=address)
    if converted.error == _TOKEN:
        return bad("download", "doctor.download-token", trait=case.examined.settings.keyring.inbox.trait)
    if case.downloads:
        if converted.error is None:
            return bad("download", "doctor.download-slow", seconds=f"{PATIENCE:g}")
        if converted.error == _DOWNLOAD:
            return bad("download", "doctor.download-cut", address=address)
    elif converted.error in (_DOWNLOAD, None):
        return _unfetched(case, converted)
    reason = _REASONS.get(converted.error or 0, phrase("error {number}", number=converted.error))
    return bad("download", "doctor.download-failed", reason=reason)


def _unfetched(case: Case, converted: Converted) -> Leg:
    """Why nothing was fetched. Docs calls back by another program than the one that fetches: its converter."""
    case.session_over.wait(_SESSION)
    if not case.callback or look(case) or (converted.error and not case.trusted):
        return unreached(case, "download")
    if converted.error:
        return bad("download", "doctor.download-apart", address=case.examined.jupyter_url())
    return bad("download", "doctor.download-idle", seconds=f"{PATIENCE:g}")


def _outbox(case: Case) -> Leg:
    """The token that came with the download, or with the callback: what is ordered unsigned is fetched unsigned."""
    settings, arrival = case.examined.settings, case.downloads[-1]
    if case.inbox_open and arrival.token.state == "missing":
        case.session_over.wait(_SESSION)
        arrival = case.callback or arrival
    token, header = arrival.token, settings.jwt_header
    if not case.examined.signer.verifies:
        return good("jwt-outbox")
    if token.state == "missing":
        stripped = header.lower() not in (name.lower() for name in arrival.headers)
        return bad("jwt-outbox", "doctor.outbox-missing" if stripped else "doctor.outbox-replaced", header=header)
    if token.header.lower() != header.lower():
        # Servers spell names of headers in their own way.
        found = USUAL_OTHER if token.header.lower() == USUAL_OTHER.lower() else token.header
        return bad("jwt-outbox", "doctor.outbox-renamed", header=header, found=found)
    if token.state == "secret":
        return bad("jwt-outbox", "doctor.outbox-secret", trait=case.examined.outbox_trait)
    if token.state == "malformed":
        return bad("jwt-outbox", "doctor.outbox-replaced", header=header)
    if token.state in ("expired", "early"):
        return bad("jwt-outbox", "doctor.outbox-clock", seconds=token.seconds)
    return good("jwt-outbox")


def _result(case: Case, url: str) -> Leg:
    """The document that Docs made can be had, from where Docs says that it is."""
    settings, place = case.examined.settings, without_query(url)
    try:
        address = Addresses(settings.docs_url, settings.docs_internal_url).rewrite(url)
    except ResultRejectedError:
        return bad("result", "doctor.result-foreign", address=place, docs=settings.docs_url)
    try:
        answer = case.asking("GET", address)
    except NoAnswer as error:
        return bad("result", "doctor.result-silent", address=without_query(address), reason=error.words)
    values = {"address": without_query(address), "status": answer.status}
    if 300 <= answer.status < 400:
        return bad("result", "doctor.result-redirect", target=without_query(answer.headers["Location"]), **values)
    if answer.status != 200:
        return bad("result", "doctor.result-status", **values)
    if answer.page:
        return bad("result", "doctor.result-page", **values)
    if not answer.content.startswith(b"PK"):
        return bad("result", "doctor.result-damaged", **values)
    if len(answer.content) > settings.max_file_size:
        limit = settings.max_file_size / MIB
        return bad("result", "doctor.result-large", size=f"{len(answer.content) / MIB:.3g}", limit=f"{limit:.3g}")
    # Through another address than the browsers' nothing shows what Docs tells them.
    if settings.docs_url == settings.docs_internal_url and (found := _elsewhere(url, settings.docs_url)):
        return alone("result", "doctor.result-origin", found=found, docs=settings.docs_url)
    return good("result")


def _elsewhere(url: str, docs_url: str) -> str:
    """The address of Docs that is in ``url``, if that is another one than ``docs_url``."""
    base, path = urlsplit(docs_url), without_query(url)
    parts = urlsplit(path)
    if parts.path.startswith(f"{base.path}/cache/") and _origin(parts) == _origin(base):
        return ""
    return path.partition("/cache/")[0]


def _origin(parts: SplitResult) -> tuple[str, str | None, int]:
    return parts.scheme, parts.hostname, port_of(parts)
