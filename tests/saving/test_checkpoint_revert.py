"""Revert to Checkpoint, by whoever asks Jupyter for it: what was thrown away stays away, and is in a copy."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.services.contents.manager import ContentsManager

from jupyter_onlyoffice.errors import FetchError

from ..connected import Connected, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401
from ..managers import LOCAL
from ..product import FULL, Product, docx, edited


async def stored_with_checkpoint(product: Product, text: str = "saved") -> Any:
    """As File > Save does: Docs' force save is in the file, and then the checkpoint is made, with its time stamp."""
    session = await edited(product)
    await product.ready(session, text, status=6, name="saved")
    await product.manager.create_checkpoint("report.docx")
    return session


async def revert(product: Product) -> None:
    await product.manager.restore_checkpoint("checkpoint", "report.docx")


async def test_edits_after_the_save_do_not_become_the_file_again(product: Product) -> None:
    session = await stored_with_checkpoint(product)
    await revert(product)
    assert (await product.sessions.get(session.key)).state == "closed"
    assert (await product.states())[-1] == "changed", "the tabs open it anew"
    await product.ready(session, "thrown away", name="r2")
    assert product.text() == "saved" and product.text(product.copy()) == "thrown away"
    await product.states()
    told = product.events[-1]
    assert (told["state"], told["reason"]) == ("copied", "saving.reverted")
    assert not (await product.sessions.get(session.key)).told
    assert (await product.open()).key != session.key


async def test_a_force_save_under_way_does_not_undo_it_either(product: Product) -> None:
    session = await stored_with_checkpoint(product)
    await revert(product)
    await product.ready(session, "thrown away", status=6, name="r2")
    assert product.text() == "saved" and product.text(product.copy()) == "thrown away"
    await product.ready(session, "thrown away", name="r3", notmodified=True)
    assert product.text() == "saved" and product.text(product.copy()) == "thrown away", "once"


async def test_without_edits_since_the_save_nothing_is_left_behind(product: Product) -> None:
    session = await stored_with_checkpoint(product)
    await revert(product)
    await product.ready(session, "saved", name="r2", notmodified=True)
    assert product.files() == ["report.docx"] and product.text() == "saved"


async def test_all_who_edit_it_open_it_anew_and_are_told_of_the_copy(product: Product) -> None:
    session = await stored_with_checkpoint(product)
    assert (await product.open("bob")).key == session.key
    await product.call(session, 1, users=["ann", "bob"])
    await revert(product)
    changes = [{"created": "2026-11-21 14:00:00", "user": {"id": user, "name": user}} for user in ("ann", "bob")]
    await product.ready(session, "of both", name="r2", history={"changes": changes, "serverVersion": "9.3.0"})
    assert product.text(product.copy()) == "of both"
    assert set((await product.sessions.get(session.key)).authors) == {"ann", "bob"}


async def test_who_stays_in_the_editor_after_a_revert_does_not_bring_back_what_was_thrown_away(
    product: Product,
) -> None:
    session = await stored_with_checkpoint(product)
    await product.open("bob")
    await product.call(session, 1, users=["ann", "bob"])
    await revert(product)
    await product.call(session, 1, users=["bob"])  # Ann's tab leaves, to open it anew
    await product.ready(session, "thrown away", name="r2")
    assert product.text() == "saved" and product.text(product.copy()) == "thrown away"
    assert (await product.sessions.get(session.key)).state == "closed"


async def test_a_revert_that_jupyter_refuses_ends_nothing(product: Product) -> None:
    session = await edited(product)
    with pytest.raises(Exception, match="(?i)checkpoint|no such file"):
        await revert(product)
    assert (await product.sessions.get(session.key)).state == "editing"


async def test_a_save_that_failed_before_is_brought_as_a_copy(product: Product) -> None:
    session = await stored_with_checkpoint(product)
    product.docs.results["http://docs/cache/files/r2/output.docx?md5=x&expires=1"] = FetchError("Gone.", "Wait.")
    with pytest.raises(FetchError):
        await product.ready(session, "", name="r2")
    product.forget(session, "thrown away")
    await product.sessions.failed(session, FULL, final=True)
    await revert(product)
    await product.forgotten_files.look()
    assert product.text() == "saved" and product.text(product.copy()) == "thrown away"


async def test_a_revert_waits_for_what_is_just_being_stored(product: Product) -> None:
    session = await stored_with_checkpoint(product)
    async with product.results.lock(session.key):
        reverting = asyncio.create_task(revert(product))
        await asyncio.sleep(0)
        assert not reverting.done()
    await reverting
    assert (await product.sessions.get(session.key)).state == "closed"


async def test_a_revert_is_not_kept_from_jupyter_by_records_that_are_away(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await stored_with_checkpoint(product)
    (product.root / "report.docx").write_bytes(docx("otherwise"))

    async def broken(path: str) -> None:
        raise FULL

    monkeypatch.setattr(product.sessions, "current", broken)
    await revert(product)
    assert product.text() == "saved"
    assert (await product.sessions.get(session.key)).state == "editing"


@pytest.mark.parametrize("kind", LOCAL)
async def test_managers_that_answer_at_once_are_noticed_too(kind: type[ContentsManager], tmp_path: Path) -> None:
    folder = tmp_path / "home"
    (folder / "root").mkdir(parents=True)
    (folder / "root" / "report.docx").write_bytes(docx("original"))
    product = Product(folder, manager=kind(root_dir=str(folder / "root")))
    try:
        session = await edited(product)
        await product.ready(session, "saved", status=6, name="saved")
        made: Any = product.manager.create_checkpoint("report.docx")
        if asyncio.iscoroutine(made):
            await made
        done: Any = product.manager.restore_checkpoint("checkpoint", "report.docx")
        if asyncio.iscoroutine(done):
            await done
        await product.checkpoint_revert.settled()
        assert (await product.sessions.get(session.key)).state == "closed"
    finally:
        product.close()


async def test_a_client_of_the_contents_service_reverts_a_document_that_is_edited(
    connected: Connected, jp_fetch: Any
) -> None:
    """Over HTTP, past our front end."""
    config = (await connected.get("open", path="sample.docx"))["config"]
    robot = connected.standin.robot()
    await asyncio.to_thread(robot.open, config)
    await asyncio.to_thread(robot.type, "wanted")
    await connected.post("forcesave", path="sample.docx")
    made = await jp_fetch(
        "api", "contents", "sample.docx", "checkpoints", method="POST", allow_nonstandard_methods=True
    )
    assert made.code == 201
    await asyncio.to_thread(robot.type, "thrown away")
    await jp_fetch(
        *("api", "contents", "sample.docx", "checkpoints", "checkpoint"), method="POST", allow_nonstandard_methods=True
    )
    await asyncio.to_thread(robot.close)
    await asyncio.to_thread(connected.standin.settle)
    lines = connected.lines("sample.docx")
    assert "wanted" in lines and "thrown away" not in lines
    (copy,) = [name for name in connected.new() if "edited" in name]
    assert "thrown away" in connected.lines(copy)
    (waiting,) = (await connected.get("status"))["waiting"]
    assert waiting["savedAs"] == copy
