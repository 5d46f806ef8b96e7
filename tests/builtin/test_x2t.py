"""The real x2t of document-builder: what it makes of good and bad documents, and what it leaves alone."""

from __future__ import annotations

import http.server
import importlib.metadata
import importlib.util
import io
import itertools
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_onlyoffice.builtin import x2t
from jupyter_onlyoffice.builtin.confined_process import Limits, Outcome, Runner
from jupyter_onlyoffice.errors import ConversionError

DATA = Path(__file__).parents[1] / "data"
FLAT_ODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:body><office:text><text:p>Flat text</text:p></office:text></office:body></office:document>"""


def odt() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="/"'
            ' manifest:media-type="application/vnd.oasis.opendocument.text"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        )
        content = FLAT_ODT.replace("office:document ", "office:document-content ").replace(
            "</office:document>", "</office:document-content>"
        )
        package.writestr("content.xml", content)
    return buffer.getvalue()


class Bench:
    """A converter, and folders for it."""

    def __init__(self, folder: Path) -> None:
        program = x2t.locate()
        assert program, "document-builder is not installed: pip install .[convert]"
        self.program = program
        self._folder = folder
        self._numbers = itertools.count()
        self.converter = x2t.X2t(program, self.staged, Runner())

    def staged(self, suffix: str) -> Path:
        return self._folder / f"{next(self._numbers)}{suffix}"

    def convert(self, name: str, data: bytes, ending: str = ".pdf") -> bytes:
        folder = self.staged("-view")
        folder.mkdir()
        source, target = folder / name, folder / f"view{ending}"
        source.write_bytes(data)
        self.converter.convert(source, target, folder)
        return target.read_bytes()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.mark.parametrize("ext", ["docx", "xlsx", "pptx"])
def test_a_sample_becomes_a_pdf(bench: Bench, ext: str) -> None:
    pdf = bench.convert(f"document.{ext}", (DATA / f"sample.{ext}").read_bytes())
    assert pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")


def test_a_picture_is_of_the_first_page_in_its_own_shape(bench: Bench) -> None:
    picture = bench.convert("document.pptx", (DATA / "sample.pptx").read_bytes(), ".png")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 600 and 300 < height < 500


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("document.odt", odt()),
        ("document.fodt", FLAT_ODT.encode()),
        ("document.csv", "Größe;Preis\n1;2\n".encode("cp1252")),
        ("document.txt", "Plain text".encode("utf-16")),
        ("document.html", b"<html><body><h1>Title</h1></body></html>"),
        ("document.rtf", rb"{\rtf1\ansi Hello}"),
    ],
    ids=["odt", "fodt", "csv", "txt", "html", "rtf"],
)
def test_other_formats_become_pdf(bench: Bench, name: str, data: bytes) -> None:
    assert bench.converter.takes(name.rpartition(".")[2])
    assert bench.convert(name, data).startswith(b"%PDF-")


def pages(pdf: bytes) -> int:
    return (
        pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type/Page/") + pdf.count(b"/Type/Page>")
    )


def workbook(sheets: int) -> bytes:
    """A workbook of so many sheets with a word in each."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    numbers = range(1, sheets + 1)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{packages}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{spreadsheet}.sheet.main+xml"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{spreadsheet}.worksheet+xml"/>'
                for n in numbers
            )
            + "</Types>",
        )
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="rId1" Type="{relations}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
        )
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            + "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
            + "</sheets></workbook>",
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{packages}/relationships">'
            + "".join(
                f'<Relationship Id="rId{n}" Type="{relations}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                for n in numbers
            )
            + "</Relationships>",
        )
        for n in numbers:
            package.writestr(
                f"xl/worksheets/sheet{n}.xml",
                f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Sheet {n}</t></is></c>'
                "</row></sheetData></worksheet>",
            )
    return buffer.getvalue()


def test_every_sheet_of_a_workbook_is_shown(bench: Bench) -> None:
    one, three = (pages(bench.convert("document.xlsx", workbook(sheets))) for sheets in (1, 3))
    assert three == 3 * one > 0


def test_a_document_with_a_password_asks_for_one_without(bench: Bench) -> None:
    with pytest.raises(ConversionError, match="password"):
        bench.convert("document.docx", (DATA / "password.docx").read_bytes())


