"""The notices of what the front end contains, and the versions of what the server needs."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "jupyter_onlyoffice" / "labextension" / "static"
MODULES = ROOT / "node_modules"
NOTICES = "third-party-notices.txt"
RULE = "=" * 72
#: The files that the bundler copies as they are.
COPIED = (".woff2", ".ttf", ".pfb", ".bcmap", ".wasm", ".gif", ".icc")


@pytest.fixture(scope="module")
def notices() -> dict[str, str]:
    """The notice of each package, as the build of this checkout has written it."""
    return sections((STATIC / NOTICES).read_text("utf-8"))


def sections(text: str) -> dict[str, str]:
    """Each part of the file, by the name of its package."""
    parts = [part.strip() for part in text.split(f"\n\n{RULE}\n\n")[1:]]
    return {part.partition(" ")[0]: part for part in parts}


def bundled() -> set[str]:
    """The packages that the source maps of the bundle name."""
    found: set[str] = set()
    for file in STATIC.glob("*.map"):
        for source in json.loads(file.read_text("utf-8"))["sources"]:
            if match := re.fullmatch(r".*node_modules/((?:@[^/]+/)?[^/]+)/.*", source):
                found.add(match[1])
    return found


def test_all_that_is_bundled_has_its_notice(notices: dict[str, str]) -> None:
    names = bundled()
    assert {"dompurify", "sonner", "@radix-ui/react-select", "@floating-ui/core", "pdfjs-dist"} <= names
    assert names - set(notices) == set()


def test_each_notice_has_a_text(notices: dict[str, str]) -> None:
    for name, text in notices.items():
        assert "License: " in text and len(text) > 130, name
    for name, text in notices.items():
        assert "undefined" not in text.partition("\n\n")[0], name


def test_the_licence_beside_each_font_table_and_decoder_is_in_it(notices: dict[str, str]) -> None:
    places = {
        hashlib.sha256(file.read_bytes()).hexdigest(): file
        for package in ("pdfjs-dist", *(f"@fontsource/{name.name}" for name in (MODULES / "@fontsource").iterdir()))
        for file in (MODULES / package).rglob("*")
        if file.suffix in COPIED
    }
    seen: set[Path] = set()
    for copied in (file for file in STATIC.iterdir() if file.suffix in COPIED and file.suffix != ".gif"):
        source = places[hashlib.sha256(copied.read_bytes()).hexdigest()]
        folder, root = source.parent, package_of(source)
        licences = [file for file in {*folder.glob("LICENSE*"), *root.glob("LICENSE*")} if file.is_file()]
        assert licences, source
        for licence in licences:
            assert licence.read_text("utf-8").strip() in notices[str(root.relative_to(MODULES))], licence
        seen.add(folder)
    assert {folder.name for folder in seen} >= {"cmaps", "standard_fonts", "wasm", "files"}
    assert "SIL OPEN FONT LICENSE" in notices["@fontsource/carlito"]
    assert "LIBERATION FONT SOFTWARE" in notices["pdfjs-dist"] and "LICENSE_OPENJPEG" in notices["pdfjs-dist"]


def test_the_documentation_names_the_versions_that_are_needed() -> None:
    written = (ROOT / "pyproject.toml").read_text("utf-8")
    needed = dict(re.findall(r'^    "([a-z0-9_A-Z]+)>=([0-9.]+)', written.split("[project.scripts]")[0], re.M))
    install, readme = ((ROOT / name).read_text("utf-8") for name in ("docs/install.md", "README.md"))
    assert f"jupyter_server {needed['jupyter_server']}" in readme
    assert f"| jupyter_server | {needed['jupyter_server']} or newer" in install
    for name in ("tornado", "requests", "urllib3", "PyJWT"):
        assert f"{name} {needed[name]}" in install


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


#: The first releases without the vulnerabilities that were known in December 2026, as the advisories say.
SOUND = {
    "jupyter_server": "2.20",  # CVE-2026-44727; 2.18: CVE-2026-35397, CVE-2026-40110, CVE-2026-40934
    "tornado": "6.5.7",  # CVE-2026-49853 to 49855; 6.5.3: CVE-2025-67724 to 67726
    "PyJWT": "2.12",  # CVE-2026-32597
    "requests": "2.33",  # 2.32.4: CVE-2024-47081
    "urllib3": "2.8",  # CVE-2026-97687, CVE-2026-97689
}


def test_no_release_with_a_known_vulnerability_will_do() -> None:
    written = (ROOT / "pyproject.toml").read_text("utf-8").split("[project.scripts]")[0]
    needed = dict(re.findall(r'^    "([a-z0-9_A-Z]+)>=([0-9.]+)', written, re.M))
    assert {name: version(needed[name]) >= version(sound) for name, sound in SOUND.items()} == dict.fromkeys(
        SOUND, True
    )


def package_of(file: Path) -> Path:
    parts = file.relative_to(MODULES).parts
    return MODULES.joinpath(*parts[: 2 if parts[0].startswith("@") else 1])
