"""Days as they are typed, numbers as Vietnamese reads them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.journal.report import parse_day, period
from bot.phrases import report as words

TODAY = date(2026, 11, 5)


@pytest.mark.parametrize("typed", ["2026-10-31", "31/10/2026", "31-10-2026", "31.10.2026", " 31/10/2026 "])
def test_a_day_may_be_typed_in_any_usual_way(typed: str) -> None:
    assert parse_day(typed) == date(2026, 10, 31)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "31/02/2026",
        "2026-13-01",
        "31/10-2026",
        "31/10/26",
        "hôm qua",
        "1/1/1999",
        "1/1/9999",
        "٣١/١٠/٢٠٢٦",
        "2026-10-31x",
    ],
)
def test_what_is_no_day_is_told(typed: str) -> None:
    assert parse_day(typed) is None
    with pytest.raises(UsageError, match="không phải là ngày"):
        period(typed, None, TODAY)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    assert parse_day(words.day(day)) == parse_day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        (None, None, date(2026, 10, 1), date(2026, 10, 31)),
        ("2026-08-01", None, date(2026, 8, 1), date(2026, 11, 4)),
        (None, "15/9/2026", date(2026, 9, 1), date(2026, 9, 15)),
        ("1/9/2026", "1/9/2026", date(2026, 9, 1), date(2026, 9, 1)),
    ],
)
def test_days_that_are_not_given(since: str | None, until: str | None, first: date, last: date) -> None:
    assert period(since, until, TODAY) == (first, last)


def test_last_month_of_january_is_december() -> None:
    assert period(None, None, date(2027, 1, 31)) == (date(2026, 12, 1), date(2026, 12, 31))


def test_a_period_that_is_turned_round_is_told() -> None:
    with pytest.raises(UsageError, match="đứng trước"):
        period("2026-10-31", "2026-10-01", TODAY)


def test_numbers_are_written_the_vietnamese_way() -> None:
    assert words.number(1_234_567) == "1.234.567"
    assert words.number(1234.56, 1) == "1.234,6"
    assert words.number(999) == "999"
    assert words.number(None) == "–"
    assert words.percent(0.8534) == "85,3%"
    assert words.percent(1) == "100,0%"
    assert words.percent(None) == "–"
    assert words.day(date(2026, 8, 1)) == "01/08/2026"
    assert words.milliseconds(1534) == "1,53 giây"
    assert words.clock(datetime(2026, 10, 31, 7, 5, tzinfo=UTC)) == "14:05 31/10/2026"


def test_changes_say_which_way() -> None:
    assert words.change(15, 10) == "+50%"
    assert words.change(5, 10) == "−50%"
    assert words.change(10, 10) == "0%"
    assert words.change(3, 0) == "mới"
    assert words.change(0, 0) == "–"
    assert words.points(0.5, 0.6) == "−10,0 điểm %"
    assert words.points(None, 0.6) == "–"


def test_sentences_of_the_summary() -> None:
    since, until = date(2026, 8, 1), date(2026, 10, 31)
    assert words.said_asked(since, until, 1200, 300, 1000) == (
        "Từ ngày 01/08/2026 đến ngày 31/10/2026, có 1.200 câu hỏi của 300 người hỏi, tăng 20,0% so với kỳ liền trước "
        "(1.000 câu)."
    )
    assert words.said_asked(since, until, 5, 2, 0).endswith("kỳ liền trước không có câu hỏi nào để so sánh.")
    assert words.said_rated(0, 0, {}) == "Chưa có người hỏi nào đánh giá câu trả lời."
    assert words.said_rated(3, 1, {"not_in_force": 1}).endswith("3 hữu ích, 1 chưa đúng (hết hiệu lực 1).")
    assert words.said_when(6, 9, 250.0).startswith("Hỏi nhiều nhất vào chủ nhật, khoảng 9 giờ")
    assert words.place_and_day(date(2026, 11, 5)) == "Hải Phòng, ngày 05 tháng 11 năm 2026"
