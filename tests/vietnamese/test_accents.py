"""Accents put back."""

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.vietnamese import Restorer, fold, load_restorer

RESTORER = load_restorer()


@pytest.mark.parametrize(
    "text",
    [
        "kết luận 09 nói gì về cán bộ trẻ",
        "Ai là Phó Bí thư thường trực Thành ủy Hải Phòng?",
        "điều kiện bổ nhiệm lại cán bộ lãnh đạo, quản lý là gì",
        "vi phạm thì bị kỷ luật thế nào",
        "TRÌNH TỰ, THỦ TỤC CẤP GIẤY PHÉP XÂY DỰNG",
        "công chức cấp xã nghỉ hưu trước tuổi được hưởng chế độ gì",
        "tỷ lệ cán bộ nữ là bao nhiêu phần trăm",
        "Số: 09-KL/TU ngày 11/3/2021",
    ],
)
def test_restores_what_was_left_out(text: str) -> None:
    assert RESTORER.restore(fold(text) if text.islower() else _strip(text)) == text
    assert RESTORER.restore(text) == text
    assert RESTORER.restore(unicodedata.normalize("NFD", text)) == text


def _strip(text: str) -> str:
    """Drop the marks of a text and keep its case."""
    plain = fold(text)
    return "".join(c.upper() if mine.isupper() else c for c, mine in zip(plain, text, strict=True))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("quy hoạch can bo trẻ", "quy hoạch cán bộ trẻ"),
        ("luân chuyên cán bộ", "luân chuyển cán bộ"),
        ("nghi quyêt đai hoi", "nghị quyết đại hội"),
        ("hoà bình, thuỷ sản", "hòa bình, thủy sản"),
        ("công chưc câp xa đươc hương gi", "công chức cấp xã được hưởng gì"),
    ],
)
def test_accents_that_were_typed_are_evidence(typed: str, expected: str) -> None:
    assert RESTORER.restore(typed) == expected


@pytest.mark.parametrize(
    "text", ["", " \n", "2.600", "What is the age limit for young cadres", "KL 09", "😀 ok", "https://vov.vn"]
)
def test_leaves_what_is_not_vietnamese(text: str) -> None:
    assert RESTORER.restore(text) == text


def test_a_folder_teaches_its_own_words() -> None:
    before = RESTORER.restore("xa Gia Xuyen")
    folder = RESTORER.with_texts(["Xã Giã Xuyến họp. Bí thư xã Giã Xuyến nói rằng xã Giã Xuyến đã họp."] * 20)
    assert before != "xã Giã Xuyến"
    assert folder.restore("xa Gia Xuyen") == "xã Giã Xuyến"
    # what the folder does not say stays with the shipped statistics
    assert folder.restore("ket luan noi gi ve can bo tre") == "kết luận nói gì về cán bộ trẻ"


def test_texts_without_accents_teach_nothing() -> None:
    folder = RESTORER.with_texts(["can bo tre duoc quy hoach vao cac chuc danh lanh dao"] * 50)
    assert folder.restore("can bo tre") == "cán bộ trẻ"


def test_to_bytes_and_back() -> None:
    folder = RESTORER.with_texts(["Xã Giã Xuyến họp bàn về VNeID với Kuching."])
    again = Restorer.from_bytes(folder.to_bytes())
    assert again.to_bytes() == folder.to_bytes()
    assert again.restore("xa Gia Xuyen") == folder.restore("xa Gia Xuyen")
    assert again.lexicon().others == folder.lexicon().others
    assert "kuching" in again.lexicon().others
    assert Restorer.from_bytes(RESTORER.to_bytes()).restore("can bo") == "cán bộ"


@given(st.binary(max_size=30), st.integers(0, 2000), st.integers(0, 255))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_damaged_bytes_raise_one_error(junk: bytes, place: int, value: int) -> None:
    good = RESTORER.with_texts(["Cán bộ trẻ được quy hoạch."]).to_bytes()
    flipped = bytearray(good)
    flipped[place % len(good)] = value
    for data in (junk, good[: place % len(good)], bytes(flipped)):
        if data != good:
            try:
                Restorer.from_bytes(data).restore("can bo")
            except ValueError:
                continue


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_never_raises_and_changes_marks_only(text: str) -> None:
    restored = RESTORER.restore(text)
    from bot.vietnamese import normalise

    assert fold(restored) == fold(normalise(text))
    assert re.sub(r"\w", "", restored) == re.sub(r"\w", "", normalise(text))


@given(
    st.lists(st.sampled_from(["can", "bộ", "CÁN", "tre", "quy", "hoach", "2021", ",", ".", "KL", "dược"]), max_size=14)
)
@settings(derandomize=True, max_examples=100, deadline=None)
def test_case_and_punctuation_stay(words: list[str]) -> None:
    text = " ".join(words)
    restored = RESTORER.restore(text)
    assert [c.isupper() for c in restored] == [c.isupper() for c in text]


def test_a_long_text_takes_no_long_time() -> None:
    text = "quy dinh ve tieu chuan bo nhiem can bo lanh dao quan ly " * 200
    start = time.process_time()
    assert RESTORER.restore(text).startswith("quy định về tiêu chuẩn bổ nhiệm")
    assert time.process_time() - start < 5


def test_words_are_told_from_syllables_that_met() -> None:
    found = load_restorer().cohesion("Có bao nhiêu cán bộ được rà soát trong đội ngũ quản lý?")
    for word in ("can_bo", "ra_soat", "doi_ngu", "quan_ly", "bao_nhieu"):
        assert found[word] > 0.8, word
    for chance in ("co_bao", "nhieu_can", "bo_duoc", "duoc_ra", "soat_trong", "ngu_quan"):
        assert found[chance] < 0.2, chance


def test_cohesion_leaves_out_what_was_never_counted() -> None:
    restorer = load_restorer()
    assert restorer.cohesion("") == {}
    assert restorer.cohesion("cán") == {}
    assert restorer.cohesion("35 tuổi; Zbigniew cán bộ").keys() == {"can_bo"}
    folder = restorer.with_texts(["Động Phong Nha ở rất xa, đi lại lắm vất vả mới đến được."] * 50)
    assert folder.cohesion("Phong Nha")["phong_nha"] > restorer.cohesion("Phong Nha")["phong_nha"]
