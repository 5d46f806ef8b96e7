"""New documents through the routes: blank ones in a language, and copies of templates."""

from __future__ import annotations

import errno
import io
import json
import shutil
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPClientError, HTTPResponse

from jupyter_onlyoffice.errors import ConversionError, NotFoundError, StorageError
from jupyter_onlyoffice.new_documents import blank, office_templates, pdf_form
from jupyter_onlyoffice.new_documents.office_templates import OfficeTemplates, become_document
from jupyter_onlyoffice.services import Services

Fetch = Callable[..., Awaitable[HTTPResponse]]
SAMPLES = Path(__file__).parents[1] / "data"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """The administrator's templates."""
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "Letter.dotx").write_bytes(template())
    (folder / "budget.xlsx").write_bytes((SAMPLES / "sample.xlsx").read_bytes())
    for name in ("~$Letter.dotx", ".hidden.docx", "notes.xyz", "old.ott"):
        (folder / name).write_bytes(b"x")
    (folder / "folder.docx").mkdir()
    return folder


@pytest.fixture
def jp_server_config(tmp_path: Path, shelf: Path) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}, "allow_unauthenticated_access": False},
        "OnlyOffice": {"docs_url": "http://docs.invalid", "data_dir": str(tmp_path / "d"), "templates_dir": str(shelf)},
    }


