"""A real server that is killed at random moments of a large save: the file is the old one or the new one each time, and
the edit is in it after the next start. ``scripts/soak --kill 50`` does it with 100 MB."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

from .standin import Options, StandIn, Timings, packages
from .test_restart import Server, wait_for

BLANK = Path(__file__).parents[1] / "jupyter_onlyoffice" / "templates" / "new.docx"
#: How often, and how large the file is, in bytes: enough for a look at every test run; and when it is asked for.
KILLS, SIZE, FULL_SIZE = 3, 8_000_000, 100_000_000
#: Times the time that a save takes: how far the moments reach.
REACH = 2.0


def large(path: Path, size: int) -> None:
    """A document of ``size`` bytes, most of them a picture that can not be compressed."""
    shutil.copyfile(BLANK, path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/media/image1.png", random.Random(1).randbytes(size - path.stat().st_size))


def lines(path: Path) -> list[str]:
    """What the file says. Raises when it is torn."""
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
    return [line for line in packages.texts(path.read_bytes()) if line]


def start(home: Path, docs: StandIn, size: int) -> Server:
    """A server with one large document, that looks soon after its start what Docs has kept."""
    home.mkdir()
    server = Server(home, {"docs_url": docs.url, "jwt_secret": docs.options.secret})
    with open(home / "jupyter_server_config.py", "a") as config:
        config.write("from jupyter_onlyoffice.tasks import periodic\nperiodic.START = 0.2\n")
    large(server.root / "sample.docx", size)
    server.start()
    return server


def one_save(server: Server, docs: StandIn, edit: str, final: bool, moment: float | None) -> tuple[float, str]:
    """Edit, save, and kill the server ``moment`` seconds after Docs began to deliver.

    How long that took, in seconds, and whether the "old" or the "new" file was there then.
    """
    file = server.root / "sample.docx"
    before = lines(file)
    user = docs.open(server.get("onlyoffice/open", path="sample.docx")["config"])
    user.type(edit)
    kind = 2 if final else 6
    (user.close if final else user.force_save)()
    sent = docs.record.wait_for(lambda: [sent for sent in docs.record.callbacks if sent.kind == kind], 60)
    began = time.monotonic()
    if moment is None:
        docs.record.callback(kind, timeout=60)
    else:
        time.sleep(moment)
        server.end(signal.SIGKILL)
    took = time.monotonic() - began
    found = lines(file)
    assert sorted(found) in (sorted(before), sorted([*before, edit])), f"neither old nor new {moment} s after {sent}"
    if not final:
        user.close()
    docs.settle()
    if moment is not None:
        server.start()
    wait_for(lambda: edit in lines(file) and not docs.held())
    assert [name for name in os.listdir(server.root) if name != ".ipynb_checkpoints"] == ["sample.docx"]
    return took, "new" if edit in found else "old"


def kill_often(home: Path, count: int, size: int, seed: int) -> str:
    """Kill ``count`` times; raises AssertionError at the first loss. What was met, in words."""
    moments = random.Random(seed)
    met: Counter[str] = Counter()
    options = Options(timings=Timings().scaled(0.02))
    with StandIn(options) as docs:
        server = start(home, docs, size)
        options.port = docs.core.port
        took, _ = one_save(server, docs, "edit 0", True, None)
    try:
        for number in range(1, count + 1):
            with StandIn(options) as docs:  # a new one, as each keeps what it has made in memory
                final, moment = moments.random() < 0.7, moments.random() * took * REACH
                met[one_save(server, docs, f"edit {number}", final, moment)[1]] += 1
    finally:
        server.end(signal.SIGKILL)
    return f"a save takes {took:.2f} s; after {met['old']} kills the old file was there, after {met['new']} the new one"


def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new_one_and_loses_no_edit(tmp_path: Path) -> None:
    print(kill_often(tmp_path / "home", KILLS, SIZE, seed=3), file=sys.stderr)
