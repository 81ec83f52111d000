"""Accents put back where they were left out, by the syllables that usually stand together."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from bot.vietnamese import ngrams
from bot.vietnamese.fold import fold
from bot.vietnamese.lexicon import Lexicon, build_lexicon
from bot.vietnamese.ngrams import Floats, Ints, Ngrams
from bot.vietnamese.normal import normalise
from bot.vietnamese.paths import Column, best_path
from bot.vietnamese.syllable_ids import BREAK, ENDS, FOREIGN, NUMBER, SPECIAL, UNTOUCHED, WORD, Reader, read_ids
from bot.vietnamese.syllables import completes, is_folded_syllable, is_syllable, place_tone

_ACRONYM = re.compile(r"(?<![^\W_])[A-ZĐ]{2,5}(?![^\W_])")  # "TU" in a text that is not all in capitals
_FORMAT = 1  # Bump when to_bytes writes something else.
_BASE_FILE = Path(__file__).with_name("accents.npz")
_COMPLETING = 3.0  # nats against adding marks to a syllable that has some already and can stand as it is
_REPLACING = 9.0  # nats against other marks than the ones that were typed
# Share of syllables with a mark in ordinary text (.72 in legal texts), from which follows how many were left out.
_USUAL_SHARE = 0.72
_CAREFUL = 0.75  # share of questions that are typed with all accents, as far as nothing else is known
_SLIP = 0.0002  # share of marks that even a careful writer leaves out
_SHARES_LEFT_OUT = tuple(step / 10 - 0.02 for step in range(2, 11))  # what a careless one may leave out


_LOOSE, _FIRM = 0.1, 0.4  # normalised pointwise mutual information at which two syllables are no word, and wholly one


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    words: tuple[str, ...]
    by_fold: dict[str, tuple[int, ...]]


def _index(words: Sequence[str]) -> _Vocabulary:
    by_fold: dict[str, list[int]] = {}
    for index, word in enumerate(words[len(SPECIAL) :], start=len(SPECIAL)):
        by_fold.setdefault(fold(word), []).append(index)
    return _Vocabulary(tuple(words), {key: tuple(ids) for key, ids in by_fold.items()})


@dataclass(frozen=True, slots=True)
class Restorer:
    """Syllable statistics of the product and of one folder, and what they say about missing accents."""

    _vocabulary: _Vocabulary
    _base: Ngrams
    _folder: Ngrams | None = None
    _others: frozenset[str] = frozenset()  # folded words of the base and the folder that are no syllables

    def with_texts(self, texts: Iterable[str]) -> "Restorer":
        """Return a restorer for a folder with these texts; those typed without accents teach it nothing."""
        reader = Reader(load_restorer()._vocabulary.words)
        ids = read_ids(texts, reader)
        return _with_folder(reader.words, ngrams.count(ids, len(reader.words), break_id=BREAK), reader.others)

    def restore(self, text: str) -> str:
        """Return text with its missing accents; case, punctuation, numbers and foreign words stay.

        Accents that were typed are kept, unless no syllable is written so or hardly any context allows them. A text
        of mostly foreign words is returned as it is (in normal form).
        """
        text = normalise(text)
        matches = list(WORD.finditer(text))
        kept = _kept(text)
        letters = [match[0].lower() for match in matches if match[0][0].isalpha() and not kept[match.start()]]
        if not letters or 2 * sum(is_folded_syllable(fold(word)) for word in letters) < len(letters):
            return text
        missing = math.log(_share_left_out(letters))
        columns = [
            _FOREIGN_COLUMN if kept[match.start()] else self._column(match[0].lower(), missing) for match in matches
        ]
        chosen = best_path(columns, BREAK, self._logs)
        pieces: list[str] = []
        at = 0
        for match, column, place in zip(matches, columns, chosen, strict=True):
            if column.ids[place] >= len(SPECIAL):
                pieces += (text[at : match.start()], _in_case(self._vocabulary.words[column.ids[place]], match[0]))
                at = match.end()
        return "".join((*pieces, text[at:]))

    def cohesion(self, text: str) -> dict[str, float]:
        """Return how much each two neighbouring syllables of a text are a word, by their folded pair ("can_bo").

        From 0 ("được rà", which merely met) to 1 ("cán bộ"): their normalised pointwise mutual information in what was
        counted. Pairs with a number or with a word that was never counted are left out.
        """
        names = [match[0].lower() for match in WORD.finditer(normalise(text))]
        ids = np.array([self._id_of(name) for name in names], np.int64)
        if len(ids) < 2:
            return {}
        first, second = ids[:-1], ids[1:]
        joint = ngrams.probability(self._base, self._folder, np.stack([first, second]))
        alone = ngrams.probability(self._base, self._folder, ids[None, :])
        information = np.log(joint / alone[1:]) / -np.log(alone[:-1] * joint)
        found = np.clip((information - _LOOSE) / (_FIRM - _LOOSE), 0.0, 1.0)
        known = (first >= len(SPECIAL)) & (second >= len(SPECIAL))
        return {f"{fold(names[at])}_{fold(names[at + 1])}": float(found[at]) for at in np.flatnonzero(known)}

    def _id_of(self, word: str) -> int:
        """The id of a written syllable; FOREIGN where it was never counted."""
        written = place_tone(word)
        ids = self._vocabulary.by_fold.get(fold(word), ())
        return next((one for one in ids if self._vocabulary.words[one] == written), FOREIGN)

    def lexicon(self) -> Lexicon:
        """Return the syllables and pairs that were counted, for repair; takes some 50 ms, so keep it."""
        tables = [self._base] if self._folder is None else [self._base, self._folder]
        return build_lexicon(self._vocabulary.words, tables, self._others)

    def to_bytes(self) -> bytes:
        """Return the folder's part in one compressed block, for from_bytes; the shipped base is not in it."""
        base_size = len(load_restorer()._vocabulary.words)
        folder = self._folder or ngrams.count(np.array([BREAK], np.int64), base_size, break_id=BREAK)
        others = sorted(self._others - load_restorer()._others)
        return ngrams.to_bytes(folder, self._vocabulary.words[base_size:], others, (_FORMAT, base_size))

    @staticmethod
    def from_bytes(data: bytes) -> "Restorer":
        """Return the restorer that to_bytes was called on; ValueError when the data is damaged or another version's."""
        base = load_restorer()._vocabulary.words
        folder, added, others = ngrams.from_bytes(data, (_FORMAT, len(base)))
        return _with_folder((*base, *added), folder, others)

    def _column(self, word: str, missing: float) -> Column:
        """Return the syllables that a written word may stand for; missing is the cost of one left-out mark."""
        if word in ENDS:
            return _BREAK_COLUMN
        if word[0].isdigit():
            return _NUMBER_COLUMN
        ids = self._vocabulary.by_fold.get(fold(word))
        if ids is None:
            return _FOREIGN_COLUMN
        placed, plain, stands = place_tone(word), word.isascii(), is_syllable(word)
        costs = []
        known = False
        for candidate in ids:
            name = self._vocabulary.words[candidate]
            if name == placed:
                known = True
                costs.append(0.0)
            elif plain:
                costs.append(missing)
            elif completes(name, placed):
                costs.append(missing - _COMPLETING * stands)
            else:
                costs.append(missing - _REPLACING)
        if stands and not plain and not known:
            return _FOREIGN_COLUMN  # a syllable that was never counted, but typed with care
        return Column(ids, tuple(costs))

    def _logs(self, ids: Ints) -> Floats:
        logs: Floats = np.log(ngrams.probability(self._base, self._folder, ids))
        return logs


