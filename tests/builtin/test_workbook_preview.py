"""The first pages of a long workbook are there before the rest."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from jupyter_onlyoffice.builtin import workbook_preview
from jupyter_onlyoffice.builtin.workbook_preview import shorten

from .test_x2t import Bench, pages, workbook


def long_workbook(rows: int, extra: str = "") -> bytes:
    """One sheet of so many rows."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(1))) as before,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            text = before.read(name).decode()
            if name.endswith("sheet1.xml"):
                cells = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, rows + 1))
                text = text.replace("</sheetData>", f"{cells}</sheetData>{extra}")
            after.writestr(name, text)
    return buffer.getvalue()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts as long."""
    monkeypatch.setattr(workbook_preview, "_LONG", 1000)


def sheet(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read("xl/worksheets/sheet1.xml").decode()


def test_the_first_rows_are_kept_and_nothing_that_reaches_over_them(small: None, tmp_path: Path) -> None:
    merged = (
        '<mergeCells count="1"><mergeCell ref="A1:A900"/></mergeCells><drawing r:id="rId9"/><pageMargins left="1"/>'
    )
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(long_workbook(900, merged))
    assert shorten(source, target)
    short = sheet(target)
    assert short.count("<row ") == workbook_preview.ROWS and "<v>200</v>" in short and "<v>201</v>" not in short
    assert short.endswith('</row></sheetData><pageMargins left="1"/></worksheet>')
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target) as after:
        assert before.namelist() == after.namelist()


@pytest.mark.parametrize(
    "data",
    [
        long_workbook(200),
        long_workbook(900).replace(b"PK", b"XX"),
        b"no workbook",
    ],
    ids=["short", "torn", "text"],
)
def test_others_are_left_to_the_converter(small: None, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    assert not shorten(tmp_path / "a.xlsx", tmp_path / "b.xlsx")


def test_a_sheet_whose_rows_have_a_prefix_is_left_to_the_converter(small: None, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(long_workbook(900))) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b"</row>", b"</x:row>"))
    (tmp_path / "a.xlsx").write_bytes(buffer.getvalue())
    assert not shorten(tmp_path / "a.xlsx", tmp_path / "b.xlsx")


def test_too_large_a_workbook_is_left_to_the_converter(
    small: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_preview, "_MOST", 2000)
    (tmp_path / "a.xlsx").write_bytes(long_workbook(900))
    assert not shorten(tmp_path / "a.xlsx", tmp_path / "b.xlsx")


def test_the_first_rows_become_pages(small: None, tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    whole = long_workbook(900)
    (tmp_path / "a.xlsx").write_bytes(whole)
    assert shorten(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    first = pages(bench.convert("document.xlsx", (tmp_path / "b.xlsx").read_bytes()))
    assert 1 < first < pages(bench.convert("document.xlsx", whole))


@pytest.mark.parametrize("tag", ["<drawing >", "<drawing", "<mergeCells><drawing/>"])
def test_what_reaches_over_rows_is_looked_for_once_however_often_it_begins(
    small: None, tmp_path: Path, tag: str
) -> None:
    """It took a minute for 20,000 of them, in which the server did nothing else, and four for twice as many."""
    source = tmp_path / "a.xlsx"
    source.write_bytes(long_workbook(900, tag * 1_000_000))
    assert not shorten(source, tmp_path / "b.xlsx")
