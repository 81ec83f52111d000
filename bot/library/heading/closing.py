"""What a document's last articles and its signature say: in force from when, in place of what, signed by whom."""

from __future__ import annotations

import re
from datetime import date

from bot.library.front_matter import parse_date
from bot.library.outline.signature import OFFICE, ON_BEHALF
from bot.vietnamese import find_document_numbers, fold, fold_map

_THIS = (
    r"(?:luat|bo luat|phap lenh|nghi quyet|nghi dinh|quyet dinh|quy dinh|thong tu(?: lien tich)?|quy che"
    r"|ket luan|chi thi|huong dan|thong bao|ke hoach|dieu le|de an|van ban|quy trinh) nay"
)
_DATE = r"(?:ngay )?(?P<date>\d{1,2}\s?(?:/|-|\.|thang)\s?\d{1,2}\s?(?:/|-|\.|, nam|nam)\s?\d{4})"
_IN_FORCE = re.compile(
    rf"{_THIS}[^.;\n]{{0,40}}? hieu luc (?:thi hanh )?(?:ke tu |tu )(?:(?P<signed>ngay ky|ngay ban hanh)|{_DATE})"
)
_REPLACES = re.compile(rf"{_THIS}[^;\n]{{0,200}}? thay the (?:cho )?(?P<what>[^\n;]{{3,400}})")
_SENTENCE_END = re.compile(r"\.(?=\s|$)")
_NAME = re.compile(r"(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]*\s+){1,5}[A-ZĐÀ-Ỹ][a-zà-ỹđ]*")


def in_force_from(text: str, issued: date | None) -> date | None:
    """The day from which the document itself says to be in force; the last statement counts."""
    folded = fold(text)
    found = None
    for match in _IN_FORCE.finditer(folded):
        found = issued if match["signed"] else parse_date(match["date"].replace(", nam", " nam"))
    return found


def replaced(text: str) -> tuple[str, ...]:
    """The documents that it says to replace, by number as written."""
    folded, positions = fold_map(text)
    numbers: list[str] = []
    for match in _REPLACES.finditer(folded):
        what = _SENTENCE_END.split(match["what"])[0]
        begin = match.start("what")
        written = text[positions[begin] : positions[begin + len(what)]]
        for _, start, end in find_document_numbers(written):
            mention = written[start:end].strip(" ,.;")
            if mention not in numbers:
                numbers.append(mention)
    return tuple(numbers)


def signer(signature: str) -> str | None:
    """The name below the office in a signature block: its last line that is a person's name."""
    behalf = False
    name = None
    for line in signature.split("\n"):
        for cell in line.split("\t"):
            words = " ".join(cell.split())
            if ON_BEHALF.match(words) or OFFICE.fullmatch(words):
                behalf = True
            elif behalf and _NAME.fullmatch(words) and not words.isupper():
                name = words
    return name
