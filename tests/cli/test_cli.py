"""``jupyter onlyoffice recover``: what it brings to safety, what it says, and its exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jupyter_onlyoffice.cli.main import OnlyOfficeCommand, RecoverApp, main
from jupyter_onlyoffice.errors import StorageError
from jupyter_onlyoffice.saving.save_journal import JournalEntry, SaveJournal
from jupyter_onlyoffice.security.signed_links import Links, load_link_key
from jupyter_onlyoffice.sessions.session import Session
from jupyter_onlyoffice.sessions.sqlite_store import SqliteSessionStore
from jupyter_onlyoffice.storage.storage import Storage

from ..product import docx
from ..standin import Options, StandIn, Timings

Run = Callable[..., tuple[int, str]]
ON = "--ServerApp.jpserver_extensions=jupyter_onlyoffice=True"


class Place:
    """What a server left behind when it was stopped."""

    def __init__(self, folder: Path, standin: StandIn) -> None:
        self.root = folder / "root"
        self.root.mkdir()
        self.data = folder / "data"
        self.standin = standin
        self.key = Links(load_link_key(self.data)).document_keys.new()
        (self.root / "report.docx").write_bytes(docx("original"))
        status = (self.root / "report.docx").stat()
        store = SqliteSessionStore(self.data / "sessions.sqlite", str(self.root))
        store.open(Session(self.key, "report.docx", f"{status.st_mtime_ns}", 1.0, state="failed"))
        store.close()

    def forgotten(self, content: bytes) -> None:
        """Docs keeps this."""
        self.standin.forgotten[self.key] = ("docx", content)

    def kept(self, content: bytes) -> None:
        """This waits on our disk."""
        results = SaveJournal(self.data / "spool" / "kept", str(self.root))
        identity, target = results.new()
        target.write_bytes(content)
        results.write(
            JournalEntry(identity, str(self.root), self.key, "report.docx", "r", "docx", True, False, "", 1.0)
        )

    def contents(self) -> list[bytes]:
        """What the files hold."""
        return sorted(path.read_bytes() for path in self.root.glob("*.docx"))


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn(Options(timings=Timings().scaled(0.001))) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, standin: StandIn) -> Place:
    return Place(tmp_path, standin)


@pytest.fixture
def recover(place: Place, jp_environ: None, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command; its exit code and what it printed."""

    def run(*arguments: str) -> tuple[int, str]:
        options = {
            "ServerApp.root_dir": place.root,
            "OnlyOffice.data_dir": place.data,
            "OnlyOffice.docs_url": place.standin.url,
            "OnlyOffice.jwt_secret": place.standin.options.secret,
        }
        given = [f"--{name}={value}" for name, value in options.items()]
        try:
            with pytest.raises(SystemExit) as stopped:
                main(["recover", "--allow-root", *given, *arguments])
        finally:
            for app in (RecoverApp, OnlyOfficeCommand):
                app.clear_instance()
        code = stopped.value.code
        assert isinstance(code, int)
        return code, capsys.readouterr().out

    return run


@pytest.mark.parametrize("extension", [(), (ON,)])
def test_what_waits_here_and_what_docs_kept_is_stored_and_listed(
    recover: Run, place: Place, extension: tuple[str, ...]
) -> None:
    place.kept(docx("edited"))
    place.forgotten(docx("edited once more"))
    code, said = recover(*extension)
    assert said.splitlines() == [
        "report.docx: stored what waited on this disk.",
        "report.docx: stored what ONLYOFFICE Docs had kept.",
    ]
    assert code == 0 and docx("edited once more") in place.contents() and docx("edited") in place.contents()
    assert place.standin.forgotten == {}
    code, said = recover(*extension)
    assert code == 0 and said == "ONLYOFFICE Docs holds no edits of yours that it could not deliver.\n"


def test_what_storage_still_refuses_is_told_and_kept(
    recover: Run, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*args: object) -> None:
        raise StorageError("The disk is full.", "Make room.")

    monkeypatch.setattr(Storage, "create", full)
    monkeypatch.setattr(Storage, "replace", full)
    place.kept(docx("edited"))
    code, said = recover()
    assert code == 1 and said.startswith("report.docx: The disk is full. Make room.\n")
    assert place.contents() == [docx("original")]
    monkeypatch.undo()
    code, _ = recover()
    assert code == 0 and docx("edited") in place.contents()


def test_what_docs_keeps_damaged_is_told_with_its_copy(recover: Run, place: Place) -> None:
    place.forgotten(docx("edited")[:-40])
    code, said = recover()
    assert code == 1 and "damaged" in said and "“report (recovered, damaged " in said
    assert place.contents() == sorted([docx("original"), docx("edited")[:-40]])


def test_a_docs_that_does_not_answer_is_told(recover: Run, place: Place) -> None:
    place.standin.down()
    code, said = recover()
    assert code == 1 and "cannot be used: no connection" in said


def test_without_a_docs_server_only_this_disk_is_looked_at(recover: Run, place: Place) -> None:
    place.kept(docx("edited"))
    code, said = recover("--OnlyOffice.docs_url=")
    assert code == 0 and docx("edited") in place.contents()
    assert said.splitlines()[1] == "No Docs server is configured (c.OnlyOffice.docs_url), so none was asked."


def test_without_a_subcommand_they_are_listed(jp_environ: None, capsys: pytest.CaptureFixture[str]) -> None:
    app = OnlyOfficeCommand()
    app.initialize([])
    app.start()
    assert "recover" in capsys.readouterr().out
