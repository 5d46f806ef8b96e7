"""``jupyter onlyoffice check``: an examination on the command line."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Literal, cast

from urllib3 import disable_warnings
from urllib3.exceptions import InsecureRequestWarning

from ..config.server_address import Listening, derive_jupyter_url
from ..diagnostics import listener
from ..diagnostics.diagnostics import Diagnostics
from ..diagnostics.jupyter_address import answers
from ..diagnostics.leg import Leg
from ..diagnostics.report import report, shown
from ..handlers.base import SETTING
from ..handlers.check import ProbeHandler
from ..services import Services
from ..tasks.threads import in_thread

Form = Literal["list", "json", "report"]
_BROWSER = "What only a browser can test is tested in JupyterLab: Help > Check the Connection to ONLYOFFICE Docs."


async def check(services: Services, server: Any, settle: Callable[[str], str], form: Form) -> int:
    """Examine as ``server`` is configured, and print; the exit code.

    ``settle`` makes ``jupyter_url`` for a base_url; "" to derive it.
    """
    disable_warnings(InsecureRequestWarning)  # this server may have a certificate for another name than 127.0.0.1
    await services.periodic_tasks.stop()  # deliveries are the server's own
    examined = services.diagnostics.examined
    own = Listening(server.ip, server.port, server.base_url, bool(server.certfile))
    found = await in_thread(listener.running, examined, server.runtime_dir, server.port)
    place = found or own
    url = settle(place.base_url)

    def jupyter_url() -> str:
        return url or derive_jupyter_url(examined.environ, place)

    examined = replace(examined, jupyter_url=jupyter_url, listening=lambda: place)
    with ExitStack() as stack:
        if found is None and not await in_thread(answers, examined, jupyter_url()):
            diagnostics = replace(services, diagnostics=services.diagnostics.with_(examined))
            opened = listener.listening(own, ProbeHandler, {SETTING: diagnostics}, server.ssl_options)
            examined = replace(examined, blocked=stack.enter_context(opened))
        doctor_of = services.diagnostics.with_(examined)
        legs = await _told(doctor_of, form)
        if form == "json":
            print(json.dumps([leg.as_json() for leg in legs], indent=2, ensure_ascii=False))
        elif form == "report":
            print(await in_thread(report, examined, legs, doctor_of.version), end="")
        else:
            print(_BROWSER)
    return 0 if all(leg.ok for leg in legs) else 1


async def _told(diagnostics: Diagnostics, form: Form) -> list[Leg]:
    """All legs in their order; as a list each is printed as soon as those before it have been."""
    order = list(diagnostics.legs_expected())
    known: dict[str, Leg] = {}
    legs: list[Leg] = []
    async for leg in cast(AsyncIterator[Leg], diagnostics.examine()):
        known[leg.leg] = leg
        while len(legs) < len(order) and order[len(legs)] in known:
            legs.append(known[order[len(legs)]])
            if form == "list":
                print(shown(legs[-1]), flush=True)
    return legs
