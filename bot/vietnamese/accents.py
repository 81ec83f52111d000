"""Accents put back where they were left out, by the syllables that usually stand together."""

import io
import math
import re
import zlib
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.vietnamese import ngrams
from bot.vietnamese.fold import fold
from bot.vietnamese.ngrams import Floats, Ints, Ngrams
from bot.vietnamese.normal import normalise
from bot.vietnamese.syllables import is_folded_syllable, is_syllable, place_tone, split_tone

BREAK, NUMBER, FOREIGN = 0, 1, 2  # the first ids: end of a sentence, digits, a word that is no syllable
SPECIAL = ("</s>", "0", "<x>")
_FORMAT = 1  # Bump when to_bytes writes something else.
_BASE_FILE = Path(__file__).with_name("accents.npz")
_WORD = re.compile(r"[^\W\d_]+|\d[\d.,/\-]*|[.?!;:\n…]")
_ENDS = frozenset(".?!;:\n…")
# Share of syllables with a mark in ordinary text (measured on legal texts: .72), to judge how many were left out.
_USUAL_SHARE = 0.72
_FEWEST_ACCENTED = 0.3  # a text of the folder below this share was typed without accents and teaches nothing
_FOLDER_WEIGHT = 0.65  # of the folder against the base, for a large folder; .3 to .7 differ little
_FOLDER_HALF = 2_000  # syllables at which a folder has half of that weight
_COMPLETING = 3.0  # nats against adding marks to a syllable that has some already and can stand as it is
_REPLACING = 9.0  # nats against other marks than the ones that were typed
_KEEP_WITHIN = 7.0  # nats behind the best path of pairs at which a candidate is dropped before triples are looked at
_MOST_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    words: tuple[str, ...]
    ids: dict[str, int]
    by_fold: dict[str, tuple[int, ...]]


def _index(words: Sequence[str]) -> _Vocabulary:
    by_fold: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        if index >= len(SPECIAL):
            by_fold.setdefault(fold(word), []).append(index)
    return _Vocabulary(
        tuple(words), {word: i for i, word in enumerate(words)}, {key: tuple(ids) for key, ids in by_fold.items()}
    )


