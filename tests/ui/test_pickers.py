"""Files that the user picks for the editor, in JupyterLab's own dialog; sources of values."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from ..standin import StandIn, tokens
from .browser import PATIENCE
from .conftest import DATA
from .lab import Lab
from .status import key_of, open_ready


def told(standin: StandIn, method: str, count: int = 1) -> Any:
    """What the page has called a method of the editor with, the last of ``count`` times."""

    def found() -> Any:
        calls = [command.data for command in standin.record.commands if command.name == method]
        return calls[-1] if len(calls) >= count else None

    return standin.record.wait_for(found, PATIENCE / 1000, method)


def signed(standin: StandIn, data: dict[str, Any]) -> dict[str, Any]:
    """The data without its token, which must hold exactly the same."""
    claims = tokens.verify(data["token"], standin.options.secret, standin.options.clock())
    rest = {name: value for name, value in data.items() if name != "token"}
    assert {name: value for name, value in claims.items() if name not in ("iat", "exp")} == rest
    return rest


def pick(lab: Lab, title: str, *names: str) -> None:
    """Choose files in the open dialog."""
    expect(lab.dialog()).to_contain_text(title, timeout=PATIENCE)
    for name in names:
        row = lab.dialog().locator(".jp-DirListing-item", has_text=name)
        row.click(modifiers=["Control"], timeout=PATIENCE)
    lab.accept()
    expect(lab.dialog()).to_have_count(0, timeout=PATIENCE)


def test_files_are_picked_for_a_document(lab: Lab, folder: Path, standin: StandIn) -> None:
    for name in ("a.png", "b.jpg"):
        (folder / name).write_bytes(b"\x89PNG")
    shutil.copyfile(folder / "sample.docx", folder / "other.docx")
    open_ready(lab, folder)
    key = key_of(standin)

    standin.emit(key, "onRequestInsertImage", {"c": "add"})
    expect(lab.dialog().locator(".jp-DirListing-item", has_text="a.png")).to_be_visible(timeout=PATIENCE)
    expect(lab.dialog().locator(".jp-DirListing-item", has_text="sample.docx")).to_have_count(0)
    pick(lab, "Insert a picture", "a.png", "b.jpg")
    inserted = signed(standin, told(standin, "insertImage"))
    assert inserted["c"] == "add" and [one["fileType"] for one in inserted["images"]] == ["png", "jpg"]

    standin.emit(key, "onRequestSelectDocument", {"c": "compare"})
    pick(lab, "Compare with", "other.docx")
    compared = signed(standin, told(standin, "setRequestedDocument"))
    assert (compared["c"], compared["fileType"]) == ("compare", "docx")

    standin.emit(key, "onRequestSelectSpreadsheet", {"c": "mailmerge"})
    pick(lab, "Recipients of the letters", "sample.xlsx")
    assert signed(standin, told(standin, "setRequestedSpreadsheet"))["c"] == "mailmerge"

    # Nothing is chosen, nothing is told.
    standin.emit(key, "onRequestSelectDocument", {"c": "combine"})
    expect(lab.dialog()).to_contain_text("Combine with", timeout=PATIENCE)
    lab.dialog().get_by_role("button", name="Cancel").click()
    expect(lab.dialog()).to_have_count(0, timeout=PATIENCE)
    assert len([one for one in standin.record.commands if one.name == "setRequestedDocument"]) == 1


def test_sources_of_values_are_found_changed_and_opened(lab: Lab, standin: StandIn) -> None:
    for name in ("total.xlsx", "prices.xlsx"):
        shutil.copyfile(DATA / "sample.xlsx", lab.server.root / name)
    lab.open()
    lab.open_file("total.xlsx").wait_ready()
    key = key_of(standin)

    standin.emit(key, "onRequestReferenceData", {"path": "prices.xlsx"})
    found = signed(standin, told(standin, "setReferenceData"))
    assert (found["fileType"], found["path"]) == ("xlsx", "prices.xlsx")
    assert set(found["referenceData"]) == {"fileKey", "instanceId"}

    link = f"{lab.server.url}lab/tree/prices.xlsx"
    for number, asked in enumerate(({"referenceData": found["referenceData"], "path": "gone.xlsx"}, {"link": link}), 2):
        standin.emit(key, "onRequestReferenceData", asked)
        assert signed(standin, told(standin, "setReferenceData", number))["path"] == "prices.xlsx"
    for number, asked in enumerate(({"path": "missing.xlsx"}, {"link": "https://elsewhere.example/a.xlsx"}), 4):
        standin.emit(key, "onRequestReferenceData", asked)
        assert set(told(standin, "setReferenceData", number)) == {"error"}

    standin.emit(key, "onRequestReferenceSource", {"path": "prices.xlsx"})
    pick(lab, "Source of the values", "prices.xlsx")
    assert signed(standin, told(standin, "setReferenceSource"))["referenceData"] == found["referenceData"]

    standin.emit(key, "onRequestOpen", {"path": "missing.xlsx"})
    expect(lab.dialog()).to_contain_text("“missing.xlsx” was not found on this server.", timeout=PATIENCE)
    lab.dialog().get_by_role("button", name="Close").click()
    standin.emit(key, "onRequestOpen", {"referenceData": found["referenceData"], "path": "prices.xlsx"})
    lab.editor("prices.xlsx").wait_ready()
