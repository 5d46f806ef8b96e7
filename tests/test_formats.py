"""The one table of formats."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice import formats
from jupyter_onlyoffice.errors import UnsupportedFormatError
from jupyter_onlyoffice.formats import FORMATS, OOXML, WORKING, extension, format_of, same_format

TYPES = Path(__file__).parents[1] / "node_modules/@onlyoffice/doceditor-types/index.d.ts"
#: What Docs writes and no editor opens.
PICTURES = {"pdfa", "png", "jpg", "bmp", "gif"}


def test_every_row_makes_sense() -> None:
    for ext, row in FORMATS.items():
        assert ext == row.ext == ext.lower() and ext.isalnum()
        assert row.label and row.mime and all(re.fullmatch(r"[\w.+-]+/[\w.+-]+", mime) for mime in row.mime)
        assert row.edit or not (row.lossy or row.review or row.comment or row.fill or row.edit_since)
        assert row.kind == "word" or not row.review


def test_no_format_is_named_twice() -> None:
    assert sum(len(rows) for rows in formats._ROWS.values()) == len(FORMATS) > 70


def test_what_a_format_converts_to_exists_and_is_another_one() -> None:
    for ext, row in FORMATS.items():
        assert len(set(row.targets)) == len(row.targets) > 0
        for target in row.targets:
            assert target in FORMATS or target in PICTURES
            assert not same_format(target, ext)
        assert "pdf" in row.targets or ext == "pdf"


# What Docs can't do, and what would be a poor copy, is not offered: a sample of the published table of conversions.
@pytest.mark.parametrize(
    ("ext", "can", "cannot"),
    [
        ("docx", "odt pdf txt md epub png", "docx xlsx pptx csv"),
        ("html", "docx pdf", "html"),
        ("htm", "docx pdf", "html"),
        ("csv", "xlsx ods tsv pdf", "csv docx"),
        ("xlsx", "csv tsv ods pdf", "txt xlsb"),
        ("pptx", "odp pdf txt", "md docx"),
        ("fodp", "pptx odp", "txt"),
        ("pdf", "docx txt pdfa", "pdf xlsx"),
        ("djvu", "pdf png", "docx"),
        ("oform", "pdf", "docx png"),
        ("xml", "docx xlsx csv", "pptx"),
        ("vsdx", "pdf png", "docx"),
    ],
)
def test_conversions(ext: str, can: str, cannot: str) -> None:
    assert set(can.split()) <= set(FORMATS[ext].targets)
    assert not set(cannot.split()) & set(FORMATS[ext].targets)


def test_the_editor_knows_every_type_and_there_is_none_that_we_leave_out() -> None:
    types = TYPES.read_text(encoding="utf-8")
    kinds: dict[str, str] = {}
    for kind in ("Word", "Cell", "Slide", "Pdf", "Diagram"):
        found = re.search(rf"export type {kind}FileType =([^=]*?)\n\n", types)
        assert found
        for ext in re.findall(r'"(\w+)"', found[1]):
            kinds.setdefault(ext, kind.lower())
    # In its table of formats but not in the types, which end with 9.4: old forms, tables with tabs, what 10.0 brought.
    assert set(FORMATS) - set(kinds) == {"docxf", "oform", "tsv", "ofd"}
    assert set(kinds) <= set(FORMATS)
    assert all(FORMATS[ext].kind == kind for ext, kind in kinds.items())


def test_a_double_click_opens_office_files_and_leaves_the_rest_to_jupyterlab() -> None:
    for ext in OOXML:
        assert FORMATS[ext].default and FORMATS[ext].edit and not FORMATS[ext].lossy
    for ext in ("odt", "ods", "odp", "doc", "xls", "ppt", "rtf", "epub", "vsdx"):
        assert FORMATS[ext].default
    # Shown by JupyterLab itself, or mostly something else there: Graphviz, gettext, private keys.
    for ext in ("pdf", "csv", "tsv", "txt", "md", "html", "htm", "xml", "fodt", "dot", "pot", "key"):
        assert not FORMATS[ext].default
    assert not {"ipynb", "json", "svg", "png", "jpg", "jpeg", "gif", "bmp", "webp", "tiff", "py"} & set(FORMATS)


def test_copies_to_work_on_are_in_a_format_that_loses_nothing() -> None:
    for kind, ext in WORKING.items():
        assert FORMATS[ext].kind == kind and FORMATS[ext].edit and not FORMATS[ext].lossy
    for row in FORMATS.values():
        if row.lossy:
            assert WORKING[row.kind] in row.targets


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a/b.DOCX", "docx"), ("b", ""), (".docx", ""), ("a.b/c", ""), ("x.tar.gz", "gz"), ("a.", "")],
)
def test_extension(path: str, expected: str) -> None:
    assert extension(path) == expected


def test_the_format_of_a_path() -> None:
    assert format_of("x/Y.Docx").kind == "word"
    for path in ("a.ipynb", "a", ".docx", "docx"):
        with pytest.raises(UnsupportedFormatError) as caught:
            format_of(path)
        assert caught.value.remedy


def test_extensions_that_name_one_format() -> None:
    assert same_format("HTM", "html") and same_format("docx", "DOCX") and same_format("mht", "mhtml")
    assert not same_format("docx", "odt")


def test_the_front_end_is_told_all_that_it_needs_of_a_row() -> None:
    row: dict[str, Any] = {**FORMATS["ods"].as_json()}
    targets = row.pop("targets")
    assert targets[:2] == ["xlsx", "csv"]
    assert row == {
        "ext": "ods",
        "kind": "cell",
        "label": "OpenDocument spreadsheet",
        "mime": ["application/vnd.oasis.opendocument.spreadsheet"],
        "edit": True,
        "lossy": True,
        "review": False,
        "comment": True,
        "fill": False,
        "default": True,
        "working": "",
    }
    assert FORMATS["xls"].as_json()["working"] == "xlsx"
