"""The plan of docs/architecture.md, held: what may lie at the root, who may import whom, and how deep imports go."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from structure import LONG, Structure, circles, read_front_end, read_front_end_lines, read_structure  # noqa: E402

#: To be lowered with each step that lowers it, never raised.
DEEPEST = 27
AT_ROOT = 8
MOST_ARGUMENTS = 8
#: The two packages that nothing else may know: Tornado's handlers, and what a terminal says.
ABOVE_ALL = ("handlers", "cli")


@pytest.fixture(scope="module")
def structure() -> Structure:
    return read_structure(ROOT / "jupyter_onlyoffice")


def test_the_root_has_few_modules(structure: Structure) -> None:
    assert len(structure.at_root) <= AT_ROOT, structure.at_root


def test_no_module_and_no_package_imports_itself_by_a_detour(structure: Structure) -> None:
    assert structure.circles() == []
    assert structure.package_circles() == []


def test_packages_import_only_what_is_further_down_in_the_picture(structure: Structure) -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    picture = re.findall(
        r"^    (\w+(?:  \w+)*)   +\S.*$", text.partition("## Server")[2].partition("| package |")[0], re.MULTILINE
    )
    rows = {name: number for number, row in enumerate(picture) for name in row.split()}
    between = structure.between_packages()
    assert set(rows) == {name for name in between if not name.startswith("_")}
    wrong = [
        f"{importer} imports {imported}"
        for importer, imports in between.items()
        for imported in imports
        if importer in rows and imported in rows and rows[imported] <= rows[importer]
    ]
    assert wrong == []


def test_imports_do_not_go_deeper_than_they_did(structure: Structure) -> None:
    assert structure.depth() <= DEEPEST


def test_no_module_is_long(structure: Structure) -> None:
    assert {name: lines for name, lines in structure.lines.items() if lines > LONG} == {}


def test_no_constructor_takes_many_arguments(structure: Structure) -> None:
    assert {name: count for name, count in structure.arguments.items() if count > MOST_ARGUMENTS} == {}


def test_every_package_says_what_it_is_for(structure: Structure) -> None:
    assert [name for name, text in structure.docstrings.items() if not text] == []


def test_domain_packages_know_no_handlers_and_no_commands(structure: Structure) -> None:
    at_root = set(structure.at_root)
    wrong = [
        f"{importer} imports {imported}"
        for importer, imports in structure.between_packages().items()
        for imported in imports
        if imported in ABOVE_ALL and importer not in ABOVE_ALL and importer not in at_root
    ]
    assert wrong == []


def test_a_circle_is_found(tmp_path: Path) -> None:
    for name, text in {
        "__init__": "",
        "one/__init__": "",
        "one/a": "from ..two.b import B",
        "two/__init__": "",
        "two/b": "from ..one import c",
        "one/c": "",
        "three": "from . import four",
        "four": "from .three import x",
    }.items():
        file = tmp_path / "project" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    found = read_structure(tmp_path / "project")
    assert found.circles() == [["four", "three"]]
    assert found.package_circles() == [["four", "three"], ["one", "two"]]


def test_files_of_the_front_end_do_not_import_themselves_by_a_detour() -> None:
    front_end = read_front_end(ROOT / "labextension" / "src")
    assert "documents/document-panel" in front_end["application/factory"]
    assert circles(front_end) == []


def test_files_of_the_front_end_are_short() -> None:
    lines = read_front_end_lines(ROOT / "labextension" / "src")
    assert lines["index"] > 0
    assert {name: count for name, count in lines.items() if count > LONG} == {}


def test_a_circle_of_types_or_of_files_that_are_loaded_later_is_found(tmp_path: Path) -> None:
    for name, text in {
        "one/index.ts": "import type {\n  B\n} from '../two';\nimport '../../style/one.css';",
        "two.tsx": "const load = () => import(\n  './one'\n);",
        "three.ts": "export { four } from './four';",
        "four.ts": "export const three: typeof import('./three') = null;",
        "five.ts": "import { one } from './one';\nimport { Widget } from '@lumino/widgets';",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    assert circles(read_front_end(tmp_path)) == [["four", "three"], ["one/index", "two"]]
