"""The routes about people: whom to mention, and who was mentioned."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado.web import authenticated

from ..features.mentions import action_of
from ..messages import trouble
from ..people.directory import MOST_PEOPLE
from .answers import MentionList, PeopleList
from .base import BrowserHandler, answer, answers_errors
from .request_bodies import json_object, path_of


class PeopleHandler(BrowserHandler):
    """``GET onlyoffice/people``: by a part of a name (``search``), or by their ids (``id``, repeated)."""

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """List them."""
        if ids := self.all_asked("id"):
            people = await self.services.features.mentions.get(ids)
        else:
            text = self.asked("search")
            people = await self.services.features.mentions.find(
                text, self._number("from", 0), self._number("count", MOST_PEOPLE)
            )
        answer(self, PeopleList(users=people))

    def _number(self, name: str, default: int) -> int:
        value = self.asked(name, "")
        return int(value) if value.isdecimal() and len(value) < 9 else default


class MentionsHandler(BrowserHandler):
    """``onlyoffice/mentions``: what the user was mentioned in."""

    @property
    def _me(self) -> str:
        return self.services.shared.links.user_id(self.current_user.username)

    @authenticated
    @authorized
    @answers_errors
    async def get(self) -> None:
        """List what the user has not seen yet."""
        answer(self, MentionList(mentions=await self.services.features.mentions.waiting(self._me)))

    @authenticated
    @authorized
    @answers_errors
    async def post(self) -> None:
        """Tell people that they are mentioned in ``path``; or, with ``seen``, that the user has seen some."""
        body = json_object(self)
        if isinstance(seen := body.get("seen"), list):
            await self.services.features.mentions.seen(self._me, [number for number in seen if isinstance(number, int)])
            answer(self, {})
            return
        emails = body.get("emails")
        if not isinstance(emails, list) or not all(isinstance(email, str) for email in emails):
            raise trouble("mention.nobody")
        user = self.current_user
        sender = user.display_name or user.name or user.username
        message, action = str(body.get("message") or ""), action_of(body.get("action"))
        told = await self.services.features.mentions.notify(
            path_of(body.get("path")), sender, emails[:MOST_PEOPLE], message, action
        )
        answer(self, told)
