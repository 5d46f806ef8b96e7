"""Two hundred text files go through Docs: what nobody touched comes back byte for byte."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

from jupyter_onlyoffice.builtin import x2t
from jupyter_onlyoffice.text_formats.conversion import SERVED, restore, serve
from jupyter_onlyoffice.text_formats.csv_table import Table, read_table, split
from jupyter_onlyoffice.text_formats.encoding import find_encoding
from jupyter_onlyoffice.text_formats.workbook import letters

from .files import TextFile, generated, retyped, rewritten

FILES = generated()
TABLES = [file for file in FILES if file.ext != "txt"]
TEXTS = [file for file in FILES if file.ext == "txt"]
#: The numbers of formats in Docs' converter: of its own documents, and of .xlsx and .txt.
SHEET, PAGES, XLSX, TXT, UTF8 = 8194, 8193, 257, 69, 46


class Desk:
    """A file, what Docs is given for it, and what it becomes."""

    def __init__(self, folder: Path, file: TextFile) -> None:
        self.file = file
        self.original = folder / file.name
        self.original.write_bytes(file.data)
        self.served = folder / f"served.{SERVED[file.ext]}"
        self.result = folder / f"result.{SERVED[file.ext]}"
        self.restored = folder / "restored"
        serve(self.original, file.ext, self.served)

    def restore(self) -> bytes:
        assert restore(self.original, self.result, self.file.ext, self.restored) is None
        return self.restored.read_bytes()


def test_the_files_are_of_many_kinds() -> None:
    tables = [read_table(file.data, file.ext) for file in TABLES]
    assert len(FILES) == 200 and len(TEXTS) == 50
    assert {table.delimiter for table in tables} == {",", ";", "\t", "|"}
    assert {table.newline for table in tables} == {"\n", "\r\n", "\r"}
    found = {(table.encoding.name, bool(table.encoding.mark)) for table in tables}
    assert len(found) >= 9, found
    assert {table.decimal for table in tables} == {",", "."}
    text = "".join("".join(row.raw) for table in tables for row in table.rows)
    for part in ('""', "\n", "00123", "12345678901234567890", "1e5", "2024-01-05", "1/2/2024"):
        assert part in text


def test_nothing_touched_is_nothing_changed(tmp_path: Path) -> None:
    changed = []
    for file in FILES:
        desk = Desk(tmp_path, file)
        if file.ext == "txt":
            desk.result.write_bytes(retyped(desk.served.read_bytes(), {}))
        else:
            rewritten(desk.served, desk.result, {})
        if desk.restore() != file.data:
            changed.append(file.name)
    assert changed == []


def test_one_cell_touched_is_one_cell_changed(tmp_path: Path) -> None:
    for file in TABLES:
        desk = Desk(tmp_path, file)
        table = read_table(file.data, file.ext)
        row, column = next(
            (row, column)
            for row in range(len(table.rows) - 1, -1, -1)
            for column, text in enumerate(table.rows[row].values)
            if text
        )
        rewritten(desk.served, desk.result, {f"{letters(column)}{row + 1}": "typed in"})
        changed = desk.restore()
        assert _without(table, changed, row, column) == _without(table, file.data, row, column), file.name
        assert read_table(changed, file.ext, table.label).rows[row].values[column] == "typed in"


def _without(table: Table, data: bytes, row: int, column: int) -> tuple[object, ...]:
    """All characters of a file, but for one cell."""
    rows = list(split(table.encoding.decode(data), table.delimiter))
    kept = [*rows[row].raw]
    kept[column] = "?"
    return (table.encoding.mark == data[: len(table.encoding.mark)], rows[:row], kept, rows[row].end, rows[row + 1 :])


def test_one_line_touched_is_one_line_changed(tmp_path: Path) -> None:
    for file in TEXTS:
        desk = Desk(tmp_path, file)
        desk.result.write_bytes(retyped(desk.served.read_bytes(), {0: "typed in"}))
        encoding = find_encoding(file.data)
        rest = re.sub(r"^[^\r\n]*", "", encoding.decode(file.data), count=1)
        assert encoding.decode(desk.restore()) == f"typed in{rest}", file.name


def test_docs_own_converter_keeps_them(tmp_path: Path) -> None:
    """The genuine program, into the form that its editor has and back; a sample, as it takes a while."""
    program = x2t.locate()
    assert program, "document-builder is not installed: pip install .[convert]"
    wrong = []
    for file in FILES[::5]:
        desk = Desk(tmp_path, file)
        text = file.ext == "txt"
        opened = tmp_path / "Editor.bin"
        _convert(program, desk.served, opened, PAGES if text else SHEET)
        _convert(program, opened, desk.result, TXT if text else XLSX)
        if desk.restore() != file.data:
            wrong.append(file.name)
    assert wrong == []


def _convert(program: Path, source: Path, target: Path, number: int) -> None:
    target.unlink(missing_ok=True)
    temporary = target.parent / "tmp"
    temporary.mkdir(exist_ok=True)
    parameters = target.parent / "parameters.xml"
    fields = {"m_sFileFrom": source, "m_sFileTo": target, "m_nFormatTo": number, "m_sTempDir": temporary}
    fields |= {"m_nCsvTxtEncoding": UTF8, "m_bIsNoBase64": "true"}
    written = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in fields.items())
    parameters.write_text(f"<TaskQueueDataConvert>{written}</TaskQueueDataConvert>", encoding="utf-8")
    subprocess.run([program / "x2t", parameters], check=True, timeout=60)
