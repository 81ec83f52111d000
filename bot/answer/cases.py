"""For which case something is said: "người còn trên 5 đến 10 năm", "ở cấp huyện"; and whether that is the case asked.

Only a bracket with both ends can miss a case: "từ đủ 3 năm trở lên" answers somebody who has two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.vietnamese import find_document_numbers, fold
from bot.vietnamese.figures import scan_figures

_UNIT = r"(?:nam|thang|ngay|tuoi|phan tram|%|diem|gio|buoi|trieu|nguoi|lan|tuan|km|nhiem ky|chuc danh)"
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
# An amount behind one of these is a bound that the question sets itself.
_BOUND = re.compile(r"(?:tu|tren|duoi|den|toi|hon|kem|it nhat|toi thieu|toi da|qua|truoc|sau|trong) (?:du |het )?$")

# "Tôi 52 tuổi" sets no bound, though folded it is "tới 52 tuổi", and accents put back may make "tới" or "tội" of it.
_SELF = re.compile(r"(?<!\d )(?<!tuổi )(?<!năm )(?<!tháng )(?<!% )\bt[ôộớo]i\b", re.IGNORECASE)
# A limit that a text sets: it speaks for any amount of its unit.
_LIMITS = re.compile(
    r"\b(?:tu|du|tren|duoi|den|toi|hon|con|sau|trong|thu|it nhat|toi thieu|toi da|khong (?:vuot )?qua) (?:du |la |tu )?"
    rf"{_VALUE} ?(?P<unit>{_UNIT})|{_VALUE} ?(?P<unit2>{_UNIT}) (?:tro len|tro xuong)"
)

_OF = r"\b(?:so|cac|nhieu|moi|lanh dao|chu tich|bi thu|uy ban|ubnd|dang uy|huyen uy|quan uy)"
_LEVELS = {
    "xa": re.compile(rf"\bcap (?:xa|co so|phuong)\b|\bxa,? phuong\b|\bphuong,? xa\b|{_OF} (?:xa|phuong)\b"),
    "huyen": re.compile(rf"\bcap (?:huyen|quan)\b|\bquan,? huyen\b|\bhuyen,? quan\b|{_OF} (?:quan|huyen)\b"),
    "tinh": re.compile(r"\bcap (?:tinh|thanh pho)\b|\btinh,? thanh pho\b"),
    "trung uong": re.compile(r"\bcap trung uong\b|\b(?:o|cua) trung uong\b"),
}


_OFFICES = re.compile(
    r"\b(?P<deputy>pho )?(?P<office>bi thu|chu tich|truong ban|giam doc|chu nhiem|truong phong|vien truong)\b"
)


# What excludes each other: grades of an appraisal, first and further appointments.
_OPPOSED = {
    name: (re.compile(one), re.compile(other))
    for name, one, other in (
        ("hoan thanh", r"\bkhong hoan thanh\b", r"(?<!khong )\bhoan thanh\b"),
        ("muc", r"\bhoan thanh tot\b", r"\bxuat sac\b"),
        ("bo nhiem", r"\bbo nhiem lai\b", r"\bbo nhiem lan dau\b"),
    )
}
Side = tuple[str, bool]  # an office and whether it is a deputy's; one of _OPPOSED and whether it is the second


@dataclass(frozen=True, slots=True)
class Case:
    """The case that a question is about: amounts with their units, levels of administration, and which of two sides.

    What holds for a "phó bí thư" says nothing of the "bí thư", and what is "xuất sắc" nothing of "hoàn thành tốt".
    """

    amounts: tuple[tuple[float, str], ...] = ()
    levels: frozenset[str] = frozenset()
    sides: frozenset[Side] = frozenset()


def case_of(question: str) -> Case:
    """The case that a question names; numbers in digits."""
    for _, start, end in reversed(find_document_numbers(question)):  # "nghị quyết 02 năm nào" is no case of two years
        question = f"{question[:start]},{question[end:]}"
    folded = " ".join(fold(_SELF.sub(" ", question)).split())
    for figure in scan_figures(folded):
        if figure.kind in ("date", "month"):  # "ngày 9 tháng 5 năm 2024" is no case of nine months
            blank = "," * (figure.end - figure.start)
            folded = f"{folded[: figure.start]}{blank}{folded[figure.end :]}"
    brackets = [match.span() for pattern in _BRACKETS for match in pattern.finditer(folded)]
    amounts = tuple(
        (_number(match["value"]), _unit(match["unit"]))
        for match in _AMOUNT.finditer(folded)
        if not _BOUND.search(folded[: match.start()])
        and not any(start <= match.start() < end for start, end in brackets)
    )
    return Case(amounts, _levels(folded), _sides(folded))


def fits(case: Case, texts: Sequence[str]) -> int:
    """Whether what some texts say together is said for the case: 1 yes, -1 for another one, 0 for no certain one.

    The last of them is the innermost, a sentence below its headings: its own brackets count before theirs.
    """
    if case == Case():
        return 0
    folded = [" ".join(fold(text).split()) for text in texts]
    bracket = next((found for text in reversed(folded) if (found := _in_brackets(case, text))), 0)
    levels = [_on_levels(case, text) for text in folded]
    level = max(levels) or min(levels)
    each = (bracket, level, _on_sides(case, " . ".join(folded)))
    return -1 if -1 in each else max(each)


def misses(case: Case, text: str) -> bool:
    """Whether a text has brackets for such amounts, and none of them holds the case."""
    return bool(case.amounts) and _in_brackets(case, " ".join(fold(text).split())) < 0


def limits(text: str) -> frozenset[str]:
    """The units in which a text sets a limit: "ít nhất 10 năm" answers somebody who has seven."""
    found = _LIMITS.finditer(" ".join(fold(text).split()))
    return frozenset(_unit(match["unit"] or match["unit2"]) for match in found)


def speaks_for(case: Case, sentence: str) -> int:
    """As `fits` of one sentence, which also speaks for the case where it sets a limit in a unit of it."""
    fit = fits(case, [sentence])
    if fit == 0 and case.amounts and limits(sentence) & {unit for _, unit in case.amounts}:
        return 1
    return fit


def units_of(case: Case, figure: str) -> frozenset[str]:
    """The units in which a figure is an amount of the case."""
    return frozenset(unit for value, unit in case.amounts if figure.rstrip("%") == f"{value:g}")


def _in_brackets(case: Case, folded: str) -> int:
    if not case.amounts:
        return 0
    units = {unit for _, unit in case.amounts}
    found = 0
    for pattern in _BRACKETS:
        for match in pattern.finditer(folded):
            unit = _unit(match["unit"])
            low, high = _number(match["low"]), _number(match["high"])
            if unit not in units or low >= high:
                continue
            over, under = bool(match["over"]), bool(match["under"])
            if any(
                of == unit and (low < value if over else low <= value) and (value < high if under else value <= high)
                for value, of in case.amounts
            ):
                return 1
            found = -1
    return found


def _on_levels(case: Case, folded: str) -> int:
    said = _levels(folded)
    if not case.levels or not said:
        return 0
    return 1 if case.levels & said else -1


def _on_sides(case: Case, folded: str) -> int:
    """-1 where of two that exclude each other only the one is spoken of that is not asked about; 1 where it is."""
    said = _sides(folded)
    found = 0
    for name, side in case.sides:
        if (name, side) in said:
            found = 1
        elif (name, not side) in said:
            return -1
    return found


def _sides(folded: str) -> frozenset[Side]:
    """Of each two that exclude each other, those that a text speaks of."""
    offices = {(match["office"], match["deputy"] is not None) for match in _OFFICES.finditer(folded)}
    opposed = {
        (name, bool(side))
        for name, patterns in _OPPOSED.items()
        for side, pattern in enumerate(patterns)
        if pattern.search(folded)
    }
    return frozenset(offices | opposed)


def _levels(folded: str) -> frozenset[str]:
    return frozenset(level for level, pattern in _LEVELS.items() if pattern.search(folded))


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _unit(text: str) -> str:
    return "%" if text == "phan tram" else text