@pytest.mark.parametrize("data", [b"no zip at all", b"PK\3\4 torn", b""], ids=["text", "torn", "empty"])
def test_a_damaged_document_is_said_to_be_damaged(bench: Bench, data: bytes) -> None:
    with pytest.raises(ConversionError, match="damaged"):
        bench.convert("document.docx", data)


def test_a_bomb_is_refused(bench: Bench) -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(DATA / "sample.docx") as sample,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package,
    ):
        for name in sample.namelist():
            data = sample.read(name)
            package.writestr(name, data + b" " * (60 << 20) if name == "word/document.xml" else data)
    assert len(buffer.getvalue()) < 1 << 20
    with pytest.raises(ConversionError, match="too large"):
        bench.convert("document.docx", buffer.getvalue())


@pytest.fixture
def asked() -> Iterator[tuple[int, list[str]]]:
    """A port, and what is asked for at it."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1], paths
    server.shutdown()
    thread.join()
    server.server_close()


def test_nothing_is_fetched_that_a_document_links_to(bench: Bench, asked: tuple[int, list[str]]) -> None:
    port, paths = asked
    html = f'<html><body><p>Text</p><img src="http://127.0.0.1:{port}/secret.png"></body></html>'
    assert bench.convert("document.html", html.encode()).startswith(b"%PDF-")
    assert paths == []


def test_the_package_is_neither_imported_nor_written_to(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from jupyter_onlyoffice.builtin import x2t\n"
        "from jupyter_onlyoffice.builtin.confined_process import Runner\n"
        "folder = x2t.locate(); before = {str(path) for path in folder.rglob('*')}\n"
        f"home = Path({str(tmp_path)!r}); work = home / 'work'; work.mkdir(); source = work / 'document.txt'\n"
        "source.write_text('Text')\n"
        "x2t.X2t(folder, lambda suffix: home / suffix, Runner()).convert(source, work / 'view.pdf', work)\n"
        "assert (work / 'view.pdf').is_file() and 'docbuilder' not in sys.modules\n"
        "assert before == {str(path) for path in folder.rglob('*')}\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_the_fonts_are_listed_once(bench: Bench) -> None:
    for _ in range(2):
        bench.convert("document.txt", b"Text")
    assert len(list(bench.staged("").parent.glob("*-x2t"))) == 1


class Pretender(Runner):
    """Runs nothing; ends as it is told."""

    def __init__(self, outcome: Outcome, fonts: str | None = '"a.ttf"') -> None:
        super().__init__(Limits())
        self.outcome = outcome
        self.fonts = fonts

    def run(self, command: object, folder: Path, *_: object, **__: object) -> Outcome:
        if folder.name == "work" and self.fonts is not None:
            (folder.parent / "font-list" / "AllFonts.js").write_text(self.fonts)
        return self.outcome


@pytest.mark.parametrize(
    ("runner", "words"),
    [
        (Pretender(Outcome(-9, "", timed_out=True)), "takes too long"),
        (Pretender(Outcome(-11, "")), "broke down .*signal 11"),
        (Pretender(Outcome(-11, ""), fonts='"nothing"'), "no font"),
        (Pretender(Outcome(7, "")), "broke down .*code 7"),
        (Pretender(Outcome(88, "")), "damaged"),
        (Pretender(Outcome(91, "")), "password"),
        (Pretender(Outcome(0, "")), "damaged"),
        (Pretender(Outcome(-6, ""), fonts=None), "docbuilder.*signal 6"),
    ],
)
def test_every_bad_end_is_explained(bench: Bench, runner: Pretender, words: str) -> None:
    bench.converter = x2t.X2t(bench.program, bench.staged, runner)
    with pytest.raises(ConversionError, match=words) as caught:
        bench.convert("document.docx", b"PK")
    assert caught.value.remedy


def test_a_package_put_there_by_other_means_has_a_version_too(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", unknown)
    assert x2t.X2t(bench.program, bench.staged, Runner()).name.startswith("x2t 1")


def test_without_the_package_there_is_no_converter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert x2t.locate() is None
    (tmp_path / "docbuilder").mkdir()
    (tmp_path / "docbuilder" / "__init__.py").touch()
    monkeypatch.undo()
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert x2t.locate() is None  # another package of that name
