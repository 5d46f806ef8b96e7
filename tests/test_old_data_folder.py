"""A data folder that version 0.1 wrote: what is in it is found. It was made by the code of then, and dumped as SQL."""

from __future__ import annotations

import logging
import shutil
import sqlite3
from pathlib import Path
from typing import Any, cast

import pytest

from jupyter_onlyoffice.features.file_ids import SqliteFileIds
from jupyter_onlyoffice.opening.lossy_format_choice import LossyFormatChoices
from jupyter_onlyoffice.people.directory import SqlitePeople
from jupyter_onlyoffice.saving.save_journal import SaveJournal
from jupyter_onlyoffice.sessions.sqlite_store import SqliteSessionStore
from jupyter_onlyoffice.sharing.share_links import ShareStore
from jupyter_onlyoffice.versions.version_records import SqliteVersionStore

OLD = Path(__file__).parent / "data" / "data-folder-0.1"
SCOPE = "/srv/documents"
KEY = "0123abcd-" + "1" * 24
LOG = logging.getLogger("test")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    shutil.copytree(OLD / "spool", tmp_path / "spool")
    for dump in OLD.glob("*.sql"):
        with sqlite3.connect(tmp_path / f"{dump.stem}.sqlite") as db:
            db.executescript(dump.read_text())
        db.close()
    return tmp_path


def test_a_session_that_was_edited_goes_on(data_dir: Path) -> None:
    store = SqliteSessionStore(data_dir / "sessions.sqlite", SCOPE)
    (session,) = store.edited()
    assert (session.key, session.path, session.users, session.names) == (KEY, "thesis.docx", ("u1",), {"u1": "Ann"})
    assert (session.known_version, session.lastsave) == ("v2", "2025-11-22T09:00:00Z")
    assert store.has_result(KEY, "first") and not store.has_result(KEY, "second")
    changed = store.change(KEY, path="renamed.docx")
    assert changed and changed.path == "renamed.docx"
    store.close()


def test_a_copy_that_nobody_was_told_of_is_still_told(data_dir: Path) -> None:
    store = SqliteSessionStore(data_dir / "sessions.sqlite", SCOPE)
    (session,) = [one for one in store.outstanding() if one.path == "closed.xlsx"]
    assert session.copy_path == "closed (edited 2025-11-22).xlsx"
    store.close()


def test_a_result_that_waits_is_delivered(data_dir: Path) -> None:
    (entry,) = SaveJournal(data_dir / "spool" / "kept", SCOPE).all()
    assert (entry.key, entry.path, entry.result, entry.final, entry.attempts) == (KEY, "thesis.docx", "second", True, 2)
    assert SaveJournal(data_dir / "spool" / "kept", SCOPE).target(entry.id).read_bytes() == b"the last edit"


def test_versions_are_shown_with_their_authors(data_dir: Path) -> None:
    store = SqliteVersionStore(data_dir / "versions.sqlite", SCOPE)
    first, second = store.of("thesis.docx")
    assert [(one.number, one.user_name, one.content) for one in (first, second)] == [(1, "Ann", "v0"), (2, "Bob", "v1")]
    assert second.previous == first.key and second.changes[0]["user"] == {"id": "u2", "name": "Bob"}
    store.close()


def test_what_a_user_chose_and_what_workbooks_refer_to_is_kept(data_dir: Path) -> None:
    choices = LossyFormatChoices(data_dir / "choices.sqlite", SCOPE, cast(Any, None), LOG)
    row = choices._records.db.execute("SELECT path, how, copy FROM choices WHERE scope = ?", (SCOPE,)).fetchone()
    assert row == ("letter.odt", "copy", "letter.docx")
    choices.close()
    ids = SqliteFileIds(data_dir / "files.sqlite", SCOPE, LOG)
    assert ids.path("60a93d283b6fe403") == "book.xlsx"
    ids.close()


def test_share_links_and_people_that_name_no_root_are_given_up_and_new_ones_work(data_dir: Path) -> None:
    """They would be good under every root that shares the data_dir: since then records name theirs."""
    shares = ShareStore(data_dir / "shares.sqlite", SCOPE, LOG)
    assert shares.of("ann") == []
    shares.close()
    people = SqlitePeople(data_dir / "people.sqlite", SCOPE, lambda username: f"id of {username}", None, LOG)
    people.saw("bob", "Bob")
    assert [person.name for person in people.find()] == ["Bob"]
    people.close()
