"""Slips of the thumb put right: keystrokes of a keyboard that was off, doubled, missing and run-together letters."""

import math
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from bot.vietnamese import wordlist
from bot.vietnamese.abbreviations import known_abbreviations
from bot.vietnamese.fold import fold
from bot.vietnamese.keyboards import from_telex, from_vni
from bot.vietnamese.lexicon import Lexicon
from bot.vietnamese.normal import normalise
from bot.vietnamese.syllable_ids import UNTOUCHED
from bot.vietnamese.syllables import completes, is_folded_syllable, is_syllable, place_tone

_WORD = re.compile(r"[^\W_]+")
_LETTERS_THEN_DIGITS = re.compile(r"([^\W\d_]+)(\d+)")
_REPEATED = re.compile(r"([^\W\d_])\1+")
_FOREIGN = wordlist.words(
    "ad admin ai android app bank bot bye chat check click code core covid cv email excel facebook fax file form",
    "gmail google hello hi hotline html http https id internet ios iphone it link list login mail messenger",
    "mobile note offline ok okay online page password pdf phone photo ppt qr robot scan server sim smart sms so",
    "social sos spam stress team telegram test tiktok top tv update upload url user video vip virus vneid web",
    "website wifi word youtube zalo zoom",
)
_FEWEST_VIETNAMESE = 0.5  # share of words that can be read as Vietnamese; below it the text is in another language
_SHORTEST_RUN = 5  # "nova" is not "nó và"
_LONGEST_RUN = 40  # characters of one word that are searched for syllables run together
_LONGEST_SYLLABLE = 7  # "nghiêng"
_FEWEST_PAIR = 3.0  # times that two syllables were seen together, for a guess to lean on it
# The same for a guess at a letter, by the length of what was typed: short words are often names and abbreviations.
_SUPPORT = {2: 100.0, 3: 100.0, 4: 30.0}
_SUPPORT_AGAINST_SEEN = 1_000.0  # and where the very word stands in some text
_BOUND = 0.05  # share of the rarer syllable's places at which it stands beside the other, to count as bound to it
_CLEARLY = 3.0  # times better supported than the next guess
_FAR_MORE_USUAL = 8.0  # times
_LOOK_BACK = 8  # characters before a word, to tell whether it begins a sentence
_LONGEST_ACRONYM = 6
_NUMERAL = re.compile(r"[ivxlc]+|\d+[a-z]?")
_RUNS = re.compile(r"\d+|[^\W\d_]+")
# Keystrokes that no other spelling has: a doubled vowel or d, a w, or a VNI digit inside a word or followed by one.
_UNMISTAKABLE = re.compile(r"aa|ee|oo|dd|[aou]w|\d[a-z]|[1-9]{2}$")
_ALPHABET = "abcdeghiklmnopqrstuvxy"


@dataclass(frozen=True, slots=True)
class _Word:
    written: str
    start: int
    end: int
    folded: str
    valid: bool  # nothing to repair
    name: bool  # a capital inside a sentence: keystrokes may be read, letters are not guessed


def repair(text: str, lexicon: Lexicon, keep: Collection[str] = ()) -> str:
    """Return text with its typing slips repaired where the lexicon leaves little doubt; the rest stays as typed.

    Telex and VNI keystrokes become accents ("cans booj" → "cán bộ"), old tone placement becomes the usual one (hoà →
    hòa), repeated letters go, a missing or wrong letter is mended where a neighbour supports it, and words that were
    run together are split ("ketluan09" → "ket luan 09"). keep: words that are known and must stay, such as an admin's
    own abbreviations. Text in another language stays.
    """
    text = normalise(text)
    words = _words(text, lexicon, frozenset(map(fold, keep)))
    spelt = [None if word.valid else _spelt(word.written, lexicon) for word in words]
    several = sum(spelling is not None for spelling in spelt) > 1
    pieces: list[str] = []
    at = 0
    before = ""
    readable = 0
    for index, word in enumerate(words):
        after = words[index + 1].folded if index + 1 < len(words) else ""
        mended = None
        if word.valid:
            readable += 1
            mended = None if word.written.isascii() else place_tone(word.written)
        else:
            spelling = spelt[index]
            if spelling and (several or _sure(word.written, fold(spelling), before, after, lexicon)):
                mended = spelling
            readable += spelling is not None or word.folded in lexicon.others
            if mended is None and word.folded not in lexicon.others:
                mended = _unfold(word.written, lexicon)
                readable += mended is not None and spelling is None
            if mended is None and not word.name:
                mended = _nearest(word, before, after, lexicon)
        if mended:
            pieces += (text[at : word.start], _in_case(mended, word.written))
            at = word.end
        before = fold(mended or word.written).split(" ")[-1]
    if readable < _FEWEST_VIETNAMESE * len(words):
        return text  # in another language
    return "".join((*pieces, text[at:]))


