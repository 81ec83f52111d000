"""Questions in, questions out; whose they are; what may be said of them."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.journal import Asker, Entry, Journal, Outcome, Reason, Verdict
from bot.model import Validity

Make = Callable[..., Entry]


def test_what_is_recorded_is_read_back(journal: Journal, make_entry: Make) -> None:
    number = journal.record(make_entry(unit="Quận ủy Lê Chân"))
    held = journal.question(number)
    assert held is not None
    assert (held.typed, held.searched) == ("thoi gian luan chuyen can bo?", "thời gian luân chuyển cán bộ?")
    assert (held.channel, held.unit, held.outcome) == ("web", "Quận ủy Lê Chân", Outcome.ANSWERED)
    assert (held.confidence, held.ms, held.generation) == (0.83, 31.5, "20261122T073000-abcdef12")
    assert held.asked_at == datetime(2026, 11, 22, 7, 30, tzinfo=timezone.utc)  # noqa: UP017  said in full
    assert held.rating is None
    [cited] = held.citations
    assert (cited.number, cited.file, cited.document_number) == (1, "trung-uong/quy-dinh-65.md", "65-QĐ/TW")
    assert (cited.address, cited.start, cited.end) == ("Điều 4, khoản 1", 100, 116)
    assert cited.validity is Validity.IN_FORCE


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_can_be_recorded(journal: Journal, make_entry: Make, outcome: Outcome) -> None:
    number = journal.record(make_entry(outcome=outcome, confidence=None, generation=None, citations=()))
    held = journal.question(number)
    assert held is not None
    assert held.outcome is outcome
    assert held.confidence is None
    assert held.citations == ()


def test_moments_are_kept_as_utc_and_need_a_zone(journal: Journal, make_entry: Make) -> None:
    hanoi = timezone(timedelta(hours=7))
    number = journal.record(make_entry(asked_at=datetime(2026, 11, 22, 14, 30, tzinfo=hanoi)))
    held = journal.question(number)
    assert held is not None
    assert held.asked_at.isoformat() == "2026-11-22T07:30:00+00:00"
    with pytest.raises(Exception, match="time zone"):
        journal.record(make_entry(asked_at=datetime(2026, 11, 22)))


@pytest.mark.parametrize("typed", ["a\ud800b", "a\0b", "😀 'quote' \"; DROP TABLE questions", "", "ế" * 50_000])
def test_any_text_that_was_typed_is_kept(journal: Journal, make_entry: Make, typed: str) -> None:
    held = journal.question(journal.record(make_entry(typed=typed)))
    assert held is not None
    expected = typed.replace("\ud800", "\ufffd").replace("\0", "\ufffd")
    assert held.typed == expected


def test_an_unknown_question_is_none(journal: Journal) -> None:
    assert journal.question(7) is None


def test_only_the_asker_may_rate_and_the_latest_word_counts(journal: Journal, make_entry: Make) -> None:
    asker = Asker("web", "phien-1")
    number = journal.record(make_entry())
    assert journal.rate(number, asker, Verdict.UP)
    assert journal.rate(number, asker, Verdict.DOWN, Reason.NOT_IN_FORCE)
    for stranger in (Asker("web", "phien-2"), Asker("telegram", "phien-1")):
        assert not journal.rate(number, stranger, Verdict.UP)
    assert not journal.rate(number + 1, asker, Verdict.UP)
    held = journal.question(number)
    assert held is not None
    assert held.rating is not None
    assert (held.rating.verdict, held.rating.reason) == (Verdict.DOWN, Reason.NOT_IN_FORCE)
    assert held.rating.rated_at.tzinfo is not None


def test_who_asked_is_nowhere_in_the_folder(tmp_path: Path, make_entry: Make) -> None:
    journal = Journal.open(tmp_path)
    first = journal.record(make_entry(asker=Asker("telegram", "84912345678")))
    second = journal.record(make_entry(asker=Asker("telegram", "84912345678")))
    other = journal.record(make_entry(asker=Asker("zalo", "84912345678")))
    askers = [held.asker for held in map(journal.question, (first, second, other)) if held]
    journal.close()
    assert askers[0] == askers[1] != askers[2]
    for file in tmp_path.iterdir():
        assert b"84912345678" not in file.read_bytes()


def test_channel_and_person_do_not_run_together(journal: Journal) -> None:
    assert journal.pseudonym(Asker("web", "1|2")) != journal.pseudonym(Asker("web|1", "2"))
    assert journal.pseudonym(Asker('web", "1', "2")) != journal.pseudonym(Asker("web", '1", "2'))


def test_the_key_stays_and_another_folder_has_another(tmp_path: Path) -> None:
    asker = Asker("web", "phien-1")
    names = []
    for folder in ("one", "one", "two"):
        journal = Journal.open(tmp_path / folder)
        names.append(journal.pseudonym(asker))
        journal.close()
    assert names[0] == names[1] != names[2]


def test_key_and_journal_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path)
    (tmp_path / "journal.key").chmod(0o644)
    journal.close()
    Journal.open(tmp_path).close()
    for name in ("journal.key", "journal.sqlite"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_the_file_is_set_up_to_lose_nothing_and_to_forget_well(journal: Journal, tmp_path: Path) -> None:
    def pragma(name: str) -> object:
        return journal.store.write(lambda connection: connection.exec_driver_sql(f"PRAGMA {name}").scalar())

    assert [pragma(name) for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")] == [
        "wal",
        2,  # FULL
        1,
        1,
    ]


def test_numbers_are_never_given_twice(journal: Journal, make_entry: Make) -> None:
    first = journal.record(make_entry())
    journal.store.write(lambda connection: connection.exec_driver_sql("DELETE FROM questions"))
    assert journal.question(first) is None
    assert journal.store.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM citations").scalar()) == 0
    assert journal.record(make_entry()) > first


def test_many_threads_record_at_once(journal: Journal, make_entry: Make, tmp_path: Path) -> None:
    numbers: list[int] = []

    def work() -> None:
        for _ in range(10):
            numbers.append(journal.record(make_entry()))
            assert journal.question(numbers[-1]) is not None

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(numbers)) == 80
    with sqlite3.connect(tmp_path / "data" / "journal.sqlite") as other:
        assert other.execute("SELECT count(*) FROM questions").fetchone() == (80,)


def test_a_reader_does_not_wait_for_a_writer(journal: Journal, make_entry: Make) -> None:
    number = journal.record(make_entry())
    inside, leave = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        inside.set()
        assert leave.wait(5)

    writer = threading.Thread(target=lambda: journal.store.write(hold))
    writer.start()
    assert inside.wait(5)
    assert journal.question(number) is not None
    leave.set()
    writer.join()
