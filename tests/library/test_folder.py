"""Which files of the folder are documents."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import UnreadableFile
from bot.library.folder import scan
from bot.library.reading_process import document_from


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "knowledge", tmp_path / "elsewhere"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "a.txt").write_text("Điều 1", encoding="utf-8")
    (inside / "secret.txt").symlink_to(outside / "a.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "gone.txt").symlink_to(tmp_path / "nothing.txt")
    (inside / "loop").symlink_to(inside)
    (inside / "again.txt").symlink_to(inside / "a.txt")
    assert [seen.name for seen in scan(inside)] == ["a.txt", "again.txt"]


def test_a_subfolder_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    # So deep that its path is longer than any program may ask for: closed to everybody, whoever runs the tests.
    (tmp_path / "a.txt").write_text("Điều 1", encoding="utf-8")
    at = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("s" * 250, dir_fd=at)
        below = os.open("s" * 250, os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)
    first, closed = scan(tmp_path)
    assert first.name == "a.txt"
    assert closed.name.endswith("(thư mục)")
    with pytest.raises(UnreadableFile, match="tên quá dài"):
        document_from(closed.path, closed.name)
