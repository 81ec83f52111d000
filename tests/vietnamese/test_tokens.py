"""Tokens and the terms of the lexical index."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.vietnamese import fold, terms, terms_among, tokens


def test_tokens_stand_where_they_were_written() -> None:
    text = unicodedata.normalize("NFD", "Kết luận số 09-KL/TU của Thành ủy, 2.600 người")
    found = tokens(text)
    assert [token.text for token in found] == [
        "ket",
        "luan",
        "so",
        "09",
        "kl",
        "tu",
        "cua",
        "thanh",
        "uy",
        "2",
        "600",
        "nguoi",
    ]
    assert [fold(text[token.start : token.end]) for token in found] == [token.text for token in found]
    assert unicodedata.normalize("NFC", text[found[0].start : found[0].end]) == "Kết"


def test_syllables_and_pairs() -> None:
    assert terms("Cán bộ trẻ") == ["can", "bo", "tre", "can_bo", "bo_tre"]


@pytest.mark.parametrize(
    "text", ["cán bộ, công chức", "cán bộ (công chức)", "cán bộ “công chức”", "cán bộ - công chức"]
)
def test_pairs_cross_what_people_leave_out(text: str) -> None:
    assert "bo_cong" in terms(text)


@pytest.mark.parametrize("text", ["cán bộ. Công chức", "cán bộ: công chức", "cán bộ; công chức", "cán bộ\ncông chức"])
def test_pairs_do_not_cross_a_close(text: str) -> None:
    assert "bo_cong" not in terms(text)


def test_a_full_stop_of_an_abbreviation_is_no_close() -> None:
    assert "tp_hai" in terms("TP. Hải Phòng")


@pytest.mark.parametrize(
    ("term", "writings"),
    [
        (
            "2600",
            ["2.600 cán bộ", "2,600 cán bộ", "2600 cán bộ", "hai nghìn sáu trăm cán bộ", "hai ngàn sáu trăm cán bộ"],
        ),
        ("2600_can", ["2.600 cán bộ", "2600 can bo", "hai nghin sau tram can bo"]),
        ("0.45", ["hệ số 0,45", "hệ số 0.45", "hệ số 0,450"]),
        ("40%", ["40% nữ", "40 % nữ", "40 phần trăm nữ", "bốn mươi phần trăm nữ", "40-60% nữ", "từ 40 đến 60%"]),
        ("2021-03-11", ["11/3/2021", "11-3-2021", "11.3.2021", "ngày 11 tháng 3 năm 2021", "11/03/2021", "2021-03-11"]),
        ("2021-03", ["tháng 3 năm 2021", "tháng 3/2021", "3/2021", "11/3/2021"]),
        ("2021", ["11/3/2021", "năm 2021", "ngày 11 tháng 3 năm 2021", "năm hai không hai mốt"]),
        ("9-kl/tu", ["09-KL/TU", "9-KL/TU", "số: 09 - KL/TU", "Kết luận số 09–KL/TU"]),
        ("kl_9", ["09-KL/TU", "KL 09", "kl09", "kết luận số 9", "ket luan khong chin", "Kết luận 09"]),
        ("178/2024/nd-cp", ["178/2024/NĐ-CP", "nghị định 178/2024/nđ-cp"]),
        ("53/2025/nq-hdnd", ["Nghị quyết số 53/2025/NQ-HĐND"]),
        ("80/2025/qh15", ["Luật số 80/2025/QH15"]),
        ("35", ["35 tuổi", "ba mươi lăm tuổi", "ba lăm tuổi", "ba muoi lam tuoi", "035 tuổi"]),
        ("377", ["quy định ba bảy bảy", "quy dinh ba bay bay", "quy định 377"]),
        ("qd_377", ["quy định ba bảy bảy", "377-QĐ/TW", "QĐ 377"]),
        ("15000000", ["15 triệu", "15.000.000", "mười lăm triệu"]),
        ("2500000", ["2,5 triệu", "2 triệu rưỡi", "hai triệu rưỡi", "2.500.000"]),
    ],
)
def test_one_term_for_every_writing(term: str, writings: list[str]) -> None:
    assert [term in terms(writing) for writing in writings] == [True] * len(writings)


@pytest.mark.parametrize(
    "text",
    [
        "năm nam giới",
        "ông ba làm việc",
        "một số cán bộ",
        "hai năm sau",
        "năm năm làm việc",
        "sau không năm",
        "ba năm sáu tháng",
    ],
)
def test_bare_spoken_digits_are_no_numbers(text: str) -> None:
    assert not [term for term in terms(text) if any(char.isdigit() for char in term)]


@pytest.mark.parametrize("text", ["2 ngân hàng", "3 ngân sách"])
def test_ambiguous_scales(text: str) -> None:
    assert not any(term.endswith("000") for term in terms(text))


SENTENCE = st.lists(
    st.sampled_from(
        [
            "cán",
            "bộ",
            "trẻ",
            "năm",
            "sáu",
            "mươi",
            "trăm",
            "nghìn",
            "hai",
            "ba",
            "bảy",
            "lăm",
            "2.600",
            "40%",
            "11/3/2021",
            "09-KL/TU",
            "178/2024/NĐ-CP",
            ".",
            ",",
            ";",
            "(",
            ")",
            "\n",
            "Kết",
            "luận",
            "số",
            "quy",
            "định",
            "tỷ",
            "TP.",
            "0,45",
            "phần",
            "Đảng",
            "ngày",
            "11",
            "tháng",
            "3",
            "2021",
            "tuổi",
            "không",
            "một",
            "mốt",
            "linh",
        ]
    ),
    max_size=25,
).map(" ".join)


@given(SENTENCE)
@settings(derandomize=True, max_examples=200)
def test_the_same_terms_without_accents_and_in_nfd(text: str) -> None:
    assert terms(fold(text)) == terms(text) == terms(unicodedata.normalize("NFD", text)) == terms(text.upper())


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=80))
@settings(derandomize=True, max_examples=200)
def test_never_raises_and_terms_have_no_space(text: str) -> None:
    assert all(term and not any(char.isspace() for char in term) for term in terms(text))
    for token in tokens(text):
        assert fold(text[token.start : token.end]) == token.text


_WORDS = "cán bộ|ha|25|3|2.600|78,1|40%|phần trăm|hai nghìn|mươi|sáu|năm|KL|09-KL/TU|số|a|11/3/2021|tháng|QĐ|đ|TP. "
PIECES = st.sampled_from([*_WORDS.split("|"), " ", " ", ".", ". ", ",", "/", "-", ":", "\n"])


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=14).map("".join), st.randoms(use_true_random=False))
def test_the_wanted_terms_of_a_text_are_those_that_it_has(text: str, generator: random.Random) -> None:
    held = terms(text)
    wanted = frozenset(generator.sample(held, len(held) // 2)) | {"can_bo", "ha", "a", "nghin"}
    for asked in (wanted, frozenset(term for term in wanted if not any(map(str.isdigit, term)))):
        assert terms_among(text, asked) == asked & set(held)
