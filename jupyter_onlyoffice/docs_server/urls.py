"""The addresses at which Docs reaches this server: our routes, with a signed link in each."""

from __future__ import annotations

from collections.abc import Callable

from ..security.signed_links import Bounds, Links, Purpose


class Urls:
    """Makes them. ``base`` tells where Docs reaches this server, with base_url and a trailing slash."""

    def __init__(self, links: Links, base: Callable[[], str]) -> None:
        self._links = links
        self.base = base

    def of(self, purpose: Purpose, key: str, user: str, served: str = "", bounds: Bounds = Bounds()) -> str:  # noqa: B008
        """The address of the route ``purpose`` for a document key (or, for "file", a path) on behalf of ``user``.

        ``served`` asks for what is made of a text file in its place, see ``plain``.
        """
        # The parameter is called "token" because jupyter_server keeps the values of such parameters out of its log.
        url = f"{self.base()}onlyoffice/{purpose}?token={self._links.make(purpose, key, user, bounds=bounds)}"
        return f"{url}&as={served}" if served else url
