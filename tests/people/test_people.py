"""People who can be mentioned, and the mentions that wait for them."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from tornado.httpclient import HTTPClientError, HTTPResponse

from jupyter_onlyoffice.editor.config import ActionLink
from jupyter_onlyoffice.errors import BadRequestError
from jupyter_onlyoffice.features.mentions import action_of
from jupyter_onlyoffice.people.directory import MOST_MENTIONS, Mention, Person, SqlitePeople
from jupyter_onlyoffice.people.provider import Provider
from jupyter_onlyoffice.services import Services

from ..identity import OneUser

Fetch = Callable[..., Awaitable[HTTPResponse]]
PLACE: ActionLink = {"action": {"type": "comment", "data": "1_5"}}


def people(folder: Path, provider: Provider | None = None, scope: str = "/") -> SqlitePeople:
    return SqlitePeople(
        folder / "people.sqlite", scope, lambda username: f"id-{username}", provider, logging.getLogger()
    )


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[SqlitePeople]:
    store = people(tmp_path)
    store.saw("zoe", "Zoë Quill", "https://example.com/zoe.png")
    store.saw("bob@example.com", "Bob")
    store.saw("Ann O'Hara", "Ann O'Hara")
    yield store
    store.close()


def test_everybody_who_opened_a_document_is_found_by_name(seen: SqlitePeople) -> None:
    assert [person.name for person in seen.find()] == ["Ann O'Hara", "Bob", "Zoë Quill"]
    assert [person.name for person in seen.find("quI")] == ["Zoë Quill"]
    assert seen.find("nobody") == []


def test_a_new_name_takes_the_place_of_the_old(seen: SqlitePeople) -> None:
    seen.saw("zoe", "Zoë Q.")
    assert [person.name for person in seen.find("zo")] == ["Zoë Q."]


def test_somebody_without_an_address_gets_one_of_their_name_that_docs_recognises(seen: SqlitePeople) -> None:
    seen.saw("ad1fb1e2", "山田")  # no letters of an address
    assert [person.email for person in seen.find()] == [
        "Ann.O.Hara@users.jupyter",
        "Bob@users.jupyter",
        "Zoe.Quill@users.jupyter",
        "ad1fb1e2@users.jupyter",
    ]


def test_people_of_one_name_have_an_address_each(seen: SqlitePeople) -> None:
    seen.saw("bob2", "Bob")
    both = {person.id: person.email for person in seen.find("bob")}
    assert both["id-bob2"] != both["id-bob@example.com"] and all(one.startswith("Bob.") for one in both.values())
    assert {person.id: person.email for person in seen.get(list(both))} == both
    assert [person.id for email in both.values() for person in seen.find(email)] == list(both)


def test_pictures_are_addresses_of_pictures(seen: SqlitePeople) -> None:
    seen.saw("eve", "Eve", "javascript:alert(1)")
    assert [one.as_json() for one in seen.get(["id-zoe", "id-eve", "id-unknown"])] == [
        {
            "id": "id-zoe",
            "name": "Zoë Quill",
            "email": "Zoe.Quill@users.jupyter",
            "image": "https://example.com/zoe.png",
        },
        {"id": "id-eve", "name": "Eve", "email": "Eve@users.jupyter"},
    ]


def test_the_administrators_function_finds_more_people(tmp_path: Path) -> None:
    def company(text: str) -> list[dict[str, str]]:
        return [{"username": "kim", "name": "Kim", "email": "kim@example.com"}, {"name": "nameless"}]

    store = people(tmp_path, company)
    store.saw("bob", "Bob")
    assert store.find("k") == [Person("id-kim", "Kim", "kim@example.com")]
    assert len(store.find()) == 2
    store.close()


def test_a_function_that_fails_leaves_those_who_were_here(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def broken(text: str) -> list[dict[str, str]]:
        raise RuntimeError("the directory is down")

    store = people(tmp_path, broken)
    store.saw("bob", "Bob")
    assert [person.name for person in store.find()] == ["Bob"]
    assert "people_provider" in caplog.text
    store.close()


def test_mentions_wait_for_their_recipient_across_a_restart_and_a_rename(tmp_path: Path) -> None:
    store = people(tmp_path)
    store.add_mention("id-zoe", Mention("a/report.docx", "Bob", "look", PLACE, "2026-01-01T00:00:00+00:00"))
    store.moved("a", "b")
    store.close()
    store = people(tmp_path)
    ((number, mention),) = store.mentions("id-zoe")
    assert mention == Mention("b/report.docx", "Bob", "look", PLACE, "2026-01-01T00:00:00+00:00")
    assert store.mentions("id-bob") == []
    store.forget_mentions("id-bob", [number])
    assert store.mentions("id-zoe")
    store.forget_mentions("id-zoe", [number])
    assert store.mentions("id-zoe") == []
    store.close()


def test_mentions_that_a_newer_release_wrote_are_read_and_broken_ones_keep_no_other_from_it(tmp_path: Path) -> None:
    store = people(tmp_path)
    for message in ("newer", "broken", "last"):
        store.add_mention("id-bob", Mention("report.docx", "Ann", message, None, "2026-01-01T00:00:00Z"))
    change = "UPDATE mentions SET record = json_set(record, '$.seen', 1) WHERE record LIKE '%newer%'"
    store._records.db.execute(change)
    store._records.db.execute("UPDATE mentions SET record = '{}' WHERE record LIKE '%broken%'")
    assert [found.message for _, found in store.mentions("id-bob")] == ["newer", "last"]
    store.close()


def test_only_so_many_mentions_wait(tmp_path: Path) -> None:
    store = people(tmp_path)
    for number in range(MOST_MENTIONS + 5):
        store.add_mention("id-zoe", Mention("a.docx", "Bob", str(number), None, ""))
    waiting = store.mentions("id-zoe")
    assert len(waiting) == MOST_MENTIONS and waiting[0][1].message == "5"
    store.close()


@pytest.mark.parametrize("found", [{"action": {"type": "page"}}, {"action": {"type": "comment", "data": 5}}, "x", {}])
def test_what_leads_to_no_place_is_refused(found: object) -> None:
    with pytest.raises(BadRequestError):
        action_of(found)


def test_a_place_is_taken_over_without_anything_else() -> None:
    assert action_of({**PLACE, "more": 1}) == PLACE
    assert action_of(None) is None


# --- the routes -------------------------------------------------------------------------------------------------


@pytest.fixture
def jp_server_config(tmp_path: Path) -> dict[str, object]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}, "identity_provider_class": OneUser},
        "OnlyOffice": {
            "docs_url": "http://docs.example",
            "jwt_secret": "realdocs-secret-0123456789abcdef0123456789",
            "data_dir": str(tmp_path / "data"),
            "people_provider": lambda text: [
                {"username": "kim", "name": "Kim", "email": "kim@example.com"},
                *([{"username": "u7", "name": "Lee Park"}] if text in "Lee" else []),
            ],
        },
    }


async def mention(jp_fetch: Fetch, **fields: object) -> dict[str, list[str]]:
    body = {"path": "report.docx", "emails": ["kim@example.com"], "message": "look here", "action": PLACE, **fields}
    response = await jp_fetch("onlyoffice", "mentions", method="POST", body=json.dumps(body))
    told: dict[str, list[str]] = json.loads(response.body)
    return told


async def test_whoever_opens_a_document_can_be_mentioned(
    jp_fetch: Fetch, jp_root_dir: Path, services: Services
) -> None:
    (jp_root_dir / "report.docx").write_bytes(b"")
    opened = await jp_fetch("onlyoffice", "open", params={"path": "report.docx", "action": json.dumps(PLACE)})
    config = json.loads(opened.body)["config"]
    assert config["editorConfig"]["actionLink"] == PLACE
    me = config["editorConfig"]["user"]
    found = json.loads((await jp_fetch("onlyoffice", "people", params={"id": me["id"]})).body)["users"]
    assert found == [{"email": "Zoe@users.jupyter", "image": "https://example.com/zoe.png", **me}]
    listed = json.loads((await jp_fetch("onlyoffice", "people", params={"search": "ki", "from": "0"})).body)["users"]
    assert [one["name"] for one in listed] == ["Kim"]
    assert json.loads((await jp_fetch("onlyoffice", "people", params={"from": "100"})).body)["users"] == []


async def test_a_mention_reaches_its_recipient_and_nobody_else(
    jp_fetch: Fetch, jp_root_dir: Path, services: Services
) -> None:
    (jp_root_dir / "report.docx").write_bytes(b"")
    told = await mention(jp_fetch, emails=["KIM@example.com", "nobody@example.com"])
    assert told == {"told": ["Kim"], "unknown": ["nobody@example.com"]}
    assert json.loads((await jp_fetch("onlyoffice", "mentions")).body) == {"mentions": []}  # not mine
    kim = services.shared.links.user_id("kim")
    (waiting,) = await services.features.mentions.waiting(kim)
    assert waiting["path"] == "report.docx" and waiting["message"] == "look here" and waiting["action"] == PLACE
    await services.features.mentions.seen(kim, [waiting["number"]])
    assert await services.features.mentions.waiting(kim) == []


async def test_a_mention_says_the_name_of_whom_it_means(jp_fetch: Fetch, jp_root_dir: Path, services: Services) -> None:
    (jp_root_dir / "report.docx").write_bytes(b"")
    (lee,) = json.loads((await jp_fetch("onlyoffice", "people", params={"search": "Lee"})).body)["users"]
    assert lee["email"] == "Lee.Park@users.jupyter"
    told = await mention(
        jp_fetch, emails=[lee["email"], "kim@example.com"], message=f"+{lee['email']} and +kim@example.com, look"
    )
    assert told == {"told": ["Lee Park", "Kim"], "unknown": []}
    (waiting,) = await services.features.mentions.waiting(services.shared.links.user_id("u7"))
    assert waiting["message"] == "@Lee Park and @Kim, look"


async def test_the_user_sees_their_own_mentions_once(jp_fetch: Fetch, services: Services, jp_root_dir: Path) -> None:
    (jp_root_dir / "report.docx").write_bytes(b"")
    await jp_fetch("onlyoffice", "open", params={"path": "report.docx"})
    (me,) = json.loads((await jp_fetch("onlyoffice", "people", params={"search": "zoe"})).body)["users"]
    await mention(jp_fetch, emails=[me["email"]])
    (waiting,) = json.loads((await jp_fetch("onlyoffice", "mentions")).body)["mentions"]
    body = json.dumps({"seen": [waiting["number"], "x"]})
    await jp_fetch("onlyoffice", "mentions", method="POST", body=body)
    assert json.loads((await jp_fetch("onlyoffice", "mentions")).body) == {"mentions": []}


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"path": "missing.docx"}, 404), ({"emails": "kim"}, 400), ({"emails": [1]}, 400), ({"action": {"a": 1}}, 400)],
)
async def test_a_mention_that_makes_no_sense_is_refused(jp_fetch: Fetch, fields: dict[str, object], code: int) -> None:
    with pytest.raises(HTTPClientError) as caught:
        await mention(jp_fetch, **fields)
    assert caught.value.code == code


@pytest.mark.parametrize("action", ["{", json.dumps({"action": {"type": "page"}})])
async def test_a_broken_place_in_the_address_is_told(jp_fetch: Fetch, jp_root_dir: Path, action: str) -> None:
    (jp_root_dir / "report.docx").write_bytes(b"")
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch("onlyoffice", "open", params={"path": "report.docx", "action": action})
    assert caught.value.code == 400
