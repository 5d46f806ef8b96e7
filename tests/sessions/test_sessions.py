"""The rules of keys, on the real store."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_onlyoffice.errors import NotFoundError, StorageError
from jupyter_onlyoffice.security.signed_links import LINK_SECONDS, Links
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.sessions.sessions import Sessions
from jupyter_onlyoffice.sessions.sqlite_store import SqliteSessionStore

ERROR = StorageError("The disk is full.", "Make room.")


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(tmp_path: Path, clock: Clock) -> Iterator[Sessions]:
    rules = make(tmp_path, clock)
    yield rules
    rules.close()


def make(folder: Path, clock: Clock, scope: str = "/home") -> Sessions:
    return Sessions(SqliteSessionStore(folder / "sessions.sqlite", scope), Links("a" * 64, clock), clock)


async def known(key: str) -> bool:
    return True


async def unknown(key: str) -> bool:
    return False


async def opened(sessions: Sessions, version: str = "v1", user: str = "ann", path: str = "a/report.docx") -> Session:
    return await sessions.open(path, version, user, user.title(), known)


async def test_every_opener_of_a_document_gets_the_same_key(sessions: Sessions) -> None:
    first = await opened(sessions)
    second = await opened(sessions, user="bob")
    assert first.key == second.key
    await sessions.editing(first, ("ann",))
    third = await opened(sessions, user="bob")
    assert third.key == first.key
    assert third.names == {"ann": "Ann", "bob": "Bob"}
    assert third.people() == ["Ann"]


async def test_two_documents_have_two_keys(sessions: Sessions) -> None:
    assert (await opened(sessions)).key != (await opened(sessions, path="b.docx")).key


async def test_a_final_save_rotates_the_key(sessions: Sessions) -> None:
    first = await opened(sessions)
    await sessions.stored(first, "v2", None, "/r1", final=True)
    assert await sessions.current(first.path) is None
    assert (await opened(sessions, "v2")).key != first.key


async def test_a_force_save_keeps_the_key_and_what_it_stored_is_known(sessions: Sessions) -> None:
    first = await opened(sessions)
    stored = await sessions.stored(first, "v2", None, "/r1", final=False)
    assert stored.known_version == "v2"
    assert (await opened(sessions, "v2")).key == first.key


async def test_closing_without_an_edit_keeps_the_key(sessions: Sessions) -> None:
    first = await sessions.editing(await opened(sessions), ("ann",))
    closed = await sessions.unchanged(first)
    assert closed.state == "open" and closed.users == ()
    assert (await opened(sessions)).key == first.key


async def test_a_file_that_changed_while_nobody_edits_opens_with_a_new_key(sessions: Sessions) -> None:
    first = await opened(sessions)
    second = await opened(sessions, "v2")
    assert second.key != first.key
    assert (await sessions.get(first.key)).state == "closed"


async def test_while_the_edits_of_the_last_editor_are_on_their_way_the_key_stays(sessions: Sessions) -> None:
    first = await sessions.editing(await opened(sessions), ("ann",))
    await sessions.editing(first, ())
    assert (await opened(sessions, "v2", "bob")).key == first.key


async def test_a_file_that_changed_while_somebody_edits_keeps_its_key(sessions: Sessions) -> None:
    first = await sessions.editing(await opened(sessions), ("ann",))
    assert (await opened(sessions, "v2", "bob")).key == first.key


async def test_after_a_crash_of_docs_nobody_edits_any_more(sessions: Sessions) -> None:
    first = await sessions.editing(await opened(sessions), ("ann",))
    assert (await sessions.open(first.path, "v1", "bob", "Bob", unknown)).key == first.key
    assert (await sessions.open(first.path, "v2", "bob", "Bob", unknown)).key != first.key


async def test_a_failed_final_save_keeps_its_key_even_if_the_file_changes(sessions: Sessions) -> None:
    first = await opened(sessions)
    failed = await sessions.failed(first, ERROR, final=True)
    assert failed.state == "failed" and failed.failure and failed.failure.cause == "The disk is full."
    assert (await opened(sessions, "v9")).key == first.key
    assert (await sessions.unchanged(failed)).state == "failed"
    assert (await sessions.editing(failed, ("ann",))).state == "editing"
    stored = await sessions.stored(failed, "v2", None, "/r1", final=True)
    assert stored.failure is None and stored.state == "closed"


async def test_a_failed_force_save_is_remembered_until_the_next_store(sessions: Sessions) -> None:
    session = await sessions.editing(await opened(sessions), ("ann",))
    session = await sessions.failed(session, ERROR, final=False)
    assert session.state == "editing" and session.failure
    assert (await sessions.stored(session, "v2", None, "/r", final=False)).failure is None


async def test_a_copy_does_not_count_as_the_file(sessions: Sessions) -> None:
    session = await opened(sessions)
    session = await sessions.stored(session, "c1", "a/report (edited).docx", "/r", final=False)
    assert session.known_version == "v1"
    assert session.copy_path == "a/report (edited).docx"


async def test_a_result_is_known_again(sessions: Sessions) -> None:
    session = await opened(sessions)
    assert not await sessions.has_result(session, "/r1")
    await sessions.stored(session, "v2", None, "/r1", final=False)
    assert await sessions.has_result(session, "/r1")


async def test_an_ended_session_goes_on_only_while_the_file_is_what_it_stored(sessions: Sessions) -> None:
    first = await sessions.stored(await opened(sessions), "v2", None, "/r1", final=True)
    assert (await sessions.revive(first, "v3")).state == "closed"
    assert (await sessions.revive(first, "v2")).state == "open"
    assert (await opened(sessions, "v2")).key == first.key


async def test_an_ended_session_does_not_go_on_beside_a_newer_one(sessions: Sessions) -> None:
    first = await sessions.stored(await opened(sessions), "v2", None, "/r1", final=True)
    second = await opened(sessions, "v2")
    assert (await sessions.revive(first, "v2")).state == "closed"
    assert (await opened(sessions, "v2")).key == second.key


async def test_sessions_follow_a_rename_of_the_file_and_of_its_folder(sessions: Sessions) -> None:
    first = await opened(sessions)
    other = await opened(sessions, path="ab/report.docx")
    await sessions.moved("a", "b/c")
    assert (await sessions.get(first.key)).path == "b/c/report.docx"
    assert (await sessions.get(other.key)).path == "ab/report.docx"
    await sessions.moved("b/c/report.docx", "thesis.docx")
    assert (await opened(sessions, path="thesis.docx")).key == first.key


async def test_a_file_renamed_over_an_open_one_takes_its_place(sessions: Sessions) -> None:
    replaced = await opened(sessions, path="b.docx")
    moved = await opened(sessions, path="a.docx")
    await sessions.moved("a.docx", "b.docx")
    current = await sessions.current("b.docx")
    assert current is not None and current.key == moved.key
    assert (await sessions.get(replaced.key)).state == "closed"


async def test_two_servers_that_note_something_of_one_document_do_not_undo_each_other(
    tmp_path: Path, clock: Clock
) -> None:
    one, other = make(tmp_path, clock), make(tmp_path, clock)
    session = await opened(one)

    async def store(number: int) -> None:
        await one.stored(session, f"v{number}", None, f"r{number}", final=False)
        assert (await other.get(session.key)).stored_version == f"v{number}"

    async def storing() -> None:
        for number in range(30):
            await store(number)

    async def editing() -> None:
        for number in range(60):
            await other.editing(session, (f"user {number}",))
            assert (await one.get(session.key)).users == (f"user {number}",)

    await asyncio.gather(storing(), editing())
    one.close()
    other.close()


async def test_records_survive_a_restart(tmp_path: Path, clock: Clock) -> None:
    before = make(tmp_path, clock)
    first = await opened(before)
    await before.editing(first, ("ann",))
    await before.failed(first, ERROR, final=False)
    before.close()
    after = make(tmp_path, clock)
    found = await after.get(first.key)
    assert found.state == "editing" and found.users == ("ann",) and found.failure is not None
    assert (await opened(after, "v2", "bob")).key == first.key
    after.close()


async def test_servers_with_different_roots_share_the_file_but_not_the_documents(tmp_path: Path, clock: Clock) -> None:
    one, two = make(tmp_path, clock, "/home/a"), make(tmp_path, clock, "/home/b")
    first, second = await opened(one), await opened(two)
    assert first.key != second.key
    with pytest.raises(NotFoundError):
        await two.get(first.key)
    assert (await opened(one)).key == first.key
    one.close()
    two.close()


async def test_a_key_that_was_never_ours_is_not_found(sessions: Sessions) -> None:
    session = await opened(sessions)
    with pytest.raises(NotFoundError):
        await sessions.get("foreign")
    with pytest.raises(NotFoundError):
        await sessions.end(Session("foreign", session.path, "v", 0.0))


async def test_ended_sessions_are_forgotten_after_their_links_expired(sessions: Sessions, clock: Clock) -> None:
    first = await sessions.stored(await opened(sessions), "v2", None, "/r1", final=True)
    live = await opened(sessions, path="live.docx")
    clock.now += 2 * LINK_SECONDS + 1
    await opened(sessions, path="other.docx")
    with pytest.raises(NotFoundError):
        await sessions.get(first.key)
    assert (await sessions.get(live.key)).key == live.key
    assert sessions.now() == clock.now


def test_a_failing_transaction_leaves_the_records_as_they_were(tmp_path: Path) -> None:
    store = SqliteSessionStore(tmp_path / "s.sqlite", "/")
    store.open(Session("k1", "a.docx", "v", 0.0))
    with pytest.raises(sqlite3.IntegrityError):
        store.update(Session("k2", "a.docx", "v", 0.0))
    assert store.get("k2") is None
    found = store.current("a.docx")
    assert found is not None and found.key == "k1"
    store.close()
