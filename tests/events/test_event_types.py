"""The types of events and their published schemas name the same fields."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from jupyter_events import yaml

from jupyter_onlyoffice.events import MENTION_FILE, SCHEMA_FILE, MentionEvent, Outcome, SaveEvent


@pytest.mark.parametrize(("kind", "file"), [(SaveEvent, SCHEMA_FILE), (MentionEvent, MENTION_FILE)])
def test_an_event_has_the_fields_of_its_schema(kind: type, file: Path) -> None:
    assert set(kind.__annotations__) == set(yaml.load(file)["properties"])


def test_the_states_of_a_document_are_those_of_the_schema() -> None:
    assert list(get_args(Outcome)) == yaml.load(SCHEMA_FILE)["properties"]["state"]["enum"]
