"""The figures of a report, against a slow recount; days and weeks of Vietnam's clock; people kept out of sight."""

from __future__ import annotations

import math
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.journal import Journal, Outcome, Verdict
from bot.journal.report import Figures, figures, rows
from bot.journal.report.page import page
from bot.journal.report.proposals import proposals
from bot.journal.report.values import Span
from bot.phrases import report as words
from tests.conftest import count as how_many
from tests.journal.report_data import SINCE, UNTIL, Ask, at_random, fill

HANOI = timezone(timedelta(hours=7))
NOON = datetime(2026, 9, 9, 5, 0, tzinfo=UTC)


def reported(journal: Journal, asks: list[Ask], *, least: int = 3, names: dict[int, str] | None = None) -> Figures:
    fill(journal, asks, names=names)
    return figures(journal, SINCE, UNTIL, min_askers=least)


def in_period(asks: list[Ask], since: date, until: date) -> list[Ask]:
    """The questions of a period, by the plainest reading of it."""
    return [ask for ask in asks if since <= ask.at.astimezone(HANOI).date() <= until and ask.status != "talk"]


def recount(asks: list[Ask], found: Figures) -> None:
    """Count again by hand what `figures` counted."""
    asked = in_period(asks, SINCE, UNTIL)
    whole = found.whole
    assert whole.tally.questions == len(asked)
    assert whole.tally.askers == len({ask.asker for ask in asked})
    assert {one.value: n for one, n in whole.tally.outcomes.items()} == Counter(ask.status for ask in asked)
    latest = [ask.ratings[-1] for ask in asked if ask.ratings]
    assert {one.value: n for one, n in whole.verdicts.items()} == Counter(verdict for verdict, _ in latest)
    assert found.reasons == Counter(reason or "" for verdict, reason in latest if verdict == "down")
    ordered = sorted(ask.ms for ask in asked)
    assert whole.median_ms == (ordered[math.ceil(len(ordered) / 2) - 1] if ordered else None)
    assert whole.p95_ms == (ordered[math.ceil(0.95 * len(ordered)) - 1] if ordered else None)
    local = [ask.at.astimezone(HANOI) for ask in asked]
    calendar = Counter((at.weekday(), at.hour) for at in local)
    assert {(day, hour): n for day, hours in enumerate(found.calendar) for hour, n in enumerate(hours) if n} == calendar
    weeks = Counter(at.date() - timedelta(days=at.weekday()) for at in local)
    assert {monday: tally.questions for monday, tally in found.weeks if tally.questions} == weeks
    assert [monday for monday, _ in found.weeks] == [date(2026, 7, 27) + timedelta(weeks=n) for n in range(14)]
    assert {name: tally.questions for name, tally in found.channels} == Counter(ask.channel for ask in asked)
    files = Counter(file for ask in asked for file in ask.files)
    assert {one.file: one.questions for one in found.cited} == files
    before = in_period(asks, date(2026, 5, 1), date(2026, 7, 31))
    assert (found.before.tally.questions, found.before.tally.askers) == (
        len(before),
        len({ask.asker for ask in before}),
    )
    for topic in found.topics:
        mine = [ask for ask in asked if ask.theme == topic.id]
        assert (topic.tally.questions, topic.tally.askers) == (len(mine), len({ask.asker for ask in mine}))
        assert topic.before == sum(ask.theme == topic.id for ask in before)
        rated = Counter(ask.ratings[-1][0] for ask in mine if ask.ratings)
        assert (topic.ups, topic.downs) == (rated["up"], rated["down"])
    assert {topic.id for topic in found.topics} == {ask.theme for ask in asked} - {None}
    assert sum(topic.tally.questions for topic in found.topics) + sum(ask.theme is None for ask in asked) == len(asked)


@pytest.mark.parametrize("count", [0, 1, 7, 400])
def test_figures_are_those_of_a_slow_recount(journal: Journal, count: int) -> None:
    asks = at_random(count, seed=count)
    recount(asks, reported(journal, asks))


