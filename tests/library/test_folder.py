"""Which files of the folder are documents."""

from __future__ import annotations

from pathlib import Path

from bot.library.folder import scan


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
