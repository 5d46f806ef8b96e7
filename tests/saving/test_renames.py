"""A document that is renamed while it is open, by whomever: its session follows, and no file has two rooms."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.errors import StorageError
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.storage import file_tracker

from ..house import ANN, House, docx


def move(house: House, old: str, new: str) -> None:
    """In a shell."""
    (house.root / new).parent.mkdir(parents=True, exist_ok=True)
    os.rename(house.root / old, house.root / new)


def put(house: House, name: str, text: str) -> None:
    """Write into the file, as a kernel does."""
    (house.root / name).parent.mkdir(parents=True, exist_ok=True)
    (house.root / name).write_bytes(docx(text))


async def edited(house: House, path: str = "report.docx") -> Session:
    session = await house.open(path=path)
    await house.call(session, 1, users=["ann"])
    return await house.sessions.get(session.key)


async def look(house: House) -> None:
    await house.file_watch.look()
    await house.file_watch.look()


async def path_of(house: House, session: Session) -> str:
    return (await house.sessions.get(session.key)).path


@pytest.fixture
def later(house: House) -> Iterator[House]:
    """The next server in the same place, which has no anchors."""
    services = House(house.folder)
    yield services
    services.close()


def held() -> list[str]:
    """The paths of the files that this process has open."""
    found = []
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # one that was closed meanwhile
            found.append(os.readlink(f"/proc/self/fd/{name}"))
    return found


# While the document is open


async def test_a_rename_in_a_shell_is_followed_and_told(house: House) -> None:
    session = await edited(house)
    move(house, "report.docx", "thesis.docx")
    await house.file_watch.look()
    assert await path_of(house, session) == "report.docx"  # perhaps an editor is just saving
    await house.file_watch.look()
    assert await path_of(house, session) == "thesis.docx"
    assert await house.states() == ["users", "moved"]
    told = house.events[-1]
    assert told["path"] == "thesis.docx" and told["movedFrom"] == "report.docx"
    await house.ready(session, "edited")
    assert house.files() == ["thesis.docx"] and house.text("thesis.docx") == "edited"


async def test_docs_learns_the_new_name(house: House) -> None:
    session = await edited(house)
    move(house, "report.docx", "papers/report.docx")
    await look(house)
    assert house.docs.commands == []
    move(house, "papers/report.docx", "papers/thesis.docx")
    await look(house)
    house.executor.submit(lambda: None).result()
    assert house.docs.commands == [("meta", session.key)]


async def test_a_file_is_followed_although_a_folder_takes_its_place(house: House) -> None:
    session = await edited(house)
    os.rename(house.root / "report.docx", house.root / "new.docx")
    (house.root / "report.docx").mkdir()
    await house.file_watch.look()
    await house.file_watch.look()
    assert (await house.sessions.get(session.key)).path == "new.docx"


async def test_a_rename_of_a_folder_is_followed(house: House) -> None:
    put(house, "a/b/one.docx", "original")
    put(house, "a/two.docx", "original")
    one, two = await edited(house, "a/b/one.docx"), await edited(house, "a/two.docx")
    move(house, "a", "c")
    await look(house)
    assert await path_of(house, one) == "c/b/one.docx" and await path_of(house, two) == "c/two.docx"
    assert (await house.states())[-2:] == ["moved", "moved"]


async def test_a_rename_after_our_own_store_is_followed(house: House) -> None:
    session = await edited(house)
    await house.ready(session, "first", status=6)
    move(house, "report.docx", "thesis.docx")
    await house.ready(session, "second", name="r2")
    assert house.files() == ["thesis.docx"] and house.text("thesis.docx") == "second"


async def test_a_result_that_comes_right_after_a_rename_is_in_the_renamed_file(house: House) -> None:
    session = await edited(house)
    move(house, "report.docx", "papers/thesis.docx")
    await house.ready(session, "edited")
    assert house.files() == ["papers"] and house.text("papers/thesis.docx") == "edited"
    assert await house.states() == ["users", "moved", "stored"]


async def test_a_renamed_file_that_was_changed_too_is_not_overwritten(house: House) -> None:
    session = await edited(house)
    move(house, "report.docx", "thesis.docx")
    put(house, "thesis.docx", "by a kernel")
    await house.ready(session, "mine", status=6)
    assert house.text("thesis.docx") == "by a kernel"
    (copy,) = [name for name in house.files() if name != "thesis.docx"]
    assert copy.startswith("thesis (edited") and house.text(copy) == "mine"


async def test_renames_one_after_another_are_followed(house: House) -> None:
    session = await edited(house)
    for name in ("a.docx", "x/b.docx", "x/y/c.docx", "report.docx"):
        old = await path_of(house, session)
        move(house, old, name)
        await look(house)
        assert await path_of(house, session) == name


async def test_a_failed_save_is_stored_under_the_new_name(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await edited(house)
    house.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = OSError()
    with pytest.raises(StorageError):
        await house.ready(session, "edited")
    move(house, "report.docx", "thesis.docx")
    house.forget(session, "edited")
    await house.forgotten_files.recover()
    assert house.files() == ["thesis.docx"] and house.text("thesis.docx") == "edited"


async def test_a_document_with_a_conflict_is_followed_too(house: House) -> None:
    session = await edited(house)
    put(house, "report.docx", "by a kernel")
    await house.ready(session, "mine", status=6)
    move(house, "report.docx", "thesis.docx")
    await look(house)
    await house.conflicts.resolve("report.docx", "mine", ANN, session.key)  # from a tab that does not know yet
    assert house.text("thesis.docx") == "mine"


# What is no rename


async def test_a_copy_is_no_rename(house: House) -> None:
    session = await edited(house)
    shutil.copy2(house.root / "report.docx", house.root / "copy.docx")
    await look(house)
    assert await path_of(house, session) == "report.docx"
    await house.ready(session, "edited")
    assert house.text() == "edited" and house.text("copy.docx") == "original"


async def test_another_file_moved_over_it_is_a_change(house: House) -> None:
    session = await edited(house)
    put(house, "other.docx", "other")
    house.docs.answer = 4
    move(house, "other.docx", "report.docx")
    await look(house)
    assert (await house.sessions.get(session.key)).state == "closed"
    assert (await house.states())[-1] == "changed"


@pytest.mark.parametrize("aside", ["report.docx~", "report.docx.bak", ".report.docx", "report old.docx"])
async def test_an_editor_that_puts_the_old_file_aside_makes_a_change(house: House, aside: str) -> None:
    session = await edited(house)
    move(house, "report.docx", aside)
    await house.file_watch.look()
    put(house, "report.docx", "by an editor")
    await look(house)
    assert await path_of(house, session) == "report.docx"
    await house.ready(session, "mine", status=6)
    assert house.text() == "by an editor"
    (copy,) = [name for name in house.files() if "edited" in name]
    assert house.text(copy) == "mine"


@pytest.mark.parametrize("aside", ["report.docx~", "report.docx.bak", ".trash/report.docx", "../outside.docx"])
async def test_a_backup_a_hidden_place_and_one_outside_the_root_are_not_followed(house: House, aside: str) -> None:
    session = await edited(house)
    move(house, "report.docx", aside)
    await look(house)
    assert await path_of(house, session) == "report.docx"
    await house.ready(session, "mine")
    (copy,) = [name for name in house.files() if "recovered" in name]
    assert house.text(copy) == "mine"
    assert (house.root / aside).read_bytes() == docx("original")


async def test_a_wastebasket_is_not_followed_where_hidden_files_are_shown(house: House) -> None:
    house.storage._manager.allow_hidden = True
    house.storage._manager._manager.allow_hidden = True
    session = await edited(house)
    move(house, "report.docx", ".Trash-1000/files/report.docx")
    await look(house)
    assert await path_of(house, session) == "report.docx"


async def test_a_deleted_file_is_not_held(house: House) -> None:
    await edited(house)
    file = str(house.root / "report.docx")
    assert file in held()
    (house.root / "report.docx").unlink()
    await look(house)
    assert not [path for path in held() if path.startswith(file)]  # " (deleted)" comes after it


async def test_a_file_that_is_gone_is_searched_for_only_once_and_a_deleted_one_not_at_all(
    house: House, later: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches: list[str] = []
    monkeypatch.setattr(file_tracker, "find", lambda *args: searches.append(args[0]))
    session = await edited(house)
    (house.root / "report.docx").unlink()
    for _ in range(5):
        await house.file_watch.look()
    await house.ready(session, "edited", status=6)
    assert not searches and house.text(house.copy()) == "edited"
    for _ in range(5):
        await later.file_watch.look()
    assert len(searches) == 1


async def test_trouble_with_one_document_does_not_keep_the_others_from_being_watched(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(house, "other.docx", "other")
    sessions = [await edited(house), await edited(house, "other.docx")]
    for session in sessions:
        move(house, session.path, f"new {session.path}")
    await house.file_watch.look()
    real = house.sessions.moved
    failed: list[str] = []

    async def moved(old: str, new: str) -> Any:
        if not failed:
            failed.append(old)
            raise StorageError("The disk is full.", "Free some space.")
        return await real(old, new)

    async def broken(old: str, new: str) -> None:
        raise ValueError(old)

    monkeypatch.setattr(house.sessions, "moved", moved)
    house.renames.followers.insert(0, broken)
    for _ in range(2):
        await house.file_watch.look()
    assert [await path_of(house, session) for session in sessions] == ["new report.docx", "new other.docx"]


async def test_a_file_that_takes_the_place_of_another_open_one(house: House) -> None:
    put(house, "other.docx", "other")
    there, session = await edited(house), await edited(house, "other.docx")
    move(house, "other.docx", "report.docx")
    await house.ready(session, "edited", status=6)
    assert house.text() == "edited" and await path_of(house, session) == "report.docx"
    assert (await house.sessions.get(there.key)).state == "closed"
    changed = [event["key"] for event in house.events if event["state"] == "changed"]
    assert changed == [there.key]
    await house.ready(there, "the other's edit", name="r2")
    (copy,) = [name for name in house.files() if name != "report.docx"]
    assert house.text(copy) == "the other's edit" and house.text() == "edited"


async def test_a_second_name_of_an_open_file_is_left_to_its_own_room(house: House) -> None:
    os.link(house.root / "report.docx", house.root / "link.docx")
    one, two = await edited(house), await edited(house, "link.docx")
    assert one.key != two.key
    (house.root / "report.docx").unlink()
    await look(house)
    assert await path_of(house, one) == "report.docx"
    assert (await house.sessions.get(two.key)).state == "editing"
    await house.ready(one, "mine")
    assert house.text("link.docx") == "original"


async def test_a_name_that_is_no_text_is_not_followed(house: House) -> None:
    session = await edited(house)
    os.rename(house.root / "report.docx", os.fsencode(house.root) + b"/\xff\xfe.docx")
    await look(house)
    assert await path_of(house, session) == "report.docx"
    await house.ready(session, "mine")
    assert await house.states() == ["users", "copied"]


@pytest.mark.parametrize(
    "name", ["ein „Bericht“ – neu.docx", "line\nbreak.docx", "50% & <b> (deleted).docx", "a\\b.docx"]
)
async def test_odd_names_are_followed(house: House, name: str) -> None:
    session = await edited(house)
    move(house, "report.docx", name)
    await house.ready(session, "edited")
    assert house.files() == [name] and house.text(name) == "edited"


# In the moment of a store


async def test_a_rename_in_the_last_moment_leaves_a_copy_that_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await edited(house)
    replace = os.replace

    def renaming(source: Any, target: Any) -> None:
        if str(target).endswith("root/report.docx"):
            monkeypatch.setattr(os, "replace", replace)
            move(house, "report.docx", "thesis.docx")
        replace(source, target)

    monkeypatch.setattr(os, "replace", renaming)
    await house.ready(session, "edited", status=6)
    assert await house.states() == ["users", "moved", "copied"]
    assert house.events[-1]["savedAs"] == "report.docx" and house.text() == "edited"
    assert await path_of(house, session) == "thesis.docx"
    await house.ready(session, "edited more", name="r2")
    assert house.text("thesis.docx") == "edited more"


# Opening


async def test_an_opener_under_the_new_name_comes_into_the_same_room(house: House) -> None:
    session = await edited(house)
    move(house, "report.docx", "thesis.docx")
    joined = await house.open("bob", "thesis.docx")
    assert joined.key == session.key and joined.path == "thesis.docx"
    assert (await house.states())[-1] == "moved"
    await house.ready(session, "edited")
    assert house.files() == ["thesis.docx"] and house.text("thesis.docx") == "edited"


async def test_so_does_one_after_a_restart(house: House, later: House) -> None:
    session = await edited(house)
    await house.ready(session, "first", status=6)
    move(house, "report.docx", "papers/thesis.docx")
    assert (await later.open("bob", "papers/thesis.docx")).key == session.key


async def test_so_does_one_when_the_file_was_changed_as_well(house: House) -> None:
    session = await edited(house)
    move(house, "report.docx", "thesis.docx")
    put(house, "thesis.docx", "by a kernel")
    assert (await house.open("bob", "thesis.docx")).key == session.key


async def test_an_opener_of_a_copy_has_a_room_of_their_own(house: House) -> None:
    session = await edited(house)
    shutil.copy2(house.root / "report.docx", house.root / "copy.docx")
    assert (await house.open("bob", "copy.docx")).key != session.key
    (house.root / "report.docx").unlink()
    put(house, "third.docx", "third")
    assert (await house.open("bob", "third.docx")).key != session.key


async def test_an_opener_of_what_was_put_aside_has_a_room_of_their_own(house: House) -> None:
    session = await edited(house)
    move(house, "report.docx", "aside.docx")
    put(house, "report.docx", "new")
    assert (await house.open("bob", "aside.docx")).key != session.key
    assert (await house.open("bob", "report.docx")).key == session.key


# Without anchors


@pytest.mark.parametrize("new", ["thesis.docx", "papers/deep/thesis.docx"])
async def test_a_rename_while_the_server_is_down_is_found_by_a_late_callback(
    house: House, later: House, new: str
) -> None:
    session = await edited(house)
    await house.ready(session, "first", status=6)
    move(house, "report.docx", new)
    await later.ready(session, "second", name="r2")
    assert house.text(new) == "second" and not [name for name in house.files() if "recovered" in name]


async def test_a_folder_renamed_while_the_server_is_down_is_found_by_the_watch(house: House, later: House) -> None:
    put(house, "a/b/one.docx", "original")
    session = await edited(house, "a/b/one.docx")
    move(house, "a", "c")
    await look(later)
    assert await path_of(house, session) == "c/b/one.docx"


async def test_a_result_after_the_end_of_its_session_goes_beside_the_renamed_file(house: House) -> None:
    session = await edited(house)
    await house.ready(session, "stored")
    move(house, "report.docx", "thesis.docx")
    put(house, "report.docx", "another")
    other = await house.open()
    (house.root / "report.docx").unlink()
    await house.ready(session, "late", name="r2")
    (copy,) = [name for name in house.files() if name != "thesis.docx"]
    assert copy.startswith("thesis (edited") and house.text(copy) == "late" and house.text("thesis.docx") == "stored"
    assert await path_of(house, other) == "report.docx"


# What JupyterLab renames


async def test_a_rename_from_disk_to_disk_is_no_change(house: House) -> None:
    session = await edited(house)
    shutil.copy2(house.root / "report.docx", house.root / "elsewhere.docx")
    (house.root / "report.docx").unlink()
    await house.renames.renamed("report.docx", "elsewhere.docx")
    await look(house)
    await house.ready(session, "edited")
    assert house.files() == ["elsewhere.docx"] and house.text("elsewhere.docx") == "edited"


async def test_a_renamed_copy_goes_on_as_the_copy_of_its_session(house: House) -> None:
    session = await edited(house)
    put(house, "report.docx", "by a kernel")
    await house.ready(session, "mine", status=6)
    copy = house.copy()
    for old, new in ((copy, "mine.docx"), ("mine.docx", "papers/mine.docx")):
        move(house, old, new)
        await house.renames.renamed(old, new)
    await house.ready(session, "mine and more", status=6, name="r2")
    assert house.files() == ["papers", "report.docx"] and house.text("papers/mine.docx") == "mine and more"
    move(house, "papers", "final")
    await house.renames.renamed("papers", "final")
    await house.conflicts.resolve("report.docx", "mine", ANN)
    assert house.text() == "mine and more" and not list((house.root / "final").glob("*.docx"))


# The layout of the root


@pytest.mark.parametrize("through", ["root", "folder"])
async def test_symbolic_links_on_the_way_keep_their_names(tmp_path: Path, through: str) -> None:
    house = House(tmp_path)
    real = tmp_path / "real"
    if through == "root":
        os.rename(house.root, real)
        house.root.symlink_to(real)
        old, new = "report.docx", "thesis.docx"
    else:
        real.mkdir()
        os.rename(house.root / "report.docx", real / "report.docx")
        (house.root / "link").symlink_to(real)
        old, new = "link/report.docx", "link/thesis.docx"
    session = await edited(house, old)
    os.rename(real / "report.docx", real / "thesis.docx")
    await look(house)
    assert await path_of(house, session) == new
    await house.ready(session, "edited")
    assert house.text(new) == "edited"
    house.close()


async def test_a_renamed_symbolic_link_is_followed(house: House) -> None:
    move(house, "report.docx", "data/real.docx")
    (house.root / "report.docx").symlink_to("data/real.docx")
    session = await edited(house)
    move(house, "report.docx", "thesis.docx")
    await house.ready(session, "edited", status=6)
    assert (house.root / "thesis.docx").is_symlink() and house.text("data/real.docx") == "edited"
    move(house, "thesis.docx", "again.docx")
    await house.ready(session, "more", name="r2")
    assert (house.root / "again.docx").is_symlink() and house.text("data/real.docx") == "more"
