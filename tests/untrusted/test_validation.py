"""What may replace a file, and what may not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from jupyter_onlyoffice.errors import DamagedResultError, ResultRejectedError
from jupyter_onlyoffice.formats import FORMATS, OOXML
from jupyter_onlyoffice.untrusted import validation
from jupyter_onlyoffice.untrusted.validation import check_result

DATA = Path(__file__).parents[1] / "data"
MAIN = {"do": "word/document.xml", "xl": "xl/workbook.xml", "pp": "ppt/presentation.xml", "po": "ppt/presentation.xml"}
PAGE = b"\n<!-- login --><!DOCTYPE html><html><body>Sign in</body></html>"


def package(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return buffer.getvalue()


def ooxml(main: str) -> bytes:
    return package(**{"word/": b"", main: b"\xef\xbb\xbf<?xml version='1.0'?><x/>", "[Content_Types].xml": b"<Types/>"})


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    return tmp_path / "staged"


@pytest.mark.parametrize("ext", ["docx", "xlsx", "pptx", "pdf"])
def test_genuine_documents_pass(ext: str) -> None:
    check_result(DATA / f"sample.{ext}", ext)


@pytest.mark.parametrize("ext", sorted(OOXML))
def test_every_ooxml_format_needs_its_own_main_part(staged: Path, ext: str) -> None:
    staged.write_bytes(ooxml(MAIN[ext[:2]]))
    check_result(staged, ext)
    staged.write_bytes(ooxml("other/part.xml"))
    with pytest.raises(ResultRejectedError, match="main part"):
        check_result(staged, ext)


def test_a_binary_workbook_needs_its_main_part_too(staged: Path) -> None:
    staged.write_bytes(package(**{"xl/workbook.bin": b"\x83\x01\0", "[Content_Types].xml": b"<Types/>"}))
    check_result(staged, "xlsb")
    staged.write_bytes(ooxml("xl/workbook.xml"))
    with pytest.raises(ResultRejectedError, match="main part"):
        check_result(staged, "xlsb")


def test_a_numbered_main_part_passes(staged: Path) -> None:
    staged.write_bytes(ooxml("word/document2.xml"))
    check_result(staged, "docx")


@pytest.mark.parametrize("ext", sorted(FORMATS))
def test_nothing_empty_replaces_a_file(staged: Path, ext: str) -> None:
    staged.write_bytes(b"")
    with pytest.raises(ResultRejectedError, match="empty"):
        check_result(staged, ext)


@pytest.mark.parametrize("ext", sorted(FORMATS))
@pytest.mark.parametrize("page", [PAGE, b"\xef\xbb\xbf  <html>", b"<HEAD>", b"<script>location='/login'</script>"])
def test_a_web_page_replaces_only_web_pages(staged: Path, ext: str, page: bytes) -> None:
    staged.write_bytes(page)
    if ext in ("html", "htm", "mht", "mhtml"):
        check_result(staged, ext)
    else:
        with pytest.raises(ResultRejectedError, match="web page"):
            check_result(staged, ext)


def test_many_comments_without_a_page_are_looked_at_once(staged: Path) -> None:
    """In as many ways as they could be grouped it would take longer than the sun burns, and nothing else could run."""
    staged.write_bytes(b"<!---->" * 145 + b"text")
    with pytest.raises(ResultRejectedError):
        check_result(staged, "pdf")
    staged.write_bytes(b"<!--a-->\n<!-- b > --> <!DOCTYPE html>")
    with pytest.raises(ResultRejectedError, match="web page"):
        check_result(staged, "pdf")


@pytest.mark.parametrize("cut", [10, 1000, 30_000, 58_000])
def test_a_torn_package_is_refused(staged: Path, cut: int) -> None:
    staged.write_bytes((DATA / "sample.docx").read_bytes()[:cut])
    with pytest.raises(ResultRejectedError):
        check_result(staged, "docx")


def test_a_package_with_a_shifted_or_damaged_main_part_is_refused(staged: Path) -> None:
    whole = ooxml("word/document.xml")
    main = whole.index(b"word/document.xml")
    for damaged in (
        whole[: main - 10] + b"\0" * 30 + whole[main + 20 :],
        package(**{"word/document.xml": b"\0" * 500, "[Content_Types].xml": b"<Types/>"}),
        whole.replace(b"PK\x03\x04", b"XX\x03\x04"),
        whole[: main + 17] + b"\xff" * 10 + whole[main + 27 :],  # the compressed bytes
    ):
        staged.write_bytes(damaged)
        with pytest.raises(ResultRejectedError, match="damaged"):
            check_result(staged, "docx")


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/header1.xml"])
def test_a_part_that_is_scrambled_far_from_its_start_is_noticed(staged: Path, part: str) -> None:
    data = bytearray((DATA / "sample.docx").read_bytes())
    with zipfile.ZipFile(DATA / "sample.docx") as file:
        info = file.getinfo(part)
    data[info.header_offset + 200 + info.compress_size * 3 // 4] ^= 0x55
    staged.write_bytes(data)
    with pytest.raises(DamagedResultError):
        check_result(staged, "docx")


def test_of_a_large_package_the_text_is_read_and_the_pictures_are_not(
    staged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = bytes(range(256)) * 100
    whole = package(
        **{"a.png": picture, "word/document.xml": b"<x/>" + b"text" * 500, "[Content_Types].xml": b"<Types/>"}
    )
    monkeypatch.setattr(validation, "SUMMED", {True: 3000, False: 3000})
    with zipfile.ZipFile(io.BytesIO(whole)) as file:
        info = file.getinfo("a.png")
    damaged = bytearray(whole)
    damaged[info.header_offset + 30 + len("a.png") + info.compress_size - 2] ^= 0x55
    staged.write_bytes(damaged)
    check_result(staged, "docx")
    monkeypatch.setattr(validation, "SUMMED", {True: 3000, False: 10**6})
    with pytest.raises(DamagedResultError):
        check_result(staged, "docx")


def test_what_may_hold_edits_is_told_from_what_holds_none(staged: Path) -> None:
    for nothing in (b"", PAGE):
        staged.write_bytes(nothing)
        with pytest.raises(ResultRejectedError) as caught:
            check_result(staged, "docx")
        assert not isinstance(caught.value, DamagedResultError)
    for something in (b"{}", (DATA / "sample.docx").read_bytes()[:30_000], (DATA / "sample.xlsx").read_bytes()):
        staged.write_bytes(something)
        with pytest.raises(DamagedResultError):
            check_result(staged, "docx")


def test_a_document_that_the_user_gave_a_password_passes(staged: Path) -> None:
    staged.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000)
    check_result(staged, "docx")
    kind = b"application/vnd.oasis.opendocument.text"
    staged.write_bytes(package(mimetype=kind, **{"content.xml": bytes(range(128, 256))}))
    check_result(staged, "odt")


def test_a_package_encrypted_as_zip_is_refused(staged: Path) -> None:
    data = bytearray(ooxml("word/document.xml"))
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        position = -1
        while (position := data.find(signature, position + 1)) >= 0:
            data[position + offset] |= 1
    staged.write_bytes(data)
    with pytest.raises(ResultRejectedError, match="damaged"):
        check_result(staged, "docx")


@pytest.mark.parametrize(("ext", "family"), [("odt", "text"), ("ots", "spreadsheet"), ("odp", "presentation")])
def test_open_document_formats_are_told_apart(staged: Path, ext: str, family: str) -> None:
    kind = f"application/vnd.oasis.opendocument.{family}".encode()
    staged.write_bytes(package(mimetype=kind, **{"content.xml": b"<?xml?>"}))
    check_result(staged, ext)
    staged.write_bytes(package(mimetype=b"application/vnd.oasis.opendocument.other", **{"content.xml": b"<?xml?>"}))
    with pytest.raises(ResultRejectedError, match="another format"):
        check_result(staged, ext)
    staged.write_bytes(ooxml("word/document.xml"))
    with pytest.raises(ResultRejectedError, match="main part"):
        check_result(staged, ext)


def test_other_formats_are_known_by_their_start(staged: Path) -> None:
    staged.write_bytes(package(mimetype=b"application/epub+zip", **{"META-INF/container.xml": b"<x/>"}))
    check_result(staged, "epub")
    staged.write_bytes(b"{\\rtf1 text}")
    check_result(staged, "rtf")
    staged.write_bytes(b"a;b\n1;2\n")
    check_result(staged, "csv")
    for ext in ("pdf", "rtf"):
        with pytest.raises(ResultRejectedError, match=f"no .{ext} file"):
            check_result(staged, ext)


def test_word_bytes_do_not_pass_for_a_workbook(staged: Path) -> None:
    staged.write_bytes((DATA / "sample.docx").read_bytes())
    with pytest.raises(ResultRejectedError):
        check_result(staged, "xlsx")
