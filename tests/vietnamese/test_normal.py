"""The stored normal form."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.vietnamese import normalise

anything = st.text(alphabet=st.characters(exclude_categories=()), max_size=80)  # lone surrogates included


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("a\r\nb\rc\u2028d\u2029e\x85f\x0bg\x0ch", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("\ufeffHải\u00adPhòng\u200b", "HảiPhòng"),
        ("2\u00a0600\u202fcán\u3000bộ", "2 600 cán bộ"),
        (unicodedata.normalize("NFD", "Thành ủy"), "Thành ủy"),
        ("a\x00b\x1fc\x7fd\x90e", "abcde"),
        ("x\ud800y\udfffz", "xyz"),
        ("cột\tmột  \n\n hai ", "cột\tmột  \n\n hai "),
        ("e\u200b\u0301", "é"),
        ("\r\u200b\n", "\n"),
        ("½ m² ﬁ Ⅷ 😀", "½ m² ﬁ Ⅷ 😀"),
    ],
)
def test_brings_to_one_form(raw: str, normal: str) -> None:
    assert normalise(raw) == normal


@given(anything)
@settings(derandomize=True, max_examples=300)
def test_is_idempotent_and_encodable(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    once.encode("utf-8")
    assert "\r" not in once
    assert "\0" not in once


@given(anything)
@settings(derandomize=True, max_examples=200)
def test_keeps_every_letter_and_digit(text: str) -> None:
    def kept(value: str) -> str:
        composed = unicodedata.normalize("NFC", value)
        return "".join(c for c in composed if unicodedata.category(c)[0] in "LN")

    assert kept(normalise(text)) == kept("".join(c for c in text if unicodedata.category(c)[0] != "C" or c == "\n"))
