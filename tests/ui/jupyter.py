"""A real Jupyter server in a process of its own, with authentication on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Literal

TOKEN = "token-of-the-browser-tests-0123456789"
_START_SECONDS = 120
_STOP_SECONDS = 30

_CONFIG = """
c.ServerApp.ip = "127.0.0.1"
c.ServerApp.port = {port}
c.ServerApp.port_retries = 0
c.ServerApp.open_browser = False
c.ServerApp.allow_root = True
c.ServerApp.base_url = {base_url!r}
c.ServerApp.root_dir = {root!r}
c.ServerApp.jpserver_extensions = {{"jupyter_onlyoffice": True, "jupyterlab": True, "notebook": True}}
c.IdentityProvider.token = {token!r}
c.LabApp.extension_manager = "readonly"
c.LabApp.expose_app_in_browser = True
c.OnlyOffice.update({traits!r})
"""

# JupyterLab asks at its first start whether to fetch news.
_OVERRIDES = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


class JupyterServer:
    """JupyterLab or Notebook 7 with its own configuration, data and files. Use as a context manager."""

    def __init__(
        self,
        home: Path,
        traits: dict[str, object],
        app: Literal["lab", "notebook"] = "lab",
        base_url: str = "/",
    ) -> None:
        self.home = home
        self.app = app
        self.base_url = base_url
        self.root = home / "files"
        self.traits = traits
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address, with a slash at its end."""
        return f"http://127.0.0.1:{self.port}{self.base_url}"

    @property
    def log_file(self) -> Path:
        """What the server wrote."""
        return self.home / "server.log"

    def __enter__(self) -> JupyterServer:
        self.root.mkdir(parents=True, exist_ok=True)
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and wait until it answers.

        Raises RuntimeError with the end of the log when it does not.
        """
        config = self.home / "config"
        (config / "labconfig").mkdir(parents=True, exist_ok=True)
        (config / "labconfig" / "default_setting_overrides.json").write_text(json.dumps(_OVERRIDES))
        (config / "jupyter_server_config.py").write_text(
            _CONFIG.format(port=self.port, base_url=self.base_url, root=str(self.root), token=TOKEN, traits=self.traits)
        )
        own = {
            "HOME": self.home,
            "JUPYTER_CONFIG_DIR": config,
            "JUPYTER_DATA_DIR": self.home / "data",
            "JUPYTER_RUNTIME_DIR": self.home / "runtime",
            "JUPYTERLAB_SETTINGS_DIR": self.home / "settings",
            "JUPYTERLAB_WORKSPACES_DIR": self.home / "workspaces",
        }
        foreign = ("ONLYOFFICE_", "JUPYTERHUB_", "JUPYTER_TOKEN")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        module = {"lab": "jupyterlab", "notebook": "notebook"}[self.app]
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [*_as_ordinary_user(), sys.executable, "-m", module],
                cwd=self.root,
                env={**environment, **{name: str(value) for name, value in own.items()}},
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers("api/status"):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"The Jupyter server did not start:\n{self.log()[-4000:]}")
            time.sleep(0.1)
        if not (self._answers("onlyoffice/status") and self._answers("lab/extensions/jupyter-onlyoffice/package.json")):
            self.stop()
            raise RuntimeError("jupyter-onlyoffice is not installed where the tests run: pip install -e .")

    def stop(self) -> None:
        """Stop as a service manager does."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it, as a machine does that loses its power."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop and start on the same port."""
        self.stop()
        self.start()

    def log(self) -> str:
        """What the server wrote."""
        return self.log_file.read_text("utf-8", "replace") if self.log_file.exists() else ""

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _answers(self, path: str) -> bool:
        request = urllib.request.Request(f"{self.url}{path}", headers={"Authorization": f"token {TOKEN}"})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def _as_ordinary_user() -> list[str]:
    """What makes root heed the permissions of files, as every other user must: containers run the tests as root."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return []
    command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    allowed = subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    return command if allowed else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
