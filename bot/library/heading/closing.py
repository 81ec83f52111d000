"""What a document's last articles and its signature say: in force from when, signed by whom."""

from __future__ import annotations

import re
from datetime import date

from bot.library.front_matter import parse_date
from bot.library.heading.relating import THIS
from bot.library.outline.signature import OFFICE, ON_BEHALF
from bot.vietnamese import fold

_DATE = r"(?:ngay )?(?P<date>\d{1,2}\s?(?:/|-|\.|thang)\s?\d{1,2}\s?(?:/|-|\.|, nam|nam)\s?\d{4})"
# "Quyết định này sửa đổi … và có hiệu lực từ ngày ký"; not where what it is said of may be another document.
_BESIDES = (
    rf"{THIS} (?:sua doi|bo sung|thay the|bai bo)\b(?:(?!\b(?:da|duoc|ban hanh|het hieu luc)\b)[^.;\n]){{0,300}}?"
    r"(?:,| va| dong thoi| va dong thoi) co"
)
_IN_FORCE = re.compile(
    rf"(?:{THIS}[^.;\n]{{0,40}}?|{_BESIDES}) hieu luc (?:thi hanh )?(?:ke tu |tu )"
    rf"(?:(?P<signed>ngay ky|ngay ban hanh)|{_DATE})"
)
_NAME = re.compile(r"(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]*\s+){1,5}[A-ZĐÀ-Ỹ][a-zà-ỹđ]*")


def in_force_from(text: str, issued: date | None) -> date | None:
    """The day from which the document itself says to be in force; the last statement counts."""
    folded = fold(text)
    found = None
    for match in _IN_FORCE.finditer(folded):
        found = issued if match["signed"] else parse_date(match["date"].replace(", nam", " nam"))
    return found


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