_MOMENTS = st.datetimes(datetime(2026, 7, 30), datetime(2026, 11, 2), timezones=st.just(UTC))
_ASKS = st.builds(
    Ask,
    at=_MOMENTS,
    asker=st.sampled_from("abcde"),
    channel=st.sampled_from(["web", "zalo"]),
    unit=st.sampled_from([None, "A", "B"]),
    status=st.sampled_from([outcome.value for outcome in Outcome]),
    ms=st.floats(0, 1e5),
    theme=st.sampled_from([None, 1, 2]),
    ratings=st.lists(st.sampled_from([("up", None), ("down", "other"), ("down", None)]), max_size=2).map(tuple),
)


@settings(max_examples=how_many(15, 300), deadline=None)
@given(st.lists(_ASKS, max_size=25))
def test_any_journal_is_counted_as_by_hand(asks: list[Ask]) -> None:
    asks = [Ask(**{**vars(ask), "theme": None if ask.status == "talk" else ask.theme}) for ask in asks]
    with TemporaryDirectory() as folder:
        journal = Journal.open(Path(folder))
        try:
            recount(asks, reported(journal, asks))
        finally:
            journal.close()


def test_a_day_ends_at_midnight_in_vietnam(journal: Journal) -> None:
    moments = [
        datetime(2026, 7, 31, 16, 59, 59, 999_999, tzinfo=UTC),  # 23:59:59 on 31 July there
        datetime(2026, 7, 31, 17, 0, tzinfo=UTC),  # midnight
        datetime(2026, 10, 31, 16, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 10, 31, 17, 0, tzinfo=UTC),
    ]
    found = reported(journal, [Ask(at) for at in moments])
    assert found.whole.tally.questions == 2
    assert found.calendar[5][0] == 1  # Saturday, 1 August
    assert found.calendar[5][23] == 1  # Saturday, 31 October
    assert found.weeks[0][0] == date(2026, 7, 27)
    assert found.weeks[0][1].questions == 1


def test_small_talk_is_no_question(journal: Journal) -> None:
    found = reported(journal, [Ask(NOON, status="talk"), Ask(NOON)])
    assert found.whole.tally.questions == 1
    assert found.whole.tally.share == 1.0
    assert len(rows(journal, found)) == 1


def test_an_empty_period_has_no_share_and_no_times(journal: Journal) -> None:
    found = reported(journal, [])
    assert found.whole.tally.share is None
    assert found.whole.median_ms is found.whole.p95_ms is None
    assert (found.busiest, found.topics, found.units, found.rising) == (None, (), (), ())
    assert rows(journal, found) == ()
    assert proposals(found) == (words.PROPOSE_NOTHING,)


def test_the_latest_word_on_an_answer_counts(journal: Journal) -> None:
    asks = [
        Ask(NOON, ratings=(("down", "incomplete"), ("up", None))),
        Ask(NOON, ratings=(("up", None), ("down", None))),
    ]
    found = reported(journal, asks)
    assert found.whole.verdicts == {Verdict.UP: 1, Verdict.DOWN: 1}
    assert found.reasons == {"": 1}


def test_units_of_few_askers_are_put_together_and_named_nowhere(journal: Journal) -> None:
    asks = [Ask(NOON, asker=f"a{n}", unit="Sở Nội vụ") for n in range(3)]
    asks += [Ask(NOON, asker="b1", unit="Xã Ít Người")] * 5
    asks += [Ask(NOON, asker="c1", unit="Xã Khác"), Ask(NOON, asker="c2", unit="Xã Khác")]
    asks += [Ask(NOON, asker="d1")]
    found = reported(journal, asks)
    others = words.other_units(3)
    assert [(name, tally.questions, tally.askers) for name, tally in found.units] == [
        ("Sở Nội vụ", 3, 3),
        (others, 7, 3),
        (words.NO_UNIT, 1, 1),
    ]
    assert Counter(row.unit for row in rows(journal, found)) == {"Sở Nội vụ": 3, others: 7, words.NO_UNIT: 1}


def test_a_theme_of_few_askers_shows_no_words(journal: Journal) -> None:
    asks = [Ask(NOON, asker="a", theme=1, typed="Riêng của một người")] * 9
    asks += [Ask(NOON, asker=f"a{n}", theme=2, typed="Của ba người") for n in range(3)]
    found = reported(journal, asks)
    assert [(topic.id, topic.shown) for topic in found.topics] == [(1, False), (2, True)]
    assert "Riêng của một người" not in repr(found)
    assert found.topics[1].label == "Của ba người"
    assert {row.theme for row in rows(journal, found)} == {words.few_askers(3), "Của ba người"}
    assert not any("Riêng" in line or "dưới 3" in line for line in proposals(found))


