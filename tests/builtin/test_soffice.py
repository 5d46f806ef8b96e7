"""LibreOffice, played by a script: it is large, and what matters is how it is called and what is made of its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_onlyoffice.builtin import soffice
from jupyter_onlyoffice.builtin.confined_process import Limits, Runner
from jupyter_onlyoffice.builtin.soffice import Soffice
from jupyter_onlyoffice.errors import ConversionError

#: Understands the arguments as LibreOffice does; makes a "PDF" that tells how it was called.
SCRIPT = """#!/bin/sh
printf '%s\\n' "$@" > "$HOME/arguments"
while [ $# -gt 1 ]; do
  case "$1" in
    -env:UserInstallation=file://*) profile="${1#-env:UserInstallation=file://}" ;;
    --outdir) out="$2"; shift ;;
    --convert-to) type="$2"; shift ;;
  esac
  shift
done
grep -q DisableMacrosExecution "$profile/user/registrymodifications.xcu" || exit 3
case "$(cat "$1")" in
  damaged) exit 0 ;;
  crash) kill -11 $$ ;;
  slow) sleep 60 ;;
esac
mkdir -p "$out"
{ echo "%PDF-1.7"; cat "$HOME/arguments"; env; } > "$out/$(basename "${1%.*}").$type"
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "bin" / "soffice"
    path.parent.mkdir()
    path.write_text(SCRIPT)
    path.chmod(0o755)
    return path


def convert(program: Path, folder: Path, content: str, seconds: float = 60, ending: str = ".pdf") -> str:
    work = folder / "work"
    work.mkdir()
    source, target = work / "document.odt", work / f"view{ending}"
    source.write_text(content)
    Soffice(program, Runner(Limits(seconds=seconds))).convert(source, target, work)
    return target.read_text()


def test_it_is_run_without_a_screen_in_a_profile_of_its_own(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_TOKEN", "secret-of-the-server")
    pdf = convert(program, tmp_path, "fine")
    assert "--headless" in pdf and "--convert-to\npdf" in pdf
    assert f"-env:UserInstallation=file://{tmp_path}/work/profile" in pdf
    assert "secret-of-the-server" not in pdf


def test_a_picture_of_the_first_page_is_asked_for_by_its_type(program: Path, tmp_path: Path) -> None:
    assert "--convert-to\npng" in convert(program, tmp_path, "fine", ending=".png")


@pytest.mark.parametrize(("content", "words"), [("damaged", "damaged"), ("crash", "broke down"), ("slow", "too long")])
def test_every_bad_end_is_explained(program: Path, tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(ConversionError, match=words):
        convert(program, tmp_path, content, seconds=0.5 if content == "slow" else 60)


def test_it_is_found_on_the_path(program: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(program.parent))
    assert soffice.locate() == program
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setattr(soffice, "_PLACES", (str(tmp_path / "nothing"), str(program)))
    assert soffice.locate() == program
    monkeypatch.setattr(soffice, "_PLACES", ())
    assert soffice.locate() is None


def test_it_is_not_asked_for_what_it_can_not_read(program: Path) -> None:
    converter = Soffice(program, Runner())
    assert converter.takes("docx") and converter.takes("odt") and not converter.takes("djvu")
    assert converter.name.startswith("soffice ")
