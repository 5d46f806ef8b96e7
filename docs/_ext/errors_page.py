"""The tree of errors as a table."""

from __future__ import annotations

import inspect

from jupyter_onlyoffice import errors


def markdown() -> str:
    """Each class with its parent, its HTTP status, its code and when it is raised."""
    kinds = [
        kind
        for _, kind in vars(errors).items()
        if inspect.isclass(kind) and issubclass(kind, errors.OnlyOfficeError) and kind is not errors.OnlyOfficeError
    ]
    return "\n".join(["| class | status | code | when |", "| --- | --- | --- | --- |", *map(_row, kinds)])


def _row(kind: type[errors.OnlyOfficeError]) -> str:
    when = inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0]
    parent = kind.__bases__[0]
    below = "" if parent is errors.OnlyOfficeError else f" (a `{parent.__name__}`)"
    words = " ".join(when.replace("``", "`").split())
    return f"| `{kind.__name__}`{below} | {kind.status} | `{kind.code}` | {words} |"
