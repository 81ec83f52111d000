"""Sentences as spans of a text, never as copies."""

import re

from bot.vietnamese.wordlist import words

# A line end; or a closing mark with the quotes, brackets and note references after it. Inside "2.600", "11.3.2021" and
# web addresses a full stop is followed by no space; where a space was forgotten, two small letters stand before the
# mark and a capitalised word after it ("vật chứng.Điều 37").
_END = re.compile(
    r"\n|(?P<mark>[.!?…]+)(?P<close>[\"'”’»)\]}]*(?:\[\d{1,3}\])*)"
    r"(?:(?=\s|$)|(?<=[^\W\d_A-Z][^\W\d_A-Z][.!?…])(?=[^\W\d_a-z][^\W\d_A-Z]))"
)
# Abbreviations before a name or a number: their full stop ends nothing. Single letters only as capitals (quận, phường,
# huyện).
_TITLES = words(
    "tp ts ths pgs gs tskh bs ks ls bscki bsckii ncs đ/c d/c đc tx tt tr st nxb mr mrs ms dr prof pp stt sđt đt tel"
)
_CAPITAL_TITLES = frozenset("QPHTĐ")
# Abbreviations that may well end a sentence: they do before a capital.
_OPEN = frozenset(("v.v", "vv", "v..v"))
_NUMERAL = r"(?:\d{1,3}(?:\.\d{1,3}){0,4}|[IVXLivxl]{1,6}|[A-Za-zĐđ])"
# What stands before the full stop or bracket of a list marker or a heading: "1", "1.3", "- a", "**Điều 5", "Phần I".
_UNIT = "Điều|ĐIỀU|Khoản|Điểm|Chương|CHƯƠNG|Mục|MỤC|Phần|PHẦN|Câu|CÂU|Bài|Phụ lục|PHỤ LỤC"
_MARKER = re.compile(rf"[\s\-–+*•#>_\"“(]*(?:(?:{_UNIT})\s+)?{_NUMERAL}\*{{0,2}}")
_LINE_MARKER = re.compile(_MARKER.pattern + r"[.)]\*{0,2}\s*")
_INLINE_MARKER = re.compile(rf"[:;]\s+{_NUMERAL}$")
_LAST_WORD = re.compile(r"([^\s\"'“‘«(\[]*)$")
_FORMS_OF_ADDRESS = words("Ông Bà Anh Chị Em Cô Chú Bác Cụ chí")
_LOOK_BACK = 48  # characters before a full stop that are read to judge it


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the spans of the sentences of text[start:end] in order, in code points of the whole text.

    Spans are trimmed of surrounding space, do not overlap, and together hold every character that is not space. A
    line end always ends a sentence, except that a list marker alone on its line goes with what follows.
    """
    first = max(start, 0)
    stop = len(text) if end is None else max(min(end, len(text)), first)
    spans: list[tuple[int, int]] = []
    for match in _END.finditer(text, first, stop):
        if match["mark"] is None:
            if _LINE_MARKER.fullmatch(text, first, match.start()) and not text[first : match.start()].isspace():
                continue
        elif not _ends(text, first, match, stop):
            continue
        _add(spans, text, first, match.end())
        first = match.end()
    _add(spans, text, first, stop)
    return spans


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if left < len(piece):
        spans.append((start + left, start + len(piece.rstrip())))


def _ends(text: str, first: int, match: re.Match[str], stop: int) -> bool:
    """Tell whether a closing mark at match ends the sentence that began at first."""
    rest = text[match.end() : min(match.end() + 12, stop)]
    follower = rest.lstrip(" \t\"'“‘«([*_-–")[:1]
    if not follower:
        return False  # nothing more in this line, and the line end decides
    mark = match["mark"]
    small = follower.islower()
    if mark != ".":
        # An ellipsis goes on with a small letter; so does a sentence around a quoted or bracketed question.
        return not (small and (match["close"] or "." in mark or "…" in mark))
    begin = max(first, match.start() - _LOOK_BACK)
    before = text[begin : match.start()]
    if begin == first and _MARKER.fullmatch(before):
        return False
    if match["close"]:
        return not small
    found = _LAST_WORD.search(before)
    word = found[1] if found else ""
    lower = word.lower()
    if lower in _TITLES or word in _CAPITAL_TITLES or _all_titles(lower):
        return False
    if lower in _OPEN:
        return not small and not follower.isdigit()
    if _INLINE_MARKER.search(before):
        return False
    return not (len(word) == 1 and word.isupper() and _is_initial(before.split()))


def _is_initial(before: list[str]) -> bool:
    """Tell whether the last of some words is the initial of a name that goes on: "Nguyễn V. A", not "Nguyễn Văn A."."""
    if len(before) < 2:
        return False
    name = before[-2]
    if len(name) == 2 and name.endswith("."):
        return True
    first = before[-3] if len(before) > 2 else ""
    whole_name = first[:1].isupper() and first.isalpha() and first not in _FORMS_OF_ADDRESS
    return name[0].isupper() and name[-1].isalpha() and not whole_name


def _all_titles(word: str) -> bool:
    parts = word.split(".")
    return len(parts) > 1 and all(part in _TITLES for part in parts)
