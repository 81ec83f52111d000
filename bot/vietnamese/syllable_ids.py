"""Texts as streams of syllable ids, for counting."""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from bot.vietnamese.fold import fold
from bot.vietnamese.ngrams import Ints
from bot.vietnamese.normal import normalise
from bot.vietnamese.syllables import is_syllable, place_tone

BREAK, NUMBER, FOREIGN = 0, 1, 2  # the first ids: end of a sentence, digits, a word that is no syllable
SPECIAL = ("</s>", "0", "<x>")
# Commas, brackets and quotes are left out of the stream: people leave them out when they type.
WORD = re.compile(r"[^\W\d_]+|\d[\d.,/\-]*|[.?!;:\n…]")
# Web and mail addresses and symbols of documents: nothing in them is a syllable that lacks its marks, or a slip.
UNTOUCHED = re.compile(r"(?<!\S)\S*(?:://|www\.|@)\S*|(?<!\d)\d+(?:/\d+)?[-–/]\S+")
ENDS = frozenset(".?!;:\n…")
_FEWEST_ACCENTED = 0.3  # share of words; a text below it was typed without accents and teaches nothing


class Reader(dict[str, int]):
    """Ids of written words; it fills itself, and its words grow by every syllable that is met for the first time.

    others holds the folded words that are no syllables: names, foreign words, abbreviations.
    """

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        self.words = list(words)
        self.others: set[str] = set()
        self._known = {word: index for index, word in enumerate(words)}

    def __missing__(self, written: str) -> int:
        if written in ENDS:
            found = BREAK
        elif written[0].isdigit():
            found = NUMBER
        elif not is_syllable(written):
            found = FOREIGN
            self.others.add(fold(written))
        else:
            placed = place_tone(written)
            found = self._known.setdefault(placed, len(self.words))
            if found == len(self.words):
                self.words.append(placed)
        self[written] = found
        return found


def read_ids(texts: Iterable[str], reader: Reader) -> Ints:
    """Return the ids of all syllables of some texts with breaks between sentences; unaccented texts are left out."""
    # An array a text: one long list made into an array would hold the interpreter while others wait for answers.
    parts = [np.array([BREAK], np.int64)]
    for text in texts:
        written = WORD.findall(normalise(text).lower())
        if sum(map(str.isascii, written)) <= (1 - _FEWEST_ACCENTED) * len(written):
            parts.append(np.array([*map(reader.__getitem__, written), BREAK], np.int64))
    stream = np.concatenate(parts)
    keep = np.ones(len(stream), bool)
    keep[1:] = (stream[1:] != BREAK) | (stream[:-1] != BREAK)  # runs of breaks say nothing
    return stream[keep]
