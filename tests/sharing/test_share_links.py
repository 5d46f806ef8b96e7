"""Links for guests: what they open, what they do not, and when they end."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Awaitable, Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPResponse

from jupyter_onlyoffice.errors import StorageError
from jupyter_onlyoffice.handlers.base import BrowserHandler
from jupyter_onlyoffice.handlers.shares import PAGE_TEXTS, page_file
from jupyter_onlyoffice.messages import words
from jupyter_onlyoffice.services import Services
from jupyter_onlyoffice.sharing.share_links import DAY

from ..identity import OneUser

Fetch = Callable[..., Awaitable[HTTPResponse]]


@pytest.fixture
def allowed() -> bool:
    return True


@pytest.fixture
def everybody() -> dict[str, bool]:
    return {}


@pytest.fixture
def jp_server_config(tmp_path: Path, allowed: bool, everybody: dict[str, bool]) -> dict[str, object]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}, "identity_provider_class": OneUser},
        "OnlyOffice": {
            "docs_url": "http://docs.example",
            "jwt_secret": "realdocs-secret-0123456789abcdef0123456789",
            "data_dir": str(tmp_path / "data"),
            "share_links": allowed,
            "permissions": everybody,
        },
    }


@pytest.fixture
def report(jp_root_dir: Path) -> Path:
    (jp_root_dir / "report.docx").write_bytes(b"a report")
    (jp_root_dir / "secret.docx").write_bytes(b"a secret")
    return jp_root_dir / "report.docx"


@pytest.fixture
def stranger(jp_serverapp: ServerApp, http_server_client: AsyncHTTPClient, jp_base_url: str) -> Fetch:
    """Requests of somebody without any account."""

    async def fetch(path: str, **options: Any) -> HTTPResponse:
        return await http_server_client.fetch(f"{jp_base_url}{path}", **options)

    return fetch


async def make(jp_fetch: Fetch, mode: str = "view", path: str = "report.docx", **more: object) -> dict[str, Any]:
    body = json.dumps({"path": path, "mode": mode, **more})
    made: dict[str, Any] = json.loads((await jp_fetch("onlyoffice", "shares", method="POST", body=body)).body)
    return made


def token_of(share: dict[str, Any]) -> str:
    return str(parse_qs(urlsplit(share["url"]).query)["token"][0])


async def enter(stranger: Fetch, share: dict[str, Any], name: str = "Gabi", **more: str) -> dict[str, Any]:
    body = json.dumps({"name": name, "guest": "g1", **more})
    opened: dict[str, Any] = json.loads(
        (await stranger(f"onlyoffice/share/open?token={token_of(share)}", method="POST", body=body)).body,
    )
    return opened


@pytest.mark.parametrize(
    ("mode", "edit", "comment", "callback"),
    [("view", False, False, False), ("comment", False, True, True), ("edit", True, True, True)],
)
async def test_a_guest_opens_the_document_for_what_the_link_says(
    jp_fetch: Fetch, stranger: Fetch, report: Path, mode: str, edit: bool, comment: bool, callback: bool
) -> None:
    share = await make(jp_fetch, mode)
    page = await stranger(share["url"])
    assert b"Your name" in page.body and "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    config = (await enter(stranger, share))["config"]
    permissions = config["document"]["permissions"]
    assert (permissions["edit"], permissions["comment"]) == (edit, comment)
    assert ("callbackUrl" in config["editorConfig"]) is callback
    assert config["editorConfig"]["user"]["name"] == "Gabi (guest)"


@pytest.mark.parametrize(
    ("everybody", "refused"),
    [({"edit": False, "comment": True}, {"edit"}), ({"download": False}, {"view", "comment", "edit"})],
)
async def test_nobody_gives_a_guest_more_than_they_have(
    jp_fetch: Fetch, report: Path, everybody: dict[str, bool], refused: set[str]
) -> None:
    for mode in ("view", "comment", "edit"):
        if mode not in refused:
            assert (await make(jp_fetch, mode))["mode"] == mode
            continue
        with pytest.raises(HTTPClientError) as caught:
            await make(jp_fetch, mode)
        assert caught.value.code == 403


async def test_the_page_tells_what_goes_wrong_in_words_of_the_table(
    jp_fetch: Fetch, stranger: Fetch, report: Path
) -> None:
    page = (await stranger((await make(jp_fetch))["url"])).body.decode()
    found = re.search(r'data-troubles="([^"]*)"', page)
    assert found
    troubles = json.loads(unescape(found[1]))
    script = (await stranger("onlyoffice/share/page.js")).body.decode()
    assert set(re.findall(r"TROUBLES\.(\w+)", script)) == set(troubles)
    assert troubles["offline"] == str(words("guest.offline")) and "%1" in troubles["refused"]
    assert str(words("guest.not-stored")) in page and "{" not in unescape(page).replace(unescape(found[1]), "")


@pytest.mark.parametrize(
    ("accepted", "heading"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "Ein Dokument ist mit Ihnen geteilt"),
        ("nl, ja;q=0.5, fr;q=0.7", "Un document est partagé avec vous"),
        ("en-GB,de;q=0.5", "A document is shared with you"),
        ("", "A document is shared with you"),
        ("x" * 9000, "A document is shared with you"),
    ],
)
async def test_the_page_is_in_the_language_of_the_guest(
    jp_fetch: Fetch, stranger: Fetch, report: Path, accepted: str, heading: str
) -> None:
    share = await make(jp_fetch)
    page = await stranger(share["url"], headers={"Accept-Language": accepted})
    assert f"<h1>{heading}</h1>" in page.body.decode() and page.headers["Vary"] == "Accept-Language"


async def test_a_guest_is_refused_in_their_language(jp_fetch: Fetch, stranger: Fetch, report: Path) -> None:
    share, german = await make(jp_fetch), {"Accept-Language": "de"}
    with pytest.raises(HTTPClientError) as caught:
        await stranger(
            f"onlyoffice/share/open?token={token_of(share)}",
            method="POST",
            body=json.dumps({"name": ""}),
            headers=german,
        )
    assert caught.value.response
    assert (
        json.loads(caught.value.response.body)["message"]
        == "In einem Dokument hat jeder einen Namen. Geben Sie Ihren an."
    )
    await jp_fetch("onlyoffice", "shares", method="DELETE", params={"id": share["id"]})
    with pytest.raises(HTTPClientError) as caught:
        await stranger(share["url"], headers=german)
    assert caught.value.response
    page = caught.value.response.body.decode()
    assert (
        'lang="de"' in page and "Dieser Link ist abgelaufen oder wurde widerrufen." in page and "This link" not in page
    )


@pytest.mark.parametrize("broken", ["expired", "cut short", "forged"])
async def test_a_link_that_is_no_good_leads_a_guest_to_whoever_gave_it(
    jp_fetch: Fetch, stranger: Fetch, report: Path, services: Services, broken: str
) -> None:
    share = await make(jp_fetch)
    token = token_of(share)
    bad = {
        "expired": services.shared.links.make("share", share["id"], "alice", seconds=-3600),
        "cut short": token[:-9],
        "forged": f"{token[:-9]}123456789",
    }[broken]
    with pytest.raises(HTTPClientError) as caught:
        await stranger(f"onlyoffice/share?token={bad}", headers={"Accept-Language": "de"})
    assert caught.value.code == 403 and caught.value.response
    page = caught.value.response.body.decode()
    assert "Dieser Link ist abgelaufen oder unvollständig." in page
    assert "Bitten Sie den, von dem Sie ihn haben, um einen neuen." in page


def test_every_text_of_the_pages_is_in_the_catalogues() -> None:
    for file in ("share.html", "refused.html"):
        texts = re.findall(r">([^<>{}]*\w[^<>{}]*)<", page_file(file))
        assert texts and set(texts) <= set(PAGE_TEXTS)


async def test_the_parts_of_the_page_are_served_to_everybody(stranger: Fetch) -> None:
    script = await stranger("onlyoffice/share/page.js")
    assert script.headers["Content-Type"].startswith("text/javascript") and b"DocsAPI" in script.body
    assert (await stranger("onlyoffice/share/page.css")).headers["Content-Type"].startswith("text/css")


async def test_a_guest_is_told_that_the_file_lacks_edits_but_not_why(
    jp_fetch: Fetch, stranger: Fetch, report: Path, services: Services
) -> None:
    share = await make(jp_fetch, "edit")
    address = f"onlyoffice/share/state?token={token_of(share)}"

    async def state() -> Any:
        return json.loads((await stranger(address, method="POST", body="{}")).body)

    assert await state() == {"stored": True}  # nobody has opened it
    await enter(stranger, share)
    assert await state() == {"stored": True}
    session = await services.shared.sessions.current("report.docx")
    assert session is not None
    await services.shared.sessions.failed(session, StorageError("The disk is full.", "Free some space."), final=False)
    assert await state() == {"stored": False}


async def test_guests_of_one_link_are_different_people(jp_fetch: Fetch, stranger: Fetch, report: Path) -> None:
    share = await make(jp_fetch, "edit")
    one, other = await enter(stranger, share), await enter(stranger, share, guest="g2")
    assert one["config"]["document"]["key"] == other["config"]["document"]["key"]
    assert one["config"]["editorConfig"]["user"]["id"] != other["config"]["editorConfig"]["user"]["id"]


async def test_the_link_opens_nothing_else(jp_fetch: Fetch, stranger: Fetch, report: Path, services: Services) -> None:
    share = await make(jp_fetch, "edit")
    token = token_of(share)
    for route in (
        f"onlyoffice/open?path=secret.docx&token={token}",
        f"onlyoffice/download?token={token}",
        f"onlyoffice/file?token={token}",
        f"onlyoffice/status?token={token}",
        f"onlyoffice/shares?token={token}",
        f"api/contents?token={token}",
        f"files/secret.docx?token={token}",
    ):
        with pytest.raises(HTTPClientError) as caught:
            await stranger(route, follow_redirects=False)
        assert caught.value.code in (302, 403), route
    with pytest.raises(HTTPClientError) as caught:
        await stranger(f"onlyoffice/callback?token={token}", method="POST", body="{}")
    assert caught.value.code == 403
    # Nor does a link of another purpose open the page.
    for other in (
        services.shared.links.make("download", share["id"], "x"),
        services.shared.links.make("file", "secret.docx", "x"),
        "no",
    ):
        with pytest.raises(HTTPClientError) as caught:
            await stranger(f"onlyoffice/share?token={other}")
        assert caught.value.code == 403


async def test_a_revoked_link_is_good_for_nothing_and_its_guests_are_sent_away(
    jp_fetch: Fetch, stranger: Fetch, report: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = await make(jp_fetch, "edit")
    config = (await enter(stranger, share))["config"]
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(
        type(services.sharing.guests._docs), "command", lambda self, c, **fields: sent.append({"c": c, **fields})
    )
    await jp_fetch("onlyoffice", "shares", method="DELETE", params={"id": share["id"]})
    user = config["editorConfig"]["user"]["id"]
    assert sent == [{"c": "drop", "key": config["document"]["key"], "users": [user]}]
    with pytest.raises(HTTPClientError) as caught:
        await stranger(share["url"])
    assert caught.value.response and b"revoked" in caught.value.response.body
    with pytest.raises(HTTPClientError) as caught:
        await enter(stranger, share)
    assert caught.value.code == 403
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch("onlyoffice", "shares", method="DELETE", params={"id": share["id"]})
    assert caught.value.code == 404


async def test_a_link_ends_by_itself(
    jp_fetch: Fetch, stranger: Fetch, report: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = await make(jp_fetch, days=2)
    monkeypatch.setattr(services.sharing.share_links, "_clock", lambda: services.shared.clock() + 2 * DAY + 1)
    with pytest.raises(HTTPClientError) as caught:
        await enter(stranger, share)
    assert caught.value.code == 403
    assert json.loads((await jp_fetch("onlyoffice", "shares")).body) == {"shares": []}
    await services.sharing.guests.expire()
    assert await services.sharing.share_links.run(services.sharing.share_links.store.get, share["id"]) is None


async def test_a_link_ends_although_another_can_not_be_ended(
    jp_fetch: Fetch, report: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = [await make(jp_fetch, days=2) for _ in range(3)]
    store = services.sharing.share_links.store
    genuine, poisoned = store.delete, shares[0]["id"]

    def delete(identity: str) -> list[tuple[str, str]]:
        if identity == poisoned:
            raise ValueError("poisoned")
        return genuine(identity)

    monkeypatch.setattr(store, "delete", delete)
    monkeypatch.setattr(services.sharing.share_links, "_clock", lambda: services.shared.clock() + 2 * DAY + 1)
    await services.sharing.guests.expire()
    left = [await services.sharing.share_links.run(store.get, share["id"]) is not None for share in shares]
    assert left == [True, False, False]


async def test_the_owner_sees_the_links_and_they_follow_a_rename(
    jp_fetch: Fetch, stranger: Fetch, report: Path, services: Services
) -> None:
    share = await make(jp_fetch)
    await make(jp_fetch, path="secret.docx")
    os.rename(report, report.with_name("final.docx"))
    await services.saving.renames.renamed("report.docx", "final.docx")
    found = json.loads((await jp_fetch("onlyoffice", "shares", params={"path": "final.docx"})).body)["shares"]
    assert [one["id"] for one in found] == [share["id"]]
    assert len(json.loads((await jp_fetch("onlyoffice", "shares")).body)["shares"]) == 2
    assert (await enter(stranger, share))["config"]["document"]["title"] == "final.docx"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"path": "missing.docx"}, 404),
        ({"mode": "own"}, 400),
        ({"days": 0}, 400),
        ({"days": 400}, 400),
        ({"days": "long"}, 400),
        ({"days": True}, 400),
    ],
)
async def test_a_link_that_makes_no_sense_is_not_made(
    jp_fetch: Fetch, report: Path, fields: dict[str, Any], code: int
) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await make(jp_fetch, **fields)
    assert caught.value.code == code


async def not_allowed(handler: BrowserHandler) -> bool:
    return False


async def test_nobody_shares_more_than_they_have(
    jp_fetch: Fetch, report: Path, jp_root_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (jp_root_dir / "table.xls").write_bytes(b"old")
    with pytest.raises(HTTPClientError) as caught:
        await make(jp_fetch, "edit", path="table.xls")
    assert caught.value.code == 400
    monkeypatch.setattr(BrowserHandler, "may_write", not_allowed)
    with pytest.raises(HTTPClientError) as caught:
        await make(jp_fetch, "edit")
    assert caught.value.code == 403


async def test_a_guest_has_a_name(jp_fetch: Fetch, stranger: Fetch, report: Path) -> None:
    share = await make(jp_fetch)
    with pytest.raises(HTTPClientError) as caught:
        await enter(stranger, share, name="   ")
    assert caught.value.code == 400


@pytest.mark.parametrize("allowed", [False])
async def test_without_the_administrators_leave_there_are_no_links(
    jp_fetch: Fetch, stranger: Fetch, report: Path, services: Services
) -> None:
    status = json.loads((await jp_fetch("onlyoffice", "status")).body)
    assert status["shareLinks"] is False
    for attempt in (
        make(jp_fetch),
        stranger(f"onlyoffice/share?token={services.shared.links.make('share', 'x', 'x')}"),
    ):
        with pytest.raises(HTTPClientError) as caught:
            await attempt
        assert caught.value.code == 403