def _words(text: str, lexicon: Lexicon, keep: frozenset[str]) -> list[_Word]:
    untouched = bytearray(len(text))
    for match in UNTOUCHED.finditer(text):
        untouched[match.start() : match.end()] = b"\1" * len(match[0])
    shouting = text.isupper()
    words = []
    for match in _WORD.finditer(text):
        written, start = match[0], match.start()
        if untouched[start]:
            continue
        folded = fold(written)
        known = folded in keep or folded in _FOREIGN or folded in known_abbreviations()
        acronym = written.isupper() and not shouting and len(written) <= _LONGEST_ACRONYM
        valid = (
            len(written) > _LONGEST_RUN
            or known
            or acronym
            or _stands(written, folded, lexicon)
            or _NUMERAL.fullmatch(folded) is not None
        )
        inside = start > 0 and text[max(0, start - _LOOK_BACK) : start].rstrip(" ")[-1:] not in (
            "",
            ".",
            "?",
            "!",
            "\n",
            ":",
        )
        words.append(_Word(written, start, match.end(), folded, valid, inside and written.istitle() and not shouting))
    return words


def _stands(written: str, folded: str, lexicon: Lexicon) -> bool:
    """Tell whether a word needs no repair: a number, a syllable, or a symbol like "kl09" and "qh15"."""
    if written.isdigit():
        return True
    if written.isascii():
        parts = _LETTERS_THEN_DIGITS.fullmatch(folded)
        if parts and (parts[1] in known_abbreviations() or len(parts[1]) == 1):
            return True
        return folded in lexicon.singles and is_folded_syllable(folded)
    # "đaị" has its tone in the wrong place; "quyêt" lacks one, which is for the restorer to complete.
    placed = place_tone(written.lower())
    return is_syllable(placed) or any(completes(way, placed) for way in lexicon.accented.get(folded, ()))


def _spelt(written: str, lexicon: Lexicon) -> str | None:
    """Return what the keystrokes of a Telex or VNI keyboard spell, where that is a syllable that was ever seen."""
    if not written.isascii():
        return None
    found = from_telex(written) if written.isalpha() else from_vni(written)
    if fold(written) in lexicon.others and not _UNMISTAKABLE.search(written.lower()):
        return None
    return found if found in lexicon.accented.get(fold(found or ""), ()) else None


def _sure(written: str, folded: str, before: str, after: str, lexicon: Lexicon) -> bool:
    """Tell whether the only keystrokes in a text are meant as such: "khoan2" is khoản 2, and "has" may be English."""
    if _UNMISTAKABLE.search(written.lower()):
        return True
    return written.isalpha() and max(lexicon.pair(before, folded), lexicon.pair(folded, after)) >= _FEWEST_PAIR


def _unfold(written: str, lexicon: Lexicon) -> str | None:
    """Return a word without repeated letters, or its syllables and numbers apart, where that reads as Vietnamese."""
    if any(map(str.isdigit, written)):
        return _apart(written, lexicon)
    single = _REPEATED.sub(r"\1", written)
    if single != written and _stands(single, fold(single), lexicon):
        return single
    return _doubled(written, lexicon) or _split(written, lexicon)


def _doubled(written: str, lexicon: Lexicon) -> str | None:
    """Return a word without one letter that was typed twice with different marks ("cáán", "bôộ")."""
    folded = fold(written)
    for place in range(len(written) - 1):
        if folded[place] == folded[place + 1]:
            for left in (place, place + 1):
                shorter = written[:left] + written[left + 1 :]
                if _stands(shorter, fold(shorter), lexicon) and not shorter.isascii():
                    return shorter
    return None


def _apart(written: str, lexicon: Lexicon) -> str | None:
    """Return letters and digits apart ("dieu5", "35tuoi", "ketluan09"), where the letters are Vietnamese."""
    parts = []
    for run in _RUNS.findall(written):
        if run.isdigit() or (len(run) > 1 and _stands(run, fold(run), lexicon)):
            parts.append(run)
        elif split := _split(run, lexicon):
            parts.append(split)
        else:
            return None
    return " ".join(parts)


