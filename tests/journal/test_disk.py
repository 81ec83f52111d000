"""What the disk may do: be full, be damaged, lose its power."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import DataFolderBroken
from bot.journal import Asker, Entry, Journal, Verdict

Make = Callable[..., Entry]


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file may grow beyond a size, as if the disk were full: the system itself refuses the write."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_said_and_survived(tmp_path: Path, make_entry: Make) -> None:
    journal = Journal.open(tmp_path)
    kept = [journal.record(make_entry())]
    size = (tmp_path / "journal.sqlite-wal").stat().st_size

    def fill() -> None:
        for _ in range(1_000):
            kept.append(journal.record(make_entry(typed="bí mật của người hỏi")))

    with full_disk(size), pytest.raises(DataFolderBroken, match="Không ghi được vào thư mục dữ liệu") as told:
        fill()
    chain: BaseException | None = told.value
    while chain is not None:
        assert "bí mật" not in str(chain)
        chain = chain.__cause__
    kept.append(journal.record(make_entry()))  # there is room again
    for number in kept:
        assert journal.question(number) is not None
    journal.close()
    again = Journal.open(tmp_path)
    assert all(again.question(number) is not None for number in kept)
    again.close()


def test_a_failing_write_leaves_no_half_of_a_question(tmp_path: Path, make_entry: Make) -> None:
    journal = Journal.open(tmp_path)
    journal.store.write(
        lambda connection: connection.exec_driver_sql(
            "CREATE TRIGGER broken BEFORE INSERT ON citations BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"
        )
    )
    with pytest.raises(DataFolderBroken, match="disk I/O error"):
        journal.record(make_entry())
    assert journal.store.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM questions").scalar()) == 0
    journal.store.write(lambda connection: connection.exec_driver_sql("DROP TRIGGER broken"))
    assert journal.question(journal.record(make_entry())) is not None
    journal.close()


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder", encoding="utf-8")
    with pytest.raises(DataFolderBroken, match="Không ghi được"):
        Journal.open(tmp_path / "data")


def test_a_damaged_file_is_said_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "journal.sqlite"
    file.write_bytes(b"this is no database, " * 500)
    before = file.read_bytes()
    with pytest.raises(DataFolderBroken, match="bị hỏng"):
        Journal.open(tmp_path)
    assert file.read_bytes() == before


def test_a_cut_key_is_said(tmp_path: Path) -> None:
    Journal.open(tmp_path).close()
    (tmp_path / "journal.key").write_bytes(b"short")
    with pytest.raises(DataFolderBroken, match=r"journal\.key"):
        Journal.open(tmp_path)


def test_rating_on_a_full_disk_is_said(tmp_path: Path, make_entry: Make) -> None:
    journal = Journal.open(tmp_path)
    number = journal.record(make_entry())
    size = (tmp_path / "journal.sqlite-wal").stat().st_size

    def fill() -> None:
        for _ in range(1_000):
            journal.rate(number, Asker("web", "phien-1"), Verdict.UP)

    with full_disk(size), pytest.raises(DataFolderBroken):
        fill()
    journal.close()


CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from bot.journal import Asker, Entry, Journal, Outcome
journal = Journal.open(Path(sys.argv[1]))
while True:
    number = journal.record(Entry(datetime.now(UTC), Asker("web", "a"), "hỏi", "hỏi", Outcome.REFUSED, 1.0))
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


def test_a_kill_loses_nothing_that_was_recorded(tmp_path: Path) -> None:
    told = 0
    for pause in (0.0, 0.02, 0.05):
        with subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            first = child.stdout.readline()
            time.sleep(pause)
            os.kill(child.pid, signal.SIGKILL)
            lines = [first, *child.stdout.readlines()]
        told = max([told, *(int(line) for line in lines if line.endswith(b"\n"))])
        journal = Journal.open(tmp_path)
        assert all(journal.question(number) is not None for number in range(1, told + 1))
        journal.close()
    with sqlite3.connect(tmp_path / "journal.sqlite") as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
