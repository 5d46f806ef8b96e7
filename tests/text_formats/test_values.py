"""Values of a sheet: what the file holds is what the screen shows, or says the very value in another way."""

from __future__ import annotations

import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_onlyoffice.text_formats import conversion, workbook
from jupyter_onlyoffice.text_formats.cells import Cell, to_cell, to_text
from jupyter_onlyoffice.text_formats.csv_table import read_table
from jupyter_onlyoffice.text_formats.sheet import read_sheet

from .files import rewritten
from .test_table_edits import edited, written

OWN_DATE, OWN_TIME = r"dd\.mm\.yyyy", r"dd\.mm\.yyyy\ hh:mm"
#: Number formats, and how a person reads what they show.
DATES = {r"yyyy\-mm\-dd": "{y:04}-{m:02}-{d:02}", OWN_DATE: "{d:02}.{m:02}.{y:04}", "m/d/yyyy": "{m}/{d}/{y}"}
TIMES = {OWN_TIME: "{d:02}.{m:02}.{y:04} {H:02}:{M:02}", "m/d/yy h:mm": "{m}/{d}/{yy:02} {H}:{M:02}"}
CLOCKS = {"h:mm": "{H}:{M:02}", "[h]:mm:ss": "{E}:{M:02}:{S:02}"}
NUMBERS = ("General", "0", "0.00", "#,##0.00", "0%", "0.0%", "0.00E+00", "@", "# ?/?", r"\$#,##0.00")


def shown(number: float, code: str, first: date | None = None) -> str | None:
    """What the screen shows of dates and times, by the calendar of sheets, in which 1900 had a 29th of February."""
    form = {**DATES, **TIMES, **CLOCKS}[code]
    seconds = int(number * 86400 + 0.5)
    day, rest = divmod(seconds, 86400)
    if first is not None:
        year, month, number_of_day = (first + timedelta(day)).timetuple()[:3]
    elif day == 60:
        year, month, number_of_day = 1900, 2, 29
    elif day == 0:
        year, month, number_of_day = 1900, 1, 0
    else:
        year, month, number_of_day = (date(1899, 12, 30) + timedelta(day + (day < 60))).timetuple()[:3]
    return form.format(
        **{"y": year, "yy": year % 100, "m": month, "d": number_of_day},
        **{"H": rest // 3600, "M": rest // 60 % 60, "S": rest % 60, "E": seconds // 3600},
    )


DAY = r"(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)\.(\d\d)\.(\d{4}))"
CLOCK = r"(\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?"


def meant(text: str, first: date | None = None) -> float:
    """The value that the text of a file says, read as a person reads it."""
    number = re.fullmatch(r"(-?\d+(?:\.\d+)?)(%?)", text)
    if number:
        return float(number[1]) / (100 if number[2] else 1)
    moment = re.fullmatch(
        r"(?:(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)\.(\d\d)\.(\d{4}))?(?: |$))?(?:(\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?)?", text
    )
    assert moment, text
    value = 0.0
    if moment[1] or moment[4]:
        parts = (moment[1], moment[2], moment[3]) if moment[1] else (moment[6], moment[5], moment[4])
        day = date(*(int(part) for part in parts))
        value = (day - first).days if first else (day - date(1899, 12, 30)).days - (day < date(1900, 3, 1))
    return value + int(moment[7] or 0) / 24 + int(moment[8] or 0) / 1440 + float(moment[9] or 0) / 86400


MILLISECOND = 1 / 86_400_000

serials = st.one_of(
    st.integers(-5, 70).map(float),
    st.integers(0, 2958465).map(float),
    st.floats(-5, 70),
    st.floats(0, 2958465.99),
    st.integers(0, 400 * 1440).map(lambda minutes: minutes / 1440),
    st.integers(45_000 * 86_400, 45_100 * 86_400).map(lambda seconds: seconds / 86400),
    st.sampled_from(
        [3.5, 59.0, 60.0, 61.0, 60.5, 0.0, 0.5, 1.0, 2958465.9999999, 2958465.99999999999, 2958466.0, 1e15]
    ),
)


@given(serials, st.sampled_from([*DATES, *TIMES, *CLOCKS]), st.booleans())
def test_a_moment_is_what_the_screen_shows_or_the_very_value(number: float, code: str, since_1904: bool) -> None:
    value, first = f"{number:.15g}", date(1904, 1, 1) if since_1904 else None
    text = to_text(Cell("number", value, code), shift=1462 if since_1904 else 0)
    if 0 <= number < 2_900_000 and text == shown(float(value), code, first):
        return
    moment = re.search(r"\d[:.-]\d+[:.-]\d|:", text) is not None  # a sheet shows nothing finer than a millisecond
    close = abs(float(value)) * 1e-14 + 0.6 * MILLISECOND * moment
    assert abs(meant(text, first) - float(value)) <= close, text


@given(
    st.one_of(
        st.floats(-1e15, 1e15),
        st.floats(-1e-5, 1e-5),
        st.integers(-(10**15), 10**15).map(float),
        st.decimals(-10000, 10000, places=3).map(float),
    ),
    st.sampled_from(NUMBERS),
    st.sampled_from([".", ","]),
)
def test_a_number_is_the_very_value(number: float, code: str, decimal: str) -> None:
    value = f"{number:.15g}"
    text = to_text(Cell("number", value, code), decimal)
    assert decimal == "." or "." not in text
    plain = text.replace(",", ".")
    assert meant(plain) == pytest.approx(float(value), rel=1e-15, abs=0)
    assert plain.endswith("%") == ("%" in code) and not re.match(r"-0*(\.0*)?%?$", plain)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("15", OWN_DATE, "15.01.1900"),
        ("59", OWN_DATE, "28.02.1900"),
        ("15", "m/d/yyyy", "1900-01-15"),
        ("60", OWN_DATE, "60"),  # the 29th of February 1900 that there never was
        ("61", OWN_DATE, "01.03.1900"),
        ("0", OWN_DATE, "0"),
        ("3.5", OWN_DATE, "3.5"),  # a number that was typed into a column of dates
        ("3.5", "m/d/yyyy", "3.5"),
        ("45293.5", OWN_DATE, "02.01.2024 12:00"),
        ("45293.5104166667", OWN_TIME, "02.01.2024 12:15"),
        ("45293.51042824", OWN_TIME, "02.01.2024 12:15:01"),
        ("45293.5104224537", "m/d/yyyy h:mm", "2024-01-02 12:15:00.500"),
        ("2958465.99999999999", OWN_TIME, "2958466"),
        ("45293.5", "h:mm", "2024-01-02 12:00"),
        ("-1", OWN_DATE, "-1"),
        ("-0", "0.00", "0.00"),
        ("007", "General", "7"),
        ("1.50", "General", "1.5"),
        ("1E3", "General", "1000"),
        ("5", '"%;"0', "5"),
    ],
)
def test_values_that_are_easily_altered(value: str, code: str, text: str) -> None:
    assert to_text(Cell("number", value, code)) == text


