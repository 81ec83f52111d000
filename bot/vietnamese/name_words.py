"""The words of a text as the search for names of people reads them, and the lists it reads them by (names.tsv)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from bot.vietnamese.fold import fold, fold_map

_FILE = Path(__file__).with_name("names.tsv")
_WORD = re.compile(r"[^\W\d_]+")
_GAP = 3  # spaces between two words of one name, at most
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_RAISED = 0.7  # share of words with a capital from which capitals say nothing of names …
_RAISED_WORDS = 6  # … in texts of at least so many words
_ACCENTED = 0.35  # share of words with marks from which a word without marks is meant to have none
_OF_PHRASES = frozenset(("place", "figure", "office", "pair"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its span in the text, in code points."""

    key: str  # lower case, its tone at the end: "hoà" and "hòa" are one
    folded: str
    start: int
    end: int
    title: bool  # "An"; a letter alone is none
    letter: bool  # "A"
    joined: bool  # only a space between it and the word before

    @property
    def marked(self) -> bool:
        """Whether it bears accents."""
        return self.key != self.folded


@dataclass(frozen=True, slots=True)
class Listed:
    """Words or phrases of a list: as they are written, and as they are typed without accents."""

    exact: frozenset[tuple[str, ...]]
    folded: frozenset[tuple[str, ...]]
    lengths: tuple[int, ...]  # of its phrases, longest first


class Words:
    """The words of one text."""

    def __init__(self, text: str) -> None:
        folded, positions = fold_map(text)
        self.words: list[Word] = []
        raised, last = 0, 0
        for match in _WORD.finditer(folded):
            start, end = positions[match.start()], positions[match.end()]
            written = unicodedata.normalize("NFC", text[start:end])
            gap = folded[last : match.start()]
            last = match.end()
            letters = len(match[0])
            raised += written[0].isupper()
            joined = bool(self.words) and 0 < len(gap) <= _GAP and gap.isspace() and "\n" not in gap
            title = letters > 1 and written[0].isupper() and not written[1:].isupper()
            letter = letters == 1 and written.isupper()
            self.words.append(Word(key_of(written), match[0], start, end, title, letter, joined))
        count = len(self.words)
        self.accented = sum(word.marked for word in self.words) >= _ACCENTED * count
        self.shouted = count >= _RAISED_WORDS and raised >= _RAISED * count

    def at(self, index: int) -> Word | None:
        """The word at an index, if there is one."""
        return self.words[index] if 0 <= index < len(self.words) else None

    def joined(self, index: int) -> Word | None:
        """The word at an index, if nothing but a space parts it from the one before."""
        word = self.at(index)
        return word if word is not None and word.joined else None

    def phrase(self, index: int, listed: Listed, *, lenient: bool = False) -> int:
        """How many words of a listed phrase begin at an index; 0 where none does.

        A word with accents is what it is; one without them may stand for any where the text has hardly any accents, or
        where this is `lenient`.
        """
        for length in listed.lengths:
            run = self.words[index : index + length]
            if len(run) < length or not all(word.joined for word in run[1:]):
                continue
            if tuple(word.key for word in run) in listed.exact:
                return length
            bare = not any(word.marked for word in run) and (lenient or not self.accented)
            if bare and tuple(word.folded for word in run) in listed.folded:
                return length
        return 0

    def among(self, word: Word | None, listed: Listed) -> bool:
        """Whether a word is in a list of single words."""
        if word is None:
            return False
        return (word.key,) in listed.exact or (
            not word.marked and not self.accented and (word.folded,) in listed.folded
        )


class Lists:
    """The lists of names.tsv."""

    def __init__(self, rows: Mapping[str, list[str]]) -> None:
        self.sure = listed(*rows["surname"])
        self.surnames = listed(*rows["surname"], *rows["surname?"])
        self.given = listed(*rows["given"])
        self.ordinary = listed(*rows["word"])
        self.places = listed(*rows["place"])
        self.figures = listed(*rows["figure"])
        self.offices = listed(*rows["office"])
        self.pairs = listed(*rows["pair"])

    @cached_property
    def both(self) -> Listed:
        """Places and figures of history."""
        return Listed(
            self.places.exact | self.figures.exact,
            self.places.folded | self.figures.folded,
            tuple(sorted({*self.places.lengths, *self.figures.lengths}, reverse=True)),
        )


def listed(*phrases: str) -> Listed:
    """A list of words or phrases."""
    exact = frozenset(tuple(key_of(word) for word in phrase.split()) for phrase in phrases)
    folded = frozenset(tuple(fold(phrase).split()) for phrase in phrases)
    return Listed(exact, folded, tuple(sorted({len(one) for one in exact}, reverse=True)))


@cache
def lists() -> Lists:
    """The lists that come with the product."""
    rows: defaultdict[str, list[str]] = defaultdict(list)
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, entries = line.split("\t")
            rows[kind] += [one.strip() for one in entries.split(",")] if kind in _OF_PHRASES else entries.split()
    return Lists(rows)


@cache
def _key(lower: str) -> str:
    decomposed = unicodedata.normalize("NFD", lower)
    tones = "".join(char for char in decomposed if char in _TONES)
    rest = "".join(char for char in decomposed if char not in _TONES)
    return unicodedata.normalize("NFC", rest) + tones if tones else lower


def key_of(written: str) -> str:
    """A word in lower case and composed letters with its tone at the end."""
    lower = unicodedata.normalize("NFC", written).lower()
    return lower if lower.isascii() else _key(lower)