_BREAK_COLUMN = Column((BREAK,), (0.0,), scored=False)
_NUMBER_COLUMN = Column((NUMBER,), (0.0,))
_FOREIGN_COLUMN = Column((FOREIGN,), (0.0,))


def _kept(text: str) -> bytearray:
    """Return a mark for each character that belongs to an address, the symbol of a document, or an acronym."""
    kept = bytearray(len(text))
    spans = [match.span() for match in UNTOUCHED.finditer(text)]
    if not text.isupper():
        spans += [match.span() for match in _ACRONYM.finditer(text)]
    for start, end in spans:
        kept[start:end] = b"\1" * (end - start)
    return kept


def _share_left_out(letters: Sequence[str]) -> float:
    """Return the share of marks that were probably left out, by how many of the words have one.

    The mean over a careful writer and careless ones, each weighed by how likely they would have left this many words
    without a mark.
    """
    accented = sum(not word.isascii() for word in letters)
    plain = len(letters) - accented

    def likelihood(left_out: float) -> float:
        share = _USUAL_SHARE * (1 - left_out)
        return math.exp(accented * math.log(share) + plain * math.log(1 - share))

    careful = _CAREFUL * likelihood(_SLIP)
    careless = [(1 - _CAREFUL) / len(_SHARES_LEFT_OUT) * likelihood(share) for share in _SHARES_LEFT_OUT]
    total = careful + sum(careless)
    if not total:  # hundreds of words: the likelihoods underflow, the share itself is sure
        return min(max(1 - accented / len(letters) / _USUAL_SHARE, _SLIP), 0.98)
    expected = sum(share * weight for share, weight in zip(_SHARES_LEFT_OUT, careless, strict=True))
    return (_SLIP * careful + expected) / total


def _in_case(syllable: str, like: str) -> str:
    if like.islower():
        return syllable
    return "".join(c.upper() if model.isupper() else c for c, model in zip(syllable, like, strict=True))


@cache
def load_restorer() -> Restorer:
    """Return the restorer of the shipped statistics, loaded once."""
    table, words, others = ngrams.from_bytes(_BASE_FILE.read_bytes(), (_FORMAT, 0))
    return Restorer(_index(words), table, None, frozenset(others))


def _with_folder(words: Sequence[str], folder: Ngrams, others: Iterable[str]) -> Restorer:
    base = load_restorer()
    if folder.total <= 1:
        return base
    return Restorer(_index(words), base._base, folder, base._others.union(others))
