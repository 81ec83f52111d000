"""Items of a list that was quoted, asked for by their place: "cái thứ hai nói gì", "ý cuối", "2"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.model import Citation
from bot.vietnamese import find_document_numbers, fold_map

_ITEM = re.compile(r"^\s*(?:[-–—•+*]\s|\(?[a-zđ]\)|\(?\d{1,2}[.)]\s|[a-zđ]\.\s|[ivx]{1,5}\))\s*(\S.*)$", re.MULTILINE)
_WRITTEN_OUT = re.compile(
    r"(?:^|\n)\s*(?:Thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)|(?:Một|Hai|Ba|Bốn|Năm|Sáu) là)[,:]?\s*(\S.*)"
)
_FEWEST = 2  # items of a list
_NUMBERS = {
    "nhat": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10,
}  # fmt: skip
_PLACE = (
    rf"(?:thu (?P<word>{'|'.join(_NUMBERS)}|\d{{1,2}})|(?P<first>dau tien|dau)"
    rf"|(?P<last>cuoi(?: cung)?)|(?:so )?(?P<digit>\d{{1,2}}))"
)
_NOUN = (
    r"(?:cai|y|dieu|muc|noi dung|dieu kien|truong hop|nhom|gach dau dong|dong|tieu chuan|tieu chi|chuan muc"
    r"|huong|doi tuong"
    r"|nguoi|van ban|quy dinh|phan|can cu|muc ho tro)"
)
# The noun is what a list may hold; "điều 2" and "khoản 2" are places of a document, and "mục 2" may be one.
_ASKED = re.compile(rf"^(?:(?:the|vay|con|a|u|cho xem|xem|noi ro|noi ky)\s+)*(?P<noun>{_NOUN}\s+)?{_PLACE}\b")
_LONGEST = 8  # words of a question for an item, beside its place
# A number or "thứ hai" alone may begin any question ("2 năm có được …"): then no more is asked than what it says.
_NO_MORE = re.compile(
    r"(?:(?:no|do|ay|kia|nay)\s+)?(?:(?:co )?(?:noi|ghi|quy dinh|gom|neu) (?:(?:nhung|cai) )?(?:gi|the nao|ra sao|sao)"
    r"|(?:thi |la )?(?:sao|gi|the nao|nhu the nao|ra sao))?(?:\s+(?:vay|the|nhi|a|ha|ad|ban))*"
)


def item_asked(question: str, cited: Sequence[Citation]) -> str | None:
    """The question with the item of the list last quoted in place of the words that point at it; None for any other.

    An item that names a document stands for that document.
    """
    folded, places = fold_map(question)
    match = _ASKED.match(folded)
    if match is None or len(folded.split()) > _LONGEST:
        return None
    noun = (match["noun"] or "").strip()
    if match["digit"] and noun in ("dieu", "muc", "phan", "quy dinh", "van ban"):
        return None  # a place or a number of a document
    if not noun and (match["first"] or match["last"] or not _NO_MORE.fullmatch(folded[match.end() :].strip(" ?.!"))):
        return None
    items = next((found for found in (_items(one.quote) for one in cited) if len(found) >= _FEWEST), [])
    number = len(items) if match["last"] else 1 if match["first"] else _number(match["word"] or match["digit"])
    if not 1 <= number <= len(items):
        return None
    item = items[number - 1].rstrip(" .;,")
    named = find_document_numbers(item)
    if named:
        item = item[named[0][1] : named[0][2]]
    rest = question[places[match.end()] :].strip(" ?.!")
    return f"{item} {rest}".strip()


def _items(quote: str) -> list[str]:
    return _ITEM.findall(quote) or _WRITTEN_OUT.findall(quote)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]
