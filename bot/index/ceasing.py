"""Parts of a document that go out of force while the rest of it stays: where they stand, and which they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.model import Ceased, Document, Section, SectionKind
from bot.vietnamese import fold

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def sections_at(sections: Sequence[Section], place: Sequence[str]) -> list[int]:
    """The sections with the labels of a place, each below the one before it; several where numbers begin anew."""
    found: list[int | None] = [None]
    for label in place:
        wanted = _comparable(label)
        found = [
            at
            for above in found
            for at, section in enumerate(sections)
            if _comparable(section.label) == wanted and (above is None or _is_below(sections, at, above))
        ]
    return [at for at in found if at is not None]


def has_articles(sections: Sequence[Section]) -> bool:
    """Whether a document is divided so that a Điều could be looked up in it."""
    return any(section.kind is SectionKind.ARTICLE for section in sections)


def added(document: Document, more: Sequence[Ceased]) -> Document:
    """A document with further parts out of force: what is said of a place already stands, and what it has not is none.

    In a text without articles (a digest) no place can be looked up: there all of them are kept.
    """
    about = document.metadata
    held = {tuple(map(_comparable, one.place)) for one in about.ceased}
    fresh: list[Ceased] = []
    for one in more:
        key = tuple(map(_comparable, one.place))
        there = len(sections_at(document.sections, one.place)) == 1 or not has_articles(document.sections)
        if key not in held and there:
            held.add(key)
            fresh.append(one)
    return replace(document, metadata=replace(about, ceased=(*about.ceased, *fresh))) if fresh else document


def _is_below(sections: Sequence[Section], at: int, above: int) -> bool:
    parent = sections[at].parent
    while parent is not None:
        if parent == above:
            return True
        parent = sections[parent].parent
    return False


def _comparable(label: str) -> tuple[str, str]:
    """What a section is called and its number, however they are written: "CHƯƠNG 2" is "Chương II"; đ is not d."""
    name, _, number = label.strip().rpartition(" ")
    folded = fold(name)
    number = number.casefold().rstrip(".:)")
    if folded in ("chuong", "phan", "phu luc") and number and set(number) <= set(_ROMAN):
        values = [_ROMAN[letter] for letter in number]
        following = [*values[1:], 0]
        number = str(sum(-one if one < after else one for one, after in zip(values, following, strict=True)))
    return folded, number
