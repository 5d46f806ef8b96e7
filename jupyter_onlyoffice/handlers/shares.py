"""The routes of share links: those of their owner, and the page of a guest."""

from __future__ import annotations

import json
from functools import cache
from html import escape
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from tornado.web import authenticated

from ..editor.config import Preferences
from ..errors import ErrorAnswer, OnlyOfficeError
from ..messages import Words, trouble, words
from ..messages.catalogues import Texts, language_of, say, texts
from ..sharing.share_links import USUAL_DAYS
from .answers import GuestSaves, ShareList
from .base import BrowserHandler, DocsHandler, answer, answers_errors
from .request_bodies import json_object, path_of

PAGES = Path(__file__).parents[1] / "pages"


@cache
def page_file(name: str) -> str:
    """A file of the guests' page, read once: they are small, and part of the package."""
    return (PAGES / name).read_text(encoding="utf-8")


class SharesHandler(BrowserHandler):
    """``onlyoffice/shares``: the links that the user has made."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """List them; with ``path``, those of that document."""
        path = self.asked("path")
        found = await self.services.sharing.share_links.list(self.current_user.username, path_of(path) if path else "")
        answer(self, ShareList(shares=found))

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Make one for ``path``, ``mode`` and ``days``."""
        body = json_object(self)
        days = body.get("days", USUAL_DAYS)
        if isinstance(days, bool) or not isinstance(days, int | float):
            raise trouble("request.days")
        path, mode = path_of(body.get("path")), str(body.get("mode") or "")
        share = await self.services.sharing.share_links.make(path, mode, await self.asker(), days)
        answer(self, share, 201)

    @authenticated
    @authorized
    @answers_errors
    async def delete(self) -> None:
        """Revoke the one with this ``id``."""
        await self.services.sharing.guests.revoke(self.asked("id"), self.current_user.username)
        answer(self, {})


class GuestHandler(DocsHandler):
    """For somebody without an account: the link authorises, and nothing else of Jupyter can be reached by it."""

    def set_default_headers(self) -> None:
        """Only this page's own script and style, and the editor of Docs."""
        super().set_default_headers()
        parts = urlsplit(self.services.shared.settings.docs_url)
        docs = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        self.set_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src 'self' {docs}; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
            f" frame-src 'self' {docs}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        )
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-store")

    @property
    def language(self) -> str:
        """The visitor's, as their browser says."""
        return language_of(self.request.headers.get("Accept-Language", ""))

    @property
    def catalogue(self) -> Texts:
        """Of that language."""
        return texts(self.language)

    def told(self, error: OnlyOfficeError) -> ErrorAnswer:
        """An error in the visitor's language, which the page shows as it comes."""
        cause, remedy = say(error.cause, self.catalogue), say(error.remedy, self.catalogue)
        return {**error.as_json(), "message": f"{cause} {remedy}".strip(), "cause": cause, "remedy": remedy}

    async def admits(self) -> bool:
        """A body is taken from those whose link is good only."""
        try:
            await self.services.sharing.share_links.of_token(self.asked("token"))
        except OnlyOfficeError:
            return False
        return True


#: The texts of the pages themselves, and of a question that their script asks.
PAGE_TEXTS = (
    "Shared document",
    "This link does not open a document",
    "A document is shared with you",
    "Give a name, by which the others in the document know you.",
    "Your name",
    "Open the document",
)
UNSAVED = (
    "The document has to be opened anew, but what you typed last has not been saved. "
    "Choose Cancel to copy it first, OK to give it up."
)


def told_to_guests(catalogue: Texts) -> dict[str, str]:
    """What the page tells when something goes wrong, by the names that its script has for it."""
    return {
        "offline": both(words("guest.offline"), catalogue),
        "script": both(words("guest.script"), catalogue),
        "ended": both(words("guest.ended"), catalogue),
        "refused": both(words("guest.refused", reason="%1"), catalogue),
        "unsaved": say(UNSAVED, catalogue),
    }


def both(told: Words, catalogue: Texts) -> str:
    """Cause and remedy in a language."""
    return str(Words(say(told.cause, catalogue), say(told.remedy, catalogue)))


class SharePageHandler(GuestHandler):
    """``GET onlyoffice/share?token=``: the page, or why the link is not good."""

    @allow_unauthenticated
    async def get(self) -> None:
        """The same page for every link that is good."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Vary", "Accept-Language")
        page = page_file("share.html")
        try:
            await self.services.sharing.share_links.of_token(self.asked("token"))
        except OnlyOfficeError as error:
            self.set_status(error.status)
            told = self.told(error)
            page = self.in_language(page_file("refused.html"))
            page = page.replace("{cause}", escape(told["cause"])).replace("{remedy}", escape(told["remedy"]))
        else:
            page = self.in_language(page)
            page = page.replace("{unstored}", escape(both(words("guest.not-stored"), self.catalogue)))
            page = page.replace("{troubles}", escape(json.dumps(told_to_guests(self.catalogue)), quote=True))
        self.finish(page)

    def in_language(self, page: str) -> str:
        """The texts of a page in the visitor's language."""
        for text in PAGE_TEXTS:
            page = page.replace(f">{text}<", f">{escape(say(text, self.catalogue))}<")
        return page.replace('lang="en"', f'lang="{self.language}"')


class SharePartHandler(GuestHandler):
    """``GET onlyoffice/share/page.js`` and ``page.css``: what the page consists of."""

    TYPES: ClassVar[dict[str, str]] = {"js": "text/javascript", "css": "text/css"}

    @allow_unauthenticated
    async def get(self, kind: str) -> None:
        """The same for everybody."""
        self.set_header("Content-Type", f"{self.TYPES[kind]}; charset=utf-8")
        self.finish(page_file(f"share.{kind}"))


class ShareOpenHandler(GuestHandler):
    """``POST onlyoffice/share/open``: all that the editor of a guest needs."""

    @allow_unauthenticated
    @answers_errors
    async def post(self) -> None:
        """Open the document of the ``token`` for the guest who gives a ``name``."""
        token = self.asked("token")
        await self.services.sharing.share_links.of_token(token)
        body = json_object(self)
        text = {name: str(body.get(name) or "")[:5000] for name in ("guest", "name", "lang", "theme", "over")}
        preferences = Preferences.of(text["lang"] or "en", text["theme"])
        guest, name, over = text["guest"][:64], text["name"], text["over"]
        answer(self, await self.services.sharing.guests.open(token, guest, name, preferences, over))


class ShareStateHandler(GuestHandler):
    """``POST onlyoffice/share/state``: whether what guests see is in the file."""

    @allow_unauthenticated
    @answers_errors
    async def post(self) -> None:
        """Tell it of the document of the ``token``."""
        answer(self, GuestSaves(stored=await self.services.sharing.guests.stored(self.asked("token"))))
