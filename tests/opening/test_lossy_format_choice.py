"""How users work on documents of formats that Docs does not keep whole: asked once, remembered, changed."""

from __future__ import annotations

from typing import Any

import pytest

from ..connected import Connected, fixture_connected, fixture_jp_server_config, fixture_standin  # noqa: F401


@pytest.fixture
def files(connected: Connected) -> Connected:
    for name in ("letter.odt", "data.csv", "sub/plan.ods"):
        (connected.root / name).parent.mkdir(exist_ok=True)
        (connected.root / name).write_bytes(b"a,b\n")
    return connected


async def opened(files: Connected, path: str, ask: str = "once", **query: str) -> dict[str, Any]:
    answer = await files.get("open", path=path, ask=ask, **query)
    return dict(answer)


async def chosen(files: Connected, path: str, how: str, copy: str = "") -> None:
    assert await files.post("choice", path=path, how=how, copy=copy) == {}


async def test_a_format_that_is_kept_whole_is_not_asked_about(files: Connected) -> None:
    assert (await opened(files, "sample.docx"))["editor"] == "docs"
    assert (await opened(files, "sample.docx", "again"))["editor"] == "docs"


async def test_it_is_asked_before_anything_is_opened(files: Connected) -> None:
    assert await opened(files, "letter.odt") == {
        "editor": "ask",
        "path": "letter.odt",
        "format": "odt",
        "copy": "docx",
        "chosen": None,
        "made": None,
    }
    assert (await opened(files, "data.csv"))["copy"] == "xlsx"
    assert await files.services.shared.sessions.current("letter.odt") is None


async def test_who_can_not_be_asked_edits_and_who_wants_to_view_is_not_asked(files: Connected) -> None:
    assert (await opened(files, "letter.odt", ""))["mode"] == "edit"
    viewed = await opened(files, "letter.odt", mode="view")
    assert (viewed["editor"], viewed["mode"]) == ("docs", "view")


async def test_a_choice_is_remembered_and_can_be_changed(files: Connected) -> None:
    await chosen(files, "letter.odt", "edit")
    answer = await opened(files, "letter.odt")
    assert (answer["mode"], answer["notice"]["code"]) == ("edit", "lossy")
    assert (await opened(files, "letter.odt", "again"))["chosen"] == "edit"
    await chosen(files, "letter.odt", "view")
    for ask in ("once", ""):
        answer = await opened(files, "letter.odt", ask)
        assert (answer["mode"], answer["notice"]["code"]) == ("view", "viewed")
    assert (await opened(files, "letter.odt", "again"))["chosen"] == "view"
    assert (await opened(files, "data.csv"))["editor"] == "ask"  # another file


async def test_a_copy_is_opened_in_the_place_of_its_original_as_long_as_it_is_there(files: Connected) -> None:
    (files.root / "letter.docx").write_bytes((files.root / "sample.docx").read_bytes())
    await chosen(files, "letter.odt", "copy", "letter.docx")
    assert await opened(files, "letter.odt") == {"editor": "copy", "path": "letter.docx"}
    again = await opened(files, "letter.odt", "again")
    assert (again["chosen"], again["made"]) == ("copy", "letter.docx")
    assert (await opened(files, "letter.odt", ""))["mode"] == "view"
    (files.root / "letter.docx").unlink()
    answer = await opened(files, "letter.odt")
    assert (answer["editor"], answer["chosen"]) == ("ask", None)


@pytest.mark.parametrize(
    ("name", "to"), [("old.doc", "docx"), ("old.xls", "xlsx"), ("old.ppt", "pptx"), ("thesis.pages", "docx")]
)
async def test_a_format_that_is_only_viewed_comes_with_the_offer_of_a_copy(
    files: Connected, name: str, to: str
) -> None:
    (files.root / name).write_bytes(b"old")
    assert (await opened(files, name))["notice"]["copy"] == {"to": to, "made": None}

    copy = f"{name}.{to}"
    (files.root / copy).write_bytes((files.root / "sample.docx").read_bytes())
    await chosen(files, name, "copy", copy)
    answer = await opened(files, name)
    assert (answer["editor"], answer["mode"], answer["path"]) == ("docs", "view", name)
    assert answer["notice"]["copy"] == {"to": to, "made": copy}
    (files.root / copy).unlink()
    assert (await opened(files, name))["notice"]["copy"] == {"to": to, "made": None}


async def test_no_copy_is_offered_of_what_cannot_be_one_or_may_not_be_made(
    files: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    (files.root / "scan.djvu").write_bytes(b"scan")
    (files.root / "old.doc").write_bytes(b"old")
    assert "copy" not in (await opened(files, "scan.djvu"))["notice"]
    assert (await opened(files, "old.doc", mode="view"))["notice"] is None
    monkeypatch.setattr(files.services.opening.access_rules, "_everybody", {"download": False})
    assert "copy" not in (await opened(files, "old.doc"))["notice"]


async def test_choices_follow_renames(files: Connected) -> None:
    await chosen(files, "sub/plan.ods", "copy", "sub/plan.xlsx")
    await chosen(files, "data.csv", "view")
    (files.root / "sub/plan.xlsx").write_bytes((files.root / "sample.xlsx").read_bytes())
    for old, new in (("sub", "more"), ("more/plan.xlsx", "plan 2.xlsx"), ("more/plan.ods", "plan.ods")):
        (files.root / old).rename(files.root / new)
        await files.services.opening.format_choices.moved(old, new)
    assert await opened(files, "plan.ods") == {"editor": "copy", "path": "plan 2.xlsx"}
    # What is renamed over a file brings its own choice.
    (files.root / "letter.odt").replace(files.root / "data.csv")
    await chosen(files, "letter.odt", "edit")
    await files.services.opening.format_choices.moved("letter.odt", "data.csv")
    assert (await opened(files, "data.csv"))["mode"] == "edit"


@pytest.mark.parametrize("body", [{"how": "burn"}, {"how": "copy"}, {"how": "edit", "copy": "x.docx"}, {}])
async def test_what_is_no_choice_is_refused(files: Connected, body: dict[str, str]) -> None:
    status, error = await files.refused(files.post("choice", path="letter.odt", **body))
    assert status == 400 and error["remedy"]
    status, _ = await files.refused(files.get("open", path="letter.odt", ask="always"))
    assert status == 400


async def test_a_broken_record_only_means_that_it_is_asked_again(files: Connected) -> None:
    (files.services.shared.settings.data_dir / "choices.sqlite").write_bytes(b"no database, certainly not" * 100)
    assert (await opened(files, "letter.odt"))["editor"] == "ask"
    await chosen(files, "letter.odt", "edit")
    assert (await opened(files, "letter.odt"))["mode"] == "edit"
