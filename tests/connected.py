"""A real server of ours, connected to the stand-in: fixtures for the tests of features, to be imported by them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import HTTPClientError, HTTPResponse

from jupyter_onlyoffice.handlers.base import SETTING
from jupyter_onlyoffice.services import Services

from .standin import Options, StandIn, Timings, documents

DATA = Path(__file__).parent / "data"
Fetch = Callable[..., Awaitable[HTTPResponse]]


class ReadersOnly(Authorizer):
    """Everybody may read; nobody may write."""

    def is_authorized(self, handler: JupyterHandler, user: Any, action: str, resource: str) -> bool:
        return action == "read"


class Connected:
    """Our server, its files, and the stand-in."""

    def __init__(self, fetch: Fetch, root: Path, app: ServerApp, standin: StandIn) -> None:
        self._fetch = fetch
        self._cookies = ""
        self.root = root
        self.app = app
        self.standin = standin
        self.services: Services = app.web_app.settings[SETTING]
        for sample in (*DATA.glob("sample.*"), DATA / "password.docx"):
            (root / sample.name).write_bytes(sample.read_bytes())
        self.before = self.files()

    async def fetch(self, route: str, **options: Any) -> HTTPResponse:
        """The answer of ``onlyoffice/route``; always as the same user, whom Jupyter knows by a cookie."""
        if not self._cookies:
            answer = await self._fetch("api", "me")
            self._cookies = "; ".join(cookie.partition(";")[0] for cookie in answer.headers.get_list("Set-Cookie"))
        return await self._fetch("onlyoffice", route, headers={"Cookie": self._cookies}, **options)

    async def get(self, route: str, **query: str) -> Any:
        """The JSON at ``onlyoffice/route``."""
        return json.loads((await self.fetch(route, params=query)).body)

    async def post(self, route: str, **body: Any) -> Any:
        """The JSON that is answered to ``body``."""
        return json.loads((await self.fetch(route, method="POST", body=json.dumps(body))).body)

    async def refused(self, request: Awaitable[Any]) -> tuple[int, dict[str, Any]]:
        """The status and the JSON of a request that must fail, with words for a person."""
        with pytest.raises(HTTPClientError) as caught:
            await request
        assert caught.value.response is not None
        answer = json.loads(caught.value.response.body)
        assert answer["message"]
        return caught.value.code, answer

    def files(self) -> set[str]:
        """The paths of all files."""
        return {str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()}

    def new(self) -> set[str]:
        """The paths of all files that were made since the start."""
        return self.files() - self.before

    def lines(self, name: str) -> list[str]:
        """What a file says."""
        return documents.texts((self.root / name).read_bytes(), name.rpartition(".")[2])

    def staged(self) -> list[str]:
        """The files under way in the spool."""
        spool = self.services.shared.settings.data_dir / "spool"
        return [path.name for path in spool.glob("run-*/*") if path.name != "lock"]


@pytest.fixture(name="standin")
def fixture_standin() -> Iterator[StandIn]:
    with StandIn(Options(timings=Timings().scaled(0.001))) as running:
        yield running


@pytest.fixture(name="jp_server_config")
def fixture_jp_server_config(
    tmp_path: Path, standin: StandIn, http_server_port: tuple[Any, int], jp_base_url: str
) -> dict[str, Any]:
    return {
        "ServerApp": {"jpserver_extensions": {"jupyter_onlyoffice": True}, "allow_unauthenticated_access": False},
        "OnlyOffice": {
            "data_dir": str(tmp_path / "onlyoffice"),
            "docs_url": standin.url,
            "jupyter_url": f"http://127.0.0.1:{http_server_port[1]}{jp_base_url}",
            "jwt_secret": standin.options.secret,
        },
    }


@pytest.fixture(name="connected")
def fixture_connected(
    jp_fetch: Fetch, jp_root_dir: Path, http_server: Any, jp_serverapp: ServerApp, standin: StandIn
) -> Connected:
    return Connected(jp_fetch, jp_root_dir, jp_serverapp, standin)
