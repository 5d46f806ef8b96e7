"""Text in any usual encoding, with any usual delimiter."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_onlyoffice.builtin.text import DELIMITERS, normalise
from jupyter_onlyoffice.conversion.converters import _CODE_PAGES
from jupyter_onlyoffice.text_formats.csv_table import find_delimiter
from jupyter_onlyoffice.text_formats.encoding import _MARKS
from jupyter_onlyoffice.text_formats.legacy_encodings import ENCODINGS

TEXT = "Name,Stadt\nJörg,Köln\nŽofie,Plzeň\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_encoding_becomes_utf8(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT.encode(encoding))
    assert normalise(tmp_path / "a.csv", tmp_path / "b.csv") == ","
    assert (tmp_path / "b.csv").read_bytes().decode() == TEXT


def test_what_is_no_utf8_is_taken_as_windows_writes_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Prix en € à Köln".encode("cp1252"))
    normalise(tmp_path / "a.txt", tmp_path / "b.txt")
    assert (tmp_path / "b.txt").read_text("utf-8") == "Prix en € à Köln"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Имя;Город\nЁлка;Москва\n", "cp1251"),
        ("Zażółć;gęślą\njaźń;Łódź\n", "cp1250"),
        ("名前,都市\n日本語,東京\nデータ,大阪\n", "shift_jis"),
        ("Größe;Köln\n", "utf-16-le"),
    ],
)
def test_what_the_editor_reads_the_view_reads_too(tmp_path: Path, text: str, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert normalise(tmp_path / "a.csv", tmp_path / "b.csv") == find_delimiter(text)
    assert (tmp_path / "b.csv").read_text("utf-8") == text


def test_every_encoding_that_is_found_has_a_number_in_docs() -> None:
    assert {name for _, name in _MARKS} | set(ENCODINGS) | {"utf-8", "latin-1"} == set(_CODE_PAGES)


def test_commas_in_texts_and_numbers_divide_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('"Meier, Ann";1,5\n"Kuhn, Bob";2,5\n"Roth, Eva";3,5\n')
    assert normalise(tmp_path / "a.csv", tmp_path / "b.csv") == ";"


def test_a_delimiter_that_converters_do_not_know_becomes_a_comma(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b'a|b, c\r\n"x|y"|"say ""hi"""\r\n1|2\r\n')
    assert normalise(tmp_path / "a.csv", tmp_path / "b.csv") == ","
    (tmp_path / "a.txt").write_bytes((tmp_path / "a.csv").read_bytes())
    assert normalise(tmp_path / "a.txt", tmp_path / "b.txt") == ","
    assert (tmp_path / "b.txt").read_bytes() == (tmp_path / "a.txt").read_bytes()
    assert (tmp_path / "b.csv").read_bytes() == b'a,"b, c"\r\nx|y,"say ""hi"""\r\n1,2\r\n'


def test_a_long_text_is_written_whole(tmp_path: Path) -> None:
    text = "é1\r\n" * 900_000
    (tmp_path / "a.txt").write_bytes(text.encode())
    normalise(tmp_path / "a.txt", tmp_path / "b.txt")
    assert (tmp_path / "b.txt").read_bytes() == text.encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_are_recognised(tmp_path: Path, delimiter: str) -> None:
    rows = [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]]
    (tmp_path / "a.csv").write_text("\n".join(delimiter.join(row) for row in rows))
    assert normalise(tmp_path / "a.csv", tmp_path / "b.csv") == delimiter
    assert delimiter in DELIMITERS


def test_one_column_has_no_delimiter_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("alone\n1\n2\n")
    assert normalise(tmp_path / "a.csv", tmp_path / "b.csv") == ","
