"""Blank documents in every language: each is opened, part by part, and some by a real converter."""

from __future__ import annotations

import importlib.util
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from jupyter_onlyoffice.new_documents import blank, pdf_form
from jupyter_onlyoffice.new_documents.locales import LOCALES, Locale, Paper, locale_of
from jupyter_onlyoffice.saving.form_submissions import is_form

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SLIDE = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
PAGES = {"A4": ("11906", "16838"), "Letter": ("12240", "15840")}
PAPERS: tuple[Paper, ...] = ("A4", "Letter")
EVERY_LOCALE = [pytest.param(row, id=tag) for tag, row in LOCALES.items()]


def made(kind: str, tag: str, paper: Paper, folder: Path) -> bytes:
    target = folder / f"{tag}-{paper}.{kind}"
    blank.make(kind, tag, paper, target)
    return target.read_bytes()


def parts(package: bytes) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}


def found(tree: ElementTree.Element, tag: str) -> dict[str, str]:
    """The attributes of the one element with this name, without their namespaces."""
    (element,) = tree.iter(tag)
    return {name.rpartition("}")[2]: value for name, value in element.attrib.items()}


def check_document(content: dict[str, ElementTree.Element], row: Locale, paper: Paper) -> None:
    page = found(content["word/document.xml"], f"{WORD}pgSz")
    assert (page["w"], page["h"]) == PAGES[paper]
    language = found(content["word/styles.xml"], f"{WORD}lang")
    assert language["bidi" if row.rtl else "val"] == row.tag
    if row.east_asian:
        assert language["eastAsia"] == row.tag
    for part in ("word/document.xml", "word/styles.xml"):
        assert (content[part].find(f".//{WORD}bidi") is not None) == row.rtl


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("row", EVERY_LOCALE)
def test_a_document_is_in_its_language_and_on_its_paper(row: Locale, paper: Paper, tmp_path: Path) -> None:
    check_document(parts(made("docx", row.tag, paper, tmp_path)), row, paper)


@pytest.mark.parametrize("row", EVERY_LOCALE)
def test_a_workbook_has_a_sheet_with_a_name_in_its_language(row: Locale, tmp_path: Path) -> None:
    for paper, size in (("A4", "9"), ("Letter", "1")):
        content = parts(made("xlsx", row.tag, paper, tmp_path))  # type: ignore[arg-type]
        name = found(content["xl/workbook.xml"], f"{CELL}sheet")["name"]
        assert name == row.sheet and len(name) <= 31 and not re.search(r"[\\/?*\[\]:']", name)
        assert found(content["xl/worksheets/sheet1.xml"], f"{CELL}pageSetup")["paperSize"] == size
        view = found(content["xl/worksheets/sheet1.xml"], f"{CELL}sheetView")
        assert view.get("rightToLeft") == ("1" if row.rtl else None)


@pytest.mark.parametrize("row", EVERY_LOCALE)
def test_a_presentation_is_in_its_language(row: Locale, tmp_path: Path) -> None:
    content = parts(made("pptx", row.tag, "A4", tmp_path))
    tags = {
        element.attrib["lang"]
        for name, tree in content.items()
        for element in tree.iter()
        if name.startswith("ppt/") and "lang" in element.attrib
    }
    assert tags == {row.tag}
    body = content["ppt/slideMasters/slideMaster1.xml"].find(f".//{SLIDE}bodyStyle")
    assert body is not None and len(body) == 9
    for level in body:
        assert (level.get("algn"), level.get("rtl")) == (("r", "1") if row.rtl else ("l", None))


@pytest.mark.parametrize("row", EVERY_LOCALE)
def test_a_form_carries_a_document_in_its_language(row: Locale, tmp_path: Path) -> None:
    for paper in PAPERS:
        form = made("pdf", row.tag, paper, tmp_path)
        check_document(parts(pdf_form.document_of(form)), row, paper)
        check_form(form, paper)


def check_form(form: bytes, paper: Paper) -> None:
    """What the page of Docs looks for in the first 300 bytes, what its converter checks, and what a PDF must have."""
    begin = form[:300]
    assert is_form(begin)
    assert begin.startswith(b"%PDF-1.7\r%\xcd\xca\xd2\xa9\r1 0 obj\n<<\n")
    sizes = re.search(rb"/ONLYOFFICEFORM \[ 0 (\d+) \]\n", begin)
    stream = begin.index(b"stream\r\n") + len(b"stream\r\n")
    assert sizes and sizes.start() < stream
    assert form[stream + int(sizes[1]) :].startswith(b"\r\nendstream\nendobj\n")
    identity = re.search(rb"/ID <([0-9A-F]{32})>", begin)
    assert identity and form.count(identity[1]) == 3
    assert b"/MediaBox [ 0 0 %s %s ]" % tuple(size.encode() for size in pdf_form.SIZES[paper]) in form
    assert form.endswith(b"%%EOF\n")
    table = int(form.split()[-2])
    lines = form[table:].split(b"trailer")[0].splitlines()
    assert lines[0] == b"xref" and lines[1] == b"0 %d" % (len(lines) - 2)
    for number, line in enumerate(lines[3:], start=1):
        assert form[int(line[:10]) :].startswith(b"%d 0 obj\n" % number)


def test_the_same_wish_gives_the_same_bytes(tmp_path: Path) -> None:
    for kind in blank.KINDS:
        assert made(kind, "fr-CA", "Letter", tmp_path) == made(kind, "fr-CA", "Letter", tmp_path)


def test_a_template_that_lacks_what_is_to_be_changed_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "new.docx", "w") as package:
        package.writestr("word/settings.xml", "<settings/>")
    monkeypatch.setattr(blank, "TEMPLATES", tmp_path)
    with pytest.raises(ValueError, match="themeFontLang"):
        blank.make("docx", "de", "A4", tmp_path / "x.docx")


@pytest.mark.skipif(sys.platform != "linux", reason="the extra [convert] is for Linux only")
@pytest.mark.parametrize("kind", blank.KINDS)
@pytest.mark.parametrize("tag", ["de-DE", "he-IL", "ja-JP", "sr-Cyrl-RS"])
def test_a_real_converter_opens_it(tag: str, kind: str, tmp_path: Path) -> None:
    package = importlib.util.find_spec("docbuilder")
    assert package and package.origin, "scripts/test installs the extra [convert]"
    made(kind, tag, "A4", tmp_path)
    # A form becomes the document that it carries; without that, x2t makes one that has the pages as pictures.
    result = tmp_path / f"result.{'docx' if kind == 'pdf' else {'docx': 'odt', 'xlsx': 'ods', 'pptx': 'odp'}[kind]}"
    order = tmp_path / "order.xml"
    order.write_text(
        '<?xml version="1.0" encoding="utf-8"?><TaskQueueDataConvert>'
        f"<m_sFileFrom>{tmp_path / f'{tag}-A4.{kind}'}</m_sFileFrom><m_sFileTo>{result}</m_sFileTo>"
        f"<m_sTempDir>{tmp_path}</m_sTempDir></TaskQueueDataConvert>",
        "utf-8",
    )
    subprocess.run([Path(package.origin).parent / "lib" / "x2t", order], check=True, capture_output=True, timeout=60)
    with zipfile.ZipFile(result) as archive:
        assert archive.testzip() is None
        if kind == "pdf":
            assert tag in archive.read("word/styles.xml").decode()
        if kind == "xlsx":
            assert locale_of(tag).sheet in archive.read("content.xml").decode()
