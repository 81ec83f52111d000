"""Khoản, điểm and dashes below an article or a heading: which of the numbered lines are items, and of what depth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot import phrases
from bot.library.outline.chain import Candidate, best_chain, starts
from bot.library.outline.markers import Level
from bot.library.outline.parts import Line, Node
from bot.library.reading.wrapping import starts_anew
from bot.model import SectionKind


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    pattern: re.Pattern[str]
    kind: SectionKind
    rank: int  # outer styles first; among equals the one that comes first in the text is the outer one


_AFTER_DOTTED = r"(?:[.)]|\s?[-–—])?\s+(?=[^\W\d]|[“\"(])"  # what makes "1.1" a number: words, no unit or figure
_CLAUSE, _POINT = SectionKind.CLAUSE, SectionKind.POINT
# A clause is below 200 and carries no leading zero, so that years, dates and telephone numbers at line start are none.
_STYLES = (
    _Style("Khoản 1", re.compile(r"(?:Khoản|KHOẢN)\s+(?P<n>[1-9]\d{0,2}[a-zđ]?)\s?[.:)]\s*(?=\S)"), _CLAUSE, 0),
    # A blank before the stop is what recognition of characters makes of "1.".
    _Style("1.", re.compile(r"(?P<n>[1-9]\d{0,2}[a-zđ]?)(?:\.(?!\d)\s*|\s\.\s+)(?=\D)"), _CLAUSE, 0),
    _Style("1)", re.compile(r"(?P<n>[1-9]\d?[a-zđ]?)\)\s*(?=\S)"), _CLAUSE, 0),
    _Style("(1)", re.compile(r"\((?P<n>[1-9]\d?)\)\s*(?=\S)"), _CLAUSE, 0),
    _Style("1/", re.compile(r"(?P<n>[1-9]\d?[a-zđ]?)\s?/\s+(?=[^\W\d])"), _CLAUSE, 0),
    _Style("1-", re.compile(r"(?P<n>[1-9]\d?)\s?[-–—](?:\s+(?=\D)|(?=[^\W\d]))"), _CLAUSE, 0),
    _Style("1.1", re.compile(rf"(?P<n>[1-9]\d?\.[1-9]\d?){_AFTER_DOTTED}"), _CLAUSE, 1),
    _Style("1.1.1", re.compile(rf"(?P<n>[1-9]\d?\.[1-9]\d?\.[1-9]\d?){_AFTER_DOTTED}"), _CLAUSE, 2),
    _Style("Điểm a", re.compile(r"(?:Điểm|ĐIỂM)\s+(?P<n>[a-zđ]\d?)\s?[.:)]\s*(?=\S)"), _POINT, 3),
    _Style("a)", re.compile(r"(?P<n>[a-zđ]\d?)\s?\)\s*(?=\S)"), _POINT, 3),
    _Style("a.", re.compile(r"(?P<n>[a-zđ])\.\s*(?=[^\W\d])"), _POINT, 3),
    _Style("a/", re.compile(r"(?P<n>[a-zđ]\d?)\s?/\s+(?=\S)"), _POINT, 3),
    _Style("(a)", re.compile(r"\((?P<n>[a-zđ])\)\s*(?=\S)"), _POINT, 3),
    _Style("a-", re.compile(r"(?P<n>[a-zđ])[-–]\s+(?=\S)"), _POINT, 3),
    _Style("-", re.compile(r"[-–—•●▪◦*]\s+(?=\S)"), _POINT, 4),
)
_DASHES = "-"
_MAX_DEPTH = 6
_MAX_NESTED = 40  # calls within calls, on text that is made to be nasty
_MAX_TITLE = 160  # characters of a clause that is a heading rather than a sentence


def items(
    lines: Sequence[Line], first: int, last: int, quoted: set[int], *, depth: int = 0, nested: int = 0
) -> list[Node]:
    """Return the items of lines[first:last], outer ones before those that stand in them."""
    if depth >= _MAX_DEPTH or nested >= _MAX_NESTED or first >= last:
        return []
    chosen = _outermost(lines, first, last, quoted)
    if chosen is None:
        return []
    style, chain = chosen
    nodes = items(lines, first, chain[0].line, quoted, depth=depth, nested=nested + 1) if style.rank < 3 else []
    bounds = [candidate.line for candidate in chain[1:]] + [last]
    for position, (candidate, end) in enumerate(zip(chain, bounds, strict=True), 1):
        nodes.append(_node(lines, candidate, style, depth, end, position))
        nodes += items(lines, candidate.line + 1, end, quoted, depth=depth + 1, nested=nested + 1)
    return nodes


def _candidates(lines: Sequence[Line], first: int, last: int, quoted: set[int]) -> dict[str, list[Candidate]]:
    found: dict[str, list[Candidate]] = {}
    for index in range(first, last):
        line = lines[index]
        if index in quoted or line.table or line.furniture:
            continue
        for style in _STYLES:
            match = style.pattern.match(line.text)
            if match is not None:
                number = "-" if style.name == _DASHES else match["n"]
                found.setdefault(style.name, []).append(Candidate(index, number))
                break
    return found


def _outermost(lines: Sequence[Line], first: int, last: int, quoted: set[int]) -> tuple[_Style, list[Candidate]] | None:
    """The style whose items hold the others, with those of its candidates that count up."""
    found = _candidates(lines, first, last, quoted)
    chains: list[tuple[_Style, list[Candidate], bool]] = []
    for style in _STYLES:
        candidates = found.get(style.name)
        if not candidates:
            continue
        chain = candidates if style.name == _DASHES else best_chain(candidates)
        if not chain or (style.name == _DASHES and len(chain) < 2):
            continue
        restarts = sum(starts(candidate.number) for candidate in candidates) > 1
        chains.append((style, chain, restarts))
    if not chains:
        return None
    # A style that starts over while another one counts on stands inside the other, whatever the usual order is.
    steady = [entry for entry in chains if not entry[2] and entry[0].name != _DASHES]
    outer = min(chains, key=lambda entry: (entry[0].rank, entry[1][0].line))
    if outer[2] and steady:
        other = min(steady, key=lambda entry: (entry[0].rank, entry[1][0].line))
        begun_before = other[1][0].line < outer[1][0].line
        if begun_before and len(other[1]) > 1:
            outer = other
    return outer[0], outer[1]


def _node(lines: Sequence[Line], candidate: Candidate, style: _Style, depth: int, end: int, position: int) -> Node:
    line = lines[candidate.line]
    match = style.pattern.match(line.text)
    body = line.start + (match.end() if match else 0)
    if style.name == _DASHES:
        return Node(Level.ITEM + depth, candidate.line, _POINT, phrases.dash_label(position), "", body, position)
    title = ""
    words = line.text[body - line.start :]
    if candidate.line + 1 < end and _is_title(line, words, lines[candidate.line + 1]):
        title = words.rstrip(" .:")
        body = lines[candidate.line + 1].start
    return Node(
        Level.ITEM + depth, candidate.line, style.kind, phrases.section_label(style.kind, candidate.number), title, body
    )


def _is_title(line: Line, words: str, following: Line) -> bool:
    """Whether an item's first line is a heading ("1. Quan điểm"): short, and shown so or without a stop."""
    if len(words) > _MAX_TITLE or words.endswith((";", ",")) or (words.endswith(":") and len(words) > 60):
        return False
    if line.heading or line.bold or words.isupper():
        return True
    # A line broken by the page's width has no stop either, but then the next one goes on in lower case.
    goes_on = following.adjacent and len(line.text) > 50
    return (
        len(words) <= 80
        and not words.endswith((".", ":", "…", "?", "!"))
        and words[:1].isupper()
        and (following.text[:1].isupper() or starts_anew(following.text))
        and not goes_on
    )
