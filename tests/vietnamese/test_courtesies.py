"""Questions without the courtesies around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vietnamese.courtesies import without_courtesies


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("Dạ, em chào ad ạ! Cho em hỏi tuổi bổ nhiệm lần đầu ạ?", "Tuổi bổ nhiệm lần đầu?"),
        ("cho em hỏi quy trình bổ nhiệm lại gồm mấy bước? ạ", "Quy trình bổ nhiệm lại gồm mấy bước?"),
        ("ad oi ho so bo nhiem gom gi nhi", "Ho so bo nhiem gom gi"),
        ("Xin hỏi trợ cấp thôi việc tính thế nào?, cảm ơn", "Trợ cấp thôi việc tính thế nào?"),
        ("Kính gửi, cán bộ dôi dư được hưởng chế độ gì?", "Cán bộ dôi dư được hưởng chế độ gì?"),
        ("Thưa các đồng chí, độ tuổi quy hoạch là bao nhiêu?", "Độ tuổi quy hoạch là bao nhiêu?"),
        ("Cán bộ trẻ là những ai? Em cảm ơn ad nhiều ạ", "Cán bộ trẻ là những ai?"),
    ],
)
def test_courtesies_go(typed: str, left: str) -> None:
    assert without_courtesies(typed) == left


@pytest.mark.parametrize(
    "typed",
    [
        "Điều 5 khoản 2 điểm a",
        "Xin ý kiến ai khi bổ nhiệm?",
        "Cho thôi chức vụ khi nào?",
        "Con của người có công được ưu tiên gì?",
        "Hỏi đáp về chế độ nghỉ phép",
        "cho em hỏi",
        "chào ad",
        "",
    ],
)
def test_the_rest_stays_as_it_was(typed: str) -> None:
    assert without_courtesies(typed) == typed


@given(st.text(max_size=60))
def test_any_text_leaves_some_words_of_it(typed: str) -> None:
    left = without_courtesies(typed)
    assert bool(left) == bool(typed.strip())
    assert left[1:].rstrip("?") in typed
    assert without_courtesies(left) == left
