"""The routes, through a real server: who may do what, and what is answered."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import queue
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPResponse

from jupyter_onlyoffice.docs_server.client import DocsClient
from jupyter_onlyoffice.docs_server.requests import DocsRequests
from jupyter_onlyoffice.editor.permissions import PermissionsRequest
from jupyter_onlyoffice.errors import StorageError
from jupyter_onlyoffice.opening.document_opener import DocumentOpener
from jupyter_onlyoffice.saving import reopening_after_failure
from jupyter_onlyoffice.saving.save_journal import JournalEntry
from jupyter_onlyoffice.security.tokens import sign
from jupyter_onlyoffice.services import Services

from ..http_server import Exchange, Site, serving

SECRET = "realdocs-secret-0123456789abcdef0123456789"
SAMPLES = Path(__file__).parents[1] / "data"
Fetch = Callable[..., Awaitable[HTTPResponse]]


@pytest.fixture
def traits() -> dict[str, Any]:
    return {"docs_url": "http://docs.invalid", "jwt_secret": SECRET}


@pytest.fixture
def jp_server_config(tmp_path: Path, traits: dict[str, Any]) -> dict[str, Any]:
    return {
        "ServerApp": {
            "jpserver_extensions": {"jupyter_onlyoffice": True},
            "allow_unauthenticated_access": False,
        },
        "OnlyOffice": {"data_dir": str(tmp_path / "onlyoffice"), **traits},
    }


@pytest.fixture
def root(jp_root_dir: Path) -> Path:
    (jp_root_dir / "report.docx").write_bytes((SAMPLES / "sample.docx").read_bytes())
    return jp_root_dir


@pytest.fixture
def docs_fetch(http_server_client: AsyncHTTPClient, jp_serverapp: ServerApp) -> Fetch:
    """A request as Docs makes it: to an address that we gave out, with no cookie and no token of Jupyter."""

    async def fetch(url: str, **options: Any) -> HTTPResponse:
        parts = urlsplit(url)
        return await http_server_client.fetch(f"{parts.path}?{parts.query}", follow_redirects=False, **options)

    return fetch


def body(response: HTTPResponse) -> Any:
    return json.loads(response.body)


async def refused(request: Awaitable[HTTPResponse]) -> tuple[int, dict[str, Any]]:
    with pytest.raises(HTTPClientError) as caught:
        await request
    assert caught.value.response is not None
    return caught.value.code, json.loads(caught.value.response.body)


async def opened(jp_fetch: Fetch, path: str = "report.docx", **arguments: str) -> dict[str, Any]:
    answer = body(await jp_fetch("onlyoffice", "open", params={"path": path, **arguments}))
    assert isinstance(answer, dict)
    return answer


async def test_open_answers_the_signed_config(jp_fetch: Fetch, root: Path) -> None:
    answer = await opened(jp_fetch, lang="de_DE", theme="dark")
    config = answer["config"]
    claims = jwt.decode(config.pop("token"), SECRET, algorithms=["HS256"])
    assert {name: claims[name] for name in config} == config
    assert config["document"]["key"] == answer["key"]
    assert config["editorConfig"]["lang"] == "de-DE"
    assert answer["mode"] == "edit" and answer["notice"] is None
    assert answer["apiUrl"] == "http://docs.invalid/web-apps/apps/api/documents/api.js"
    assert SECRET not in json.dumps(answer)


async def test_the_same_person_has_the_same_opaque_id(jp_fetch: Fetch, root: Path, services: Services) -> None:
    user = (await opened(jp_fetch))["config"]["editorConfig"]["user"]
    assert len(user["id"]) == 24 and user["name"]


async def test_a_pdf_opens_although_docs_does_not_tell_its_version(jp_fetch: Fetch, root: Path) -> None:
    (root / "paper.pdf").write_bytes(b"%PDF-1.7")
    for _ in range(2):
        answer = await opened(jp_fetch, "paper.pdf")
        assert answer["mode"] == "view" and answer["notice"]["code"] == "old-docs"
        assert answer["config"]["documentType"] == "pdf"


async def test_a_plain_pdf_is_edited_and_its_edits_are_shared_at_once_whatever_its_editor_was_set_to(
    jp_fetch: Fetch, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DocsClient, "version", lambda docs: "9.3.0.138")
    (root / "paper.pdf").write_bytes(b"%PDF-1.7")
    answer = await opened(jp_fetch, "paper.pdf")
    config = answer["config"]
    assert answer["mode"] == "edit" and answer["modes"] == ["edit", "fill", "comment", "view"]
    assert config["document"]["isForm"] is False and config["document"]["permissions"]["edit"] is True
    assert config["editorConfig"]["coEditing"] == {"mode": "fast", "change": False}
    assert config["editorConfig"]["callbackUrl"] and "submitForm" not in config["editorConfig"]["customization"]


async def test_an_old_docs_gets_a_config_that_it_understands(
    jp_fetch: Fetch, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def version(docs: DocsClient) -> str:
        asked.append("version")
        return "7.5.1.23"

    monkeypatch.setattr(DocsClient, "version", version)
    (root / "paper.pdf").write_bytes(b"%PDF-1.7")
    for _ in range(2):
        assert (await opened(jp_fetch, "paper.pdf"))["config"]["documentType"] == "word"
    assert asked == ["version"]


async def test_what_an_older_docs_can_not_open_or_edit_is_said(
    jp_fetch: Fetch, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DocsClient, "version", lambda docs: "8.3.1.12")
    for name in ("plan.vsdx", "book.xlsb", "talk.key"):
        (root / name).write_bytes(b"x")
    with pytest.raises(HTTPClientError) as refused:
        await opened(jp_fetch, "plan.vsdx")
    assert refused.value.code == 400
    error = json.loads(refused.value.response.body) if refused.value.response else {}
    assert "need ONLYOFFICE Docs 9" in error["cause"] and error["remedy"]
    book = await opened(jp_fetch, "book.xlsb")
    assert book["mode"] == "view" and book["notice"]["code"] == "old-docs"
    assert (await opened(jp_fetch, "talk.key"))["config"]["documentType"] == "slide"


async def test_a_new_docs_shows_diagrams_and_edits_binary_workbooks(
    jp_fetch: Fetch, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DocsClient, "version", lambda docs: "9.4.0.1")
    for name in ("plan.vsdx", "book.xlsb"):
        (root / name).write_bytes(b"x")
    plan = await opened(jp_fetch, "plan.vsdx")
    assert plan["config"]["documentType"] == "diagram" and plan["mode"] == "view"
    assert (await opened(jp_fetch, "book.xlsb"))["mode"] == "edit"


async def test_a_document_that_changed_while_it_is_edited_keeps_its_key_unless_docs_lost_it(
    jp_fetch: Fetch, root: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = (await opened(jp_fetch))["key"]
    await services.shared.sessions.editing(await services.shared.sessions.get(key), ("ann",))
    (root / "report.docx").write_bytes(b"changed outside")
    assert (await opened(jp_fetch))["key"] == key  # Docs is silent: it may still hold the edits
    monkeypatch.setattr(DocsClient, "knows", lambda docs, key: True)
    assert (await opened(jp_fetch))["key"] == key
    monkeypatch.setattr(DocsClient, "knows", lambda docs, key: False)
    assert (await opened(jp_fetch))["key"] != key


class TestSilentDocs:
    """A Docs that takes connections and never answers."""

    @pytest.fixture
    def site(self) -> Iterator[Site]:
        with serving() as site:

            def hang(exchange: Exchange) -> None:
                site.done.wait(60)
                exchange.close_connection = True

            site.answers["/command"] = hang
            yield site

    @pytest.fixture
    def traits(self, site: Site) -> dict[str, Any]:
        return {"docs_url": site.url, "jwt_secret": SECRET}

    async def test_documents_open_without_its_answer(
        self, jp_fetch: Fetch, root: Path, services: Services, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reopening_after_failure, "LIMIT", 0.2)
        monkeypatch.setattr(reopening_after_failure, "SLOW", 0.1)
        key = (await opened(jp_fetch))["key"]
        session = await services.shared.sessions.editing(await services.shared.sessions.get(key), ("ann",))
        (root / "report.docx").write_bytes(b"changed outside")
        assert (await opened(jp_fetch))["key"] == key
        await services.shared.sessions.failed(session, StorageError("The disk is full.", "Make room."), final=True)
        answer = await opened(jp_fetch)
        assert answer["key"] == key and answer["failure"]["cause"] == "The disk is full."
        (root / "paper.pdf").write_bytes(b"%PDF-1.7")
        assert (await opened(jp_fetch, "paper.pdf"))["config"]["documentType"] == "pdf"
        assert not site.done.is_set() and len(site.seen) == 1, "asked once, and left alone for a while"
        site.done.set()

    async def test_others_are_served_meanwhile(
        self, jp_fetch: Fetch, root: Path, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reopening_after_failure, "LIMIT", 30.0)
        (root / "paper.pdf").write_bytes(b"%PDF-1.7")
        waiting = asyncio.create_task(opened(jp_fetch, "paper.pdf"))
        while not site.seen:  # noqa: ASYNC110 - it is asked in a thread of another server
            await asyncio.sleep(0)
        assert (await opened(jp_fetch))["key"] and not waiting.done()
        site.done.set()
        await waiting


async def test_edits_that_docs_has_no_more_are_told_when_the_document_opens(
    jp_fetch: Fetch, root: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = (await opened(jp_fetch))["key"]
    session = await services.shared.sessions.get(key)
    await services.shared.sessions.failed(session, StorageError("The disk is full.", "Make room."), final=True)
    monkeypatch.setattr(DocsRequests, "post", lambda *args: {"error": 1})
    answer = await opened(jp_fetch)
    assert answer["key"] != key and answer["failure"] is None and answer["notice"]["code"] == "edits-gone"


async def test_a_lossy_format_opens_for_editing_with_a_word_of_caution(jp_fetch: Fetch, root: Path) -> None:
    (root / "table.csv").write_text("a,b\n")
    answer = await opened(jp_fetch, "table.csv")
    assert answer["mode"] == "edit" and answer["notice"]["code"] == "lossy"


async def test_view_is_what_was_asked_for(jp_fetch: Fetch, root: Path) -> None:
    answer = await opened(jp_fetch, mode="view")
    assert answer["mode"] == "view" and answer["notice"] is None and answer["forceSave"] is False


async def test_a_read_only_file_opens_for_viewing(jp_fetch: Fetch, root: Path, services: Services) -> None:
    info = await services.shared.storage.info("report.docx")
    assert info.writable

    async def read_only(path: str) -> Any:
        return type(info)(info.path, info.name, info.size, info.version, False)

    services.shared.storage.info = read_only  # type: ignore[method-assign]
    answer = await opened(jp_fetch)
    assert answer["mode"] == "view" and answer["notice"]["code"] == "read-only"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("missing.docx", 404, "not-found"),
        ("../etc/passwd", 404, "not-found"),
        ("..%2f..%2fetc/passwd", 404, "not-found"),
        (".hidden.docx", 404, "not-found"),
        (".hidden/report.docx", 404, "not-found"),
        ("folder", 400, "bad-request"),
        ("notes.ipynb", 400, "unsupported-format"),
        ("README", 400, "unsupported-format"),
        ("", 400, "bad-request"),
        ("/", 400, "bad-request"),
        ("a\0b.docx", 404, "not-found"),
    ],
)
async def test_what_can_not_be_opened_is_refused_with_a_remedy(
    jp_fetch: Fetch, root: Path, path: str, status: int, code: str
) -> None:
    (root / ".hidden").mkdir()
    (root / "folder").mkdir()
    for name in (".hidden.docx", ".hidden/report.docx", "notes.ipynb", "README"):
        (root / name).write_text("x")
    found, answer = await refused(jp_fetch("onlyoffice", "open", params={"path": path}))
    assert (found, answer["error"]) == (status, code)
    assert answer["cause"] and answer["remedy"] and answer["message"]
    assert str(root) not in json.dumps(answer)


async def test_a_mode_that_is_none_is_refused(jp_fetch: Fetch, root: Path) -> None:
    status, _ = await refused(jp_fetch("onlyoffice", "open", params={"path": "report.docx", "mode": "sudo"}))
    assert status == 400


@pytest.mark.parametrize(
    "name",
    ['it\'s "quoted".docx', "a b  c.docx", "a#b%20c%.docx", "thésis 📄.docx", "x" * 250 + ".docx", "a;b&c=d+e?.docx"],
)
async def test_any_name_can_be_opened_and_downloaded(jp_fetch: Fetch, docs_fetch: Fetch, root: Path, name: str) -> None:
    (root / name).write_bytes(b"content of " + name.encode())
    config = (await opened(jp_fetch, name))["config"]
    assert config["document"]["title"].endswith(".docx")
    assert (await docs_fetch(config["document"]["url"])).body == b"content of " + name.encode()


async def test_two_ways_to_write_a_path_are_one_document(jp_fetch: Fetch, root: Path) -> None:
    assert (await opened(jp_fetch, "/report.docx"))["key"] == (await opened(jp_fetch, "//report.docx"))["key"]


async def test_status_tells_formats_and_how_a_document_stands(jp_fetch: Fetch, root: Path, services: Services) -> None:
    status = body(await jp_fetch("onlyoffice", "status"))
    assert status["editor"] == "docs" and status["forceSave"] is True and status["problems"] == []
    assert {"docx", "xlsx", "pptx", "pdf"} <= {row["ext"] for row in status["formats"]}
    assert status["create"] == ["docx", "xlsx", "pptx", "pdf"]
    assert "document" not in status

    async def document() -> Any:
        return body(await jp_fetch("onlyoffice", "status", params={"path": "report.docx"}))["document"]

    assert await document() is None
    key = (await opened(jp_fetch))["key"]
    session = await services.shared.sessions.get(key)
    assert (await document())["state"] == "idle"
    await services.shared.sessions.editing(session, tuple(session.names))
    found = await document()
    assert found["state"] == "editing" and found["users"] == list(session.names.values())
    await services.shared.sessions.failed(session, StorageError("The disk is full.", "Make room."), final=True)
    assert (await document())["failure"]["cause"] == "The disk is full."


async def test_a_new_document_gets_the_next_free_name(jp_fetch: Fetch, root: Path) -> None:
    (root / "folder").mkdir()
    for expected in ("New document.docx", "New document 1.docx"):
        response = await jp_fetch("onlyoffice", "create", method="POST", body=json.dumps({"path": "", "type": "docx"}))
        assert response.code == 201 and body(response) == {"path": expected, "name": expected}
        assert (root / expected).read_bytes().startswith(b"PK")
    named = {"path": "/folder/", "type": "xlsx", "name": "budget"}
    created = body(await jp_fetch("onlyoffice", "create", method="POST", body=json.dumps(named)))
    assert created == {"path": "folder/budget.xlsx", "name": "budget.xlsx"}


@pytest.mark.parametrize(
    ("request_body", "status"),
    [
        ("{", 400),
        ("[]", 400),
        (json.dumps({"path": "", "type": "exe"}), 400),
        (json.dumps({"path": "", "type": "docx", "name": "../x"}), 400),
        (json.dumps({"path": "", "type": "docx", "name": ".hidden"}), 403),
        (json.dumps({"path": "nowhere", "type": "docx"}), 404),
        (json.dumps({"path": "../..", "type": "docx"}), 404),
    ],
)
async def test_what_can_not_be_created_is_refused(jp_fetch: Fetch, root: Path, request_body: str, status: int) -> None:
    before = sorted(os.listdir(root))
    found, answer = await refused(jp_fetch("onlyoffice", "create", method="POST", body=request_body))
    assert found == status and answer["cause"]
    assert sorted(os.listdir(root)) == before


async def test_a_force_save_of_a_document_that_is_not_open(jp_fetch: Fetch, root: Path) -> None:
    request = json.dumps({"path": "report.docx"})
    answer = body(await jp_fetch("onlyoffice", "forcesave", method="POST", body=request))
    assert answer == {"state": "unchanged", "storedAt": None, "savedAs": None}
    status, _ = await refused(jp_fetch("onlyoffice", "forcesave", method="POST", body="{}"))
    assert status == 400


async def test_a_force_save_while_docs_is_unreachable_tells_why(jp_fetch: Fetch, root: Path) -> None:
    await opened(jp_fetch)
    request = json.dumps({"path": "report.docx"})
    status, answer = await refused(jp_fetch("onlyoffice", "forcesave", method="POST", body=request))
    assert status == 502 and answer["error"] == "docs-unreachable" and answer["remedy"]


async def test_what_is_not_stored_is_told_at_the_start_and_can_be_taken_away_and_tried_again(
    jp_fetch: Fetch, root: Path, services: Services
) -> None:
    assert body(await jp_fetch("onlyoffice", "status"))["waiting"] == []
    name = 'it\'s "1" ü.docx'
    (root / name).write_bytes((root / "report.docx").read_bytes())
    key = (await opened(jp_fetch, name))["key"]
    session = await services.shared.sessions.get(key)
    identity, target = services.saving.results._journal.new()
    target.write_bytes((SAMPLES / "sample.docx").read_bytes() + b"\0")
    kept = JournalEntry(
        identity,
        services.saving.results._fetcher._scope,
        key,
        name,
        "r",
        "docx",
        True,
        False,
        "",
        services.shared.clock(),
        1,
        1e12,
    )
    services.saving.results._journal.write(kept)
    await services.shared.sessions.failed(session, StorageError("The disk is full.", "Make room."), final=True)
    (waiting,) = body(await jp_fetch("onlyoffice", "status"))["waiting"]
    assert (waiting["path"], waiting["cause"], waiting["here"]) == (name, "The disk is full.", True)
    held = await jp_fetch("onlyoffice", "held", params={"path": name})
    assert held.body == target.read_bytes() and held.headers["Content-Length"] == str(len(held.body))
    assert held.headers["Content-Type"] == "application/octet-stream"
    assert held.headers["Content-Disposition"] == "attachment; filename*=UTF-8''it%27s%20%221%22%20%C3%BC.docx"
    request = json.dumps({"path": name})
    answer = body(await jp_fetch("onlyoffice", "retry", method="POST", body=request))
    assert answer["state"] == "stored" and (root / name).read_bytes() == held.body
    assert body(await jp_fetch("onlyoffice", "status"))["waiting"] == []
    status, answer = await refused(jp_fetch("onlyoffice", "held", params={"path": name}))
    assert status == 404 and answer["cause"] and answer["remedy"]


async def test_of_a_copy_is_told_until_the_user_has_seen_it(jp_fetch: Fetch, root: Path, services: Services) -> None:
    key = (await opened(jp_fetch))["key"]
    session = await services.shared.sessions.get(key)
    await services.shared.sessions.stored(session, "v", "report (edited).docx", "r", final=False, contested=True)
    (waiting,) = body(await jp_fetch("onlyoffice", "status"))["waiting"]
    assert (waiting["state"], waiting["savedAs"], waiting["conflict"]) == ("copied", "report (edited).docx", True)
    await services.shared.sessions.editing(session, ("ann",))
    assert (await opened(jp_fetch))["conflict"] == "report (edited).docx"
    await jp_fetch("onlyoffice", "told", method="POST", body=json.dumps({"key": key}))
    assert body(await jp_fetch("onlyoffice", "status"))["waiting"] == []
    status, _ = await refused(jp_fetch("onlyoffice", "told", method="POST", body='{"key": "never-ours"}'))
    assert status == 404


@pytest.mark.parametrize("route", ["open", "status", "held", "convert", "converted"])
async def test_the_browser_routes_want_jupyters_authentication(
    http_server_client: AsyncHTTPClient, jp_base_url: str, jp_serverapp: ServerApp, route: str
) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await http_server_client.fetch(f"{jp_base_url}onlyoffice/{route}?path=report.docx", follow_redirects=False)
    assert caught.value.code == 403


@pytest.mark.parametrize("route", ["create", "forcesave", "retry", "told", "convert", "saveas", "insert", "reference"])
async def test_a_change_wants_authentication_and_the_xsrf_token(
    http_server_client: AsyncHTTPClient, jp_base_url: str, jp_serverapp: ServerApp, route: str
) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await http_server_client.fetch(
            f"{jp_base_url}onlyoffice/{route}",
            method="POST",
            body='{"path": "", "type": "docx"}',
            follow_redirects=False,
        )
    assert caught.value.code == 403


class ReadersOnly(Authorizer):
    """Everybody may read; nobody may write."""

    def is_authorized(self, handler: JupyterHandler, user: Any, action: str, resource: str) -> bool:
        assert resource == "contents"
        return action == "read"


async def test_a_reader_views_and_changes_nothing(jp_fetch: Fetch, root: Path, jp_serverapp: ServerApp) -> None:
    jp_serverapp.web_app.settings["authorizer"] = ReadersOnly(parent=jp_serverapp)
    answer = await opened(jp_fetch)
    assert answer["mode"] == "view" and answer["notice"]["code"] == "no-permission"
    assert answer["modes"] == ["view"] and not {"edit", "rename"} & set(answer["can"])
    assert "callback" not in json.dumps(answer["config"])
    for route in ("create", "forcesave", "resolve", "title", "retry", "told"):
        with pytest.raises(HTTPClientError) as caught:
            await jp_fetch("onlyoffice", route, method="POST", body='{"path": "report.docx", "type": "docx"}')
        assert caught.value.code == 403
        told = json.loads(caught.value.response.body)  # type: ignore[union-attr]
        assert told["reason"] == "request.forbidden" and "authorized" in told["cause"] and told["remedy"]
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch("onlyoffice", "held", params={"path": "report.docx"})
    assert caught.value.code == 403


@pytest.mark.parametrize("mode", ["review", "comment", "view", "embedded"])
async def test_a_document_opens_for_less_on_request(jp_fetch: Fetch, root: Path, mode: str) -> None:
    answer = await opened(jp_fetch, mode=mode)
    assert answer["mode"] == mode and answer["modes"][0] == "edit" and answer["notice"] is None
    claims = jwt.decode(answer["config"]["token"], SECRET, algorithms=["HS256"])
    assert claims["document"]["permissions"] == answer["config"]["document"]["permissions"]
    changes = mode in ("review", "comment")
    assert claims["editorConfig"]["mode"] == ("edit" if changes else "view")
    assert ("callbackUrl" in claims["editorConfig"]) == changes == answer["forceSave"]


async def test_there_are_no_other_modes(jp_fetch: Fetch, root: Path) -> None:
    code, answer = await refused(jp_fetch("onlyoffice", "open", params={"path": "report.docx", "mode": "own"}))
    assert code == 400 and "mode" in answer["cause"]


async def test_the_users_settings_and_star_reach_the_editor(jp_fetch: Fetch, root: Path) -> None:
    chosen = json.dumps({"unit": "pt", "coEditing": "strict", "autosave": False, "zoom": 80, "macros": True})
    config = (await opened(jp_fetch, settings=chosen, favorite="true"))["config"]
    assert config["document"]["info"] == {"favorite": True}
    customization = config["editorConfig"]["customization"]
    assert (customization["unit"], customization["zoom"], customization["macros"]) == ("pt", 80, False)
    assert config["editorConfig"]["coEditing"]["mode"] == "strict"


class HubUser(User):
    """A user as JupyterHub's identity provider makes it."""

    hub_user: dict[str, Any]


