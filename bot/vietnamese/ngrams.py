"""Counts of syllables, pairs and triples, and smoothed probabilities from them."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_BITS = 20  # per syllable in a key, so that a triple fits into 60 bits
_DISCOUNT = 0.9  # taken off each seen pair and triple for the unseen ones; .5 to .9 differ little
_FOLDER_WEIGHT = 0.7  # of the folder's counts at most
_HALF_AT = (50_000.0, 5.0, 2.0)  # counts of the words before (none, one, two) at which it has half of that
_FLOOR = 1e-9  # probability of a syllable that was never seen


@dataclass(frozen=True, slots=True)
class Ngrams:
    """Sorted keys with their counts, and the totals that smoothing needs; positions are syllable ids."""

    singles: Floats  # count per id
    pair_keys: Ints
    pair_counts: Floats
    triple_keys: Ints
    triple_counts: Floats
    first_totals: Floats  # per id: count of pairs that it begins
    first_kinds: Floats  # per id: different pairs that it begins
    pair_totals: Floats  # per pair: count of triples that it begins
    pair_kinds: Floats

    @property
    def total(self) -> float:
        """The number of syllables that were counted."""
        return float(self.singles.sum())


def pair_key(first: Ints, second: Ints) -> Ints:
    """Return the keys of pairs of ids."""
    return (first << _BITS) | second


def triple_key(first: Ints, second: Ints, third: Ints) -> Ints:
    """Return the keys of triples of ids."""
    return (first << 2 * _BITS) | (second << _BITS) | third


def split_key(keys: Ints, width: int) -> tuple[Ints, ...]:
    """Return the ids that keys of two or three ids are made of."""
    mask = (1 << _BITS) - 1
    return tuple((keys >> (_BITS * (width - 1 - place))) & mask for place in range(width))


def count(ids: Ints, size: int, *, break_id: int) -> Ngrams:
    """Count a stream of ids below size; no triple reaches across a break."""
    first, second = ids[:-1], ids[1:]
    pair_keys, pair_counts = np.unique(pair_key(first, second), return_counts=True)
    whole = ids[1:-1] != break_id if len(ids) > 2 else np.zeros(0, bool)
    # After a break the triple starts with two breaks: the first syllable of a sentence has no more to lean on.
    before = np.where(whole, ids[:-2], break_id) if len(ids) > 2 else ids[:0]
    keys = triple_key(before, ids[1:-1], ids[2:])
    triple_keys, triple_counts = np.unique(keys, return_counts=True)
    singles = np.bincount(ids, minlength=size).astype(np.float64)
    return assemble(singles, pair_keys, pair_counts.astype(np.float64), triple_keys, triple_counts.astype(np.float64))


def assemble(singles: Floats, pair_keys: Ints, pair_counts: Floats, triple_keys: Ints, triple_counts: Floats) -> Ngrams:
    """Return the table of sorted keys and counts with the totals added; triples without their pair are dropped."""
    size = len(singles)
    firsts = pair_keys >> _BITS
    place, known = _find(pair_keys, triple_keys >> _BITS)
    triple_keys, triple_counts, place = triple_keys[known], triple_counts[known], place[known]
    return Ngrams(
        singles=singles,
        pair_keys=pair_keys,
        pair_counts=pair_counts,
        triple_keys=triple_keys,
        triple_counts=triple_counts,
        first_totals=_sums(firsts, pair_counts, size),
        first_kinds=_sums(firsts, np.ones(len(firsts)), size),
        pair_totals=_sums(place, triple_counts, len(pair_keys)),
        pair_kinds=_sums(place, np.ones(len(place)), len(pair_keys)),
    )


def _sums(places: Ints, values: Floats, size: int) -> Floats:
    return np.bincount(places, weights=values, minlength=size).astype(np.float64)


def _find(keys: Ints, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Return the place of each wanted key, and whether it is there (place 0 where it is not)."""
    if not len(keys):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), bool)
    place = np.searchsorted(keys, wanted)
    place[place == len(keys)] = 0
    return place, keys[place] == wanted


def _counts(keys: Ints, counts: Floats, wanted: Ints) -> Floats:
    if not len(keys):
        return np.zeros(len(wanted))
    place, known = _find(keys, wanted)
    return np.where(known, counts[place], 0.0)


