"""The permissions of the editor."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_onlyoffice.editor import permissions
from jupyter_onlyoffice.editor.permissions import ALLOWING, Mode, changed, modes, most, narrowed, wrong
from jupyter_onlyoffice.formats import FORMATS

DOCX, XLSX, DOC = FORMATS["docx"], FORMATS["xlsx"], FORMATS["doc"]
FORM = replace(DOCX, fill=True)
flags = st.dictionaries(st.sampled_from(sorted(ALLOWING)), st.booleans())


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"download": False, "print": True, "editCommentAuthorOnly": True},
        {"reviewGroups": ["a", ""], "userInfoGroups": []},
        {"commentGroups": {"view": ["a"], "edit": [], "remove": [""]}},
    ],
)
def test_what_the_api_documents_is_right(changes: dict[str, Any]) -> None:
    assert wrong(changes) is None


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"downlaod": False}, "downlaod"),
        ({"download": "no"}, "True or False"),
        ({"download": 0}, "True or False"),
        ({"reviewGroups": "a"}, "list of groups"),
        ({"userInfoGroups": [1]}, "list of groups"),
        ({"commentGroups": ["a"]}, "dictionary"),
        ({"commentGroups": {"see": ["a"]}}, "dictionary"),
        ({"commentGroups": {"view": "a"}}, "dictionary"),
        ({3: True}, "no permission"),
        (["edit"], "no dictionary"),
        (True, "no dictionary"),
    ],
)
def test_anything_else_is_named(changes: object, named: str) -> None:
    assert named in (wrong(changes) or "")


@given(st.sampled_from(sorted(FORMATS)), st.booleans(), flags, flags)
def test_nothing_reaches_beyond_the_limit(ext: str, writable: bool, first: Any, second: Any) -> None:
    limit = most(FORMATS[ext], writable)
    granted = changed(changed(limit, first, limit), second, limit)
    assert all(limit[name] or not granted[name] for name in ALLOWING)
    for mode in modes(granted, FORMATS[ext]):
        told = narrowed(granted, mode)
        assert all(granted[name] or not told[name] for name in ALLOWING)
        if not writable:
            assert mode == "view" and not any(told[name] for name in ("edit", "review", "comment", "fillForms"))


def test_without_edit_goes_what_is_not_named_itself() -> None:
    limit = most(DOCX, True)
    assert modes(changed(limit, {"edit": False}, limit), DOCX) == ["view"]
    assert modes(changed(limit, {"edit": False, "comment": True}, limit), DOCX) == ["comment", "view"]
    assert modes(changed(limit, {"edit": False, "review": True}, limit), DOCX) == ["review", "view"]
    assert modes(changed(limit, {"edit": False, "fillForms": True}, limit), FORM) == ["fill", "view"]


def test_the_modes_are_those_of_the_format() -> None:
    assert modes(most(FORM, True), FORM) == ["edit", "review", "fill", "comment", "view"]
    assert modes(most(DOCX, True), DOCX) == ["edit", "review", "comment", "view"]
    assert modes(most(XLSX, True), XLSX) == ["edit", "comment", "view"]
    assert modes(most(DOC, True), DOC) == ["view"]


@pytest.mark.parametrize(
    ("mode", "kept"),
    [
        ("edit", {"edit", "review", "comment", "fillForms"}),
        ("review", {"review", "comment"}),
        ("comment", {"comment"}),
        ("fill", {"fillForms"}),
        ("embedded", set()),
    ],
)
def test_a_mode_leaves_what_belongs_to_it(mode: Mode, kept: set[str]) -> None:
    told = narrowed(most(DOCX, True), mode)
    assert {name for name in ("edit", "review", "comment", "fillForms") if told[name]} == kept
    assert told["download"] and told["print"] and told["copy"]


@pytest.mark.parametrize("mode", get_args(Mode))
def test_every_mode_keeps_the_groups_that_somebody_may_work_on(mode: Mode) -> None:
    restricted = {"reviewGroups": ["legal"], "userInfoGroups": [], "commentGroups": {"edit": ["hr"]}}
    told = narrowed({**most(DOCX, True), **restricted, "editCommentAuthorOnly": True}, mode)
    assert {name: told[name] for name in restricted} == restricted
    assert told["editCommentAuthorOnly"] is True


def test_who_views_by_choice_may_still_ask_for_more() -> None:
    assert narrowed(most(DOCX, True), "view")["edit"] is True
    assert narrowed(most(DOCX, False), "view")["edit"] is False


def test_the_least_is_reading() -> None:
    assert modes(permissions.least(), DOCX) == ["view"]
    assert not any(permissions.least().values())