def of_group(request: PermissionsRequest) -> dict[str, Any]:
    return {} if "legal" in (request.groups or ()) else {"edit": False, "comment": True, "commentGroups": {"view": []}}


@pytest.mark.parametrize(
    "traits", [{"docs_url": "http://docs.invalid", "jwt_secret": SECRET, "permissions_hook": of_group}]
)
@pytest.mark.parametrize(("groups", "mode"), [(["legal"], "edit"), (["hr"], "comment")])
async def test_the_hook_knows_the_groups_of_jupyterhub(
    jp_fetch: Fetch, root: Path, monkeypatch: pytest.MonkeyPatch, groups: list[str], mode: str
) -> None:
    user = HubUser("ann", "Ann", "Ann")
    user.hub_user = {"name": "ann", "groups": groups}

    async def ann(provider: IdentityProvider, handler: JupyterHandler) -> User:
        return user

    monkeypatch.setattr(IdentityProvider, "_get_user", ann)
    answer = await opened(jp_fetch)
    assert answer["mode"] == mode
    assert answer["config"]["editorConfig"]["user"].get("group") == ("hr" if mode == "comment" else None)


@pytest.fixture
def sent_titles(monkeypatch: pytest.MonkeyPatch) -> queue.Queue[tuple[str, str]]:
    """The keys and titles that are sent to Docs."""
    sent: queue.Queue[tuple[str, str]] = queue.Queue()

    def command(docs: DocsClient, c: str, **fields: Any) -> dict[str, Any]:
        if c == "meta":
            sent.put((fields["key"], fields["meta"]["title"]))
        return {"error": 0}

    monkeypatch.setattr(DocsClient, "command", command)
    return sent


