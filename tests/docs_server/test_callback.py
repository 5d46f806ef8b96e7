"""What is read from the claims of a callback, of which Docs may send any type."""

from __future__ import annotations

from typing import Any

import pytest

from jupyter_onlyoffice.docs_server.callback import MAX_LIST, Callback, CallbackStatus, ForceSaveType
from jupyter_onlyoffice.errors import BadRequestError

ODD: list[Any] = [None, True, False, 5, 2.5, "", [], [1, None], {}, {"a": 1}, 10**30]
NO_TEXT: list[Any] = [None, 5, []]
EMPTY: list[Any] = [None, "", 0, [], {}, False]
NO_ADDRESS: list[Any] = [5, True, [1], {"a": 1}, "http://docs/half\ud800"]


def read(**claims: Any) -> Callback:
    return Callback.of_claims({"key": "k", "status": 2, **claims})


def history(*users: str) -> dict[str, Any]:
    return {"history": {"changes": [{"user": {"id": user}} for user in users], "serverVersion": "9.3.0"}}


def test_all_that_docs_tells_is_read() -> None:
    changes = [{"created": "2026-11-21 19:30:34", "user": {"id": "ann", "name": "Ann"}}]
    assert Callback.of_claims(
        {
            "key": "k",
            "status": 6,
            "url": "http://docs/result",
            "filetype": "DOCX",
            "users": ["bob"],
            "history": {"changes": changes, "serverVersion": "9.3.0"},
            "changesurl": "http://docs/changes",
            "notmodified": True,
            "forcesavetype": 3,
            "lastsave": "2026-11-21T19:30:34.000Z",
            "userdata": "of an order",
            "formsdataurl": "http://docs/answers",
            "actions": [{"type": 0, "userid": "bob"}],
        }
    ) == Callback(
        key="k",
        status=CallbackStatus.FORCE_SAVED,
        url="http://docs/result",
        filetype="docx",
        users=("bob",),
        authors=("ann",),
        not_modified=True,
        force_save_type=ForceSaveType.FORM_SUBMITTED,
        last_save="2026-11-21T19:30:34.000Z",
        userdata="of an order",
        form_answers_url="http://docs/answers",
        changes_url="http://docs/changes",
        changes=tuple(changes),
        server_version="9.3.0",
    )


def test_what_is_not_told_is_empty() -> None:
    assert Callback.of_claims({"key": "k", "status": 4}) == Callback("k", CallbackStatus.CLOSED_UNCHANGED)


@pytest.mark.parametrize("status", [1, 2, 3, 4, 6, 7])
def test_a_status_is_known_by_its_name(status: int) -> None:
    found = read(status=status).status
    assert isinstance(found, CallbackStatus) and found == status


@pytest.mark.parametrize("status", [0, 5, 8, -1, 10**30])
def test_a_status_of_a_newer_docs_is_its_number(status: int) -> None:
    found = read(status=status).status
    assert not isinstance(found, CallbackStatus) and found == status


@pytest.mark.parametrize("claims", [{"status": 2}, {"key": "k"}, *({"key": value, "status": 2} for value in NO_TEXT)])
def test_a_callback_without_a_key_or_a_status_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(BadRequestError) as refusal:
        Callback.of_claims(claims)
    assert refusal.value.reason == "callback.incomplete"


@pytest.mark.parametrize("status", [None, True, "2", 2.0, [2], {}])
def test_a_status_that_is_no_number_is_refused(status: object) -> None:
    with pytest.raises(BadRequestError) as refusal:
        read(status=status)
    assert refusal.value.reason == "callback.incomplete"


@pytest.mark.parametrize("name", ["filetype", "users", "history", "userdata", "formsdataurl", "changesurl", "actions"])
def test_a_field_of_another_type_counts_as_not_told(name: str) -> None:
    for value in ODD:
        assert read(**{name: value}) == read(), value


@pytest.mark.parametrize("name", ["changes", "serverVersion", "anything"])
def test_a_part_of_the_history_of_another_type_counts_as_not_told(name: str) -> None:
    for value in ODD:
        assert read(history={name: value}) == read(), value


def test_only_true_is_unchanged() -> None:
    assert [value for value in ODD if read(notmodified=value).not_modified] == [True]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        *((number, ForceSaveType(number)) for number in range(4)),
        (4, None),
        (-1, None),
        ("1", None),
        ([3], None),
        ({}, None),
    ],
)
def test_a_type_of_force_save_that_is_unknown_is_none(told: object, found: ForceSaveType | None) -> None:
    assert read(forcesavetype=told).force_save_type is found


@pytest.mark.parametrize(("told", "found"), [(None, ""), ("", ""), (0, ""), (5, "5"), ([1], ""), ({"a": 1}, "")])
def test_the_time_of_the_youngest_edit_is_text(told: object, found: str) -> None:
    assert read(lastsave=told).last_save == found


def test_an_address_that_is_none_is_told_apart_from_one_that_can_not_be_used() -> None:
    assert [read(url=value).url for value in EMPTY] == [""] * 6
    assert [read(url=value).url for value in NO_ADDRESS] == [None] * 5
    for callback in (read(), read(url=5)):
        with pytest.raises(BadRequestError) as refusal:
            callback.result_url()
        assert refusal.value.reason == "callback.no-address"


def test_a_list_of_changes_is_kept_up_to_its_limit_and_its_authors_in_any_case() -> None:
    change = {"user": {"id": "ann"}, "text": ""}
    fits = {**change, "text": "x" * (MAX_LIST - 100)}
    assert read(history={"changes": [fits]}).changes == (fits,)
    longer = read(history={"changes": [{**change, "text": "x" * MAX_LIST}]})
    assert (longer.changes, longer.authors) == ((), ("ann",))
    one_is_none = read(history={"changes": [change, 5]})
    assert (one_is_none.changes, one_is_none.authors) == ((), ("ann",))


def test_changes_that_are_nested_too_deeply_are_left_out() -> None:
    deep: list[Any] = []
    for _ in range(200_000):
        deep = [deep]
    callback = read(url="http://docs/result", history={"changes": [{"user": {"id": "ann"}, "deep": deep}]})
    assert (callback.changes, callback.authors, callback.url) == ((), ("ann",), "http://docs/result")


@pytest.mark.parametrize(
    ("claims", "authors"),
    [
        ({"status": 2, "users": ["bob"], "notmodified": False, **history("ann", "bob", "ann")}, ["ann", "bob"]),
        ({"status": 6, "users": ["ann"]}, ["ann"]),
        ({"status": 2, "users": ["ann"], "notmodified": False, "history": {}}, ["ann"]),
        ({"status": 2, "users": ["who closed it"], "notmodified": None, "history": {}}, []),
        ({"status": 2, "users": "ann", "notmodified": False, "history": {"changes": [1, {"user": 2}, {}]}}, []),
        ({"status": 6, "history": {"changes": [{"user": {"id": 7}}, {"user": {"id": ""}}]}}, []),
    ],
)
def test_who_edited_is_read_from_what_docs_tells(claims: dict[str, Any], authors: list[str]) -> None:
    assert list(Callback.of_claims({"key": "k", **claims}).authors) == authors
