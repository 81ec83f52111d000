"""Folding and its map back."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.vietnamese import fold, fold_map

VIETNAMESE = st.text(alphabet="aàảãáạăằẳẵắặâầẩẫấậđĐeèéêệiìíoòóôộơợuùúưựyỳýỵHPBb .,-/0123456789\n", max_size=60)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đảng bộ thành phố HẢI PHÒNG", "dang bo thanh pho hai phong"),
        ("hoà hòa HÒA", "hoa hoa hoa"),
        ("Ｆｕｌｌ　２０２１", "full 2021"),
        ("Kết luận 09-KL/TU, “ạ”!", "ket luan 09-kl/tu, “a”!"),
        ("Ðảng Ɖảng", "dang dang"),
        ("½ ﬁ", "½ ﬁ"),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(VIETNAMESE, st.sampled_from(["NFC", "NFD"]))
@settings(derandomize=True, max_examples=200)
def test_map_gives_exact_slices(text: str, form: str) -> None:
    text = unicodedata.normalize(form, text)
    folded, positions = fold_map(text)
    assert folded == fold(text)
    assert len(positions) == len(folded) + 1
    assert positions[len(folded)] == len(text)
    for index, char in enumerate(folded):
        assert fold(text[positions[index] : positions[index + 1]]) == char


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
@settings(derandomize=True, max_examples=300)
def test_never_raises_and_is_idempotent(text: str) -> None:
    folded, positions = fold_map(text)
    assert fold(folded) == folded
    assert list(positions) == sorted(positions)
