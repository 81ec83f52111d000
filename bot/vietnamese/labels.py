"""Labels of sections ("Điều 7", "khoản 2", "CHƯƠNG II"): whether two say the same, and where a place stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.vietnamese.fold import fold

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


class Labelled(Protocol):
    """What is needed of a section: its label, and which of the sections it stands in."""

    @property
    def label(self) -> str: ...

    @property
    def parent(self) -> int | None: ...


def sections_at(sections: Sequence[Labelled], place: Sequence[str]) -> list[int]:
    """The sections with the labels of a place, each below the one before it; several where numbers begin anew."""
    found: list[int | None] = [None]
    for label in place:
        wanted = comparable(label)
        found = [
            at
            for above in found
            for at, section in enumerate(sections)
            if comparable(section.label) == wanted and (above is None or _is_below(sections, at, above))
        ]
    return [at for at in found if at is not None]


def comparable(label: str) -> tuple[str, str]:
    """What a section is called and its number, however they are written: "CHƯƠNG 2" is "Chương II"; đ is not d."""
    name, _, number = label.strip().rpartition(" ")
    folded = fold(name)
    number = number.casefold().rstrip(".:)")
    if folded in ("chuong", "phan", "phu luc") and number and set(number) <= set(_ROMAN):
        values = [_ROMAN[letter] for letter in number]
        following = [*values[1:], 0]
        number = str(sum(-one if one < after else one for one, after in zip(values, following, strict=True)))
    return folded, number


def _is_below(sections: Sequence[Labelled], at: int, above: int) -> bool:
    parent = sections[at].parent
    while parent is not None:
        if parent == above:
            return True
        parent = sections[parent].parent
    return False
