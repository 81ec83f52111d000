"""The vector cache: nothing is encoded twice, a damaged file costs time only, a disk in trouble is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.errors import DataFolderBroken
from bot.index import VectorCache, key_of

KEY = key_of("tiny", "cán bộ")
VECTOR = np.arange(4, dtype=np.float32)


def filled(file: Path) -> None:
    cache = VectorCache(file)
    cache.put_many({KEY: VECTOR})
    cache.close()


def test_what_was_put_is_there_after_a_restart(tmp_path: Path) -> None:
    filled(tmp_path / "v.sqlite")
    cache = VectorCache(tmp_path / "v.sqlite")
    assert cache.get_many([KEY, key_of("other", "cán bộ")]).keys() == {KEY}
    assert (cache.get_many([KEY])[KEY] == VECTOR).all()


@pytest.mark.parametrize("damage", [b"no database at all" * 100, b""])
def test_a_file_that_is_no_database_is_begun_anew(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "v.sqlite"
    filled(file)
    file.write_bytes(damage)
    cache = VectorCache(file)
    assert cache.get_many([KEY]) == {}
    cache.put_many({KEY: VECTOR})
    assert KEY in cache.get_many([KEY])


def test_pages_that_rot_are_found_at_reading_and_cost_a_fresh_start(tmp_path: Path) -> None:
    file = tmp_path / "v.sqlite"
    cache = VectorCache(file)
    cache.put_many({key_of("tiny", str(n)): np.zeros(384, dtype=np.float32) for n in range(300)})
    cache.close()
    content = bytearray(file.read_bytes())
    content[8192:-4096] = b"\xff" * (len(content) - 12288)
    file.write_bytes(content)
    cache = VectorCache(file)
    held = cache.get_many([key_of("tiny", str(n)) for n in range(300)])
    assert len(held) < 300
    cache.put_many({KEY: VECTOR})
    assert (cache.get_many([KEY])[KEY] == VECTOR).all()


def test_a_place_that_cannot_be_written_is_named_and_nothing_is_deleted(tmp_path: Path) -> None:
    (tmp_path / "v.sqlite").mkdir()  # cannot be opened as a file, whoever runs the test
    with pytest.raises(DataFolderBroken, match=str(tmp_path)):
        VectorCache(tmp_path / "v.sqlite")
    assert (tmp_path / "v.sqlite").is_dir()