async def test_a_rename_in_jupyterlab_shows_in_the_open_editors(
    jp_fetch: Fetch, root: Path, sent_titles: queue.Queue[tuple[str, str]]
) -> None:
    key = (await opened(jp_fetch))["key"]
    await jp_fetch("api", "contents", "report.docx", method="PATCH", body='{"path": "renamed.docx"}')
    assert await asyncio.to_thread(sent_titles.get, timeout=30) == (key, "renamed.docx")
    await jp_fetch("onlyoffice", "title", method="POST", body='{"path": "renamed.docx"}')
    assert await asyncio.to_thread(sent_titles.get, timeout=30) == (key, "renamed.docx")


# --- what Docs calls ---------------------------------------------------------------------------------------------


async def test_docs_downloads_the_document_without_any_login(jp_fetch: Fetch, docs_fetch: Fetch, root: Path) -> None:
    url = (await opened(jp_fetch))["config"]["document"]["url"]
    response = await docs_fetch(url)
    assert response.body == (root / "report.docx").read_bytes()
    assert response.headers["Content-Length"] == str(len(response.body))
    assert response.headers["Content-Disposition"] == "attachment"
    head = await docs_fetch(url, method="HEAD")
    assert head.body == b"" and head.headers["Content-Length"] == response.headers["Content-Length"]


