"""Text in any usual encoding, with any usual delimiter."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_onlyoffice.builtin.text import DELIMITERS, normalise

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
