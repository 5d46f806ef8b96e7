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

from ..product import ANN, Product, docx


def move(product: Product, old: str, new: str) -> None:
    """In a shell."""
    (product.root / new).parent.mkdir(parents=True, exist_ok=True)
    os.rename(product.root / old, product.root / new)


def put(product: Product, name: str, text: str) -> None:
    """Write into the file, as a kernel does."""
    (product.root / name).parent.mkdir(parents=True, exist_ok=True)
    (product.root / name).write_bytes(docx(text))


async def edited(product: Product, path: str = "report.docx") -> Session:
    session = await product.open(path=path)
    await product.call(session, 1, users=["ann"])
    return await product.sessions.get(session.key)


async def look(product: Product) -> None:
    await product.file_watch.look()
    await product.file_watch.look()


async def path_of(product: Product, session: Session) -> str:
    return (await product.sessions.get(session.key)).path


@pytest.fixture
def later(product: Product) -> Iterator[Product]:
    """The next server in the same place, which has no anchors."""
    services = Product(product.folder)
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


async def test_a_rename_in_a_shell_is_followed_and_told(product: Product) -> None:
    session = await edited(product)
    move(product, "report.docx", "thesis.docx")
    await product.file_watch.look()
    assert await path_of(product, session) == "report.docx"  # perhaps an editor is just saving
    await product.file_watch.look()
    assert await path_of(product, session) == "thesis.docx"
    assert await product.states() == ["users", "moved"]
    told = product.events[-1]
    assert told["path"] == "thesis.docx" and told["movedFrom"] == "report.docx"
    await product.ready(session, "edited")
    assert product.files() == ["thesis.docx"] and product.text("thesis.docx") == "edited"


async def test_docs_learns_the_new_name(product: Product) -> None:
    session = await edited(product)
    move(product, "report.docx", "papers/report.docx")
    await look(product)
    assert product.docs.commands == []
    move(product, "papers/report.docx", "papers/thesis.docx")
    await look(product)
    product.executor.submit(lambda: None).result()
    assert product.docs.commands == [("meta", session.key)]


async def test_a_file_is_followed_although_a_folder_takes_its_place(product: Product) -> None:
    session = await edited(product)
    os.rename(product.root / "report.docx", product.root / "new.docx")
    (product.root / "report.docx").mkdir()
    await product.file_watch.look()
    await product.file_watch.look()
    assert (await product.sessions.get(session.key)).path == "new.docx"


async def test_a_rename_of_a_folder_is_followed(product: Product) -> None:
    put(product, "a/b/one.docx", "original")
    put(product, "a/two.docx", "original")
    one, two = await edited(product, "a/b/one.docx"), await edited(product, "a/two.docx")
    move(product, "a", "c")
    await look(product)
    assert await path_of(product, one) == "c/b/one.docx" and await path_of(product, two) == "c/two.docx"
    assert (await product.states())[-2:] == ["moved", "moved"]


async def test_a_rename_after_our_own_store_is_followed(product: Product) -> None:
    session = await edited(product)
    await product.ready(session, "first", status=6)
    move(product, "report.docx", "thesis.docx")
    await product.ready(session, "second", name="r2")
    assert product.files() == ["thesis.docx"] and product.text("thesis.docx") == "second"


async def test_a_result_that_comes_right_after_a_rename_is_in_the_renamed_file(product: Product) -> None:
    session = await edited(product)
    move(product, "report.docx", "papers/thesis.docx")
    await product.ready(session, "edited")
    assert product.files() == ["papers"] and product.text("papers/thesis.docx") == "edited"
    assert await product.states() == ["users", "moved", "stored"]


async def test_a_renamed_file_that_was_changed_too_is_not_overwritten(product: Product) -> None:
    session = await edited(product)
    move(product, "report.docx", "thesis.docx")
    put(product, "thesis.docx", "by a kernel")
    await product.ready(session, "mine", status=6)
    assert product.text("thesis.docx") == "by a kernel"
    (copy,) = [name for name in product.files() if name != "thesis.docx"]
    assert copy.startswith("thesis (edited") and product.text(copy) == "mine"


async def test_renames_one_after_another_are_followed(product: Product) -> None:
    session = await edited(product)
    for name in ("a.docx", "x/b.docx", "x/y/c.docx", "report.docx"):
        old = await path_of(product, session)
        move(product, old, name)
        await look(product)
        assert await path_of(product, session) == name


