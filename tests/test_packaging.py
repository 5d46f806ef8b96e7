"""The sdist and the wheel, built from a clean checkout without Node, and the wheel installed without any build tool."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from .test_notices import bundled, sections

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).resolve().parent.parent
SERVER_EXTENSIONS = "from jupyter_server.extension.serverextension import main; main()"
LAB_EXTENSIONS = "from jupyterlab.labextensions import main; main()"
DATA = "jupyter_onlyoffice-{version}.data/data"


@dataclass(frozen=True)
class Distributions:
    wheel: Path
    sdist: Path
    version: str
    environ: dict[str, str]  # has no Node on its PATH


def without_node(folder: Path) -> dict[str, str]:
    """The environment with a PATH that has a shell and nothing else."""
    folder.mkdir()
    for tool in ("sh", "env"):
        found = shutil.which(tool)
        assert found
        (folder / tool).symlink_to(found)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("npm_", "VIRTUAL_ENV"))}
    return {**kept, "PATH": str(folder), "CI": "true"}


def run(arguments: Iterable[str | Path], environ: dict[str, str], cwd: Path) -> str:
    result = subprocess.run([*arguments], env=environ, cwd=cwd, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """What a release is: `python -m build` makes the sdist from the checkout, and the wheel from the sdist."""
    folder = tmp_path_factory.mktemp("packaging")
    environ = without_node(folder / "bin")
    checkout = folder / "checkout"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in tracked.rstrip("\0").split("\0"):
        if (ROOT / name).is_file():
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, checkout / name)
    assert shutil.which("node", path=environ["PATH"]) is None
    run([sys.executable, "-m", "build", "--outdir", folder / "dist"], environ, checkout)
    (wheel,), (sdist,) = (folder / "dist").glob("*.whl"), (folder / "dist").glob("*.tar.gz")
    return Distributions(wheel, sdist, json.loads((ROOT / "package.json").read_text())["version"], environ)


def test_the_wheel_has_the_server_its_templates_and_its_event_schemas(built: Distributions) -> None:
    names = set(zipfile.ZipFile(built.wheel).namelist())
    package = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "jupyter_onlyoffice").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and "labextension" not in path.parts
    }
    assert package | {"jupyter_onlyoffice/_version.py"} == {
        name for name in names if name.startswith("jupyter_onlyoffice/")
    }
    assert {f"jupyter_onlyoffice/templates/new.{ext}" for ext in ("docx", "xlsx", "pptx")} <= names
    assert "jupyter_onlyoffice/py.typed" in names


def test_the_wheel_puts_the_front_end_and_the_configuration_where_jupyter_looks(built: Distributions) -> None:
    names = set(zipfile.ZipFile(built.wheel).namelist())
    data = DATA.format(version=built.version)
    extension = f"{data}/share/jupyter/labextensions/jupyter-onlyoffice"
    assert f"{data}/etc/jupyter/jupyter_server_config.d/jupyter_onlyoffice.json" in names
    assert {f"{extension}/{name}" for name in ("package.json", "install.json", "static/style.js")} <= names
    assert any(name.startswith(f"{extension}/static/remoteEntry.") for name in names)
    schemas = {
        f"{extension}/schemas/jupyter-onlyoffice/{path.name}" for path in (ROOT / "labextension/schema").iterdir()
    }
    assert schemas <= names


def test_the_wheel_carries_the_notices_of_what_it_contains(built: Distributions) -> None:
    place = f"{DATA.format(version=built.version)}/share/jupyter/labextensions/jupyter-onlyoffice/static"
    text = zipfile.ZipFile(built.wheel).read(f"{place}/third-party-notices.txt").decode()
    assert set(sections(text)) >= bundled(), "the same packages as in the build of this checkout"


def test_the_wheel_holds_nothing_that_only_developers_need(built: Distributions) -> None:
    names = zipfile.ZipFile(built.wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {
        "jupyter_onlyoffice",
        f"jupyter_onlyoffice-{built.version}.data",
        f"jupyter_onlyoffice-{built.version}.dist-info",
    }
    assert not [name for name in names if name.endswith((".map", ".ts", ".tsbuildinfo"))]


def test_the_sdist_has_the_sources_and_the_built_front_end_but_no_caches(built: Distributions) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "package.json", "yarn.lock", "jupyter_onlyoffice/app.py"} <= names
    assert "jupyter_onlyoffice/labextension/static/style.js" in names
    assert not [name for name in names if name.startswith((".yarn/", "node_modules/", ".git/"))]
    assert built.sdist.stat().st_size < 16 * 1024 * 1024


def test_the_version_is_said_once(built: Distributions) -> None:
    assert built.wheel.name == f"jupyter_onlyoffice-{built.version}-py3-none-any.whl"
    assert built.sdist.name == f"jupyter_onlyoffice-{built.version}.tar.gz"


def test_the_installed_wheel_is_switched_on_in_server_and_lab(built: Distributions, tmp_path: Path) -> None:
    home = tmp_path / "environment"
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    # Jupyter itself comes from the environment that the tests run in; what the wheel brings comes first.
    (own,) = (home / "lib").glob("python*/site-packages")
    (own / "jupyter.pth").write_text(sysconfig.get_path("purelib"))
    installer: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        built.wheel,
    ]
    run(installer, built.environ, tmp_path)
    environ = built.environ | {"HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path / "config")}
    server = run([python, "-c", SERVER_EXTENSIONS, "list"], environ, tmp_path)
    assert f"jupyter_onlyoffice {built.version}" in server
    lab = run([python, "-c", LAB_EXTENSIONS, "list"], environ, tmp_path)
    (line,) = (line for line in lab.splitlines() if "jupyter-onlyoffice" in line)
    assert f"v{built.version}" in line and "enabled" in line and "OK" in line and str(home) in lab
