"""One sequence: users, a disk, a network, Docs and the connector; and the look at the end whether all is there."""

from __future__ import annotations

import asyncio
import ctypes
import errno
import hashlib
import http.client
import itertools
import json
import os
import shutil
import threading
import zipfile
from collections import deque
from collections.abc import Callable, Set
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jupyter_onlyoffice.storage import filenames
from tests.standin import Options, Robot, StandIn, Timings, documents
from tests.standin.checks import EditorError
from tests.standin.rooms import VersionChangedError

from .server import POINTS, Server, process_as_it_was
from .steps import FAULTS, RESULT_FAULTS, Step

BLANK = Path(__file__).parents[2] / "jupyter_onlyoffice" / "templates" / "new.docx"
START = ("a.docx", "sub/b.docx", "sub/deep/c.docx")
FOREIGN = "of-somebody-else."  #: the text of documents that are not ours
AT_FDCWD, RENAME_EXCHANGE = -100, 2
#: Errors that say that no file is there: a link that took the place of what it leads to leads to itself.
NO_FILE = (errno.ENOENT, errno.EISDIR, errno.ELOOP)


class World:
    """Use as a context manager; ``do`` the steps, then ``end`` tells what was lost."""

    def __init__(self, home: Path, remote: bool = False) -> None:
        """``remote``: the documents are in an object store, which cannot compare and replace in one step."""
        self.home = home
        self._remote = remote
        self.root = home / "root"
        for path in START:
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(BLANK, self.root / path)
        self.documents = list(START)  #: where those that the user began with are now
        self.copies: list[str] = []  #: that the user was told of
        self.gone: set[str] = set()  #: lines that a user or another program threw away
        self.outside: list[str] = []  #: lines that another program wrote
        self.restored = False  #: whether somebody wanted a version back
        self._foreign_keys: set[str] = set()  #: under which Docs keeps what is not ours
        self.torn: list[str] = []
        self.notes: list[str] = []  #: what happened, for whoever looks into a failure
        self._numbers = itertools.count(1)
        self._robots: list[tuple[Robot, str]] = []  #: with the path that the tab knows
        self._moves: deque[tuple[str, str]] = deque()  #: that the tabs were told of, by keys
        self._threads: list[threading.Thread] = []
        self._dead: list[Server] = []
        self._server: Server | None = None
        self._port = 0
        self._docs_is_up = True
        self._trouble = ""
        options = Options(timings=Timings().scaled(0.001), callback_timeout=20)
        self.docs = StandIn(options)
        self.clock = options.clock

    def __enter__(self) -> World:
        self._process = process_as_it_was()
        self._process.__enter__()
        self.docs.__enter__()
        self._start()
        return self

    def __exit__(self, *exception: Any) -> None:
        if self._server:
            self._kill()
        self.docs.__exit__(*exception)
        for thread in self._threads:
            thread.join(10)
        for server in self._dead:
            server.bury()
        self._process.__exit__(*exception)

    def taken(self, path: str) -> str:
        """The text of the file that a user gets who takes the newest edits away."""
        data = self._request("GET", f"/onlyoffice/held?path={quote(path)}", "ann")
        return "\n".join(documents.texts(data, "docx"))

    def waiting(self) -> list[dict[str, Any]]:
        """What a page is told at its start that is not stored."""
        return list((self._ask("GET", "/onlyoffice/status", "ann") or {})["waiting"])

    # What happens

    def do(self, step: Step) -> None:
        """Take one step; one that has no object just now does nothing."""
        self.notes.append(str(step))
        if self._server and self._server.dead.is_set():
            self._kill()
        while self._moves:
            key, path = self._moves.popleft()
            self._robots = [(robot, path if robot.key == key else its) for robot, its in self._robots]
        getattr(self, f"_{step.kind}")(step.a, step.b)
        if step.wait or self._remote:
            self._settle(0.5)
        self._look()

    def _open(self, a: int, b: int) -> None:
        path = self._pick([*self.documents, *self.copies], a)
        if path is None or not self._docs_is_up:
            return
        self._open_path(path, ("ann", "bob", "cem")[b % 3])

    def _open_path(self, path: str, user: str) -> None:
        for _ in range(2):  # a second time when the key has just ended, as the tab does
            answer = self._ask("GET", f"/onlyoffice/open?path={quote(path)}", user)
            if not answer or "config" not in answer:
                return
            self._told(answer.get("savedAs"))
            robot = self.docs.robot()
            try:
                robot.open(answer["config"])
            except VersionChangedError:
                continue
            except EditorError:
                return
            self._robots.append((robot, path))
            return

    def _edit(self, a: int, b: int) -> None:
        if not self._robots:
            self._open(a, b)
        if found := self._pick(self._robots, a):
            found[0].type(f"edit-{next(self._numbers)}.", deliver=b % 5 > 0)

    def _save(self, a: int, b: int) -> None:
        if found := self._pick(self._robots, a):
            found[0].force_save()

    def _lab_save(self, a: int, b: int) -> None:
        found = self._pick(self._robots, a)
        if not found:
            return
        found[0].deliver()

        def save() -> None:
            body = {"path": found[1], "key": found[0].key}
            answer = self._ask("POST", "/onlyoffice/forcesave", "ann", body)
            self._told((answer or {}).get("savedAs"))

        self._beside(save, wait=b % 2 > 0)

    def _close(self, a: int, b: int) -> None:
        if found := self._pick(self._robots, a):
            self._robots.remove(found)
            (found[0].close if b % 4 else found[0].leave)()

    def _reload(self, a: int, b: int) -> None:
        """A tab shows its document anew, as after a change from outside."""
        found = self._pick(self._robots, a)
        route = f"/onlyoffice/open?path={quote(found[1])}&key={found[0].key}" if found else ""
        answer = self._ask("GET", route, "ann") if route else None
        if found and answer and "config" in answer and self._docs_is_up:
            with suppress(VersionChangedError, EditorError):
                found[0].open(answer["config"])

    def _change(self, a: int, b: int) -> None:
        """Another program writes the file: what it read and its own line (even ``b``), or something else."""
        path = self._pick(self.documents, a)
        if path is None:
            return
        line = f"outside-{next(self._numbers)}."
        source = (self.root / path).read_bytes() if b % 2 == 0 else BLANK.read_bytes()
        _, content = documents.assemble(source, "docx", "word", [line])
        fresh = self.home / f"outside-{next(self._numbers)}"
        fresh.write_bytes(content)
        self.outside.append(line)
        _exchange(fresh, self.root / path)
        self._throw_away(fresh, but=self._lines(self.root / path))

    def _delete(self, a: int, b: int) -> None:
        path = self._pick(self.documents, a)
        if path is not None and len(self.documents) > 1:
            self.documents.remove(path)
            trash = self.home / f"trash-{next(self._numbers)}"
            os.rename(self.root / path, trash)
            self._throw_away(trash)

    def _rename(self, a: int, b: int) -> None:
        """In JupyterLab."""
        if (path := self._pick(self.documents, a)) is not None:
            self._rename_in_lab(path, self._new_name(path))

    def _rename_folder(self, a: int, b: int) -> None:
        if names := self._new_folder(a):
            self._rename_in_lab(*names)

    def _rename_in_lab(self, old: str, new: str) -> None:
        server = self._server
        if not server:
            return

        async def rename() -> None:
            manager: Any = server.manager
            await manager.rename(old, new)
            await server.services.saving.renames.renamed(old, new)  # as the listener of the extension does

        server.run(rename())
        if (self.root / new).exists():
            self._robots = [(robot, filenames.moved(path, old, new)) for robot, path in self._robots]
            self._moved(old, new)

    def _shell_rename(self, a: int, b: int) -> None:
        """In a shell, into another folder too; tabs follow when the server tells them."""
        if (path := self._pick(self.documents, a)) is None:
            return
        new = self._new_name(path)
        if b % 3 == 0:
            new = f"shell-{next(self._numbers)}/{new.rpartition('/')[2]}"
            (self.root / new).parent.mkdir()
        os.rename(self.root / path, self.root / new)
        self._moved(path, new)

    def _shell_rename_folder(self, a: int, b: int) -> None:
        if names := self._new_folder(a):
            os.rename(self.root / names[0], self.root / names[1])
            self._moved(*names)

    def _put_aside(self, a: int, b: int) -> None:
        """As ``mv a b; cp b a``."""
        if (path := self._pick(self.documents, a)) is not None:
            new = self._new_name(path)
            os.rename(self.root / path, self.root / new)
            fresh = self.home / f"copied-{next(self._numbers)}"
            shutil.copyfile(self.root / new, fresh)
            self.documents.append(new)
            with suppress(FileExistsError):  # a result has taken the name just now
                os.link(fresh, self.root / path)

    def _replace(self, a: int, b: int) -> None:
        """As ``os.replace(a, b)``, where both are documents, or links to them: even to each other."""
        path, other = self._pick(self.documents, a), self._pick(self.documents, b)
        if path is not None and path != other:
            _exchange(self.root / path, self.root / other)
            trash = self.home / f"trash-{next(self._numbers)}"
            os.rename(self.root / path, trash)
            self._throw_away(trash)
            self.documents.remove(path)

    def _new_name(self, path: str) -> str:
        return filenames.join(filenames.split(path)[0], f"renamed-{next(self._numbers)}.docx")

    def _new_folder(self, a: int) -> tuple[str, str] | None:
        folders = sorted({filenames.split(path)[0] for path in self.documents} - {""})
        folder = self._pick(folders, a)
        if not folder:
            return None
        parts = folder.split("/")[: 1 + a % 2]
        return "/".join(parts), "/".join([*parts[:-1], f"folder-{next(self._numbers)}"])

    def _moved(self, old: str, new: str) -> None:
        self.documents = [filenames.moved(path, old, new) for path in self.documents]
        self.copies = [filenames.moved(path, old, new) for path in self.copies]

    def _choose(self, a: int, b: int) -> None:
        path = self._pick(self.documents, a)
        if path is None or not self._server:
            return
        choice = ("mine", "both", "theirs")[b % 3]
        storage: Any = self._server.services.shared.storage
        delete = storage.delete

        async def deleted(copy: str) -> None:
            if choice == "theirs":
                self.gone.update(self._lines(self.root / copy))
            await delete(copy)

        storage.delete = deleted
        tab = self._pick(self._robots, a)
        key = {"key": tab[0].key} if tab and b % 2 else {}  # perhaps of a document that has ended, or of another one
        answer = self._ask(
            "POST", "/onlyoffice/resolve", ("ann", "bob", "cem")[a % 3], {"path": path, "choice": choice, **key}
        )
        storage.delete = delete
        self._told((answer or {}).get("savedAs"))

    def _restore(self, a: int, b: int) -> None:
        """Somebody brings an earlier version back."""
        path = self._pick(self.documents, a)
        history = self._ask("GET", f"/onlyoffice/history?path={quote(path)}", "ann") if path else None
        if history and "history" in history:
            number = history["history"][b % len(history["history"])]["version"]
            self.restored = True
            self._ask("POST", "/onlyoffice/history/restore", "ann", {"path": path, "version": number})

    def _checkpoint(self, a: int, b: int) -> None:
        """As File > Save does, when the document is stored."""
        if (path := self._pick(self.documents, a)) is not None and self._server:
            manager: Any = self._server.manager
            with suppress(Exception):  # the disk, or the file, is gone
                self._server.run(manager.create_checkpoint(path))

    def _revert(self, a: int, b: int) -> None:
        """Somebody wants the checkpoint back: what the file held then is thrown away, and nothing else."""
        path, server = self._pick(self.documents, a), self._server
        if path is None or not server:
            return
        manager: Any = server.manager
        file, checkpoints = self.root / path, manager.checkpoints
        restore = type(checkpoints).restore_checkpoint

        async def restored(contents: Any, checkpoint_id: str, its_path: str) -> None:
            before = self._lines(file)
            await restore(checkpoints, contents, checkpoint_id, its_path)
            self.gone.update(before - self._lines(file))

        checkpoints.restore_checkpoint = restored
        try:
            with suppress(Exception):  # there is none
                server.run(manager.restore_checkpoint("checkpoint", path))
        finally:
            del checkpoints.restore_checkpoint

    def _restart(self, a: int, b: int) -> None:
        if self._server:
            self._server.stop()
            self._dead.append(self._server)
            self._server = None
        if b % 3:
            self._start()

    def _crash(self, a: int, b: int) -> None:
        """Now, or at the next passage of a point."""
        if self._server and b % 4:
            self._server.dies_at = POINTS[a % len(POINTS)]
        elif self._server:
            self._kill()

    def _start_again(self, a: int, b: int) -> None:
        if not self._server:
            self._start()

    def _disk(self, a: int, b: int) -> None:
        self._trouble = ("", "files", "spool", "files spool")[a % 4]
        if self._server:
            self._server.trouble = self._trouble

    def _docs(self, a: int, b: int) -> None:
        if self._docs_is_up:
            self._robots.clear()
            self.docs.down()
        else:
            self.docs.up()
        self._docs_is_up = not self._docs_is_up

    def _fault(self, a: int, b: int) -> None:
        kind, status = FAULTS[a % len(FAULTS)], (None, 2, 6, 2, 6, 1)[b % 6]
        self.docs.faults.callback(kind, status, times=1 + b % 2, seconds=0.02)

    def _bad_result(self, a: int, b: int) -> None:
        kind = RESULT_FAULTS[a % len(RESULT_FAULTS)]
        target = "txt" if kind == "wrong-type" else "http://127.0.0.1:9/"
        self.docs.faults.result(kind, target=target, seconds=0.02, times=1 + b % 2)

    def _bad_forgotten(self, a: int, b: int) -> None:
        kind = RESULT_FAULTS[a % len(RESULT_FAULTS)]
        target = "txt" if kind == "wrong-type" else "http://127.0.0.1:9/"
        self.docs.faults.keeping(kind, target=target, seconds=0.02, times=1 + b % 2)

    def _reopen(self, a: int, b: int) -> None:
        """Open a document whose last save failed; two do so at once (odd ``b``), or one after the other."""
        if not self._server:
            return
        failed = self._server.run(self._server.services.shared.sessions.outstanding()) or []
        paths = [session.path for session in failed if (self.root / session.path).exists()]
        if paths:
            self._beside(lambda: self._open_path(paths[a % len(paths)], "cem"), wait=b % 2 == 0)
            self._open_path(paths[a % len(paths)], "ann")

    def _conversion(self, a: int, b: int) -> None:
        self.docs.faults.conversion(partial=b % 2 > 0)

    def _replay(self, a: int, b: int) -> None:
        """Something on the way delivers an earlier callback again."""
        sent = self._pick([sent for sent in list(self.docs.record.callbacks) if sent.kind in (2, 3, 6)], a)
        if sent:
            parts = urlsplit(sent.url)
            self._beside(lambda: self._ask("POST", f"{parts.path}?{parts.query}", "", sent.body), wait=b % 2 > 0)

    def _let_go(self, a: int, b: int) -> None:
        self.docs.release()

    def _later(self, a: int, b: int) -> None:
        self.clock.advance((0.4, 1.0, 20.0, 400.0, 1000.0, 4000.0)[a % 6])

    def _earlier(self, a: int, b: int) -> None:
        """The clock is set back."""
        self.clock.advance(-(1.0, 30.0, 1000.0, 90_000.0)[a % 4])

    def _records(self, a: int, b: int) -> None:
        """The records of open documents are deleted, or an old backup of them is brought back in one of two ways."""
        file, backup = self.home / "data" / "sessions.sqlite", self.home / "backup.sqlite"
        fresh = self.home / "fresh.sqlite"
        if not file.exists():
            return
        if a % 4 == 0:
            file.unlink()
        elif a % 4 == 1 or not backup.exists():
            shutil.copyfile(file, backup)
        elif a % 4 == 2:
            shutil.copyfile(backup, fresh)
            os.replace(fresh, file)
        else:
            shutil.copyfile(backup, file)

    def _folder(self, a: int, b: int) -> None:
        """A folder takes the place of a document."""
        path = self._pick(self.documents, a)
        if path is None or len(self.documents) < 2:
            return
        self._delete(a, b)
        with suppress(FileExistsError):  # a result has taken the name just now
            (self.root / path).mkdir()

    def _link(self, a: int, b: int) -> None:
        """A document is moved, and a symbolic link to it takes its place."""
        if (path := self._pick(self.documents, a)) is not None:
            new = self._new_name(path)
            os.rename(self.root / path, self.root / new)
            self.documents.append(new)
            with suppress(FileExistsError):
                os.symlink(self.root / new, self.root / path)

    def _docs_lost(self, a: int, b: int) -> None:
        """Docs starts anew, with nothing of what it had."""
        if not self._docs_is_up:
            return
        self._docs(0, 0)
        self.gone |= set(self.docs.held()) - self._on_disk()
        self.docs.core.rooms.by_key.clear()
        self.docs.core.rooms.forgotten.clear()
        self._foreign_keys.clear()
        self._docs(0, 0)

    def _foreign(self, a: int, b: int) -> None:
        """Docs keeps what it could not deliver to somebody else, who has guessed how our keys begin (odd ``b``)."""
        begins = self._server.services.shared.links.instance if self._server and b % 2 else "another"
        key = f"{begins}-{next(self._numbers)}"
        self.docs.core.rooms.forgotten[key] = documents.assemble(BLANK.read_bytes(), "docx", "word", [FOREIGN])
        self._foreign_keys.add(key)

    def _on_disk(self) -> set[str]:
        files = [file for file in self.root.rglob("*") if file.is_file()]
        files += (self.home / "data" / "spool" / "kept").glob("*.result")
        return set().union(*(self._lines(file) for file in files), set())

    def _tick(self, a: int, b: int) -> None:
        if self._server:
            services = self._server.services
            work: list[Callable[[], Any]] = [
                services.saving.results.deliver_due,
                services.saving.forgotten_files.recover,
                _watch(services),
            ]
            self._server.begin(work[a % 3])

    # The end

    def end(self) -> list[str]:
        """Everybody goes home, all that was broken is mended, and time passes; what was lost, if anything."""
        self.docs.faults.clear()
        self._trouble = ""
        if not self._docs_is_up:
            self._docs(0, 0)
        for robot, _ in self._robots:
            robot.leave()
        for _ in range(4):
            if self._server and self._server.dead.is_set():
                self._kill()
            if not self._server:
                self._start()
            server = self._server
            assert server
            server.trouble = server.dies_at = ""
            self._settle(30)
            self.clock.advance(1000)
            server.run(server.services.saving.results.deliver_due())
            with suppress(Exception):
                server.run(server.services.saving.forgotten_files.recover(to_the_end=True))
            self._open_unassembled()
        for thread in self._threads:
            thread.join(20)
        self._look()
        return self._missing()

    def _open_unassembled(self) -> None:
        """Documents that Docs could not assemble are opened again, as their user is told to."""
        held = [room.key for room in list(self.docs.core.rooms.by_key.values()) if room.unsaved and not room.editors]
        for number in range(len([*self.documents, *self.copies]) if held else 0):
            self._open(number, 0)
        for robot, _ in self._robots:
            robot.leave()
        self._robots.clear()

    def _missing(self) -> list[str]:
        found: dict[str, set[str]] = {}
        checkpoints: set[str] = set()
        for file in sorted(self.root.rglob("*")):
            if file.is_file():
                path = str(file.relative_to(self.root))
                if ".ipynb_checkpoints" in path:
                    checkpoints |= self._lines(file)
                else:
                    found[path] = self._lines(file)
        known = {*self.documents, *self.copies}
        told = set().union(*(lines for path, lines in found.items() if path in known), set())
        anywhere = set().union(*found.values(), set())
        spool = set().union(
            *(self._lines(file) for file in (self.home / "data" / "spool" / "kept").glob("*.result")), set()
        )
        if self.restored:  # what that replaced is a version
            told |= set().union(*(self._lines(file) for file in (self.home / "data" / "versions").glob("*")), set())
        # Of a document that it can not assemble Docs keeps the changes, and gives them to nobody but an editor.
        unable = {sent.key for sent in self.docs.record.callbacks if sent.kind == 3}
        held = set(self.docs.held())
        lost = [f"torn: {path}" for path in self.torn]
        for edit in self.docs.record.edits.values():
            line = edit.text
            if line in told | spool | self.gone or (line in held and edit.key in unable):
                continue
            if line in anywhere:
                lost.append(f"in a file that nobody was told of: {line}")
            elif line in held:
                lost.append(f"still with Docs only: {line}")
            else:
                lost.append(f"lost: {line}")
        lost += [f"overwritten: {line}" for line in self.outside if line not in told | checkpoints | self.gone]
        lost += [f"taken from somebody else: {key}" for key in self._foreign_keys - set(self.docs.forgotten)]
        if FOREIGN in anywhere:
            lost.append("a document of somebody else is here")
        lost += [f"goes on after a revert: {key}" for key in self._reverted_and_open()]
        return lost

    def _reverted_and_open(self) -> list[str]:
        server = self._server
        assert server
        store: Any = server.services.shared.sessions._store
        wanted = "SELECT key FROM sessions WHERE state != 'closed' AND json_extract(record, '$.reverted')"

        async def found() -> list[str]:
            rows = await server.services.shared.sessions._run(lambda: store._db.execute(wanted).fetchall())
            return [key for (key,) in rows]

        return server.run(found()) or []

    def lines(self, path: str) -> set[str]:
        """What the file says."""
        return self._lines(self.root / path)

    def edits(self) -> int:
        """How many edits reached Docs."""
        return len(self.docs.record.edits)

    # Helpers

    def _start(self) -> None:
        traits = {"docs_url": self.docs.url, "jwt_secret": self.docs.options.secret}
        self._server = Server(self.home, traits, self.clock, self._port, self._event, self._remote)
        self._port = self._server.port
        self._server.trouble = self._trouble
        self._server.begin(self._server.services.saving.results.deliver_due)
        self._server.begin(self._server.services.saving.forgotten_files.recover)

    def _kill(self) -> None:
        assert self._server
        self._server.kill()
        self._dead.append(self._server)
        self._server = None

    def _event(self, data: dict[str, Any]) -> None:
        self.notes.append(f"    event {data['state']} {data['path']} {data['savedAs']} {data['cause']}")
        self._told(data["savedAs"])
        if data["state"] == "moved":
            self._moves.append((data["key"], data["path"]))

    def _told(self, path: object) -> None:
        if isinstance(path, str) and path not in self.copies:
            self.copies.append(path)

    def _ask(self, method: str, route: str, user: str, body: dict[str, Any] | None = None) -> dict[str, Any] | None:
        """A browser's, or Docs', request; None when nobody answered."""
        try:
            answer = json.loads(self._request(method, route, user, body))
        except (OSError, http.client.HTTPException, ValueError):
            return None
        return dict(answer)

    def _request(self, method: str, route: str, user: str, body: dict[str, Any] | None = None) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            connection.request(method, route, json.dumps(body) if body else None, {"X-User": user})
            return connection.getresponse().read()
        finally:
            connection.close()

    def _beside(self, work: Callable[[], object], wait: bool) -> None:
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        self._threads.append(thread)
        if wait or self._remote:
            thread.join(5)

    def _settle(self, timeout: float) -> None:
        async def idle() -> None:
            core = self.docs.core
            sender: Any = core.saves._sender
            loop_time = asyncio.get_running_loop().time
            deadline = loop_time() + timeout
            while core.saves._tasks and loop_time() < deadline:
                await asyncio.wait(list(core.saves._tasks), timeout=0.02)
                if timeout > 1:  # the end: nothing comes that a reordered callback could wait for
                    core.faults.let_go()
                    async with sender._answered:
                        sender._answered.notify_all()

        if self._docs_is_up:
            self.docs.run(idle())

    def _pick(self, among: list[Any], number: int) -> Any:
        there = [one for one in among if not isinstance(one, str) or (self.root / one).is_file()]
        return there[number % len(there)] if there else None

    def _throw_away(self, file: Path, but: Set[str] = frozenset()) -> None:
        if not file.is_symlink():  # what that leads to is still there
            self.gone |= self._lines(file) - but

    def _lines(self, file: Path) -> set[str]:
        try:
            content = file.read_bytes()
        except OSError as error:
            if error.errno not in NO_FILE:
                raise
            return set()
        damaged = self.docs.record.damaged.get(hashlib.sha256(content).hexdigest(), ())
        return {*documents.texts(content, "docx"), *damaged}

    def _look(self) -> None:
        """No file is ever torn; what arrived so is in a copy whose name says so."""
        for file in self.root.rglob("*.docx"):
            if "(recovered, damaged" in file.name or file.is_dir():
                continue
            try:
                with zipfile.ZipFile(file) as package:
                    if package.testzip() is None:
                        continue
            except OSError as error:
                if error.errno in NO_FILE:
                    continue
            except zipfile.BadZipFile:
                pass
            self.torn.append(str(file.relative_to(self.root)))


def _watch(services: Any) -> Callable[[], Any]:
    async def look() -> None:
        await services.saving.file_watch.look()
        await services.saving.file_watch.look()

    return look


def _exchange(fresh: Path, file: Path) -> None:
    """Put ``fresh`` in the place of ``file`` and the other way round, in one step: so it is known what was replaced."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.renameat2(AT_FDCWD, os.fsencode(fresh), AT_FDCWD, os.fsencode(file), RENAME_EXCHANGE) != 0:
        raise OSError(ctypes.get_errno(), "renameat2")
