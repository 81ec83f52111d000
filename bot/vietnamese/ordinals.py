"""Ordinal numbers, whichever way they are written: "khóa XVI", "khóa 16"; "lần thứ nhất", "lần thứ I", "lần 1"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.vietnamese import wordlist
from bot.vietnamese.fold import fold_map

_ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")
_DIGITS = {"i": 1, "v": 5, "x": 10}
# What a Roman numeral stands behind; anywhere else "i", "v" and "x" may be anything.
_BEFORE = wordlist.words(
    "khoa thu hoi chuong muc phan nhom quy loai hang bang bac cap ky lan luc doan vung khoi tap dot"
)
# "Loài vi khuẩn", "mức vi phạm", "thú vị": six only where hardly anything else can be meant.
_SYLLABLES = frozenset(("vi", "xi"))
_BEFORE_SYLLABLE = frozenset(("khoa", "chuong"))
_LAN_THU = ["lan", "thu"]
_WORDS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_SPELT = {"nhat": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_FOLDED = tuple(_SPELT)
ORDINAL = re.compile(rf"\b(?:{'|'.join(sorted(_BEFORE))}) [ivx]{{1,6}}\b|\bthu \d\d?\b|\blan thu \w")
_FAR = 12  # words between "đại hội" and its number
_NTH = re.compile(r"\bthu (10|[1-9])\b(?![.,/]?\d|[ ]?[%/-])")


def numerals(words: Sequence[str], gaps: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield (index of the word, digits) of each Roman numeral among folded words; gaps: what stands behind each."""
    for at in range(1, len(words)):
        if gaps[at - 1] != " " or words[at - 1] not in _BEFORE:
            continue
        if words[at] in _SYLLABLES and not (
            words[at - 1] in _BEFORE_SYLLABLE or words[max(0, at - 2) : at] == _LAN_THU
        ):
            continue
        if value := _roman(words[at]):
            yield at, str(value)


def ordinal_terms(words: Sequence[str]) -> Iterator[str]:
    """Yield the term that all ways to write an ordinal share: "lan_1" for "lần thứ nhất", "thu_hai" for "thứ 2"."""
    for at in range(1, len(words)):
        if words[at - 1] != "thu":
            continue
        word = words[at]
        if word.isdigit() and 1 <= int(word) <= len(_FOLDED):
            yield f"thu_{_FOLDED[int(word) - 1]}"
        if words[max(0, at - 2) : at] == _LAN_THU:
            value = _SPELT.get(word) or _roman(word) or (int(word) if word.isdigit() else 0)
            if value:
                yield f"lan_{value}"
                if "hoi" in words[max(0, at - _FAR) : at]:  # "Đại hội Đảng bộ thành phố lần thứ XVI" is "Đại hội XVI"
                    yield f"hoi_{value}"


def in_words(text: str) -> str:
    """Return text with "thứ 2" as "thứ hai": a place in a row is no figure that a document must hold."""
    folded, positions = fold_map(text)
    for match in reversed(list(_NTH.finditer(folded))):
        start, end = positions[match.start(1)], positions[match.end(1)]
        text = f"{text[:start]}{_WORDS[int(match[1]) - 1]}{text[end:]}"
    return text


def _roman(word: str) -> int:
    if not word or _ROMAN.fullmatch(word) is None:
        return 0
    values = [_DIGITS[letter] for letter in word]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
