"""What README and docs/ say about names and files, compared with the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jupyter_onlyoffice.config.traits import OnlyOffice

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_trait_is_listed_with_its_variable() -> None:
    pages = "".join(page.read_text() for page in PAGES)
    rows: list[tuple[str, str]] = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", pages, re.MULTILINE)
    traits = OnlyOffice.class_own_traits(config=True)
    assert dict(rows) == {name: trait.metadata["env"] for name, trait in traits.items()}


def test_the_documentation_of_the_code_names_every_module() -> None:
    named = set(re.findall(r"`(\w+\.py|\w+/)`", (ROOT / "docs" / "architecture.md").read_text()))
    package = ROOT / "jupyter_onlyoffice"
    modules = {path.name for path in package.glob("*.py") if not path.name.startswith("_")}
    folders = {f"{path.parent.name}/" for path in package.glob("*/__init__.py")}
    assert modules | folders <= named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)", page.read_text()) if "://" not in link]
    assert not [link for link in links if not (page.parent / link).exists()]


def test_every_page_of_the_site_is_in_its_list() -> None:
    docs = ROOT / "docs"
    lists = re.findall(r"^```\{toctree\}\n(.*?)^```", (docs / "index.md").read_text(), re.MULTILINE | re.DOTALL)
    entries = [line.strip() for text in lists for line in text.splitlines() if line.strip() and line[0] != ":"]
    named = [found[1] if (found := re.search(r"<(.*)>$", entry)) else entry for entry in entries]
    pages = {str(page.relative_to(docs).with_suffix("")) for page in PAGES if page.is_relative_to(docs)}
    assert sorted(named) == sorted(pages - {"index"})


def test_what_the_code_cites_of_the_protocol_is_there() -> None:
    text = (ROOT / "docs" / "protocol.md").read_text()
    sections = set(re.findall(r"^## (\d+)\. ", text, re.MULTILINE))
    cited = {
        number
        for folder in ("jupyter_onlyoffice", "labextension/src")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".ts", ".tsx")
        for numbers in re.findall(r"docs/protocol\.md, (?:sections? )?((?:\d+(?:, | and )?)+)", path.read_text("utf-8"))
        for number in re.findall(r"\d+", numbers)
    }
    assert cited and cited <= sections
