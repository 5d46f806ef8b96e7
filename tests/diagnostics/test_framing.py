"""What Docs tells browsers of who may show its editor."""

from __future__ import annotations

from dataclasses import replace

from jupyter_onlyoffice.diagnostics.framing import framing

from ..connected import Connected, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401

NOWHERE = "http://127.0.0.1:9"


async def test_a_browser_is_told_the_headers(connected: Connected) -> None:
    none = {"X-Frame-Options": "", "Content-Security-Policy": ""}
    assert await connected.get("check/editor", framing="1") == none
    connected.standin.options.page_headers = {"X-Frame-Options": "DENY"}
    assert await connected.get("check/editor", framing="1") == {**none, "X-Frame-Options": "DENY"}


async def test_it_is_asked_where_it_is_reached_or_nothing_is_said(connected: Connected) -> None:
    settings = connected.services.diagnostics.examined.settings
    assert framing(replace(settings, docs_url=NOWHERE))["X-Frame-Options"] == ""
    assert framing(replace(settings, docs_url="/docs"))["X-Frame-Options"] == ""
    assert framing(replace(settings, docs_url=NOWHERE, docs_internal_url=NOWHERE)) == {}
    assert framing(replace(settings, docs_url=f"{settings.docs_url}/elsewhere", docs_internal_url=NOWHERE)) == {}