@pytest.mark.parametrize("value", ["", "five", "1_000", "nan", "infinity", "1e999", "0x10", "٣", "1,5"])
def test_what_is_no_number_is_not_taken_for_one(value: str) -> None:
    with pytest.raises(ValueError):
        to_text(Cell("number", value))


def test_a_number_or_format_without_an_end_is_not_read_again_and_again(tmp_path: Path) -> None:
    """Nothing else can run while Python looks for a pattern."""
    with pytest.raises(ValueError):
        to_text(Cell("number", "1" * 1_000_000 + "x"))
    assert to_cell(" " * 1_000_000 + "x").kind == "text"
    styles = f'<numFmts><numFmt numFmtId="164" formatCode="{"[" * 900_000}"/></numFmts><cellXfs><xf numFmtId="164"/>'
    result = written(tmp_path, '<row><c s="0"><v>1.5</v></c></row>', "", f"{styles}</cellXfs>")
    assert read_sheet(result, ".") == [("1.5",)]


def test_a_number_typed_into_a_column_of_dates_stays_what_it_is(tmp_path: Path) -> None:
    """The whole way: the cells of the column have its number format, whatever is typed into them."""
    styles = (
        rf'<numFmts><numFmt numFmtId="164" formatCode="{OWN_DATE}"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs>'
    )
    sheet = "".join(f'<row><c s="0"><v>{value}</v></c></row>' for value in (15, 3.5, 45296))
    original, target = tmp_path / "a.csv", tmp_path / "target"
    original.write_bytes(b"05.01.2024\n")
    conversion.restore(original, written(tmp_path, sheet, "", styles), "csv", target)
    assert target.read_bytes() == b"15.01.1900\n3.5\n05.01.2024\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"2024-01-05,x\n", b"2025-06-05,2025-06-05 12:00\n"),
        (b"05.01.2024,x\n06.01.2024,\n2024-01-05,\n", b"05.06.2025,05.06.2025 12:00\n"),
        (b'"05.01.2024 10:00",x\n', b'"05.06.2025",05.06.2025 12:00\n'),
        (b"5/1/2024,x\n", b"2025-06-05,2025-06-05 12:00\n"),
    ],
)
def test_a_new_date_is_written_as_the_others_of_the_file(tmp_path: Path, old: bytes, new: bytes) -> None:
    """The editor gives what is typed the date format of its region, which looks different for each reader."""
    styles = '<cellXfs><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>'
    sheet = '<row><c s="0"><v>45813</v></c><c s="1"><v>45813.5</v></c></row>'
    original, target = tmp_path / "a.csv", tmp_path / "target"
    original.write_bytes(old)
    conversion.restore(original, written(tmp_path, sheet, "", styles), "csv", target)
    assert target.read_bytes() == new