async def test_docs_fetches_a_file_by_a_link_for_that_file_only(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path, services: Services
) -> None:
    (root / "image.png").write_bytes(b"an image")
    token = services.shared.links.make("file", "image.png", "someone")
    url = (await opened(jp_fetch))["config"]["document"]["url"]
    response = await docs_fetch(f"{url.partition('onlyoffice/')[0]}onlyoffice/file?token={token}")
    assert response.body == b"an image"
    for elsewhere in (url.replace("/download?", "/file?"), url.partition("?")[0] + f"?token={token}"):
        with pytest.raises(HTTPClientError) as caught:
            await docs_fetch(elsewhere)
        assert caught.value.code == 403


async def test_docs_is_let_in_under_any_host_name(jp_fetch: Fetch, docs_fetch: Fetch, root: Path) -> None:
    url = (await opened(jp_fetch))["config"]["document"]["url"]
    headers = {"Host": "host.docker.internal:8888", "Origin": "http://elsewhere"}
    assert (await docs_fetch(url, headers=headers)).code == 200


async def test_a_download_can_be_resumed(jp_fetch: Fetch, docs_fetch: Fetch, root: Path) -> None:
    content = (root / "report.docx").read_bytes()
    url = (await opened(jp_fetch))["config"]["document"]["url"]
    part = await docs_fetch(url, headers={"Range": "bytes=10-19"})
    assert part.code == 206 and part.body == content[10:20]
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(content)}"
    same = await docs_fetch(url, headers={"Range": "bytes=-5", "If-Range": part.headers["Etag"]})
    assert same.code == 206 and same.body == content[-5:]
    changed = await docs_fetch(url, headers={"Range": "bytes=-5", "If-Range": '"other"'})
    assert changed.code == 200 and changed.body == content
    with pytest.raises(HTTPClientError) as caught:
        await docs_fetch(url, headers={"Range": f"bytes={len(content)}-"})
    assert caught.value.code == 416


