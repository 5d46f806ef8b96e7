"""Nothing that a document is made of vanishes when it is saved, and what is no loss is not refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from jupyter_onlyoffice.builtin.package_comparison import check_package, describe
from jupyter_onlyoffice.errors import ResultRejectedError

SAMPLE = Path(__file__).parents[1] / "data" / "sample.docx"
CHART = "word/charts/chart3.xml"


def parts(path: Path = SAMPLE) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist() if not name.endswith("/")}


def write(path: Path, content: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in content.items():
            package.writestr(name, data)
    return path


def check(tmp_path: Path, content: dict[str, bytes]) -> None:
    check_package(SAMPLE, write(tmp_path / "result.docx", content))


def test_the_same_parts_rewritten_are_no_loss(tmp_path: Path) -> None:
    content = parts()
    content["word/document.xml"] = content["word/document.xml"].replace(b"Welcome", b"Farewell")
    content["word/media/new.png"] = b"a picture"
    check(tmp_path, content)


def substantial() -> list[str]:
    """All parts but lists of relationships that list none."""
    return sorted(name for name, data in parts().items() if not name.endswith(".rels") or b"<Relationship " in data)


@pytest.mark.parametrize("name", substantial())
def test_each_part_that_is_gone_is_a_loss(tmp_path: Path, name: str) -> None:
    content = parts()
    del content[name]
    with pytest.raises(ResultRejectedError) as caught:
        check(tmp_path, content)
    assert caught.value.status == 422 and "left as it was" in caught.value.cause and caught.value.remedy


def test_a_part_under_another_name_is_no_loss(tmp_path: Path) -> None:
    content = parts()
    content["word/charts/chart9.xml"] = content.pop(CHART)
    check(tmp_path, content)


def test_a_part_written_anew_under_another_name_is_no_loss(tmp_path: Path) -> None:
    content = parts()
    types = content["[Content_Types].xml"].replace(b"/word/header1.xml", b"/word/header7.xml")
    header = content.pop("word/header1.xml").replace(b"w:hdr", b"w:hdr", 1) + b"<!-- anew -->"
    content |= {"[Content_Types].xml": types, "word/header7.xml": header}
    check(tmp_path, content)


def test_the_thumbnail_may_go(tmp_path: Path) -> None:
    content = parts()
    original = write(tmp_path / "original.docx", {**content, "docProps/thumbnail.jpeg": b"old"})
    check_package(original, write(tmp_path / "result.docx", content))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("word/document.xml", b"<w:document xmlns:w='w'><w:body></w:document>"),
        ("docProps/core.xml", b"<a xsi:type='undeclared'/>"),
        ("word/_rels/document.xml.rels", b""),
    ],
    ids=["not-well-formed", "undeclared-prefix", "empty"],
)
def test_a_part_that_other_programs_refuse_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    with pytest.raises(ResultRejectedError, match="no readable document"):
        check(tmp_path, parts() | {name: data})


@pytest.mark.parametrize("data", [b"", b"<html></html>", SAMPLE.read_bytes()[:3000]], ids=["empty", "html", "torn"])
def test_what_is_no_package_is_refused(tmp_path: Path, data: bytes) -> None:
    result = tmp_path / "result.docx"
    result.write_bytes(data)
    with pytest.raises(ResultRejectedError, match="no readable document"):
        check_package(SAMPLE, result)


def test_a_bomb_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_onlyoffice.builtin.package_comparison._MOST_XML", 1000)
    with pytest.raises(ResultRejectedError, match="no readable document"):
        check(tmp_path, parts() | {"word/document.xml": b"<a>" + b" " * 5000 + b"</a>"})


def test_absurd_content_types_are_refused_unread(tmp_path: Path) -> None:
    content = parts() | {"[Content_Types].xml": b"<a>" + b" " * 2_000_000 + b"</a>"}
    del content[CHART]
    with pytest.raises(ResultRejectedError, match="no readable document"):
        check(tmp_path, content)


def test_losses_are_named_as_users_name_them() -> None:
    lost = ["word/media/a.png", "word/media/b.png", CHART, "word/header1.xml", "customXml/item1.xml", "word/x.bin"]
    assert describe(lost) == ["data of forms", "charts", "headers", "pictures", "word/x.bin"]


def test_a_tag_without_an_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    endless = b'<w:document xmlns:w="w" a="' + b"x" * 50_000_000 + b'"/>'
    with pytest.raises(ResultRejectedError, match="no readable document"):
        check(tmp_path, parts() | {"word/document.xml": endless})


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
    with pytest.raises(ResultRejectedError, match="no readable document"):
        check(tmp_path, parts() | {"docProps/core.xml": bomb})
