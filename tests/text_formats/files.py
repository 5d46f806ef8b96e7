"""Two hundred text files of all kinds, and what Docs makes of the workbooks and texts that it is given for them."""

from __future__ import annotations

import random
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16-le", "utf-16", "cp1252", "cp1251", "cp1250", "shift_jis", "gb18030")
DELIMITERS = (",", ",", ";", ";", "\t", "|")
NEWLINES = ("\n", "\r\n", "\r\n", "\r")
#: Words that can be written in an encoding, and tell it from others.
WORDS = {
    "cp1251": ["Привет", "мир", "Ёлка", "цена", "да"],
    "cp1250": ["Zażółć", "gęślą", "jaźń", "cena", "Łódź"],
    "shift_jis": ["日本語", "テスト", "東京", "データ", "abc"],
    "gb18030": ["中文", "测试", "北京", "数据", "abc"],
    "": ["Größe", "café", "naïve", "Straße", "niño", "plain", "word"],
}
#: What editors take for something else: leading zeros, long digits, signs, exponents, dates, times, money, formulas.
VALUES = (
    *("00123", "0", "007.50", "12345678901234567890", "123456789012345", "1234567890123456", "-0", "+5", "-12.50"),
    *("1e5", "1E+20", "0.1", "0.30000000000000004", "1.10", "100", "12%", "7.5%", "0%", "1 000", "1,000.50"),
    *("1.000,50", "1,5", "2,50", "2024-01-05", "2024-02-30", "05.01.2024", "1.2.2024", "1/2/2024", "31/12/99"),
    *("2024-01-05 10:11", "2024-01-05T10:11:12", "2024-01-05T10:11:12Z", "12:30", "9999-12-31", "1899-12-31"),
    *("1900-01-01", "$5", "5 €", "TRUE", "False", "true", "=1+1", "@user", "-", "'quoted", "#N/A", "#DIV/0!"),
    *("1_000", "0x1F", "NaN", "null", " padded ", "a  b", "Jan 5", "1-2", "(5)", "+49 171 000", "A1", "1.2.3"),
    *("½", "٣", "1.", ".5", "00", "0.0", "0.00"),
)


@dataclass(frozen=True)
class TextFile:
    """A generated file."""

    name: str
    data: bytes

    @property
    def ext(self) -> str:
        return self.name.rpartition(".")[2]


def generated(count: int = 200) -> list[TextFile]:
    """The same ones each time: three of four are tables."""
    return [_table(number) if number % 4 else _text(number) for number in range(count)]


def _encoded(text: str, encoding: str) -> bytes:
    return text.encode(encoding, errors="replace")


def _table(number: int) -> TextFile:
    draw = random.Random(number)
    encoding, newline = draw.choice(ENCODINGS), draw.choice(NEWLINES)
    delimiter = "\t" if number % 10 == 1 else draw.choice(DELIMITERS)
    ext = "tsv" if number % 10 == 1 else "csv"
    words = WORDS.get(encoding, WORDS[""])
    width, height = draw.randint(2, 8), draw.randint(3, 60)
    style = draw.choice(("minimal", "minimal", "all", "text", "odd"))
    comma = delimiter != "," and draw.random() < 0.5
    lines = [[f"{draw.choice(words)} {column}" for column in range(width)]]
    for _ in range(height):
        kinds = draw.choices(("value", "word", "number", "empty", "hard"), (5, 4, 4, 1, 1), k=width)
        lines.append([_cell(draw, kind, words, delimiter, newline, comma) for kind in kinds])
    rows = [delimiter.join(_quoted(draw, cell, style, delimiter) for cell in line) for line in lines]
    if draw.random() < 0.2:
        rows.insert(draw.randint(1, height), draw.choice(("", delimiter * (width - 1), "only one")))
    end = draw.choice((newline, newline, "", 3 * newline))
    return TextFile(f"table-{number}.{ext}", _encoded(newline.join(rows) + end, encoding))


def _cell(draw: random.Random, kind: str, words: list[str], delimiter: str, newline: str, comma: bool) -> str:
    if kind == "value":
        return draw.choice(VALUES)
    if kind == "word":
        return draw.choice(words)
    if kind == "number":
        number = str(draw.choice((draw.randint(-999, 99999), round(draw.uniform(-99, 99), draw.randint(0, 6)))))
        return number.replace(".", ",") if comma else number
    if kind == "hard":
        return draw.choice(
            (
                f"a{delimiter}b",
                'say "hi"',
                f"two{newline}lines",
                f"{newline}",
                '"',
                "<b>&amp;",
                "tab\there" * (delimiter != "\t"),
            )
        )
    return ""


