"""Documents that name a file of their reader as their picture, given to the real x2t: it is not in the pages."""

from __future__ import annotations

import io
import re
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_onlyoffice.builtin import confined, confined_process, x2t
from jupyter_onlyoffice.builtin.confined_process import Runner, UnconfinedError
from jupyter_onlyoffice.builtin.external_references import check_self_contained
from jupyter_onlyoffice.errors import ConversionError

from .test_x2t import FLAT_ODT, Bench, odt, workbook

DATA = Path(__file__).parents[1] / "data"
WIDTH = 97
SHELL = ("/bin/sh", "-c")
RELATIONSHIPS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
HYPERLINK = IMAGE.replace("image", "hyperlink")


def picture() -> bytes:
    """A PNG that is known again by its width."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", WIDTH, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" + b"\xff\0\xff" * WIDTH))
        + chunk(b"IEND", b"")
    )


def package(original: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(original)) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            after.writestr(name, change(name, before.read(name)))
    return buffer.getvalue()


def pptx_with(link: str) -> bytes:
    """A sample whose pictures are links."""

    def change(name: str, data: bytes) -> bytes:
        target = f'Target="{link}" TargetMode="External"'.encode()
        return re.sub(rb'Target="[^"]*media/[^"]*"', target, data) if name.endswith(".rels") else data

    return package((DATA / "sample.pptx").read_bytes(), change)


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
PICTURE = (
    f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{DRAWING}/wordprocessingDrawing"><wp:extent cx="900000" cy="900000"/>'
    f'<wp:docPr id="1" name="p"/><a:graphic xmlns:a="{DRAWING}/main"><a:graphicData uri="{DRAWING}/picture">'
    f'<pic:pic xmlns:pic="{DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:link="rIdP"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


def docx_with(link: str) -> bytes:
    relationship = f'<Relationship Id="rIdP" Type="{IMAGE}" Target="{link}" TargetMode="External"/></Relationships>'

    def change(name: str, data: bytes) -> bytes:
        if name == "word/_rels/document.xml.rels":
            return data.replace(b"</Relationships>", relationship.encode())
        return data.replace(b"<w:body>", f"<w:body>{PICTURE}".encode()) if name == "word/document.xml" else data

    return package((DATA / "sample.docx").read_bytes(), change)


def text_with(link: str) -> str:
    frame = f'<draw:frame text:anchor-type="as-char"><draw:image xlink:href="{link}"/></draw:frame>'
    spaces = (
        'office:version="1.3" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    )
    return FLAT_ODT.replace('office:version="1.3"', spaces).replace("Flat text", f"Flat text{frame}")


def odt_with(link: str) -> bytes:
    content = text_with(link).replace("office:document ", "office:document-content ")
    content = content.replace("</office:document>", "</office:document-content>")
    return package(odt(), lambda name, data: content.encode() if name == "content.xml" else data)


MAKERS: dict[str, Callable[[str], bytes]] = {
    "html": lambda link: f'<html><body><p>Text</p><img src="{link}" width="97" height="9"></body></html>'.encode(),
    "md": lambda link: f"Text\n\n![picture]({link})\n".encode(),
    "docx": docx_with,
    "pptx": pptx_with,
    "odt": odt_with,
    "fodt": lambda link: text_with(link).encode(),
}


def is_shown(pdf: bytes) -> bool:
    return re.search(rb"/Width %d\b" % WIDTH, pdf) is not None


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "outside" / "secret.png"
    path.parent.mkdir()
    path.write_bytes(picture())
    return path


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    (tmp_path / "spool").mkdir()
    return Bench(tmp_path / "spool")


@pytest.mark.parametrize("ext", MAKERS)
def test_a_picture_from_elsewhere_on_the_disk_is_not_in_the_pages(bench: Bench, secret: Path, ext: str) -> None:
    for link in (str(secret), "../" * 20 + str(secret)[1:]):
        try:
            pdf = bench.convert(f"document.{ext}", MAKERS[ext](link))
        except ConversionError as error:  # the system confines nothing
            assert "outside of itself" in error.cause
        else:
            assert pdf.startswith(b"%PDF-") and not is_shown(pdf)


def test_a_picture_beside_the_document_is(bench: Bench) -> None:
    """What the test above would see."""
    bench.convert("document.txt", b"Text")
    link = next(bench.staged("").parent.glob("*-x2t")) / "picture.png"  # which it may read
    link.write_bytes(picture())
    assert is_shown(bench.convert("document.docx", docx_with(str(link))))


def test_a_program_reads_and_writes_its_folder_and_what_it_is_allowed_only(tmp_path: Path, secret: Path) -> None:
    folder, allowed = tmp_path / "folder", tmp_path / "allowed"
    for path in (folder, allowed):
        path.mkdir()
        (path / "file").write_text(f"that of {path.name}\n")
    (folder / "link").symlink_to(secret)
    script = (
        f"cat file {allowed}/file; echo new > made; "
        f"for f in {secret} link /proc/self/environ {allowed}/file; do cat $f; echo changed > $f; done"
    )
    try:
        outcome = Runner().run([*SHELL, script], folder, [allowed])
    except UnconfinedError:
        return  # on this system; nothing ran
    assert "that of folder\nthat of allowed" in outcome.text and outcome.text.count("ermission denied") == 7
    assert (folder / "made").read_text() == "new\n"
    assert secret.read_bytes() == picture() and (allowed / "file").read_text() == "that of allowed\n"


def test_landlock_holds_for_whoever_asks_for_it(tmp_path: Path, secret: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    seen: list[object] = []

    def look() -> None:
        """In a thread of its own: it alone is confined, and for good."""
        seen.append(confined.confine([str(tmp_path / "nothing"), "/dev/null"], [str(inside)], []))
        (inside / "file").write_text("text")
        try:
            seen.append(secret.read_bytes())
        except PermissionError:
            seen.append("denied")

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen in ([True, "denied"], [False, picture()])
    assert secret.read_bytes() == picture()


class Elsewhere(Runner):
    """A system without Landlock."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        script = folder / "elsewhere.py"
        script.write_text(
            "import runpy, sys\nsys.platform = 'other'\n"
            f"runpy.run_path({str(confined_process._CONFINED)!r}, run_name='__main__')\n"
        )
        monkeypatch.setattr(confined_process, "_CONFINED", script)


