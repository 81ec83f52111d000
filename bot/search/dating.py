"""Years that a question gives: the day to answer for, and the year of a document that it names."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from bot.model import Document
from bot.vietnamese import fold, fold_map, tokens

_WHEN = (
    r"(?:(?:ngay )?(?P<day>\d{1,2})(?: thang |[/.-])(?P<month>\d{1,2})(?: nam |,? |[/.-])(?P<year>(?:19|20)\d\d)"
    r"|(?:thang )?(?P<month2>\d{1,2})(?:/| nam )(?P<year2>(?:19|20)\d\d)|(?:nam )?(?P<year3>(?:19|20)\d\d))(?![\d/-])"
)
_DOCUMENT = r"(?:van ban|quy dinh|nghi dinh|luat|nghi quyet|ket luan|thong tu|cai)"
_BY_WHICH = rf"(?:theo|ap dung|dung|can cu(?: vao)?|thuc hien) {_DOCUMENT} (?:nao|gi)\b"
_IN_FORCE = r"(?:da |dang )?(?:con|co|het) (?:gia tri )?hieu luc\b(?! (?:ke )?tu)"
_OF_THAT_DAY = (
    r"\b(?:theo|can cu|ap dung|dung)(?: cac)? (?:quy dinh|van ban|phap luat|che do|chinh sach)(?: phap luat)? "
    r"(?:con |dang |da )?(?:co )?hieu luc(?: thi hanh)?"
)
# A day at the very beginning is the one to answer for where a rule or an amount is asked for, and not what happened.
_ASKS_RULE = (
    r"(?=[^.?!]*\b(?:phu cap|tro cap|luong|he so|muc|che do|thoi han|thoi gian|dieu kien|tieu chuan|do tuoi"
    r"|tuoi nghi huu|tham quyen|quy trinh|thu tuc|ho so gom|ty le|so luong toi da|duoc huong|co duoc)\b)"
    r"(?=[^.?!]*\b(?:bao nhieu|bao lau|may|the nao|ra sao|gi|nao|ai|khong)\b)"
    r"(?![^.?!]*\b(?:co bao nhieu|bao nhieu (?:nguoi|can bo|cong chuc|vien chuc|dang vien|van ban|truong hop|dong chi)"
    r"|(?<!tuoi )nghi huu|dien ra|xay ra|(?<!toi )da)\b)"
    r"(?! *,? *(?:toi|em|minh|anh|chi|ong|ba|co ay|dong chi|chung toi|la|sinh|ket nap|vao|nhap ngu|tuyen dung|bo nhiem"
    r"|ban hanh|ky|cong bo|nop|nhan|nghi|quy dinh so|quyet dinh|nghi quyet|nghi dinh|ket luan|thong tu|luat)\b)"
)
# Only these forms make a year the day to answer for; in any other place it is a fact that is asked about.
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:(?:tai|vao|o|den|tinh den|trong) )?(?:thoi diem|thoi ky) (?:la |do la )?{_WHEN}(?: thi)?",
        rf"(?:^|(?<=[,.;] )|\b(?:vao|hoi|trong|den|o|luc|con) ){_WHEN}(?: thi)?(?=[^.?!]*\b{_BY_WHICH})",
        rf"(?<= nao )(?:vao|hoi|trong|o|luc) {_WHEN}(?=[ ?.!]*$)",
        rf"(?:^|(?<=[,.;] )|\b(?:vao|hoi|trong|den|o|luc) ){_WHEN}(?: thi)?(?=[^.?!]*\b{_IN_FORCE})",
        rf"{_OF_THAT_DAY} (?:vao |tai |trong |den )?(?=ngay |thang ){_WHEN}(?: thi)?",
        rf"^(?:(?:vao|trong|hoi) )?(?=ngay |thang ){_WHEN}(?: thi)?,?(?: |$){_ASKS_RULE}",
        rf"(?<=hieu luc )(?:khong )?(?:vao|hoi|trong|o|luc|den) {_WHEN}",
    )
)
_ABOUT_ITSELF = re.compile(r"\b(?:hieu luc|thay|sua doi|bai bo|khac|so voi|ap dung)\b")
_LAW = re.compile(
    r"\b(?P<kind>bo luat|luat|phap lenh) (?P<title>[a-z][a-z ,-]{2,80}?),? (?:nam )?(?P<year>(?:19|20)\d\d)\b(?!/)"
)
_EARLIEST = 1990  # an earlier year is history, and not a day to apply a text of today's folders on
_FEWEST_TITLE_WORDS = 2


@dataclass(frozen=True, slots=True)
class AskedDay:
    """A day that a question asks to be answered for, and where it says so."""

    day: date
    start: int
    end: int


def day_asked(question: str, today: date) -> AskedDay | None:
    """The day that a question is to be answered for; the last one of a month or year, where only that is given.

    Of the month or year that is not over yet, it is today.
    """
    folded, places = fold_map(question)
    for form in _FORMS:
        match = form.search(folded)
        if match is None:
            continue
        day = _day(match)
        if day is not None:
            if day.year == today.year and match["day"] is None:
                day = min(day, today)
            return AskedDay(day, places[match.start()], places[match.end()])
    return None


def asks_about_itself(question: str) -> bool:
    """Whether a question asks whether a document applies, or what took its place: a year in it may be any."""
    return _ABOUT_ITSELF.search(fold(question)) is not None


def last_day(year: int) -> date:
    """The last day of a year."""
    return date(year, 12, 31)


def names_other_year(question: str, documents: tuple[Document, ...]) -> bool:
    """Whether a question gives a law of the folder a year that is not its own: "Luật Cán bộ, công chức 2008"."""
    folded = fold(question)
    for match in _LAW.finditer(folded):
        title = " ".join(token.text for token in tokens(match["title"]))
        if len(title.split(" ")) < _FEWEST_TITLE_WORDS:
            continue
        years = {
            document.metadata.year
            for document in documents
            if fold(document.metadata.kind or "").strip() == match["kind"]
            and f" {title} " in f" {' '.join(token.text for token in tokens(document.metadata.title))} "
        }
        if years and None not in years and int(match["year"]) not in years:
            return True
    return False


def _day(match: re.Match[str]) -> date | None:
    year = int(match["year"] or match["year2"] or match["year3"])
    month = int(match["month"] or match["month2"] or 12)
    if not 1 <= month <= 12 or year < _EARLIEST:
        return None
    last = monthrange(year, month)[1]
    day = int(match["day"] or last)
    return date(year, month, day) if 1 <= day <= last else None
