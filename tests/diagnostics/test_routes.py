"""The routes of the doctor, as JupyterLab asks them."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp

from jupyter_onlyoffice.diagnostics import LEGS

from ..connected import Connected, ReadersOnly, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401


async def examined(connected: Connected) -> list[dict[str, Any]]:
    answer = await connected.fetch("check", request_timeout=100)
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.body.splitlines()]


async def test_every_leg_is_told_once_and_the_report_lists_them(connected: Connected) -> None:
    legs = await examined(connected)
    assert sorted(leg["leg"] for leg in legs) == sorted(LEGS)
    assert all(set(leg) - {"words"} == {"leg", "ok", "cause", "remedy", "reason", "root"} for leg in legs)
    assert [leg for leg in legs if not leg["ok"]] == []
    assert [leg["leg"] for leg in legs if leg["cause"]] == ["connections"]  # a note: how many there may be
    report = (await connected.get("check/report"))["text"]
    assert all(leg in report for leg in LEGS)
    assert connected.standin.url in report and connected.standin.options.secret not in report


async def test_an_editor_in_the_browser_is_seen_to_fetch_and_to_call_back(connected: Connected) -> None:
    begun = await connected.post("check/editor")
    assert begun["api_url"] == f"{connected.standin.url}/web-apps/apps/api/documents/api.js"
    waited = await connected.get("check/editor", probe=begun["probe"], wait="0")
    assert [(leg["leg"], leg["ok"]) for leg in waited] == [("browser-download", False), ("browser-callback", False)]
    assert [leg["reason"] for leg in waited] == ["doctor.unreached", "doctor.callback-none"]
    robot = await asyncio.to_thread(connected.standin.open, begun["config"])
    waited = await connected.get("check/editor", probe=begun["probe"], wait="20")
    assert [(leg["leg"], leg["ok"]) for leg in waited] == [("browser-download", True), ("browser-callback", True)]
    robot.close()
    await asyncio.to_thread(connected.standin.settle)


@pytest.mark.parametrize("route", ["check", "check/report", "check/editor"])
async def test_who_may_only_read_may_not_keep_docs_busy(
    connected: Connected, jp_serverapp: ServerApp, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    monkeypatch.setitem(jp_serverapp.web_app.settings, "authorizer", ReadersOnly(parent=jp_serverapp))
    status, error = await connected.refused(connected.get(route))
    assert (status, error["reason"]) == (403, "doctor.readers")
