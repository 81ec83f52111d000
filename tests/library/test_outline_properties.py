"""What holds for every outline of every text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library.outline import Outline, RowSpan, outline, outline_rows
from bot.library.reading import Mark, MarkKind, Reading
from bot.model import Section
from bot.vietnamese import normalise

LINES = [
    "Điều 1. Phạm vi", "Điều 2", "ĐIỀU 3: X", "Điều 2 Quy định này", "Chương I", "CHƯƠNG II. X", "Mục 1",
    "Tiểu mục 2. Y",
    "Phần thứ nhất", "I. TÌNH HÌNH", "II- KẾT QUẢ", "A. LỚN", "1. Một", "2. Hai.", "3) Ba;", "1.1. Con", "a) x;",
    "b) y;", "đ) z",
    "- gạch", "+ cộng", "“Điều 9. Mới", "hết.”", "PHỤ LỤC I", "Mẫu số 01", "Nơi nhận:", "T/M BAN THƯỜNG VỤ",
    "KẾT LUẬN", "QUY CHẾ",
    "(Ban hành kèm theo Quyết định số 1)", "Căn cứ Luật;", "Số 09-KL/TU", "ĐẢNG CỘNG SẢN VIỆT NAM", "PV: Một?",
    "Ông Trần B: Hai.",
    "0", "Ý kiến bạn đọc", "https://a.vn/b", "(VOV)", "Một câu văn bình thường, có dấu chấm.", "2021 là năm",
    "TIÊU ĐỀ", "a\tb\tc", "",
    "", "   ",
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(LINES), max_size=40).map("\n".join),
    st.text(max_size=200),
)
KINDS = st.sampled_from(list(MarkKind))


def check(sections: tuple[Section, ...], size: int) -> None:
    """Sections are in order, parents before children, and children nest."""
    for index, section in enumerate(sections):
        assert 0 <= section.start <= section.body <= section.end <= size
        if index:
            assert sections[index - 1].start <= section.start
        if section.parent is not None:
            parent = sections[section.parent]
            assert section.parent < index
            assert parent.start <= section.start
            assert section.end <= parent.end
    for parent in [None, *range(len(sections))]:
        siblings = [s for s in sections if s.parent == parent]
        for left, right in pairwise(siblings):
            assert left.end <= right.start


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.lists(st.tuples(KINDS, st.integers(0, 200), st.integers(0, 60), st.integers(0, 4)), max_size=6))
def test_sections_nest_whatever_the_text_and_the_marks(raw: str, raw_marks: list[tuple[MarkKind, int, int, int]]):
    text = normalise(raw)
    marks = tuple(Mark(k, min(s, len(text)), min(s + n, len(text)), level) for k, s, n, level in raw_marks)
    found: Outline = outline(Reading(text, marks))
    check(found.sections, len(text))
    last = 0
    for start, end in found.furniture:
        assert last <= start < end <= len(text)
        last = end


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_rows_nest_and_stay_apart(first: str, second: str):
    first, second = normalise(first), normalise(second)
    text = f"{first}\n{second}"
    begin = len(first) + 1
    sections = outline_rows(text, [RowSpan(0, 0, len(first), "Điều 1"), RowSpan(begin, begin, len(text), "Điều 2")])
    check(sections, len(text))
    assert not any(s.start < begin < s.end for s in sections)