class Reader(dict[str, int]):
    """Ids of written words; it fills itself, and its words grow by every syllable that is met for the first time."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        self.words = list(words)
        self._known = {word: index for index, word in enumerate(words)}

    def __missing__(self, written: str) -> int:
        if written in _ENDS:
            found = BREAK
        elif written[0].isdigit():
            found = NUMBER
        elif not is_syllable(written):
            found = FOREIGN
        else:
            placed = place_tone(written)
            found = self._known.setdefault(placed, len(self.words))
            if found == len(self.words):
                self.words.append(placed)
        self[written] = found
        return found


def read_ids(texts: Iterable[str], reader: Reader) -> Ints:
    """Return the ids of all syllables of some texts with breaks between sentences; unaccented texts are left out."""
    ids = [BREAK]
    for text in texts:
        written = _WORD.findall(normalise(text).lower())
        if sum(map(str.isascii, written)) <= (1 - _FEWEST_ACCENTED) * len(written):
            ids += map(reader.__getitem__, written)
            ids.append(BREAK)
    stream = np.array(ids, np.int64)
    keep = np.ones(len(stream), bool)
    keep[1:] = (stream[1:] != BREAK) | (stream[:-1] != BREAK)  # runs of breaks say nothing
    return stream[keep]


@dataclass(frozen=True, slots=True)
class Restorer:
    """Syllable statistics of the product and of one folder, and what they say about missing accents."""

    _vocabulary: _Vocabulary
    _base: Ngrams
    _folder: Ngrams | None = None
    _weight: float = 0.0  # of the folder, against the base

    def with_texts(self, texts: Iterable[str]) -> "Restorer":
        """Return a restorer that also knows the folder's own texts; those typed without accents teach it nothing."""
        base = load_restorer()
        reader = Reader(base._vocabulary.words)
        ids = read_ids(texts, reader)
        return _with_folder(reader.words, ngrams.count(ids, len(reader.words), break_id=BREAK))

    def restore(self, text: str) -> str:
        """Return text with its missing accents; case, punctuation, numbers and foreign words stay.

        Accents that were typed are kept, unless no syllable is written so or hardly any context allows them. A text
        of mostly foreign words is returned as it is (in normal form).
        """
        text = normalise(text)
        words = list(_WORD.finditer(text))
        written = [word[0].lower() for word in words]
        letters = [word for word in written if word[0].isalpha()]
        folded = {word: fold(word) for word in letters}
        if 2 * sum(is_folded_syllable(folded[word]) for word in letters) < len(letters) or not letters:
            return text
        left_out = _share_left_out(letters)
        columns = [self._candidates(word, folded.get(word, ""), left_out) for word in written]
        chosen = self._best(columns)
        pieces: list[str] = []
        at = 0
        for match, column, choice in zip(words, columns, chosen, strict=True):
            if column.words is not None:
                pieces += (text[at : match.start()], _in_case(column.words[choice], match[0]))
                at = match.end()
        return "".join((*pieces, text[at:]))

    def to_bytes(self) -> bytes:
        """Return the folder's part in one compressed block, for from_bytes; the shipped base is not in it."""
        folder = self._folder or ngrams.count(np.array([BREAK], np.int64), len(SPECIAL), break_id=BREAK)
        added = self._vocabulary.words[len(load_restorer()._vocabulary.words) :]
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            format=np.array([_FORMAT, len(load_restorer()._vocabulary.words)]),
            words=np.frombuffer("\n".join(added).encode(), np.uint8),
            **pack(folder),
        )
        return buffer.getvalue()

    @staticmethod
    def from_bytes(data: bytes) -> "Restorer":
        """Return the restorer that to_bytes was called on; ValueError when the data is not its output or is damaged."""
        base = load_restorer()
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                form = file["format"].tolist()
                if form != [_FORMAT, len(base._vocabulary.words)]:
                    raise ValueError(f"restorer data of form {form} does not fit this version")
                added = bytes(file["words"]).decode().split("\n")
                words = [*base._vocabulary.words, *(word for word in added if word)]
                return _with_folder(words, unpack(dict(file), len(words)))
        except (OSError, KeyError, EOFError, zipfile.BadZipFile, UnicodeDecodeError, zlib.error, IndexError) as error:
            raise ValueError("restorer data is damaged") from error

    def _candidates(self, word: str, folded: str, left_out: float) -> "_Column":
        """Return the syllables that a written word may stand for, each with what its marks cost, in nats."""
        if word in _ENDS:
            return _BREAK_COLUMN
        if not folded:
            return _NUMBER_COLUMN
        ids = self._vocabulary.by_fold.get(folded)
        if ids is None:
            return _FOREIGN_COLUMN
        names = self._vocabulary.words
        missing = math.log(left_out)
        placed = place_tone(word)
        stands = is_syllable(word)
        costs = []
        for candidate in ids:
            name = names[candidate]
            if name == placed:
                costs.append(0.0)
            elif word.isascii():
                costs.append(missing)
            elif _completes(name, placed):
                costs.append(missing - _COMPLETING * stands)
            else:
                costs.append(missing - _REPLACING)
        options = tuple(names[candidate] for candidate in ids)
        if stands and not word.isascii() and placed not in options:
            return _FOREIGN_COLUMN  # a syllable that was never counted, but typed with care
        return _Column(np.array(ids, np.int64), np.array(costs), options)

    def _best(self, columns: Sequence["_Column"]) -> list[int]:
        """Return the choice in each column on the most probable path: pairs prune, triples decide."""
        if all(len(column.ids) == 1 for column in columns):
            return [0] * len(columns)
        kept = self._prune(columns)
        start = _BREAK_COLUMN.ids
        around = [start, start, *(column.ids[keep] for column, keep in zip(columns, kept, strict=True))]
        grids = [_grid(around[i : i + 3]) for i in range(len(columns))]
        logs = self._logs(np.concatenate(grids, axis=1))
        score = np.zeros((1, 1))
        choices = []
        at = 0
        for index, (column, keep) in enumerate(zip(columns, kept, strict=True)):
            shape = tuple(len(ids) for ids in around[index : index + 3])
            size = grids[index].shape[1]
            step = logs[at : at + size].reshape(shape) if column is not _BREAK_COLUMN else np.zeros(shape)
            at += size
            paths = score[:, :, None] + step + column.costs[keep]
            choices.append(paths.argmax(axis=0))
            score = paths.max(axis=0)
        last = np.unravel_index(int(score.argmax()), score.shape)
        second, third = int(last[0]), int(last[1])
        path = []
        for index in range(len(columns) - 1, -1, -1):
            path.append(int(kept[index][third]))
            second, third = int(choices[index][second, third]), second
        return path[::-1]

    def _prune(self, columns: Sequence["_Column"]) -> list[Ints]:
        """Return the candidates of each column that are on a path of pairs not far behind the best one."""
        around = [_BREAK_COLUMN.ids, *(column.ids for column in columns)]
        grids = [_grid(around[i : i + 2]) for i in range(len(columns))]
        logs = self._logs(np.concatenate(grids, axis=1))
        steps = []
        at = 0
        for index, column in enumerate(columns):
            shape = (len(around[index]), len(around[index + 1]))
            size = shape[0] * shape[1]
            step = logs[at : at + size].reshape(shape) if column is not _BREAK_COLUMN else np.zeros(shape)
            steps.append(step + column.costs)
            at += size
        forward = [np.zeros(1)]
        for step in steps:
            forward.append((forward[-1][:, None] + step).max(axis=0))
        behind = np.zeros(len(around[-1]))
        kept: list[Ints] = []
        for index in range(len(columns) - 1, -1, -1):
            through = forward[index + 1] + behind
            near = np.flatnonzero(through >= through.max() - _KEEP_WITHIN)
            kept.append(near[np.argsort(-through[near], kind="stable")][:_MOST_CANDIDATES])
            behind = (steps[index] + behind).max(axis=1)
        return kept[::-1]

    def _logs(self, ids: Ints) -> Floats:
        """Return the log probability of each column's last id after the ones above it: two or three rows of ids."""
        probability = ngrams.pair_probability if len(ids) == 2 else ngrams.triple_probability
        found = probability(self._base, *ids)
        if self._folder is not None:
            found = (1 - self._weight) * found + self._weight * probability(self._folder, *ids)
        logs: Floats = np.log(found)
        return logs


