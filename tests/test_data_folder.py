"""A data folder that another version made, or that another process holds, at the command line."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import phrases
from bot.index import Generations
from bot.index.generation import FORMAT_VERSION
from bot.journal import Journal
from bot.journal.migrations import migrate
from bot.journal.store import FILE
from bot.library.live import Live
from tests.fakes import WordEncoder
from tests.journal.test_migrations import ROWS
from tests.test_command_line import command
from tests.test_live import HOUSE, LEAVE, settings_for, texts

BUSY = "đang được một tiến trình khác dùng"


class Place:
    """A knowledge folder with a data folder, used through the command line."""

    def __init__(self, root: Path) -> None:
        self.root, self.knowledge, self.data = root, root / "knowledge", root / "data"
        self.knowledge.mkdir()
        (self.knowledge / "phép.txt").write_text(LEAVE, encoding="utf-8")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """A command over the two folders."""
        return command(*arguments, "--knowledge", self.knowledge, "--data", self.data, folder=self.root, WEB_PORT="0")

    def index(self, encoder: Any = None) -> Any:
        """Bring the index up to date in this process, with an encoder that costs nothing where none is given."""
        encoder = encoder or WordEncoder()
        live = Live(settings_for(self.root), encoder=encoder)
        live.begin()
        live.close()
        return encoder

    def relabel(self, version: int) -> str:
        """Make the current generation one of another version; its name."""
        name = Generations(self.data / "generations").current()
        assert name is not None
        file = self.data / "generations" / name / "manifest.json"
        manifest = json.loads(file.read_text())
        file.write_text(json.dumps({**manifest, "format": version}))
        return name


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize(
    ("version", "said"),
    [(FORMAT_VERSION - 1, phrases.GENERATION_OLDER), (FORMAT_VERSION + 1, phrases.GENERATION_NEWER)],
)
def test_an_index_of_another_version_is_made_anew_and_said(
    place: Place, version: int, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What was encoded is not encoded again, and questions stay where they are."""
    place.index()
    old = place.relabel(version)
    caplog.clear()
    again = place.index()
    assert said in caplog.messages
    assert again.encoded == 0
    generations = Generations(place.data / "generations")
    held = generations.load()
    assert held is not None
    assert texts(held) == {"phép.txt": LEAVE}
    assert held.name != old
    assert (place.data / "generations" / old).is_dir()  # a newer version may come back to it
    caplog.clear()
    place.index()
    assert caplog.messages == []


