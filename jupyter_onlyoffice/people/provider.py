"""How an administrator's ``c.OnlyOffice.people_provider`` is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

#: Finds people by a part of their name or address (all, when it is empty): mappings with ``username``, ``name``,
#: ``email`` and ``image``, of which only the first is needed.
Provider = Callable[[str], Iterable[Mapping[str, str]]]
