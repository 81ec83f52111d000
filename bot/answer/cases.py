"""For which case something is said: "người còn trên 5 đến 10 năm", "ở cấp huyện"; and whether that is the case asked.

Only a scale can miss a case: brackets with both ends, and what goes on below and above them ("dưới 50 điểm"). "Từ đủ 3
năm trở lên" on its own answers somebody who has two.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from bot.answer.amounts import Range, Scale, amounts, brackets, ends_in, limited_units, plain, time_unit, with_shares
from bot.vietnamese import find_document_numbers, fold
from bot.vietnamese.figures import scan_figures

# "Tôi 52 tuổi" sets no bound, though folded it is "tới 52 tuổi", and accents put back may make "tới" or "tội" of it.
_SELF = re.compile(r"(?<!\d )(?<!tuổi )(?<!năm )(?<!tháng )(?<!% )\bt[ôộớo]i\b", re.IGNORECASE)
_OF = r"\b(?:so|cac|nhieu|moi|lanh dao|chu tich|bi thu|uy ban|ubnd|dang uy|huyen uy|quan uy)"
_LEVELS = {
    "xa": re.compile(rf"\bcap (?:xa|co so|phuong)\b|\bxa,? phuong\b|\bphuong,? xa\b|{_OF} (?:xa|phuong)\b"),
    "huyen": re.compile(rf"\bcap (?:huyen|quan(?! ly))\b|\bquan,? huyen\b|\bhuyen,? quan\b|{_OF} (?:quan|huyen)\b"),
    "tinh": re.compile(r"\bcap (?:tinh|thanh pho)\b|\btinh,? thanh pho\b"),
    "so": re.compile(r"\bcap so\b"),
    "bo": re.compile(r"\bcap bo\b"),
    "trung uong": re.compile(r"\bcap trung uong\b|\b(?:o|cua) trung uong\b"),
}


_OFFICES = re.compile(
    r"\b(?P<deputy>pho )?(?P<office>bi thu|chu tich|truong ban|giam doc|chu nhiem|truong phong|vien truong)\b"
)


# What excludes each other: who is asked about one of a row is not answered by what holds for another of it.
_ROWS = {
    name: tuple(re.compile(rf"\b(?:{member})\b") for member in members)
    for name, members in (
        ("completed", ("khong hoan thanh", "(?<!khong )hoan thanh")),
        ("grade", ("hoan thanh tot", "xuat sac")),
        ("appointment", ("bo nhiem lai", "bo nhiem lan dau")),
        ("degree", ("tien si|tien sy", "thac si|thac sy", "(?:trinh do|bang) dai hoc", "cao dang",
                    "(?:trinh do|bang) trung cap")),
        ("theory", ("cao cap (?:ly luan|chinh tri)", "trung cap (?:ly luan|chinh tri)")),
        ("discipline", ("khien trach", "canh cao", "giang chuc", "cach chuc", "khai tru", "buoc thoi viec")),
        ("source", ("tai cho", "(?:noi|co quan|don vi|dia phuong) khac")),
        ("country", ("trong nuoc", "nuoc ngoai")),
        ("points", ("diem (?:thuong|cong)|(?:duoc )?cong (?:them )?diem", "diem tru|(?:bi )?tru (?:bao nhieu )?diem")),
        ("post", ("cong chuc", "vien chuc")),
        ("chair", ("chu tich (?:uy ban|ubnd)", "chu tich (?:hoi dong nhan dan|hdnd)")),
        ("leaving", ("nghi huu", "(?<!buoc )thoi viec")),
        ("removal", ("mien nhiem", "tu chuc", "dinh chi")),
        ("contest", ("thi tuyen", "xet tuyen", "tiep nhan")),
    )
}  # fmt: skip
Side = tuple[str, int]  # an office and whether it is a deputy's; a row of _ROWS and which of it


# Who acts on whom: "giám đốc sở do ai đánh giá", "ai bổ nhiệm chủ tịch xã".
_ACTOR = r"(?:ai|nguoi nao|cap nao|co quan nao|don vi nao)"
_SUBJECT = (
    r"(?P<whom>(?:pho )?(?:giam doc|chu tich|bi thu|truong phong|truong ban|hieu truong|cong chuc|vien chuc)"
    r"(?: [a-z]+)?)"
)
_ROLES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_SUBJECT}(?: [a-z]+){{0,4}} (?:se )?(?:do |duoc |bi )?{_ACTOR} (?:co quyen )?(?P<verb>[a-z]+ [a-z]+)",
        rf"\b{_ACTOR} (?:co |quyen |tham quyen |se |la nguoi ){{0,4}}(?P<verb>[a-z]+ [a-z]+)"
        rf"(?: [a-z]+){{0,4}}? {_SUBJECT}",
    )
)
_PLAIN = re.compile(r"\b(?:uy ban nhan dan|ubnd|cap) ")  # "chủ tịch ủy ban nhân dân cấp xã" is the "chủ tịch xã"
_WHETHER = re.compile(
    r"\bco (?:duoc|bi|phai|du|thuoc|can|con)\b[^?.]*\b(?:khong|ko|k|chua)\b|\b(?:duoc|dung|phai|chua|du) k$"
    r"|\b(?:khong|ko|chua|a|ha|nhi)$"
)
# What is not so: "trường hợp nào không được hỗ trợ đi lại".
_NEGATED = re.compile(
    r"\b(?:ai|gi|(?:truong hop|doi tuong|nguoi|can bo|cong chuc|viec) nao|nhung (?:ai|gi))\b[^.?]{0,30}?"
    r"\bkhong (?:duoc |phai |can |thuoc dien )(?P<verb>[a-z]+ [a-z]+)"
)
_EXCEPTED = re.compile(r"\bmien\b|\bkhong (?:ap dung|thuoc|ho tro|xem xet)\b|\b(?:ngoai )?tru (?:cac )?truong hop\b")
# The whole of which a share is told: "20% số người được xếp loại hoàn thành tốt" speaks of another grade.
_WHOLE = re.compile(
    r"(?:%|\b(?:tren|trong|cua)) (?:tong )?so "
    r"(?:nguoi|can bo|cong chuc|vien chuc|dang vien|don vi|tap the|ca nhan|duoc)\b[^.;,%]{0,60}$"
)


@dataclass(frozen=True, slots=True)
class Case:
    """The case that a question is about: amounts with their units, levels of administration, and which of two sides.

    What holds for a "phó bí thư" says nothing of the "bí thư", and what is "xuất sắc" nothing of "hoàn thành tốt".
    """

    amounts: tuple[Range, ...] = ()
    levels: frozenset[str] = frozenset()
    sides: frozenset[Side] = frozenset()
    role: tuple[str, str] | None = None  # what is done, and to whom
    negated: str = ""  # what is not to be done
    whether: bool = False  # whether it asks for a yes or a no


def case_of(question: str) -> Case:
    """The case that a question names; numbers in digits."""
    for _, start, end in reversed(find_document_numbers(question)):  # "nghị quyết 02 năm nào" is no case of two years
        question = f"{question[:start]},{question[end:]}"
    folded = " ".join(fold(_SELF.sub(" ", question)).split())
    for figure in scan_figures(folded):
        if figure.kind in ("date", "month"):  # "ngày 9 tháng 5 năm 2024" is no case of nine months
            blank = "," * (figure.end - figure.start)
            folded = f"{folded[: figure.start]}{blank}{folded[figure.end :]}"
    folded = with_shares(folded)
    role = next((match for pattern in _ROLES if (match := pattern.search(_PLAIN.sub("", folded)))), None)
    ranges = (*brackets(folded), *amounts(folded))
    whether = _WHETHER.search(folded) is not None
    sides = _sides(folded)
    if whether and ranges:  # "55 điểm có bị xếp không hoàn thành không" is answered by the grade of 55, whichever it is
        sides = frozenset((name, side) for name, side in sides if name not in ("completed", "grade"))
    negated = _NEGATED.search(folded)
    return Case(
        ranges,
        _levels(folded),
        sides,
        None if role is None else (role["verb"], role["whom"]),
        "" if negated is None else negated["verb"],
        whether,
    )


def scale_of(case: Case, text: str) -> Scale:
    """The ends of the brackets in a text, with their units: where one is met, the same scale goes on below or above.

    Empty for a case without amounts.
    """
    return ends_in(plain(text)) if case.amounts else Scale()


def fits(case: Case, texts: Sequence[str], scale: Scale = frozenset()) -> int:
    """Whether what some texts say together is said for the case: 1 yes, -1 for another one, 0 for no certain one.

    The last of them is the innermost, a sentence below its headings: its own brackets count before theirs. `scale`: of
    the passage around them.
    """
    if case == Case():
        return 0
    folded = [plain(text) for text in texts]
    bracket = 0
    if case.amounts:
        scale = scale.union(*map(ends_in, folded))
        bracket = next((found for text in reversed(folded) if (found := _on_scale(case, text, scale))), 0)
    levels = [_on_levels(case, text) for text in folded]
    level = max(levels) or min(levels)
    joined = " . ".join(folded)
    each = (bracket, level, _on_sides(case, folded), _on_role(case, folded[-1]), _on_negation(case, joined))
    return -1 if -1 in each else max(each)


def holds(case: Case, text: str, scale: Scale = frozenset()) -> bool:
    """Whether a step of a scale in a text holds an amount of the case."""
    if not case.amounts:
        return False
    folded = plain(text)
    return _on_scale(case, folded, scale | ends_in(folded)) > 0


def misses(case: Case, text: str) -> bool:
    """Whether a text has a scale of such amounts, and the case is nowhere on it."""
    if not case.amounts:
        return False
    folded = plain(text)
    return _on_scale(case, folded, ends_in(folded)) < 0


def limits(case: Case, text: str) -> frozenset[str]:
    """The units in which a text sets a limit for a case: "ít nhất 10 năm" tells somebody with seven whether he may.

    Who asks for more than a yes or a no is answered by a limit that his amount meets.
    """
    if not case.amounts:
        return frozenset()
    folded = plain(text)
    if case.whether:
        return limited_units(folded)
    ranges = [*brackets(folded), *(one for one in amounts(folded) if one.low < one.high)]
    return frozenset(time_unit(amount.unit) for amount in case.amounts for one in ranges if amount.meets(one))


def speaks_for(case: Case, sentence: str, scale: Scale = frozenset()) -> int:
    """As `fits` of one sentence, which also speaks for the case where it sets a limit in a unit of it."""
    fit = fits(case, [sentence], scale)
    if fit == 0 and limits(case, sentence) & {time_unit(amount.unit) for amount in case.amounts}:
        return 1
    return fit


def units_of(case: Case, figure: str) -> frozenset[str]:
    """The units in which a figure is an amount of the case; years and months are one, as in `limits`."""
    value = figure.rstrip("%")
    exact = [one for one in case.amounts if one.low == one.high]
    # Of "4 năm rưỡi" the figure is 4.
    return frozenset(time_unit(one.unit) for one in exact if value in (f"{one.low:g}", f"{one.low - 0.5:g}"))


def _on_scale(case: Case, folded: str, scale: Scale) -> int:
    """1 where a step of the scale holds the case, -1 where others are named and none does."""
    units = {amount.unit for amount in case.amounts}
    steps = [*brackets(folded), *(one for one in amounts(folded) if one.low < one.high and one.ends <= scale)]
    steps = [step for step in steps if step.unit in units]
    if any(amount.meets(step) for amount in case.amounts for step in steps):
        return 1
    return -1 if steps else 0


def _on_levels(case: Case, folded: str) -> int:
    # A rank that a text names in passing ("trưởng phòng cấp sở") is no level that it is about.
    said = _levels(folded) - ({"so", "bo"} - case.levels)
    if not case.levels or not said:
        return 0
    asked = case.levels | ({"tinh"} if "so" in case.levels else set())
    return 1 if asked & said else -1


def _on_sides(case: Case, folded: Sequence[str]) -> int:
    """-1 where of what excludes each other only that is spoken of which is not asked about; 1 where it is asked about.

    The innermost text that speaks of it at all decides.
    """
    names = frozenset(name for name, _ in case.sides)
    said = [_sides(text, names) for text in reversed(folded)] if names else []
    found = 0
    for name in names:
        asked = {side for row, side in case.sides if row == name}
        spoken = next((sides for text in said if (sides := {side for row, side in text if row == name})), None)
        if spoken is not None and not spoken & asked:
            return -1
        found = max(found, int(spoken is not None))
    return found


def _on_role(case: Case, folded: str) -> int:
    """1 where it is done to the one asked about, -1 where that one does it to others."""
    if case.role is None:
        return 0
    verb, whom = case.role
    folded = _PLAIN.sub("", folded)
    done = [match.start() for match in re.finditer(rf"\b{verb}\b", folded)]
    deputies = "" if whom.startswith("pho ") else "(?<!pho )"
    named = [match.start() for match in re.finditer(rf"{deputies}\b{whom}\b", folded)]
    if not done or not named:
        return 0
    if any(at > done[0] for at in named) or re.search(r"\b(?:do|duoc|bi)\b", folded[named[0] : done[0]]):
        return 1
    return -1


def _on_negation(case: Case, folded: str) -> int:
    """1 where something is denied or excepted, -1 where what is asked not to be so is only said to be so."""
    if not case.negated:
        return 0
    first = case.negated.split(" ")[0]
    if re.search(rf"\b(?:khong|chua) (?:[a-z]+ ){{0,4}}{first}\b", folded) or _EXCEPTED.search(folded):
        return 1
    return -1 if re.search(rf"\b{case.negated}\b", folded) else 0


def _sides(folded: str, of: Container[str] | None = None) -> frozenset[Side]:
    """Of what excludes each other, what a text speaks of; only `of` some offices and rows."""
    offices = {
        (match["office"], int(match["deputy"] is not None))
        for match in _OFFICES.finditer(folded)
        if of is None or match["office"] in of
    }
    rows = {
        (name, side)
        for name, members in _ROWS.items()
        if of is None or name in of
        for side, member in enumerate(members)
        if any(not _WHOLE.search(folded[: match.start()]) for match in member.finditer(folded))
    }
    return frozenset(offices | rows)


def _levels(folded: str) -> frozenset[str]:
    return frozenset(level for level, pattern in _LEVELS.items() if pattern.search(folded))
