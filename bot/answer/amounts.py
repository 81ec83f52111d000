"""Amounts with their units in a folded text: one amount, brackets, what is at least or at most so much."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from bot.vietnamese import fold

_UNIT = (
    r"(?:nam|thang|ngay|tuoi|phan tram|%|diem|gio|buoi|trieu|nguoi|lan|tuan|km|nhiem ky|chuc danh)"
    r"(?! (?:tien )?luong\b)"
)
_VALUE = r"\d{1,3}(?:[.,]\d{1,2})?"
_BRACKETS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:tu )?(?P<over>tren |hon )?(?:du )?(?P<low>{_VALUE})(?: ?{_UNIT})? (?:den|toi) "
        rf"(?P<under>duoi )?(?:du |het )?(?P<high>{_VALUE}) ?(?P<unit>{_UNIT})",
        rf"\b(?P<over>tren )?(?P<low>{_VALUE}) ?[-–] ?(?P<under>duoi )?(?P<high>{_VALUE}) ?(?P<unit>{_UNIT})",
    )
)
_AMOUNT = re.compile(rf"(?<![\d.,/–-])(?<!- )(?P<value>{_VALUE}) ?(?P<unit>{_UNIT})(?![\w%])(?! ?[-–])")
# What stands before and behind an amount that is an end.
_FROM = re.compile(
    r"\b(?:(?P<over>tren|(?<!it )(?<!thap )(?<!nho )(?<!kem )hon|(?<!khong )(?<!vuot )(?<!chua )qua)"
    r"|tu|it nhat|toi thieu|khong (?:duoi|it hon|thap hon)) (?:la )?(?:du )?$"
)
_UP_TO = re.compile(
    r"\b(?:(?P<under>(?<!khong )duoi|(?<!khong )(?:it|thap|nho|kem) hon|chua(?: day| tron| qua)?)"
    r"|khong (?:vuot )?qua|toi da|nhieu nhat) (?:la )?(?:du |den |toi )?$"
)
_ON = re.compile(r" tro len\b")
_DOWN = re.compile(r" tro xuong\b")
# An amount behind one of these is none that the asker has.
_BOUND = re.compile(r"\b(?:den|toi|kem|truoc|sau|trong) (?:du |het )?$")
_FRACTION = re.compile(r"(?<![\d/.,-])(?<!ngay )(?<!hom )(?<!mung )(?P<part>[1-9])/(?P<of>[2-9])(?![\d/])(?!-[a-z])")
_HALVES = (
    (re.compile(r"\bqua (?:mot |1 )?(?:nua|ban)\b"), "tren 50%"),
    (re.compile(r"\b(?:mot|1) nua\b"), "50%"),
    (re.compile(r"\b(\d+) (nam|thang|tuan|ngay) ruoi\b"), r"\1,5 \2"),
    (re.compile(r"\bcay so\b"), "km"),
)
# A limit that a text sets: it speaks for any amount of its unit.
_LIMITS = re.compile(
    r"\b(?:tu|du|tren|duoi|den|toi|hon|con|sau|trong|thu|it nhat|toi thieu|toi da|khong (?:vuot )?qua"
    r"|thoi (?:han|gian)|vong) (?:du |la |tu |tron )?"
    rf"{_VALUE} ?(?P<unit>{_UNIT})|{_VALUE} ?(?P<unit2>{_UNIT}) (?:tro len|tro xuong)"
)
Scale = frozenset[tuple[str, float]]  # ends of brackets, each with its unit


@dataclass(frozen=True, slots=True)
class Range:
    """Amounts of a unit between two ends; an open end is not in it. One amount has it as both ends."""

    unit: str
    low: float = -inf
    high: float = inf
    over: bool = False
    under: bool = False

    @property
    def closed(self) -> bool:
        """Whether it is a bracket, with both ends."""
        return self.low > -inf and self.high < inf

    @property
    def ends(self) -> Scale:
        """Its ends, each with its unit."""
        return frozenset((self.unit, end) for end in (self.low, self.high) if abs(end) < inf)

    def meets(self, other: Range) -> bool:
        """Whether some amount lies in both."""
        if self.unit != other.unit:
            return False
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low == high:
            return not any((one.over and one.low == low) or (one.under and one.high == high) for one in (self, other))
        return low < high


def plain(text: str) -> str:
    """A text folded, on one line, with its shares as percentages."""
    return with_shares(" ".join(fold(text).split()))


def with_shares(folded: str) -> str:
    """Fractions as percentages, and halves as figures: "dưới 2/3 số phiếu", "quá nửa", "2 năm rưỡi"."""
    for pattern, figure in _HALVES:
        folded = pattern.sub(figure, folded)
    return _FRACTION.sub(_as_share, folded)


def _as_share(fraction: re.Match[str]) -> str:
    part, of = int(fraction["part"]), int(fraction["of"])
    return f"{100 * part / of:.4g}%" if part < of else fraction[0]


def brackets(folded: str) -> Iterator[Range]:
    """The ranges with two ends that a folded text names."""
    for pattern in _BRACKETS:
        for match in pattern.finditer(folded):
            low, high = _number(match["low"]), _number(match["high"])
            if low < high:
                yield Range(_unit(match["unit"]), low, high, bool(match["over"]), bool(match["under"]))


def amounts(folded: str) -> Iterator[Range]:
    """The amounts of a folded text outside its brackets, and ranges with one end."""
    spans = [match.span() for pattern in _BRACKETS for match in pattern.finditer(folded)]
    for match in _AMOUNT.finditer(folded):
        if any(start <= match.start() < end for start, end in spans):
            continue
        value, unit, before = _number(match["value"]), _unit(match["unit"]), folded[: match.start()]
        if _DOWN.match(folded, match.end()):
            yield Range(unit, high=value)
        elif up_to := _UP_TO.search(before):
            yield Range(unit, high=value, under=up_to["under"] is not None)
        elif start := _FROM.search(before):
            yield Range(unit, low=value, over=start["over"] is not None)
        elif _ON.match(folded, match.end()):
            yield Range(unit, low=value)
        elif not _BOUND.search(before):
            yield Range(unit, value, value)


def ends_in(folded: str) -> Scale:
    """The ends of the brackets in a folded text."""
    return frozenset(end for bracket in brackets(folded) for end in bracket.ends)


def limited_units(folded: str) -> frozenset[str]:
    """The units in which a folded text sets a limit; years and months are one."""
    return frozenset(time_unit(_unit(match["unit"] or match["unit2"])) for match in _LIMITS.finditer(folded))


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _unit(text: str) -> str:
    return "%" if text == "phan tram" else text


def time_unit(unit: str) -> str:
    """One name for units of time that people change for each other: "2 năm" and "24 tháng"."""
    return "nam" if unit == "thang" else unit