def _split(written: str, lexicon: Lexicon) -> str | None:
    """Return the syllables that were run together, each pair of them known as neighbours; fewest syllables first."""
    if not _SHORTEST_RUN <= len(written) <= _LONGEST_RUN:
        return None
    folded = fold(written)
    if len(folded) != len(written):
        return None
    # Best way to read the first n letters, for each last syllable: (syllables, -support, where that syllable starts).
    best: list[dict[str, tuple[int, float, int, str]]] = [{"": (0, 0.0, 0, "")}]
    for end in range(1, len(written) + 1):
        ways: dict[str, tuple[int, float, int, str]] = {}
        for start in range(max(0, end - _LONGEST_SYLLABLE), end):
            last = folded[start:end]
            if (len(last) < 2 and last != "y") or not _stands(written[start:end], last, lexicon):
                continue
            for previous, (count, support, _, _) in best[start].items():
                seen = lexicon.pair(previous, last) if previous else _FEWEST_PAIR
                if seen >= _FEWEST_PAIR:
                    way = (count + 1, support - math.log(seen), start, previous)
                    if last not in ways or way[:2] < ways[last][:2]:
                        ways[last] = way
        best.append(ways)
    if not best[-1]:
        return None
    last = min(best[-1], key=lambda name: best[-1][name][:2])
    parts = []
    end = len(written)
    while end:
        _, _, start, previous = best[end][last]
        parts.append(written[start:end])
        end, last = start, previous
    return " ".join(reversed(parts)) if len(parts) > 1 else None


def _nearest(word: _Word, before: str, after: str, lexicon: Lexicon) -> str | None:
    """Return the syllable one slip away that a neighbour supports far better than any other, or None.

    The marks that were typed must be in it: "đượ" is được, not dung.
    """
    folded = word.folded
    if not 2 <= len(folded) <= _LONGEST_SYLLABLE + 1:
        return None
    typed = _marks(word.written.lower())
    support: dict[str, float] = {}
    for candidate in _one_slip_away(folded):
        if candidate in lexicon.singles and (not typed or _ways(candidate, typed, lexicon)):
            support[candidate] = _support(before, candidate, lexicon) + _support(candidate, after, lexicon)
    if len(typed) > 1 and support:  # so many marks leave one usual reading, whatever stands around it
        usual = sorted(support, key=lambda name: -lexicon.singles[name])[:2]
        ways = _ways(usual[0], typed, lexicon)
        far = len(usual) == 1 or lexicon.singles[usual[0]] >= _FAR_MORE_USUAL * lexicon.singles[usual[1]]
        if far and len(ways) == 1:
            return ways[0]
    ranked = sorted(support.items(), key=lambda item: (-item[1], item[0]))[:2]
    least = _FEWEST_PAIR if typed else _SUPPORT.get(len(folded), _FEWEST_PAIR)
    if folded in lexicon.others:
        least = _SUPPORT_AGAINST_SEEN
    if not ranked or ranked[0][1] < least or (len(ranked) > 1 and ranked[0][1] < _CLEARLY * ranked[1][1]):
        return None
    ways = _ways(ranked[0][0], typed, lexicon) if typed else ()
    return ways[0] if len(ways) == 1 else ranked[0][0]


def _marks(word: str) -> frozenset[str]:
    decomposed = unicodedata.normalize("NFD", word)
    return frozenset(char for char in decomposed if unicodedata.combining(char) or char == "đ")


def _ways(folded: str, marks: frozenset[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the ways to accent a folded syllable that have some marks."""
    return tuple(way for way in lexicon.accented.get(folded, ()) if marks <= _marks(way))


def _support(first: str, second: str, lexicon: Lexicon) -> float:
    """Return how much two syllables belong together: the count of the pair, or 0 where chance explains it."""
    seen = lexicon.pair(first, second)
    if seen < _FEWEST_PAIR:
        return 0.0
    return seen if seen >= _BOUND * min(lexicon.singles.get(first, 0.0), lexicon.singles.get(second, 0.0)) else 0.0


@lru_cache(maxsize=512)
def _one_slip_away(word: str) -> frozenset[str]:
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    left_out = {a + b[1:] for a, b in cuts if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    changed = {a + c + b[1:] for a, b in cuts if b for c in _ALPHABET}
    added = {a + c + b for a, b in cuts for c in _ALPHABET}
    return frozenset(left_out | swapped | changed | added) - {word}


def _in_case(mended: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return mended.upper()
    return mended[0].upper() + mended[1:] if like[0].isupper() else mended
