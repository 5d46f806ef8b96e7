"""Whether other pages may show an editor: what its page tells browsers, which tell nobody what they forbid."""

from __future__ import annotations

from urllib.parse import urlsplit

from ..config.settings import Settings
from .http_probe import Answer, HttpProbe, NoAnswer

PAGE = "/web-apps/apps/documenteditor/main/index.html"
HEADERS = ("X-Frame-Options", "Content-Security-Policy")
_SILENCE = 5.0  # seconds


def framing(settings: Settings) -> dict[str, str]:
    """The headers that decide, "" for one that is not sent; none where the page can not be fetched. Blocks."""
    asking = HttpProbe(settings.verify)
    # A proxy adds them at the browsers' address, if this server reaches that.
    for address in dict.fromkeys((settings.docs_url, settings.docs_internal_url)):
        if "://" in address:
            try:
                answer = _page(asking, address)
            except NoAnswer:
                continue
            if answer.status == 200:
                return {name: answer.headers.get(name, "") for name in HEADERS}
    return {}


def _page(asking: HttpProbe, address: str) -> Answer:
    """The page, as far as the web server of Docs itself redirects: to the same page in the folder of its release."""
    answer = asking("GET", f"{address}{PAGE}", silence=_SILENCE)
    path = urlsplit(answer.headers.get("Location", "")).path
    if 300 <= answer.status < 400 and path.endswith(PAGE):
        return asking("GET", address + path.removeprefix(urlsplit(address).path), silence=_SILENCE)
    return answer