@dataclass(frozen=True, slots=True)
class _Column:
    """The candidates for one written word; words is None where the word stays as it is."""

    ids: Ints
    costs: Floats
    words: tuple[str, ...] | None = None


_BREAK_COLUMN = _Column(np.array([BREAK]), np.zeros(1))
_NUMBER_COLUMN = _Column(np.array([NUMBER]), np.zeros(1))
_FOREIGN_COLUMN = _Column(np.array([FOREIGN]), np.zeros(1))


def _grid(ids: Sequence[Ints]) -> Ints:
    """Return all combinations of some candidates, one row for each place."""
    return np.stack([axis.ravel() for axis in np.meshgrid(*ids, indexing="ij")])


def _share_left_out(letters: Sequence[str]) -> float:
    """Return the share of accented syllables whose marks were probably left out, between .02 and .98."""
    share = sum(not word.isascii() for word in letters) / len(letters)
    return min(max(1 - share / _USUAL_SHARE, 0.02), 0.98)


def _completes(candidate: str, written: str) -> bool:
    """Tell whether a candidate has all the marks of the written syllable, and more."""
    toneless, tone = split_tone(written)
    full_toneless, full_tone = split_tone(candidate)
    if tone and tone != full_tone:
        return False
    return all(mine in (theirs, fold(theirs)) for mine, theirs in zip(toneless, full_toneless, strict=False))


def _in_case(syllable: str, like: str) -> str:
    if like.islower():
        return syllable
    return "".join(c.upper() if model.isupper() else c for c, model in zip(syllable, like, strict=True))


def pack(table: Ngrams) -> dict[str, Ints | Floats]:
    """Return the arrays of a table that a file needs; the totals are computed again by unpack."""
    first, second = ngrams.split_key(table.pair_keys, 2)
    before, middle, after = ngrams.split_key(table.triple_keys, 3)
    ids = np.uint16 if len(table.singles) <= 1 << 16 else np.int64
    return {
        "singles": table.singles.astype(np.float32),
        "pair_first": first.astype(ids),
        "pair_second": second.astype(ids),
        "pair_counts": table.pair_counts.astype(np.float32),
        "triple_first": before.astype(ids),
        "triple_second": middle.astype(ids),
        "triple_third": after.astype(ids),
        "triple_counts": table.triple_counts.astype(np.float32),
    }


def unpack(arrays: Mapping[str, Any], size: int) -> Ngrams:
    """Return the table that pack was given; ValueError when the arrays do not belong together."""
    column = {
        name: arrays[name].astype(np.int64)
        for name in ("pair_first", "pair_second", "triple_first", "triple_second", "triple_third")
    }
    pairs = ngrams.pair_key(column["pair_first"], column["pair_second"])
    triples = ngrams.triple_key(column["triple_first"], column["triple_second"], column["triple_third"])
    singles = arrays["singles"].astype(np.float64)
    lengths_agree = len(pairs) == len(arrays["pair_counts"]) and len(triples) == len(arrays["triple_counts"])
    sorted_keys = bool(np.all(np.diff(pairs) > 0)) and bool(np.all(np.diff(triples) > 0))
    inside = all(not len(values) or (values.min() >= 0 and values.max() < size) for values in column.values())
    if not (lengths_agree and sorted_keys and inside and len(singles) == size):
        raise ValueError("syllable counts are damaged")
    return ngrams.assemble(
        singles, pairs, arrays["pair_counts"].astype(np.float64), triples, arrays["triple_counts"].astype(np.float64)
    )


@cache
def load_restorer() -> Restorer:
    """Return the restorer of the shipped statistics, loaded once."""
    with np.load(_BASE_FILE, allow_pickle=False) as file:
        words = bytes(file["words"]).decode().split("\n")
        return Restorer(_index(words), unpack(dict(file), len(words)))


def _with_folder(words: Sequence[str], folder: Ngrams) -> Restorer:
    base = load_restorer()
    if folder.total <= 1:
        return base
    weight = _FOLDER_WEIGHT * folder.total / (folder.total + _FOLDER_HALF)
    return Restorer(_index(words), base._base, folder, weight)
