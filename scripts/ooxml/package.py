"""The package: parts, content types and relationships, written as a zip with the same bytes at every run."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PROPERTIES = "application/vnd.openxmlformats-officedocument.extended-properties+xml"


class Package:
    """Parts by name (without a leading slash), in the order in which they were added."""

    def __init__(self, application: str) -> None:
        self._parts: dict[str, tuple[str, str]] = {}
        self._relations: dict[str, list[tuple[str, str]]] = {}
        self._application = application

    def add(self, name: str, content_type: str, xml: str) -> str:
        """Add a part and return its name; ``xml``, without the XML declaration, must be well-formed."""
        ElementTree.fromstring(xml)
        self._parts[name] = (content_type, xml)
        return name

    def relate(self, source: str, kind: str, target: str) -> str:
        """Relate ``source`` ("" is the package itself) to the part ``target``; return the relationship's id."""
        relations = self._relations.setdefault(source, [])
        relations.append((kind if "://" in kind else f"{RELATIONS}/{kind}", target))
        return f"rId{len(relations)}"

    def write(self, path: Path, title: str = "") -> None:
        """Write the zip: content types first, as readers that look only at the beginning expect."""
        core = self.add("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml", _core(title))
        self.relate("", f"{_PACKAGE}/relationships/metadata/core-properties", core)
        app = self.add(
            "docProps/app.xml",
            _PROPERTIES,
            '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
            f"<Application>{self._application}</Application></Properties>",
        )
        self.relate("", "extended-properties", app)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            _write(archive, "[Content_Types].xml", self._content_types())
            for source in self._relations:
                place = PurePosixPath(source)
                _write(archive, str(place.parent / "_rels" / f"{place.name}.rels"), self._relationships(source))
            for name, (_, xml) in self._parts.items():
                _write(archive, name, xml)

    def _content_types(self) -> str:
        overrides = "".join(
            f'<Override PartName="/{name}" ContentType="{content_type}"/>'
            for name, (content_type, _) in self._parts.items()
        )
        return (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
        )

    def _relationships(self, source: str) -> str:
        items = "".join(
            f'<Relationship Id="rId{number}" Type="{kind}" Target="{_relative(source, target)}"/>'
            for number, (kind, target) in enumerate(self._relations[source], start=1)
        )
        return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _relative(source: str, target: str) -> str:
    folder, goal = list(PurePosixPath(source).parent.parts), list(PurePosixPath(target).parts)
    while folder and folder[0] == goal[0]:
        del folder[0], goal[0]
    return "/".join([".."] * len(folder) + goal)


def _core(title: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
    )


def _write(archive: zipfile.ZipFile, name: str, xml: str) -> None:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))  # the oldest that a zip knows: same bytes always
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, (XML + xml).encode())
