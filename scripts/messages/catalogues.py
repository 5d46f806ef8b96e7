"""What is to be translated, and the catalogues that the package ships.

A catalogue is the JSON that JupyterLab serves to its front end (Jed's format): the key is the English text, after its
context and U+0004 if it has one; the value is the list of forms. JupyterLab takes a text with a plural only from a list
longer than one, so Chinese and Japanese, which have one form, say it twice.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_onlyoffice.formats import FORMATS
from jupyter_onlyoffice.handlers.shares import PAGE_TEXTS, UNSAVED
from jupyter_onlyoffice.messages import MODULES

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = "jupyter_onlyoffice"
LOCALE = ROOT / DOMAIN / "locale"
#: The plural rule of each language (those of gettext), and how many forms a text with a plural has.
LANGUAGES = {
    "de_DE": ("nplurals=2; plural=(n != 1);", 2),
    "es_ES": ("nplurals=2; plural=(n != 1);", 2),
    "fr_FR": ("nplurals=2; plural=(n > 1);", 2),
    "ja_JP": ("nplurals=1; plural=0;", 2),
    "ru_RU": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
        3,
    ),
    "zh_CN": ("nplurals=1; plural=0;", 2),
}
Catalogue = dict[str, list[str]]
_TYPESCRIPT = (".ts", ".tsx")
_PLACEHOLDER = re.compile(r"%\d|\{\w+\}")
#: What the operating system and OpenSSL give most often as a reason, which is filled in as it is.
OF_OTHERS = (
    "Address already in use",
    "Cannot assign requested address",
    "Input/output error",
    "Is a directory",
    "Network is unreachable",
    "No route to host",
    "No space left on device",
    "No such file or directory",
    "Not a directory",
    "Operation not permitted",
    "Permission denied",
    "Read-only file system",
    "certificate has expired",
    "certificate is not yet valid",
    "self-signed certificate",
    "self-signed certificate in certificate chain",
    "unable to get local issuer certificate",
)
_NAMES, _WORDS = re.compile(r"\{\w+\}"), re.compile(r"\w")


@dataclass(frozen=True)
class Message:
    """A text of the user interface and where it is used."""

    id: str
    context: str = ""
    plural: str = ""
    place: str = ""

    @property
    def key(self) -> str:
        """Its key in a catalogue."""
        return f"{self.context}\x04{self.id}" if self.context else self.id


@dataclass(frozen=True)
class Sources:
    """What the sources of the front end hold."""

    messages: Mapping[str, Message]  #: by key
    bypasses: Sequence[str]  #: places with a text that a user sees in English only


def read_sources() -> Sources:
    """Read the sources, the schema of the settings, and the table of formats. Needs Node and ``node_modules``."""
    folder = ROOT / "labextension" / "src"
    found = read_typescript(sorted(path.relative_to(ROOT) for path in folder.rglob("*") if path.suffix in _TYPESCRIPT))
    schema = ROOT / "labextension" / "schema" / "plugin.json"
    messages = [
        *(Message(**message) for message in found["messages"]),
        *of_schema(json.loads(schema.read_text()), str(schema.relative_to(ROOT))),
        *(Message(row.label, place=f"{DOMAIN}/formats.py") for row in FORMATS.values()),
        *of_troubles(),
        *(Message(text, place=f"{DOMAIN}/handlers/shares.py") for text in (*PAGE_TEXTS, UNSAVED)),
    ]
    return Sources(
        {message.key: message for message in reversed(messages)},
        [f"{bypass['place']}: {bypass['text']}" for bypass in found["bypasses"]],
    )


def read_typescript(files: Sequence[Path]) -> dict[str, list[dict[str, str]]]:
    """The ``messages`` and ``bypasses`` that ``read.mjs`` finds."""
    done = subprocess.run(
        ["node", Path(__file__).with_name("read.mjs"), *files], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found: dict[str, list[dict[str, str]]] = json.loads(done.stdout)
    return found


def of_schema(schema: Mapping[str, Any], place: str) -> Iterator[Message]:
    """The texts that JupyterLab's settings editor shows, with the contexts that JupyterLab itself gives them."""
    for name in ("title", "description"):
        yield Message(schema[name], "schema", place=place)
    yield from _of_settings(schema["properties"], place)


