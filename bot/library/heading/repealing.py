"""Parts of other documents that a document puts out of force: "Bãi bỏ Điều 5 Quy định số 80-QĐ/TW".

Only what cannot be meant otherwise is taken: a sentence that begins with it, nothing but places before the number. What
is said in other words is left to the register.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.library.ceasing import places
from bot.library.front_matter import parse_date
from bot.library.heading.relating import KINDS, THIS
from bot.model import Ceased, Repeal
from bot.vietnamese import find_document_numbers, fold_map

_BEGINS = r"(?:^|(?<=\n))[ \t]*(?:(?:dieu )?\d{1,3}[a-z]?[.)] ?|[a-z]\) ?|[-–+] ?)*"
_ABOLISHES = re.compile(rf"(?:{_BEGINS}|{THIS} )bai bo (?P<what>[^\n;]{{5,600}})")
_DAY = r"(?P<date>\d{1,2} ?(?:/|-|thang) ?\d{1,2} ?(?:/|-|nam) ?\d{4})"
_ENDS = re.compile(
    rf"{_BEGINS}(?P<what>(?:diem|khoan|dieu|chuong) [^\n;]{{5,600}}?) het hieu luc (?:thi hanh )?(?:ke )?tu "
    rf"(?:ngay )?(?:{_DAY}|{THIS} co hieu luc)"
)
_SENTENCE_END = re.compile(r"\.(?=\s|$)")
_BEFORE = re.compile(r"(?P<places>(?:diem|khoan|dieu|chuong|phu luc)\b[^;\n]*?)(?: cua| tai)? *$")
# Between two numbers of a list: what the one before is about, then the places of the next.
_NEXT = re.compile(
    r"(?:,|\bva\b) *(?P<places>(?:diem|khoan|dieu|chuong|phu luc) (?:\d|[a-z]\b)[^;\n]*?)(?: cua| tai)? *$"
)
# Behind the last of them: anything that would take part of it back.
_BUT = re.compile(r"\b(?:tru|ngoai tru|neu|truong hop|doi voi|ke tu|den het|tiep tuc)\b")
_KIND = re.compile(rf"{KINDS}(?: so)? *$")


def repealed(text: str) -> tuple[Repeal, ...]:
    """The parts of other documents that a text puts out of force; on its own first day where it names none."""
    folded, positions = fold_map(text)
    found: dict[tuple[str, tuple[str, ...]], Repeal] = {}
    for pattern in (_ABOLISHES, _ENDS):
        for match in pattern.finditer(folded):
            what, at = match["what"], match.start("what")
            if pattern is _ABOLISHES:
                what = _SENTENCE_END.split(what)[0]
            day = parse_date(match["date"]) if pattern is _ENDS and match["date"] else None
            if pattern is _ENDS and match["date"] and day is None:
                continue
            for number, place in _named(text[positions[at] : positions[at + len(what)]]):
                repeal = Repeal(number, Ceased(place, day, repealed=pattern is _ABOLISHES))
                found.setdefault((number, place), repeal)
    return tuple(found.values())


def _named(what: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(number as written, place) of each part that is named."""
    folded, positions = fold_map(what)
    back = {place: at for at, place in enumerate(positions)}
    named = [(start, end) for _, start, end in find_document_numbers(what)]
    numbers = [(back[start], back[end]) for start, end in named if start in back and end in back]
    if not numbers or _BUT.search(folded):
        return
    before = 0
    for start, end in numbers:
        between = _KIND.sub("", folded[before:start])
        match = (_BEFORE.match(between) if before == 0 else None) or (_NEXT.search(between) if before else None)
        if match is not None:
            first, last = before + match.start("places"), before + match.end("places")
            for place in places(what[positions[first] : positions[last]]) or ():
                yield what[positions[start] : positions[end]].strip(" ,.;"), place
        before = end
