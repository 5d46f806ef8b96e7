"""Forms with a file, as they are sent."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

import pytest

from jupyter_onlyoffice.docs_server.multipart import CHUNK, Form


def parts(form: Form) -> dict[str, bytes]:
    """What a reader of the standard library finds in it."""
    head = f"Content-Type: {form.content_type}\r\n\r\n".encode()
    found = [part for part in message_from_bytes(head + b"".join(form)).walk() if not part.is_multipart()]
    named = {part.get_param("name", header="Content-Disposition"): part.get_payload(decode=True) for part in found}
    return {str(name): content for name, content in named.items() if isinstance(content, bytes)}


@pytest.mark.parametrize("size", [0, 1, CHUNK, 2 * CHUNK + 7])
def test_a_form_is_as_long_as_it_says_and_holds_its_file_each_time(tmp_path: Path, size: int) -> None:
    content = bytes(range(1, 11)) * (size // 10 + 1)
    (tmp_path / "file").write_bytes(content[:size].replace(b"\r", b"x").replace(b"\n", b"y"))
    form = Form({"params": '{"key": "ü"}'}, tmp_path / "file")
    for _ in range(2):
        assert len(b"".join(form)) == len(form)
        assert parts(form) == {"params": '{"key": "ü"}'.encode(), "file": (tmp_path / "file").read_bytes()}


def test_a_form_without_a_file_has_its_fields_only() -> None:
    form = Form({"params": "{}", "other": "2"})
    assert len(b"".join(form)) == len(form) and parts(form) == {"params": b"{}", "other": b"2"}


def test_a_file_that_becomes_shorter_meanwhile_is_not_sent_as_if_it_were_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 100)
    form = Form({}, tmp_path / "file")
    (tmp_path / "file").write_bytes(b"x" * 10)
    with pytest.raises(OSError, match="shorter"):
        list(form)


def test_a_file_that_is_gone_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Form({}, tmp_path / "none")
