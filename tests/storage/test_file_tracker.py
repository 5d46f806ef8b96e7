"""Where a file is by now: what Linux says of a descriptor, and what a search finds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_onlyoffice.storage import file_tracker
from jupyter_onlyoffice.storage.file_tracker import FileTracker, find
from jupyter_onlyoffice.storage.local_files import version_of


@pytest.fixture
def held() -> Iterator[FileTracker]:
    found = FileTracker()
    yield found
    found.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "docs" / "deep" / "report.docx"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"content")
    return path


def version(path: Path) -> str:
    return version_of(path.stat())


def hold(held: FileTracker, path: Path, key: str = "k") -> None:
    held.hold(key, str(path), version(path))


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("name", ["thesis.docx", "ein Bericht „neu“.docx", "line\nbreak.docx", "x (deleted).docx"])
def test_a_renamed_file_is_known_by_its_new_name(held: FileTracker, file: Path, name: str) -> None:
    hold(held, file)
    assert held.where("k") == str(file)
    file.rename(file.with_name(name))
    assert held.where("k") == str(file.with_name(name))


def test_a_file_is_followed_out_of_and_with_its_folder(held: FileTracker, file: Path, tmp_path: Path) -> None:
    hold(held, file)
    (tmp_path / "docs").rename(tmp_path / "papers")
    assert held.where("k") == str(tmp_path / "papers" / "deep" / "report.docx")
    (tmp_path / "papers" / "deep" / "report.docx").rename(tmp_path / "moved.docx")
    assert held.where("k") == str(tmp_path / "moved.docx")


def test_a_deleted_or_replaced_file_is_nowhere_and_takes_up_no_space(held: FileTracker, file: Path) -> None:
    before = descriptors()
    hold(held, file)
    file.unlink()
    assert held.where("k") == "" and descriptors() == before
    file.write_bytes(b"another")
    assert held.where("k") == ""
    hold(held, file)
    assert held.where("k") == str(file)
    fresh = file.with_name("fresh")
    fresh.write_bytes(b"by an editor")
    os.replace(fresh, file)
    held.keep(["k"])
    assert descriptors() == before and held.where("k") == ""
    held.keep([])
    assert held.where("k") is None


def test_what_nfs_makes_of_a_deleted_file_is_let_go(held: FileTracker, file: Path) -> None:
    hold(held, file)
    file.rename(file.with_name(".nfs0000000000a3c0f100000001"))
    assert held.where("k") == "" and not held.holds("k", version(file.with_name(".nfs0000000000a3c0f100000001")))


def test_a_file_that_lost_the_name_it_was_held_by_is_nowhere(held: FileTracker, file: Path) -> None:
    hold(held, file)
    os.link(file, file.with_name("other.docx"))
    file.unlink()
    assert held.where("k") is None
    assert find(version(file.with_name("other.docx")), str(file), str(file.parent)) == str(file.with_name("other.docx"))


def test_a_symbolic_link_is_followed_itself(held: FileTracker, file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.docx"
    link.symlink_to(file)
    hold(held, link)
    link.rename(tmp_path / "other.docx")
    assert held.where("k") == str(tmp_path / "other.docx")


def test_only_the_version_that_is_known_is_held(held: FileTracker, file: Path) -> None:
    hold(held, file)
    held.hold("k", str(file), "another version")
    assert held.holds("k", version(file)) and not held.holds("k", "another version")
    held.hold("k", str(file.with_name("none.docx")), "another version")
    assert held.where("k") == str(file)


def test_who_holds_a_file_is_known(held: FileTracker, file: Path) -> None:
    hold(held, file, "one")
    hold(held, file, "two")
    file.rename(file.with_name("thesis.docx"))
    assert held.at(str(file.with_name("thesis.docx"))) == ["one", "two"]
    assert held.at(str(file)) == []


def test_only_so_many_are_held_and_those_of_closed_documents_let_go(
    held: FileTracker, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_tracker, "MOST", 2)
    before = descriptors()
    for key in ("a", "b", "c", "b"):
        hold(held, file, key)
    assert [held.holds(key, version(file)) for key in "abc"] == [True, True, False]
    assert descriptors() == before + 2
    held.keep(["b"])
    assert descriptors() == before + 1 and held.where("a") is None
    held.close()
    assert descriptors() == before


def test_other_systems_have_no_anchors(held: FileTracker, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_PATH")
    hold(held, file)
    assert held.where("k") is None


def test_a_linux_without_proc_does_not_say(held: FileTracker, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hold(held, file)

    def refuse(path: str) -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(os, "readlink", refuse)
    assert held.where("k") is None


def test_a_file_is_found_near_its_old_place_first(file: Path, tmp_path: Path) -> None:
    known = version(file)
    near, far = file.with_name("near.docx"), tmp_path / "docs" / "far.docx"
    os.link(file, far)
    file.rename(near)
    assert find(known, str(file), str(tmp_path)) == str(near)
    near.unlink()
    assert find(known, str(file), str(tmp_path)) == str(far)
    assert find(known, str(file), str(file.parent)) is None


def test_a_file_is_found_in_a_renamed_folder(file: Path, tmp_path: Path) -> None:
    known = version(file)
    (tmp_path / "docs").rename(tmp_path / "papers")
    assert find(known, str(file), str(tmp_path)) == str(tmp_path / "papers" / "deep" / "report.docx")
    assert find(known, str(file), "/elsewhere") is None


@pytest.mark.parametrize("name", [".hidden.docx", ".trash/report.docx", "report.docx.bak", "report.docx~"])
def test_hidden_places_and_backups_are_not_searched(file: Path, tmp_path: Path, name: str) -> None:
    known = version(file)
    target = tmp_path / name
    target.parent.mkdir(exist_ok=True)
    file.rename(target)
    assert find(known, str(file), str(tmp_path)) is None


def test_a_file_that_changed_is_not_found(file: Path, tmp_path: Path) -> None:
    known = version(file)
    moved = file.rename(file.with_name("moved.docx"))
    os.utime(moved, ns=(1, 1))
    assert find(known, str(file), str(tmp_path)) is None


@pytest.mark.parametrize("limit", ["ENTRIES", "SECONDS"])
def test_a_search_ends(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    known = version(file)
    file.rename(file.with_name("moved.docx"))
    monkeypatch.setattr(file_tracker, limit, 0 if limit == "ENTRIES" else -1.0)
    assert find(known, str(file), str(tmp_path)) is None
