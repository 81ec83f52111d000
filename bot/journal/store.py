"""One SQLite file and the one thread that writes to it.

WAL lets readers go on while a row is written; `synchronous=FULL` means that a commit is on the disk before it
returns; `secure_delete` overwrites what is erased. Each piece of work is one transaction: whole or not at all.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from bot import phrases
from bot.errors import DataFolderBroken
from bot.journal.migrations import migrate

_log = logging.getLogger(__name__)
FILE = "journal.sqlite"
_BUSY_MS = 5_000  # how long a statement waits for a lock that another program holds (a backup, say)
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={_BUSY_MS}",
    "foreign_keys=ON",
    "secure_delete=ON",
)
_Result = TypeVar("_Result")


class Store:
    """An open journal file. Whoever keeps tables in it (journal, inbox, outbox) hands its work in here.

    Raises DataFolderBroken, in `open`, `write` and `read`, when the disk does not take or give the data.
    """

    def __init__(self, folder: Path, engine: Engine) -> None:
        self._folder = folder
        self._engine = engine
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Open the file of a data folder, make it where there is none, and bring its tables up to date."""
        with _told(folder):
            folder.mkdir(parents=True, exist_ok=True)
            # Made here and not by SQLite, so that nobody else on the computer can read it.
            os.close(os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600))
        store = cls(folder, _engine(folder / FILE))
        try:
            store.write(migrate)
        except BaseException:
            store.close()
            raise
        return store

    def write(self, work: Callable[[Connection], _Result]) -> _Result:
        """Run `work` as one transaction on the writer thread; when this returns, it is on the disk."""
        return self._writer.submit(self._write, work).result()

    def read(self, work: Callable[[Connection], _Result]) -> _Result:
        """Run `work`, which only reads, on this thread over one state of the file."""
        with _told(self._folder), self._engine.begin() as connection:
            return work(connection)

    def scrub(self, *, rewrite: bool = False) -> None:
        """Have what was erased overwritten in the log of changes too, which holds it until then.

        With `rewrite` the whole file is written anew: when SQLite moves rows to another page it leaves a copy behind,
        which `secure_delete` does not know of. Costs about two seconds for 100 MB, and as much room on the disk again.
        Returns at once, also within a transaction: the writer thread does it after what it has been handed so far.
        """
        self._writer.submit(self._scrub, rewrite)

    def close(self) -> None:
        """Finish what was handed in and close the file."""
        self._writer.shutdown(wait=True)
        self._engine.dispose()

    def _write(self, work: Callable[[Connection], _Result]) -> _Result:
        with _told(self._folder), self._engine.execution_options(writes=True).begin() as connection:
            return work(connection)

    def _scrub(self, rewrite: bool) -> None:
        try:
            connection = self._engine.raw_connection()
            try:
                if rewrite:
                    connection.cursor().execute("VACUUM")
                busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                connection.close()
        except (sqlite3.Error, DBAPIError, OSError) as error:
            busy = type(error).__name__
        if busy:  # a reader that does not end, a full disk: SQLite does it at one of the next writes or at the end
            _log.warning("the journal's log of changes could not be cut yet: %s", busy)


def _engine(file: Path) -> Engine:
    # The parameters hold what people typed; they must not get into an error's text.
    engine = create_engine(URL.create("sqlite", database=str(file)), hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: object) -> None:
        # SQLAlchemy says when a transaction begins; left alone, Python's driver begins none for CREATE TABLE.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Turn what the disk and SQLite complain about into the sentence that a person gets."""
    try:
        yield
    except DBAPIError as error:
        if type(error.orig) is sqlite3.DatabaseError:  # its kinds (locked, full, …) say nothing of the file itself
            raise DataFolderBroken(phrases.journal_damaged(str(folder / FILE))) from error
        reason = phrases.storage_reason(error.orig or error)
        raise DataFolderBroken(phrases.data_folder_broken(str(folder), reason)) from error
    except OSError as error:
        raise DataFolderBroken(phrases.data_folder_broken(str(folder), phrases.system_reason(error))) from error
