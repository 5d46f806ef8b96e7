"""The table of what goes wrong for a person: whole sentences, stable codes, every row used and filled in right."""

from __future__ import annotations

import copy
import json
import re
from importlib import import_module
from pathlib import Path

import pytest

import jupyter_onlyoffice
from jupyter_onlyoffice.errors import ConflictError, DocsUnreachableError
from jupyter_onlyoffice.messages import MODULES, TABLE, line, notice, trouble, words
from jupyter_onlyoffice.messages.reference_page import markdown
from jupyter_onlyoffice.messages.translatable import listed, phrase, translatable
from jupyter_onlyoffice.sessions.session import Failure

from .walk import Walk, placeholders, unsayable


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


def test_a_page_is_told_how_a_sentence_read_before_it_was_filled_in() -> None:
    error = trouble("storage.disk", reason="{odd}")
    told = notice("documents.as-it-is", cause=error.cause, remedy=error.remedy)
    body = translatable({"errors": [error.as_json()], "notice": told, "plain": notice("documents.viewed")})
    disk = {"text": "The disk reports: {reason}.", "values": {"reason": "{odd}"}}
    assert body["errors"][0]["words"] == {"cause": disk}  # nothing is filled into its remedy
    assert body["errors"][0]["cause"] == "The disk reports: {odd}."
    assert body["notice"]["words"]["cause"]["values"]["cause"] == disk
    assert "words" not in body["plain"]
    assert json.loads(json.dumps(body)) == body


def test_what_is_remembered_of_a_failure_can_still_be_said_in_another_language() -> None:
    failure = Failure.of(trouble("storage.disk", reason="EIO"), 1.0)
    again = Failure.of_record(json.loads(json.dumps(failure.as_json())))
    assert again == failure and again.as_json() == failure.as_json()
    assert copy.deepcopy(again) == again
    old = {"code": "storage", "cause": "The disk is full.", "remedy": "", "at": 1.0}
    assert Failure.of_record(dict(old)).cause == old["cause"]


def test_a_row_of_another_kind_or_without_its_values_is_a_mistake() -> None:
    assert isinstance(trouble("docs.absent", DocsUnreachableError, address=""), DocsUnreachableError)
    with pytest.raises(TypeError):
        trouble("docs.absent", ConflictError, address="")
    with pytest.raises(KeyError):
        trouble("docs.absent")
    with pytest.raises(KeyError):
        trouble("docs.nothing")


#: Rows without a remedy, and why.
NO_REMEDY = {
    "documents.pdf-view-only": "A PDF is meant to be read: there is nothing to mend.",
    "doctor.untested": "What to do is told with the leg that failed.",
}
#: Whole sentences that another row, or a person's own code, fills in.
SENTENCES = ("cause", "remedy")
_PACKAGE = Path(jupyter_onlyoffice.__file__).parent
_SENTENCE = re.compile(r"([A-Z“'{]|c\.OnlyOffice\.|ca\b).*[^.]\.|\{(cause|remedy)\}", re.DOTALL)


def walks() -> list[Walk]:
    sources = {source.relative_to(_PACKAGE).with_suffix("").as_posix(): source for source in _PACKAGE.rglob("*.py")}
    return [
        Walk(module, vars(import_module(f"{_PACKAGE.name}/{module}".replace("/", ".").removesuffix(".__init__")))).of(
            source.read_text("utf-8")
        )
        for module, source in sorted(sources.items())
        if not module.startswith("messages/")
    ]


@pytest.mark.parametrize("code", TABLE)
def test_a_row_is_of_whole_sentences(code: str) -> None:
    row = TABLE[code]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z0-9]+)*", code)
    assert _SENTENCE.fullmatch(row.cause), row.cause
    assert _SENTENCE.fullmatch(row.remedy) if row.remedy else code in NO_REMEDY
    assert (code in NO_REMEDY) == (not row.remedy)
    for text in (row.cause, row.remedy):
        assert "  " not in text and "\n" not in text
        assert len(text) < 300
    for name in placeholders(code):
        assert not re.search("secret|token|password|key$|jwt|authorization", name), name


def test_codes_are_unique_and_every_module_of_rows_is_in_the_table() -> None:
    assert len(TABLE) == sum(len(room.ROWS) for room in MODULES)
    modules = {path.stem for path in (_PACKAGE / "messages" / "rows").glob("[a-z]*.py")}
    assert modules == {room.__name__.rpartition(".")[2] for room in MODULES}
    assert all(room.__doc__ for room in MODULES)
    legs = [
        import_module(f"{_PACKAGE.name}.messages.rows.legs.{path.stem}").ROWS
        for path in (_PACKAGE / "messages" / "rows" / "legs").glob("[a-z]*.py")
    ]
    assert set().union(*legs) <= set(TABLE)
    assert len(set().union(*legs)) == sum(map(len, legs))


def test_all_that_goes_wrong_is_in_the_table() -> None:
    assert [mistake for walk in walks() for mistake in walk.mistakes] == []


