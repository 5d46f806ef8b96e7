"""The leg of the size limits: of Docs for what it fetches, and of a proxy for what Docs sends to this server."""

from __future__ import annotations

from collections.abc import Iterator

from .case import Case
from .conversion_check import convert
from .http_probe import HttpProbe, NoAnswer
from .jupyter_address import look
from .leg import Leg, bad, good

#: Bytes: what Docs fetches at most by default is a little more; a callback with a long history; the header with it.
LARGE, POSTED, HEADER = 100_000_000, 1024 * 1024, 7000
#: Seconds that a download which Docs does not refuse is held back before it is broken off.
HELD = 1.2
#: Seconds after that in which Docs says what it makes of it; a proxy between may keep the announcement until then.
_AFTER = 3.0
_TOO_LARGE = -10


def sizes(case: Case) -> Iterator[Leg]:
    """A large file is announced to Docs, and a large callback sent to ourselves."""
    yield _towards_us(case) or _towards_docs(case) or good("size-limits")


def _towards_us(case: Case) -> Leg | None:
    if look(case):
        return None  # not reachable from here, so nothing can be said
    asking, probe = HttpProbe(True, proxies=False), case.new_probe()
    address = case.examined.jupyter_url()

    def posted(size: int) -> int:
        try:
            return asking("POST", case.examined.link(probe, "post"), data=b"x" * size).status
        except NoAnswer:
            return 413

    status = posted(POSTED)
    if status != 200 and posted(1) == 200:  # or its size is not to blame
        return bad("size-limits", "doctor.size-post", size=POSTED // 1024, address=address, status=status)
    header = {case.examined.settings.jwt_header: "Bearer " + "x" * HEADER}
    try:
        status = asking("GET", case.examined.link(probe), headers=header).status
    except NoAnswer:
        status = 431
    if status != 200:
        return bad("size-limits", "doctor.size-header", size=HEADER, address=address, status=status)
    return None


def _towards_docs(case: Case) -> Leg | None:
    probe = case.new_probe()
    try:
        error = convert(case, probe, "size", 15.0, lambda: _told(case, probe)).error
    except NoAnswer:
        return None
    dropped = any(found.held is not None and found.held < HELD / 2 for found in case.arrivals(probe, "size"))
    if dropped or error == _TOO_LARGE:
        return bad("size-limits", "doctor.size-docs", size=LARGE // 1_000_000)
    return None


def _told(case: Case, probe: str) -> bool:
    arrived = case.arrivals(probe, "size")
    return bool(arrived) and case.examined.clock() > arrived[0].at + _AFTER
