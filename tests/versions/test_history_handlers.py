"""The version history through a real server and the stand-in, which checks tokens and fetches links as Docs does."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

from jupyter_onlyoffice.saving import restoring

from .. import signed
from ..connected import Connected, ReadersOnly, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401
from ..product import filed
from ..standin import Robot
from ..standin.checks import EditorError


async def edit(connected: Connected, *lines: str, name: str = "sample.docx", keep: bool = False) -> Robot:
    """Somebody types these lines, saving after each; the tab stays open with ``keep``."""
    answer = await connected.get("open", path=name)

    def work() -> Robot:
        robot = connected.standin.open(answer["config"])
        for line in lines:
            robot.type(line)
            robot.force_save()
            connected.standin.settle()
        if not keep:
            robot.close()
            connected.standin.settle()
        return robot

    robot = await asyncio.to_thread(work)
    await asyncio.to_thread(filed, connected.services.versions.recorder)
    return robot


async def shown(connected: Connected, number: int) -> Any:
    """What Docs shows of a version."""
    listed = (await connected.get("history", path="sample.docx"))["history"]
    (entry,) = [entry for entry in listed if entry["version"] == number]
    data = await connected.get("history/version", path="sample.docx", version=str(number))
    options = connected.standin.options
    assert signed.exactly(data, options.browser_secret, options.clock())["version"] == number
    robot = connected.standin.robot()
    return await asyncio.to_thread(robot.show_version, data, entry.get("serverVersion"))


async def test_docs_shows_every_version_and_what_was_changed(connected: Connected) -> None:
    await edit(connected, "one", "two")
    await edit(connected, "three")
    history = await connected.get("history", path="sample.docx")
    assert history["currentVersion"] == 3
    assert [bool(entry["user"]) for entry in history["history"]] == [False, True, True]
    original = (await shown(connected, 1)).lines
    assert not {"one", "two", "three"} & set(original)
    second = await shown(connected, 2)
    assert second.lines == original and second.changed == ["one", "two"]  # all of the session, not its last save
    third = await shown(connected, 3)
    assert third.changed == ["three"] and {"one", "two"} <= set(third.lines)


async def test_another_release_of_docs_shows_versions_without_highlights(connected: Connected) -> None:
    await edit(connected, "one")
    connected.standin.options.version = "9.4.0"
    version = await shown(connected, 2)
    assert version.changed == [] and "one" in version.lines


async def test_the_author_is_who_edited(connected: Connected) -> None:
    await edit(connected, "one")
    user = (await connected.get("open", path="sample.docx"))["config"]["editorConfig"]["user"]
    entry = (await connected.get("history", path="sample.docx"))["history"][-1]
    assert entry["user"] == {"id": user["id"], "name": user["name"]}


async def test_a_restored_version_is_the_newest_and_the_document_goes_on(connected: Connected) -> None:
    await edit(connected, "one")
    await edit(connected, "two")
    answer = await connected.post("history/restore", path="sample.docx", version=2)
    assert answer["currentVersion"] == 4 and len(answer["history"]) == 4
    lines = connected.lines("sample.docx")
    assert "one" in lines and "two" not in lines
    await edit(connected, "three")
    assert {"one", "three"} <= set(connected.lines("sample.docx"))
    assert {"one", "two"} <= set((await shown(connected, 3)).lines) | {"two"}
    assert connected.new() - {".ipynb_checkpoints/sample-checkpoint.docx"} == set()


async def test_edits_of_others_are_a_version_before_one_is_restored(
    connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "LEAVING_SECONDS", 0.0)  # to us, all who are here are the one who restores
    await edit(connected, "one")
    other = await edit(connected, keep=True)
    await asyncio.to_thread(other.type, "by another")
    await connected.post("history/restore", path="sample.docx", version="1")  # as Docs 10 may say it
    assert "one" not in connected.lines("sample.docx")
    await asyncio.to_thread(other.close)
    await asyncio.to_thread(connected.standin.settle)
    assert "one" not in connected.lines("sample.docx")
    assert connected.new() - {".ipynb_checkpoints/sample-checkpoint.docx"} == set()
    assert "by another" in (await shown(connected, 3)).changed


async def test_whoever_opens_the_history_right_after_typing_loses_nothing(connected: Connected) -> None:
    robot = await edit(connected, "one", keep=True)
    await asyncio.to_thread(robot.type, "two")
    await asyncio.to_thread(robot.open_history)
    await connected.post("history/restore", path="sample.docx", version=1)
    await asyncio.to_thread(connected.standin.settle)
    assert not {"one", "two"} & set(connected.lines("sample.docx"))
    assert connected.new() - {".ipynb_checkpoints/sample-checkpoint.docx"} == set()
    assert {"one", "two"} <= set((await shown(connected, 2)).changed)


async def test_a_single_change_is_restored_from_docs(connected: Connected) -> None:
    await edit(connected, "one")
    core = connected.standin.core
    content = (connected.root / "sample.docx").read_bytes()
    await edit(connected, "two")
    url = core.results.put("k_1", "output.docx", content, core.base, "k")
    await connected.post("history/restore", path="sample.docx", version=3, url=url, fileType="docx")
    assert "two" not in connected.lines("sample.docx") and "one" in connected.lines("sample.docx")


async def test_a_version_of_a_table_is_shown_as_it_is_edited_and_restored_as_it_was(connected: Connected) -> None:
    file = connected.root / "table.csv"
    original = "name;number\r\nKöln;00123\r\n".encode("cp1252")
    file.write_bytes(original)
    await edit(connected, "one", name="table.csv")
    edited = file.read_bytes()
    assert edited != original and "one" in edited.decode("cp1252")
    robot = connected.standin.robot()
    listed = (await connected.get("history", path="table.csv"))["history"]
    lines = []
    for entry in listed:
        data = await connected.get("history/version", path="table.csv", version=str(entry["version"]))
        assert data["fileType"] == "xlsx"
        shown = await asyncio.to_thread(robot.show_version, data, entry.get("serverVersion"))
        lines.append([*shown.changed, *shown.lines])
    assert "one" not in lines[0] and "one" in lines[1]
    assert all("Köln\t00123" in of_version for of_version in lines)
    await connected.post("history/restore", path="table.csv", version=1)
    assert file.read_bytes() == original

    core = connected.standin.core
    content = await asyncio.to_thread(core.revisions._cached.get, data["previous"]["key"])
    assert content is not None
    url = core.results.put("k_1", "output.xlsx", content, core.base, "k")
    await connected.post("history/restore", path="table.csv", version=2, url=url, fileType="xlsx")
    assert file.read_bytes() == original  # of the change: the form of the file is kept


@pytest.mark.parametrize("url", ["http://169.254.169.254/o.docx", "file:///etc/passwd", "//elsewhere.example/o.docx"])
async def test_what_is_not_docs_is_never_fetched(connected: Connected, url: str) -> None:
    status, answer = await connected.refused(
        connected.post("history/restore", path="sample.docx", version=1, url=url, fileType="docx")
    )
    assert status == 422 and answer["error"] == "result-rejected"


async def test_who_may_only_read_sees_the_history_and_restores_nothing(
    connected: Connected, jp_serverapp: ServerApp
) -> None:
    await edit(connected, "one")
    jp_serverapp.web_app.settings["authorizer"] = ReadersOnly(parent=jp_serverapp)
    can = (await connected.get("open", path="sample.docx"))["can"]
    assert "history" in can and "restore" not in can
    assert (await connected.get("history", path="sample.docx"))["currentVersion"] == 2
    with pytest.raises(HTTPClientError) as caught:
        await connected.post("history/restore", path="sample.docx", version=1)
    assert caught.value.code == 403
    assert "one" in connected.lines("sample.docx")


async def test_who_may_write_restores(connected: Connected) -> None:
    assert {"history", "restore"} <= set((await connected.get("open", path="sample.docx"))["can"])
    assert "restore" not in (await connected.get("open", path="sample.docx", mode="view"))["can"]


@pytest.mark.parametrize("version", ["", "x", "-1", "1.5", "1" * 20])
async def test_nonsense_is_refused(connected: Connected, version: str) -> None:
    request = connected.get("history/version", path="sample.docx", version=version)
    assert (await connected.refused(request))[0] == 400
    assert (await connected.refused(connected.get("history/version", path="sample.docx", version="99")))[0] == 404
    assert (await connected.refused(connected.get("history", path="../outside.docx")))[0] == 404


async def test_links_to_versions_allow_nothing_else(
    connected: Connected, http_server_client: AsyncHTTPClient, jp_base_url: str
) -> None:
    await edit(connected, "one")
    data = await connected.get("history/version", path="sample.docx", version="2")
    links = {"version": data["url"], "changes": data["changesUrl"]}
    for route in ("version", "changes", "download", "file"):
        for purpose, link in links.items():
            request = http_server_client.fetch(f"{jp_base_url}onlyoffice/{route}?{urlsplit(link).query}")
            if route == purpose:
                assert (await request).headers["X-Content-Type-Options"] == "nosniff"
            else:
                with pytest.raises(HTTPClientError) as caught:
                    await request
                assert caught.value.code == 403


async def test_a_link_can_be_looked_at_and_read_in_parts(
    connected: Connected, http_server_client: AsyncHTTPClient
) -> None:
    original = (connected.root / "sample.docx").read_bytes()
    await edit(connected, "one")
    parts = urlsplit((await connected.get("history/version", path="sample.docx", version="1"))["url"])
    path = f"{parts.path}?{parts.query}"
    head = await http_server_client.fetch(path, method="HEAD")
    assert int(head.headers["Content-Length"]) == len(original)
    piece = await http_server_client.fetch(path, headers={"Range": "bytes=10-19"})
    assert piece.body == original[10:20]


async def test_a_token_of_another_secret_shows_nothing(connected: Connected) -> None:
    data = await connected.get("history/version", path="sample.docx", version="1")
    connected.standin.options.secret = "another-secret-0123456789abcdef0123456789"
    robot = connected.standin.robot()
    with pytest.raises(EditorError):
        await asyncio.to_thread(robot.show_version, data)
