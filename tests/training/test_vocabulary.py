"""The pieces that stay: whatever is typed falls into some of them, and never into nothing."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from bot.vietnamese import fold
from tests.conftest import count
from training.vocabulary import SPECIAL, count_pieces, kept_pieces, make_tokenizer, whole_tokenizer
from training.weights import Weights

UNKNOWN = SPECIAL.index("<unk>")
OURS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵfjwz"


@pytest.fixture(scope="module")
def whole(weights: Weights) -> Tokenizer:
    return whole_tokenizer(weights)


@pytest.fixture(scope="module")
def least(weights: Weights) -> Tokenizer:
    """The tokenizer of what stays although no text was counted."""
    rows = kept_pieces(weights, Counter(), latin=200)
    return make_tokenizer([weights.pieces[row] for row in rows], [float(weights.scores[row]) for row in rows])


@given(st.text(max_size=60))
@settings(max_examples=count(150, 5_000), deadline=None)
def test_any_text_gives_something_between_the_ends(least: Tokenizer, text: str) -> None:
    ids = least.encode(text).ids
    assert ids[0] == 0
    assert ids[-1] == 2
    assert len(ids) > 2 or not text.strip(" \t\n\r") or all(not char.isprintable() or char.isspace() for char in text)


@given(st.text(alphabet=OURS + OURS.upper() + "0123456789 .,:;()/-?%\"'", min_size=1, max_size=60))
@settings(max_examples=count(150, 5_000), deadline=None)
def test_unheard_of_words_fall_into_known_pieces(least: Tokenizer, text: str) -> None:
    assert UNKNOWN not in least.encode(text).ids


def test_what_was_counted_is_cut_as_before(weights: Weights, whole: Tokenizer) -> None:
    texts = ["Cán bộ được luân chuyển giữ nguyên phụ cấp chức vụ.", "The retirement age of officials"]
    texts += [fold(text) for text in texts]
    rows = kept_pieces(weights, count_pieces(whole, texts), latin=200)
    fewer = make_tokenizer([weights.pieces[row] for row in rows], [float(weights.scores[row]) for row in rows])
    assert len(rows) < len(weights.pieces) / 10
    for text in texts:
        assert fewer.encode(text).tokens == whole.encode(text).tokens


def test_forms_of_one_text_are_one(whole: Tokenizer) -> None:
    assert whole.encode("hoà giải").ids == whole.encode("hoà  giải").ids == whole.encode("hoa\u0300\u200bgiải").ids
    assert whole.encode("ＡＢＣ ①").ids == whole.encode("ABC 1").ids
