"""What the built-in editor made is stored where it belongs, or the document stays as it is."""

from __future__ import annotations

import asyncio
import logging
import os
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.builtin.saving import BuiltinSave
from jupyter_onlyoffice.errors import ConflictError, NotFoundError, ResultRejectedError, StorageError
from jupyter_onlyoffice.saving.document_writer import DocumentWriter
from jupyter_onlyoffice.storage.storage import Storage
from jupyter_onlyoffice.tasks.threads import ThreadPools

from ..managers import LOCAL, MemoryManager, local

SAMPLE = Path(__file__).parents[1] / "data" / "sample.docx"


def edited(path: Path, word: str = "Farewell", without: str = "") -> Path:
    """The sample with another word, and perhaps without a part."""
    with zipfile.ZipFile(SAMPLE) as sample, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sample.namelist():
            if name != without:
                package.writestr(zipfile.ZipInfo(name), sample.read(name).replace(b"Welcome", word.encode()))
    return path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.docx").write_bytes(SAMPLE.read_bytes())
    return root


@pytest.fixture(params=LOCAL, ids=["sync", "async"])
def storage(request: pytest.FixtureRequest, root: Path, tmp_path: Path, executor: ThreadPoolExecutor) -> Storage:
    return Storage(local(request.param, root), tmp_path / "spool", executor)


@pytest.fixture
def edits(storage: Storage, executor: ThreadPoolExecutor) -> BuiltinSave:
    return BuiltinSave(storage, DocumentWriter(storage, ThreadPools.of_one(executor)), ThreadPools.of_one(executor))


async def save(
    edits: BuiltinSave, storage: Storage, staged: Path, version: str = "", copy: bool = False
) -> dict[str, Any]:
    return {**await edits.save("a.docx", version or (await storage.info("a.docx")).version, staged, copy)}


async def test_an_edit_replaces_the_document(edits: BuiltinSave, storage: Storage, root: Path, tmp_path: Path) -> None:
    wanted = edited(tmp_path / "new").read_bytes()
    answer = await save(edits, storage, tmp_path / "new")
    assert (root / "a.docx").read_bytes() == wanted
    assert answer["version"] == (await storage.info("a.docx")).version
    assert answer["savedAs"] is None and answer["storedAt"].endswith("+00:00")
    assert not (tmp_path / "new").exists()


async def test_a_document_changed_on_disk_is_not_overwritten(
    edits: BuiltinSave, storage: Storage, root: Path, tmp_path: Path
) -> None:
    version = (await storage.info("a.docx")).version
    (root / "a.docx").write_bytes(b"theirs")
    with pytest.raises(ConflictError, match="changed on disk"):
        await save(edits, storage, edited(tmp_path / "new"), version)
    assert (root / "a.docx").read_bytes() == b"theirs"
    assert os.listdir(root) == ["a.docx"]
    assert not (tmp_path / "new").exists()


async def test_a_copy_is_stored_beside_whatever_became_of_the_document(
    edits: BuiltinSave, storage: Storage, root: Path, tmp_path: Path
) -> None:
    wanted = edited(tmp_path / "new", without="word/numbering.xml").read_bytes()
    (root / "a.docx").write_bytes(b"theirs")
    answer = await save(edits, storage, tmp_path / "new", "some old version", copy=True)
    assert answer["savedAs"].startswith("a (edited ") and (root / answer["savedAs"]).read_bytes() == wanted
    assert answer["version"] == (await storage.info(answer["savedAs"])).version
    assert (root / "a.docx").read_bytes() == b"theirs"


@pytest.mark.parametrize("copy", [False, True])
async def test_what_is_no_document_is_refused_in_words_about_the_editor(
    edits: BuiltinSave, storage: Storage, root: Path, tmp_path: Path, copy: bool
) -> None:
    (tmp_path / "new").write_bytes(b"no document")
    with pytest.raises(ResultRejectedError, match="What the editor made") as caught:
        await save(edits, storage, tmp_path / "new", copy=copy)
    assert "Docs" not in f"{caught.value.cause} {caught.value.remedy}"
    assert await storage.files("") == ["a.docx"]


