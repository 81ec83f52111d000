"""Numbers and symbols of documents, as clerks write them and as people type and say them."""

import re
from dataclasses import dataclass

from bot.vietnamese import wordlist
from bot.vietnamese.fold import fold_map
from bot.vietnamese.spoken import DIGITS, read_chain, read_number

# Folded names of kinds of documents → the abbreviation that stands in their symbols.
_NAMES = {
    "ket luan": "kl", "nghi quyet": "nq", "quy dinh": "qd", "quyet dinh": "qd", "chi thi": "ct", "huong dan": "hd",
    "thong bao": "tb", "ke hoach": "kh", "nghi dinh": "nd", "thong tu lien tich": "ttlt", "thong tu": "tt",
    "bo luat": "luat", "luat": "luat", "phap lenh": "pl", "quy che": "qc", "de an": "da", "bao cao": "bc",
    "cong van": "cv", "van ban hop nhat": "vbhn", "chuong trinh": "ctr", "to trinh": "ttr", "cong dien": "cd",
}  # fmt: skip
# Abbreviations that may stand before a number as people type it. Not "da": unaccented it is đã ("đã 35 tuổi").
NUMBERED = wordlist.words("kl nq qd qdi ct hd tb kh nd ttlt tt pl qc cv vbhn ttr ctr")
# Abbreviations that symbols carry; with a year any capital letters will do.
KINDS = NUMBERED | wordlist.words("bc da tr cd l luat qdns qcpl qyd qdk dh gm nqlt ctrh")
# Party offices write QĐi or QyĐ to tell a regulation from a decision.
_SAME_KIND = {"qdi": "qd", "qyd": "qd", "l": "luat"}
_ISSUED_BY_ASSEMBLY = re.compile(r"(?:ub|ubtv)?qh\d{1,2}")
_ISSUERS = r"tw|tu|cp|ttg|ubnd|hdnd|bnv|btctw|ubkttw|(?:ubtv)?qh\d\d"

