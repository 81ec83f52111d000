"""The build of a syllable."""

import unicodedata

import pytest

from bot.vietnamese.fold import fold
from bot.vietnamese.syllables import is_folded_syllable, is_syllable, place_tone


@pytest.mark.parametrize(
    ("typed", "placed"),
    [
        ("hoà", "hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("uỷ", "ủy"), ("tóan", "toán"), ("qúy",
        "quý"), ("Hoà", "Hòa"),
        ("HOÀ", "HÒA"), ("của", "của"), ("ngoài", "ngoài"), ("thuở", "thuở"), ("giếng", "giếng"),
        ("gì", "gì"), ("già", "già"),
        ("khuỷu", "khuỷu"), ("người", "người"), ("xyz", "xyz"), ("b̀", "b̀"),
    ],
)  # fmt: skip
def test_place_tone(typed: str, placed: str) -> None:
    assert place_tone(typed) == placed
    assert place_tone(unicodedata.normalize("NFD", typed)) == placed
    assert place_tone(placed) == placed


@pytest.mark.parametrize(
    "word",
    ["cán", "bộ", "đảng", "nghiêng", "giếng", "quyết", "khuỷu", "thuở", "gìn", "yêu", "uống", "xoong", "Hải", "ỦY"],
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)
    assert is_folded_syllable(fold(word))


@pytest.mark.parametrize(
    "word", ["cans", "booj", "luaanj", "canbo", "with", "email", "zô", "tec", "càt", "b", "kl", "cáán"]
)
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)
