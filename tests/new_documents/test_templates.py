"""The documents that the project ships: the templates of new documents and the samples of the demonstration."""

from __future__ import annotations

import importlib.util
import posixpath
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from jupyter_onlyoffice.new_documents import blank, pdf_form

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "jupyter_onlyoffice" / "templates"
TEMPLATES = [FOLDER / f"new.{kind}" for kind in ("docx", "pptx", "xlsx")]
SAMPLES = sorted((ROOT / "docs" / "samples").iterdir())
SHIPPED = [pytest.param(path, id=path.name) for path in (*TEMPLATES, *SAMPLES)]
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TEXTS = {
    "report.docx": ("Report on the first season of the survey", "Ferry landing"),
    "budget.xlsx": ("Data transmission", "13934"),
    "talk.pptx": ("What comes next", "All data published in December"),
}
OPEN_DOCUMENT = {"docx": "odt", "xlsx": "ods", "pptx": "odp"}


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def targets(content: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Every relationship: the part that holds it, and the part that it names."""
    for name in content:
        if name.endswith(".rels"):
            folder, file = posixpath.split(name)
            source = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
            for relationship in ElementTree.fromstring(content[name]).iter(RELATIONSHIP):
                yield (
                    source,
                    posixpath.normpath(posixpath.join(posixpath.dirname(source), relationship.attrib["Target"])),
                )


def test_there_is_a_template_for_every_kind_of_new_document() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"new.{kind}" for kind in blank.KINDS}


def test_the_form_carries_the_document() -> None:
    form = (FOLDER / "new.pdf").read_bytes()
    assert len(form) < 40 * 1024
    assert pdf_form.document_of(form) == (FOLDER / "new.docx").read_bytes()


@pytest.mark.parametrize("path", SHIPPED)
def test_every_part_is_typed_and_every_relationship_leads_to_a_part(path: Path) -> None:
    content = parts(path)
    assert next(iter(content)) == "[Content_Types].xml"
    types = ElementTree.fromstring(content["[Content_Types].xml"])
    typed = {override.attrib["PartName"].lstrip("/") for override in types.iter(f"{TYPES}Override")}
    named = {name for name in content if name != "[Content_Types].xml" and not name.endswith(".rels")}
    assert typed == named
    related = list(targets(content))
    assert {target for _, target in related} == named
    assert {source for source, _ in related} <= named | {""}
    for name in content:
        ElementTree.fromstring(content[name])


@pytest.mark.parametrize("path", SHIPPED)
def test_it_is_small(path: Path) -> None:
    assert path.stat().st_size < 40 * 1024


def test_documents_and_spreadsheets_are_a4_and_presentations_wide() -> None:
    document, presentation, workbook = (parts(path) for path in TEMPLATES)
    assert b'<w:pgSz w:w="11906" w:h="16838"/>' in document["word/document.xml"]
    assert b'<p:sldSz cx="12192000" cy="6858000"/>' in presentation["ppt/presentation.xml"]
    assert b'paperSize="9"' in workbook["xl/worksheets/sheet1.xml"]


def test_a_presentation_has_a_master_layouts_and_a_theme() -> None:
    names = set(parts(TEMPLATES[1]))
    assert {"ppt/slideMasters/slideMaster1.xml", "ppt/theme/theme1.xml", "ppt/slides/slide1.xml"} <= names
    assert sum(name.startswith("ppt/slideLayouts/slideLayout") for name in names) == 5


def test_the_script_writes_what_is_checked_in(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-B", ROOT / "scripts" / "make-templates", tmp_path], check=True, capture_output=True
    )
    assert (tmp_path / "jupyter_onlyoffice/templates/new.pdf").read_bytes() == (FOLDER / "new.pdf").read_bytes()
    for path in (*TEMPLATES, *SAMPLES):
        assert parts(tmp_path / path.relative_to(ROOT)) == parts(path), path.name


@pytest.mark.skipif(sys.platform != "linux", reason="the extra [convert] is for Linux only")
@pytest.mark.parametrize("path", SHIPPED)
def test_a_real_converter_reads_it(path: Path, tmp_path: Path) -> None:
    # The package is only located: importing it is not needed to run its program.
    package = importlib.util.find_spec("docbuilder")
    assert package and package.origin, "scripts/test installs the extra [convert]"
    result = tmp_path / f"result.{OPEN_DOCUMENT[path.suffix.lstrip('.')]}"
    order = tmp_path / "order.xml"
    order.write_text(
        '<?xml version="1.0" encoding="utf-8"?><TaskQueueDataConvert>'
        f"<m_sFileFrom>{path}</m_sFileFrom><m_sFileTo>{result}</m_sFileTo><m_sTempDir>{tmp_path}</m_sTempDir>"
        "</TaskQueueDataConvert>"
    )
    subprocess.run([Path(package.origin).parent / "lib" / "x2t", order], check=True, capture_output=True, timeout=60)
    text = parts(result)["content.xml"].decode()
    for phrase in TEXTS.get(path.name, ()):
        assert phrase in text
