"""The open editors of a renamed document show its new name."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from jupyter_onlyoffice.docs_server.client import DocsClient
from jupyter_onlyoffice.errors import DocsUnreachableError
from jupyter_onlyoffice.opening.titles import Titles
from jupyter_onlyoffice.security.signed_links import Links
from jupyter_onlyoffice.sessions.sessions import Sessions
from jupyter_onlyoffice.sessions.sqlite_store import SqliteSessionStore


class FakeDocs(DocsClient):
    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def command(self, c: str, **fields: Any) -> dict[str, Any]:
        self.sent.append((c, fields))
        if self.error:
            raise self.error
        return {"error": 0}


async def told(tmp_path: Path, docs: FakeDocs, name: str) -> str:
    """Open a document, rename it and tell; its key."""

    async def unknown(key: str) -> bool:
        return False

    links = Links("0" * 64)
    sessions = Sessions(SqliteSessionStore(tmp_path / "s.sqlite", "root"), links)
    with ThreadPoolExecutor(1) as threads:
        session = await sessions.open("a/old.docx", "1", "u", "Ann", unknown)
        await sessions.moved("a/old.docx", f"a/{name}")
        titles = Titles(sessions, docs, threads, logging.getLogger("titles"))
        await titles.tell(f"a/{name}")
        await titles.tell("a/nobody-has-this-open.docx")
    sessions.close()
    return session.key


async def test_the_new_name_is_sent_to_the_documents_editors(tmp_path: Path) -> None:
    docs = FakeDocs()
    key = await told(tmp_path, docs, "new.docx")
    assert docs.sent == [("meta", {"key": key, "meta": {"title": "new.docx"}})]


async def test_a_title_has_its_limit(tmp_path: Path) -> None:
    docs = FakeDocs()
    await told(tmp_path, docs, "n" * 200 + ".docx")
    title = docs.sent[0][1]["meta"]["title"]
    assert len(title) <= 128 and title.endswith(".docx")


async def test_it_does_no_harm_when_docs_is_away(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await told(tmp_path, FakeDocs(DocsUnreachableError("Docs is away.")), "new.docx")
    assert "do not show its new name" in caplog.text