def _quoted(draw: random.Random, text: str, style: str, delimiter: str) -> str:
    needed = any(character in text for character in (delimiter, '"', "\n", "\r"))
    wanted = {
        "minimal": False,
        "all": True,
        "text": not re.fullmatch(r"-?\d+(\.\d+)?", text),
        "odd": draw.random() < 0.3,
    }[style]
    return '"' + text.replace('"', '""') + '"' if needed or wanted else text


def _text(number: int) -> TextFile:
    draw = random.Random(number)
    encoding, newline = draw.choice(ENCODINGS), draw.choice(NEWLINES)
    words = [*WORDS.get(encoding, WORDS[""]), "\tindented", "trailing  ", "00123", "", "- item", "x\x0cy", "#!/bin/sh"]
    lines = [" ".join(draw.choices(words, k=draw.randint(0, 8))) for _ in range(draw.randint(1, 60))]
    end = draw.choice((newline, newline, "", 3 * newline))
    return TextFile(f"text-{number}.txt", _encoded(newline.join(lines) + end, encoding))


def rewritten(source: Path, target: Path, edits: dict[str, str]) -> None:
    """What Docs stores of the workbook ``source`` after somebody typed ``edits``, text by place, into its cells.

    As its converter 10.0 does: shared strings, styles and formats numbered anew, 15 digits, a theme, other parts.
    """
    with zipfile.ZipFile(source) as package:
        sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
        styles = ElementTree.fromstring(package.read("xl/styles.xml"))
        workbook = package.read("xl/workbook.xml")
        relations = package.read("xl/_rels/workbook.xml.rels").replace(
            b"</Relationships>",
            b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            b'sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        )
        types = package.read("[Content_Types].xml")
    strings: dict[str, int] = {}
    left = dict(edits)
    for cell in list(sheet.iter(f"{MAIN}c")):
        place = cell.get("r", "")
        inline = cell.findtext(f"{MAIN}is/{MAIN}t")
        value = left.pop(place, inline)
        if value is not None:
            _put_text(cell, value, strings)
        elif cell.get("t") != "b":
            number = cell.find(f"{MAIN}v")
            assert number is not None and number.text
            number.text = f"{float(number.text):.15g}"
    for place, value in left.items():
        _add(sheet, place, value, strings)
    for item in styles.iter(f"{MAIN}numFmt"):
        if item.get("formatCode") == "0.00":  # one that the standard numbers
            _renumber(styles, item.get("numFmtId", ""), "2")
            item.set("formatCode", "General;General")
    shared = ElementTree.Element(f"{MAIN}sst")
    for text in strings:
        run = ElementTree.SubElement(ElementTree.SubElement(shared, f"{MAIN}si"), f"{MAIN}t")
        run.text = text
        run.set("xml:space", "preserve")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("xl/workbook.xml", workbook)
        package.writestr("xl/_rels/workbook.xml.rels", relations)
        package.writestr("xl/worksheets/sheet1.xml", ElementTree.tostring(sheet, xml_declaration=True))
        package.writestr("xl/styles.xml", ElementTree.tostring(styles))
        package.writestr("xl/sharedStrings.xml", ElementTree.tostring(shared))
        package.writestr("docProps/app.xml", "<Properties/>")


def _put_text(cell: ElementTree.Element, text: str, strings: dict[str, int]) -> None:
    for child in list(cell):
        cell.remove(child)
    if not text:
        cell.attrib.pop("t", None)
        return
    cell.set("t", "s")
    ElementTree.SubElement(cell, f"{MAIN}v").text = str(strings.setdefault(text, len(strings)))


def _add(sheet: ElementTree.Element, place: str, text: str, strings: dict[str, int]) -> None:
    """A cell that the sheet did not have, in a new row behind the others."""
    data = sheet.find(f"{MAIN}sheetData")
    assert data is not None
    row = ElementTree.SubElement(data, f"{MAIN}row", r=place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    _put_text(ElementTree.SubElement(row, f"{MAIN}c", r=place), text, strings)


def _renumber(styles: ElementTree.Element, old: str, new: str) -> None:
    for item in styles.iter(f"{MAIN}xf"):
        if item.get("numFmtId") == old:
            item.set("numFmtId", new)


def retyped(data: bytes, edits: dict[int, str]) -> bytes:
    """What Docs stores of the text ``data`` after somebody typed ``edits``, text by number, into its lines.

    As its converter 10.0 does: UTF-8 with a mark, the line ends of Windows, none at the end, no control characters.
    """
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    lines = re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", " ", text).removesuffix("\n").split("\n")
    for number, line in edits.items():
        lines[number : number + 1] = [line]
    return "\r\n".join(lines).encode("utf-8-sig")
