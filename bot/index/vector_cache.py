"""Vectors by the exact text that was encoded, so that nothing is encoded twice."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from bot import phrases
from bot.errors import DataFolderBroken
from bot.index.encoder import Vectors

_CHUNK = 500  # keys per query; SQLite allows 999 variables in its oldest builds


def key_of(encoder: str, text: str) -> bytes:
    """The cache key of a text: 16 bytes of a hash over the encoder's name and version and the text."""
    return hashlib.sha256(f"{encoder}\0{text}".encode("utf-8", "surrogatepass")).digest()[:16]


class VectorCache:
    """A SQLite file of vectors. Losing it costs time and nothing else, so it is not fsynced at each write.

    A damaged file is begun anew. Raises DataFolderBroken when the disk does not take or give the data.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        with _told(file.parent):
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._connection = self._open()
            except sqlite3.OperationalError:
                raise  # a full or read-only disk, a lock: nothing is wrong with the file
            except sqlite3.DatabaseError:
                self._connection = self._anew()

    def _anew(self) -> sqlite3.Connection:
        for ending in ("", "-wal", "-shm"):
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
        return self._open()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, check_same_thread=False, timeout=30)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
        return connection

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """The vectors that are known, by key."""
        with _told(self._file.parent):
            try:
                return self._get(keys)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._connection.close()
                self._connection = self._anew()
                return {}

    def _get(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        for at in range(0, len(keys), _CHUNK):
            part = list(keys[at : at + _CHUNK])
            marks = ",".join("?" * len(part))
            for key, vector in self._connection.execute(
                f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part
            ):
                found[key] = np.frombuffer(vector, dtype=np.float32)
        return found

    def put_many(self, vectors: Mapping[bytes, Vectors]) -> None:
        """Keep vectors (float32) under their keys."""
        rows: Iterable[tuple[bytes, bytes]] = (
            (key, vector.astype(np.float32).tobytes()) for key, vector in vectors.items()
        )
        with _told(self._file.parent), self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise DataFolderBroken(phrases.data_folder_broken(str(folder), str(error))) from error
