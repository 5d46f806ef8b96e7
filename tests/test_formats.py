"""The one table of formats."""

from __future__ import annotations

import pytest

from jupyter_onlyoffice.errors import UnsupportedFormatError
from jupyter_onlyoffice.formats import (
    CREATE,
    CREATE_LABELS,
    FORMATS,
    OOXML,
    extension,
    format_of,
    same_format,
)


def test_every_row_makes_sense() -> None:
    for ext, row in FORMATS.items():
        assert ext == row.ext == ext.lower()
        assert row.label and row.mime and "/" in row.mime[0]
        assert row.edit or not row.lossy
        assert not (row.default and row.lossy)


def test_a_double_click_opens_office_files_and_leaves_the_rest_to_jupyterlab() -> None:
    for ext in OOXML:
        assert FORMATS[ext].default and FORMATS[ext].edit and not FORMATS[ext].lossy
    for ext in ("pdf", "csv", "txt", "odt", "ods", "odp", "rtf", "html", "epub"):
        assert not FORMATS[ext].default


def test_what_can_be_created_can_be_edited() -> None:
    assert set(CREATE) == set(CREATE_LABELS) == {"docx", "xlsx", "pptx"}
    assert all(FORMATS[ext].edit for ext in CREATE)


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


def test_the_front_end_is_told_all_of_a_row() -> None:
    assert FORMATS["odt"].as_json() == {
        "ext": "odt",
        "kind": "word",
        "label": "OpenDocument text",
        "mime": ["application/vnd.oasis.opendocument.text"],
        "view": True,
        "edit": True,
        "lossy": True,
        "default": False,
    }
