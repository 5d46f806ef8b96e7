"""The stand-in's services, faults and robots."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .standin import Options, StandIn, Timings, tokens
from .standin.checks import EditorError
from .standin.connector import Connector
from .standin.documents import texts
from .standin.rooms import VersionChangedError

SAMPLE = (Path(__file__).parent / "data" / "sample.docx").read_bytes()


@pytest.fixture
def connector() -> Iterator[Connector]:
    with Connector({"/file.docx": SAMPLE, "/page.docx": b"<html></html>", "/table.csv": b"1,2\n"}) as running:
        yield running


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn(Options(timings=Timings().scaled(0.005))) as running:
        yield running


def config(standin: StandIn, connector: Connector, key: str = "k", user: str = "u1", **document: Any) -> dict[str, Any]:
    """A signed config."""
    found: dict[str, Any] = {
        "documentType": "word",
        "document": {
            "fileType": "docx",
            "key": key,
            "title": "file.docx",
            "url": f"{connector.url}/file.docx",
            "permissions": {"edit": True},
            **document,
        },
        "editorConfig": {
            "callbackUrl": f"{connector.url}/callback?user={user}",
            "mode": "edit",
            "user": {"id": user, "name": user.title()},
        },
    }
    return signed(standin, found)


def signed(standin: StandIn, found: dict[str, Any]) -> dict[str, Any]:
    """``found`` with a token over it."""
    claims = {name: value for name, value in found.items() if name != "token"}
    return {**claims, "token": tokens.sign(claims, standin.options.secret, standin.options.clock())}


def post(standin: StandIn, path: str, headers: dict[str, str] | None = None, **fields: Any) -> dict[str, Any]:
    """Send a signed request of the connector to Docs."""
    body = {**fields, "token": tokens.sign(fields, standin.options.secret, standin.options.clock())}
    return post_raw(standin, path, json.dumps(body).encode(), {"Accept": "application/json", **(headers or {})})


def post_raw(standin: StandIn, path: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """Send any request to Docs."""
    request = urllib.request.Request(f"{standin.url}{path}", body, headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        found = json.load(answer)
    assert isinstance(found, dict)
    return found


def command(standin: StandIn, **fields: Any) -> dict[str, Any]:
    """Send a command."""
    return post(standin, "/command", **fields)


def get(url: str) -> bytes:
    """The bytes at an address of Docs."""
    with urllib.request.urlopen(url, timeout=20) as answer:
        found = answer.read()
    assert isinstance(found, bytes)
    return found


def status_of(url: str) -> int:
    """The HTTP status of an address that fails."""
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(url)
    with caught.value:
        return caught.value.code


def test_robots_edit_together_and_the_result_holds_all(standin: StandIn, connector: Connector) -> None:
    anna = standin.open(config(standin, connector, user="anna"))
    ben = standin.open(config(standin, connector, user="ben"))
    anna.type("from Anna")
    ben.type("from Ben")
    assert {"from Anna", "from Ben"} <= set(anna.text) & set(ben.text)
    assert standin.users("k") == ["anna", "ben"]
    ben.type("lost in the browser", deliver=False)
    anna.close()
    ben.leave()
    sent = standin.record.callback(2, "k")
    assert sent.body["users"] == ["ben"]
    assert {"from Anna", "from Ben"} <= set(texts(get(sent.body["url"]), "docx"))
    assert [edit.text for edit in standin.record.edits.values()] == ["from Anna", "from Ben"]
    standin.settle()
    assert standin.held() == []


def test_who_comes_back_in_time_prevents_the_final_save(connector: Connector) -> None:
    with StandIn(Options(timings=Timings().scaled(0).with_(close=60))) as standin:
        user = standin.open(config(standin, connector))
        user.type("typed")
        user.leave()
        again = standin.open(config(standin, connector))
        assert "typed" in again.text
        assert not [sent for sent in standin.record.callbacks if sent.kind in (2, 4)]


def test_a_stored_key_is_refused_for_five_minutes(standin: StandIn, connector: Connector) -> None:
    user = standin.open(config(standin, connector))
    user.type("typed")
    user.close()
    standin.record.callback(2, "k")
    with pytest.raises(VersionChangedError):
        standin.open(config(standin, connector))
    standin.options.clock.advance(301)
    assert "typed" not in standin.open(config(standin, connector)).text


def test_a_clean_close_keeps_the_document_cached(standin: StandIn, connector: Connector) -> None:
    standin.open(config(standin, connector)).close()
    standin.record.callback(4, "k")
    standin.open(config(standin, connector))
    assert len(standin.record.downloads) == 1


def test_a_viewer_causes_no_callback(standin: StandIn, connector: Connector) -> None:
    viewer = standin.open(config(standin, connector, permissions={"edit": False}))
    viewer.type("not allowed")
    viewer.close()
    standin.settle()
    assert not standin.record.callbacks
    assert not standin.record.edits


def test_changes_that_can_not_be_assembled_stay_when_status_3_is_refused(
    standin: StandIn, connector: Connector
) -> None:
    connector.reply = lambda body: (422, b"", {}) if body["status"] == 3 else (200, b'{"error":0}', {})
    standin.faults.conversion()
    user = standin.open(config(standin, connector))
    user.type("kept")
    user.close()
    standin.record.callback(3, "k", accepted=False)
    standin.settle()
    assert not standin.forgotten
    assert standin.held() == ["kept"]
    user = standin.open(config(standin, connector))
    assert "kept" in user.text
    user.close()
    assert "kept" in texts(get(standin.record.callback(2, "k").body["url"]), "docx")
    standin.settle()
    assert standin.held() == []


def test_a_failed_conversion_may_leave_a_part(standin: StandIn, connector: Connector) -> None:
    standin.faults.conversion(times=2, partial=True)
    user = standin.open(config(standin, connector))
    user.type("part of it")
    user.force_save()
    assert "part of it" in texts(get(standin.record.callback(7, "k").body["url"]), "docx")
    user.close()
    assert "part of it" in texts(get(standin.record.callback(3, "k").body["url"]), "docx")


def test_an_edit_without_a_callback_url_is_forgotten(standin: StandIn, connector: Connector) -> None:
    given = config(standin, connector)
    del given["editorConfig"]["callbackUrl"]
    user = standin.open(signed(standin, given))
    user.type("typed")
    user.close()
    standin.record.wait_for(lambda: "k" in standin.forgotten)
    assert standin.held().count("typed") == 1


def change(given: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """``given`` with one field of it changed; None removes it."""
    *folders, name = path.split(".")
    inner = given
    for folder in folders:
        inner = inner[folder]
    if value is None:
        del inner[name]
    else:
        inner[name] = value
    return given


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("token", None, -20),
        ("token", "a.b.c", -20),
        ("document.key", "another", -20),
        ("document.url", "http://foreign.example/x.docx", -20),
        ("document.permissions", {"edit": True, "print": False}, -23),
        ("document.permissions", {"edit": 1}, -23),
        ("document.permissions", None, -23),
        ("editorConfig.callbackUrl", "http://foreign.example/", -20),
    ],
)
def test_a_config_that_its_token_does_not_hold_is_refused(
    standin: StandIn, connector: Connector, path: str, value: Any, code: int
) -> None:
    with pytest.raises(EditorError) as caught:
        standin.open(change(config(standin, connector), path, value))
    assert caught.value.code == code
    assert not connector.received


@pytest.mark.parametrize("claim", ["url", "key", "payload", "version"])
def test_a_config_token_with_foreign_claims_is_refused(standin: StandIn, connector: Connector, claim: str) -> None:
    given = config(standin, connector)
    with pytest.raises(EditorError) as caught:
        standin.open(signed(standin, {**given, claim: "x"}))
    assert caught.value.code == -20


def test_an_expired_config_token_is_refused(standin: StandIn, connector: Connector) -> None:
    given = config(standin, connector)
    standin.options.clock.advance(tokens.LIFETIME + tokens.LEEWAY + 2)
    with pytest.raises(EditorError) as caught:
        standin.open(given)
    assert caught.value.code == -21


def test_a_source_that_can_not_be_downloaded(standin: StandIn, connector: Connector) -> None:
    with pytest.raises(EditorError) as caught:
        standin.open(config(standin, connector, url=f"{connector.url}/missing.docx"))
    assert caught.value.code == -4
    assert [download.status for download in standin.record.downloads] == [404, 404, 404]
    assert [sent.kind for sent in (standin.record.callback(1), standin.record.callback(4))] == [1, 4]


def test_a_refused_status_1_warns_the_user(standin: StandIn, connector: Connector) -> None:
    connector.reply = lambda body: (500, b"", {})
    user = standin.open(config(standin, connector))
    standin.record.wait_for(lambda: {"type": "warning", "code": -101} in user.messages)


def test_the_command_service(standin: StandIn, connector: Connector) -> None:
    assert command(standin, c="version") == {"error": 0, "version": "9.3.0.138"}
    assert command(standin, c="license")["error"] == 0
    assert command(standin, c="nonsense", key="k") == {"error": 5}
    assert command(standin, c="getForgottenList") == {"error": 0, "keys": []}
    for name in ("info", "forcesave", "getForgotten", "deleteForgotten"):
        assert command(standin, c=name, key="unknown") == {"key": "unknown", "error": 1}
    for name in ("drop", "meta"):
        assert command(standin, c=name, key="unknown") == {"key": "unknown", "error": 0}

    user = standin.open(config(standin, connector))
    assert command(standin, c="forcesave", key="k")["error"] == 4
    user.type("pending", deliver=False)
    assert command(standin, c="forcesave", key="k")["error"] == 4, "the edit has not left the browser"
    user.deliver()
    assert command(standin, c="forcesave", key="k", userdata="mine")["error"] == 0
    assert standin.record.callback(6, "k").body["userdata"] == "mine"
    assert command(standin, c="meta", key="k", meta={"title": "Renamed.docx"})["error"] == 0
    standin.record.wait_for(lambda: {"type": "meta", "title": "Renamed.docx"} in user.messages)
    assert command(standin, c="drop", key="k", users=["u1"])["error"] == 0
    assert standin.record.callback(2, "k").body["notmodified"] is True


def test_commands_need_a_token(standin: StandIn) -> None:
    plain = {"Content-Type": "application/json"}
    body = json.dumps({"c": "version"}).encode()
    assert post_raw(standin, "/command", body, plain) == {"error": 6}
    assert post_raw(standin, "/command", b"not json", plain) == {"error": 6}
    claims = {"payload": {"c": "version"}}
    bearer = f"Bearer {tokens.sign(claims, standin.options.secret, standin.options.clock())}"
    assert post_raw(standin, "/command", b"{}", {**plain, "Authorization": bearer})["error"] == 0
    other = f"Bearer {tokens.sign(claims, 'another secret', standin.options.clock())}"
    assert post_raw(standin, "/command", b"{}", {**plain, "Authorization": other}) == {"error": 6}


def test_a_server_before_8_2_knows_only_the_old_paths(standin: StandIn) -> None:
    standin.options.old_command_paths = True
    for path in ("/command", "/converter"):
        assert status_of_post(standin, path) == 404
    assert post(standin, "/coauthoring/CommandService.ashx", c="version")["error"] == 0
    assert post(standin, "/ConvertService.ashx")["error"] == -7


def status_of_post(standin: StandIn, path: str) -> int:
    """The HTTP status of a POST that fails."""
    with pytest.raises(urllib.error.HTTPError) as caught:
        post(standin, path, c="version")
    with caught.value:
        return caught.value.code


def test_forgotten_files(standin: StandIn, connector: Connector) -> None:
    connector.reply = lambda body: (403, b"", {})
    user = standin.open(config(standin, connector))
    user.type("not lost")
    user.close()
    standin.record.wait_for(lambda: "k" in standin.forgotten)
    assert command(standin, c="getForgottenList")["keys"] == ["k"]
    found = command(standin, c="getForgotten", key="k")
    assert list(found) == ["key", "error", "url"]
    assert "not lost" in texts(get(found["url"]), "docx")
    assert command(standin, c="deleteForgotten", key="k") == {"key": "k", "error": 0}
    assert standin.held() == []


def test_result_addresses_are_signed_and_die(standin: StandIn, connector: Connector) -> None:
    user = standin.open(config(standin, connector))
    user.type("typed")
    user.force_save()
    url = standin.record.callback(6, "k").body["url"]
    assert status_of(url.replace("md5=", "md5=x")) == 403
    assert status_of(url.replace("output.docx?", "other.docx?")) == 403
    standin.options.clock.advance(902)
    assert status_of(url) == 410


def test_the_converter(standin: StandIn, connector: Connector) -> None:
    fields: dict[str, Any] = {"filetype": "docx", "outputtype": "txt", "key": "v1", "url": f"{connector.url}/file.docx"}
    done = post(standin, "/converter", **fields)
    assert (done["endConvert"], done["fileType"], done["percent"]) == (True, "txt", 100)
    assert b"Welcome" in get(done["fileUrl"])
    waiting: dict[str, Any] = {**fields, "async": True, "key": "v2"}
    answers = [post(standin, "/converter", **waiting)]
    while not answers[-1]["endConvert"]:
        answers.append(post(standin, "/converter", **waiting))
    assert answers[0] == {"endConvert": False, "percent": 0} and answers[-1]["percent"] == 100
    assert post(standin, "/converter", **{**fields, "key": "v3", "url": f"{connector.url}/missing"}) == {"error": -4}
    assert post(standin, "/converter", **{**fields, "key": "v3"})["endConvert"] is True
    for url in (f"{connector.url}/file.docx", f"{connector.url}/other.docx"):  # a failure is remembered by its key
        assert post(standin, "/converter", **{**fields, "key": "v4", "outputtype": "mp3", "url": url}) == {"error": -3}
    assert post_raw(standin, "/converter", b"{}", {"Accept": "application/json"}) == {"error": -8}
    connector.files["/locked.docx"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted"
    locked = {**fields, "key": "v5", "url": f"{connector.url}/locked.docx"}
    assert post(standin, "/converter", **locked) == {"error": -5}
    assert post(standin, "/converter", **locked, password="guessed") == {"error": -5}
    assert post(standin, "/converter", **locked, password="secret")["endConvert"] is True
    request = urllib.request.Request(f"{standin.url}/ConvertService.ashx", b"{}", {"Accept": "text/xml"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.read() == b'<?xml version="1.0" encoding="utf-8"?><FileResult><Error>-8</Error></FileResult>'


@pytest.mark.parametrize("kind", ["lose", "lose-answer"])
def test_a_lost_callback_is_sent_again(standin: StandIn, connector: Connector, kind: Any) -> None:
    standin.faults.callback(kind, status=2)
    user = standin.open(config(standin, connector))
    user.type("typed")
    user.close()
    assert standin.record.callback(2, "k").attempt == 2
    assert len(connector.callbacks(2)) == (1 if kind == "lose" else 2)


def test_a_doubled_callback_arrives_twice(standin: StandIn, connector: Connector) -> None:
    standin.faults.callback("double", status=6)
    user = standin.open(config(standin, connector))
    user.type("typed")
    user.force_save()
    standin.settle()
    assert [one.json["status"] for one in connector.callbacks(6)] == [6, 6]


@pytest.mark.parametrize(("kind", "freed"), [("hold", True), ("reorder", False), ("delay", False)])
def test_a_callback_that_comes_late(standin: StandIn, connector: Connector, kind: Any, freed: bool) -> None:
    standin.faults.callback(kind, status=1, seconds=0.3)
    user = standin.open(config(standin, connector))
    user.close()
    standin.record.callback(4, "k")
    if freed:
        assert not connector.callbacks(1)
        standin.release()
    standin.settle()
    assert [one.json["status"] for one in connector.callbacks()] == [4, 1]


@pytest.mark.parametrize("kind", ["wrong-secret", "unsigned", "expired"])
def test_a_callback_with_a_bad_token(standin: StandIn, connector: Connector, kind: Any) -> None:
    standin.faults.callback(kind, status=1)
    standin.open(config(standin, connector))
    token = standin.record.callback(1).body["token"]
    with pytest.raises(tokens.TokenInvalidError):
        tokens.verify(token, standin.options.secret, standin.options.clock())
    assert tokens.claims_of(token)["key"] == "k"


def test_a_callback_without_a_token_and_one_that_was_tampered_with(standin: StandIn, connector: Connector) -> None:
    standin.faults.callback("no-token", status=1)
    standin.faults.callback("tampered", status=4)
    standin.open(config(standin, connector)).close()
    standin.settle()
    joined, left = connector.callbacks()
    assert "token" not in joined.json
    assert "Authorization" not in joined.header
    assert left.json["key"] == "k-other"
    assert tokens.verify(left.json["token"], standin.options.secret, standin.options.clock())["key"] == "k"


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("html", {}),
        ("empty", {}),
        ("corrupt", {}),
        ("status", {"code": 503}),
        ("redirect", {"target": "http://127.0.0.1:9/"}),
        ("truncated", {}),
        ("foreign-host", {"target": "http://foreign.example:81"}),
        ("wrong-type", {"target": "txt"}),
    ],
)
def test_results_that_are_bad(standin: StandIn, connector: Connector, kind: Any, given: dict[str, Any]) -> None:
    standin.faults.result(kind, **given)
    user = standin.open(config(standin, connector))
    user.type("typed")
    user.force_save()
    body = standin.record.callback(6, "k").body
    if kind == "html":
        assert b"Sign in" in get(body["url"])
    elif kind == "empty":
        assert get(body["url"]) == b""
    elif kind == "corrupt":
        assert get(body["url"])[:4] == b"PK\x03\x04"
    elif kind == "status":
        assert status_of(body["url"]) == 503
    elif kind in ("redirect", "truncated"):
        with pytest.raises(OSError):  # what http.client makes of a cut connection, and of nobody at the target
            try:
                get(body["url"])
            except Exception as error:
                raise OSError from error
    elif kind == "foreign-host":
        assert body["url"].startswith("http://foreign.example:81/cache/files/data/k_")
    else:
        assert body["filetype"] == "txt"
    user.type("more")
    user.force_save()
    good = standin.record.callback(6, "k", skip=1).body
    assert "more" in texts(get(good["url"]), "docx")


def test_an_outage_keeps_what_had_reached_docs(standin: StandIn, connector: Connector) -> None:
    user = standin.open(config(standin, connector))
    user.type("before the outage")
    with standin.outage():
        with pytest.raises(urllib.error.URLError):
            get(f"{standin.url}/healthcheck")
        user.type("into the void")
        assert standin.held() == ["before the outage"]
    assert get(f"{standin.url}/healthcheck") == b"true"
    sent = standin.record.callback(2, "k")
    assert "before the outage" in texts(get(sent.body["url"]), "docx")
    standin.settle()
    assert standin.held() == []


def test_the_header_token_loses_the_long_fields(standin: StandIn, connector: Connector) -> None:
    users = [standin.open(config(standin, connector, user=f"user-{number}")) for number in range(2)]
    for _ in range(30):
        for user in users:
            user.type("typed")
    for user in users:
        user.close()
    sent = standin.record.callback(2, "k")
    header = tokens.claims_of(sent.headers["Authorization"])["payload"]
    assert "history" not in header
    assert "changesurl" not in header
    assert tokens.claims_of(sent.body["token"])["history"] == sent.body["history"]
    assert len(sent.body["history"]["changes"]) == 60


def test_another_header_and_a_public_address_under_a_path(connector: Connector) -> None:
    options = Options(
        timings=Timings().scaled(0), jwt_header="AuthorizationJwt", public_url="https://docs.example/office"
    )
    with StandIn(options) as standin:
        user = standin.open(config(standin, connector))
        user.type("typed")
        user.close()
        sent = standin.record.callback(2, "k")
        assert sent.body["url"].startswith("https://docs.example/office/cache/files/data/k_")
        assert sent.headers["AuthorizationJwt"].startswith("Bearer ")
        assert connector.received[0].header["AuthorizationJwt"].startswith("Bearer ")


def test_without_a_secret_nothing_is_signed(connector: Connector) -> None:
    with StandIn(Options(timings=Timings().scaled(0), secret="")) as standin:
        given = config(standin, connector)
        del given["token"]
        standin.open(given).close()
        standin.settle()
        assert all("token" not in one.json for one in connector.callbacks())
        assert all("Authorization" not in one.header for one in connector.received)


def test_it_can_be_controlled_over_http(standin: StandIn, connector: Connector) -> None:
    order = {"kind": "lose", "status": 1}
    assert post_raw(standin, "/standin/fault/callback", json.dumps(order).encode(), {}) == {"ok": True}
    standin.open(config(standin, connector))
    standin.record.callback(1, accepted=False)
    state = json.loads(get(f"{standin.url}/standin/state"))
    assert state["rooms"] == {"k": ["u1"]}
    assert [sent["accepted"] for sent in state["callbacks"]] == [False]
