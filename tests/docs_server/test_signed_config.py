"""Whatever is switched on or off: what we send to the browser for Docs is exactly what we signed."""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, get_args

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from jupyter_events import EventLogger
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from traitlets.config import Config

from jupyter_onlyoffice.composition import build_services
from jupyter_onlyoffice.config.resolving import resolve
from jupyter_onlyoffice.editor.config import Preferences
from jupyter_onlyoffice.editor.permissions import ALLOWING, COMMENT_GROUPS, GROUPS, RESTRICTING, Mode
from jupyter_onlyoffice.errors import BadRequestError, NotAllowedError
from jupyter_onlyoffice.opening.access_rules import Asker
from jupyter_onlyoffice.opening.editor_answer import Visitor
from jupyter_onlyoffice.security.signed_links import Bounds
from jupyter_onlyoffice.services import Services
from jupyter_onlyoffice.sharing.share_links import ShareMode

from .. import signed

DATA = Path(__file__).parents[1] / "data"
ONE, BROWSER, INBOX, OLD = (f"{name}-{'0' * 40}" for name in ("one", "browser", "inbox", "old"))
#: Traits, and what the config is signed with then; Docs accepts the one or the old one.
SECRETS: dict[str, tuple[dict[str, Any], str]] = {
    "one": ({"jwt_secret": ONE}, ONE),
    "apart": ({"jwt_secret_browser": BROWSER, "jwt_secret_inbox": INBOX, "jwt_secret_outbox": ONE}, BROWSER),
    "of the inbox": ({"jwt_secret": ONE, "jwt_secret_inbox": INBOX}, INBOX),
    "being changed": ({"jwt_secret": ONE, "jwt_accepted_secrets": [OLD]}, OLD),
}
FILES: dict[str, str | bytes] = {
    "report.docx": "sample.docx",
    "book.xlsx": "sample.xlsx",
    "talk.pptx": "sample.pptx",
    "page.pdf": "sample.pdf",
    "form.pdf": "",
    "ünïcödé “name” 文.docx": "sample.docx",
    "notes.txt": "Grüße".encode("latin-1"),
    "table.csv": b"a;b\n1;2\n",
    "old.odt": "sample.docx",
    "picture.png": b"\x89PNG",
}

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
groups = st.lists(names, max_size=2)
permissions = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(ALLOWING | RESTRICTING, st.booleans()),
        **dict.fromkeys(GROUPS, groups),
        "commentGroups": st.fixed_dictionaries({}, optional=dict.fromkeys(COMMENT_GROUPS, groups | groups.map(tuple))),
    },
)
editor = st.fixed_dictionaries(
    {},
    optional={
        "coEditing": st.sampled_from(["fast", "strict"]),
        "autosave": st.booleans(),
        "compactHeader": st.booleans(),
        "compactToolbar": st.booleans(),
        "spellcheck": st.booleans(),
        "zoom": st.sampled_from([-1, -2, 100]),
        "unit": st.sampled_from(["auto", "cm", "pt", "inch"]),
        "theme": st.sampled_from(["auto", "light", "dark"]),
    },
)
traits = st.fixed_dictionaries(
    {"share_links": st.just(True)},
    optional={
        "permissions": permissions,
        "editor": editor,
        "force_save": st.booleans(),
        "allow_macros": st.booleans(),
        "allow_plugins": st.booleans(),
        "versions": st.sampled_from(["data_dir", "off"]),
        "jwt_config_expiry": st.sampled_from([1, 60, 86400]),
        "jwt_request_expiry": st.sampled_from([1, 3600]),
    },
)
visitors = st.builds(
    Visitor,
    username=names,
    name=names,
    may_write=st.booleans(),
    preferences=st.builds(
        Preferences,
        lang=st.sampled_from(["en", "de-DE", "zh-TW"]),
        dark=st.booleans(),
        editor=editor,
        favorite=st.sampled_from([None, True, False]),
    ),
    groups=st.none() | groups.map(tuple),
    image=names,
    action=st.none() | st.dictionaries(names, st.integers() | names | st.booleans(), max_size=2),
    bounds=st.sampled_from([Bounds(), Bounds("share", 2e9, signed=True)]),
)


