"""Whether other pages may show an editor: what its page tells browsers, which tell nobody what they forbid."""

from __future__ import annotations

from ..settings import Settings
from .asking import Asking, NoAnswer

PAGE = "/web-apps/apps/documenteditor/main/index.html"
HEADERS = ("X-Frame-Options", "Content-Security-Policy")
_SILENCE = 5.0  # seconds


def framing(settings: Settings) -> dict[str, str]:
    """The headers that decide, "" for one that is not sent; none where the page can not be fetched. Blocks."""
    asking = Asking(settings.verify)
    # A proxy adds them at the browsers' address, if this server reaches that.
    for address in dict.fromkeys((settings.docs_url, settings.docs_internal_url)):
        if "://" in address:
            try:
                answer = asking("GET", f"{address}{PAGE}", silence=_SILENCE)
            except NoAnswer:
                continue
            if answer.status == 200:
                return {name: answer.headers.get(name, "") for name in HEADERS}
    return {}