# Texts


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("_xD800_", "\ufffd"),
        ("a_xDFFF_b", "a\ufffdb"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("_xDE00__xD83D_", "\ufffd\ufffd"),
        ("_x005F_xD800_", "_xD800_"),
        ("_x005f_x005F_", "_x005F_"),
        ("_x0041_", "A"),
        ("_x00e9_", "é"),
        ("a_x0000_b", "ab"),
        ("_x0001_", "\x01"),
        ("a_x000D__x000A_b_x000D_c", "a\nb\nc"),
        ("_x41_", "_x41_"),
        (" padded ", " padded "),
    ],
)
@pytest.mark.parametrize("kind", ["s", "inlineStr", "str"])
def test_characters_that_are_written_as_numbers(tmp_path: Path, escaped: str, text: str, kind: str) -> None:
    inner = f'<t xml:space="preserve">{escaped}</t>'
    cell = {"s": "<v>0</v>", "inlineStr": f"<is>{inner}</is>", "str": f"<f>A1</f><v>{escaped}</v>"}[kind]
    result = written(tmp_path, f'<row><c t="{kind}">{cell}</c></row>', f"<si>{inner}</si>")
    assert read_sheet(result, ".") == [(text,)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_half_a_character_does_not_keep_a_save_from_the_file(tmp_path: Path, encoding: str) -> None:
    original, target = tmp_path / "a.csv", tmp_path / "target"
    original.write_bytes("é,old\n".encode(encoding))
    result = written(tmp_path, '<row><c t="str"><v>_x00e9_</v></c><c t="str"><v>_xD800_new</v></c></row>')
    told = conversion.restore(original, result, "csv", target)
    written_in = "utf-8-sig" if encoding == "cp1252" else encoding
    assert bool(told) is (encoding == "cp1252")
    assert target.read_bytes().decode(written_in) == "é,\ufffdnew\n"


def test_what_helps_to_pronounce_a_text_is_not_in_it(tmp_path: Path) -> None:
    text = '<r><rPr/><t>東京</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><r><t>都</t></r><phoneticPr fontId="1"/>'
    result = written(
        tmp_path, f'<row><c t="s"><v>0</v></c><c t="inlineStr"><is>{text}</is></c></row>', f"<si>{text}</si>"
    )
    assert read_sheet(result, ".") == [("東京都", "東京都")]


def test_texts_of_any_length_and_without_places_are_kept(tmp_path: Path) -> None:
    long = "x" * 40_000
    sheet = f'<c t="inlineStr"><is><t>{long}</t></is></c><c/><c t="b"><v>true</v></c><c><v/></c>'
    sheet += '<c t="e"><v>#N/A</v></c>'
    assert read_sheet(written(tmp_path, f"<row>{sheet}</row>"), ".") == [(long, "", "TRUE", "", "#N/A")]


words = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12)
cells = st.one_of(
    words,
    st.sampled_from(
        ["00123", "12345678901234567890", "1e5", "=1+1", "TRUE", "true", "#N/A", " x ", "a\tb", "15.01.1900"]
    ),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(str),
    st.decimals(-(10**6), 10**6, places=2).map(str),
    st.floats(0, 1).map(lambda share: f"{share:.1%}"),
)


@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=6))
def test_what_nobody_touched_is_what_it_was(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    folder = tmp_path_factory.getbasetemp()
    quoted = [",".join('"' + text.replace('"', '""') + '"' for text in row) for row in rows]
    data = ("\n".join(quoted) + "\n").encode()
    table = read_table(data, "csv")
    if workbook.unsuitable(table):
        return
    workbook.write_workbook(table, folder / "served.xlsx")
    rewritten(folder / "served.xlsx", folder / "result.xlsx", {})
    (folder / "original.csv").write_bytes(data)
    assert conversion.restore(folder / "original.csv", folder / "result.xlsx", "csv", folder / "target") is None
    assert (folder / "target").read_bytes() == data


# Columns


def test_every_date_and_number_fits_its_column(tmp_path: Path) -> None:
    dates = ["2024-01-05 10:11:12"] + ["x"] * 2000 + ["-123456789.123456"]
    data = "\n".join(f"{one},a,{'w' * 300},001" for one in dates).encode()
    workbook.write_workbook(read_table(data, "csv"), tmp_path / "a.xlsx")
    sheet = zipfile.ZipFile(tmp_path / "a.xlsx").read("xl/worksheets/sheet1.xml").decode()
    widths = {match[1]: float(match[2]) for match in re.finditer(r'<col min="(\d+)" max="\1" width="([\d.]+)"', sheet)}
    assert widths["1"] >= 20 and 8 <= widths["2"] < 12 and widths["3"] < 80
    for text in (*dates[:1], *dates[-1:]):
        assert to_cell(text).kind == "number" and len(text) < widths["1"]


def test_a_new_row_is_written_where_it_was_typed(tmp_path: Path) -> None:
    assert edited(tmp_path, b"a,b\n1,2\n", {"A5": "x"}) == b"a,b\n1,2\n,\n,\nx,\n"
