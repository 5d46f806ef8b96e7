"""JupyterLab in German: our part of it speaks German too."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from .browser import PATIENCE
from .jupyter import TOKEN
from .lab import Lab
from .status import line, open_at, undelivered, wait_state


def test_a_german_jupyterlab_has_german_office_documents(lab: Lab, folder: Path) -> None:
    response = lab.page.request.put(
        f"{lab.server.url}lab/api/settings/@jupyterlab/translation-extension:plugin",
        data={"raw": '{"locale": "de_DE"}'},
        headers={"Authorization": f"token {TOKEN}"},
    )
    assert response.ok
    open_at(lab, folder)
    lab.page.locator(".jp-LauncherCard").filter(has_text="Dokument").click()
    editor = lab.editor("Neues Dokument.docx").wait_ready()
    wait_state(editor, "clean")
    expect(line(editor)).to_contain_text("Wird bearbeitet")
    assert "lang=de" in str(editor.iframe.get_attribute("src"))
    with undelivered(lab.page):
        editor.type("Guten Tag")
        expect(line(editor)).to_contain_text("Nicht gespeicherte Änderungen")
    # By the mouse: the editor's frame may still have the keyboard.
    lab.page.locator(".lm-MenuBar-item").filter(has_text="Einstellungen").click(timeout=PATIENCE)
    lab.page.locator(".lm-Menu-item[data-command='settingeditor:open']").first.click(timeout=PATIENCE)
    lab.page.locator(".jp-PluginList-entry").filter(has_text="ONLYOFFICE").click(timeout=PATIENCE)
    expect(lab.page.locator(".jp-SettingsPanel")).to_contain_text("Papier neuer Dokumente", timeout=PATIENCE)