async def test_the_jwt_of_a_download_must_be_right_when_it_is_there(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path, services: Services
) -> None:
    url = (await opened(jp_fetch))["config"]["document"]["url"]

    def header(secret: str, claims: dict[str, Any]) -> dict[str, str]:
        return {"Authorization": "Bearer " + sign(claims, secret, services.shared.clock())}

    assert (await docs_fetch(url, headers=header(SECRET, {"payload": {"url": url}}))).code == 200
    for wrong in (
        header("x" * 32, {"payload": {"url": url}}),
        header(SECRET, {"payload": {"url": url + "x"}}),
        header(SECRET, {"payload": 5}),
        header(SECRET, {}),
        {"Authorization": "Bearer nonsense"},
    ):
        status, answer = await refused(docs_fetch(url, headers=wrong))
        assert status == 403 and answer["error"] == "token"


async def test_a_link_is_good_for_its_purpose_and_document_only(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path, services: Services
) -> None:
    config = (await opened(jp_fetch))["config"]
    download, callback = config["document"]["url"], config["editorConfig"]["callbackUrl"]
    crossed = download.partition("?")[0] + "?" + urlsplit(callback).query
    foreign = download.partition("?")[0] + "?token=" + services.shared.links.make("download", "never-ours", "u")
    for url in (crossed, download + "x", download.partition("?")[0] + "?", download.partition("?")[0] + "?token=a.b.c"):
        status, answer = await refused(docs_fetch(url))
        assert status == 403 and answer["error"] == "link"
    status, answer = await refused(docs_fetch(foreign))
    assert status == 404