def template(kind: str = "template") -> bytes:
    """A Word template, or document, with a text in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        override = f'<Override PartName="/word/document.xml" ContentType="{WORD}{kind}.main+xml"/>'
        package.writestr("[Content_Types].xml", f"<Types>{override}</Types>")
        package.writestr("word/document.xml", "<document>Dear Sir or Madam</document>", zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def part(package: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return archive.read(name).decode()


def files(folder: Path, suffix: str = "") -> list[str]:
    """The files in and below a folder."""
    return [path.name for path in folder.rglob(f"*{suffix}") if path.is_file()]


async def post(jp_fetch: Fetch, **fields: Any) -> dict[str, str]:
    response = await jp_fetch("onlyoffice", "create", method="POST", body=json.dumps({"path": "", **fields}))
    assert response.code == 201
    created: dict[str, str] = json.loads(response.body)
    return created


async def listed(jp_fetch: Fetch, **query: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((await jp_fetch("onlyoffice", "templates", params=query)).body)
    return answer


async def refused(request: Awaitable[Any]) -> tuple[int, str]:
    with pytest.raises(HTTPClientError) as caught:
        await request
    assert caught.value.response is not None
    error = json.loads(caught.value.response.body)
    assert error["cause"] and error["remedy"]
    return caught.value.code, error["error"]


async def test_a_document_is_made_in_the_users_language(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    for name in ("Neues Dokument.docx", "Neues Dokument 1.docx"):
        assert (await post(jp_fetch, type="docx", lang="de_AT"))["name"] == name
        made = (jp_root_dir / name).read_bytes()
        assert 'w:val="de-AT"' in part(made, "word/styles.xml")
        assert 'w:w="11906"' in part(made, "word/document.xml")
    assert (await post(jp_fetch, type="xlsx", lang="ja"))["name"] == "新しいスプレッドシート.xlsx"
    assert (await post(jp_fetch, type="pptx"))["name"] == "New presentation.pptx"


async def test_the_paper_is_that_of_the_region_or_the_one_asked_for(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    for fields, width in (
        ({"lang": "en-US"}, "12240"),
        ({"lang": "en-US", "paper": "A4"}, "11906"),
        ({"lang": "de", "paper": "Letter"}, "12240"),
        ({"lang": "de", "paper": "auto"}, "11906"),
    ):
        created = await post(jp_fetch, type="docx", **fields)
        assert f'w:w="{width}"' in part((jp_root_dir / created["path"]).read_bytes(), "word/document.xml")


async def test_a_form_carries_its_document(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    created = await post(jp_fetch, type="pdf", lang="fr-FR")
    assert created["name"] == "Nouveau formulaire.pdf"
    document = pdf_form.document_of((jp_root_dir / created["path"]).read_bytes())
    assert 'w:val="fr-FR"' in part(document, "word/styles.xml")


async def test_a_language_that_makes_no_sense_is_english(jp_fetch: Fetch) -> None:
    assert (await post(jp_fetch, type="docx", lang='"/><x'))["name"] == "New document.docx"


@pytest.mark.parametrize("name", ["Report", "Report.docx", "  Report "])
async def test_a_name_may_lack_its_extension(jp_fetch: Fetch, name: str) -> None:
    assert (await post(jp_fetch, type="docx", name=name))["name"] == "Report.docx"


@pytest.mark.parametrize("name", ["a/b", "a\\b", "RTC:b", "a\0b"])
async def test_a_name_that_jupyterlab_would_not_take_is_refused(
    jp_fetch: Fetch, jp_root_dir: Path, services: Services, name: str
) -> None:
    assert await refused(post(jp_fetch, type="docx", name=name)) == (400, "bad-request")
    letter = {"source": "server", "path": "Letter.dotx"}
    assert await refused(post(jp_fetch, template=letter, name=name)) == (400, "bad-request")
    assert files(jp_root_dir) == []
    assert files(services.shared.settings.data_dir / "spool", ".docx") == []


async def test_what_the_request_gets_wrong_is_said(jp_fetch: Fetch) -> None:
    assert await refused(post(jp_fetch, type="docx", paper="A3")) == (400, "bad-request")
    for wrong in ("Letter.dotx", {}, {"source": "disk", "path": "Letter.dotx"}, {"source": "server", "path": "a.xyz"}):
        assert await refused(post(jp_fetch, template=wrong)) == (400, "bad-request")


async def test_templates_of_both_sources_are_listed(jp_fetch: Fetch, jp_root_dir: Path) -> None:
    own = jp_root_dir / "my templates"
    own.mkdir()
    (own / "Minutes.docx").write_bytes(b"x")
    (own / "more").mkdir()
    answer = await listed(jp_fetch, folder="my templates", lang="de")
    assert answer["templates"] == [
        {"source": "folder", "path": "my templates/Minutes.docx", "name": "Minutes", "type": "docx"},
        {"source": "server", "path": "budget.xlsx", "name": "budget", "type": "xlsx"},
        {"source": "server", "path": "Letter.dotx", "name": "Letter", "type": "docx"},
    ]
    assert answer["problem"] is None
    assert answer["names"]["docx"] == "Neues Dokument"


@pytest.mark.parametrize("folder", ["nowhere", "../..", ".jupyter"])
async def test_a_folder_that_can_not_be_seen_is_a_problem_and_hides_nothing_else(
    jp_fetch: Fetch, jp_root_dir: Path, folder: str
) -> None:
    (jp_root_dir / ".jupyter").mkdir()
    (jp_root_dir / ".jupyter" / "secret.docx").write_bytes(b"x")
    answer = await listed(jp_fetch, folder=folder)
    assert answer["problem"]["code"] == "not-found" and answer["problem"]["remedy"]
    assert [row["source"] for row in answer["templates"]] == ["server", "server"]


async def test_a_document_of_a_template_is_a_document(jp_fetch: Fetch, jp_root_dir: Path, services: Services) -> None:
    letter = {"source": "server", "path": "Letter.dotx"}
    for name in ("Letter.docx", "Letter 1.docx"):
        assert (await post(jp_fetch, template=letter))["name"] == name
        made = (jp_root_dir / name).read_bytes()
        assert f"{WORD}document.main+xml" in part(made, "[Content_Types].xml")
        assert "template" not in part(made, "[Content_Types].xml")
        assert "Dear Sir or Madam" in part(made, "word/document.xml")
    created = await post(jp_fetch, template={"source": "server", "path": "budget.xlsx"}, name="2027")
    assert created["name"] == "2027.xlsx"
    assert (jp_root_dir / "2027.xlsx").read_bytes() == (SAMPLES / "sample.xlsx").read_bytes()
    assert files(services.shared.settings.data_dir / "spool", ".docx") == []


async def test_a_template_in_the_workspace_is_read_through_the_contents_manager(
    jp_fetch: Fetch, jp_root_dir: Path
) -> None:
    (jp_root_dir / "t").mkdir()
    (jp_root_dir / "t" / "Minutes.dotx").write_bytes(template())
    (jp_root_dir / "deep").mkdir()
    created = await post(jp_fetch, path="deep", template={"source": "folder", "path": "t/Minutes.dotx"})
    assert created["path"] == "deep/Minutes.docx"
    assert (jp_root_dir / "t" / "Minutes.dotx").read_bytes() == template()


@pytest.mark.parametrize(
    "given",
    [
        {"source": "server", "path": "gone.docx"},
        {"source": "server", "path": "../d/x.docx"},
        {"source": "folder", "path": "gone.docx"},
        {"source": "folder", "path": "../templates/budget.xlsx"},
    ],
)
async def test_what_is_no_template_can_not_be_had(jp_fetch: Fetch, jp_root_dir: Path, given: dict[str, str]) -> None:
    assert await refused(post(jp_fetch, template=given)) == (404, "not-found")
    assert files(jp_root_dir) == []


async def test_a_damaged_template_is_explained(jp_fetch: Fetch, jp_root_dir: Path, shelf: Path) -> None:
    (shelf / "bad.dotx").write_bytes(b"no zip")
    assert await refused(post(jp_fetch, template={"source": "server", "path": "bad.dotx"})) == (422, "conversion")
    assert files(jp_root_dir) == []


async def test_no_more_are_offered_than_anybody_would_read(
    jp_fetch: Fetch, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_templates, "MAX_OFFERED", 1)
    assert len((await listed(jp_fetch))["templates"]) == 1
    monkeypatch.undo()
    shutil.rmtree(shelf)
    assert (await listed(jp_fetch))["templates"] == []


async def test_a_server_without_templates_has_none(services: Services, tmp_path: Path) -> None:
    nowhere = OfficeTemplates(None, services.shared.storage, services.shared.pools.disk)
    assert nowhere.of_server() == []
    with pytest.raises(NotFoundError):
        await nowhere.stage(office_templates.Template("server", "Letter.dotx"))


async def test_a_template_that_can_not_be_read_is_explained(services: Services, shelf: Path) -> None:
    templates = OfficeTemplates(shelf, services.shared.storage, services.shared.pools.disk)
    with pytest.raises(StorageError):
        await templates.stage(office_templates.Template("server", "folder.docx"))


@pytest.mark.parametrize(
    ("number", "reason"), [(errno.ENOSPC, "storage.disk-full"), (errno.EROFS, "storage.read-only-disk")]
)
async def test_a_disk_that_takes_no_new_document_is_said(
    jp_fetch: Fetch, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, "of the system")

    monkeypatch.setattr(blank, "make", refuse)
    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(HTTPClientError) as caught:
        await post(jp_fetch, directory="", type="docx")
    assert caught.value.response and json.loads(caught.value.response.body)["reason"] == reason


def test_a_disk_that_fails_while_a_template_becomes_a_document_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = tmp_path / "staged"
    staged.write_bytes(template())

    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(StorageError, match="full"):
        become_document("dotx", staged)
    assert list(tmp_path.iterdir()) == [staged]


@pytest.mark.parametrize("ext", ["dotx", "xltx", "potx", "dotm", "xltm", "potm"])
def test_every_kind_of_template_becomes_a_document(ext: str, tmp_path: Path) -> None:
    _, template_type, document_type = office_templates._DOCUMENTS[ext]
    staged = tmp_path / "staged"
    with zipfile.ZipFile(staged, "w") as package:
        package.writestr("[Content_Types].xml", f"<Types>{template_type}</Types>")
        package.writestr("big", b"0" * 5_000_000, zipfile.ZIP_DEFLATED)
    become_document(ext, staged)
    assert part(staged.read_bytes(), "[Content_Types].xml") == f"<Types>{document_type}</Types>"
    assert staged.stat().st_size < 100_000
    assert list(tmp_path.iterdir()) == [staged]


@pytest.mark.parametrize("large", ["[Content_Types].xml", "word/media/image1.png"])
def test_a_template_that_becomes_too_much_when_it_is_unpacked_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: str
) -> None:
    """Each is the same bytes over and over, of which a thousandth is on the disk."""
    monkeypatch.setattr(office_templates, "MOST_UNPACKED", 4_000_000)
    staged = tmp_path / "staged"
    staged.write_bytes(template())
    with zipfile.ZipFile(staged, "a", zipfile.ZIP_DEFLATED) as package:
        package.NameToInfo.pop(large, None)
        package.filelist = [info for info in package.filelist if info.filename != large]
        package.writestr(large, b" " * (2_000_000 if large.startswith("[") else 5_000_000))
    before = staged.read_bytes()
    with pytest.raises(ConversionError, match="too large"):
        become_document("dotx", staged)
    assert list(tmp_path.iterdir()) == [staged] and staged.read_bytes() == before


def test_a_template_with_a_scrambled_part_is_damaged(tmp_path: Path) -> None:
    staged = tmp_path / "staged"
    data = bytearray(template())
    place = data.rindex(b"word/document.xml", 0, data.index(b"PK\x01\x02")) + len("word/document.xml")
    data[place : place + 8] = b"\xff" * 8
    staged.write_bytes(data)
    with pytest.raises(ConversionError):
        become_document("dotx", staged)
    assert list(tmp_path.iterdir()) == [staged]


def test_other_files_stay_as_they_are_and_a_damaged_one_too(tmp_path: Path) -> None:
    staged = tmp_path / "staged"
    staged.write_bytes(b"anything")
    become_document("docx", staged)
    assert staged.read_bytes() == b"anything"
    with pytest.raises(ConversionError):
        become_document("dotx", staged)
    assert staged.read_bytes() == b"anything"