def test_every_row_is_used() -> None:
    assert set(TABLE) - set().union(*(walk.used for walk in walks())) == set()


def test_words_that_are_filled_into_a_sentence_can_be_said_in_another_language_too() -> None:
    found = [
        f"{module.__name__}: {text}"
        for source in sorted(_PACKAGE.rglob("*.py"))
        if "troubles" not in source.parts
        for module in [import_module(_module_of(source))]
        for text in unsayable(source.read_text("utf-8"), vars(module))
    ]
    assert not found, "mark them by phrase():\n" + "\n".join(found)


def _module_of(source: Path) -> str:
    return ".".join(source.relative_to(_PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize(
    "value",
    [
        '"it broke"',
        'error.detail or "it broke"',
        '"it" if broken else "it broke"',
        'f"it broke {times} times"',
        "WORDS.get(code, error.code)",
        'NAMES.get(code, f"error {code}")',
        "WORDS[code]",
        'str(found.get("end") or "unknown")[:10]',
        'said.rstrip(".") or "no reason"',
    ],
)
def test_the_search_finds_words_that_are_filled_in_in_english_only(value: str) -> None:
    names = {"WORDS": {1: "it broke"}, "NAMES": {1: phrase("it broke")}}
    assert list(unsayable(f'raise trouble("storage.disk", reason={value})', names)), value
    assert list(unsayable(f'def f():\n    why = {value}\n    yield bad("x", "storage.disk", reason=why)', names)), value


@pytest.mark.parametrize("value", ["error.detail", 'phrase("it broke")', "NAMES.get(code, 5)", 'f"{size:g}"'])
def test_the_search_leaves_alone_what_needs_no_translation(value: str) -> None:
    assert not list(unsayable(f'raise trouble("storage.disk", reason={value})', {"NAMES": {1: phrase("it broke")}}))


def test_a_list_of_words_is_told_so_that_each_can_be_said_in_another_language() -> None:
    assert listed([], "; ") == "" and listed(["a"], "; ") == "a"
    error = trouble("storage.disk", reason=listed([phrase("{n} of them", n=2), phrase("late")], "; "))
    assert error.cause == "The disk reports: 2 of them; late."
    reason = translatable(error.as_json())["words"]["cause"]["values"]["reason"]
    assert reason["values"] == {"one0": {"text": "{n} of them", "values": {"n": "2"}}, "one1": "late"}


@pytest.mark.parametrize(
    ("source", "mistake"),
    [
        ('raise StorageError("It broke.", "Mend it.")', "makes a StorageError"),
        ('problems.append(Problem("a", f"It is {b}.", "Mend it."))', "makes a Problem"),
        ("raise errors.FetchError(cause)", "makes a FetchError"),
        ('raise trouble("docs.absent")', "does not fill in address"),
        ('raise trouble("docs.absent", adress=1)', "does not fill in address"),
        ('raise trouble("docs.absent", address=1, status=2)', "fills in status"),
        ('raise trouble("docs.nothing")', "names no row"),
        ("def f(code):\n    raise trouble(code)", "names no row"),
        ('raise trouble(f"docs.failed-{why}")', "does not fill in address"),
        ("def f(n):\n    raise trouble(CODES[n])", "does not fill in address"),
        ('answer = {"cause": "It broke.", "remedy": ""}', "tells a cause"),
        ('self._log.warning("%s broke: %s", path, error)', "logs what is not in the table"),
        ('LOG.exception("it broke")', "logs what is not in the table"),
    ],
)
def test_the_walk_finds(source: str, mistake: str) -> None:
    found = Walk("sample", {"CODES": {1: "docs.absent"}}).of(source).mistakes
    assert any(mistake in one for one in found), found


def test_the_page_has_every_code_once() -> None:
    page = markdown()
    for code, row in TABLE.items():
        assert page.count(f'id="{code}"') == (row.cause != "{cause}")
    assert "There is no ONLYOFFICE Docs at *address*. | Check `c.OnlyOffice.docs_internal_url` (or docs" in page
    assert "`JWT_SECRET`" in page and "{" not in page
    columns = {line.replace(r"\|", "").count("|") for line in page.splitlines() if line.startswith("|")}
    assert columns == {4}


def test_the_front_end_has_other_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(_PACKAGE.parent / "docs" / "_ext")
    sources = [path.read_text("utf-8") for path in (_PACKAGE.parent / "labextension" / "src" / "messages").glob("*.ts")]
    front = re.findall(r"^  '([a-z-]+\.[a-z-]+)':", "".join(sources), re.MULTILINE)
    assert len(front) > 40 and not set(front) & set(TABLE)
    front_end_page = import_module("front_end_page")
    read = {code: row for rows in front_end_page.rows_by_module().values() for code, row in rows.items()}
    assert sorted(read) == sorted(front)
    assert read["page.name-taken"].cause == "There is a file “{name}” already."
    assert not [code for code, row in read.items() if "%" in row.cause + row.remedy]