async def test_a_download_of_a_file_that_is_gone_is_no_login_page(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path
) -> None:
    url = (await opened(jp_fetch))["config"]["document"]["url"]
    (root / "report.docx").unlink()
    status, answer = await refused(docs_fetch(url))
    assert status == 404 and answer["error"] == "not-found"


async def test_a_download_that_breaks_in_the_middle_does_not_look_complete(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path, services: Services
) -> None:
    url = (await opened(jp_fetch))["config"]["document"]["url"]

    async def read(path: str, start: int = 0, stop: int | None = None) -> Any:
        yield b"half"
        raise StorageError("The disk broke.", "Mend it.")

    services.shared.storage.read = read  # type: ignore[method-assign]
    with pytest.raises(Exception, match="HTTP 599|closed"):
        await docs_fetch(url)


async def callback(docs_fetch: Fetch, config: dict[str, Any], fields: dict[str, Any], **options: Any) -> HTTPResponse:
    """A callback as Docs signs it; options replace the secret or leave the token out."""
    claims = {"key": config["document"]["key"], **fields}
    secret = options.get("secret", SECRET)
    request = {**claims, "token": sign(claims, secret, options["now"])} if secret else claims
    return await docs_fetch(
        options.get("url", config["editorConfig"]["callbackUrl"]),
        method="POST",
        body=json.dumps(request),
        headers={"Authorization": "Bearer " + sign({"payload": claims}, secret or SECRET, options["now"])},
    )


async def test_a_callback_is_answered_with_error_0(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path, services: Services
) -> None:
    config = (await opened(jp_fetch))["config"]
    user = config["editorConfig"]["user"]["id"]
    response = await callback(docs_fetch, config, {"status": 1, "users": [user]}, now=services.shared.clock())
    assert response.code == 200 and body(response) == {"error": 0}
    assert (await services.shared.sessions.get(config["document"]["key"])).users == (user,)


async def test_a_callback_without_a_good_token_is_refused(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path, services: Services
) -> None:
    config = (await opened(jp_fetch))["config"]
    now = services.shared.clock()
    fields = {"status": 2, "url": "http://docs.invalid/x", "filetype": "docx"}
    wrong: dict[str, dict[str, Any]] = {
        "missing": {"secret": ""},
        "signature": {"secret": "y" * 32},
        "expired": {"now": now - 3600},
    }
    for reason, options in wrong.items():
        status, answer = await refused(callback(docs_fetch, config, fields, **{"now": now, **options}))
        assert status == 403 and (answer["error"], answer["reason"]) == ("token", f"token.{reason}")
    other = {**fields, "key": "another-document"}
    status, _ = await refused(callback(docs_fetch, config, other, now=now))
    assert status == 403
    assert (root / "report.docx").read_bytes() == (SAMPLES / "sample.docx").read_bytes()


