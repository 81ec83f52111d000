"""Numbers as they are spoken, read from folded syllables.

Folded syllables are ambiguous ("nam" is năm or nam, "sau" is sáu or sau, "ba" is ba or bà), so that only compositions
which cannot well be anything else are taken: a digit with mươi, trăm, nghìn, triệu or tỷ, or a chain of digits.
"""

from collections.abc import Iterator, Sequence

from bot.vietnamese import wordlist

DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
# After a multiple of ten the units have forms of their own; there "nam" is not five but year (ba mươi năm).
_UNITS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "lam": 5, "nham": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9}
_SCALES = {"nghin": 1_000, "ngan": 1_000, "trieu": 1_000_000, "ty": 1_000_000_000, "ti": 1_000_000_000}
# "mười" on its own is also muối and muỗi; before these it is a number.
_COUNTED = wordlist.words("nam thang ngay tuoi nguoi phan dieu nghin ngan trieu ty ti tieu truong noi can")
# "ba lăm" without mươi is taken only before these: "ba làm", "hai làm" are common.
_COLLOQUIAL = wordlist.words("hai ba bon bay tam chin")
_AFTER_COLLOQUIAL = wordlist.words("tuoi phan thang nghin ngan trieu ty")
# A chain without a document before it must not hold the syllables that stand in any sentence.
_CHAIN = wordlist.words("mot hai ba bon bay tam chin khong")
# Units that follow a digit without mươi after hundreds: "không trăm hai lăm", "một trăm hai ba". "nam" would be năm,
# the year.
_BARE_UNITS = wordlist.words("mot hai ba bon tu lam nham bay tam chin")
_LONGEST_CHAIN = 12  # digits: a telephone number; bounds the work on any input
MARKERS = wordlist.words("muoi tram nghin ngan trieu ty ti chuc ruoi")
NUMBER_WORDS = MARKERS | DIGITS.keys() | _UNITS.keys() | {"linh", "le"}


def _below_hundred(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Return (value, next index) of a number from 10 to 99 that starts at a word, or None."""
    count = len(words)
    if words[at] == "muoi":
        if at + 1 < count and words[at + 1] in _UNITS and words[at + 1] != "tu":
            return 10 + _UNITS[words[at + 1]], at + 2
        return None
    tens = DIGITS.get(words[at], 0)
    if not tens or at + 1 >= count or words[at + 1] not in ("muoi", "chuc"):
        return None
    value, at = tens * 10, at + 2
    if at < count and words[at] in _UNITS and words[at - 1] == "muoi":
        follower = words[at + 1] if at + 1 < count else ""
        if follower not in ("muoi", "tram", *_SCALES):  # in "hai mươi ba mươi" the next ten is not the unit of this one
            return value + _UNITS[words[at]], at + 1
    return value, at


def _below_thousand(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Return (value, next index) of a number from 10 to 999 that holds mươi or trăm, or None."""
    count = len(words)
    if at + 1 < count and words[at] in DIGITS and words[at + 1] == "tram":
        value, at = DIGITS[words[at]] * 100, at + 2
        if at + 1 < count and words[at] in ("linh", "le") and (unit := _unit(words[at + 1])):
            return value + unit, at + 2
        if at < count and words[at] == "ruoi":
            return value + 50, at + 1
        if at < count and (rest := _below_hundred(words, at) or _bare_tens(words, at, century=value == 0)):
            return value + rest[0], rest[1]
        return value, at
    return _below_hundred(words, at)


def _bare_tens(words: Sequence[str], at: int, *, century: bool) -> tuple[int, int] | None:
    """Return (value, next index) of tens and units said without mươi: "hai lăm"; century: "không trăm" goes before."""
    if at + 1 >= len(words) or not DIGITS.get(words[at]) or words[at] == "nam":
        return None
    after = words[at + 2] if at + 2 < len(words) else ""
    allowed = words[at + 1] in _BARE_UNITS or (century and words[at + 1] == "sau")
    if not allowed or after in ("muoi", "chuc", "tram"):
        return None
    return DIGITS[words[at]] * 10 + _UNITS[words[at + 1]], at + 2


def _unit(word: str) -> int:
    return DIGITS.get(word, 0) or _UNITS.get(word, 0)


def read_number(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """Return (value, index after it) of the composed number that starts at words[at], or None."""
    total, limit, start = 0, 1_000_000_000_000, at
    count = len(words)
    while at < count:
        part = _below_thousand(words, at)
        if part is None and at + 1 < count and words[at + 1] in _SCALES:  # one digit, or ten, counts only with a scale
            digit = 10 if words[at] == "muoi" else DIGITS.get(words[at], 0)
            part = (digit, at + 1) if digit else None
        if part is None and total and at + 1 < count and words[at] in ("linh", "le") and (unit := _unit(words[at + 1])):
            return total + unit, at + 2
        if part is None:
            break
        value, after = part
        scale = _SCALES.get(words[after], 1) if after < count else 1
        if scale >= limit:
            break
        total, at, limit = total + value * scale, after + (scale > 1), scale
        if scale == 1:
            break
        if at < count and words[at] == "ruoi":
            return total + scale // 2, at + 1
    return (total, at) if at > start and total else None


def read_chain(words: Sequence[str], at: int, *, named: bool = False) -> tuple[str, int] | None:
    """Return (digits, index after them) of a number dictated digit by digit ("ba bảy bảy" = "377"), or None.

    named: a document is named before it, so that two digits are enough and every digit may stand in it.
    """
    end = at
    allowed = DIGITS.keys() if named else _CHAIN
    while end < min(len(words), at + _LONGEST_CHAIN) and words[end] in allowed:
        end += 1
    if named and end - at >= 1 and end < len(words) and words[end] in ("lam", "tu", "nham"):
        end += 1
    if (
        not named
        and end - at == 3
        and words[at] in ("hai", "mot")
        and words[end : end + 1] in (["lam"], ["tu"], ["nham"])
    ):
        end += 1  # a year: "hai không hai lăm"
    if named and end - at > 1 and words[end - 1] == "nam" and words[end - 2] != "khong":
        end -= 1  # "quy định hai năm": a span of time
    digits = "".join(str(DIGITS.get(word, _UNITS.get(word, 0))) for word in words[at:end])
    least = 2 if named else 3
    if end - at < least or (not named and words[at] == "khong"):
        return None
    return digits, end


def spoken_numbers(words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (first word, word after, digits) for each spoken number that cannot well be anything else."""
    at, count = 0, len(words)
    while at < count:
        word = words[at]
        if word not in DIGITS and word != "muoi":
            at += 1
            continue
        found = read_number(words, at)
        if found:
            yield at, found[1], str(found[0])
            at = found[1]
            continue
        chain = read_chain(words, at)
        if chain:
            yield at, chain[1], chain[0]
            at = chain[1]
            continue
        follower = words[at + 1] if at + 1 < count else ""
        if word == "muoi" and follower in _COUNTED:
            yield at, at + 1, "10"
        elif follower in ("lam", "mot") and word in _COLLOQUIAL and set(words[at + 2 : at + 3]) & _AFTER_COLLOQUIAL:
            yield at, at + 2, str(DIGITS[word] * 10 + _UNITS[follower])  # "ba lăm tuổi", "hai mốt tuổi"
            at += 1
        at += 1
