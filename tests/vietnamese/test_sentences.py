"""Sentences as spans."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.vietnamese import sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["Có 2.600 cán bộ.", "Số tiền 15.000.000 đồng.", "Ngày 11.3.2021."],
        ["Họp tại TP. Hải Phòng, Q. Lê Chân.", "PGS.TS. Nguyễn V. A phát biểu.", "ThS. Lê B nghe."],
        ["Thành ủy.", "Hà Nội!", "Thế ạ?", "Năm 2021.", "Ông nói “vâng.”", "Xong (hẳn.)", "Rồi… Thôi"][:6],
        ["1. Cán bộ trẻ.", "2. Cán bộ nữ."],
        ["Điều 5. Tiêu chuẩn chung", "1.3. Có bằng.", "a. Một"],
        ["Gồm máy tính, bàn ghế, v.v. và những thứ khác.", "Gồm máy tính, v.v.", "Sau đó mua thêm."],
        ["Gồm: 1. Cán bộ; 2. Công chức.", "Hết."],
        ["Xem https://vov.vn/a.html?b=1.2 nhé.", "Số: 09-KL/TU của Ban Thường vụ."],
        ["Theo Điều 5.", "Cán bộ được cử đi học… và trở về.", "Ông Nguyễn Văn A.", "Bà B."],
        ["I. QUY ĐỊNH CHUNG", "Phần II. TỔ CHỨC"],
        ["Ông hỏi “khi nào?” rồi đi.", "Đã xong.[1]", "Tiếp."],
    ],
)
def test_splits(parts: list[str]) -> None:
    lines = " ".join(parts) if parts[0].endswith((".", "!", "?")) else "\n".join(parts)
    assert split(lines) == parts


def test_a_forgotten_space_still_ends_a_sentence() -> None:
    assert split("niêm phong vật chứng.Điều 37.7 của luật") == ["niêm phong vật chứng.", "Điều 37.7 của luật"]


def test_every_line_ends_a_sentence_but_a_lone_marker() -> None:
    assert split("a) Một;\nb) Hai;\n\nc)\nBa") == ["a) Một;", "b) Hai;", "c)\nBa"]


def test_inside_a_span_of_the_text() -> None:
    text = "Bỏ qua. Một. Hai. Bỏ"
    assert [text[a:b] for a, b in sentences(text, 8, 17)] == ["Một.", "Hai."]
    assert sentences(text, 5, 5) == []
    assert sentences(text, -3, 999) == sentences(text)


TEXT = st.one_of(
    st.text(alphabet=st.characters(), max_size=80),
    st.lists(
        st.sampled_from(["Cán bộ", "v.v", ".", ". ", "…", "?", "!", "\n", ";", " ",
                         "1.", "a)", "TP.", "“", "”", "\"", ")", "(", "ạ", "A", "[1]", "2.600", "Điều 5"]),
        max_size=30,
    ).map("".join),
)  # fmt: skip


@given(TEXT, st.integers(0, 40), st.integers(0, 90))
@settings(derandomize=True, max_examples=400)
def test_spans_are_ordered_trimmed_and_complete(text: str, start: int, end: int) -> None:
    spans = sentences(text, start, end)
    covered = set()
    previous = start
    for first, last in spans:
        assert previous <= first < last <= end
        assert text[first:last] == text[first:last].strip()
        covered.update(range(first, last))
        previous = last
    for index in range(start, min(end, len(text))):
        assert index in covered or text[index].isspace()
