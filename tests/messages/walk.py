"""Finds how the sources of the package use the table of troubles, and where they pass it by."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from string import Formatter

from jupyter_onlyoffice import errors
from jupyter_onlyoffice.config.settings import Problem
from jupyter_onlyoffice.messages import TABLE
from jupyter_onlyoffice.messages.translatable import Translatable

#: What takes a code first; the other arguments by name are what is filled in.
API = frozenset(("trouble", "words", "line", "notice", "problem"))
#: What no module makes by itself.
MADE = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, BaseException)}
MADE |= {Problem.__name__}
#: Where the words of a row, told before, become an error once more.
RESTORING = {
    ("config/settings", "problem"),
    ("config/settings", "as_error"),
    ("sessions/session", "as_error"),
    ("errors", "as_a"),
}
#: Sentences for the log that are no trouble.
NEWS = ("Recovered edits of %s that Docs had kept (document key %s).",)
_LOUD = ("warning", "error", "exception", "critical")


def placeholders(code: str) -> set[str]:
    """What is filled in in a row."""
    row = TABLE[code]
    return {name for text in (row.cause, row.remedy) for _, name, _, _ in Formatter().parse(text) if name}


@dataclass
class Walk:
    """What was found in one module; ``names`` are those that it has when it is loaded."""

    module: str
    names: Mapping[str, object] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    mistakes: list[str] = field(default_factory=list)

    def of(self, source: str) -> Walk:
        """Look at ``source``."""
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and node.value in TABLE:
                self.used.add(str(node.value))
        for function in [tree, *_functions(tree)]:
            for node in _within(function):
                if isinstance(node, ast.Call):
                    self._call(node, function)
                elif isinstance(node, ast.Dict):
                    self._dictionary(node)
        return self

    def _call(self, node: ast.Call, function: ast.AST) -> None:
        name = _name(node.func)
        place = f"{self.module}:{node.lineno}"
        if name in MADE and (self.module, getattr(function, "name", "")) not in RESTORING:
            self.mistakes.append(f"{place} makes a {name} by itself")
        if name in _LOUD and "log" in ast.unparse(node.func).lower() and not self._told(node, function):
            self.mistakes.append(f"{place} logs what is not in the table")
        literal = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and arg.value in TABLE]
        if name not in API or not node.args or isinstance(node.func, ast.Attribute):
            codes = set() if name == "get" else set(map(str, literal))
        else:
            codes = self._codes(node.args[0], function)
            if not codes and not any(keyword.arg is None for keyword in node.keywords):
                self.mistakes.append(f"{place} names no row")
        given = {keyword.arg for keyword in node.keywords if keyword.arg} - {"fatal"}
        if any(keyword.arg is None for keyword in node.keywords):
            return  # passed on; its own callers are looked at
        for code in codes:
            if missing := placeholders(code) - given:
                self.mistakes.append(f"{place} does not fill in {', '.join(sorted(missing))} of {code}")
        if name in API and codes and (left := given - set().union(*map(placeholders, codes))):
            self.mistakes.append(f"{place} fills in {', '.join(sorted(left))}, which is in no row of {sorted(codes)}")

    def _codes(self, node: ast.expr, function: ast.AST) -> set[str]:
        """The rows that an expression can name."""
        if isinstance(node, ast.JoinedStr):
            pattern = "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9-]+" for part in node.values
            )
            found = {code for code in TABLE if re.fullmatch(pattern, code)}
            self.used |= found
            return found
        found = set()
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and part.value in TABLE:
                found.add(str(part.value))
            elif isinstance(part, ast.Name) and part.id in self.names:
                named = self.names[part.id]
                values = named.values() if isinstance(named, Mapping) else [named]
                found |= {value for value in values if isinstance(value, str) and value in TABLE}
            elif isinstance(part, ast.Name):
                for other in _within(function):
                    if isinstance(other, ast.Assign) and part.id in map(_leaf, _leaves(other.targets)):
                        found |= self._codes(other.value, ast.Module([], []))
        return found

    def _dictionary(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value in ("cause", "remedy") and _literal(value):
                self.mistakes.append(f"{self.module}:{node.lineno} tells a {key.value} that is not in the table")

    @staticmethod
    def _told(node: ast.Call, function: ast.AST) -> bool:
        if node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value in NEWS:
            return True
        told = {
            _leaf(target)
            for other in _within(function)
            if isinstance(other, ast.Assign) and isinstance(other.value, ast.Call) and _name(other.value.func) == "line"
            for target in other.targets
        }
        return any(
            (isinstance(arg, ast.Call) and _name(arg.func) == "line")
            or (isinstance(arg, ast.Attribute) and arg.attr == "line")
            or (isinstance(arg, ast.Name) and arg.id in told)
            for arg in node.args
        )


#: What fills in the sentences of a row: those of ``API``, and how the doctor tells of a leg.
FILLING = API - {"line"} | {"bad", "note", "alone", "put_off"}


def unsayable(source: str, names: Mapping[str, object]) -> Iterator[str]:
    """English words in ``source`` that are filled into a sentence as they are, so that no page can translate them."""
    tree = ast.parse(source)
    for function in [tree, *_functions(tree)]:
        for node in _within(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FILLING:
                for keyword in node.keywords:
                    if keyword.arg not in (None, "fatal", "root"):
                        yield from _english(keyword.value, function, names)


def _english(node: ast.expr, function: ast.AST, names: Mapping[str, object]) -> Iterator[str]:
    """The texts that an expression can come to, but for those that are marked as to be translated."""
    parts: list[ast.expr] = []
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if re.search("[a-z]{2}", node.value) and "_" not in node.value:  # which is the name of a setting
            yield node.value
    elif isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        if re.search("[a-z]{2}", text):
            yield text
    elif isinstance(node, ast.IfExp):
        parts = [node.body, node.orelse]
    elif isinstance(node, ast.BoolOp):
        parts = node.values
    elif isinstance(node, ast.Subscript):
        parts = [node.value]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        method = node.func.attr
        parts = [node.func.value, *node.args[1:]] if method == "get" else node.args if method == "join" else []
        parts = [node.func.value] if method == "rstrip" else parts
    elif isinstance(node, ast.Call) and _name(node.func) in ("str", "listed"):
        parts = node.args[:1]
    elif isinstance(node, ast.Name):
        for other in _within(function):
            if isinstance(other, ast.Assign) and node.id in map(_leaf, _leaves(other.targets)):
                yield from _english(other.value, ast.Module([], []), names)
        if isinstance(named := names.get(node.id), Mapping):
            yield from (text for text in named.values() if isinstance(text, str) and not isinstance(text, Translatable))
    for part in parts:
        yield from _english(part, function, names)


def _functions(tree: ast.AST) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _within(function: ast.AST) -> Iterator[ast.AST]:
    """What is in a function, or in a module, without the functions in it."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from _within(child)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else _leaf(function)


def _leaf(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _leaves(targets: list[ast.expr]) -> Iterator[ast.expr]:
    for target in targets:
        yield from target.elts if isinstance(target, ast.Tuple) else [target]


def _literal(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value for part in ast.walk(node))
