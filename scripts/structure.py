"""Print how the code is put together: what lies at the root, circles of imports, their depth, long modules.

python scripts/structure.py
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

#: Lines of a module that is named as a long one.
LONG = 300
#: Folders with nothing that is imported.
_DATA = {"labextension", "locale", "pages", "templates"}
#: A file that TypeScript imports: also its types alone, or when it is needed (``import()``).
_TYPESCRIPT_IMPORT = re.compile(
    r"""\bfrom\s*['"](\.[^'"]*)['"]|\bimport\s*(?:\(\s*(?:/\*.*?\*/\s*)?)?['"](\.[^'"]*)['"]""", re.DOTALL
)


@dataclass(frozen=True)
class Structure:
    """The modules of one package and their imports, by names without that of the package."""

    imports: Mapping[str, frozenset[str]]
    lines: Mapping[str, int]
    packages: frozenset[str]
    docstrings: Mapping[str, str]  #: of the packages
    arguments: Mapping[str, int]  #: of the constructors that are written out, by module and class

    @property
    def at_root(self) -> list[str]:
        """The modules that lie in no sub-package, ``__init__`` among them."""
        return sorted(name or "__init__" for name in self.imports if "." not in name and name not in self.packages)

    def depth(self) -> int:
        """How many modules the longest chain of imports has. Raises ValueError when there is a circle."""
        known: dict[str, int] = {}

        def of(name: str, above: tuple[str, ...] = ()) -> int:
            if name in above:
                raise ValueError(f"{name} imports itself")
            if name not in known:
                known[name] = 1 + max((of(one, (*above, name)) for one in self.imports[name]), default=0)
            return known[name]

        return max(of(name) for name in self.imports)

    def circles(self) -> list[list[str]]:
        """Modules that import each other, directly or not, each group sorted."""
        return circles(self.imports)

    def package_circles(self) -> list[list[str]]:
        """The same of the packages, each module at the root counted as one."""
        return circles(self.between_packages())

    def between_packages(self) -> dict[str, frozenset[str]]:
        """Which packages, and modules at the root, each of them imports."""
        found: dict[str, set[str]] = {}
        for name, imports in self.imports.items():
            own = _package(name)
            found.setdefault(own, set()).update(_package(one) for one in imports if _package(one) != own)
        return {name: frozenset(imports) for name, imports in found.items()}


def read_structure(folder: Path) -> Structure:
    """Read the sources of the package in ``folder``; nothing of it is imported. Raises SyntaxError."""
    files = {
        ".".join(file.relative_to(folder).with_suffix("").parts): file
        for file in sorted(folder.rglob("*.py"))
        if file.relative_to(folder).parts[0] not in _DATA
    }
    packages = {_without_init(name) for name in files if name.endswith(".__init__")}
    names = {_without_init(name) for name in files}
    trees = {name: ast.parse(file.read_text("utf-8")) for name, file in files.items()}
    return Structure(
        {_without_init(name): frozenset(_imports(name, tree, names)) for name, tree in trees.items()},
        {_without_init(name): len(file.read_text("utf-8").splitlines()) for name, file in files.items()},
        frozenset(packages),
        {_without_init(name): ast.get_docstring(trees[name]) or "" for name in files if name.endswith(".__init__")},
        {one: most for name, tree in trees.items() for one, most in _constructors(_without_init(name), tree)},
    )


def read_front_end(folder: Path) -> dict[str, frozenset[str]]:
    """The files of TypeScript in ``folder``, and which of them each imports, types and dynamic imports among them."""
    folder = folder.resolve()
    files = _front_end_files(folder)
    found: dict[str, frozenset[str]] = {}
    for name, file in files.items():
        imported = set()
        for match in _TYPESCRIPT_IMPORT.finditer(file.read_text("utf-8")):
            target = (file.parent / (match[1] or match[2])).resolve()
            if target.is_relative_to(folder):  # Not a style sheet.
                path = target.relative_to(folder)
                imported |= {path.as_posix(), (path / "index").as_posix()} & set(files)
        found[name] = frozenset(imported - {name})
    return found


def read_front_end_lines(folder: Path) -> dict[str, int]:
    """How many lines each file of TypeScript in ``folder`` has."""
    return {name: len(file.read_text("utf-8").splitlines()) for name, file in _front_end_files(folder).items()}


def _front_end_files(folder: Path) -> dict[str, Path]:
    """The files of TypeScript in ``folder`` by their paths in it, without the ending."""
    return {
        file.relative_to(folder).with_suffix("").as_posix(): file
        for file in sorted(folder.rglob("*.ts*"))
        if file.suffix in (".ts", ".tsx")
    }


def _without_init(name: str) -> str:
    return "" if name == "__init__" else name.removesuffix(".__init__")


def _package(name: str) -> str:
    return name.partition(".")[0] or "__init__"


def _imports(name: str, tree: ast.Module, names: set[str]) -> Iterator[str]:
    """The modules that are imported, those of a single function among them."""
    above = name.split(".")[:-1]
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        parts = above[: len(above) - node.level + 1] + (node.module.split(".") if node.module else [])
        for alias in node.names:
            for found in (".".join([*parts, alias.name]), ".".join(parts)):
                if found in names and found != _without_init(name):
                    yield found
                    break


def _constructors(name: str, tree: ast.Module) -> Iterator[tuple[str, int]]:
    for kind in ast.walk(tree):
        if isinstance(kind, ast.ClassDef):
            for method in kind.body:
                if isinstance(method, ast.FunctionDef) and method.name == "__init__":
                    yield f"{name}.{kind.name}", len(method.args.args) - 1 + len(method.args.kwonlyargs)


def circles(graph: Mapping[str, frozenset[str]]) -> list[list[str]]:
    """What imports each other, directly or not, each group sorted."""

    def reached(start: str) -> set[str]:
        found: set[str] = set()
        waiting = list(graph.get(start, ()))
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(graph.get(name, ()))
        return found

    reach = {name: reached(name) for name in graph}
    groups = {tuple(sorted(one for one in reach[name] if name in reach.get(one, ()))) for name in graph}
    return sorted(list(group) for group in groups if group)


def main() -> None:
    """Print the figures."""
    root = Path(__file__).resolve().parents[1]
    structure = read_structure(root / "jupyter_onlyoffice")
    print(f"modules at the root   {len(structure.at_root)}: {', '.join(structure.at_root)}")
    print(f"packages              {len(structure.packages)}")
    print(f"depth of imports      {structure.depth()}")
    print(f"circles of modules    {len(structure.circles())}")
    print(f"circles of packages   {len(structure.package_circles())}")
    for count, name in sorted(((count, name) for name, count in structure.arguments.items()), reverse=True)[:3]:
        print(f"constructor  {name}: {count} arguments")
    for lines, name in sorted(((lines, name) for name, lines in structure.lines.items() if lines > LONG), reverse=True):
        print(f"longer than {LONG} lines  {name}: {lines}")
    front_end = read_front_end(root / "labextension" / "src")
    print(f"files of the front end   {len(front_end)}")
    long = {name: lines for name, lines in read_front_end_lines(root / "labextension" / "src").items() if lines > LONG}
    for name, lines in sorted(long.items(), key=lambda one: -one[1]):
        print(f"longer than {LONG} lines  {name}: {lines}")
    for circle in circles(front_end):
        print(f"circle of {len(circle)} files      {', '.join(circle)}")


if __name__ == "__main__":
    main()
