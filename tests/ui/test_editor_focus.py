"""The keyboard stays where the user has it, and goes to the editor when the user goes there."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ..standin import StandIn
from .browser import PATIENCE
from .lab import Editor, Lab
from .status import key_of, open_at, open_ready, wait_state

TYPED = "the quick brown fox jumps over the lazy dog and types on and on"


@pytest.mark.parametrize("place", ["notebook", "filter"])
def test_what_is_typed_elsewhere_while_an_editor_loads_stays_there(
    lab: Lab, folder: Path, standin: StandIn, place: str
) -> None:
    lab.page.add_init_script("localStorage.setItem('none', '')")
    open_at(lab, folder)
    if place == "notebook":
        _notebook(lab, folder)
        lab.open_file("Untitled.ipynb")
        target = lab.page.locator(".jp-Notebook .jp-Cell .cm-content").first
        expect(target).to_be_visible(timeout=PATIENCE)
    else:
        lab.page.locator(".jp-DirListing-content, .jp-FileBrowser-toolbar").first.wait_for()
        lab.page.get_by_title("Toggle File Filter").or_(lab.page.locator('[data-command="filebrowser:toggle-file-filter"]')).first.click()
        target = lab.page.locator(".jp-FileBrowser-filterBox input, .jp-FileBrowser input").first
    editor = lab.open_file("sample.docx")
    if place == "notebook":
        lab.context_menu(lab.tab("Untitled.ipynb"), "Split Tab", "Split Right")
    expect(editor.iframe).to_have_count(1, timeout=PATIENCE)
    target.click()
    assert _type_until_quiet(lab.page, editor) is not None
    kept = target.input_value() if place == "filter" else target.inner_text()
    strays = sum(len(edit.text) for edit in standin.record.edits.values() if edit.key == key_of(standin))
    assert len(kept) >= len(TYPED) - 3, f"kept {kept!r}"
    assert strays <= 3


def _notebook(lab: Lab, folder: Path) -> None:
    (folder / "Untitled.ipynb").write_text(
        '{"cells": [{"cell_type": "markdown", "id": "a", "metadata": {}, "source": ""}],'
        ' "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    )


def _type_until_quiet(page: Page, editor: Editor) -> Editor:
    """Type evenly from before the editor is ready until after its second theft of the focus."""
    for letter in TYPED:
        page.keyboard.type(letter)
        page.wait_for_timeout(60)
    wait_state(editor, "clean")
    return editor


def test_a_click_on_the_tab_puts_the_keyboard_into_the_editor(lab: Lab, folder: Path) -> None:
    first, second = open_at(lab, folder, "sample.docx", "sample.xlsx")
    wait_state(second, "clean")
    wait_state(first, "clean")
    for name, editor in (("sample.docx", first), ("sample.xlsx", second)):
        lab.tab(name).click()
        expect(editor.iframe).to_be_focused()
        lab.page.keyboard.type(f"typed into {name}")
        expect(editor.paper).to_contain_text(f"typed into {name}")
    editor.wait_delivered()


def test_the_keyboard_goes_into_a_document_that_was_just_opened(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    expect(editor.iframe).to_be_focused()
    lab.page.keyboard.type("at once")
    expect(editor.paper).to_contain_text("at once")


def test_a_press_on_a_loading_editor_is_the_wish_to_go_there(lab: Lab, folder: Path) -> None:
    open_at(lab, folder)
    row = lab.file("sample.pptx")
    editor = lab.open_file("sample.docx")
    expect(editor.iframe).to_have_count(1, timeout=PATIENCE)
    row.click()
    expect(editor.widget.locator(".jp-OnlyOffice-shield")).to_be_visible()
    box = editor.iframe.bounding_box()
    assert box
    lab.page.mouse.click(box["x"] + 300, box["y"] + 300)
    expect(editor.widget.locator(".jp-OnlyOffice-shield")).to_have_count(0)
    wait_state(editor, "clean")
    expect(editor.iframe).to_be_focused()
    lab.page.keyboard.type("wanted")
    expect(editor.paper).to_contain_text("wanted")


def test_a_loading_editor_does_not_take_the_keyboard_from_another(lab: Lab, folder: Path, standin: StandIn) -> None:
    first = open_ready(lab, folder)
    key = key_of(standin)
    second = lab.open_file("sample.xlsx")
    lab.context_menu(lab.tab("sample.xlsx"), "Split Tab", "Split Right")
    first.paper.click()
    for letter in TYPED:
        lab.page.keyboard.type(letter)
        lab.page.wait_for_timeout(60)
    wait_state(second, "clean")
    first.wait_delivered()
    mine = "".join(edit.text for edit in standin.record.edits.values() if edit.key == key)
    assert len(mine) >= len(TYPED) - 4, mine
