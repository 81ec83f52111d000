"""A generation is there whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from bot.errors import DataFolderBroken
from bot.index import Generations, VectorCache
from bot.library.build import Built, bring_up_to_date
from tests.fakes import WordEncoder

ONE = "Điều 1. Luân chuyển\n1. Cán bộ luân chuyển giữ chức vụ ít nhất ba năm.\n2. Hết thời hạn thì được bố trí.\n"
TWO = "Điều 1. Nhà ở\nCán bộ được bố trí nhà ở công vụ.\n"


class Place:
    """A knowledge folder with a data folder, indexed on request."""

    def __init__(self, root: Path) -> None:
        self.knowledge, self.data = root / "knowledge", root / "data"
        self.knowledge.mkdir()
        self.generations = Generations(self.data / "generations")
        self.cache = VectorCache(self.data / "vectors.sqlite")
        self.encoder = WordEncoder()

    def write(self, name: str, text: str) -> None:
        (self.knowledge / name).write_text(text, encoding="utf-8")

    def build(self) -> Built:
        return bring_up_to_date(
            self.knowledge, self.generations, self.cache, lambda: self.encoder, self.encoder.name, batch=4
        )

    def words(self) -> set[str]:
        loaded = self.generations.load()
        assert loaded is not None
        return {document.text for document in loaded.documents}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.write("một.txt", ONE)
    made.build()
    return made


def test_only_what_changed_is_read_and_encoded(place: Place) -> None:
    before = place.encoder.encoded
    again = place.build()
    assert not again.changed
    assert place.encoder.encoded == before
    place.write("hai.txt", TWO)
    built = place.build()
    assert (built.files_read, built.passages_encoded) == (1, 1)
    (place.knowledge / "một.txt").rename(place.knowledge / "đổi tên.txt")
    renamed = place.build()
    assert renamed.passages_encoded == 0
    assert {document.file for document in renamed.generation.documents} == {"hai.txt", "đổi tên.txt"}


def test_deleting_the_last_file_leaves_an_empty_generation(place: Place) -> None:
    (place.knowledge / "một.txt").unlink()
    built = place.build()
    assert built.changed
    assert built.generation.documents == ()
    assert built.generation.passages == ()
    assert not place.build().changed


def test_a_broken_file_is_named_and_harms_nothing_else(place: Place) -> None:
    (place.knowledge / "hỏng.docx").write_bytes(b"PK\x03\x04 not a document")
    built = place.build()
    assert [problem.file for problem in built.generation.problems] == ["hỏng.docx"]
    assert built.generation.problems[0].reason
    assert [document.file for document in built.generation.documents] == ["một.txt"]
    assert not place.build().changed


@pytest.mark.parametrize("kind", ["flip", "cut", "gone"])
def test_a_damaged_generation_gives_way_to_the_one_before(place: Place, kind: str) -> None:
    old = place.words()
    place.write("hai.txt", TWO)
    place.build()
    folder = place.data / "generations" / str(place.generations.current())
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock")]
    assert len(files) > 6
    for path in files:
        content = path.read_bytes()
        if not content and kind != "gone":
            continue
        if kind == "flip":
            middle = len(content) // 2
            path.write_bytes(content[:middle] + bytes([content[middle] ^ 0x55]) + content[middle + 1 :])
        elif kind == "cut":
            path.write_bytes(content[:-1])
        else:
            path.unlink()
        assert place.words() == old, path.name
        path.write_bytes(content)
    assert place.words() != old


def test_a_failing_disk_leaves_the_old_generation(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail the n-th fsync, n = 1, 2, 3 …, until the write goes through."""
    old = place.words()
    place.write("hai.txt", TWO)
    real = os.fsync
    failures = 0
    for nth in range(1, 200):
        calls = 0

        def failing(descriptor: int, nth: int = nth) -> None:
            nonlocal calls
            calls += 1
            if calls == nth:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(descriptor)

        monkeypatch.setattr(os, "fsync", failing)
        try:
            place.build()
        except DataFolderBroken:
            failures += 1
            assert place.words() in (old, {*old, place.knowledge.joinpath("hai.txt").read_text("utf-8")})
        else:
            break
        finally:
            monkeypatch.setattr(os, "fsync", real)
    assert failures > 8
    assert len(place.words()) == 2


def test_an_older_format_is_rebuilt(place: Place) -> None:
    manifest = place.data / "generations" / str(place.generations.current()) / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": ', '"format": 9'))
    assert place.generations.load() is None
    assert place.build().changed
    assert len(place.words()) == 1


def test_another_encoder_encodes_again(place: Place) -> None:
    other: Any = WordEncoder()
    other.name = "words@2"
    built = bring_up_to_date(place.knowledge, place.generations, place.cache, lambda: other, other.name, batch=4)
    assert built.changed
    assert built.passages_encoded == len(built.generation.passages)
    assert built.generation.encoder == "words@2"
