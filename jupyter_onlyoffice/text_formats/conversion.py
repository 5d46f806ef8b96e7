"""From a text file to what Docs edits, and from there back into the file. All of it blocks."""

from __future__ import annotations

from pathlib import Path

from ..errors import OnlyOfficeError
from ..messages import trouble
from ..untrusted.zip_reader import DAMAGE
from .csv_table import read_table
from .encoding import Encoding, find_encoding, find_newline
from .merge import merged_lines, merged_table
from .sheet import read_sheet, sheet_label
from .workbook import unsuitable, write_workbook

#: What Docs is given for a file of each type.
SERVED = {"csv": "xlsx", "tsv": "xlsx", "txt": "txt"}
#: Bytes of the largest file that is handled: that takes some seconds, and 30 times as much memory.
LIMIT = 8 * 1024 * 1024

_UTF8 = Encoding("utf-8", b"\xef\xbb\xbf")


def serve(source: Path, ext: str, target: Path) -> None:
    """Make of a file of the type ``ext`` what Docs edits.

    Raises ConversionError when Docs could not hold all of it, or OSError.
    """
    data = source.read_bytes()
    if SERVED[ext] == "txt":
        text = find_encoding(data).decode(data)
        target.write_bytes(_UTF8.encode(text))
        return
    table = read_table(data, ext)
    if reason := unsuitable(table):
        raise reason
    write_workbook(table, target)


def restore(original: Path, result: Path, ext: str, target: Path) -> OnlyOfficeError | None:
    """Write ``result`` of Docs as the new content of the file ``original`` of the type ``ext``.

    Returns None, or why it could not be written in the encoding of the file: then it is in UTF-8. Raises
    ConversionError for a result that can not be read, or OSError.
    """
    data = original.read_bytes()
    if SERVED[ext] == "txt":
        encoding = find_encoding(data)
        text = encoding.decode(data)
        came = result.read_bytes()
        merged = merged_lines(text, find_encoding(came).decode(came), find_newline(text))
    else:
        try:
            table = read_table(data, ext, sheet_label(result))
            rows = read_sheet(result, table.decimal, table.width, table.day)
        except DAMAGE as error:
            raise trouble("text.unreadable-result") from error
        encoding, merged = table.encoding, merged_table(table, rows)
    try:
        target.write_bytes(encoding.encode(merged))
    except UnicodeEncodeError as error:
        target.write_bytes(_UTF8.encode(merged))
        character = error.object[error.start]
        return trouble("saving.encoding", encoding=encoding.name, character=character)
    return None
