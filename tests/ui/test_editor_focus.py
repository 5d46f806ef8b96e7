"""The keyboard stays where the user has it, and goes to the editor when the user goes there."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from ..standin import StandIn
from .browser import PATIENCE
from .lab import Editor, Lab
from .status import key_of, open_at, open_ready, split_right, wait_state

TYPED = "the quick brown fox jumps over the lazy dog and types on and on"
CALM = re.compile("calm")  # it has taken the focus for the second and last time
#: In the page: its own tasks, of which giving the focus back is one, wait no shorter than the next letter.
NEXT = "() => new Promise(done => setTimeout(() => requestAnimationFrame(done), 60))"


def test_typing_elsewhere_while_an_editor_loads(lab: Lab, folder: Path, standin: StandIn) -> None:
    (folder / "notes.txt").touch()
    right = open_ready(lab, folder, "sample.xlsx")
    lab.file("notes.txt").dblclick()
    notes = lab.page.locator(".jp-FileEditor .cm-content")
    expect(notes).to_be_visible(timeout=PATIENCE)
    lab.tab("sample.xlsx").click()
    split_right(lab, "sample.xlsx", right)
    lab.tab("sample.xlsx").click()

    editor = lab.open_file("sample.docx")
    expect(editor.iframe).to_have_count(1, timeout=PATIENCE)
    notes.click()
    typed = _type(lab.page, editor)
    editor.wait_ready()
    assert len(notes.inner_text()) >= typed - 2
    assert _strays(standin) <= 2


def _type(page: Page, loading: Editor) -> int:
    """Type evenly, from before the editor is ready until after its second theft of the focus; how many letters."""
    last = loading.frame.locator("body.calm")
    count = 0
    for letter in itertools.islice(itertools.cycle(TYPED), 1000):
        page.keyboard.type(letter)
        page.evaluate(NEXT)
        count += 1
        if count >= len(TYPED) and last.count():
            break
    expect(last).to_have_count(1)
    return count


def _strays(standin: StandIn) -> int:
    """How many of the letters went into the document."""
    key = key_of(standin)
    return sum(len(edit.text) for edit in standin.record.edits.values() if edit.key == key)


def test_a_click_on_the_tab_puts_the_keyboard_into_the_editor(lab: Lab, folder: Path) -> None:
    first, second = open_at(lab, folder, "sample.docx", "sample.xlsx")
    wait_state(second, "clean")
    wait_state(first, "clean")
    for editor in (first, second):
        expect(editor.frame.locator("body")).to_have_class(CALM)
    for name, editor in (("sample.docx", first), ("sample.xlsx", second)):
        lab.tab(name).click()
        expect(editor.iframe).to_be_focused(timeout=PATIENCE)
        expect(editor.frame.locator("#typed")).to_be_focused(timeout=PATIENCE)
        lab.page.keyboard.type(f"typed into {name}")
        expect(editor.paper).to_contain_text(f"typed into {name}", timeout=PATIENCE)
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
    other = lab.open_file("sample.pptx")
    wait_state(other, "clean")
    split_right(lab, "sample.pptx", other)
    lab.tab("sample.pptx").click()
    second = lab.open_file("sample.xlsx")
    expect(second.iframe).to_have_count(1, timeout=PATIENCE)
    first.paper.click()
    typed = _type(lab.page, second)
    second.wait_ready()
    first.wait_delivered()
    mine = "".join(edit.text for edit in standin.record.edits.values() if edit.key == key)
    assert len(mine) >= typed - 4  # it was about half
    assert _strays(standin) <= 4


FOCUSED = "() => document.activeElement?.tagName"
#: An editor of Docs that comes from JupyterLab's own address, as through a proxy.
SAME_ORIGIN = """() => {
  const frame = document.createElement('iframe');
  frame.srcdoc = '<textarea></textarea>';
  frame.name = 'own';
  document.querySelector('.jp-OnlyOffice-stage').append(frame);
}"""


def test_a_keyboard_alone_gets_out_of_an_editor_and_back_in(lab: Lab, folder: Path) -> None:
    editor = open_ready(lab, folder)
    keys, tab = lab.page.keyboard, lab.tab("sample.docx")
    expect(editor.iframe).to_have_attribute("title", "Editor of “sample.docx”")
    expect(editor.iframe).to_be_focused()
    back = lab.page.get_by_role("button", name="Back to JupyterLab")
    for _ in range(12):
        keys.press("Tab")
        if back.evaluate("button => button === document.activeElement"):
            break
    expect(back).to_be_focused()
    expect(back).to_be_in_viewport()
    keys.press("Enter")
    expect(tab).to_be_focused()
    keys.press("Tab")
    into = lab.page.get_by_role("button", name="Into the editor")
    expect(into).to_be_focused()
    keys.press("Enter")
    expect(editor.iframe).to_be_focused()
    tab.focus()
    keys.press("F6")
    expect(editor.iframe).to_be_focused()
    keys.type("by keys")
    expect(editor.paper).to_contain_text("by keys")
    editor.wait_delivered()

    lab.page.evaluate(SAME_ORIGIN)
    lab.page.frame_locator("iframe[name=own]").locator("textarea").click()
    keys.press("F6")
    expect(tab).to_be_focused()
    keys.press("Alt+w")
    expect(tab).to_have_count(0)
    lab.page.wait_for_function(f"({FOCUSED})() !== 'BODY'", timeout=PATIENCE)
