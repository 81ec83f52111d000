"""Telephone, identity, card and account numbers and addresses of mail, as people type them.

Numbers of documents, dates, years, shares and sums are none of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.vietnamese.document_numbers import scan

PHONE = "[số điện thoại]"
IDENTITY = "[số định danh]"
MAIL = "[thư điện tử]"
CARD = "[số thẻ]"
ACCOUNT = "[số tài khoản]"
DIGITS = "[dãy số]"  # too long for anything but somebody's
SIGNS = (PHONE, IDENTITY, MAIL, CARD, ACCOUNT, DIGITS)

# All patterns stand on folded text. Lookbehinds keep a long run of letters from being tried at each of them.
_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64} ?@ ?[\w-]{2,}(?:\.[\w-]+)*")
_MARKS = (
    " \\t.\\-\u2010-\u2015\u2212·_()\u200b-\u200f\u2060\ufeff\u00ad"  # what people put between the digits of one number
)
_CHAIN = re.compile(rf"\d(?:[{_MARKS}]{{0,3}}\d)*")
_GROUP = re.compile(r"\d+")
_DATE = re.compile(
    r"(?<!\d)(?<!\d[.\-/])\d{1,2}([./\- ])\d{1,2}\1(?:19|20)\d\d(?!\d)(?![.\-/]\d{2,3}(?!\d)(?![./\-]\d))"
)
_PLUS = re.compile(rf"(?:\+[{_MARKS}]{{0,2}}|(?<!\d)00[{_MARKS}]?)\Z")
_SUM = re.compile(
    r"[\s.]{0,2}(?:dong(?![a-z])(?!\s+chi)|vnd(?![a-z])|d(?![a-z/.]|\s*/\s*c)|usd|trieu|t[yi](?![a-z])|nghin|ngan(?![a-z])|%|m2|ha(?![a-z])|nguoi)"
)
_BEFORE = 28  # characters before a number that say what it is
_SAYS_IDENTITY = re.compile(
    r"(?:cccd|cmnd|cmtnd|cmt|can cuoc(?: cong dan)?|chung minh(?: thu)?(?: nhan dan)?|dinh danh(?: ca nhan)?|ho chieu"
    r"|passport|(?:so|so so|ma|ma so) (?:bhxh|bao hiem(?: xa hoi)?|bhyt)|bhxh so|mst|ma so thue|the dang vien"
    r"|so hieu (?:cong chuc|quan nhan))"
    r"[^\d\n]{0,14}\Z"
)
_SAYS_ACCOUNT = re.compile(r"(?:tai khoan|(?<![a-z])stk|(?<![a-z])so tk|(?<![a-z])tk)[^\d\n]{0,20}\Z")
_SAYS_CARD = re.compile(r"(?:so the|the (?:atm|tin dung|visa|ghi no|ngan hang)|(?<![a-z])atm)[^\d\n]{0,14}\Z")
_SAYS_PHONE = re.compile(
    r"(?:(?<![a-z])(?:sdt|dt|dtdd|tel|phone|zalo|call|mobile|hotline)|dien thoai|so may|lien he)[^\d\n]{0,10}\Z"
)
_PASSPORT = re.compile(r"(?<![^\W_])[a-z]\d{7,8}(?!\d)(?![^\W_])")
_INSURED = re.compile(r"(?<![^\W_])[a-z]{2}[ .]?\d(?:[ .-]?\d){12}(?!\d)")
_MOBILE = re.compile(r"(?:0|84|0084)(?:[35789]\d{8}|1[2689]\d{8})|(?:0|84|0084)0[35789]\d{8}")
_LANDLINE = re.compile(r"(?:0|84|0084)(?:2\d{9}|[2-8]\d{8,9})")
_CARD_BEGINS = re.compile(r"9704|4|5[1-5]|2[2-7]|35|62|3[47]|6[05]")
_LONG = 9  # digits in one piece that are nobody's sum or date
_LONGEST = 19  # digits of a card or an account
_MOST = 60  # characters of one number with the marks in it
_MOST_GROUPS = 7
_SHORTEST = 6  # digits of an account
_SINGLY = re.compile(r"(?<!\d)(?<!\d[ .-])0(?:[ .-]\d){9,10}(?![ .-]?\d)")  # "0 9 1 2 …"
_SAYS = ((_SAYS_ACCOUNT, ACCOUNT), (_SAYS_IDENTITY, IDENTITY), (_SAYS_CARD, CARD), (_SAYS_PHONE, PHONE))
_LENGTHS = {
    ACCOUNT: (6, 19),
    IDENTITY: (8, 13),
    CARD: (12, 19),
    PHONE: (8, 13),
}  # digits, where it is said what they are
Span = tuple[int, int, str]
"""Start, end and sign."""


def take(taken: bytearray, start: int, end: int) -> None:
    """Mark a span as taken."""
    taken[start:end] = b"\1" * (end - start)


def personal_numbers(folded: str) -> list[Span]:
    """The spans of personal numbers and addresses of mail in folded text, each with its sign; they may overlap."""
    found = [(match.start(), match.end(), MAIL) for match in _MAIL.finditer(folded)] if "@" in folded else []
    if not any(char.isdigit() for char in folded):
        return found
    found += [(match.start(), match.end(), IDENTITY) for match in _INSURED.finditer(folded)]
    found += [
        (match.start(), match.end(), IDENTITY)
        for match in _PASSPORT.finditer(folded)
        if _SAYS_IDENTITY.search(folded, max(0, match.start() - _BEFORE), match.start())
    ]
    found += [(match.start(), match.end(), PHONE) for match in _SINGLY.finditer(folded)]
    kept, loosely = bytearray(len(folded)), bytearray(len(folded))
    for one in scan(folded):
        take(loosely if one.symbol is None else kept, one.start, one.end)
    for match in _DATE.finditer(folded):
        take(kept, match.start(), match.end())
    for chain in _CHAIN.finditer(folded):
        found += _in_chain(folded, chain.start(), chain.end(), kept, loosely)
    return found


def _in_chain(folded: str, start: int, end: int, kept: bytearray, loosely: bytearray) -> list[Span]:
    """What stands in a run of digits and the marks between them: one number, or several one after the other.

    Nothing that overlaps what is `kept`; what is kept `loosely` (a number behind "hướng dẫn") yields to a long number
    that begins with 0.
    """
    groups = [match.span() for match in _GROUP.finditer(folded, start, end)]
    found: list[Span] = []
    first = 0
    while first < len(groups):
        at = groups[first][0]
        said = None
        last = first
        while last < len(groups) and groups[last][1] - at <= _MOST and last - first < _MOST_GROUPS:
            last += 1
        while last > first:
            to = groups[last - 1][1]
            if to - at < _SHORTEST:
                last = first
                break
            if kept.find(1, at, to) < 0 and (folded[at] == "0" or loosely.find(1, at, to) < 0):
                said = said or _said(folded, at)
                parts = [folded[one:other] for one, other in groups[first:last]]
                sign = _sign(parts, said, counted=_SUM.match(folded, to) is not None)
                if sign is not None:
                    begin = said.start if said.plus else at
                    opened = folded[begin - 1 : begin] == "(" and ")" in folded[at:to]
                    found.append((begin - opened, to, sign))
                    break
            last -= 1
        first = max(first + 1, last)
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    """What stands before a number."""

    start: int  # of the number with its plus
    plus: bool  # "+" or "00"
    sign: str | None  # what it is said to be


def _said(folded: str, at: int) -> _Said:
    plus = _PLUS.search(folded, max(0, at - 5), at)
    start = plus.start() if plus else at
    before = folded[max(0, at - _BEFORE) : at].rpartition("]")[2]  # a sign says nothing of what follows it
    sign = next((sign for pattern, sign in _SAYS if pattern.search(before)), None) if before.strip() else None
    return _Said(start, plus is not None, sign)


def _sign(parts: list[str], said: _Said, *, counted: bool) -> str | None:
    """What groups of digits are together; None where they are no personal number."""
    digits = "".join(parts)
    if not _SHORTEST <= len(digits) <= _LONGEST or not digits.isdecimal() or all(map(_is_year, parts)):
        return DIGITS if len(parts) == 1 and len(digits) > _LONGEST else None
    threes = len(parts) > 1 and all(len(part) == 3 for part in parts[1:])
    if digits[0] != "0" and not said.plus and (counted or (threes and digits.endswith("000"))):
        return None  # a sum
    if said.sign is not None and not any(map(_is_year, parts[1:-1])):
        least, most = _LENGTHS[said.sign]
        hotline = said.sign == PHONE and digits[:4] in ("1800", "1900")
        if least <= len(digits) <= most and not hotline:
            return said.sign
    if _is_phone(digits, parts, plus=said.plus):
        return PHONE
    if 13 <= len(digits) <= 19 and (len(parts) == 1 or _in_fours(parts)) and _is_card(digits):
        return CARD
    if _is_identity(digits, parts):
        return IDENTITY
    if len(parts) == 4 and _in_fours(parts):
        return CARD
    if len(parts) > 1 or len(digits) < _LONG or (len(digits) < 12 and digits.endswith("0000")):
        return None
    return ACCOUNT if len(digits) >= 13 else IDENTITY if len(digits) in (9, 10, 12) else DIGITS


def _is_phone(digits: str, parts: list[str], *, plus: bool) -> bool:
    if not (_MOBILE.fullmatch(digits) or (_LANDLINE.fullmatch(digits) and (len(digits) > 10 or digits[0] == "0"))):
        return False
    if digits[0] != "0" and not plus and len(parts) > 1 and all(len(part) == 3 for part in parts[1:]):
        return False  # 84.912.345.678 is a sum as well; without "+" it is left to what stands before it
    return len(parts) <= 6 and sum(len(part) == 1 for part in parts[1:]) <= 1  # "0225 3 842 123"


def _is_identity(digits: str, parts: list[str]) -> bool:
    """12 digits (CCCD) or 9 (CMND) in pieces that people write them in; in thousands only behind a zero."""
    if len(parts) == 1 or len(digits) not in (9, 12) or any(map(_is_year, parts)):
        return False
    threes = all(len(part) == 3 for part in parts)
    return (digits[0] == "0" or not threes) and len(parts) <= 4 and all(len(part) >= 3 for part in parts)


def _is_card(digits: str) -> bool:
    if digits.startswith("9704") and len(digits) in (16, 19):
        return True
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return _CARD_BEGINS.match(digits) is not None and sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _in_fours(parts: list[str]) -> bool:
    return len(parts) >= 4 and all(len(part) == 4 for part in parts[:-1]) and not any(map(_is_year, parts))


def _is_year(part: str) -> bool:
    return len(part) == 4 and part[:2] in ("19", "20")
