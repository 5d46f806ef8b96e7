"""Who asks, in tests of routes: with a token alone every request would come from somebody else."""

from __future__ import annotations

from jupyter_server.auth.identity import PasswordIdentityProvider, User
from tornado import web


class OneUser(PasswordIdentityProvider):
    """Everybody who knows the token is Zoë."""

    async def _get_user(self, handler: web.RequestHandler) -> User | None:
        user = await super()._get_user(handler)
        return user and User("zoe", "Zoë Quill", "Zoë", avatar_url="https://example.com/zoe.png")
