"""Dictated numbers in digits, ordinals whichever way they are written."""

import pytest

from bot.vietnamese import fold, in_digits, terms, terms_among


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("năm hai nghìn không trăm hai mươi sáu", "năm 2026"),
        ("năm hai nghìn không trăm hai bảy", "năm 2027"),
        ("năm hai không hai lăm", "năm 2025"),
        ("năm hai tư", "năm 2024"),
        ("ngày hai tháng chín năm một nghìn chín trăm bốn mươi lăm", "ngày 2 tháng 9 năm 1945"),
        ("ngày mười ba tháng giêng năm hai nghìn không trăm hai mốt", "ngày 13 tháng 1 năm 2021"),
        ("quy định một hai ba của trung ương", "quy định 123 của trung ương"),
        ("thông tư mười hai năm hai nghìn không trăm hai mươi", "thông tư 12 năm 2020"),
        ("một trăm hai lăm triệu", "125 triệu"),
        ("ba triệu mốt một tháng", "3,1 triệu một tháng"),
        ("bốn mươi đến năm mươi phần trăm", "40 đến 50%"),
        ("khóa mười ba", "khóa 13"),
        ("ý thứ 2 và thứ 3", "ý thứ hai và thứ ba"),
    ],
)
def test_writes_digits(said: str, written: str) -> None:
    assert in_digits(said) == written


@pytest.mark.parametrize("text", ["ba năm liền", "mỗi năm hai lần", "sau khi nghỉ", "hai phần ba", "tháng ba này", ""])
def test_other_words_stay(text: str) -> None:
    assert in_digits(text) == text


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("khóa XIV", "khóa 14", "khoa_14"),
        ("khóa XIV", "khóa mười bốn", "khoa_14"),
        ("Đại hội XIII của Đảng", "đại hội 13", "hoi_13"),
        ("Đại hội Đảng bộ tỉnh lần thứ XX", "đại hội 20", "hoi_20"),
        ("bổ nhiệm lần thứ nhất", "bổ nhiệm lần 1", "lan_1"),
        ("lần thứ II", "lần thứ hai", "lan_2"),
        ("quý III", "quý 3", "quy_3"),
        ("giải pháp thứ hai", "giải pháp thứ 2", "thu_hai"),
    ],
)
def test_ordinals_share_a_term(one: str, other: str, shared: str) -> None:
    for text in (one, other):
        assert shared in terms(text)
        assert shared in terms(fold(text))
        assert terms_among(text, frozenset({shared})) == {shared}


@pytest.mark.parametrize("text", ["đặc thù Hải Phòng", "loài vi khuẩn", "mức vi phạm", "thú vị", "cấp xã"])
def test_what_is_no_ordinal(text: str) -> None:
    assert not any(char.isdigit() for term in terms(text) for char in term)


def test_abbreviations_have_the_terms_of_their_long_form() -> None:
    text = "Phó chủ tịch UBND cấp xã"
    assert {"tich_uy", "uy_ban", "nhan_dan", "dan_cap"} <= set(terms(text))
    assert terms_among(text, frozenset({"nhan_dan", "can_bo"})) == {"nhan_dan"}
    assert "nhan_dan" not in terms("số 12/NQ-HĐND")
