"""Text files: how they are read, what is made of them, and what becomes of edits."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_onlyoffice.errors import ConversionError
from jupyter_onlyoffice.text_formats import conversion, workbook
from jupyter_onlyoffice.text_formats.cells import Cell, to_cell, to_text
from jupyter_onlyoffice.text_formats.csv_table import read_table, split, stripped, value
from jupyter_onlyoffice.text_formats.encoding import Encoding, find_encoding, find_newline
from jupyter_onlyoffice.text_formats.legacy_encodings import likeliest
from jupyter_onlyoffice.text_formats.merge import merged_lines, merged_table
from jupyter_onlyoffice.text_formats.sheet import read_sheet, sheet_label

from .files import VALUES, rewritten

# Encodings and line ends


@pytest.mark.parametrize(
    ("data", "name", "mark"),
    [
        (b"", "utf-8", b""),
        (b"plain", "utf-8", b""),
        ("Größe".encode(), "utf-8", b""),
        ("Größe".encode("utf-8-sig"), "utf-8", b"\xef\xbb\xbf"),
        ("Größe".encode("utf-16"), "utf-16-le", b"\xff\xfe"),
        (b"\xfe\xff" + "Größe".encode("utf-16-be"), "utf-16-be", b"\xfe\xff"),
        ("Größe 漢字".encode("utf-16-le"), "utf-16-le", b""),
        ("Größe 漢字".encode("utf-16-be"), "utf-16-be", b""),
        ("Größe".encode("utf-32"), "utf-32-le", b"\xff\xfe\x00\x00"),
        ("Größe".encode("cp1252"), "cp1252", b""),
        (b"a,b,c\n\x00,2,3\n", "utf-8", b""),  # a lonely NUL
        (b"a,b,c\n\x00,2,\xe9\n" + 10 * b"4,5,6\n", "cp1252", b""),
        ("漢字,漢字\n".encode("utf-16-le"), "utf-16-le", b""),
        (b"\xff\xfeodd", "cp1252", b""),  # a mark, but half a character at the end
    ],
)
def test_an_encoding_is_found_and_written_again(data: bytes, name: str, mark: bytes) -> None:
    found = find_encoding(data)
    assert (found.name, found.mark) == (name, mark)
    assert found.encode(found.decode(data)) == data


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ä", "cp1252"),
        ("Größe;Straße", "cp1252"),
        ("café;déjà vu", "cp1252"),
        ("5 °C;20 µm;x²;3 €", "cp1252"),
        ("«Ja», sagte er – nun", "cp1252"),
        ("Zażółć;gęślą;jaźń", "cp1250"),
        ("Привет;мир", "cp1251"),
        ("Ελληνικά;κείμενο", "cp1253"),
        ("مرحبا;عالم", "cp1256"),
        ("日本語,テスト", "shift_jis"),
        ("中文,测试", "gb18030"),
        ("台北,臺灣,測試", "big5"),
        ("한국어,시험", "euc_kr"),
        ("Привет мир", "koi8_r"),
        ("Größe", "cp850"),
        ("Größe", "mac_roman"),
    ],
)
def test_a_few_words_tell_an_old_encoding(text: str, name: str) -> None:
    assert next(likeliest(text.encode(name))) == name


def test_how_a_file_was_read_before_is_believed_where_it_fits() -> None:
    data = "Größe".encode("cp1252")
    assert find_encoding(data, "cp1250") == Encoding("cp1250")
    assert find_encoding(data, "utf-8") == find_encoding(data, "no-such") == Encoding("cp1252")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text(data: bytes) -> None:
    found = find_encoding(data)
    assert found.encode(found.decode(data)) == data


def test_most_lines_tell_the_line_end() -> None:
    assert [find_newline(text) for text in ("", "a", "a\r\nb\nc\r\n", "a\rb", "a\n")] == [
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\n",
    ]


# Tables


@pytest.mark.parametrize(
    ("text", "ext", "delimiter", "decimal"),
    [
        ("a,b\n1,2\n", "csv", ",", "."),
        ("a;b\n1,5;2\n", "csv", ";", ","),
        ("a;b\n1.5;2\n", "csv", ";", "."),
        ("1,5;2,5\n3,5;4,5\n", "csv", ";", ","),
        ("name;note\nAnn;hello, world\nBob;x, y\n", "csv", ";", "."),
        ("a\tb\n1\t2\n", "csv", "\t", "."),
        ("a|b\n1|2\n", "csv", "|", "."),
        ('"a;b","c"\n"d;e","f"\n', "csv", ",", "."),
        ("sep=:\na:b\n", "csv", ":", "."),
        ("a,b\tc\n", "tsv", "\t", "."),
        ("just one column\nand more\n", "csv", ",", "."),
        ("", "csv", ",", "."),
    ],
)
def test_delimiter_and_decimal_are_found(text: str, ext: str, delimiter: str, decimal: str) -> None:
    table = read_table(text.encode(), ext)
    assert (table.delimiter, table.decimal) == (delimiter, decimal)
    assert table.text(table.rows) == text


def test_a_label_says_how_a_file_was_read() -> None:
    assert read_table(b"a;b\n1,5;2,5\n", "csv").label == "csv ; utf-8 0,0"
    table = read_table("a;b\r\nGröße;2\r\n".encode("cp1252"), "csv")
    assert table.label == "csv ; cp1252"
    # With the label it is read so, although it looks different by now.
    edited = b"a;b,c\r\nx,y,z\r\n1,2,3\r\n"
    assert read_table(edited, "csv").delimiter == ","
    assert read_table(edited, "csv", table.label).delimiter == ";"
    assert read_table(b"a;b\n1,5;2,5\n", "csv", "csv ; utf-8").decimal == "."
    assert read_table(b"a;b\n1.5;2.5\n", "csv", "csv ; utf-8 0,0").decimal == ","
    assert read_table(b"a\tb\n", "csv", "tsv utf-8").delimiter == "\t"
    assert read_table(b"a\tb\n", "csv", "Renamed").delimiter == "\t"
    assert read_table(b"sep=:\na:b", "csv").label == "csv utf-8"


@given(st.text(alphabet='ab",;\n\r 1', max_size=60), st.sampled_from([",", ";", "\t", "|", '"', "\\"]))
def test_the_rows_are_all_of_the_text(text: str, delimiter: str) -> None:
    rows = list(split(text, delimiter))
    assert "".join(delimiter.join(row.raw) + row.end for row in rows) == text


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('"a""b","c\r\nd",e', ('a"b', "c\nd", "e")),
        ('"a"b,c"d"', ('"a"b', 'c"d"')),
        ('"open,b', ('"open', "b")),
        ('"",a,,', ("", "a")),
        (" a ,b", (" a ", "b")),
    ],
)
def test_what_cells_mean(text: str, values: tuple[str, ...]) -> None:
    assert next(split(text, ",")).values == values


# Cells


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("5", "number", "General"),
        ("-12.50", "number", "0.00"),
        ("7.5%", "number", "0.0%"),
        ("2024-01-05", "number", r"yyyy\-mm\-dd"),
        ("05.01.2024", "number", r"dd\.mm\.yyyy"),
        ("2024-01-05T10:11:12", "number", r"yyyy\-mm\-dd\Thh:mm:ss"),
        ("TRUE", "boolean", "General"),
        ("word", "text", "General"),
        *[
            (text, "text", "@")
            for text in (
                *(
                    "00123",
                    "12345678901234567890",
                    "1e5",
                    "+5",
                    "-0",
                    "-0.0",
                    "1,5",
                    "1 000",
                    "=1+1",
                    "@x",
                    "'x",
                    "true",
                ),
                *(
                    "@x",
                    "'x",
                    "true",
                    "1/2/2024",
                    "12:30",
                    "2024-02-30",
                    "1899-12-31",
                    "1.",
                    "$5",
                    "0.1234567890123456",
                ),
            )
        ],
    ],
)
def test_only_what_is_written_the_same_again_is_no_text(text: str, kind: str, code: str) -> None:
    cell = to_cell(text)
    assert (cell.kind, cell.code) == (kind, code)
    assert to_text(cell) == text


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize("text", VALUES)
def test_a_cell_reads_back_as_it_was(text: str, decimal: str) -> None:
    assert to_text(to_cell(text, decimal), decimal) == text


@given(st.text(alphabet="0123456789.,-+%eE:T ", min_size=1, max_size=20), st.sampled_from([".", ","]))
def test_no_number_is_changed(text: str, decimal: str) -> None:
    assert to_text(to_cell(text, decimal), decimal) == text


# What somebody types into a sheet gets the number format that the editor thinks fit.
@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("2.345", "0.00", "2.345"),
        ("2.3", "0.00", "2.30"),
        ("0.30000000000000004", "General", "0.3"),
        ("1e+20", "0.00E+00", "100000000000000000000"),
        ("1234.5", r"\$#,##0.00_);[Red](\$#,##0.00)", "1234.50"),
        ("0.125", "0%", "12.5%"),
        ("45293", "m/d/yyyy", "2024-01-02"),
        ("45293.5", "m/d/yyyy", "2024-01-02 12:00"),
        ("45293.75", "m/d/yyyy h:mm:ss", "2024-01-02 18:00:00"),
        ("0.520833333333333", "h:mm", "12:30"),
        ("1.5", "[h]:mm:ss", "36:00:00"),
        ("12", "mmm", "12"),
        ("-5", "yyyy", "-5"),
        ("3", '"days: "0', "3"),
    ],
)
def test_new_values_keep_their_digits_and_dates_are_beyond_doubt(value: str, code: str, text: str) -> None:
    assert to_text(Cell("number", value, code)) == text


# Workbooks


def test_a_workbook_reads_back_as_the_table(tmp_path: Path) -> None:
    table = read_table(b'a;b;c\n00123;1,50;"x\ny"\n\n;;last\n', "csv")
    workbook.write_workbook(table, tmp_path / "a.xlsx")
    assert sheet_label(tmp_path / "a.xlsx") == "csv ; utf-8 0,0"
    assert read_sheet(tmp_path / "a.xlsx", ",") == [row.values for row in table.rows]


def test_new_rows_of_a_column_of_codes_are_codes(tmp_path: Path) -> None:
    table = read_table(b"code,n\n001,5\n002,6\n", "csv")
    workbook.write_workbook(table, tmp_path / "a.xlsx")
    sheet = zipfile.ZipFile(tmp_path / "a.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert '<col min="1" max="1" width="10" style="1" customWidth="1"/><col min="2" max="2" width="10" cust' in sheet


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a,b\x00\n", "characters that"),
        (b"a,_x000D_\n", "characters that"),
        (b"a" * 40_000, "more characters than"),
        (b"," * 20_000, "more columns"),
        (b"\n" * 1_100_000, "more rows"),
    ],
)
def test_what_no_sheet_can_hold_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes(data)
    with pytest.raises(ConversionError, match=reason):
        conversion.serve(source, "csv", tmp_path / "out")


def written(folder: Path, sheet: str, shared: str = "", styles: str = "", workbook: str = "") -> Path:
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    path = folder / "made.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(
            "xl/workbook.xml",
            f'<workbook {main} xmlns:r="{office}">{workbook}<sheets><sheet name="Other" r:id="r2"/>'
            f'<sheet name="csv , utf-8" r:id="r1"/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="r1" Target="/xl/worksheets/sheet7.xml"/>'
            '<Relationship Id="r2" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        package.writestr("xl/worksheets/sheet7.xml", f"<worksheet {main}><sheetData>{sheet}</sheetData></worksheet>")
        package.writestr("xl/worksheets/sheet1.xml", f"<worksheet {main}/>")
        if shared:
            package.writestr("xl/sharedStrings.xml", f"<sst {main}>{shared}</sst>")
        if styles:
            package.writestr("xl/styles.xml", f"<styleSheet {main}>{styles}</styleSheet>")
    return path


def test_all_that_a_sheet_can_hold_is_read(tmp_path: Path) -> None:
    sheet = (
        '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="str"><f>A1</f><v>f</v></c>'
        '<c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="F2" t="b"><v>1</v></c><c r="G2" s="1"/></row>'
        "<row><c><v>1</v></c><c s='1'><v>45293</v></c><c s='2'><v>0.5</v></c><c t='inlineStr'><is/></c></row>"
        '<row r="9"><c r="A9"/></row>'
    )
    shared = (
        "<si><r><t>rich </t></r><r><rPr/><t>text</t></r><rPh><t>not this</t></rPh></si>"
        "<si><t>a_x000D_\nb_x005F_x0041_</t></si>"
    )
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/></cellXfs>'
    found = read_sheet(written(tmp_path, sheet, shared, styles), ".")
    assert found == [
        (),
        ("", "rich text", "a\n\nb_x0041_".replace("\n\n", "\n"), "f", "#DIV/0!", "TRUE"),
        ("1", "2024-01-02", "50%"),
    ]


def test_the_other_calendar_is_known(tmp_path: Path) -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    path = written(
        *(tmp_path, '<row><c s="1"><v>43831</v></c><c><v>43831</v></c></row>', "", styles),
        workbook='<workbookPr date1904="1"/>',
    )
    assert read_sheet(path, ".") == [("2024-01-02", "43831")]


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="5"/><row r="4"/>',
        '<row r="9999999"/>',
        '<row><c r="B1"/><c r="A1"/></row>',
        '<row><c r="ZZZZ1"/></row>',
        '<row><c t="s"><v>5</v></c></row>',
        "<row><c><v>five</v></c></row>",
        "<row>",
    ],
)
def test_a_broken_result_is_not_taken_for_an_empty_one(tmp_path: Path, sheet: str) -> None:
    original = tmp_path / "a.csv"
    original.write_bytes(b"a,b\n")
    for result in (written(tmp_path, sheet), original):
        with pytest.raises(ConversionError):
            conversion.restore(original, result, "csv", tmp_path / "out")


# Edits


def edited(folder: Path, data: bytes, edits: dict[str, str], ext: str = "csv") -> bytes:
    source, served, result, target = (folder / name for name in ("source", "served", "result", "target"))
    source.write_bytes(data)
    conversion.serve(source, ext, served)
    rewritten(served, result, edits)
    assert conversion.restore(source, result, ext, target) is None
    return target.read_bytes()


def test_new_cells_are_written_in_the_manner_of_their_column(tmp_path: Path) -> None:
    data = b'"id","name",n\r\n"1","Ann",00123\r\n"2","Bob",5\r\n'
    assert edited(tmp_path, data, {"B2": "Zoe, the first"}) == data.replace(b"Ann", b"Zoe, the first")
    assert edited(tmp_path, data, {"A4": "3"}) == data + b'"3",,\r\n'
    assert edited(tmp_path, data, {"C2": "a,b"}) == data.replace(b"00123", b'"a,b"')


def test_a_file_without_a_last_line_end_stays_so(tmp_path: Path) -> None:
    assert edited(tmp_path, b"a,b\n1,2", {"A2": "x"}) == b"a,b\nx,2"
    assert edited(tmp_path, b"a,b\n1,2", {"A3": "x"}) == b"a,b\n1,2\nx,"
    assert edited(tmp_path, b"a,b\n1,2\n\n\n", {"A2": "x"}) == b"a,b\nx,2\n\n\n"
    assert edited(tmp_path, b"", {"A1": "x"}) == b"x\n"
    assert edited(tmp_path, b"only", {"A1": ""}) == b""


def test_line_ends_within_cells_are_those_of_the_file(tmp_path: Path) -> None:
    assert edited(tmp_path, b'a,"x\r\ny"\r\n', {"A1": "1\n2"}) == b'"1\r\n2","x\r\ny"\r\n'


def test_rows_that_moved_are_taken_along() -> None:
    table = read_table(b'n,q\n1,"a"\n2,b\n"2",b\n3,\'c\'\n', "csv")
    head, *rows = [row.values for row in table.rows]
    assert merged_table(table, [head, *rows[::-1]]) == 'n,q\n3,\'c\'\n2,b\n"2",b\n1,"a"\n'
    assert merged_table(table, [head, ("9", "new"), *rows]) == 'n,q\n9,new\n1,"a"\n2,b\n"2",b\n3,\'c\'\n'
    assert merged_table(table, [head]) == "n,q\n"
    assert merged_table(table, []) == ""


def test_a_changed_row_keeps_its_cells_although_rows_were_inserted_before_it() -> None:
    table = read_table(b'k,v,w\n"1",a,"b"\n"2",c,"d"\n"3",e,"f"\n', "csv")
    new = [row.values for row in table.rows]
    changed = [new[0], ("x", "y", "z"), ("p", "q", "r"), ("1", "A", "b"), ("2", "c", "D"), new[3]]
    assert merged_table(table, changed) == ('k,v,w\n"x",y,"z"\n"p",q,"r"\n"1",A,"b"\n"2",c,"D"\n"3",e,"f"\n')


def test_a_wrong_guess_of_the_decimal_changes_nothing(tmp_path: Path) -> None:
    data = b"n;m\n1,50;x\n2,25;y\n"
    # By now most numbers in the file have a point.
    assert edited(tmp_path, data, {"B2": "1.5", "B3": "2.5", "B4": "3.5"}) == b"n;m\n1,50;1.5\n2,25;2.5\n;3.5\n"


def test_what_the_encoding_can_not_hold_is_told_and_kept_in_utf_8(tmp_path: Path) -> None:
    source, served, result, target = (tmp_path / name for name in ("source", "served", "result", "target"))
    source.write_bytes("Größe,b\n".encode("cp1252"))
    conversion.serve(source, "csv", served)
    rewritten(served, result, {"B1": "漢"})
    told = conversion.restore(source, result, "csv", target)
    assert told and told.cause == "The file is in the encoding cp1252, which has no “漢”."
    assert target.read_bytes() == "Größe,漢\n".encode("utf-8-sig")


@pytest.mark.parametrize(
    ("text", "result", "merged"),
    [
        ("a\nb\n", "a\r\nb", "a\nb\n"),
        ("a\nb", "a\r\nb", "a\nb"),
        ("a\n\n\n", "a\r\n\r\n", "a\n\n\n"),
        ("a\n", "a\r\n\r\n", "a\n"),  # an editor that adds one would add one each time
        ("a\r\nb\n", "a\r\nX\r\nb", "a\r\nX\nb\n"),
        ("a\x0cb\nc\n", "a b\r\nd", "a\x0cb\nd\n"),
        ("", "", ""),
        ("", "new", "new\n"),
        ("old", "", ""),
        ("\n\na\n", "\r\n\r\nb", "\n\nb\n"),
    ],
)
def test_lines(text: str, result: str, merged: str) -> None:
    assert merged_lines(text, result, "\n") == merged


def test_values_and_what_stands_for_them() -> None:
    assert [value(raw) for raw in ("", '""', '"', '"a""b"', "a")] == ["", "", '"', 'a"b', "a"]


# Limits


def refused(folder: Path, sheet: str, shared: str = "", data: bytes = b"a,b\n") -> None:
    (folder / "a.csv").write_bytes(data)
    with pytest.raises(ConversionError):
        conversion.restore(folder / "a.csv", written(folder, sheet, shared), "csv", folder / "out")
    assert not (folder / "out").exists()


def test_more_than_a_text_file_can_become_is_not_written(tmp_path: Path) -> None:
    refused(tmp_path, "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 2000)))
    refused(tmp_path, '<row r="1048576"><c r="A1048576"><v>1</v></c></row>', data=b"," * 20 + b"\n")
    cells = '<c t="s"><v>0</v></c>' * 200
    refused(tmp_path, f"<row>{cells}</row>" * 20, f"<si><t>{'x' * 20_000}</t></si>")


def test_a_cell_in_the_last_place_of_a_sheet_is_written(tmp_path: Path) -> None:
    assert edited(tmp_path, b"a\n", {"A1048576": "x"}) == b"a\n" + b"\n" * 1_048_574 + b"x\n"
    assert edited(tmp_path, b"a\n", {"XFD2": "x"}) == b"a\n" + b"," * 16_383 + b"x\n"


@pytest.mark.parametrize(
    "sheet",
    [
        "<row>" + "<a>" * 3 + f'<c a="{"x" * 5_000_000}"/>' + "</a>" * 3 + "</row>",
        "<row><c t='s'><v>-1</v></c></row>",
        "<row><c s='-1'><v>1</v></c></row>",
        '<row r="1_0"/>',
        '<row><c r="a1"/></row>',
        "<c><v>1</v></c>",
        "<row><row/></row>",
    ],
    ids=["endless-tag", "before-the-texts", "before-the-styles", "row", "column", "no-row", "row-in-row"],
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, sheet: str) -> None:
    styles = '<cellXfs><xf numFmtId="0"/></cellXfs>'
    (tmp_path / "a.csv").write_bytes(b"a,b\n")
    with pytest.raises(ConversionError):
        conversion.restore(
            tmp_path / "a.csv", written(tmp_path, sheet, "<si><t>a</t></si>", styles), "csv", tmp_path / "out"
        )


def test_many_rows_that_changed_are_compared_in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    def alike(one: object, other: object) -> int:
        nonlocal compared
        compared += 1
        return 0

    monkeypatch.setattr("jupyter_onlyoffice.text_formats.merge._alike", alike)
    table = read_table(b"".join(b"%d,x\n" % number for number in range(1000)), "csv")
    new = [(str(-number), "y") for number in range(1, 1000)]
    assert merged_table(table, new) == "".join(f"{number},y\n" for number, _ in new)
    assert compared < 25_000


# What stays as it was


def merged(data: bytes, new: list[tuple[str, ...]]) -> str:
    return merged_table(read_table(data, "csv"), new)


def test_rows_that_mean_the_same_keep_their_own_form_where_two_are_edited() -> None:
    """The first edit must not make the next of several equal rows, with blank ones among them, stand for another."""
    data = b'a,b\r\n\n1, "x" y\r\n\r\n"1", "x" y\n\n2," z"\n'
    rows = [row.values for row in read_table(data, "csv").rows]
    for first, raw in (((), "\n"), (("new",), "new,\n")):
        rows[0], rows[1], rows[6] = ("A", "b"), first, ("3", " z")
        assert merged(data, rows) == f'A,b\r\n{raw}1, "x" y\r\n\r\n"1", "x" y\n\n3," z"\n'
    rows[1:1] = [("added",)]
    rows[5] = ("1", ' "x" z')
    assert merged(data, rows) == 'A,b\r\nadded,\nnew,\n1, "x" y\r\n\r\n"1"," ""x"" z"\n\n3," z"\n'


def test_a_cell_of_an_edited_row_is_untouched_although_equal_rows_stand_before_it() -> None:
    data = b'k,v\n\nx, "a" b\n\ny, "c" d\n\nz,e\n'
    rows = [row.values for row in read_table(data, "csv").rows]
    rows[1], rows[4] = ("new",), ("Y", rows[4][1])
    assert merged(data, rows) == 'k,v\nnew,\nx, "a" b\n\nY, "c" d\n\nz,e\n'


def test_a_row_that_was_moved_and_changed_keeps_its_other_cells() -> None:
    data = b'k,v,w\n3, "a" x,"1"\n1, "b" x,"2"\n2, "c" x,"3"\n'
    head, three, one, two = [row.values for row in read_table(data, "csv").rows]
    assert merged(data, [head, one, two, ("3", three[1], "9")]) == ('k,v,w\n1, "b" x,"2"\n2, "c" x,"3"\n3, "a" x,"9"\n')


@pytest.mark.parametrize(
    ("data", "column", "text"),
    [
        (b"a,b,c\n1,2,3\n4,,\n", 1, "a,c\n1,3\n4,\n"),
        (b"a,b,c\n1,2,3\n4,,\n", 2, "a,b\n1,2\n4,\n"),
        (b"a,b,c,\n1,2,3,\n", 1, "a,c,\n1,3,\n"),
        (b'"a","b","c"\n1,"x",3\n2,"",4\n', 1, '"a","c"\n1,3\n2,4\n'),
        (b'a,b,c\n"1",x," 3"\n', 0, 'b,c\nx," 3"\n'),
        (b"a,b,c\n1,2,3\n\n4,5\n", 2, "a,b\n1,2\n\n4,5\n"),
        (b"# note\na,b,c\n1,2,3\n", 1, "# note\na,c\n1,3\n"),
    ],
)
def test_a_column_that_is_gone_takes_its_delimiters_along(data: bytes, column: int, text: str) -> None:
    rows = [row.values for row in read_table(data, "csv").rows]
    assert merged(data, [stripped([*row[:column], *row[column + 1 :]]) for row in rows]) == text


def test_cells_that_were_cleared_leave_their_delimiters() -> None:
    assert merged(b"a,b,\n1,2,\n3,4,x\n", [("a", "b"), ("1", "2"), ("3", "4")]) == "a,b,\n1,2,\n3,4,\n"
    assert merged(b"a,b,c\n1,2,3\n4,5,6\n", [("a", "b", "c"), ("1", "2"), ("4",)]) == "a,b,c\n1,2,\n4,,\n"
    assert merged(b"a,b\n1,2\n", []) == ""


def test_cells_beside_a_new_column_keep_their_form() -> None:
    data = b'"a","b",c\n1,"x",3\n2,"y",4\n5,6,\n'
    new = [("a", "n", "b", "c"), ("1", "", "x", "3"), ("2", "7", "y", "4"), ("5", "", "6")]
    assert merged(data, new) == '"a","n","b",c\n1,,"x",3\n2,"7","y",4\n5,,6,\n'


def test_what_is_typed_below_the_last_row_takes_the_place_of_empty_ones() -> None:
    data = b'a,b,c\n1,2,3\n,,,\n\r\n"",\n'
    rows = [row.values for row in read_table(data, "csv").rows][:2]
    assert merged(data, [*rows, ("x",)]) == 'a,b,c\n1,2,3\nx,,,\n\r\n"",\n'
    assert merged(data, [*rows, (), ("x",)]) == 'a,b,c\n1,2,3\n,,,\nx,,\r\n"",\n'
    assert merged(data, [*rows, (), (), (), ("x",)]) == 'a,b,c\n1,2,3\n,,,\n\r\n"",\nx,,\n'
