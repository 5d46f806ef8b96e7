"""The settings of the editor: the user's, and the administrator's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jupyter_onlyoffice.editor.settings import DEFAULTS, MAX_LENGTH, Policy, accepted, customization, read, wrong


def test_the_defaults_are_settings() -> None:
    assert wrong(DEFAULTS) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("coEditing", "slow"),
        ("autosave", "yes"),
        ("compactHeader", 1),
        ("zoom", 5),
        ("zoom", 501),
        ("zoom", True),
        ("zoom", "100"),
        ("unit", "mile"),
        ("theme", None),
        ("coEditing", ["fast"]),
        ("customization", {}),
    ],
)
def test_what_can_not_be_used_is_left_out_and_named(name: str, value: object) -> None:
    values = {name: value, "unit": "pt"} if name != "unit" else {name: value, "zoom": 50}
    assert wrong(values) == [name]
    assert name not in accepted(values) and len(accepted(values)) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '"x"', json.dumps({"unit": "cm", "x": "y" * MAX_LENGTH})])
def test_a_browser_that_sends_nonsense_gets_the_defaults(text: str) -> None:
    assert read(text) == {}


def test_what_a_browser_sends_is_read() -> None:
    assert read('{"unit": "cm", "zoom": -2, "evil": 1}') == {"unit": "cm", "zoom": -2}


def test_the_administrator_wins() -> None:
    policy = Policy({"coEditing": "strict", "spellcheck": False})
    found = policy.effective({"coEditing": "fast", "spellcheck": True, "zoom": 80})
    assert (found["coEditing"], found["spellcheck"], found["zoom"]) == ("strict", False, 80)


@pytest.mark.parametrize(
    ("policy", "user", "macros", "plugins"),
    [
        (Policy(), {}, False, False),
        (Policy(), {"macros": True, "plugins": True}, False, False),
        (Policy(macros=True, plugins=True), {}, True, True),
        (Policy(macros=True, plugins=True), {"macros": False, "plugins": False}, False, False),
        (Policy({"macros": True, "plugins": True}), {}, False, False),
        (Policy({"macros": False}, macros=True), {"macros": True}, False, False),
    ],
)
def test_macros_and_plugins_are_off_unless_allowed(policy: Policy, user: Any, macros: bool, plugins: bool) -> None:
    made = customization(policy.effective(user))
    assert (made["macros"], made["plugins"]) == (macros, plugins)
    assert made["macrosMode"] == "warn"


def test_what_is_as_docs_has_it_is_left_to_docs() -> None:
    made = customization(Policy().effective({}))
    assert not {"autosave", "compactToolbar", "zoom", "unit"} & set(made)


def test_the_settings_become_the_customization() -> None:
    user = {
        "coEditing": "strict",
        "autosave": False,
        "compactHeader": True,
        "compactToolbar": True,
        "spellcheck": False,
        "zoom": -1,
        "unit": "inch",
    }
    made = customization(Policy().effective(user))
    assert made["autosave"] is False and made["features"] == {"spellcheck": False}
    assert made["compactHeader"] is True and made["compactToolbar"] is True
    assert made["zoom"] == -1 and made["unit"] == "inch"


def test_fast_co_editing_keeps_autosave() -> None:
    assert "autosave" not in customization(Policy().effective({"autosave": False}))
