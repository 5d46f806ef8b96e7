"""What all handlers share: the services, errors as JSON, and the two ways of being authorised."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado.log import app_log
from tornado.web import HTTPError, RequestHandler

from ..config.log_filters import without_values
from ..errors import OnlyOfficeError
from ..messages import phrase, trouble
from ..messages.translatable import translatable
from ..opening.access_rules import Asker
from ..storage.local_files import disk_error, refused_by_disk
from .request_bodies import Receiving

if TYPE_CHECKING:
    from ..services import Services

Handler = TypeVar("Handler", bound=RequestHandler)
Method = Callable[..., Awaitable[None]]
SETTING = "jupyter_onlyoffice"
#: For what changes no file, whatever the method of its route.
authorized_to_read = cast(Callable[[Method], Method], authorized("read"))


def services_of(handler: RequestHandler) -> Services:
    """The services that the application composed."""
    return cast("Services", handler.settings[SETTING])


def answers_errors(method: Method) -> Method:
    """Our errors, and those of the disk, become JSON with their status; else it stays what tornado makes of it."""

    @wraps(method)
    async def wrapper(self: RequestHandler, *args: Any, **kwargs: Any) -> None:
        try:
            try:
                await method(self, *args, **kwargs)
            except OSError as error:
                if not refused_by_disk(error):
                    raise
                raise disk_error(error) from error
        except OnlyOfficeError as error:
            if self._headers_written:  # in the middle of a download only breaking it off tells the other side
                app_log.warning("jupyter-onlyoffice: an answer was broken off. %s", error.line)
                self.request.connection.close()  # type: ignore[union-attr]
                return
            tell = getattr(self, "told", OnlyOfficeError.as_json)
            answer(self, tell(error), error.status)

    return wrapper


def answer(handler: RequestHandler, body: Mapping[str, object] | Sequence[object], status: int = 200) -> None:
    """Finish with ``body`` as JSON, which nobody may cache."""
    handler.set_status(status)
    handler.set_header("Content-Type", "application/json")
    handler.set_header("Cache-Control", "no-store")
    handler.finish(json.dumps(translatable(body)))


def answer_unforeseen(handler: RequestHandler, status: int, **kwargs: Any) -> None:
    """Answer an error that is none of ours: of Jupyter, of tornado, or a fault."""
    error = kwargs.get("exc_info", (None, None))[1]
    said = error.log_message % error.args if isinstance(error, HTTPError) and error.log_message else ""
    if status in (401, 403):
        told = trouble("request.forbidden", reason=said.rstrip(".") or phrase("the Jupyter server refuses the request"))
    elif said:
        told = trouble("request.refused", reason=said.rstrip("."))
    else:
        told = trouble("request.fault")
    answer(handler, told.as_json(), status)


def groups_of(user: Any) -> tuple[str, ...] | None:
    """The groups of a user, where the identity provider knows them: JupyterHub's keeps its model in ``hub_user``."""
    model = getattr(user, "hub_user", None)
    groups = model.get("groups") if isinstance(model, dict) else None
    return tuple(str(group) for group in groups) if isinstance(groups, list) else None


class BrowserHandler(Receiving, APIHandler):
    """For the browser: Jupyter's own authentication, XSRF check, and authorisation on the contents."""

    auth_resource = "contents"

    async def admits(self) -> bool:
        """A body is taken from users only."""
        return self.current_user is not None

    @property
    def services(self) -> Services:
        """The services that the application composed."""
        return services_of(self)

    @property
    def user_id(self) -> str:
        """The id by which Docs knows the user."""
        return self.services.shared.links.user_id(self.current_user.username)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """With a cause and a remedy, too."""
        answer_unforeseen(self, status_code, **kwargs)

    async def may_write(self) -> bool:
        """Whether the user may change documents."""
        user = self.current_user
        return bool(await ensure_async(self.authorizer.is_authorized(self, user, "write", self.auth_resource)))

    async def asker(self) -> Asker:
        """The user, as their rights to a document are decided by."""
        user = self.current_user
        name = user.display_name or user.name or user.username
        return Asker(user.username, name, await self.may_write(), groups_of(user))

    async def check_content(self, path: str) -> None:
        """Whether the user may take the content of a document elsewhere. Raises NotAllowedError, or as Storage.info."""
        await self.services.opening.access_rules.check_content(
            await self.services.shared.storage.info(path), await self.asker()
        )


class DocsHandler(Receiving):
    """For Docs: no cookie, no login page, no XSRF, no Host check; our signed link authorises instead.

    Not a JupyterHandler, which would try the JWT of Docs as a token of Jupyter or of the Hub and refuse a Host that it
    does not know.
    """

    def initialize(self) -> None:
        """Take the link out of the address, which all that writes to the log writes; the arguments are read by now."""
        super().initialize()
        self.request.uri = without_values(self.request.uri or "")
        self.request.query = self.request.uri.partition("?")[2]

    def check_xsrf_cookie(self) -> None:
        """Docs has no cookie; the signed link does what the XSRF check does for browsers."""

    @property
    def services(self) -> Services:
        """The services that the application composed."""
        return services_of(self)

    def set_default_headers(self) -> None:
        """What is served here is never run in Jupyter's origin, should a person open such a link."""
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Content-Security-Policy", "default-src 'none'; sandbox")
        self.clear_header("Server")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Also what we did not foresee is answered in JSON."""
        answer_unforeseen(self, status_code, **kwargs)