async def test_a_failed_save_is_stored_under_the_new_name(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await edited(product)
    product.docs.results["http://docs/cache/files/r1/output.docx?md5=x&expires=1"] = OSError()
    with pytest.raises(StorageError):
        await product.ready(session, "edited")
    move(product, "report.docx", "thesis.docx")
    product.forget(session, "edited")
    await product.forgotten_files.recover()
    assert product.files() == ["thesis.docx"] and product.text("thesis.docx") == "edited"


async def test_a_document_with_a_conflict_is_followed_too(product: Product) -> None:
    session = await edited(product)
    put(product, "report.docx", "by a kernel")
    await product.ready(session, "mine", status=6)
    move(product, "report.docx", "thesis.docx")
    await look(product)
    await product.conflicts.resolve("report.docx", "mine", ANN, session.key)  # from a tab that does not know yet
    assert product.text("thesis.docx") == "mine"


# What is no rename


async def test_a_copy_is_no_rename(product: Product) -> None:
    session = await edited(product)
    shutil.copy2(product.root / "report.docx", product.root / "copy.docx")
    await look(product)
    assert await path_of(product, session) == "report.docx"
    await product.ready(session, "edited")
    assert product.text() == "edited" and product.text("copy.docx") == "original"


async def test_another_file_moved_over_it_is_a_change(product: Product) -> None:
    session = await edited(product)
    put(product, "other.docx", "other")
    product.docs.answer = 4
    move(product, "other.docx", "report.docx")
    await look(product)
    assert (await product.sessions.get(session.key)).state == "closed"
    assert (await product.states())[-1] == "changed"


@pytest.mark.parametrize("aside", ["report.docx~", "report.docx.bak", ".report.docx", "report old.docx"])
async def test_an_editor_that_puts_the_old_file_aside_makes_a_change(product: Product, aside: str) -> None:
    session = await edited(product)
    move(product, "report.docx", aside)
    await product.file_watch.look()
    put(product, "report.docx", "by an editor")
    await look(product)
    assert await path_of(product, session) == "report.docx"
    await product.ready(session, "mine", status=6)
    assert product.text() == "by an editor"
    (copy,) = [name for name in product.files() if "edited" in name]
    assert product.text(copy) == "mine"


@pytest.mark.parametrize("aside", ["report.docx~", "report.docx.bak", ".trash/report.docx", "../outside.docx"])
async def test_a_backup_a_hidden_place_and_one_outside_the_root_are_not_followed(product: Product, aside: str) -> None:
    session = await edited(product)
    move(product, "report.docx", aside)
    await look(product)
    assert await path_of(product, session) == "report.docx"
    await product.ready(session, "mine")
    (copy,) = [name for name in product.files() if "recovered" in name]
    assert product.text(copy) == "mine"
    assert (product.root / aside).read_bytes() == docx("original")


async def test_a_wastebasket_is_not_followed_where_hidden_files_are_shown(product: Product) -> None:
    product.storage._manager.allow_hidden = True
    product.storage._manager._manager.allow_hidden = True
    session = await edited(product)
    move(product, "report.docx", ".Trash-1000/files/report.docx")
    await look(product)
    assert await path_of(product, session) == "report.docx"


async def test_a_deleted_file_is_not_held(product: Product) -> None:
    await edited(product)
    file = str(product.root / "report.docx")
    assert file in held()
    (product.root / "report.docx").unlink()
    await look(product)
    assert not [path for path in held() if path.startswith(file)]  # " (deleted)" comes after it


async def test_a_file_that_is_gone_is_searched_for_only_once_and_a_deleted_one_not_at_all(
    product: Product, later: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    searches: list[str] = []
    monkeypatch.setattr(file_tracker, "find", lambda *args: searches.append(args[0]))
    session = await edited(product)
    (product.root / "report.docx").unlink()
    for _ in range(5):
        await product.file_watch.look()
    await product.ready(session, "edited", status=6)
    assert not searches and product.text(product.copy()) == "edited"
    for _ in range(5):
        await later.file_watch.look()
    assert len(searches) == 1


async def test_trouble_with_one_document_does_not_keep_the_others_from_being_watched(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(product, "other.docx", "other")
    sessions = [await edited(product), await edited(product, "other.docx")]
    for session in sessions:
        move(product, session.path, f"new {session.path}")
    await product.file_watch.look()
    real = product.sessions.moved
    failed: list[str] = []

    async def moved(old: str, new: str) -> Any:
        if not failed:
            failed.append(old)
            raise StorageError("The disk is full.", "Free some space.")
        return await real(old, new)

    async def broken(old: str, new: str) -> None:
        raise ValueError(old)

    monkeypatch.setattr(product.sessions, "moved", moved)
    product.renames.followers.insert(0, broken)
    for _ in range(2):
        await product.file_watch.look()
    assert [await path_of(product, session) for session in sessions] == ["new report.docx", "new other.docx"]


async def test_a_file_that_takes_the_place_of_another_open_one(product: Product) -> None:
    put(product, "other.docx", "other")
    there, session = await edited(product), await edited(product, "other.docx")
    move(product, "other.docx", "report.docx")
    await product.ready(session, "edited", status=6)
    assert product.text() == "edited" and await path_of(product, session) == "report.docx"
    assert (await product.sessions.get(there.key)).state == "closed"
    changed = [event["key"] for event in product.events if event["state"] == "changed"]
    assert changed == [there.key]
    await product.ready(there, "the other's edit", name="r2")
    (copy,) = [name for name in product.files() if name != "report.docx"]
    assert product.text(copy) == "the other's edit" and product.text() == "edited"


async def test_a_second_name_of_an_open_file_is_left_to_its_own_room(product: Product) -> None:
    os.link(product.root / "report.docx", product.root / "link.docx")
    one, two = await edited(product), await edited(product, "link.docx")
    assert one.key != two.key
    (product.root / "report.docx").unlink()
    await look(product)
    assert await path_of(product, one) == "report.docx"
    assert (await product.sessions.get(two.key)).state == "editing"
    await product.ready(one, "mine")
    assert product.text("link.docx") == "original"


async def test_a_name_that_is_no_text_is_not_followed(product: Product) -> None:
    session = await edited(product)
    os.rename(product.root / "report.docx", os.fsencode(product.root) + b"/\xff\xfe.docx")
    await look(product)
    assert await path_of(product, session) == "report.docx"
    await product.ready(session, "mine")
    assert await product.states() == ["users", "copied"]


@pytest.mark.parametrize(
    "name", ["ein „Bericht“ – neu.docx", "line\nbreak.docx", "50% & <b> (deleted).docx", "a\\b.docx"]
)
async def test_odd_names_are_followed(product: Product, name: str) -> None:
    session = await edited(product)
    move(product, "report.docx", name)
    await product.ready(session, "edited")
    assert product.files() == [name] and product.text(name) == "edited"


# In the moment of a store


async def test_a_rename_in_the_last_moment_leaves_a_copy_that_is_told(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await edited(product)
    replace = os.replace

    def renaming(source: Any, target: Any) -> None:
        if str(target).endswith("root/report.docx"):
            monkeypatch.setattr(os, "replace", replace)
            move(product, "report.docx", "thesis.docx")
        replace(source, target)

    monkeypatch.setattr(os, "replace", renaming)
    await product.ready(session, "edited", status=6)
    assert await product.states() == ["users", "moved", "copied"]
    assert product.events[-1]["savedAs"] == "report.docx" and product.text() == "edited"
    assert await path_of(product, session) == "thesis.docx"
    await product.ready(session, "edited more", name="r2")
    assert product.text("thesis.docx") == "edited more"


# Opening


async def test_an_opener_under_the_new_name_comes_into_the_same_room(product: Product) -> None:
    session = await edited(product)
    move(product, "report.docx", "thesis.docx")
    joined = await product.open("bob", "thesis.docx")
    assert joined.key == session.key and joined.path == "thesis.docx"
    assert (await product.states())[-1] == "moved"
    await product.ready(session, "edited")
    assert product.files() == ["thesis.docx"] and product.text("thesis.docx") == "edited"


async def test_so_does_one_after_a_restart(product: Product, later: Product) -> None:
    session = await edited(product)
    await product.ready(session, "first", status=6)
    move(product, "report.docx", "papers/thesis.docx")
    assert (await later.open("bob", "papers/thesis.docx")).key == session.key


async def test_so_does_one_when_the_file_was_changed_as_well(product: Product) -> None:
    session = await edited(product)
    move(product, "report.docx", "thesis.docx")
    put(product, "thesis.docx", "by a kernel")
    assert (await product.open("bob", "thesis.docx")).key == session.key


async def test_an_opener_of_a_copy_has_a_room_of_their_own(product: Product) -> None:
    session = await edited(product)
    shutil.copy2(product.root / "report.docx", product.root / "copy.docx")
    assert (await product.open("bob", "copy.docx")).key != session.key
    (product.root / "report.docx").unlink()
    put(product, "third.docx", "third")
    assert (await product.open("bob", "third.docx")).key != session.key


async def test_an_opener_of_what_was_put_aside_has_a_room_of_their_own(product: Product) -> None:
    session = await edited(product)
    move(product, "report.docx", "aside.docx")
    put(product, "report.docx", "new")
    assert (await product.open("bob", "aside.docx")).key != session.key
    assert (await product.open("bob", "report.docx")).key == session.key


# Without anchors


@pytest.mark.parametrize("new", ["thesis.docx", "papers/deep/thesis.docx"])
async def test_a_rename_while_the_server_is_down_is_found_by_a_late_callback(
    product: Product, later: Product, new: str
) -> None:
    session = await edited(product)
    await product.ready(session, "first", status=6)
    move(product, "report.docx", new)
    await later.ready(session, "second", name="r2")
    assert product.text(new) == "second" and not [name for name in product.files() if "recovered" in name]


async def test_a_folder_renamed_while_the_server_is_down_is_found_by_the_watch(
    product: Product, later: Product
) -> None:
    put(product, "a/b/one.docx", "original")
    session = await edited(product, "a/b/one.docx")
    move(product, "a", "c")
    await look(later)
    assert await path_of(product, session) == "c/b/one.docx"


async def test_a_result_after_the_end_of_its_session_goes_beside_the_renamed_file(product: Product) -> None:
    session = await edited(product)
    await product.ready(session, "stored")
    move(product, "report.docx", "thesis.docx")
    put(product, "report.docx", "another")
    other = await product.open()
    (product.root / "report.docx").unlink()
    await product.ready(session, "late", name="r2")
    (copy,) = [name for name in product.files() if name != "thesis.docx"]
    assert (
        copy.startswith("thesis (edited") and product.text(copy) == "late" and product.text("thesis.docx") == "stored"
    )
    assert await path_of(product, other) == "report.docx"


# What JupyterLab renames


async def test_a_rename_from_disk_to_disk_is_no_change(product: Product) -> None:
    session = await edited(product)
    shutil.copy2(product.root / "report.docx", product.root / "elsewhere.docx")
    (product.root / "report.docx").unlink()
    await product.renames.renamed("report.docx", "elsewhere.docx")
    await look(product)
    await product.ready(session, "edited")
    assert product.files() == ["elsewhere.docx"] and product.text("elsewhere.docx") == "edited"


async def test_a_renamed_copy_goes_on_as_the_copy_of_its_session(product: Product) -> None:
    session = await edited(product)
    put(product, "report.docx", "by a kernel")
    await product.ready(session, "mine", status=6)
    copy = product.copy()
    for old, new in ((copy, "mine.docx"), ("mine.docx", "papers/mine.docx")):
        move(product, old, new)
        await product.renames.renamed(old, new)
    await product.ready(session, "mine and more", status=6, name="r2")
    assert product.files() == ["papers", "report.docx"] and product.text("papers/mine.docx") == "mine and more"
    move(product, "papers", "final")
    await product.renames.renamed("papers", "final")
    await product.conflicts.resolve("report.docx", "mine", ANN)
    assert product.text() == "mine and more" and not list((product.root / "final").glob("*.docx"))


# The layout of the root


@pytest.mark.parametrize("through", ["root", "folder"])
async def test_symbolic_links_on_the_way_keep_their_names(tmp_path: Path, through: str) -> None:
    product = Product(tmp_path)
    real = tmp_path / "real"
    if through == "root":
        os.rename(product.root, real)
        product.root.symlink_to(real)
        old, new = "report.docx", "thesis.docx"
    else:
        real.mkdir()
        os.rename(product.root / "report.docx", real / "report.docx")
        (product.root / "link").symlink_to(real)
        old, new = "link/report.docx", "link/thesis.docx"
    session = await edited(product, old)
    os.rename(real / "report.docx", real / "thesis.docx")
    await look(product)
    assert await path_of(product, session) == new
    await product.ready(session, "edited")
    assert product.text(new) == "edited"
    product.close()


async def test_a_renamed_symbolic_link_is_followed(product: Product) -> None:
    move(product, "report.docx", "data/real.docx")
    (product.root / "report.docx").symlink_to("data/real.docx")
    session = await edited(product)
    move(product, "report.docx", "thesis.docx")
    await product.ready(session, "edited", status=6)
    assert (product.root / "thesis.docx").is_symlink() and product.text("data/real.docx") == "edited"
    move(product, "thesis.docx", "again.docx")
    await product.ready(session, "more", name="r2")
    assert (product.root / "again.docx").is_symlink() and product.text("data/real.docx") == "more"