@pytest.fixture
def elsewhere(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    bench.converter = x2t.X2t(bench.program, bench.staged, Elsewhere(tmp_path, monkeypatch))
    return bench


def test_nothing_is_started_where_nothing_can_be_confined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = Elsewhere(tmp_path, monkeypatch)
    with pytest.raises(UnconfinedError):
        runner.run([*SHELL, ": > started"], tmp_path)
    assert not (tmp_path / "started").exists()
    assert runner.run([*SHELL, ": > started"], tmp_path, confine=False).code == 0


@pytest.mark.parametrize("ext", MAKERS)
def test_where_nothing_can_be_confined_such_documents_are_refused(elsewhere: Bench, secret: Path, ext: str) -> None:
    with pytest.raises(ConversionError, match="outside of itself") as caught:
        elsewhere.convert(f"document.{ext}", MAKERS[ext](str(secret)))
    assert "Landlock" in caught.value.remedy


@pytest.mark.parametrize(("name", "data"), [("document.xlsx", workbook(1)), ("document.csv", b"a,b\n1,2\n")])
def test_where_nothing_can_be_confined_others_become_pages(elsewhere: Bench, name: str, data: bytes) -> None:
    assert elsewhere.convert(name, data).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("relationships", "is_refused"),
    [
        (RELATIONSHIPS.format(f'<Relationship Type="{IMAGE}" Target="../media/a.png"/>'), False),
        (RELATIONSHIPS.format(f'<Relationship Type="{HYPERLINK}" Target="/x" TargetMode="External"/>'), False),
        (RELATIONSHIPS.format(f'<Relationship Type="{IMAGE}" Target="/x" TargetMode="External"/>'), True),
        (RELATIONSHIPS.format(f'<Relationship Type="{IMAGE}" Target="/x" TargetMode=" &#69;xternal"/>'), True),
        (RELATIONSHIPS.format('<p:Relationship xmlns:p="p" p:TargetMode="external"/>'), True),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + RELATIONSHIPS.format(""), True),
    ],
    ids=["inside", "hyperlink", "picture", "escaped", "prefixed", "entity"],
)
def test_what_a_package_links_to(tmp_path: Path, relationships: str, is_refused: bool) -> None:
    source = tmp_path / "document.xlsx"
    with zipfile.ZipFile(source, "w") as made:
        made.writestr("xl/_rels/workbook.xml.RELS", relationships)
    if is_refused:
        with pytest.raises(ConversionError, match="outside of itself"):
            check_self_contained(source)
    else:
        check_self_contained(source)


@pytest.mark.parametrize("twice", [False, True])
def test_a_package_that_cannot_be_looked_through_is_refused(tmp_path: Path, twice: bool) -> None:
    source = tmp_path / "document.pptx"
    with zipfile.ZipFile(source, "w") as made:
        for name in ("_rels/.rels", "_RELS/.rels") if twice else ("_rels/.rels",):
            made.writestr(name, RELATIONSHIPS.format("") if twice else "<torn")
    with pytest.raises(ConversionError, match="outside of itself" if twice else "damaged"):
        check_self_contained(source)
