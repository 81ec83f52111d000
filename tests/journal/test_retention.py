"""Words and vectors go after some months; what they add up to stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from bot.journal import Asker, Conversations, Entry, Journal, Verdict, counts, expire, expire_daily
from bot.journal.golden import choose, chosen
from bot.journal.retention import _before
from bot.journal.tables import conversations, questions, themes, vectors
from bot.journal.themes.packing import pack_centre, pack_vector, unpack_centre
from bot.journal.windows import KEPT, Windows
from bot.model import State
from tests.journal.conftest import ASKED_AT

Make = Callable[..., Entry]
NOW = ASKED_AT + timedelta(days=1)
OLD = ASKED_AT - timedelta(days=400)
VECTORS = np.eye(8, dtype=np.float32)


def _ask(journal: Journal, entry: Entry, vector: int, theme: int) -> int:
    def work(connection) -> int:  # type: ignore[no-untyped-def]
        number = journal.insert(connection, entry)
        row = {"question_id": number, "encoder": "w", "vector": pack_vector(VECTORS[vector] + 0.25)}
        connection.execute(insert(vectors).values(row))
        connection.execute(questions.update().where(questions.c.id == number).values(theme_id=theme))
        return number

    return journal.store.write(work)


def _theme(journal: Journal, *numbers: int) -> int:
    centre = sum((VECTORS[number] + 0.25 for number in numbers), np.zeros(8, np.float32))
    row = {"made_at": NOW, "hidden": False, "encoder": "w", "centre": pack_centre(centre), "size": len(numbers)}
    made = journal.store.write(lambda c: c.execute(insert(themes).values(row)).inserted_primary_key)
    assert made is not None
    return int(made[0])


def test_old_words_go_and_counts_stay(tmp_path: Path, make_entry: Make) -> None:
    journal = Journal.open(tmp_path)
    both, alone = _theme(journal, 0, 1), _theme(journal, 2)
    old = _ask(journal, make_entry(typed="lời cũ rích", searched="lời cũ rích đó", asked_at=OLD), 0, both)
    new = _ask(journal, make_entry(typed="lời mới", searched="lời mới"), 1, both)
    gone = _ask(journal, make_entry(typed="lời xưa kia", searched="lời xưa kia", asked_at=OLD), 2, alone)
    journal.rate(old, Asker("web", "phien-1"), Verdict.UP)
    journal.store.write(lambda c: (choose(c, old, "lan"), choose(c, new, "lan")))
    before = journal.store.read(lambda c: counts(c, OLD))
    assert journal.store.write(lambda c: expire(journal, c, NOW, 12)) == 2
    assert journal.store.write(lambda c: expire(journal, c, NOW, 12)) == 0
    held = [journal.question(number) for number in (old, new, gone)]
    assert [one and (one.typed, one.searched) for one in held] == [("", ""), ("lời mới", "lời mới"), ("", "")]
    assert [one and (one.theme_id, len(one.citations)) for one in held] == [(both, 1), (both, 1), (alone, 1)]
    assert held[0] is not None
    assert held[0].rating is not None
    assert journal.store.read(lambda c: counts(c, OLD)) == before
    assert journal.store.read(chosen) == {new}
    assert journal.store.read(lambda c: c.execute(select(vectors.c.question_id)).scalars().all()) == [new]
    found = {row.id: row for row in journal.store.read(lambda c: c.execute(select(themes)).all())}
    assert (found[both].size, found[alone].size) == (1, 0)
    assert np.allclose(unpack_centre(found[both].centre), VECTORS[1] + 0.25)
    assert not unpack_centre(found[alone].centre).any()
    journal.store.write(lambda c: None)
    data = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for erased in (
        "lời cũ rích".encode(),
        "lời xưa kia".encode(),
        pack_vector(VECTORS[0] + 0.25),
        pack_vector(VECTORS[2] + 0.25),
    ):
        assert erased not in data
    assert "lời mới".encode() in data
    journal.close()


def test_states_that_have_run_out_go_though_nobody_writes(journal: Journal) -> None:
    talks = Conversations(journal, now=lambda: OLD)
    journal.store.write(lambda c: talks.put(c, "a", Asker("web", "1"), State("lời")))
    journal.store.write(lambda c: expire(journal, c, NOW, 12))
    assert journal.store.read(lambda c: c.execute(select(conversations)).all()) == []


def test_it_comes_round_once_a_day(journal: Journal, make_entry: Make) -> None:
    journal.record(make_entry(asked_at=OLD))
    assert expire_daily(journal, NOW, 12) == 1
    journal.record(make_entry(asked_at=OLD))
    assert expire_daily(journal, NOW + timedelta(hours=23), 12) is None
    assert expire_daily(journal, NOW + timedelta(hours=25), 12) == 1
    journal.record(make_entry(asked_at=OLD))
    assert expire_daily(journal, NOW - timedelta(days=3), 12) == 1  # a clock that was put back holds up nothing


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)), st.integers(1, 120))
def test_months_are_those_of_the_calendar(now: datetime, months: int) -> None:
    before = _before(now, months)
    assert (now.year - before.year) * 12 + now.month - before.month == months
    assert before.day <= now.day
    assert before.time() == now.time()


def test_the_last_day_of_a_month() -> None:
    assert _before(datetime(2024, 3, 31), 1) == datetime(2024, 2, 29)
    assert _before(datetime(2024, 2, 29), 12) == datetime(2023, 2, 28)


def test_windows_go_when_nothing_may_follow_in_them(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path)
    held = Windows(journal, "zalo_oa")
    held.wrote(("cũ", NOW - KEPT - timedelta(minutes=1)), ("mới", NOW - KEPT + timedelta(minutes=1)))
    assert held.of("cũ") is not None  # nothing else erases it
    assert expire_daily(journal, NOW, 12) == 0
    assert (held.of("cũ"), held.of("mới") is None) == (None, False)
    journal.close()
