"""What a person may do with a document."""

from __future__ import annotations

import asyncio
import functools
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from jupyter_onlyoffice.editor.permissions import Hook, Mode, PermissionsRequest
from jupyter_onlyoffice.formats import FORMATS
from jupyter_onlyoffice.opening import access_rules
from jupyter_onlyoffice.opening.access_rules import Access, AccessRules, Asker
from jupyter_onlyoffice.storage.file_info import FileInfo

ANN = Asker("ann", "Ann", True, ("legal",))
FILE = FileInfo("contracts/a.docx", "a.docx", 10, "1", True)
CHANGING = ("edit", "review", "comment", "fillForms")
FORMS = {"form": replace(FORMATS["docx"], fill=True), "pdf-form": FORMATS["pdf"].as_form()}
LEAVING = ("copy", "download", "print")


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


async def granted(
    threads: ThreadPoolExecutor,
    hook: Hook | None = None,
    everybody: dict[str, Any] | None = None,
    asked: Mode = "edit",
    ext: str = "docx",
    info: FileInfo = FILE,
    asker: Asker = ANN,
    major: int | None = None,
) -> Access:
    found = AccessRules(everybody or {}, hook, threads, logging.getLogger("rights"))
    return await found.grant(asked, FORMS.get(ext) or FORMATS[ext], info, asker, major)


async def test_who_may_write_edits(threads: ThreadPoolExecutor) -> None:
    grant = await granted(threads)
    assert grant.mode == "edit" and grant.notice is None
    assert all(grant.permissions[name] for name in (*CHANGING, *LEAVING, "chat"))


@pytest.mark.parametrize(
    ("info", "asker", "ext", "code"),
    [
        (FILE, Asker("ann", "Ann", False), "docx", "no-permission"),
        (FileInfo("a.docx", "a.docx", 1, "1", False), ANN, "docx", "read-only"),
        (FILE, ANN, "doc", "view-only"),
        (FILE, ANN, "xps", "view-only"),
    ],
)
async def test_file_format_and_jupyter_set_the_limit(
    threads: ThreadPoolExecutor, info: FileInfo, asker: Asker, ext: str, code: str
) -> None:
    def generous(request: PermissionsRequest) -> dict[str, bool]:
        return dict.fromkeys(CHANGING, True)

    for mode in ("edit", "review", "comment", "fill"):
        grant = await granted(threads, generous, dict.fromkeys(CHANGING, True), mode, ext, info, asker)
        assert grant.mode == "view" and grant.modes == ["view"]
        assert not any(grant.permissions[name] for name in CHANGING)
        assert grant.notice is not None and grant.notice["code"] == code


async def test_a_lossy_format_is_edited_with_a_notice(threads: ThreadPoolExecutor) -> None:
    grant = await granted(threads, ext="odt")
    assert grant.mode == "edit" and grant.notice is not None and grant.notice["code"] == "lossy"


async def test_an_old_docs_shows_what_it_can_not_edit(threads: ThreadPoolExecutor) -> None:
    assert (await granted(threads, ext="xlsb", major=9)).mode == "edit"
    grant = await granted(threads, ext="xlsb", major=8)
    assert grant.mode == "view" and grant.notice is not None and grant.notice["code"] == "old-docs"


@pytest.mark.parametrize(
    ("major", "modes"), [(9, ["edit", "fill", "comment", "view"]), (8, ["view"]), (None, ["view"])]
)
async def test_a_plain_pdf_is_edited_by_a_docs_that_is_known_to_store_it(
    threads: ThreadPoolExecutor, major: int | None, modes: list[str]
) -> None:
    grant = await granted(threads, ext="pdf", major=major)
    assert grant.modes == modes and grant.mode == modes[0]
    assert (grant.notice["code"] if grant.notice else None) == (None if major == 9 else "old-docs")


@pytest.mark.parametrize("major", [8, 9, None])
async def test_a_form_is_never_opened_for_comments_of_which_its_editor_dies(
    threads: ThreadPoolExecutor, major: int | None
) -> None:
    for asked in ("comment", "edit"):
        grant = await granted(
            threads, everybody={"edit": False, "comment": True}, asked=asked, ext="pdf-form", major=major
        )
        assert grant.mode == "view" and grant.modes == ["view"]
    assert (await granted(threads, ext="pdf-form", major=major)).modes == ["edit", "fill", "view"]


@pytest.mark.parametrize("asked", ["review", "comment", "fill", "view"])
async def test_one_may_ask_for_less(threads: ThreadPoolExecutor, asked: Mode) -> None:
    grant = await granted(threads, asked=asked, ext="form")
    assert grant.mode == asked and grant.notice is None
    assert grant.modes[0] == "edit"