async def test_the_fields_of_a_callback_come_from_its_token_only(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path, services: Services
) -> None:
    config = (await opened(jp_fetch))["config"]
    key = config["document"]["key"]
    token = sign({"key": key, "status": 4}, SECRET, services.shared.clock())
    lie = {"key": key, "status": 1, "users": ["mallory"], "token": token}
    await docs_fetch(config["editorConfig"]["callbackUrl"], method="POST", body=json.dumps(lie))
    assert (await services.shared.sessions.get(key)).users == ()


@pytest.mark.parametrize("text", ["", "no json", "[]", '"x"', "null", "\xff"])
async def test_a_callback_that_is_no_json_object_is_refused(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path, text: str
) -> None:
    url = (await opened(jp_fetch))["config"]["editorConfig"]["callbackUrl"]
    status, answer = await refused(docs_fetch(url, method="POST", body=text.encode("latin-1")))
    assert status == 400 and answer["error"] == "bad-request"


@pytest.mark.parametrize(
    ("fields", "status", "reason"),
    [
        ({"key": None}, 403, "callback.other-document"),
        ({"key": ["x"], "status": "2"}, 403, "callback.other-document"),
        ({"status": None}, 400, "callback.incomplete"),
        ({"status": "2"}, 400, "callback.incomplete"),
        ({"status": True}, 400, "callback.incomplete"),
        ({"status": 2.0}, 400, "callback.incomplete"),
        ({"status": {}}, 400, "callback.incomplete"),
        ({"status": 0}, 400, "callback.status"),
        ({"status": 10**30}, 400, "callback.status"),
        ({"status": 2}, 400, "callback.no-address"),
        ({"status": 6, "url": ["http://docs.invalid/x"], "users": {}, "history": [1]}, 400, "callback.no-address"),
        ({"status": 3, "url": 5}, 400, "callback.no-address"),
    ],
)
async def test_a_signed_callback_of_odd_types_is_refused_with_its_reason(
    jp_fetch: Fetch,
    docs_fetch: Fetch,
    root: Path,
    services: Services,
    fields: dict[str, Any],
    status: int,
    reason: str,
) -> None:
    config = (await opened(jp_fetch))["config"]
    code, answer = await refused(callback(docs_fetch, config, fields, now=services.shared.clock()))
    assert (code, answer["reason"]) == (status, reason)


async def test_a_fault_of_ours_asks_docs_to_try_again(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path, services: Services
) -> None:
    config = (await opened(jp_fetch))["config"]

    async def fail(callback: Any) -> None:
        raise ZeroDivisionError

    services.saving.callbacks.handle = fail  # type: ignore[method-assign]
    status, answer = await refused(callback(docs_fetch, config, {"status": 4}, now=services.shared.clock()))
    assert status == 503 and answer["error"] == "storage"


@pytest.mark.parametrize(
    ("number", "reason"),
    [(errno.ENOSPC, "storage.disk-full"), (errno.EROFS, "storage.read-only-disk"), (errno.ENOTTY, "saving.fault")],
)
async def test_what_the_disk_refuses_is_told_wherever_it_does(
    jp_fetch: Fetch,
    docs_fetch: Fetch,
    root: Path,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    reason: str,
) -> None:
    config = (await opened(jp_fetch))["config"]

    async def refuse(*_: Any, **__: Any) -> None:
        raise OSError(number, "of the system")

    monkeypatch.setattr(services.saving.callbacks, "handle", refuse)
    monkeypatch.setattr(services.opening.document_opener, "open", refuse)
    status, answer = await refused(callback(docs_fetch, config, {"status": 4}, now=services.shared.clock()))
    assert (status, answer["reason"]) == (503, reason)
    if reason != "saving.fault":
        _, answer = await refused(jp_fetch("onlyoffice", "open", params={"path": "report.docx"}))
        assert answer["reason"] == reason