def test_a_damaged_index_is_said(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    place.index()
    name = Generations(place.data / "generations").current()
    (place.data / "generations" / str(name) / "records.jsonl").write_bytes(b"{}")
    place.index()
    assert phrases.GENERATION_BROKEN in caplog.messages


@pytest.mark.parametrize(
    "schema",
    [
        "CREATE TABLE vectors (text TEXT PRIMARY KEY, vector BLOB)",
        "CREATE TABLE vectors (key BLOB PRIMARY KEY, vector BLOB, model TEXT)",
        "CREATE TABLE other (a)",
        "PRAGMA user_version = 2",
    ],
)
def test_a_cache_of_another_version_costs_time_only(place: Place, schema: str) -> None:
    place.data.mkdir()
    with sqlite3.connect(place.data / "vectors.sqlite") as cache:
        cache.execute(schema)
    cache.close()
    assert place.index().encoded > 0
    (place.knowledge / "nhà.txt").write_text(HOUSE, encoding="utf-8")
    assert 0 < place.index().encoded < 5  # and is kept from now on


def test_a_cache_without_a_version_is_used_on(place: Place) -> None:
    """The first releases wrote none."""
    place.index()
    with sqlite3.connect(place.data / "vectors.sqlite") as cache:
        cache.execute("PRAGMA user_version = 0")
    cache.close()
    shutil.rmtree(place.data / "generations")
    assert place.index().encoded == 0


def test_what_is_no_vector_is_encoded_again(place: Place) -> None:
    place.index()
    with sqlite3.connect(place.data / "vectors.sqlite") as cache:
        cache.execute("UPDATE vectors SET vector = x'0011' WHERE key IN (SELECT key FROM vectors LIMIT 3)")
        cache.execute(
            "UPDATE vectors SET vector = x'' WHERE key IN (SELECT key FROM vectors ORDER BY key DESC LIMIT 2)"
        )
    cache.close()
    shutil.rmtree(place.data / "generations")
    assert place.index().encoded == 5


def test_an_old_data_folder_as_a_whole(place: Place, warm_vectors: Path, encoder: Any) -> None:
    """Index, cache and journal of the first release: `ask` answers, says what it made anew, and keeps the rest."""
    from sqlalchemy import create_engine

    place.data.mkdir()
    shutil.copy(warm_vectors, place.data / "vectors.sqlite")
    place.index(encoder)
    place.relabel(1)
    with sqlite3.connect(place.data / "vectors.sqlite") as cache:
        cache.execute("PRAGMA user_version = 0")
        before = cache.execute("SELECT count(*) FROM vectors").fetchone()
    cache.close()
    engine = create_engine(f"sqlite:///{place.data / FILE}")
    with engine.begin() as connection:
        migrate(connection, to="0001")
        for row in ROWS["0001"]:
            connection.exec_driver_sql(row)
    engine.dispose()
    journal_before = (place.data / FILE).read_bytes()
    for folder in ("filing/0123456789abcdef", "trash/2025-01-02/030405-0123abcd"):
        (place.data / folder).mkdir(parents=True)
        (place.data / folder / "cũ.txt").write_text(HOUSE, encoding="utf-8")
    done = place.run("ask", "--json", "Cán bộ được nghỉ phép bao nhiêu ngày một năm?")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["citations"][0]["file"] == "phép.txt"
    assert phrases.GENERATION_OLDER in done.stderr.decode()
    with sqlite3.connect(place.data / "vectors.sqlite") as cache:
        assert cache.execute("SELECT count(*) FROM vectors").fetchone() == before  # nothing was encoded again
    cache.close()
    assert (place.data / FILE).read_bytes() == journal_before
    journal = Journal.open(place.data)  # whoever opens it brings it up to date
    assert journal.question(5) is not None
    journal.close()
    assert (place.data / "trash" / "2025-01-02" / "030405-0123abcd" / "cũ.txt").is_file()


def test_a_journal_of_a_newer_version_is_refused_before_anything_is_made(place: Place) -> None:
    Journal.open(place.data).close()
    with sqlite3.connect(place.data / FILE) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    file.close()
    before = (place.data / FILE).read_bytes()
    for arguments in (("serve",), ("report",)):
        done = place.run(*arguments)
        assert done.returncode == 1
        [line] = done.stderr.decode().splitlines()
        assert "phiên bản mới hơn" in line
        assert (place.data / FILE).read_bytes() == before
        assert not (place.data / "generations").exists()


# --- two processes ---------------------------------------------------------------------------------------------------


@pytest.fixture
def owned(place: Place) -> Iterator[Place]:
    """A data folder whose owner runs."""
    live = Live(settings_for(place.root), encoder=WordEncoder())
    live.refresh()
    yield place
    live.close()


@pytest.mark.parametrize("name", ["serve", "index"])
def test_what_would_make_an_index_is_turned_away(owned: Place, name: str) -> None:
    before = sorted(path.name for path in (owned.data / "generations").iterdir())
    done = owned.run(name)
    assert (done.returncode, done.stdout) == (1, b"")
    [line] = done.stderr.decode().splitlines()
    assert re.match(rf"Thư mục dữ liệu \S+ {BUSY}\.", line)
    assert sorted(path.name for path in (owned.data / "generations").iterdir()) == before
    assert not (owned.data / FILE).exists()


def test_what_writes_elsewhere_works_beside_the_owner(owned: Place) -> None:
    """Reading, the register, accounts and the report; no generation is made or taken away by them."""
    before = sorted(path.name for path in (owned.data / "generations").iterdir())
    done = owned.run("ask", "nghỉ phép bao nhiêu ngày")  # its encoder is not the owner's
    assert done.returncode == 1
    assert "words@1" in done.stderr.decode()
    for arguments in (("report",), ("admin", "add", "lan", "--generate"), ("register",)):
        done = owned.run(*arguments)
        assert done.returncode == 0, (arguments, done.stderr.decode())
    assert (owned.knowledge / "danh-muc.xlsx").is_file()
    assert sorted(path.name for path in (owned.data / "generations").iterdir()) == before