async def test_embedded_is_a_view_whatever_one_may(threads: ThreadPoolExecutor) -> None:
    grant = await granted(threads, asked="embedded")
    assert grant.mode == "embedded" and not any(grant.permissions[name] for name in CHANGING)


async def test_a_mode_that_the_format_lacks_becomes_a_view(threads: ThreadPoolExecutor) -> None:
    grant = await granted(threads, asked="review", ext="xlsx")
    assert grant.mode == "view" and grant.notice is not None


@pytest.mark.parametrize(
    ("everybody", "mode"),
    [
        ({"edit": False}, "view"),
        ({"edit": False, "review": True}, "review"),
        ({"edit": False, "fillForms": True, "comment": True}, "fill"),
        ({"edit": False, "comment": True}, "comment"),
    ],
)
async def test_the_administrator_restricts_everybody(
    threads: ThreadPoolExecutor, everybody: dict[str, bool], mode: Mode
) -> None:
    grant = await granted(threads, everybody={**everybody, "download": False}, ext="form")
    assert grant.mode == mode and grant.permissions["download"] is False
    assert grant.notice is not None and grant.notice["code"] == "restricted"


async def test_the_hook_has_the_last_word_within_the_limit(threads: ThreadPoolExecutor) -> None:
    def for_legal(request: PermissionsRequest) -> dict[str, bool] | None:
        return {"download": True} if "legal" in (request.groups or ()) else None

    for_all = {"download": False, "print": False}
    assert (await granted(threads, for_legal, for_all)).permissions["download"] is True
    assert (await granted(threads, for_legal, for_all)).permissions["print"] is False
    other = Asker("bob", "Bob", True, None)
    assert (await granted(threads, for_legal, for_all, asker=other)).permissions["download"] is False


async def test_the_hook_is_told_what_it_needs_and_can_change_nothing_in_it(threads: ThreadPoolExecutor) -> None:
    asked: list[PermissionsRequest] = []
    ran_in: list[threading.Thread] = []

    def hook(request: PermissionsRequest) -> dict[str, bool]:
        asked.append(request)
        ran_in.append(threading.current_thread())
        return {}

    await granted(threads, hook, {"print": False})
    (request,) = asked
    assert (request.username, request.name, request.groups) == ("ann", "Ann", ("legal",))
    assert (request.path, request.format) == ("contracts/a.docx", "docx")
    assert request.permissions["print"] is False and request.permissions["edit"] is True
    assert ran_in[0] is not threading.main_thread()
    with pytest.raises(TypeError):
        request.permissions["print"] = True  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        request.name = "root"  # type: ignore[misc]


class AsyncHook:
    async def __call__(self, request: PermissionsRequest) -> dict[str, bool]:
        await asyncio.sleep(0)
        return {"edit": False, "comment": True}


async def coroutine(request: PermissionsRequest) -> dict[str, bool]:
    return await AsyncHook()(request)


@pytest.mark.parametrize("hook", [coroutine, AsyncHook(), functools.partial(coroutine), lambda r: coroutine(r)])
async def test_the_hook_may_be_asynchronous(threads: ThreadPoolExecutor, hook: Hook) -> None:
    assert (await granted(threads, hook)).mode == "comment"


def raising(request: PermissionsRequest) -> dict[str, bool]:
    raise RuntimeError("no directory service")


@pytest.mark.parametrize(
    "hook",
    [
        raising,
        lambda request: {"edit": 1},
        lambda request: {"eddit": False},
        lambda request: True,
        lambda request: {"commentGroups": {"view": "all"}},
        lambda: {},
    ],
)
async def test_a_hook_that_fails_grants_nothing_but_reading(
    threads: ThreadPoolExecutor, hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    for asked in ("edit", "comment", "view"):
        grant = await granted(threads, hook, asked=asked)
        assert grant.mode == "view" and grant.modes == ["view"]
        assert not any(grant.permissions[name] for name in (*CHANGING, *LEAVING))
        assert grant.notice is not None and grant.notice["code"] == "hook-failed"
    assert "permissions_hook failed" in caplog.text and "contracts/a.docx" in caplog.text


async def test_a_hook_that_hangs_fails(threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_rules, "HOOK_SECONDS", 0.05)
    release = threading.Event()

    def hangs(request: PermissionsRequest) -> None:
        release.wait(30)

    try:
        grant = await granted(threads, hangs)
    finally:
        release.set()
    assert grant.mode == "view" and grant.notice is not None and grant.notice["code"] == "hook-failed"
