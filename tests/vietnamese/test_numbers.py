"""Mentions of numbers, dates and measures."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.vietnamese import DocumentNumber, fold, mentions, written_number


def found(text: str) -> list[tuple[str, str]]:
    return [(str(mention.kind), mention.value) for mention in mentions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dưới 35 tuổi", [("age", "35")]),
        ("ba mươi lăm tuổi", [("age", "35")]),
        ("từ 30 đến 35 tuổi", [("age", "30"), ("age", "35")]),
        ("40-60% quận, huyện năm 2021", [("percent", "40%"), ("percent", "60%"), ("year", "2021")]),
        ("bốn mươi phần trăm", [("percent", "40%")]),
        ("nhiệm kỳ 2020-2025", [("year", "2020"), ("year", "2025")]),
        ("15.000.000 đồng", [("money", "15000000")]),
        ("3-5 triệu đồng", [("money", "3000000"), ("money", "5000000")]),
        ("36 tháng, 3 năm", [("duration", "36 thang"), ("duration", "36 thang")]),
        ("1,5 năm, 2 tuần", [("duration", "18 thang"), ("duration", "14 ngay")]),
        ("hai nghìn sáu trăm cán bộ", [("number", "2600")]),
        ("ngày 11/3/2021", [("date", "2021-03-11")]),
        ("ngày 11 tháng 3 năm 2021", [("date", "2021-03-11")]),
        ("tháng 3 năm 2021", [("date", "2021-03")]),
        ("2000 cán bộ năm 2000", [("number", "2000"), ("year", "2000")]),
        ("Kết luận 09 và 178/2024/NĐ-CP", [("document_number", "9-kl"), ("document_number", "178/2024/nd-cp")]),
        ("26-27/9/2025", [("number", "26"), ("date", "2025-09-27")]),
        ("5 đồng chí", [("number", "5")]),
        ("một trong những điểm", []),
    ],
)
def test_reads_with_and_without_accents(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected
    assert found(fold(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("năm năm làm việc", [("duration", "60 thang")]),
        ("ba năm", [("duration", "36 thang")]),
        ("sau mười ngày", [("duration", "10 ngay")]),
        ("bây giờ là mấy giờ", []),
        ("ông nam bay ba ngay", []),
    ],
)
def test_accents_settle_what_is_ambiguous_without(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_spans() -> None:
    text = "Mỗi quận có ít nhất 1 lãnh đạo dưới 35 tuổi, theo Kết luận số 09-KL/TU ngày 11/3/2021"
    assert [text[m.start : m.end] for m in mentions(text)] == ["1", "35 tuổi", "Kết luận số 09-KL/TU", "11/3/2021"]


def test_written_number() -> None:
    assert written_number(DocumentNumber("9", None, "kl", "tu")) == "9-kl/tu"
    assert written_number(DocumentNumber("178", "2024", "nd", "cp")) == "178/2024/nd-cp"
    assert written_number(DocumentNumber("80")) == "80"


@given(st.text(alphabet="0123456789.,%/- năm tháng tuổi đồng triệu hai ba mươi lăm KL\n", max_size=60))
@settings(derandomize=True, max_examples=300)
def test_never_raises_and_spans_are_in_order(text: str) -> None:
    previous = 0
    for mention in mentions(text):
        assert previous <= mention.start < mention.end <= len(text)
        previous = mention.start
