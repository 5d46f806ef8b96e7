"""Files on the local disk: which may be replaced. How they are read is tested with the storage."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jupyter_onlyoffice.storage import local_files


def test_in_a_sticky_folder_only_the_owner_replaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    file = folder / "a.docx"
    file.write_bytes(b"x")
    folder.chmod(0o1777)
    assert local_files.replaceable(str(file), file.stat())
    monkeypatch.setattr(os, "geteuid", lambda: file.stat().st_uid + 1)
    monkeypatch.setattr(os, "access", lambda *_: True)
    assert not local_files.replaceable(str(file), file.stat())
    folder.chmod(0o777)
    assert local_files.replaceable(str(file), file.stat())