def probability(base: Ngrams, folder: Ngrams | None, rows: Ints) -> Floats:
    """Return how probable the last of two or three rows of ids is, each id after the ones above it.

    Absolute discounting from triples down to single ids. At each length the folder's counts are mixed in by how often
    the folder knows the words before: a folder of one page hardly disturbs the base, a large one overrules it.
    """
    last = rows[-1]
    found = _alone(base, last)
    if folder is not None:
        found = _mixed(found, _alone(folder, last), np.full(len(last), folder.total), _HALF_AT[0])
    for length in range(1, len(rows)):
        context = rows[-length - 1 : -1]
        own, _ = _after(base, context, last, found)
        if folder is None:
            found = own
        else:
            theirs, known = _after(folder, context, last, found)
            found = _mixed(own, theirs, known, _HALF_AT[length])
    return found


def _mixed(own: Floats, folder: Floats, known: Floats, half_at: float) -> Floats:
    weight = _FOLDER_WEIGHT * known / (known + half_at)
    mixed: Floats = (1 - weight) * own + weight * folder
    return mixed


def _alone(table: Ngrams, ids: Ints) -> Floats:
    inside = ids < len(table.singles)
    counted = table.singles[np.where(inside, ids, 0)] * inside
    alone: Floats = counted / max(table.total, 1.0) + _FLOOR
    return alone


def _after(table: Ngrams, context: Ints, last: Ints, shorter: Floats) -> tuple[Floats, Floats]:
    """Return the probability of ids after one or two others, and how often those stood before anything."""
    if len(context) == 1:
        inside = context[0] < len(table.first_totals)
        at = np.where(inside, context[0], 0)
        totals, kinds = table.first_totals[at] * inside, table.first_kinds[at]
        counted = _counts(table.pair_keys, table.pair_counts, pair_key(context[0], last))
    elif not len(table.pair_keys):
        return shorter, np.zeros(len(last))
    else:
        at, known = _find(table.pair_keys, pair_key(context[0], context[1]))
        totals, kinds = table.pair_totals[at] * known, table.pair_kinds[at]
        counted = _counts(table.triple_keys, table.triple_counts, triple_key(context[0], context[1], last))
    smoothed = (np.maximum(counted - _DISCOUNT, 0.0) + _DISCOUNT * kinds * shorter) / np.maximum(totals, 1.0)
    return np.where(totals > 0, smoothed, shorter), totals


def to_bytes(table: Ngrams, words: Sequence[str], others: Sequence[str], form: tuple[int, int]) -> bytes:
    """Return a table and two lists of words in one compressed block; form is what from_bytes must be given again."""
    first, second = split_key(table.pair_keys, 2)
    before, middle, after = split_key(table.triple_keys, 3)
    small = np.uint16 if len(table.singles) <= 1 << 16 else np.uint32
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        form=np.array(form),
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        others=np.frombuffer("\n".join(others).encode(), np.uint8),
        singles=table.singles.astype(np.float32),
        pair_first=first.astype(small),
        pair_second=second.astype(small),
        pair_counts=table.pair_counts.astype(np.float32),
        triple_first=before.astype(small),
        triple_second=middle.astype(small),
        triple_third=after.astype(small),
        triple_counts=table.triple_counts.astype(np.float32),
    )
    return buffer.getvalue()


def from_bytes(data: bytes, form: tuple[int, int]) -> tuple[Ngrams, tuple[str, ...], tuple[str, ...]]:
    """Return the table and the two lists of words of a block; ValueError when it is damaged or of another form."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            arrays = {name: file[name] for name in _ARRAYS}
            words, others = (
                tuple(word for word in bytes(file[name]).decode().split("\n") if word) for name in ("words", "others")
            )
    except (OSError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise ValueError("syllable counts are damaged") from error
    if arrays["form"].tolist() != list(form):
        raise ValueError(f"syllable counts of form {arrays['form'].tolist()} do not fit {form}")
    singles = arrays["singles"].astype(np.float64)
    pairs = [arrays[name].astype(np.int64) for name in ("pair_first", "pair_second")]
    triples = [arrays[name].astype(np.int64) for name in ("triple_first", "triple_second", "triple_third")]
    counts = [arrays[name].astype(np.float64) for name in ("pair_counts", "triple_counts")]
    pair_keys, triple_keys = pair_key(*pairs), triple_key(*triples)
    inside = all(not len(ids) or int(ids.max()) < len(singles) for ids in (*pairs, *triples))
    in_order = bool((np.diff(pair_keys) > 0).all() and (np.diff(triple_keys) > 0).all())
    if not inside or not in_order or (len(counts[0]), len(counts[1])) != (len(pair_keys), len(triple_keys)):
        raise ValueError("syllable counts are damaged")
    return assemble(singles, pair_keys, counts[0], triple_keys, counts[1]), words, others


_ARRAYS = (
    "form", "singles", "pair_first", "pair_second", "pair_counts",
    "triple_first", "triple_second", "triple_third", "triple_counts",
)  # fmt: skip
