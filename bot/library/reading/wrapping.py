"""Whether a line goes on in the next: lines broken by a page's width are mended, lines that a writer ended are not."""

from __future__ import annotations

import re

# What begins a line of its own: Điều 5, Chương II, 1. 1) 1.1. a) đ) - + • I. (1) “Điều 5, PHỤ LỤC, Nơi nhận:
STARTER = re.compile(
    r"[“\"]?(?:"
    r"(?:Điều|ĐIỀU)\s+\d+|(?:Chương|CHƯƠNG|Phần|PHẦN|Mục|MỤC|Tiểu mục|TIỂU MỤC)\s+(?:[IVXLC]+|\d+|thứ|THỨ)\b"
    r"|\d{1,3}(?:\.\d{1,3}){0,3}[.)](?:\s|$)|\d{1,2}\.\d{1,2}\s|\d{1,2}[-/]\s|\(\d{1,2}\)\s"
    r"|[a-zđ][.)/]\s|\([a-zđ]\)\s|[A-ZĐ][.)]\s|[IVX]{1,5}\s?[.)\-–]\s"
    r"|[-–—+•●▪◦*]\s"
    r"|PHỤ LỤC|Phụ lục\s+[IVX\d]|Căn cứ\b|Nơi nhận|T/M|TM\.|KT\.|TL\."
    r"|(?:PV|Phóng viên|Nhà báo|MC|Hỏi|Đáp|Trả lời|Ông|Bà|Đồng chí|Đ/c|GS|PGS|TS|ThS)\b[^:\n]{0,60}:(?:\s|$)"
    r")"
)
_ENDED = re.compile(r"[.;:!?…][”\")\]]*$")
_CAPITALS = 5  # letters; a shorter line in capitals may be an abbreviation that the page's width cut off
_OPEN = re.compile(r"(?:[,–-]|[(“])$")


def starts_anew(line: str) -> bool:
    """Tell whether a line has a marker that only the beginning of a paragraph has."""
    return STARTER.match(line.replace("Ð", "Đ")) is not None  # an Eth is what old converters put for Đ


def goes_on(line: str, following: str, *, full: bool) -> bool:
    """Tell whether `following` continues the paragraph of `line`; `full`: line reaches the right edge of its column."""
    if not line or not following:
        return False
    if starts_anew(following):
        # "quy định tại" + "Điều 5 Quy định này": a reference that happens to begin a line
        return full and _refers(line) and not _ENDED.search(line)
    # "KẾT LUẬN" above "về …": capitals are a line of their own.
    if line.isupper() != following.isupper() and min(len(line), len(following)) >= _CAPITALS:
        return False
    if _ENDED.search(line):
        return full and not line.endswith((":", ";"))
    if following[0].islower() or _OPEN.search(line):
        return full or following[0].islower()
    return full


_REFERENCE = re.compile(
    r"(?:\b(?:tại|theo|và|hoặc|của|các|với|từ|đến|khoản|điểm|Điều|khoản \d+[a-zđ]?|điểm [a-zđ]|số|này)|,)$",
    re.IGNORECASE,
)


def _refers(line: str) -> bool:
    return _REFERENCE.search(line.rstrip()) is not None


def refers(line: str) -> bool:
    """Tell whether a line ends with words that want a reference after them ("quy định tại", "khoản 2 và")."""
    return _refers(line)


def join(line: str, following: str) -> str:
    """Return both lines as one, without the hyphen of a broken word."""
    if line.endswith("\u00ad"):
        return line[:-1] + following
    # A hyphen at the end of a line stays: Vietnamese words are never broken, names and numbers (KL-TU, 2020-2025) are.
    if line.endswith("-") and not line.endswith(" -") and len(line) > 1:
        return line + following
    return f"{line} {following}"
