"""Links for guests: made in JupyterLab, opened by somebody without an account."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from ..standin import StandIn
from .browser import PATIENCE
from .conftest import DATA, traits_for
from .jupyter import TOKEN, JupyterServer
from .lab import Editor, Lab
from .status import key_of, line, open_ready, text_of


@pytest.fixture
def sharing(tmp_path: Path, standin: StandIn) -> Iterator[JupyterServer]:
    """JupyterLab whose administrator allows share links."""
    with JupyterServer(tmp_path / "lab", {**traits_for(standin), "share_links": True}) as running:
        yield running


def test_a_guest_edits_the_shared_document_until_the_link_is_revoked(
    sharing: JupyterServer, page: Page, new_page: Callable[[], Page], standin: StandIn
) -> None:
    folder = sharing.root / "shared"
    folder.mkdir()
    shutil.copyfile(DATA / "sample.docx", folder / "sample.docx")
    lab = Lab(page, sharing)
    editor = open_ready(lab, folder)
    key = key_of(standin)
    standin.emit(key, "onRequestSharingSettings")
    dialog = lab.dialog()
    expect(dialog).to_contain_text("Share “sample.docx”", timeout=PATIENCE)
    dialog.locator("select").first.select_option("edit")
    with page.expect_response(lambda answer: "/shares" in answer.url and answer.request.method == "POST") as made:
        dialog.get_by_role("button", name="Make a link").click()
    expect(dialog.locator("li")).to_contain_text("Editing, until", timeout=PATIENCE)

    theirs = new_page()
    address = dialog.get_by_label("Address of the link")
    expect(address).to_have_value(sharing.url + made.value.json()["url"])
    theirs.goto(address.input_value())
    theirs.get_by_label("Your name").fill("Gabi")
    theirs.get_by_role("button", name="Open the document").click()
    guest = Editor(theirs, theirs.locator("#stage")).wait_ready()
    guest.type("written by a guest")
    with theirs.expect_response(lambda answer: "share/open" in answer.url):
        standin.emit(key, "onRequestRefreshFile")  # while that is still on its way
    expect(editor.paper).to_contain_text("written by a guest", timeout=PATIENCE)
    expect(line(editor)).to_contain_text("with Gabi (guest)", timeout=PATIENCE)

    dialog.get_by_role("button", name="Revoke").click()
    expect(dialog.locator("li")).to_have_count(0, timeout=PATIENCE)
    theirs.reload()
    expect(theirs.locator("body")).to_contain_text("revoked", timeout=PATIENCE)
    dialog.locator(".jp-Dialog-button").click()
    lab.close_tab("sample.docx")
    standin.record.callback(2, key)
    assert "written by a guest" in text_of(folder / "sample.docx")


def test_what_a_guest_typed_is_not_dropped_without_a_question(tmp_path: Path, page: Page, standin: StandIn) -> None:
    traits = {**traits_for(standin), "share_links": True, "editor": {"coEditing": "strict"}}
    with JupyterServer(tmp_path / "lab", traits) as server:
        shutil.copyfile(DATA / "sample.docx", server.root / "sample.docx")
        made = page.request.post(
            f"{server.url}onlyoffice/shares",
            headers={"Authorization": f"token {TOKEN}"},
            data={"path": "sample.docx", "mode": "edit"},
        )
        page.goto(server.url + made.json()["url"])
        page.get_by_label("Your name").fill("Gabi")
        page.get_by_role("button", name="Open the document").click()
        guest = Editor(page, page.locator("#stage")).wait_ready()
        guest.type("kept in the browser")
        questions: list[str] = []

        def stay(dialog: Dialog) -> None:
            questions.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", stay)
        with page.expect_event("dialog", timeout=PATIENCE):
            standin.emit(key_of(standin), "onRequestRefreshFile")
        expect(guest.paper).to_contain_text("kept in the browser")
        assert len(questions) == 1 and "not been saved" in questions[0]
