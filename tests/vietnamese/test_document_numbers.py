"""Document numbers as typed, said and printed."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.vietnamese import DocumentNumber, find_document_numbers, fold, matches


def only(text: str) -> DocumentNumber:
    ((number, start, end),) = find_document_numbers(text)
    assert 0 <= start < end <= len(text)
    return number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("KL 09", DocumentNumber("9", None, "kl")),
        ("kl09", DocumentNumber("9", None, "kl")),
        ("KL.09", DocumentNumber("9", None, "kl")),
        ("Kết luận số 09-KL/TU", DocumentNumber("9", None, "kl", "tu")),
        ("Số: 09 - KL/TU", DocumentNumber("9", None, "kl", "tu")),
        ("KL-TU 09", DocumentNumber("9", None, "kl", "tu")),
        ("ket luan 09 noi dung chinh la gi", DocumentNumber("9", None, "kl")),
        ("QĐ 80", DocumentNumber("80", None, "qd")),
        ("quy định 377-QĐ/TW", DocumentNumber("377", None, "qd", "tw")),
        ("quy định ba bảy bảy nói gì", DocumentNumber("377", None, "qd")),
        ("nghị quyết hai sáu", DocumentNumber("26", None, "nq")),
        ("kết luận không chín", DocumentNumber("9", None, "kl")),
        ("kết luận mười bốn của bộ chính trị", DocumentNumber("14", None, "kl")),
        ("kết luận số chín", DocumentNumber("9", None, "kl")),
        ("nghị định 178/2024", DocumentNumber("178", "2024", "nd")),
        ("NĐ 73/2023/NĐ-CP", DocumentNumber("73", "2023", "nd", "cp")),
        ("Luật 80/2025/QH15", DocumentNumber("80", "2025", "luat", "qh15")),
        ("luật số 22/2008/QH12", DocumentNumber("22", "2008", "luat", "qh12")),
        ("80/2025/QH15", DocumentNumber("80", "2025", None, "qh15")),
        ("thông tư 01/2025/TT-BNV", DocumentNumber("1", "2025", "tt", "bnv")),
        ("53/2025/NQ-HĐND", DocumentNumber("53", "2025", "nq", "hdnd")),
        ("1232/NQ-UBTVQH15", DocumentNumber("1232", None, "nq", "ubtvqh15")),
        ("hướng dẫn 01-HD/BTCTW", DocumentNumber("1", None, "hd", "btctw")),
        ("kết luận 14 năm 2021 của Bộ Chính trị", DocumentNumber("14", "2021", "kl")),
        ("quy định 37 điều nào cấm", DocumentNumber("37", None, "qd")),
        ("quyết định số 2021/QĐ-TTg", DocumentNumber("2021", None, "qd", "ttg")),
    ],
)
def test_reads(text: str, number: DocumentNumber) -> None:
    assert only(text) == number
    assert only(fold(text)) == number
    assert only(unicodedata.normalize("NFD", text)) == number


@pytest.mark.parametrize(
    "text",
    [
        "nghị quyết đại hội XIII", "kết luận 3 điều", "Điều 5", "khoản 2", "năm 2025",
        "chỉ thị trong 5 năm", "luật 2025",
        "quy định 5 năm", "kế hoạch 5 năm 2021-2025", "quy định 2.600 cán bộ", "quy định 40%",
        "đã 35 tuổi", "ngày 11/3/2021",
        "hướng dẫn 2 bước", "quy định hai năm", "quyết định ba mươi lăm người", "năm 2024 - cán bộ", "khối 11/a",
    ],
)  # fmt: skip
def test_reads_nothing_where_there_is_none(text: str) -> None:
    assert find_document_numbers(text) == []
    assert find_document_numbers(fold(text)) == []


def test_spans_hold_the_whole_mention() -> None:
    text = "Theo Kết luận số 09-KL/TU và quy định ba bảy bảy."
    assert [text[a:b] for _, a, b in find_document_numbers(text)] == ["Kết luận số 09-KL/TU", "quy định ba bảy bảy"]


@pytest.mark.parametrize(
    ("asked", "held", "expected"),
    [
        ("KL 09", "09-KL/TU", True),
        ("KL 09", "09-KL/TW", True),
        ("KL 09", "9-QĐ/TW", False),
        ("KL 09", "90-KL/TU", False),
        ("09-KL/TU", "09-KL/TW", False),
        ("luật 80", "80/2025/QH15", True),
        ("nghị định 80", "80/2025/QH15", False),
        ("nghị định 178", "178/2024/NĐ-CP", True),
        ("nghị định 178/2025", "178/2024/NĐ-CP", False),
        ("kết luận 14 năm 2021", "14-KL/TW", True),
        ("09-KL/TU", "KL 09", False),
    ],
)
def test_matches_when_every_part_that_was_given_is_equal(asked: str, held: str, expected: bool) -> None:
    assert matches(only(asked), only(held)) is expected


@given(
    st.lists(
        st.sampled_from(
            [
                "KL",
                "kết",
                "luận",
                "số",
                "09",
                "9",
                "-KL/TU",
                "/2024",
                "/NĐ-CP",
                "quy",
                "định",
                "ba",
                "bảy",
                "năm",
                "2021",
                ",",
                ".",
                "\n",
                "nq02",
                "mười",
                "điều",
            ]
        ),
        max_size=15,
    )
)
@settings(derandomize=True, max_examples=200)
def test_spans_are_ordered_and_do_not_overlap(words: list[str]) -> None:
    text = " ".join(words)
    previous = 0
    for number, start, end in find_document_numbers(text):
        assert previous <= start < end <= len(text)
        assert number.digits.isdigit()
        previous = end


@pytest.mark.parametrize(
    ("typed", "issuer"),
    [
        ("NQ 203 QH15 sửa gì", "qh15"),
        ("nghị quyết 53 HĐND", "hdnd"),
        ("kl 09 tu", "tu"),
        ("KL 09 TU HP", "tu"),
        ("kết luận 09 từ ngày nào", None),
        ("thông tư 1 bnv", "bnv"),
    ],
)
def test_the_issuer_behind_the_number(typed: str, issuer: str | None) -> None:
    ((number, _, _),) = find_document_numbers(typed)
    assert number.issuer == issuer