async def test_the_edit_of_a_deleted_document_is_kept(
    edits: BuiltinSave, storage: Storage, root: Path, tmp_path: Path
) -> None:
    version = (await storage.info("a.docx")).version
    (root / "a.docx").unlink()
    answer = await save(edits, storage, edited(tmp_path / "new"), version)
    assert answer["savedAs"].startswith("a (recovered ")


async def test_lost_parts_are_refused(edits: BuiltinSave, storage: Storage, root: Path, tmp_path: Path) -> None:
    with pytest.raises(ResultRejectedError, match="lists"):
        await save(edits, storage, edited(tmp_path / "new", without="word/numbering.xml"))
    assert (root / "a.docx").read_bytes() == SAMPLE.read_bytes()
    assert not (root / ".ipynb_checkpoints").exists()
    assert [path for path in (tmp_path / "spool").rglob("*") if path.is_file() and path.name != "lock"] == []


async def test_the_document_before_the_first_edit_can_be_gone_back_to(
    edits: BuiltinSave, storage: Storage, root: Path, tmp_path: Path
) -> None:
    for word in ("First", "Second"):
        await save(edits, storage, edited(tmp_path / "new", word))
    checkpoint = root / ".ipynb_checkpoints" / "a-checkpoint.docx"
    assert checkpoint.read_bytes() == SAMPLE.read_bytes()


@pytest.mark.parametrize("error", [StorageError("The disk is full."), RuntimeError("The bucket is gone.")])
async def test_without_a_checkpoint_the_edit_is_stored_all_the_same(
    error: Exception,
    edits: BuiltinSave,
    storage: Storage,
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def refuse(self: Storage, path: str) -> None:
        raise error

    monkeypatch.setattr(Storage, "checkpoint", refuse)
    with caplog.at_level(logging.WARNING):
        await save(edits, storage, edited(tmp_path / "new"))
    assert (root / "a.docx").read_bytes() != SAMPLE.read_bytes()
    assert "No checkpoint of a.docx" in caplog.text


async def test_a_document_that_vanishes_before_its_checkpoint(
    edits: BuiltinSave, storage: Storage, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def vanish(self: Storage, path: str) -> None:
        (root / "a.docx").unlink()
        raise NotFoundError("The file does not exist.")

    monkeypatch.setattr(Storage, "checkpoint", vanish)
    answer = await save(edits, storage, edited(tmp_path / "new"))
    assert answer["savedAs"].startswith("a (recovered ")


async def test_of_two_edits_of_one_version_the_second_is_told(
    edits: BuiltinSave, storage: Storage, root: Path, tmp_path: Path
) -> None:
    version = (await storage.info("a.docx")).version
    answers = await asyncio.gather(
        save(edits, storage, edited(tmp_path / "one", "One"), version),
        save(edits, storage, edited(tmp_path / "two", "Two"), version),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["ConflictError", "dict"]


async def test_any_contents_manager_will_do(tmp_path: Path, executor: ThreadPoolExecutor) -> None:
    manager = MemoryManager()
    manager.shelf.put("a.docx", SAMPLE.read_bytes())
    storage = Storage(manager, tmp_path / "spool", executor)
    wanted = edited(tmp_path / "new").read_bytes()
    pools = ThreadPools.of_one(executor)
    await save(
        BuiltinSave(storage, DocumentWriter(storage, pools), pools),
        storage,
        tmp_path / "new",
    )
    assert manager.shelf.files["a.docx"] == wanted


async def test_an_edit_of_a_document_that_was_renamed_is_in_the_renamed_one(
    edits: BuiltinSave, storage: Storage, root: Path, tmp_path: Path
) -> None:
    version = (await storage.info("a.docx")).version
    (root / "sub").mkdir()
    os.rename(root / "a.docx", root / "sub" / "b.docx")
    answer = await save(edits, storage, edited(tmp_path / "new"), version)
    assert answer["path"] == "sub/b.docx" and answer["savedAs"] is None
    again = await edits.save("sub/b.docx", answer["version"], edited(tmp_path / "new", "Again"))
    assert again["path"] == "sub/b.docx" and os.listdir(root) == ["sub"]
