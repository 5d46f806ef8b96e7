"""PDF files in the browser: forms that are filled and submitted, and others that are annotated."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from ..saving.test_form_submissions import PLAIN
from ..standin import StandIn
from .browser import PATIENCE
from .lab import Lab
from .status import key_of, line, open_at, text_of, wait_state


def test_a_form_is_filled_and_its_answers_are_kept_beside_it(lab: Lab, folder: Path, standin: StandIn) -> None:
    (folder / "plain.pdf").write_bytes(PLAIN)
    open_at(lab, folder)
    blank = (folder / "sample.pdf").read_bytes()
    lab.file("plain.pdf").dblclick()
    expect(lab.page.locator(".jp-PDFContainer")).to_be_visible(timeout=PATIENCE)
    lab.file("sample.pdf").dblclick()
    expect(lab.page.locator(".jp-OnlyOffice")).to_be_visible(timeout=PATIENCE)
    editor = lab.editor("sample.pdf").wait_ready()
    expect(lab.page.locator(".jp-PDFContainer")).to_have_count(1)  # a plain one keeps JupyterLab's viewer
    expect(line(editor)).to_contain_text("Filling", timeout=PATIENCE)
    key = key_of(standin)
    assert standin.config(key)["document"]["isForm"] is True
    editor.type("an answer").wait_delivered()
    standin.submit(key, b'{"name": "Ann"}')
    wait_state(editor, "stored")
    standin.emit(key, "onSubmit")
    expect(line(editor)).to_contain_text("Your answers are submitted", timeout=PATIENCE)
    expect(lab.page.locator(".jp-DirListing-itemText", has_text="answers")).to_be_visible(timeout=PATIENCE)
    (answers,) = folder.glob("sample (answers *.json")
    assert answers.read_bytes() == b'{"name": "Ann"}'
    (filled,) = folder.glob("sample (filled *.pdf")
    assert b"an answer" in filled.read_bytes()
    lab.close_tab("sample.pdf")
    standin.record.wait_for(
        lambda: any(sent.accepted and sent.kind == 2 for sent in standin.record.callbacks if sent.key == key),
        what="the final save",
    )
    assert (folder / "sample.pdf").read_bytes() == blank


def test_a_pdf_that_is_no_form_is_edited_and_closed_with_its_edit_in_the_file(
    lab: Lab, folder: Path, standin: StandIn
) -> None:
    (folder / "paper.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n")
    open_at(lab, folder)
    lab.context_menu(lab.file("paper.pdf"), "Open With", "ONLYOFFICE")
    editor = lab.editor("paper.pdf").wait_ready()
    key = key_of(standin)
    assert standin.config(key)["document"]["isForm"] is False
    editor.type("a note")
    lab.close_tab("paper.pdf")
    standin.record.callback(2, key)
    assert "a note" in text_of(folder / "paper.pdf")