def _of_settings(properties: Mapping[str, Any], place: str) -> Iterator[Message]:
    for setting in properties.values():
        for name in ("title", "description"):
            if name in setting:
                yield Message(setting[name], "settings", place=place)
        for choice in setting.get("oneOf", ()):
            if "title" in choice:
                yield Message(choice["title"], "settings", place=place)
        yield from _of_settings(setting.get("properties", {}), place)


def of_troubles() -> Iterator[Message]:
    """What the server tells and a page says: causes and remedies, with their ``{names}``.

    Left out are rows that only the log has.
    """
    uses = re.compile(r'(\bline\(\s*)?"([a-z-]+\.[a-z0-9-]+)"(?!: Row)')
    told: dict[str, set[str]] = {}
    for source in (ROOT / DOMAIN).rglob("*.py"):
        for log, code in uses.findall(source.read_text("utf-8")):
            told.setdefault(code, set()).add("line" if log else "")
    for room in MODULES:
        for code, row in room.ROWS.items():
            if told.get(code) == {"line"}:
                continue
            for text in (row.cause, row.remedy):
                if _WORDS.search(_NAMES.sub("", text)):
                    yield Message(text, place=code)
    yield from of_phrases()
    yield from (Message(text, place="filled in") for text in OF_OTHERS)


def of_phrases() -> Iterator[Message]:
    """What the server fills into sentences: whatever it calls ``phrase`` with."""
    for source in sorted((ROOT / DOMAIN).rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "phrase":
                yield Message(ast.literal_eval(node.args[0]), place=str(source.relative_to(ROOT)))


def path_of(language: str) -> Path:
    """Where JupyterLab looks for the catalogue of a language."""
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.json"


def load(language: str) -> Catalogue:
    """The entries of a catalogue, without its heading."""
    entries: dict[str, Any] = json.loads(path_of(language).read_text("utf-8")) if path_of(language).exists() else {}
    return {key: forms for key, forms in entries.items() if key}


def write(language: str, entries: Mapping[str, Sequence[str]]) -> None:
    """Write a catalogue, sorted, with its heading."""
    heading = {"domain": DOMAIN, "language": language.replace("_", "-"), "plural_forms": LANGUAGES[language][0]}
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"": heading, **{key: list(entries[key]) for key in sorted(entries)}}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def faults(language: str, messages: Mapping[str, Message], entries: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What is wrong with a catalogue, in words."""
    for key, message in messages.items():
        forms = entries.get(key)
        if forms is None:
            yield f"{language}: not translated: {message.id!r} ({message.place})"
            continue
        wanted = LANGUAGES[language][1] if message.plural else 1
        if len(forms) != wanted or not all(form.strip() for form in forms):
            yield f"{language}: {wanted} forms are needed: {message.id!r}"
            continue
        placeholders = sorted(_PLACEHOLDER.findall(message.plural or message.id))
        # "one file" need not say the number: the first form may lack it.
        for form in forms[1:] if message.plural else forms:
            if sorted(_PLACEHOLDER.findall(form)) != placeholders:
                yield f"{language}: other placeholders than the English text: {message.id!r}: {form!r}"
    for key in entries:
        if key not in messages:
            yield f"{language}: used nowhere: {key!r}"


def template(messages: Mapping[str, Message]) -> str:
    """All texts as a template (.pot) for translators' tools."""
    blocks = ['msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n']
    for key in sorted(messages):
        message = messages[key]
        lines = [f"#: {message.place}"]
        if message.context:
            lines.append(f"msgctxt {_quoted(message.context)}")
        lines.append(f"msgid {_quoted(message.id)}")
        if message.plural:
            lines += [f"msgid_plural {_quoted(message.plural)}", 'msgstr[0] ""', 'msgstr[1] ""']
        else:
            lines.append('msgstr ""')
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
