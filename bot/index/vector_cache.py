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

_VERSION = 1  # of the table; bump when it changes, and the cache of an older version is begun anew
_COLUMNS = [("key", "BLOB"), ("vector", "BLOB")]
_ITEM = np.dtype(np.float32).itemsize
_CHUNK = 500  # keys per query; SQLite allows 999 variables in its oldest builds


def key_of(encoder: str, text: str) -> bytes:
    """The cache key of a text: 16 bytes of a hash over the encoder's name and version and the text."""
    return hashlib.sha256(f"{encoder}\0{text}".encode("utf-8", "surrogatepass")).digest()[:16]


class VectorCache:
    """A SQLite file of vectors. Losing it costs time and nothing else, so it is not fsynced at each write.

    A damaged file is begun anew, and so is one that another version made in a way that this one cannot read. Raises
    DataFolderBroken when the disk does not take or give the data.
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
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            if not _is_ours(connection):
                raise sqlite3.DatabaseError(f"{self._file.name}: of another version")
            if not connection.execute("PRAGMA table_info(vectors)").fetchone():
                with connection:
                    connection.execute("BEGIN IMMEDIATE")  # the table and its version at once
                    connection.execute(
                        "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
                    )
                    connection.execute(f"PRAGMA user_version={_VERSION}")
        except BaseException:
            connection.close()
            raise
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
                if len(vector) and len(vector) % _ITEM == 0:  # else it is no vector, and is made anew
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


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether a file is new, or of this version: the first releases wrote the same table without a version."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    columns = [(row[1], row[2]) for row in connection.execute("PRAGMA table_info(vectors)")]
    return version in (0, _VERSION) and columns in ([], _COLUMNS)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise DataFolderBroken(phrases.data_folder_broken(str(folder), phrases.storage_reason(error))) from error
