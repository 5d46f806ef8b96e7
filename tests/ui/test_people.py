"""Mentioning people, and links to places in a document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, expect

from ..standin import StandIn
from .browser import PATIENCE
from .jupyter import TOKEN, JupyterServer
from .lab import Lab
from .status import key_of, line, open_ready

PLACE = {"action": {"type": "comment", "data": "1_5"}}


def answer(standin: StandIn, key: str, method: str, about: str = "") -> object:
    """What the editor was told by this method."""
    return standin.record.wait_for(
        lambda: [
            told.data
            for told in standin.record.commands
            if told.key == key and told.name == method and (not about or told.data["c"] == about)
        ]
    )[-1]


def test_somebody_who_is_mentioned_is_told_and_led_to_the_comment(
    lab: Lab, lab_server: JupyterServer, folder: Path, new_page: Callable[[], Page], standin: StandIn
) -> None:
    theirs = Lab(new_page(), lab_server)
    open_ready(theirs, folder, "sample.xlsx")
    editor = open_ready(lab, folder)
    key = key_of(standin)
    standin.emit(key, "onRequestUsers", {"c": "mention", "from": 0, "count": 100, "search": ""})
    listed = answer(standin, key, "setUsers", "mention")
    assert isinstance(listed, dict) and listed["isPaginated"] is True
    me = standin.record.wait_for(lambda: [event for event in standin.record.events if event.key == key])[0].user
    (other,) = [one for one in listed["users"] if one["id"] != me]

    notice = {"emails": [other["email"]], "message": f"+{other['email']} look here", "actionLink": PLACE}
    standin.emit(key, "onRequestSendNotify", notice)
    expect(line(editor)).to_contain_text("will be told", timeout=PATIENCE)
    toast = theirs.page.locator(".jp-toast-message").filter(has_text="look here")
    expect(toast).to_contain_text("mentioned you in “sample.docx”", timeout=PATIENCE)
    theirs.page.get_by_role("button", name="Show the comment").click()
    theirs.editor("sample.docx").wait_ready()
    assert standin.config(key)["editorConfig"]["actionLink"] == PLACE


def test_a_link_to_a_place_opens_the_document_there(
    lab: Lab, lab_server: JupyterServer, folder: Path, new_page: Callable[[], Page], standin: StandIn
) -> None:
    open_ready(lab, folder)
    key = key_of(standin)
    standin.emit(key, "onMakeActionLink", PLACE)
    link = answer(standin, key, "setActionLink")
    assert isinstance(link, str) and quote(folder.name) in link
    other = Lab(new_page(), lab_server)
    other.page.goto(f"{link}&token={TOKEN}")
    other.editor("sample.docx").wait_ready()
    assert standin.config(key)["editorConfig"]["actionLink"] == PLACE