@asynccontextmanager
async def opened(folder: Path, given: dict[str, Any], hook: Any, major: int) -> AsyncIterator[Services]:
    """The rooms of a server with these traits, beside a Docs of this version that takes only certain secrets."""
    (folder / "root").mkdir()
    for name, content in FILES.items():
        data = content if isinstance(content, bytes) else (DATA / content).read_bytes() if content else FORM
        (folder / "root" / name).write_bytes(data)
    manager = AsyncLargeFileManager(root_dir=str(folder / "root"), delete_to_trash=False)
    base = {"docs_url": "http://docs.invalid", "jupyter_url": "http://jupyter", "data_dir": str(folder / "data")}
    settings = resolve(Config({"OnlyOffice": {**base, **given, "permissions_hook": hook}}), {})
    assert not settings.problems
    services = build_services(settings, lambda: "", manager, EventLogger(), logging.getLogger("tests.quiet"))

    def answer(service: str, body: dict[str, Any], timeout: Any, secret: Any) -> dict[str, Any]:
        if secret.value not in (INBOX, OLD) and given.get("jwt_accepted_secrets"):
            return {"error": 6}
        return {"error": 0, "version": f"{major}.0.0.1"} if body.get("c") == "version" else {"error": 1}

    services.shared.docs._requests._ask = answer  # type: ignore[assignment, method-assign]
    try:
        yield services
    finally:
        services.close()


FORM = b"%PDF-1.7\n%\xcd\xca\xd2\xa9\n1 0 obj\n<</ONLYOFFICEFORM 1>>\nstream\nendstream\nendobj\n/AcroForm"


@given(
    secrets=st.sampled_from(sorted(SECRETS)),
    given_traits=traits,
    returned=st.none() | permissions,
    major=st.sampled_from([7, 8, 9]),
    path=st.sampled_from(sorted(set(FILES) - {"picture.png"})),
    mode=st.none() | st.sampled_from(get_args(Mode)),
    shared=st.sampled_from(get_args(ShareMode)),
    visitor=visitors,
)
# Shrinking would take minutes, and says little of switches.
@hypothesis_settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
def test_what_is_sent_is_what_was_signed(
    secrets: str,
    given_traits: dict[str, Any],
    returned: dict[str, Any] | None,
    major: int,
    path: str,
    mode: Mode | None,
    shared: str,
    visitor: Visitor,
) -> None:
    layout, secret = SECRETS[secrets]
    asked = {**given_traits.get("permissions", {}), **(returned or {})}
    restrictions = {name: value for name, value in asked.items() if name not in ALLOWING}

    async def work(folder: Path) -> None:
        async with opened(folder, {**layout, **given_traits}, lambda request: returned, major) as services:
            await look(services, secret, path, mode, shared, visitor, restrictions)

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(work(Path(folder)))


async def look(
    services: Services,
    secret: str,
    path: str,
    mode: Mode | None,
    shared: str,
    visitor: Visitor,
    restrictions: dict[str, Any],
) -> None:
    """At everything that we sign for a browser."""
    answer = await services.opening.document_opener.open(path, mode, visitor)
    assert answer["editor"] == "docs"
    key = answer["config"]["document"]["key"]
    claims = signed.config(answer["config"], secret, services.shared.clock())
    changes = answer["mode"] not in ("view", "embedded")
    assert claims["editorConfig"]["mode"] == ("edit" if changes else "view")
    assert ("callbackUrl" in claims["editorConfig"]) == changes
    for name, value in restrictions.items():
        assert claims["document"]["permissions"][name] == json.loads(json.dumps(value))
    again = await services.opening.document_opener.open(path, mode, visitor, key)  # what refreshFile is answered with
    assert again["editor"] == "docs"
    signed.config(again["config"], secret, services.shared.clock())
    try:
        share = await services.sharing.share_links.make(path, shared, Asker("ann", "Ann", True, visitor.groups))
    except (NotAllowedError, BadRequestError):
        pass  # neither do the permissions let Ann, or the format
    else:
        guest = await services.sharing.guests.open(
            share["url"].partition("token=")[2], "g", "Guest", visitor.preferences
        )
        signed.config(guest["config"], secret, services.shared.clock())
    images = await services.features.insertions.sign("image", "add", ["picture.png", "picture.png"], "u")
    document = await services.features.insertions.sign("document", "compare", ["report.docx"], "u")
    text = await services.features.insertions.sign("document", "insert-text", ["notes.txt"], "u")
    letters = await services.features.insertions.sign("spreadsheet", "mailmerge", ["table.csv"], "u")
    source = await services.features.references.data(
        "report.docx", await services.shared.storage.info("book.xlsx"), "u"
    )
    for sent in (images, document, text, letters, source):
        signed.exactly(sent, secret, services.shared.clock())
    if services.shared.settings.versions != "off":
        version = await services.versions.history.data(path, 1, "u")
        # Docs takes it for a version by this.
        assert signed.exactly(version, secret, services.shared.clock())["version"] == 1
