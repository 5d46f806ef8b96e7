"""Names beside a document fit the disk, keep their extension and stay readable."""

from __future__ import annotations

import os
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_onlyoffice.storage.filenames import MAX_NAME_BYTES, join, numbered, split, with_suffix

NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=255)


@pytest.mark.parametrize(
    ("name", "addition", "ext", "expected"),
    [
        ("report.docx", " (edited)", None, "report (edited).docx"),
        ("v1.2 report.docx", " 1", None, "v1.2 report 1.docx"),
        ("report.odt", "", "docx", "report.docx"),
        ("README", " 1", None, "README 1"),
        ("README", "", "docx", "README.docx"),
        (".docx", " 1", None, ".docx 1"),
        ("é" * 125 + ".docx", " 1", None, "é" * 124 + " 1.docx"),
    ],
)
def test_the_addition_goes_before_the_extension(name: str, addition: str, ext: str | None, expected: str) -> None:
    assert with_suffix(name, addition, ext) == expected


@given(NAMES, st.sampled_from(["", " 1", " (recovered 2026-11-21 14.03.22)"]), st.sampled_from([None, "docx"]))
def test_any_name_fits_the_disk_and_is_valid_text(name: str, addition: str, ext: str | None) -> None:
    if len(name.rpartition(".")[2].encode()) > 100:
        return  # no extension is that long
    result = with_suffix(name, addition, ext)
    assert len(result.encode()) <= MAX_NAME_BYTES
    assert addition in result and (ext is None or result.endswith(".docx"))


@given(NAMES)
def test_numbers_make_different_names(name: str) -> None:
    names = list(islice(numbered(name), 12))
    assert len(set(names)) == 12


def test_a_name_that_is_no_valid_text_is_kept() -> None:
    name = os.fsdecode(b"caf\xe9.docx")
    assert with_suffix(name, " 1") == os.fsdecode(b"caf\xe9 1.docx")


@given(st.text(max_size=5), NAMES)
def test_join_is_the_inverse_of_split(folder: str, name: str) -> None:
    assert split(join(folder, name)) == (folder, name)
