"""What others wrote is read within limits, whatever it is."""

from __future__ import annotations

import io
import itertools
import time
import zipfile
from pathlib import Path

import pytest

from jupyter_onlyoffice.untrusted import xml_reader
from jupyter_onlyoffice.untrusted.xml_reader import MIB, ForeignXmlError, Limits, read_xml, xml_tree
from jupyter_onlyoffice.untrusted.zip_reader import DAMAGE, MOST_CONTENTS, open_package


class Counted(io.BytesIO):
    """Counts how often it is read."""

    reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        return super().read(size)


def names(data: bytes, limits: Limits = xml_reader.USUAL) -> list[str]:
    found: list[str] = []
    read_xml(io.BytesIO(data), lambda name, attributes: found.append(name), limits=limits)
    return found


@pytest.mark.parametrize(
    ("head", "tail"),
    [(b'<a b="', b'"/>'), (b"<a><!--", b"--></a>"), (b"<a><?x ", b"?></a>"), (b"<a ", b'="1"/>')],
    ids=["attribute", "comment", "instruction", "name"],
)
def test_a_long_token_is_begun_anew_a_few_times_only_and_one_too_long_is_not_read_on(head: bytes, tail: bytes) -> None:
    long = Counted(head + b"x" * 3 * MIB + tail)
    read_xml(long)
    assert long.reads < 12  # in pieces of one size it would be 50, and expat would look at 75 MB instead of 8
    endless = Counted(head + b"x" * 50 * MIB + tail)
    with pytest.raises(ForeignXmlError, match="does not end"):
        read_xml(endless)
    assert endless.tell() < 10 * MIB


def test_text_of_any_length_is_read_as_it_comes() -> None:
    texts: list[str] = []
    read_xml(io.BytesIO(b"<a>" + b"x" * 5 * MIB + b"</a>"), text=texts.append)
    assert sum(map(len, texts)) == 5 * MIB


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a>",
        b"<a/><b/>",
        b"<a xmlns:b='c'><d:e/></a>",
        b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        "<a>\ud800</a>".encode("utf-8", "surrogatepass"),
        b"<a>&#0;</a>",
        b"\xff\xfe<",
    ],
)
def test_what_is_not_well_formed_or_has_a_document_type_is_refused(data: bytes) -> None:
    with pytest.raises(ForeignXmlError):
        names(data)


def test_the_size_and_the_time_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"<a>" + b"<b/>" * (MIB // 4) + b"</a>"
    assert len(names(data)) == MIB // 4 + 1
    with pytest.raises(ForeignXmlError, match="too much"):
        names(data, Limits(size=MIB // 2))
    with pytest.raises(ForeignXmlError, match="too long"):
        names(data, Limits(size=8 * MIB, seconds=-1))


def test_a_tree_is_that_of_elementtree_and_not_deep() -> None:
    tree = xml_tree(io.BytesIO(b'<a xmlns="n" xmlns:m="o"><b m:c="1" d="2">text</b>tail</a>'))
    assert tree.tag == "{n}a" and tree[0].attrib == {"{o}c": "1", "d": "2"}
    assert (tree[0].text, tree[0].tail) == ("text", "tail")
    with pytest.raises(ForeignXmlError, match="within each other"):
        xml_tree(io.BytesIO(b"<a>" * 1000 + b"</a>" * 1000))


def test_a_busy_machine_does_not_make_a_document_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    passing = itertools.count(0, 1000)
    monkeypatch.setattr(time, "monotonic", lambda: float(next(passing)))
    assert names(b"<a><b/></a>", Limits(size=8 * MIB)) == names(b"<a><b/></a>")
    monkeypatch.setattr(time, "thread_time", lambda: float(next(passing)))
    with pytest.raises(ForeignXmlError, match="too long"):
        names(b"<a><b/></a>", Limits(size=8 * MIB))


def test_a_package_is_opened_unless_its_table_of_contents_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("large", b"x" * 2 * MOST_CONTENTS)
    with open_package(path) as opened, opened.open("large") as part:
        assert len(part.read()) == 2 * MOST_CONTENTS
    with zipfile.ZipFile(path, "w") as package:
        for number in range(100):
            package.writestr(f"{number:05}" + "x" * 60_000, b"")
    with pytest.raises(zipfile.BadZipFile, match="too many parts"), open_package(path):
        pass


@pytest.mark.parametrize("damage", [b"", b"PK\x05\x06" + b"\0" * 17, b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_package_is_damaged(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(damage)
    with pytest.raises(DAMAGE), open_package(tmp_path / "a.zip"):
        pass


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_packed_as_no_office_does_is_not_unpacked(tmp_path: Path, way: int) -> None:
    """A few bytes of it become gigabytes in one step, however little is asked for."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", way) as package:
        package.writestr("[Content_Types].xml", b"<Types/>", zipfile.ZIP_DEFLATED)
        package.writestr("word/document.xml", b" " * MIB)
    with pytest.raises(zipfile.BadZipFile, match="packed"), open_package(tmp_path / "a.zip"):
        pass
