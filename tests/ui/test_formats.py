"""Documents of formats that Docs does not keep whole: the user chooses first, and can change it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, expect

from ..standin import StandIn
from .browser import PATIENCE
from .lab import Editor, Lab
from .status import open_at, wait_state

TABLE = b'code;name\r\n00123;"Gr\xf6\xdfe"\r\n'


def question(lab: Lab) -> Locator:
    """The open question."""
    return lab.dialog().filter(has_text="How do you want to work on")


def answer(lab: Lab, label: str) -> None:
    """Press a button of the question."""
    expect(question(lab)).to_be_visible(timeout=PATIENCE)
    question(lab).get_by_role("button", name=label, exact=True).click(timeout=PATIENCE)
    expect(question(lab)).to_have_count(0, timeout=PATIENCE)


def change(editor: Editor) -> None:
    """Press "Change…" in the status line."""
    editor.widget.get_by_role("button", name="Change…").click(timeout=PATIENCE)


def test_the_choice_comes_before_the_editor_is_remembered_and_can_be_changed(
    lab: Lab, folder: Path, standin: StandIn
) -> None:
    (folder / "data.csv").write_bytes(TABLE)
    open_at(lab, folder)
    opened = len(standin.record.configs)
    lab.context_menu(lab.file("data.csv"), "Open With", "ONLYOFFICE")
    editor = lab.editor("data.csv")
    expect(question(lab)).to_contain_text("cells that you do not touch stay as they are", timeout=PATIENCE)
    expect(editor.iframe).to_have_count(0)
    assert len(standin.record.configs) == opened
    answer(lab, "Edit")
    editor.wait_ready().type("typed").wait_delivered()
    expect(editor.widget).to_contain_text("Saving keeps only", timeout=PATIENCE)
    change(editor)
    answer(lab, "View")
    editor.wait_ready()
    expect(editor.widget).to_contain_text("You chose to view this document.", timeout=PATIENCE)
    assert (folder / "data.csv").read_bytes() == TABLE + b"typed;\r\n"

    # Opened again: it is remembered.
    lab.close_tab("data.csv")
    lab.context_menu(lab.file("data.csv"), "Open With", "ONLYOFFICE")
    editor = lab.editor("data.csv").wait_ready()
    expect(question(lab)).to_have_count(0)
    # Changing one's mind about changing it.
    change(editor)
    answer(lab, "Cancel")
    editor.wait_ready()
    expect(editor.widget).to_contain_text("You chose to view this document.", timeout=PATIENCE)


def test_a_copy_is_worked_on_in_the_place_of_the_original(lab: Lab, folder: Path) -> None:
    (folder / "letter.rtf").write_bytes(b"{\\rtf1 Dear all}")
    open_at(lab, folder, "letter.rtf")
    answer(lab, "Cancel")
    expect(lab.tab("letter.rtf")).to_have_count(0, timeout=PATIENCE)
    lab.open_file("letter.rtf")
    answer(lab, "Work on a copy")
    editor = lab.editor("letter.docx").wait_ready()
    expect(lab.tab("letter.rtf")).to_have_count(0, timeout=PATIENCE)
    editor.type("in the copy").wait_delivered()
    wait_state(editor, "held")
    lab.close_tab("letter.docx")
    lab.file("letter.rtf").dblclick()
    editor = lab.editor("letter.docx").wait_ready()
    expect(lab.tab("letter.rtf")).to_have_count(0, timeout=PATIENCE)
    expect(editor.paper).to_contain_text("in the copy", timeout=PATIENCE)
    assert (folder / "letter.rtf").read_bytes() == b"{\\rtf1 Dear all}"
