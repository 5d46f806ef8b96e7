"""The table of what goes wrong for a person: whole sentences, stable codes, every row used and filled in right."""

from __future__ import annotations

import pytest

from jupyter_onlyoffice.errors import ConflictError, DocsUnreachableError
from jupyter_onlyoffice.troubles import line, notice, trouble, words


def test_a_row_becomes_an_error_of_its_kind_with_its_code() -> None:
    error = trouble("docs.absent", address="http://docs")
    assert isinstance(error, DocsUnreachableError)
    assert error.cause == "There is no ONLYOFFICE Docs at http://docs."
    assert error.as_json()["error"] == "docs-unreachable"
    assert error.as_json()["reason"] == "docs.absent"


def test_a_row_is_told_in_the_log_and_in_a_tab() -> None:
    cause, remedy = words("docs.absent", address="http://docs")
    assert line("docs.absent", address="http://docs") == f"{cause} {remedy} [docs.absent]"
    assert notice("docs.absent", address="http://docs") == {
        "code": "docs-unreachable",
        "reason": "docs.absent",
        "cause": cause,
        "remedy": remedy,
    }


def test_a_row_of_another_kind_or_without_its_values_is_a_mistake() -> None:
    assert isinstance(trouble("docs.absent", DocsUnreachableError, address=""), DocsUnreachableError)
    with pytest.raises(TypeError):
        trouble("docs.absent", ConflictError, address="")
    with pytest.raises(KeyError):
        trouble("docs.absent")
    with pytest.raises(KeyError):
        trouble("docs.nothing")
