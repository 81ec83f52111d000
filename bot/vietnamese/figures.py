"""Numbers, percentages and dates written with digits, found in folded text and brought to one canonical form."""

import re
from dataclasses import dataclass
from functools import lru_cache

_MONTH_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SCALES = {"nghin": 1_000, "ngan": 1_000, "trieu": 1_000_000, "ty": 1_000_000_000, "ti": 1_000_000_000}

_MOST_DIGITS = 18  # a longer run of digits is no amount, and Python refuses to turn very long ones into numbers

_DATE_WORDS = r"(?P<d1>\d{1,2})[ ]?(?:thang|/|-)[ ]?(?P<m1>\d{1,2})[ ]*,?[ ]*(?:nam)[ ]?(?P<y1>(?:19|20)\d\d)(?!\d)"
_DATE = r"(?P<d2>\d{1,2})(?P<s>[ ]?[-/.][ ]?)(?P<m2>\d{1,2})(?P=s)(?P<y2>(?:19|20)\d\d)(?![\d/])"
_ISO = r"(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)(?!\d)"
_MONTH = (
    r"(?:thang[ ]?(?P<m4>\d{1,2})(?:[ ]*,?[ ]*nam[ ]|[ ]?[-/.][ ]?)(?P<y4>(?:19|20)\d\d)"
    r"|(?P<m5>0?[1-9]|1[0-2])/(?P<y5>(?:19|20)\d\d))(?![\d/])(?!-[a-z])"
)
_NUMBER = (
    r"(?P<whole>\d{1,3}(?:\.\d{3})+(?!\d)|\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?P<part>[.,]\d+(?![.,]?\d))?"
    r"(?:(?P<percent>[ ]?%|[ ]phan[ ]tram(?![a-z])"
    # the first number of a range of percentages: "40-60%", "từ 40 đến 60%"
    r"|(?=(?:[ ]?[-–][ ]?|[ ](?:den|toi)[ ])\d+(?:[.,]\d+)?(?:[ ]?%|[ ]phan[ ]tram(?![a-z]))))"
    r"|[ ]?(?P<scale>nghin|ngan(?![ ](?:hang|sach|quy|phieu|khoan|chan|cach))|trieu(?![ ](?:tap|hoi))|t[yi])(?![a-z\d])"
    r"(?P<half>[ ]ruoi(?![a-z]))?)?"
)
_PATTERN = re.compile(rf"(?<![^\W_])(?<!\d[.,])(?:{_DATE_WORDS}|{_DATE}|{_ISO}|{_MONTH}|{_NUMBER})")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, percentage or date in folded text; start and end are positions in the folded text."""

    kind: str  # "number", "percent", "date" (2021-03-11) or "month" (2021-03)
    value: str
    start: int
    end: int
    plain: str | None = None  # a scaled number without its scale ("15" of "15 triệu")
    scale: int = 1


@lru_cache(maxsize=4096)
def canonical_number(written: str) -> str:
    """Return a number without grouping and needless zeros, with a decimal point: "2.600" → "2600", "0,50" → "0.5".

    Groups of exactly three digits after a dot or a comma are thousands, unless the number starts with a bare zero.
    """
    if re.fullmatch(r"[1-9]\d{0,2}(?:(?:\.\d{3})+|(?:,\d{3})+)", written):
        return re.sub("[.,]", "", written)
    whole, mark, part = _split_decimal(written)
    whole = re.sub("[.,]", "", whole).lstrip("0") or "0"
    # After a dot a trailing zero may be part of an outline number (1.10 is not 1.1).
    if mark == "," or whole == "0":
        part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def _split_decimal(written: str) -> tuple[str, str, str]:
    mark = max(written.rfind("."), written.rfind(","))
    if mark < 0 or (written[mark] == "." and re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", written)):
        return written, "", ""
    return written[:mark], written[mark], written[mark + 1 :]


def times(number: str, factor: int) -> str:
    """Return a canonical number multiplied by a whole factor, exactly."""
    if len(number) > _MOST_DIGITS:
        return number
    whole, _, part = number.partition(".")
    quotient, rest = divmod(int(whole + part) * factor, 10 ** len(part))
    return f"{quotient}.{rest:0{len(part)}d}".rstrip("0") if rest else str(quotient)


def _date(year: str, month: str, day: str) -> str | None:
    m, d = int(month), int(day)
    return f"{year}-{m:02d}-{d:02d}" if 1 <= m <= 12 and 1 <= d <= _MONTH_DAYS[m] else None


def scan_figures(folded: str) -> list[Figure]:
    """Return the numbers, percentages and dates written with digits in a folded text, in order, not overlapping."""
    figures = []
    at = 0
    while match := _PATTERN.search(folded, at):
        at = match.end()
        if match["whole"] is not None:
            figures.append(_number(match))
            continue
        for suffix in "123":
            if match.group("y" + suffix):
                value = _date(match["y" + suffix], match["m" + suffix], match["d" + suffix])
                kind = "date"
                break
        else:
            month = match["m4"] or match["m5"]
            value = f"{match['y4'] or match['y5']}-{int(month):02d}" if 1 <= int(month) <= 12 else None
            kind = "month"
        if value is None:  # 45.13.2021 is no date: read its first number alone
            digits = re.compile(r"\d+").search(folded, match.start())
            assert digits is not None
            at = digits.end()
            figures.append(Figure("number", canonical_number(digits[0]), digits.start(), at))
            continue
        figures.append(Figure(kind, value, match.start(), at))
    return figures


def _number(match: re.Match[str]) -> Figure:
    whole, part = match["whole"], match["part"] or ""
    value = canonical_number(whole + part)
    if match["percent"] is not None:
        return Figure("percent", value + "%", match.start(), match.end())
    if match["scale"] and len(value) <= _MOST_DIGITS:
        scale = _SCALES[match["scale"]]
        scaled = times(value + (".5" if match["half"] and "." not in value else ""), scale)
        return Figure("number", scaled, match.start(), match.end(), value, scale)
    return Figure("number", value, match.start(), match.end("part") if part else match.end("whole"))
