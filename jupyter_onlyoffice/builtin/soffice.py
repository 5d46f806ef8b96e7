"""LibreOffice as a converter, when it is installed: one short run for each document, with a profile of its own."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from ..messages import trouble
from .confined_process import Outcome, Runner, UnconfinedError
from .converter import ended_badly

#: What LibreOffice has no import filter for.
_REFUSED = frozenset(("djvu", "xps", "oxps", "epub", "mht", "mhtml"))
#: Where it makes one, whatever TMPDIR says.
_SOCKETS = (Path("/tmp"),)
_PLACES = ("/Applications/LibreOffice.app/Contents/MacOS/soffice",)

#: No macros, no other active content, nothing fetched that a document links to.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
</oor:items>
"""


def locate() -> Path | None:
    """The program, if it is installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return Path(found)
    return next((Path(place) for place in _PLACES if os.access(place, os.X_OK)), None)


class Soffice:
    """The LibreOffice whose program is ``program``."""

    def __init__(self, program: Path, runner: Runner) -> None:
        self._program = program
        self._runner = runner
        self.name = f"soffice {program.resolve().stat().st_mtime_ns}"

    def takes(self, ext: str) -> bool:
        """See Converter."""
        return ext not in _REFUSED

    def most_pages(self, ext: str) -> int | None:
        """See Converter."""
        return None

    def convert(self, source: Path, target: Path, folder: Path) -> None:
        """See Converter."""
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        made = folder / "made"
        outcome = self._run(
            [
                self._program,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--norestore",
                "--nolockcheck",
                "--convert-to",
                target.suffix[1:],
                "--outdir",
                made,
                source,
            ],
            folder,
        )
        if outcome.timed_out or outcome.code:
            raise ended_badly(outcome, "LibreOffice")
        result = made / f"{source.stem}{target.suffix}"
        if not result.is_file():  # it ends with 0 when it can not read a file, too
            raise trouble("builtin.damaged")
        os.replace(result, target)

    def _run(self, command: list[str | Path], folder: Path) -> Outcome:
        """Run it where it sees nothing but the document, if possible; the profile alone keeps it from links, too."""
        program = self._program.resolve()
        if program.name != "snap":  # which confines by itself, by means that are not to be had once confined
            with suppress(UnconfinedError):
                return self._runner.run(command, folder, (self._program, program.parent.parent), _SOCKETS)
        return self._runner.run(command, folder, confine=False)