async def test_a_callback_that_comes_during_the_stop_is_to_come_again(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    config = (await opened(jp_fetch))["config"]
    services.shared.pools.disk.shutdown()
    services.closed = True
    fields = {"status": 2, "url": "http://docs.invalid/x", "filetype": "docx"}
    status, answer = await refused(callback(docs_fetch, config, fields, now=services.shared.clock()))
    assert status == 503 and "stopped" in answer["cause"]
    assert "Traceback" not in caplog.text


async def test_a_method_that_is_none_is_answered_in_json(jp_fetch: Fetch, docs_fetch: Fetch, root: Path) -> None:
    url = (await opened(jp_fetch))["config"]["editorConfig"]["callbackUrl"]
    status, answer = await refused(docs_fetch(url))
    assert status == 405 and answer["message"] and answer["reason"] == "request.fault"


async def test_a_fault_of_ours_is_answered_with_a_remedy_and_without_its_text(
    jp_fetch: Fetch, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: Any) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(DocumentOpener, "open", break_down)
    status, answer = await refused(jp_fetch("onlyoffice", "open", params={"path": "report.docx"}))
    assert status == 500 and answer["reason"] == "request.fault" and "log" in answer["remedy"]
    assert "secret" not in json.dumps(answer)


async def test_links_stay_out_of_the_log(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path, caplog: pytest.LogCaptureFixture, services: Services
) -> None:
    config = (await opened(jp_fetch))["config"]
    url = config["document"]["url"]
    with caplog.at_level("DEBUG"):
        await refused(docs_fetch(url, headers={"Authorization": "Bearer nonsense"}))
        await refused(callback(docs_fetch, config, {"status": 1, "url": ""}, now=0))
    token = parse_qs(urlsplit(url).query)["token"][0]
    assert "403" in caplog.text
    assert token not in caplog.text and SECRET not in caplog.text
    assert "[token.malformed]" in caplog.text and "[token.expired]" in caplog.text  # for the administrator


class TestWithoutASecret:
    @pytest.fixture
    def traits(self) -> dict[str, Any]:
        return {"docs_url": "http://docs.invalid", "jwt_header": "AuthorizationJwt"}

    async def test_the_link_alone_authorises(
        self, jp_fetch: Fetch, docs_fetch: Fetch, root: Path, services: Services
    ) -> None:
        config = (await opened(jp_fetch))["config"]
        assert "token" not in config
        await callback(docs_fetch, config, {"status": 1, "users": ["u"]}, now=services.shared.clock(), secret="")
        assert (await services.shared.sessions.get(config["document"]["key"])).users == ("u",)
        assert (await docs_fetch(config["document"]["url"])).code == 200


class TestWithAWrongValue:
    @pytest.fixture
    def traits(self) -> dict[str, Any]:
        return {"docs_url": "docs.example.com", "jwt_secret": "hidden-" + SECRET}

    async def test_the_server_runs_and_the_tab_says_what_is_wrong(
        self, jp_fetch: Fetch, root: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert (await jp_fetch("api", "status")).code == 200
        status, answer = await refused(jp_fetch("onlyoffice", "open", params={"path": "report.docx"}))
        assert status == 500 and answer["error"] == "configuration"
        assert "c.OnlyOffice.docs_url" in answer["message"]
        problems = body(await jp_fetch("onlyoffice", "status"))["problems"]
        assert [problem["code"] for problem in problems] == ["configuration"]


class TestWithADataDirThatCanNotBeUsed:
    @pytest.fixture
    def traits(self, tmp_path: Path) -> dict[str, Any]:
        (tmp_path / "file").write_text("in the way")
        return {"docs_url": "http://docs.invalid", "jwt_secret": SECRET, "data_dir": str(tmp_path / "file" / "data")}

    async def test_the_server_runs_and_the_tab_says_what_is_wrong(self, jp_fetch: Fetch, root: Path) -> None:
        status, answer = await refused(jp_fetch("onlyoffice", "open", params={"path": "report.docx"}))
        assert status == 500 and "data_dir" in answer["message"]


class TestWithBrokenRecordsOfOpenDocuments:
    @pytest.fixture
    def traits(self, tmp_path: Path) -> dict[str, Any]:
        data_dir = tmp_path / "onlyoffice"
        data_dir.mkdir()
        (data_dir / "sessions.sqlite").write_bytes(b"no database at all" * 1000)
        return {"docs_url": "http://docs.invalid", "jwt_secret": SECRET}

    async def test_they_are_put_aside_and_documents_open(
        self, jp_fetch: Fetch, root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert (await opened(jp_fetch))["config"]["document"]["key"]
        assert (tmp_path / "onlyoffice" / "sessions.broken").read_bytes().startswith(b"no database")
        assert body(await jp_fetch("onlyoffice", "status"))["problems"] == []


async def test_sessions_follow_a_rename_in_the_file_browser(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path, services: Services
) -> None:
    answer = await opened(jp_fetch)
    await jp_fetch("api", "contents", "report.docx", method="PATCH", body=json.dumps({"path": "thesis.docx"}))
    assert (await opened(jp_fetch, "thesis.docx"))["key"] == answer["key"]
    response = await docs_fetch(answer["config"]["document"]["url"])
    assert response.body == (SAMPLES / "sample.docx").read_bytes()


async def test_a_tab_that_does_not_know_of_a_rename_is_told_by_its_key(
    jp_fetch: Fetch, docs_fetch: Fetch, root: Path, services: Services
) -> None:
    answer = await opened(jp_fetch)
    key = answer["key"]
    os.rename(root / "report.docx", root / "thesis.docx")
    response = await docs_fetch(answer["config"]["document"]["url"])
    assert response.body == (SAMPLES / "sample.docx").read_bytes()
    known = body(await jp_fetch("onlyoffice", "status", params={"path": "report.docx", "key": key}))["document"]
    assert known["key"] == key and known["path"] == "thesis.docx"
    again = await opened(jp_fetch, "report.docx", key=key)
    assert again["key"] == key and again["path"] == "thesis.docx"
    await services.shared.sessions.editing(await services.shared.sessions.get(key), ("ann",))
    request = json.dumps({"path": "report.docx", "key": key})
    status, _ = await refused(jp_fetch("onlyoffice", "forcesave", method="POST", body=request))
    assert status == 502  # Docs was asked; the document is not taken for one that is not open
    status, _ = await refused(jp_fetch("onlyoffice", "open", params={"path": "report.docx"}))
    assert status == 404


async def test_a_key_that_is_over_is_of_no_document(jp_fetch: Fetch, root: Path, services: Services) -> None:
    first = await opened(jp_fetch)
    await services.shared.sessions.end(await services.shared.sessions.get(first["key"]))
    second = await opened(jp_fetch, key=first["key"])
    assert second["key"] != first["key"]
    params = {"path": "report.docx", "key": first["key"]}
    assert body(await jp_fetch("onlyoffice", "status", params=params))["document"]["key"] == second["key"]
