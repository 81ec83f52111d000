"""What a text counts, dates and measures, in canonical form, whichever way it was written or said."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.vietnamese import wordlist
from bot.vietnamese.document_numbers import DocumentNumber
from bot.vietnamese.document_numbers import scan as scan_document_numbers
from bot.vietnamese.figures import scan_figures, times
from bot.vietnamese.fold import fold_map
from bot.vietnamese.spoken import DIGITS, NUMBER_WORDS, spoken_numbers


class Kind(StrEnum):
    """What a mention measures."""

    NUMBER = "number"  # value "2600", "0.45"
    PERCENT = "percent"  # "40%"
    YEAR = "year"  # "2021"
    DATE = "date"  # "2021-03-11", or "2021-03" where no day is given
    AGE = "age"  # "35"
    MONEY = "money"  # "15000000", in the currency that was named or in đồng
    DURATION = "duration"  # "36 thang" (years count twelve), "14 ngay" (weeks count seven), "8 gio"
    DOCUMENT_NUMBER = "document_number"  # "9-kl/tu", "178/2024/nd-cp"; missing parts are left out: "9-kl"


@dataclass(frozen=True, slots=True)
class Mention:
    """A number, date, measure or document number of a text, with its span in code points of the text."""

    kind: Kind
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Raw:
    kind: str  # "number", "percent" or "date"
    value: str
    start: int
    end: int
    single: bool = False  # a bare spoken digit, which counts only with a unit
    scale: int = 1  # 1,000,000 for "5 triệu"


_WORD = re.compile(r"[^\W_]+")
_AGE = re.compile(r"[ ]?tuoi(?![a-z])")
_MONEY = re.compile(
    r"[ ]?(?:dong|vnd|vnđ|d|usd|do la)(?![a-z])(?![ ](?:chi|y|bo|bao|thoi|huong|nghiep|loat|thuan)(?![a-z]))"
)
_DURATION = re.compile(r"[ ]?(?P<unit>nam|thang|ngay|tuan|gio)(?![a-z])(?![ ]?(?:19|20)\d\d)")
_RANGE = re.compile(r"[ ]?(?:[-–]|den|toi|hoac|va|,)[ ]?")
_DATED = re.compile(r"(?:ngay|thang|quy|mung|mong)[ ]?$")
_BEFORE_YEAR = re.compile(r"(?:nam|khoa|nhiem ky|giai doan|tu|den|quy|cuoi|dau|giua|/|-|–)[ ]?$")
_COUNTED = re.compile(
    r"[ ]?(?:nguoi|can bo|cong chuc|dang vien|dai bieu|ho|xa|phuong|don vi|truong hop|dong|trieu|ty|km|ha|lan)(?![a-z])"
)
_IN_MONTHS = {"nam": 12, "thang": 1}
_IN_DAYS = {"ngay": 1, "tuan": 7}
# Number words with their accents: in a text with accents "nam" is not năm, and "bay" is not bảy.
_ACCENTED = wordlist.words(
    "không một mốt hai ba bốn tư năm lăm nhăm sáu bảy bẩy tám chín mười mươi trăm nghìn ngàn triệu tỷ tỉ rưỡi rưởi",
    "chục linh lẻ",
)
_UNITS_ACCENTED = wordlist.words("năm tháng ngày tuần giờ tuổi")
_UNITS_FOLDED = wordlist.words("nam thang ngay tuan gio tuoi")
_CLEAR_DIGITS = wordlist.words("mot hai ba bon bay tam chin")


def mentions(text: str) -> list[Mention]:
    """Return the mentions of a text in order, not overlapping; accents may be missing, numbers may be spoken."""
    folded, positions = fold_map(text)
    taken = bytearray(len(folded))
    found: list[tuple[int, int, Kind, str]] = []
    for document in scan_document_numbers(folded):
        taken[document.start : document.end] = b"\1" * (document.end - document.start)
        found.append((document.start, document.end, Kind.DOCUMENT_NUMBER, written_number(document.number)))
    raws = [
        _Raw(
            "date" if figure.kind == "month" else figure.kind,
            figure.value,
            figure.start,
            figure.end,
            False,
            figure.scale,
        )
        for figure in scan_figures(folded)
    ]
    raws += _spoken(text, folded, positions)
    raws = [raw for raw in raws if taken.find(1, raw.start, raw.end) < 0]
    raws.sort(key=lambda raw: raw.start)
    measured = [_measure(folded, raw) for raw in raws]
    for index, raw in enumerate(raws):
        kind, value, end = measured[index]
        if kind is Kind.NUMBER and index + 1 < len(raws) and _RANGE.fullmatch(folded, raw.end, raws[index + 1].start):
            # "30-35 tuổi", "từ 3 đến 5 năm", "3-5 triệu": the unit of the second number is also that of the first
            follower = raws[index + 1]
            if raw.scale == 1:
                raw = replace(raw, value=times(raw.value, follower.scale))
                value = raw.value
            if measured[index + 1][0] in (Kind.AGE, Kind.DURATION, Kind.MONEY):
                kind, value, _ = _measure(folded, raw, unit_at=follower.end)
        elif kind is Kind.NUMBER and raw.single:
            continue
        found.append((raw.start, end, kind, value))
    found.sort()
    return [Mention(kind, value, positions[start], positions[end]) for start, end, kind, value in found]


def written_number(number: DocumentNumber) -> str:
    """Return a document number in one line of canonical form: "9-kl/tu", "178/2024/nd-cp", "80/2025/luat-qh15"."""
    if number.year:
        tail = "-".join(part for part in (number.kind, number.issuer) if part)
        return f"{number.digits}/{number.year}" + (f"/{tail}" if tail else "")
    return number.digits + (f"-{number.kind}" if number.kind else "") + (f"/{number.issuer}" if number.issuer else "")


def _measure(folded: str, raw: _Raw, unit_at: int | None = None) -> tuple[Kind, str, int]:
    """Return kind, value and end of a number by the unit that follows it (or that follows at unit_at)."""
    if raw.kind != "number":
        return Kind(raw.kind), raw.value, raw.end
    at = raw.end if unit_at is None else unit_at
    if match := _AGE.match(folded, at):
        return Kind.AGE, raw.value, raw.end if unit_at else match.end()
    if (match := _DURATION.match(folded, at)) and not _DATED.search(folded, max(0, raw.start - 6), raw.start):
        return Kind.DURATION, _duration(raw.value, match["unit"]), raw.end if unit_at else match.end()
    if match := _MONEY.match(folded, at):
        return Kind.MONEY, raw.value, raw.end if unit_at else match.end()
    if _is_year(folded, raw):
        return Kind.YEAR, raw.value, raw.end
    return Kind.NUMBER, raw.value, raw.end


def _is_year(folded: str, raw: _Raw) -> bool:
    if len(raw.value) != 4 or not 1900 <= (int(raw.value) if raw.value.isdigit() else 0) <= 2099:
        return False
    written = folded[raw.start : raw.end]
    if written != raw.value and not written[:1].isalpha():
        return False  # "2.021" counts something
    before = _BEFORE_YEAR.search(folded, max(0, raw.start - 12), raw.start)
    return before is not None or (written[:1].isdigit() and _COUNTED.match(folded, raw.end) is None)


def _duration(value: str, unit: str) -> str:
    """Return a duration in months, days or hours, so that three years and 36 months are the same."""
    for factors, name in ((_IN_MONTHS, "thang"), (_IN_DAYS, "ngay")):
        if unit in factors:
            return f"{times(value, factors[unit])} {name}"
    return f"{value} {unit}"


def spoken_in(text: str, folded: str, positions: Sequence[int]) -> list[Mention]:
    """Return the composed spoken numbers and percentages of a text, at positions in its folded form.

    A single digit is none of them: only its unit tells that it counts.
    """
    return [
        Mention(Kind(raw.kind), raw.value, raw.start, raw.end)
        for raw in _spoken(text, folded, positions)
        if not raw.single
    ]


def _spoken(text: str, folded: str, positions: Sequence[int]) -> list[_Raw]:
    """Return the spoken numbers; a text that has its accents must have the accents of number words too."""
    matches = list(_WORD.finditer(folded))
    names = [match[0] for match in matches]
    if not any(name in DIGITS or name == "muoi" for name in names):
        return []
    written = [
        unicodedata.normalize("NFC", text[positions[match.start()] : positions[match.end()]]).lower()
        for match in matches
    ]
    accented = 3 * sum(not word.isascii() for word in written) >= len(written)
    if accented:
        names = [
            name if word in _ACCENTED or name not in NUMBER_WORDS else ""
            for name, word in zip(names, written, strict=True)
        ]
    raws = []
    first = 0
    for last, match in enumerate(matches):
        if last + 1 < len(matches) and folded[match.end() : matches[last + 1].start()] == " ":
            continue
        run = names[first : last + 1]
        composed = bytearray(len(run))
        for start, after, value in spoken_numbers(run):
            percent = run[after : after + 2] == ["phan", "tram"]
            end = matches[first + after - 1 + 2 * percent].end()
            kind = "percent" if percent else "number"
            raws.append(_Raw(kind, value + "%" * percent, matches[first + start].start(), end))
            composed[start:after] = b"\1" * (after - start)
        for index in range(first, last):
            if not composed[index - first] and _counts_units(names, written, index, accented):
                span = matches[index].span()
                raws.append(_Raw("number", str(DIGITS[names[index]]), *span, single=True))
        first = last + 1
    return raws


def _counts_units(names: list[str], written: list[str], index: int, accented: bool) -> bool:
    """Tell whether the word at index is a single digit that counts the unit after it: "ba năm", "hai tháng"."""
    pair = f"{names[index]} {names[index + 1]}"
    if names[index] not in (DIGITS if accented else _CLEAR_DIGITS) or pair in ("bay gio", "nam thang", "khong nam"):
        return False
    unit = written[index + 1]
    if (unit if accented else names[index + 1]) not in (_UNITS_ACCENTED if accented else _UNITS_FOLDED):
        return False
    return index == 0 or names[index - 1] not in ("thang", "ngay", "thu", "quy", *NUMBER_WORDS)
