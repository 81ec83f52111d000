"""Abbreviations and chat spelling, written out by a table that admins can extend."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from bot.vietnamese.document_numbers import NUMBERED
from bot.vietnamese.document_numbers import scan as scan_document_numbers
from bot.vietnamese.fold import fold, fold_map
from bot.vietnamese.syllables import is_folded_syllable, is_syllable

_TABLE_FILE = Path(__file__).with_name("abbreviations.tsv")
_WORD = re.compile(r"[^\W\d_]+(?:[/.][^\W\d_]+)*")
_PLAIN_WORD = re.compile(r"[^\W_]+")
_SEPARATOR = re.compile(r"\t|\s*(?:=>|->|→|=)\s*")
_SHORTEST_LONG_FORM = 3  # letters of an abbreviation that a document is indexed under in its long form too
_LONGEST_KEY = 20  # characters; longer is a sentence that landed in the wrong file
_LONGEST_EXPANSION = 120
_MOST_ALTERNATIVES = 3
_CONTEXT = 160  # characters on each side in which cues are looked for
_NEAR, _LOOSE, _CASE = 4, 2, 1  # weights: a cue beside the word, a cue anywhere, the same letters in capitals or small


class TableProblem(StrEnum):
    """Why a line of an abbreviation file is not used; the sentence for people is made elsewhere."""

    UNREADABLE = "unreadable"  # the file cannot be opened, or is no text
    NO_SEPARATOR = "no_separator"  # neither a tab nor "="
    EMPTY = "empty"  # nothing before or after the separator
    TOO_LONG = "too_long"
    NOT_ONE_WORD = "not_one_word"  # an abbreviation is one word of letters, "đ/c" and "tp.hp" included


@dataclass(frozen=True, slots=True)
class Change:
    """An abbreviation that was written out: text[start:end] of the source became expansion."""

    start: int
    end: int
    expansion: str
    others: tuple[str, ...]  # further readings that the context did not rule out


@dataclass(frozen=True, slots=True)
class Expanded:
    """A text with its abbreviations written out."""

    text: str
    alternatives: tuple[str, ...]  # the same text with undecided abbreviations read otherwise; at most three
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    key: str
    expansion: str
    cues: tuple[str, ...]


@cache
def _shipped() -> Mapping[str, tuple[_Reading, ...]]:
    table: dict[str, list[_Reading]] = {}
    for line in _TABLE_FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            key, expansion, cues = (*line.split("\t"), "")[:3]
            reading = _Reading(key, expansion, tuple(fold(cue.strip()) for cue in cues.split(",") if cue.strip()))
            table.setdefault(key.lower(), []).append(reading)
    return {key: tuple(readings) for key, readings in table.items()}


@cache
def _shipped_folded() -> Mapping[str, tuple[_Reading, ...]]:
    table: dict[str, tuple[_Reading, ...]] = {}
    for key, readings in _shipped().items():
        table[fold(key)] = (*table.get(fold(key), ()), *readings)
    return table


def known_abbreviations() -> frozenset[str]:
    """Return the shipped abbreviations in folded form."""
    return frozenset(_shipped_folded())


@cache
def long_forms() -> Mapping[str, tuple[str, ...]]:
    """Return the shipped abbreviations that mean one thing wherever they stand, folded, with the syllables they mean.

    Capitals, at least three, no syllable, one reading without cues: "ubnd" is ủy ban nhân dân in any document.
    """
    return {
        key: tuple(_PLAIN_WORD.findall(fold(readings[0].expansion)))
        for key, readings in _shipped_folded().items()
        if len(key) >= _SHORTEST_LONG_FORM
        and key.isalpha()
        and readings[0].key[:2].isupper()
        and len({reading.expansion for reading in readings}) == 1
        and not any(reading.cues for reading in readings)
        and not is_folded_syllable(key)
    }


def load_table(path: Path) -> tuple[dict[str, tuple[str, ...]], list[tuple[int, TableProblem]]]:
    """Read an admin's file of abbreviations: an abbreviation, a tab or "=", its expansion; several expansions by ";".

    Returns the table for expand(extra=...) and the lines (1-based; 0 is the whole file) that could not be used.
    Empty lines and lines that start with "#" are skipped. Never raises.
    """
    try:
        raw = path.read_bytes()
    except OSError:
        return {}, [(0, TableProblem.UNREADABLE)]
    # Excel saves "Unicode text" as UTF-16 with a byte order mark, Notepad puts one before UTF-8.
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        lines = raw.decode(encoding).splitlines()
    except UnicodeDecodeError:
        return {}, [(0, TableProblem.UNREADABLE)]
    table: dict[str, tuple[str, ...]] = {}
    problems: list[tuple[int, TableProblem]] = []
    for number, line in enumerate(lines, start=1):
        line = line.strip(" \ufeff\r")
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        parts = _SEPARATOR.split(line, maxsplit=1)
        if len(parts) != 2:
            problems.append((number, TableProblem.NO_SEPARATOR))
            continue
        key = parts[0].strip()
        expansions = tuple(one.strip() for one in re.split(r"[;\t]", parts[1]) if one.strip())
        problem = _problem(key, expansions)
        if problem:
            problems.append((number, problem))
        else:
            table[key] = tuple(dict.fromkeys((*table.get(key, ()), *expansions)))
    return table, problems


def _problem(key: str, expansions: Sequence[str]) -> TableProblem | None:
    if not key or not expansions:
        return TableProblem.EMPTY
    if len(key) > _LONGEST_KEY or any(len(one) > _LONGEST_EXPANSION for one in expansions):
        return TableProblem.TOO_LONG
    return None if _WORD.fullmatch(key) else TableProblem.NOT_ONE_WORD


def expand(text: str, extra: Mapping[str, Sequence[str]] | None = None) -> Expanded:
    """Write out the abbreviations of a question, ambiguous ones by the words around them, else with alternatives.

    extra: an admin's own table, which goes before the shipped one. Symbols of documents (09-KL/TU) stay as they are.
    """
    folded, positions = fold_map(text)
    own = {fold(key): tuple(values) for key, values in (extra or {}).items()}
    symbols = bytearray(len(folded))
    for one in scan_document_numbers(folded):
        symbols[one.symbol_start : one.end] = b"\1" * (one.end - one.symbol_start)
    shouting = text.isupper()
    changes = []
    for match in _WORD.finditer(folded):
        start, end = match.span()
        if symbols[start]:
            continue
        written = text[positions[start] : positions[end]]
        if match[0] in own:
            readings = [_Reading(written, one, ()) for one in own[match[0]]]
        elif folded[end : end + 1].isdigit() and match[0] not in NUMBERED and not _counts(match[0]):
            continue  # "qh15" is a part of a law's number
        else:
            readings = list(_readings(written, match[0]))
        chosen = _choose(readings, written, folded, start, end, shouting=shouting)
        if chosen:
            changes.append(Change(positions[start], positions[end], chosen[0], tuple(chosen[1:])))
    return Expanded(_apply(text, changes), _alternatives(text, changes), tuple(changes))


@cache
def _counts(folded: str) -> bool:
    """Tell whether an abbreviation has a reading before a number ("k9", "gđ2025")."""
    return any("+#" in reading.cues for reading in _shipped_folded().get(folded, ()))


def _readings(written: str, folded: str) -> Sequence[_Reading]:
    """Return the readings of a word: one typed with accents is exactly that abbreviation, one without may be any."""
    exact = _shipped().get(written.lower(), ())
    return exact if exact or not written.isascii() else _shipped_folded().get(folded, ())


def _choose(
    readings: Sequence[_Reading], written: str, folded: str, start: int, end: int, *, shouting: bool
) -> list[str]:
    """Return the expansion to use and the ones that are as likely; empty where the word is no abbreviation here."""
    capitals = written.isupper() and not shouting
    if len(written) == 1 and capitals:
        return []  # a numeral, an initial, a class
    before = folded[max(0, start - _CONTEXT) : start].rstrip(" ")
    after = folded[end : end + _CONTEXT].lstrip(" ")
    is_word = not capitals and (is_folded_syllable if written.isascii() else is_syllable)(written.lower())
    scored: list[tuple[int, str]] = []
    for reading in readings:
        if any(_beside(cue[1:], before, after) for cue in reading.cues if cue[0] == "!"):
            continue
        cues = [cue for cue in reading.cues if cue[0] != "!"]
        near = "=" in cues or any(_beside(cue, before, after) for cue in cues if "+" in cue)
        if not near and (is_word or (cues and len(written) == 1)):
            continue  # "tu" is từ as well, and a lone letter may be anything
        loose = sum(_holds(cue, before, after) for cue in cues if cue != "=" and "+" not in cue)
        same_case = not shouting and written.isupper() == reading.key.isupper()
        scored.append((_NEAR * near + _LOOSE * min(loose, 2) + _CASE * same_case, reading.expansion))
    best = max((score for score, _ in scored), default=0)
    return list(dict.fromkeys(expansion for score, expansion in scored if score == best))


def _beside(cue: str, before: str, after: str) -> bool:
    """Tell whether a cue stands next to the word: "+oi" after it, "chao+" before it, "#" for a number."""
    if cue.startswith("+"):
        word = cue[1:]
        if word == "#":
            return after[:1].isdigit()
        return after.startswith(word) and not after[len(word) : len(word) + 1].isalnum()
    word = cue.removesuffix("+")
    if word == "#":
        return before[-1:].isdigit()
    return before.endswith(word) and not before[: -len(word)][-1:].isalnum()


def _holds(phrase: str, *parts: str) -> bool:
    return any(f" {phrase} " in f" {' '.join(_PLAIN_WORD.findall(part))} " for part in parts)


def _apply(text: str, changes: Sequence[Change], choice: tuple[int, int] | None = None) -> str:
    """Return the text with its changes made; choice is (which change, which of its other readings)."""
    pieces: list[str] = []
    at = 0
    for index, change in enumerate(changes):
        expansion = change.others[choice[1]] if choice and choice[0] == index else change.expansion
        after_digit = change.start > 0 and text[change.start - 1].isdigit()  # "35t"
        before_digit = text[change.end : change.end + 1].isdigit()  # "kl09"
        pieces += (text[at : change.start], " " * after_digit, expansion, " " * before_digit)
        at = change.end
    return "".join((*pieces, text[at:]))


def _alternatives(text: str, changes: Sequence[Change]) -> tuple[str, ...]:
    """Return the text with one undecided abbreviation at a time read otherwise."""
    choices = [(index, other) for index, change in enumerate(changes) for other in range(len(change.others))]
    return tuple(_apply(text, changes, choice) for choice in choices[:_MOST_ALTERNATIVES])
