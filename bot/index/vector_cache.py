"""Vectors by the exact text that was encoded, so that nothing is encoded twice."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from bot.index.encoder import Vectors

_CHUNK = 500  # keys per query; SQLite allows 999 variables in its oldest builds


def key_of(encoder: str, text: str) -> bytes:
    """The cache key of a text: 16 bytes of a hash over the encoder's name and version and the text."""
    return hashlib.sha256(f"{encoder}\0{text}".encode("utf-8", "surrogatepass")).digest()[:16]


class VectorCache:
    """A SQLite file of vectors. Losing it costs time and nothing else, so it is not fsynced at each write."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file
        try:
            self._connection = self._open()
        except sqlite3.DatabaseError:  # damaged: start again
            file.unlink(missing_ok=True)
            self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, check_same_thread=False, timeout=30)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
        return connection

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """The vectors that are known, by key."""
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
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
