"""Which pieces of the vocabulary stay, and the tokenizer of them.

The public model has 250,000 pieces of a hundred languages. Vietnamese and English policy text needs a fraction. A piece
stays when some text was cut into it, when it is a Vietnamese syllable, when it is a usual word part in plain Latin
letters, or when it is a single character of those scripts: so an unknown word always falls into smaller pieces.
"""

from __future__ import annotations

import string
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from bot.vietnamese.syllables import is_syllable
from training.weights import Weights

MARK = "▁"  # stands for the blank before a word
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
LATIN_PIECES = 22_000  # of the likeliest pieces in plain Latin letters: English, names, terms
_LETTERS = frozenset(string.ascii_letters)
_TOKENS_AT_ONCE = 256
_BLOCKS = ((0x20, 0x17F), (0x1A0, 0x1B0), (0x300, 0x323), (0x1E00, 0x1EFF), (0x2010, 0x203A), (0x20AB, 0x20AC))


def make_tokenizer(pieces: Sequence[str], scores: Sequence[float]) -> Tokenizer:
    """A Unigram tokenizer; the first pieces are SPECIAL. It cuts as the engine of the package does."""
    tokenizer = Tokenizer(Unigram(list(zip(pieces, map(float, scores), strict=True)), unk_id=SPECIAL.index("<unk>")))
    tokenizer.normalizer = normalizers.Sequence(
        # The model's own map is this and nothing else: control characters out, odd blanks to blanks, then NFKC.
        [
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace(MARK, " "),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=MARK, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement=MARK, prepend_scheme="always")
    first, last = (SPECIAL.index(name) for name in ("<s>", "</s>"))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", first), ("</s>", last)]
    )
    return tokenizer


def whole_tokenizer(weights: Weights) -> Tokenizer:
    """The tokenizer of all pieces of the file."""
    return make_tokenizer(weights.pieces, weights.scores.tolist())


def count_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[int]:
    """How often the texts are cut into each piece."""
    counts: Counter[int] = Counter()
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == _TOKENS_AT_ONCE:
            counts.update(token for held in tokenizer.encode_batch(batch) for token in held.ids)
            batch = []
    counts.update(token for held in tokenizer.encode_batch(batch) for token in held.ids)
    return counts


def kept_pieces(weights: Weights, counts: Counter[int], *, latin: int = LATIN_PIECES) -> list[int]:
    """The rows that stay, in ascending order, the special ones first."""
    special = [weights.pieces.index(name) for name in SPECIAL]
    kept = {row for row, count in counts.items() if count}
    plain = [row for row, piece in enumerate(weights.pieces) if _is_latin(piece)]
    kept.update(sorted(plain, key=lambda row: -weights.scores[row])[:latin])
    for row, piece in enumerate(weights.pieces):
        bare = piece.removeprefix(MARK)
        if is_syllable(bare.lower()) or (len(bare) <= 1 and all(map(_is_ours, bare))):
            kept.add(row)
    return special + sorted(kept - set(special) - {weights.pieces.index("<mask>")})


def _is_latin(piece: str) -> bool:
    bare = piece.removeprefix(MARK)
    return bool(bare) and _LETTERS.issuperset(bare)


def _is_ours(character: str) -> bool:
    """Whether a character is Latin, Vietnamese, a digit or a sign of punctuation."""
    code = ord(character)
    return any(start <= code <= end for start, end in _BLOCKS) or unicodedata.category(character)[0] == "P"