def test_a_theme_whose_words_were_erased_is_not_called_one_of_few(journal: Journal) -> None:
    asks = [Ask(NOON, asker=f"a{n}", theme=1, typed="") for n in range(5)]
    asks += [Ask(NOON, asker="a1", theme=2, typed="Riêng của một người"), Ask(NOON, asker="a2", theme=3, typed="")]
    found = reported(journal, asks)
    assert [(topic.label, topic.shown, topic.few) for topic in found.topics] == [
        (words.theme_erased(1), False, False),
        (words.theme_without_wording(2, 3), False, True),
        (words.theme_without_wording(3, 3), False, True),
    ]
    assert found.labels == {1: words.theme_erased(1), 2: words.few_askers(3), 3: words.few_askers(3)}
    shown = page(found)
    assert words.below_minimum(2, 2, 3) in shown
    assert words.erased(1, 5) in shown


def test_popular_and_answered_and_popular_and_unanswered_are_two_lists(journal: Journal) -> None:
    asks = [Ask(NOON, asker=f"a{n}", theme=1, typed="Có trong tài liệu") for n in range(10)]
    asks += [Ask(NOON, asker=f"a{n}", theme=1, typed="Có trong tài liệu", status="refused") for n in range(2)]
    asks += [Ask(NOON, asker=f"a{n}", theme=2, typed="Không có", status="near") for n in range(4)]
    asks += [Ask(NOON, asker=f"a{n}", theme=2, typed="Không có") for n in range(3)]
    asks += [Ask(NOON, asker=f"a{n}", theme=3, typed="Trục trặc", status="failed") for n in range(9)]
    found = reported(journal, asks)
    assert [topic.id for topic in found.topics] == [1, 3, 2]
    assert [topic.id for topic in found.unanswered] == [2]  # an error is no gap in the documents
    said = proposals(found)
    assert said[0] == words.propose_document("Không có", 4, 4)
    assert said[1] == words.propose_training(["Có trong tài liệu"])
    assert words.propose_failed(9) in said


def test_what_rises_is_told_by_the_period_before(journal: Journal) -> None:
    before = NOON - timedelta(days=92)
    asks = [Ask(NOON, theme=1)] * 9 + [Ask(before, theme=1)] * 3
    asks += [Ask(NOON, theme=2)] * 10 + [Ask(before, theme=2)] * 9
    asks += [Ask(NOON, theme=3)] * 4
    found = reported(journal, asks)
    assert [topic.id for topic in found.rising] == [1, 3]
    assert found.span.before == Span(date(2026, 5, 1), date(2026, 7, 31))


def test_nothing_rises_where_nothing_was_asked_before(journal: Journal) -> None:
    assert reported(journal, [Ask(NOON, theme=1)] * 9).rising == ()


def test_names_given_by_staff_come_before_wordings(journal: Journal) -> None:
    asks = [Ask(NOON, asker=f"a{n}", theme=1) for n in range(3)]
    assert reported(journal, asks, names={1: "Tuổi bổ nhiệm lần đầu"}).topics[0].label == "Tuổi bổ nhiệm lần đầu"


def test_questions_without_text_any_more_are_counted(journal: Journal) -> None:
    found = reported(journal, [Ask(NOON, typed=""), Ask(NOON)])
    assert found.without_text == 1
    assert found.whole.tally.questions == 2


def test_a_period_that_is_turned_round_is_refused(journal: Journal) -> None:
    with pytest.raises(ValueError, match="before it begins"):
        figures(journal, UNTIL, SINCE, min_askers=3)


def test_nothing_of_an_asker_is_in_figures_or_rows(journal: Journal) -> None:
    found = reported(journal, [Ask(NOON, asker="0123456789abcdef" * 2)])
    assert "0123456789abcdef" not in repr(found) + repr(rows(journal, found))


def test_many_questions_are_counted_in_seconds(journal: Journal) -> None:
    asks = at_random(20_000, days=92)
    fill(journal, asks)
    began = time.process_time()
    found = figures(journal, date(2026, 5, 1), date(2026, 7, 31), min_askers=3)
    assert found.whole.tally.questions == len(in_period(asks, date(2026, 5, 1), date(2026, 7, 31)))
    assert time.process_time() - began < 30
