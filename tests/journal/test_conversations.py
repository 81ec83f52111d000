"""States of conversations, forgetting, counting: functions of a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.journal import (
    Asker,
    Conversations,
    Entry,
    Journal,
    Member,
    Members,
    Outcome,
    Reason,
    Role,
    Verdict,
    counts,
    forget,
)
from bot.journal.tables import sent
from bot.model import State
from tests.journal.conftest import ASKED_AT, CITATION

Make = Callable[..., Entry]
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ONE, TWO = Asker("telegram", "1"), Asker("telegram", "2")
CITATION_2 = replace(CITATION, number=2)
STATE = State("thời gian luân chuyển?", (CITATION,), 7, (("1", "s:7:1"), ("đồng ý", "x:ab")))


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_a_state_is_read_back_as_it_was(journal: Journal) -> None:
    talks = Conversations(journal, now=Clock())
    talk = talks.talk("telegram", "c", "1")
    assert journal.store.read(lambda c: talks.get(c, talk)) is None
    journal.store.write(lambda c: talks.put(c, talk, ONE, STATE))
    assert journal.store.read(lambda c: talks.get(c, talk)) == STATE
    journal.store.write(lambda c: talks.put(c, talk, ONE, State("nửa \ud83d \0")))
    held = journal.store.read(lambda c: talks.get(c, talk))
    assert held is not None
    assert held.searched.startswith("nửa ")
    assert talks.talk("telegram", "c", "2") != talk != talks.talk("telegram", "1", "c")


def test_old_states_go(journal: Journal) -> None:
    clock = Clock()
    talks = Conversations(journal, now=clock)
    journal.store.write(lambda c: talks.put(c, "a", ONE, STATE))
    clock.now += timedelta(hours=24)
    assert journal.store.read(lambda c: talks.get(c, "a")) is None
    journal.store.write(lambda c: talks.put(c, "b", TWO, STATE))
    left = journal.store.read(lambda c: c.exec_driver_sql("SELECT talk FROM conversations").scalars().all())
    assert left == ["b"]


def test_what_a_message_answered(journal: Journal, make_entry: Make) -> None:
    talks = Conversations(journal)
    number = journal.record(make_entry())
    place = journal.keyed("telegram", "c", "5")
    row = {"channel": "telegram", "place": place, "question_id": number, "sent_at": NOW}
    journal.store.write(lambda c: c.execute(insert(sent).values(row)))
    assert journal.store.read(lambda c: talks.replied_to(c, "telegram", "c", "5")) == number
    for where in (("zalo", "c", "5"), ("telegram", "d", "5"), ("telegram", "c", "6")):
        assert journal.store.read(lambda c, where=where: talks.replied_to(c, *where)) is None


def test_the_fingerprint_of_a_quote_is_kept(journal: Journal, make_entry: Make) -> None:
    held = journal.question(journal.record(make_entry()))
    assert held is not None
    assert [one.mark for one in held.citations] == [CITATION.mark]


def test_forgetting_one_person(tmp_path: Path, make_entry: Make) -> None:
    journal = Journal.open(tmp_path)
    talks, members = Conversations(journal), Members(journal)
    for asker, words in ((ONE, "câu hỏi thứ nhất bí mật"), (TWO, "câu hỏi thứ hai")):
        number = journal.record(make_entry(asker=asker, typed=words, searched=words))
        journal.rate(number, asker, Verdict.DOWN, Reason.OTHER)
        journal.store.write(lambda c, asker=asker, words=words: talks.put(c, words, asker, State(words)))
    journal.store.write(lambda c: members.invite(c, "1", Member(Role.ADMIN, "Đơn vị A"), uses=None, lasts=None))
    journal.store.write(lambda c: members.redeem(c, "1", ONE, "c"))
    before = b"".join(file.read_bytes() for file in tmp_path.glob("journal.sqlite*"))
    assert "thứ nhất bí mật".encode() in before
    assert journal.store.write(lambda c: forget(journal, c, ONE)) == 1
    journal.store.write(lambda c: None)  # what was scheduled before is done
    after = b"".join(file.read_bytes() for file in tmp_path.glob("journal.sqlite*"))
    assert "thứ nhất bí mật".encode() not in after
    assert "thứ hai".encode() in after
    assert journal.store.read(lambda c: members.find(c, ONE)) == Member(Role.ADMIN, None)
    journal.close()
    with sqlite3.connect(tmp_path / "journal.sqlite") as file:
        for table in ("questions", "citations", "ratings", "conversations"):
            assert file.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,), table


def test_forgetting_is_whole_or_not_at_all(journal: Journal, make_entry: Make) -> None:
    journal.record(make_entry(asker=ONE))

    def fails(connection: object) -> None:
        forget(journal, connection, ONE)  # type: ignore[arg-type]
        raise KeyError

    with pytest.raises(KeyError):
        journal.store.write(fails)
    assert journal.question(1) is not None


def test_a_reader_does_not_keep_the_log_from_being_cut_for_good(
    tmp_path: Path, make_entry: Make, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal.open(tmp_path)
    journal.record(make_entry(typed="câu rất riêng"))
    with sqlite3.connect(tmp_path / "journal.sqlite", isolation_level=None) as reader:
        reader.execute("PRAGMA busy_timeout=0")
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM questions").fetchone()
        journal.store.write(lambda c: forget(journal, c, Asker("web", "phien-1")))
        journal.store.write(lambda c: None)
        assert "could not be cut yet" in caplog.text
        assert "rất riêng" not in caplog.text
        reader.execute("COMMIT")
    journal.store.scrub()
    journal.store.write(lambda c: None)
    data = b"".join(file.read_bytes() for file in tmp_path.glob("journal.sqlite*"))
    assert "câu rất riêng".encode() not in data
    journal.close()


def test_counting(journal: Journal, make_entry: Make) -> None:
    web, phone = Asker("web", "1"), Asker("telegram", "1")
    for asker, outcome in (
        (phone, Outcome.ANSWERED),
        (phone, Outcome.REFUSED),
        (phone, Outcome.TALK),
        (web, Outcome.ANSWERED),
    ):
        cited = (CITATION, CITATION_2) if outcome is Outcome.ANSWERED else ()
        number = journal.record(make_entry(asker=asker, outcome=outcome, citations=cited))
        journal.rate(number, asker, Verdict.DOWN)
        journal.rate(number, asker, Verdict.UP)
    journal.record(make_entry(asker=web, asked_at=ASKED_AT - timedelta(days=10), outcome=Outcome.FAILED, citations=()))
    week = journal.store.read(lambda c: counts(c, ASKED_AT - timedelta(days=7)))
    assert week.questions == 3
    assert week.outcomes == {Outcome.ANSWERED: 2, Outcome.REFUSED: 1}
    assert list(week.channels.items()) == [("telegram", 2), ("web", 1)]
    assert week.verdicts == {Verdict.UP: 3}
    assert week.cited == (("trung-uong/quy-dinh-65.md", "65-QĐ/TW", 2),)
    month = journal.store.read(lambda c: counts(c, ASKED_AT - timedelta(days=30)))
    assert (month.questions, month.outcomes[Outcome.FAILED]) == (4, 1)
    assert journal.store.read(lambda c: counts(c, ASKED_AT + timedelta(days=1))).questions == 0
