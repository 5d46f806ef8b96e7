"""A document whose file is changed on disk while it is open: nothing is lost, and the tab says what happened."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ..standin import StandIn, packages
from .browser import PATIENCE
from .lab import Lab
from .status import key_of, line, open_ready, text_of, wait_state


def change_on_disk(path: Path, text: str) -> None:
    """As a kernel or a sync client does: the whole file is written anew."""
    changed = path.with_name(".changed")
    changed.write_bytes(packages.insert(path.read_bytes(), [text]))
    os.replace(changed, path)


def test_an_unedited_tab_shows_the_new_content_by_itself(lab: Lab, folder: Path, standin: StandIn) -> None:
    editor = open_ready(lab, folder)
    key = key_of(standin)
    change_on_disk(folder / "sample.docx", "Written by a kernel")
    expect(editor.paper).to_contain_text("Written by a kernel", timeout=PATIENCE)
    expect(line(editor)).to_contain_text("The file was changed on disk")
    editor.type("Typed afterwards")
    lab.close_tab("sample.docx")
    standin.settle()
    text = text_of(folder / "sample.docx")
    assert "Written by a kernel" in text and "Typed afterwards" in text
    assert not list(folder.glob("*edited*"))
    standin.record.callback(4, key, timeout=60)


@pytest.mark.parametrize("choice", ["Keep mine", "Take the one on disk", "Keep both"])
def test_an_edited_tab_asks(lab: Lab, folder: Path, standin: StandIn, choice: str) -> None:
    editor = open_ready(lab, folder)
    editor.type("Typed by me").wait_delivered()
    change_on_disk(folder / "sample.docx", "Written by a kernel")
    expect(lab.dialog()).to_contain_text("was changed on disk while you edited it", timeout=PATIENCE)
    assert "Written by a kernel" in text_of(folder / "sample.docx")
    (copy,) = folder.glob("sample (edited*).docx")
    assert "Typed by me" in text_of(copy)
    lab.dialog().get_by_role("button", name=choice).click()
    if choice == "Keep mine":
        wait_state(editor, "stored")
        assert "Typed by me" in text_of(folder / "sample.docx")
        (other,) = folder.glob("sample (changed on disk*).docx")
        assert "Written by a kernel" in text_of(other) and not copy.exists()
    else:
        expect(editor.paper).to_contain_text("Written by a kernel", timeout=PATIENCE)
        assert "Written by a kernel" in text_of(folder / "sample.docx")
        assert copy.exists() == (choice == "Keep both")
    editor.type("Typed afterwards")
    lab.close_tab("sample.docx")
    standin.settle()
    assert "Typed afterwards" in text_of(folder / "sample.docx")
