"""The config of an editor, and its signature."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_onlyoffice.editor.config import Document, Person, Preferences, editor_config
from jupyter_onlyoffice.editor.permissions import Mode, most, narrowed
from jupyter_onlyoffice.editor.settings import Policy
from jupyter_onlyoffice.formats import FORMATS

SECRET = "0123456789abcdef0123456789abcdef"
NOW = 1_800_000_000.0
PERSON = Person("id-1", "Ann")
PREFERENCES = Preferences()
POLICY = Policy()


def document(name: str = "report.docx", ext: str = "docx") -> Document:
    return Document(
        "inst-1",
        name,
        FORMATS[ext],
        "http://j/onlyoffice/download?token=d",
        "http://j/onlyoffice/callback?token=c",
    )


def made(
    mode: Mode = "edit",
    preferences: Preferences = PREFERENCES,
    name: str = "report.docx",
    ext: str = "docx",
    person: Person = PERSON,
    policy: Policy = POLICY,
    force: bool = True,
    major: int | None = None,
    **permissions: Any,
) -> dict[str, Any]:
    granted = {**narrowed(most(FORMATS[ext], True), mode), **permissions}
    return editor_config(document(name, ext), person, mode, granted, preferences, policy, force, major)


def test_a_document_for_editing() -> None:
    config = made(preferences=Preferences("de-DE", dark=True))
    assert config["documentType"] == "word"
    assert config["document"]["key"] == "inst-1"
    assert config["document"]["fileType"] == "docx"
    assert config["document"]["permissions"]["edit"] is True
    assert "isForm" not in config["document"]
    editor = config["editorConfig"]
    assert editor["mode"] == "edit"
    assert editor["lang"] == "de-DE"
    assert editor["callbackUrl"].endswith("token=c")
    assert editor["user"] == {"id": "id-1", "name": "Ann"}
    assert editor["customization"]["forcesave"] is True
    assert editor["customization"]["uiTheme"] == "default-dark"
    assert "integrationMode" not in editor["customization"]


@pytest.mark.parametrize("mode", ["view", "embedded"])
def test_a_viewer_gets_no_callback(mode: Mode) -> None:
    config = made(mode)
    assert config["editorConfig"]["mode"] == "view"
    assert "callbackUrl" not in json.dumps(config)
    assert config["editorConfig"]["customization"]["forcesave"] is False
    assert config["editorConfig"]["customization"]["uiTheme"] == "default-light"
    assert config["type"] == ("embedded" if mode == "embedded" else "desktop")


def test_a_viewer_sees_what_others_type() -> None:
    assert made("view")["editorConfig"]["coEditing"] == {"mode": "fast", "change": False}
    fixed = made("view", policy=Policy({"coEditing": "strict"}))
    assert fixed["editorConfig"]["coEditing"] == {"mode": "fast", "change": False}


@pytest.mark.parametrize("mode", ["review", "comment", "fill"])
def test_whoever_changes_something_edits_as_far_as_they_may(mode: Mode) -> None:
    config = made(mode)
    assert config["editorConfig"]["mode"] == "edit"
    assert config["editorConfig"]["callbackUrl"]
    assert config["document"]["permissions"]["edit"] is False


@pytest.mark.parametrize(("major", "kind"), [(None, "pdf"), (9, "pdf"), (8, "pdf"), (7, "word")])
def test_a_pdf_has_its_own_type_where_docs_knows_it(major: int | None, kind: str) -> None:
    config = made("view", name="a.pdf", ext="pdf", major=major)
    assert config["documentType"] == kind
    assert config["document"]["isForm"] is False


def test_co_editing_is_always_said_and_open_to_the_user_unless_fixed() -> None:
    assert made()["editorConfig"]["coEditing"] == {"mode": "fast", "change": True}
    strict = Preferences(editor={"coEditing": "strict", "autosave": False})
    editor = made(preferences=strict)["editorConfig"]
    assert editor["coEditing"] == {"mode": "strict", "change": True}
    assert editor["customization"]["autosave"] is False
    fixed = made(preferences=strict, policy=Policy({"coEditing": "fast"}))["editorConfig"]
    assert fixed["coEditing"] == {"mode": "fast", "change": False}


def test_the_administrators_theme_goes_before_jupyterlabs() -> None:
    def theme(policy: Policy) -> str:
        config = made(preferences=Preferences(dark=True), policy=policy)
        return str(config["editorConfig"]["customization"]["uiTheme"])

    assert theme(Policy()) == "default-dark"
    assert theme(Policy({"theme": "light"})) == "default-light"


def test_the_editor_has_a_cross_and_a_star_and_no_way_out_of_jupyterlab() -> None:
    config = made(preferences=Preferences(favorite=False))
    assert config["editorConfig"]["customization"]["close"] == {"visible": True}
    assert config["document"]["info"] == {"favorite": False}
    assert "goback" not in config["editorConfig"]["customization"]
    assert "info" not in made()["document"]


def test_the_groups_of_a_person_are_told_only_where_they_count() -> None:
    ann = Person("id-1", "Ann", ("legal", "hr"))
    assert "group" not in made(person=ann)["editorConfig"]["user"]
    assert made(person=ann, reviewGroups=["legal"])["editorConfig"]["user"]["group"] == "legal,hr"
    assert "group" not in made(reviewGroups=["legal"])["editorConfig"]["user"]


@given(st.text(min_size=1, max_size=300))
def test_a_title_fits_and_keeps_its_extension(stem: str) -> None:
    title = made(name=stem + ".docx")["document"]["title"]
    assert len(title) <= 128 and title.endswith(".docx")


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("de", "de"), ("zh_Hans_CN", "zh-Hans-CN"), ("", "en"), ("<script>", "en"), ("x" * 500, "en")],
)
def test_a_language_that_is_none_becomes_english(lang: str, expected: str) -> None:
    assert Preferences.of(lang, "light").lang == expected
    assert Preferences.of(lang, "dark").dark is True


@pytest.mark.parametrize(("given", "expected"), [("true", True), ("false", False), ("", None), ("yes", None)])
def test_a_star_is_lit_dark_or_not_there(given: str, expected: bool | None) -> None:
    assert Preferences.of("en", "light", favorite=given).favorite is expected