_SEP = "[ ]?[-–—/][ ]?"
_SYMBOL = rf"(?P<tail>(?:{_SEP}[a-z][a-z]{{0,11}}\d{{0,2}}(?![a-z\d])){{1,4}})"
_YEAR = r"(?:[ ]?/[ ]?(?P<year>(?:19|20)\d\d)(?!\d))"
_PATTERN = re.compile(
    rf"(?<![a-z\d])(?:"
    rf"(?:(?P<name>{'|'.join(sorted((n.replace(' ', '[ ]?') for n in _NAMES), key=len, reverse=True))})"
    rf"|(?P<abbr>{'|'.join(sorted(NUMBERED, key=lambda one: (-len(one), one)))})(?:[-/](?P<by>{_ISSUERS}))?)"
    rf"(?:[ ]?[.:\-]?[ ]?)(?P<marked>so[ ]?(?:hieu[ ]?)?:?[ ]?)?)?"
    rf"(?<!\d[.,/])(?P<digits>\d{{1,5}})(?!\d){_YEAR}?{_SYMBOL}?(?![.,/-]?\d)(?![ ]?%)"
)
# Who issued it, behind the number and without a stroke: "KL 09 TU", "nq 203 QH15".
_BEHIND = re.compile(
    r"[ ](tw|tu(?=[ ]*(?:[,.:;?!)]|$)|[ ]hp\b|[ ]hai phong)|ttg|ubnd|hdnd|bnv|btctw|ubkttw|(?:ubtv)?qh\d\d)(?![a-z\d])"
)  # "tu" in the middle of a sentence is từ
_SPOKEN = re.compile(
    rf"(?<![a-z\d])(?:(?P<name>{'|'.join(sorted(_NAMES, key=len, reverse=True))})"
    rf"|(?P<abbr>{'|'.join(sorted(NUMBERED))}))[ ](?P<marked>so[ ])?"
    rf"(?={'|'.join(DIGITS)}|muoi)(?P<words>[a-z]+(?:[ ][a-z]+){{0,9}})"
)
_OF_YEAR = re.compile(r"[ ]*,?[ ]*nam[ ]((?:19|20)\d\d)(?![ ]?[-–/][ ]?\d)(?!\d)")
# A bare number before one of these counts things: "kết luận 3 điều", "quy định 5 năm", "hướng dẫn 2 bước".
_MEASURES = wordlist.words("nam thang ngay tuan gio lan nguoi tuoi phan trieu nghin ngan ty dong dieu khoan diem")
_THINGS = _MEASURES | wordlist.words(
    "chuong muc can truong nhom loai buoc tieu noi nhiem nguyen don cap hinh giai chuc vi quan vien doi"
)
# … unless the word stands for something else there: "quy định 37 điều nào", "kết luận 14 nội dung gì".
_NOT_COUNTED = re.compile(
    r"[ ]*(?:(?:dieu|khoan|diem|chuong|muc)[ ](?:\d|nao|gi|may)"
    r"|noi[ ](?:gi|ve|the|den|sao|ro|dung[ ](?:gi|la|chinh|nhu|cua|ra|the|co)|dung[ ?.]*$)"
    r"|can[ ](?:cu|phai)|nam[ ](?:nao|gi|may|bao)|ngay[ ](?:nao|gi|may|bao|\d)|thang[ ](?:nao|\d)"
    r"|dieu[ ](?:chinh|dong|kien)|muc[ ](?:dich|tieu)|nguoi[ ](?:nao|ky)|phan[ ](?:nao|cap|cong)|vi[ ](?:sao|the))"
)
_NEXT_WORD = re.compile(r"[ ]*([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document's number as far as it was given: every part but the digits may be missing (None)."""

    digits: str  # without leading zeros
    year: str | None = None  # four digits, for documents of the state
    kind: str | None = None  # folded abbreviation: "kl", "nq", "qd", "nd", "luat"
    issuer: str | None = None  # folded, as in the symbol: "tu", "tw", "cp", "hdnd", "qh15", "btc-bnv"


@dataclass(frozen=True, slots=True)
class Found:
    """A document number in folded text, with the span of the whole mention and of the number with its symbol."""

    number: DocumentNumber
    start: int
    end: int
    symbol_start: int
    symbol: str | None  # canonical whole symbol ("9-kl/tu"), where one was written


def _split_tail(tail: str) -> tuple[str | None, str | None]:
    """Split "-kl/tu" or "/nd-cp" or "/qh15" into kind and issuer."""
    parts = re.split("[-–—/]", tail.replace(" ", ""))[1:]
    if _ISSUED_BY_ASSEMBLY.fullmatch(parts[0]):
        return None, "-".join(parts)
    kind = _SAME_KIND.get(parts[0], parts[0])
    return kind, "-".join(parts[1:]) or None


def _counts_things(folded: str, end: int, nouns: frozenset[str]) -> bool:
    """Tell whether the word after a bare number makes it a count of something."""
    match = _NEXT_WORD.match(folded, end)
    if match is None or match.group(1) not in nouns:
        return False
    return _NOT_COUNTED.match(folded, end) is None and _OF_YEAR.match(folded, end) is None


def _written(folded: str) -> list[Found]:
    found = []
    for match in _PATTERN.finditer(folded):
        name, abbr, year, tail = match.group("name", "abbr", "year", "tail")
        typed = match["digits"]
        named = _NAMES[" ".join(_spaced(name))] if name else _SAME_KIND.get(abbr, abbr) if abbr else None
        kind, issuer = (None, None)
        end = match.end()
        if tail:
            kind, issuer = _split_tail(tail)
            if kind is not None and kind not in KINDS and (year is None or " " in tail):
                # "178/2024/XYZ" is a symbol, "năm 2024 - cán bộ" and "11/a" are not
                tail, kind, issuer, end = None, None, None, match.start("tail")
        if tail is None:
            if named is None:
                continue
            if year is None and not match["marked"]:
                nouns = _THINGS if name else _MEASURES
                is_year = 1945 <= int(typed) <= 2099
                if not typed.startswith("0") and (is_year or _counts_things(folded, end, nouns)):
                    continue
        symbol = None
        if tail:
            tail = re.sub("[–—]", "-", tail.replace(" ", ""))
            symbol = f"{typed.lstrip('0') or '0'}{'/' + year if year else ''}{tail}"
        elif year is None and (of_year := _OF_YEAR.match(folded, end)):
            year, end = of_year.group(1), of_year.end()
        by = match["by"]
        if named and not (issuer or by) and (behind := _BEHIND.match(folded, end)):
            by, end = behind[1], behind.end()
        number = DocumentNumber(typed.lstrip("0") or "0", year, kind or named, issuer or by)
        found.append(Found(number, match.start(), end, match.start("digits"), symbol))
    return found


def _spaced(name: str) -> list[str]:
    """Return the syllables of a kind's name that may have been typed without spaces."""
    return _UNSPACED[name.replace(" ", "")].split(" ")


_UNSPACED = {name.replace(" ", ""): name for name in _NAMES}


def _dictated(folded: str) -> list[Found]:
    found = []
    for match in _SPOKEN.finditer(folded):
        words = match["words"].split(" ")
        if words[0] not in DIGITS and words[0] != "muoi":
            continue
        read = read_number(words, 0)
        digits, after = (str(read[0]), read[1]) if read else read_chain(words, 0, named=True) or ("", 0)
        if not digits and match["marked"]:
            digits, after = str(DIGITS.get(words[0], 10)), 1
        end = match.start("words") + len(" ".join(words[:after]))
        if not digits or len(digits) > 5 or (not match["marked"] and _counts_things(folded, end, _THINGS)):
            continue
        kind = _NAMES[match["name"]] if match["name"] else match["abbr"]
        number = DocumentNumber(digits.lstrip("0") or "0", None, _SAME_KIND.get(kind, kind), None)
        found.append(Found(number, match.start(), end, match.start("words"), None))
    return found


def scan(folded: str) -> list[Found]:
    """Return the document numbers of a folded text in order, positions in the folded text."""
    found = _written(folded)
    taken = bytearray(len(folded))
    for one in found:
        taken[one.start : one.end] = b"\1" * (one.end - one.start)
    spoken = [one for one in _dictated(folded) if taken.find(1, one.start, one.end) < 0]
    return sorted(found + spoken, key=lambda one: one.start) if spoken else found


def find_document_numbers(text: str) -> list[tuple[DocumentNumber, int, int]]:
    """Return each document number of a text with the start and end of its mention, in code points.

    The mention includes the kind that stands before the number: "Kết luận số 09-KL/TU", "KL 09", "quy định ba bảy bảy".
    """
    folded, positions = fold_map(text)
    return [(one.number, positions[one.start], positions[one.end]) for one in scan(folded)]


def matches(asked: DocumentNumber, held: DocumentNumber) -> bool:
    """Tell whether a document number as asked for can be the one that is held: every part that was given is equal.

    A year is compared only where the held number has one, since numbers of the Party carry none. A law asked for by
    its kind matches a number of the National Assembly, which does not name its kind (80/2025/QH15).
    """
    if asked.digits != held.digits:
        return False
    if asked.year and held.year and asked.year != held.year:
        return False
    if asked.issuer and asked.issuer != held.issuer:
        return False
    if asked.kind is None or asked.kind == held.kind:
        return True
    unnamed = held.kind is None and held.issuer is not None and bool(_ISSUED_BY_ASSEMBLY.fullmatch(held.issuer))
    return unnamed and asked.kind in ("luat", "nq", "pl")
