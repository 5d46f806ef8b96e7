"""Converted documents are kept, but not all of them for ever."""

from __future__ import annotations

import os
from pathlib import Path

from jupyter_onlyoffice.storage.file_cache import FileCache


def made(folder: Path, content: bytes) -> Path:
    path = folder / "made.pdf"
    path.write_bytes(content)
    return path


def test_what_was_put_is_got_by_its_whole_key(tmp_path: Path) -> None:
    cache = FileCache(tmp_path / "cache")
    assert cache.get("a.docx", "1", "x2t") is None
    kept = cache.put(made(tmp_path, b"one"), "a.docx", "1", "x2t")
    assert kept.read_bytes() == b"one" and cache.get("a.docx", "1", "x2t") == kept
    assert cache.get("a.docx", "2", "x2t") is None
    assert cache.get("a.docx1", "", "x2t") is None
    assert not (tmp_path / "made.pdf").exists()
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0


def test_the_one_unused_for_longest_goes_first(tmp_path: Path) -> None:
    cache = FileCache(tmp_path / "cache", size=25)
    for number, name in enumerate(("a", "b"), 1):
        os.utime(cache.put(made(tmp_path, b"0123456789"), name), (number, number))
    assert cache.get("a")  # used again: now "b" is the oldest
    cache.put(made(tmp_path, b"0123456789"), "c")
    assert cache.get("a") and cache.get("c") and cache.get("b") is None


def test_one_that_is_larger_than_the_cache_is_kept_for_whoever_waits(tmp_path: Path) -> None:
    cache = FileCache(tmp_path / "cache", size=5)
    cache.put(made(tmp_path, b"123"), "small")
    assert cache.put(made(tmp_path, b"0123456789"), "large").exists()
    assert cache.get("small") is None
